"""What facts may count: the lists that models answer with are those that reviewers choose from."""

from typing import Any, get_args

import pytest

from extractor.reports.base import ReportType
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.disclosure.indicators import Indicator
from extractor.reports.work_report import WORK_REPORT
from extractor.reports.work_report.vocabulary import Indicator as WorkIndicator


@pytest.mark.parametrize(("report_type", "literal"), [(DISCLOSURE, Indicator), (WORK_REPORT, WorkIndicator)])
def test_every_indicator_has_one_name(report_type: ReportType, literal: Any) -> None:  # noqa: ANN401 - a Literal
    assert list(report_type.indicators) == list(get_args(literal))
    assert len(set(report_type.indicators.values())) == len(report_type.indicators)
