"""Every check on one disclosure report: the form's identities, the prose against the tables, one year throughout."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.documents.characters import fold
from extractor.reports.arithmetic import check_identities, failure_cause, flatten
from extractor.reports.disclosure.form import IDENTITIES, OUTCOME_ROWS
from extractor.result import Check, Evidence, Number


def _outcome_totals(group: str) -> tuple[str, ...]:
    return tuple(f"/requests/{row.key}/total" for row in OUTCOME_ROWS if row.key.startswith(f"outcomes/{group}"))


NARRATED: dict[str, tuple[str, ...]] = {
    "requests_received": ("/requests/received/total",),
    "requests_carried_in": ("/requests/carried_in/total",),
    "requests_carried_out": ("/requests/carried_out/total",),
    "requests_answered": ("/requests/outcomes/total/total",),
    "requests_granted": _outcome_totals("granted"),
    "requests_partial": _outcome_totals("partial"),
    "requests_refused": _outcome_totals("refused"),
    "requests_unable": _outcome_totals("unable"),
    "requests_rejected": _outcome_totals("rejected"),
    "requests_other_outcome": _outcome_totals("closed_otherwise"),
    "reconsiderations": ("/challenges/reconsideration/total",),
    "litigations": ("/challenges/litigation_direct/total", "/challenges/litigation_after_reconsideration/total"),
    "normative_documents_issued": ("/proactive/normative_documents/made",),
}
"""Indicator -> the table cells whose sum reports the same thing."""

_NAMED_YEAR = re.compile(r"(20\d\d)年(?:度)?政府信息公开(?:工作)?(?:年度)?报告")
_INTRODUCTION = 1500
"""Characters from the start in which the prose names the report; later mentions may be of other years' reports."""
_SENTENCE = re.compile("[,。;:]")
"""What a line of prose has, and a link to another year's report beside the article has not."""


@dataclass(frozen=True, slots=True)
class _Fact:
    pointer: str
    indicator: str
    value: Number
    unit: str | None
    exact: bool
    scoped: bool
    start: int
    end: int


def check_report(report: Mapping[str, Any], evidence: Mapping[str, Evidence], text: str) -> list[Check]:
    """All checks that apply, in the contract's order. ``report`` is JSON, ``text`` the normalised text."""
    values = flatten(report)
    facts = sorted(_facts(report, evidence), key=lambda fact: fact.start)
    folded = fold(text)
    return [
        *check_identities(IDENTITIES, values, evidence),
        *_narrated(facts, values, evidence),
        *_parts(facts, folded),
        *_year(report, folded),
    ]


def _facts(report: Mapping[str, Any], evidence: Mapping[str, Evidence]) -> Iterator[_Fact]:
    for section in ("overview", "other_matters"):
        for number, fact in enumerate(report[section]["facts"]):
            pointer = f"/{section}/facts/{number}/value"
            found = evidence.get(pointer)
            if found is not None:
                yield _Fact(
                    pointer,
                    fact["indicator"],
                    fact["value"],
                    fact["unit"],
                    fact["qualifier"] == "exact",
                    fact["scope"] is not None,
                    found.start,
                    found.end,
                )


def _narrated(
    facts: Sequence[_Fact], values: Mapping[str, object], evidence: Mapping[str, Evidence]
) -> Iterator[Check]:
    """One check for each indicator that both prose and table report; of several facts one must agree.

    The others count parts of it (维持1件 of 行政复议3件): the check says nothing of them.
    """
    for indicator, pointers in NARRATED.items():
        told = [fact for fact in facts if fact.indicator == indicator and not fact.scoped and fact.exact]
        cells = [pointer for pointer in pointers if pointer in evidence]
        if not told or not cells:
            continue
        numbers = [value for pointer in cells if isinstance(value := values[pointer], int | float)]
        words = f"正文与表格应一致：{indicator}。The prose agrees with the table: {indicator}."
        if not numbers:
            checked = [*(fact.pointer for fact in told), *cells]
            yield Check(id=f"narrative.{indicator}", status="not_applicable", message=words, pointers=checked)
            continue
        actual = sum(numbers)
        agreeing = [fact for fact in told if fact.value == actual]
        compared = agreeing or told
        checked = [*(fact.pointer for fact in compared), *cells]
        yield Check(
            id=f"narrative.{indicator}",
            status="pass" if agreeing else "fail",
            cause=None if agreeing else failure_cause(checked, values, evidence),
            message=f"{compared[0].value} {'=' if agreeing else '≠'} {actual}：{words}",
            expected=compared[0].value,
            actual=actual,
            pointers=checked,
        )


