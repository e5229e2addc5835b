"""Checks between reports: whose mistake a contradiction is, and when there is nothing to compare."""

from pathlib import Path

import pytest

from extractor import extract
from extractor.reconcile import status_of
from extractor.reports.disclosure import DISCLOSURE
from extractor.result import Check, Result
from tests.batch.documents import report, write
from tests.rendering.years import ALONE, filings

AGENCY = "云浦县司法局"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Result, Result]:
    """The reports of 2022 and 2023, which do not fit: 2 carried out, 3 carried in."""
    before = write(tmp_path, "2022.md", report(AGENCY, 2022, carried_out=2))
    own = write(tmp_path, "2023.md", report(AGENCY, 2023, carried_in=3))
    return extract(before, engine="offline"), extract(own, engine="offline")


def carried(own: Result, before: Result) -> Check:
    (check,) = DISCLOSURE.across.check(own, [], [("2022.md", before)])
    return check


def test_a_contradiction_between_certain_readings_is_the_agency_s(pair: tuple[Result, Result]) -> None:
    before, own = pair
    check = carried(own, before)
    assert (check.status, check.cause, check.expected, check.actual) == ("fail", "source", 2, 3)
    assert check.message.startswith("总计 2 ≠ 3：")
    assert status_of([check], []) == "accepted"


@pytest.mark.parametrize("doubtful", [0, 1])
def test_a_contradiction_with_a_doubtful_reading_asks_for_review(doubtful: int, pair: tuple[Result, Result]) -> None:
    row = ("carried_out", "carried_in")[doubtful]
    pair[doubtful].evidence[f"/requests/{row}/total"].confidence = 0.5
    before, own = pair
    check = carried(own, before)
    assert (check.status, check.cause) == ("fail", "unknown")
    assert status_of([check], []) == "needs_review"


def test_columns_are_compared_where_totals_agree(pair: tuple[Result, Result]) -> None:
    before, own = pair
    for result, row in ((before, "carried_out"), (own, "carried_in")):
        values = getattr(result.report.requests, row)  # type: ignore[union-attr]
        values.total, values.natural_person, values.business = 3, 3, 0
    assert carried(own, before).status == "pass"
    own.report.requests.carried_in.natural_person = 2  # type: ignore[union-attr]
    own.report.requests.carried_in.business = 1  # type: ignore[union-attr]
    check = carried(own, before)
    assert (check.status, check.expected, check.actual) == ("fail", 3, 2)
    assert check.message.startswith("自然人 3 ≠ 2：")


def test_blanks_count_as_0_unless_all_are_blank(pair: tuple[Result, Result]) -> None:
    before, own = pair
    row = before.report.requests.carried_out  # type: ignore[union-attr]
    row.business = None
    assert carried(own, before).status == "fail"
    for name in type(row).model_fields:
        setattr(row, name, None)
    assert carried(own, before).status == "not_applicable"


def test_a_number_that_only_one_report_has_contradicts_nothing(pair: tuple[Result, Result]) -> None:
    _, own = pair
    other = own.model_copy(deep=True)
    other.report.requests.received.business = None  # type: ignore[union-attr]
    (check,) = DISCLOSURE.across.check(own, [("other.md", other)], [])
    assert check.status == "pass"
    other.report.requests.received.total = 6  # type: ignore[union-attr]
    (check,) = DISCLOSURE.across.check(own, [("same.md", own), ("other.md", other)], [])
    assert (check.status, check.pointers) == ("fail", ["/requests/received/total"])
    assert "other.md" in check.message


def test_whose_report_it_is_does_not_depend_on_how_the_name_is_written(pair: tuple[Result, Result]) -> None:
    _, own = pair
    standing = DISCLOSURE.across.standing
    assert own.report is not None
    first = standing(own.report)
    own.report.agency = "雲浦縣 司法局"  # type: ignore[attr-defined]
    assert standing(own.report) == first
    own.report.agency = None  # type: ignore[attr-defined]
    assert standing(own.report) is None


@pytest.fixture
def filed() -> tuple[Result, Result]:
    """Two years of the 2021 form that fit each other."""
    drawn = filings(2, (2022, 2023))
    before, own = (drawn[ALONE[0], year].result(f"{year}.txt") for year in (2022, 2023))
    return before, own


def in_force(own: Result, before: Result) -> dict[str, Check]:
    checks = DISCLOSURE.across.check(own, [], [("2022.txt", before)])
    return {check.id.removeprefix("years.documents."): check for check in checks if check.id != "years.carried"}


@pytest.mark.parametrize("block", ["regulations", "normative_documents"])
def test_documents_in_force_follow_from_the_year_before(block: str, filed: tuple[Result, Result]) -> None:
    before, own = filed
    check = in_force(own, before)[block]
    assert (check.status, check.cause) == ("pass", None)
    values = getattr(own.report.proactive, block)  # type: ignore[union-attr]
    start = getattr(before.report.proactive, block).in_force  # type: ignore[union-attr]
    values.in_force += 2
    check = in_force(own, before)[block]
    assert (check.status, check.cause, check.actual) == ("fail", "source", values.in_force)
    assert f"{start} + {values.made} − {values.repealed} ≠ {values.in_force}：" in check.message
    assert "机构合并" in check.message
    assert status_of([check], []) == "accepted"


def test_blank_changes_count_as_0_and_a_blank_stock_says_nothing(filed: tuple[Result, Result]) -> None:
    before, own = filed
    now = own.report.proactive.normative_documents  # type: ignore[union-attr]
    now.made = now.repealed = None
    now.in_force = before.report.proactive.normative_documents.in_force  # type: ignore[union-attr]
    for key in ("made", "repealed"):
        own.evidence[f"/proactive/normative_documents/{key}"].qualifier = "blank"
    assert in_force(own, before)["normative_documents"].status == "pass"
    now.in_force = None
    assert in_force(own, before)["normative_documents"].status == "not_applicable"


def test_a_report_without_these_cells_has_no_such_check(
    pair: tuple[Result, Result], filed: tuple[Result, Result]
) -> None:
    assert in_force(filed[1], pair[0]) == {}
