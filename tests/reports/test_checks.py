"""Checks of prose against tables, of parts against their whole, of one year throughout."""

import re
from typing import Any

from extractor.reports.disclosure.checks import check_report
from extractor.reports.disclosure.model import DisclosureReport
from extractor.result import Check, Evidence


def fact(
    indicator: str, value: int, quote: str, unit: str = "件", scope: str | None = None, label: str = ""
) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "label": label,
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
        block, key = row.split("/") if "/" in row else ("requests", row)
        report[block][key]["total"] = value
        evidence[f"/{block}/{key}/total"] = found(0, 0)
    return {check.id: check for check in check_report(report, evidence, text)}


def narrated(text: str, facts: list[dict[str, Any]], cells: dict[str, int]) -> tuple[str, object, object]:
    (check,) = (check for name, check in checked(text, facts, cells).items() if re.match("narrative.(?!parts)", name))
    return check.status, check.expected, check.actual


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


def test_parts_of_one_division_are_added_up_and_those_of_another_are_not() -> None:
    found_parts = parts(
        "收到申请15件，其中网络10件，信函5件，予以公开8件，部分公开7件。",
        fact("requests_received", 15, "收到申请15件"),
        fact("requests_online", 10, "网络10件"),
        fact("requests_by_letter", 5, "信函5件"),
        fact("requests_granted", 8, "予以公开8件"),
        fact("requests_partial", 7, "部分公开7件"),
    )
    assert found_parts == {"narrative.parts.1": "pass"}


def test_neither_a_comparison_nor_a_number_inside_another_nor_a_scoped_one_is_a_whole_or_a_part() -> None:
    compared = fact("other", 20, "增加20篇", "篇", label="比上年增加")
    topics = [fact("other", 30, "图解30篇", "篇"), fact("other", 40, "视频40篇", "篇")]
    whole = fact("policy_interpretations", 70, "解读70篇", "篇")
    assert parts("解读70篇，比上年增加20篇，其中图解30篇，视频40篇。", whole, compared, *topics) == {"narrative.parts.1": "pass"}
    assert parts("解读70篇，其中图解30篇，视频40篇，比上年增加20篇。", whole, *topics, compared) == {"narrative.parts.1": "pass"}
    received, granted = fact("requests_received", 17, "申请17件"), fact("requests_granted", 12, "公开12件")
    carried, person = fact("requests_carried_in", 2, "结转2件"), fact("requests_received", 2, "法人2件", scope="法人")
    assert parts("申请17件（含结转2件），其中公开12件。", received, carried, granted) == {"narrative.parts.1": "pass"}
    assert parts("申请17件（法人2件），其中公开12件。", received, person, granted) == {"narrative.parts.1": "pass"}


def test_parts_read_by_a_lone_rule_blame_no_agency_and_prove_nothing() -> None:
    text = "收到申请5件，其中网络3件，信函{}件。"
    facts = [fact("requests_received", 5, "申请5件"), fact("requests_online", 3, "网络3件")]
    for letters, status, cause in ((4, "fail", "source"), (2, "pass", None)):
        told = text.format(letters)
        check = checked(told, [*facts, fact("requests_by_letter", letters, f"信函{letters}件")])["narrative.parts.1"]
        assert (check.status, check.cause, check.expected, check.proves) == (status, cause, "≤ 5", False)
    report = DisclosureReport(year=2024).model_dump(mode="json")
    report["overview"]["facts"] = [*facts, fact("requests_by_letter", 4, "信函4件")]
    told = text.format(4)
    evidence = {
        f"/overview/facts/{number}/value": found(told.index(item["quote"]), told.index(item["quote"]) + len(item["quote"]))
        for number, item in enumerate(report["overview"]["facts"])
    }
    evidence["/overview/facts/2/value"].confidence = 0.8
    (check,) = check_report(report, evidence, told)
    assert (check.status, check.cause) == ("fail", "unknown")


def test_a_part_that_equals_the_table_hides_no_whole_that_does_not() -> None:
    ended = [
        fact("reconsiderations", 5, "行政复议5件", label="行政复议"),
        fact("reconsiderations", 3, "维持3件", label="维持"),
        fact("reconsiderations", 2, "其他结果2件", label="其他结果"),
    ]
    text = "发生行政复议5件，{}维持3件，其他结果2件。"
    for opening in ("", "其中"):
        assert narrated(text.format(opening), ended, {"challenges/reconsideration": 3}) == ("fail", 5, 3)
        assert narrated(text.format(opening), ended, {"challenges/reconsideration": 5}) == ("pass", 5, 5)
    assert narrated("维持3件，其他结果2件。", ended[1:], {"challenges/reconsideration": 5}) == ("pass", 5, 5)


def test_what_one_sentence_tells_apart_may_be_added_up() -> None:
    told = [fact("litigations", 2, "直接起诉2件"), fact("litigations", 1, "复议后起诉1件")]
    cells = {"challenges/litigation_direct": 2, "challenges/litigation_after_reconsideration": 1}
    assert narrated("直接起诉2件，复议后起诉1件。", told, cells) == ("pass", 3, 3)
    assert narrated("直接起诉2件。复议后起诉1件。", told, cells) == ("fail", 2, 3)


def test_what_was_dealt_with_may_include_what_was_carried_in() -> None:
    handled = [fact("requests_received", 17, "办理申请17件")]
    assert narrated("办理申请17件。", handled, {"received": 15, "carried_in": 2}) == ("pass", 17, 17)
    assert narrated("办理申请17件。", handled, {"received": 14, "carried_in": 2}) == ("fail", 17, 14)
    cells = {"received": 15, "carried_in": 2}
    carried = fact("requests_carried_in", 2, "结转2件")
    for between, status in (("（含上年", "pass"), ("，上年", "fail")):
        checks = checked(f"办理申请17件{between}结转2件。", [*handled, carried], cells)
        assert checks["narrative.requests_received"].status == status
    assert narrated("新收申请17件。", [fact("requests_received", 17, "17件")], cells)[0] == "fail"


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


def test_what_section_one_says_of_last_years_report_names_no_year_of_this_one() -> None:
    text = "现公布某局2024年政府信息公开工作年度报告。\n一月公布了《某局2023年政府信息公开工作年度报告》,按时完成。"
    report = DisclosureReport(year=2024).model_dump(mode="json")
    (check,) = check_report(report, {"/overview/text": found(text.index("一月"), len(text))}, text)
    assert check.status == "pass"


def test_a_link_to_another_years_report_names_no_year_of_this_one() -> None:
    link, sentence = "2023年政府信息公开工作年度报告", "现公布某局2023年政府信息公开工作年度报告。"
    named = "现公布2024年度政府信息公开工作年度报告,本报告"
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