def _parts(facts: Sequence[_Fact], text: str) -> Iterator[Check]:
    """One check for each 其中 that gives parts of a whole, counted from 1 in reading order."""
    number = 0
    for match in re.finditer("其中", text):
        whole = _whole(facts, text, match.start())
        if whole is None:
            continue
        parts = _parts_of(whole, facts, text, match)
        if not parts:
            continue
        number += 1
        wholes = [whole, *_carried_in(whole, facts, text, match.start())]
        total, most = sum(part.value for part in parts), sum(part.value for part in wholes)
        pointers = [part.pointer for part in (*wholes, *parts)]
        words = "“其中”各项之和不大于总数。The parts given after 其中 add up to no more than their whole."
        if not whole.exact:
            yield Check(id=f"narrative.parts.{number}", status="not_applicable", message=words, pointers=pointers)
            continue
        holds = total <= most
        yield Check(
            id=f"narrative.parts.{number}",
            status="pass" if holds else "fail",
            cause=None if holds else "source",
            message=f"{_added(parts)} {'≤' if holds else '>'} {_added(wholes)}：{words}",
            expected=most,
            actual=total,
            pointers=pointers,
        )


def _whole(facts: Sequence[_Fact], text: str, position: int) -> _Fact | None:
    """What the parts after 其中 are parts of: the last number before it, or the first of the sentence it follows."""
    before = text[:position].rstrip(" \n(（")
    if before.endswith(("。", ";", "；")):
        start = max(before.rfind(stop, 0, len(before) - 1) for stop in "。;；\n") + 1
        candidates = [fact for fact in facts if start <= fact.start and fact.end <= position]
        return candidates[0] if candidates else None
    start = max(before.rfind(stop) for stop in "。\n") + 1
    candidates = [fact for fact in facts if start <= fact.start and fact.end <= position]
    return candidates[-1] if candidates else None


def _carried_in(whole: _Fact, facts: Sequence[_Fact], text: str, position: int) -> list[_Fact]:
    """What the requests received are added to before they are dealt with: those carried in, told in the same paragraph."""
    if whole.indicator != "requests_received":
        return []
    start = text.rfind("\n", 0, position) + 1
    return [fact for fact in facts if fact.indicator == "requests_carried_in" and start <= fact.start < position]


def _added(parts: Sequence[_Fact]) -> str:
    return " + ".join(str(part.value) for part in parts)


def _parts_of(whole: _Fact, facts: Sequence[_Fact], text: str, match: re.Match[str]) -> list[_Fact]:
    """The facts of the whole's unit up to the end of the sentence, the parenthesis or the next 其中."""
    end = _end_of_parts(text, match.end())
    return [
        fact
        for fact in facts
        if match.end() <= fact.start < end
        and fact.unit == whole.unit
        and not fact.scoped
        and fact.indicator != "rate"
        and not _nested(text[match.end() : fact.start])
    ]


def _end_of_parts(text: str, start: int) -> int:
    depth = 0
    for position in range(start, len(text)):
        character = text[position]
        if character in "。;\n" or text.startswith("其中", position) or depth < 0:
            return position
        depth += (character == "(") - (character == ")")
    return len(text)


def _nested(between: str) -> bool:
    """Whether a part is itself within a part: in parentheses, or after a word that opens a list of its own."""
    return between.count("(") > between.count(")") or re.search("包括|包含|含", between) is not None


def _year(report: Mapping[str, Any], text: str) -> Iterator[Check]:
    """Title, period and the introduction name one year."""
    prose = (line for line in text[:_INTRODUCTION].split("\n") if _SENTENCE.search(line))
    named = {int(year) for line in prose for year in _NAMED_YEAR.findall(line)}
    named |= {int(year) for year in re.findall(r"20\d\d(?=年)", fold(report["title"] or ""))}
    period = [str(day) for day in (report["period"]["start"], report["period"]["end"]) if day]
    named |= {int(day[:4]) for day in period}
    if report["year"] is None or not named:
        return
    holds = named == {report["year"]}
    shown = "、".join(str(year) for year in sorted(named))
    yield Check(
        id="identity.year",
        status="pass" if holds else "fail",
        cause=None if holds else "source",
        message=f"{shown}：标题、统计期限和正文应为同一年度。Title, period and prose name the same year.",
        expected=report["year"],
        actual=shown,
        pointers=["/title", "/year", "/period/start", "/period/end"],
    )
