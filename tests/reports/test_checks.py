"""Checks of prose against tables, of parts against their whole, of one year throughout."""

from typing import Any

from extractor.reports.disclosure.checks import check_report
from extractor.reports.disclosure.model import DisclosureReport
from extractor.result import Check, Evidence


def fact(indicator: str, value: int, quote: str, unit: str = "件", scope: str | None = None) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "label": "",
        "value": value,
        "unit": unit,
        "qualifier": "exact",
        "scope": scope,
        "quote": quote,
    }


def checked(text: str, facts: list[dict[str, Any]], cells: dict[str, int] | None = None) -> dict[str, Check]:
    """Checks on a report with these facts, found in ``text`` in order, and these cells of section three."""
    report = DisclosureReport(year=2024).model_dump(mode="json")
    report["overview"]["facts"] = facts
    evidence: dict[str, Evidence] = {}
    position = 0
    for number, item in enumerate(facts):
        position = text.index(item["quote"], position)
        end = position + len(item["quote"])
        evidence[f"/overview/facts/{number}/value"] = found(position, end)
        position = end
    for row, value in (cells or {}).items():
        report["requests"][row]["total"] = value
        evidence[f"/requests/{row}/total"] = found(0, 0)
    return {check.id: check for check in check_report(report, evidence, text)}


def found(start: int, end: int) -> Evidence:
    return Evidence(raw="", start=start, end=end, qualifier="exact", readers=["rule"], confidence=0.98)


def test_prose_that_contradicts_the_table() -> None:
    received = fact("requests_received", 17, "受理申请17件")
    check = checked("受理申请17件。", [received], {"received": 16})["narrative.requests_received"]
    assert (check.status, check.expected, check.actual, check.cause) == ("fail", 17, 16, "source")
    assert checked("受理申请17件。", [received], {"received": 17})["narrative.requests_received"].status == "pass"


def test_a_narrower_scope_is_not_compared() -> None:
    narrow = fact("requests_received", 17, "受理申请17件", scope="办公室")
    assert "narrative.requests_received" not in checked("受理申请17件。", [narrow], {"received": 95})


def parts(text: str, *facts: dict[str, Any]) -> dict[str, str]:
    return {name: check.status for name, check in checked(text, list(facts)).items() if "parts" in name}


def test_parts_that_exceed_their_whole_and_parts_of_parts() -> None:
    found_parts = parts(
        "公开信息278条，其中，网站公布344条，其中动态153条，公告184条。",
        fact("disclosed_total", 278, "278条", "条"),
        fact("disclosed_website", 344, "344条", "条"),
        fact("disclosed_by_topic", 153, "153条", "条"),
        fact("disclosed_by_topic", 184, "184条", "条"),
    )
    assert found_parts == {"narrative.parts.1": "fail", "narrative.parts.2": "pass"}


def test_parts_in_parentheses_end_with_them_and_other_units_are_no_parts() -> None:
    found_parts = parts(
        "收到申请12件（其中网络7件，信函5件），答复30件，培训其中2人。",
        fact("requests_received", 12, "12件"),
        fact("requests_online", 7, "7件"),
        fact("requests_by_letter", 5, "5件"),
        fact("requests_answered", 30, "30件"),
        fact("trainees", 2, "2人", "人"),
    )
    assert found_parts == {"narrative.parts.1": "pass"}


def test_a_sentence_of_parts_belongs_to_the_first_number_of_the_sentence_before() -> None:
    found_parts = parts(
        "受理21件，包括信函2件、网络19件，全部办结。其中公开10件，部分公开12件。",
        fact("requests_received", 21, "21件"),
        fact("requests_by_letter", 2, "2件"),
        fact("requests_online", 19, "19件"),
        fact("requests_granted", 10, "10件"),
        fact("requests_partial", 12, "12件"),
    )
    assert found_parts == {"narrative.parts.1": "fail"}


def years(title: str, end: str) -> str:
    report = DisclosureReport(year=2024, title=title).model_dump(mode="json")
    report["period"] = {"start": "2024-01-01", "end": end}
    (check,) = check_report(report, {}, "")
    return check.status


def test_one_year_throughout() -> None:
    assert years("某局2024年政府信息公开工作年度报告", "2024-12-31") == "pass"
    assert years("某局2024年政府信息公开工作年度报告", "2023-12-31") == "fail"


def test_a_number_that_agrees_proves_no_other_of_the_same_indicator() -> None:
    facts = [fact("requests_received", 17, "受理申请17件"), fact("requests_received", 3, "当面申请3件")]
    check = checked("受理申请17件，当面申请3件。", facts, {"received": 17})["narrative.requests_received"]
    assert check.status == "pass"
    assert check.pointers == ["/overview/facts/0/value", "/requests/received/total"]


def test_a_link_to_another_years_report_names_no_year_of_this_one() -> None:
    link, sentence = "2023年政府信息公开工作年度报告", "现公布某局2023年政府信息公开工作年度报告。"
    named = "2024年度政府信息公开工作年度报告,本报告"
    assert checked(f"{link}\n{named}", [])["identity.year"].status == "pass"
    assert checked(f"{sentence}\n{named}", [])["identity.year"].status == "fail"


def test_outcomes_are_parts_of_what_was_received_and_what_was_carried_in() -> None:
    facts = [
        fact("requests_received", 15, "收到申请15件"),
        fact("requests_carried_in", 1, "上年结转1件"),
        fact("requests_granted", 14, "予以公开14件"),
        fact("requests_carried_out", 2, "结转下年度2件"),
    ]
    text = "收到申请15件，上年结转{}件。其中，予以公开14件，结转下年度2件。"
    assert checked(text.format(1), facts)["narrative.parts.1"].status == "pass"
    facts[1] = fact("requests_carried_in", 0, "上年结转0件")
    assert checked(text.format(0), facts)["narrative.parts.1"].status == "fail"
