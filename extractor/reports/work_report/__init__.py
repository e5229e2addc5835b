"""政府工作报告: the work report that a local government gives its people's congress each year."""

from extractor.reports.base import Questions, ReportType
from extractor.reports.work_report.checks import check_report
from extractor.reports.work_report.model import WorkReport
from extractor.reports.work_report.outline import SECTIONS, outline, recognises
from extractor.reports.work_report.prose import read_prose
from extractor.reports.work_report.vocabulary import INDICATORS


def _questions() -> Questions:
    from extractor.readers.llm import FactQuestions  # loads what talks to a model
    from extractor.reports.work_report.tasks import FACTS

    return FactQuestions(FACTS)


WORK_REPORT = ReportType(
    name="work-report",
    schema="work-report/1",
    chinese="政府工作报告",
    english="government work report",
    model=WorkReport,
    sections=SECTIONS,
    outline=outline,
    recognises=recognises,
    read_prose=read_prose,
    questions=_questions,
    check=check_report,
    named_by={"/title": ("标题", "title"), "/agency": ("政府", "government"), "/year": ("回顾年度", "year of the results")},
    facts={"results": "/results/facts", "targets": "/targets/facts"},
    indicators=INDICATORS,
    headline={"agency": "/agency", "year": "/year", "target_year": "/target_year", "delivered_on": "/delivered_on"},
    about={
        "/agency": "政府 government",
        "/session": "会议 session",
        "/delivered_on": "报告日期 delivered",
        "/year": "回顾年度 year of the results",
        "/target_year": "目标年度 year of the targets",
    },
)
"""The report type of the contract ``work-report/1``."""
