"""Every check on one disclosure report: the form's identities, the prose against the tables, one year throughout."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from extractor.documents.characters import fold
from extractor.reports.arithmetic import check_identities, failure_cause, flatten
from extractor.reports.disclosure.form import IDENTITIES, OUTCOME_ROWS
from extractor.reports.disclosure.vocabulary import COMPARED, ENDED, WITHDRAWN
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

_ADDED: dict[str, str] = {"requests_received": "/requests/carried_in/total"}
"""Indicator -> a cell that prose may have added to those above, where it does not tell it apart: 办理申请17件."""

_DIVISIONS = (
    frozenset(
        f"requests_{route}" for route in ("online", "by_email", "by_letter", "in_person", "other_route")
    ),
    frozenset(
        f"requests_{outcome}"
        for outcome in ("granted", "partial", "refused", "unable", "rejected", "other_outcome", "carried_out")
    ),
    frozenset({"requests_answered"}),
)
"""Ways to divide one whole: parts of two of them add up to twice the whole."""

_NAMED_YEAR = re.compile(
    r"(?:公布|发布|编制|编写|撰写|形成|现将|本报告|(?<!信息)(?<!政务)公开)[^,。;:]{0,60}?"
    r"(20\d\d)年(?:度)?政府信息公开(?:工作)?(?:年度)?报告"
)
"""The report that a sentence presents; others, which it refers to (对照上年报告), may be of other years."""
_INTRODUCTION = 1500
"""Characters from the start in which the prose names the report, where section one does not begin before; later mentions
may be of other years' reports."""
_CLAUSE = 20
"""Characters before a number that name what it counts."""
_SENTENCE = re.compile("[,。;:]")
"""What a line of prose has, and a link to another year's report beside the article has not."""


@dataclass(frozen=True, slots=True)
class _Fact:
    pointer: str
    indicator: str
    label: str
    value: Number
    unit: str | None
    exact: bool
    scoped: bool
    start: int
    end: int

    @property
    def compared(self) -> bool:
        """Whether it says by how much another year differs."""
        return COMPARED.search(fold(self.label)) is not None

    @property
    def division(self) -> int | None:
        """The place in ``_DIVISIONS`` of the division whose part it is."""
        return next((place for place, parts in enumerate(_DIVISIONS) if self.indicator in parts), None)


def check_report(report: Mapping[str, Any], evidence: Mapping[str, Evidence], text: str) -> list[Check]:
    """All checks that apply, in the contract's order. ``report`` is JSON, ``text`` the normalised text."""
    values = flatten(report)
    facts = sorted(_facts(report, evidence), key=lambda fact: fact.start)
    folded = fold(text)
    return [
        *check_identities(IDENTITIES, values, evidence),
        *_narrated(facts, folded, values, evidence),
        *_parts(facts, folded, values, evidence),
        *_year(report, folded, values, evidence),
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
                    fact["label"],
                    fact["value"],
                    fact["unit"],
                    fact["qualifier"] == "exact",
                    fact["scope"] is not None,
                    found.start,
                    found.end,
                )


def _narrated(
    facts: Sequence[_Fact], text: str, values: Mapping[str, object], evidence: Mapping[str, Evidence]
) -> Iterator[Check]:
    """One check for each indicator that both prose and table report; of several statements one must agree."""
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
        statements = _statements(told, text)
        readings = [(statements, cells, sum(numbers))]
        added = values.get(_ADDED.get(indicator, ""))
        if isinstance(added, int | float):
            including = [told for told in statements if _may_include(told[0], facts, text)]
            readings.append((including, [*cells, _ADDED[indicator]], sum(numbers) + added))
        agreeing = [(told, of, total) for said, of, total in readings for told in said if _sum(told) == total]
        compared, reported, actual = agreeing[0] if agreeing else (statements[0], cells, sum(numbers))
        checked = [*(fact.pointer for fact in compared), *reported]
        yield Check(
            id=f"narrative.{indicator}",
            status="pass" if agreeing else "fail",
            cause=None if agreeing else failure_cause(checked, values, evidence),
            message=f"{_added(compared)} {'=' if agreeing else '≠'} {actual}：{words}",
            expected=_sum(compared),
            actual=actual,
            pointers=checked,
        )


def _may_include(whole: _Fact, facts: Sequence[_Fact], text: str) -> bool:
    """Whether a number of requests may be of those carried in, too: not where these are told beside it."""
    carried_in = [fact for fact in facts if fact.indicator == "requests_carried_in"]
    within = (re.search("含|其中|包括", text[whole.end : fact.start]) for fact in carried_in if fact.start > whole.end)
    return "新收" not in text[max(whole.start - _CLAUSE, 0) : whole.start] and (not carried_in or any(within))


def _statements(told: Sequence[_Fact], text: str) -> list[Sequence[_Fact]]:
    """What the prose says of one indicator: each fact alone, then those of one sentence together (直接起诉2件，复议后起诉1件).

    Facts that only say how others ended, or follow them after 其中, are parts and count alone where there is nothing else.
    """
    wholes = [fact for number, fact in enumerate(told) if not _is_part(fact, told[:number], text)] or list(told)
    sentences = [list(group) for _, group in groupby(wholes, lambda fact: text.count("。", 0, fact.start))]
    return [*([fact] for fact in wholes), *(group for group in sentences if len(group) > 1)]


def _is_part(fact: _Fact, before: Sequence[_Fact], text: str) -> bool:
    label = fold(fact.label)
    challenged = fact.indicator in ("reconsiderations", "litigations")
    if challenged and (ENDED.fullmatch(label) or WITHDRAWN.search(label)):
        return True
    between = text[before[-1].end : fact.start] if before else ""
    return "其中" in between and "\n" not in between


def _parts(
    facts: Sequence[_Fact], text: str, values: Mapping[str, object], evidence: Mapping[str, Evidence]
) -> Iterator[Check]:
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
        total, most = _sum(parts), _sum(wholes)
        pointers = [part.pointer for part in (*wholes, *parts)]
        words = "“其中”各项之和不大于总数。The parts given after 其中 add up to no more than their whole."
        if not whole.exact:
            yield Check(id=f"narrative.parts.{number}", status="not_applicable", message=words, pointers=pointers)
            continue
        holds = total <= most
        yield Check(
            id=f"narrative.parts.{number}",
            status="pass" if holds else "fail",
            cause=None if holds else failure_cause(pointers, values, evidence),
            message=f"{_added(parts)} {'≤' if holds else '>'} {_added(wholes)}：{words}",
            expected=f"≤ {most}",
            actual=total,
            pointers=pointers,
        )


def _whole(facts: Sequence[_Fact], text: str, position: int) -> _Fact | None:
    """What the parts after 其中 are parts of: the last number before it, or the first of the sentence it follows.

    No number of a narrower scope, beside another year's or inside another number is a whole.
    """
    before = text[:position].rstrip(" \n(（")
    follows = before.endswith(("。", ";", "；"))
    stops = "。;；\n" if follows else "。\n"
    start = max(before.rfind(stop, 0, len(before) - follows) for stop in stops) + 1
    candidates: list[_Fact] = []
    for fact in facts:
        if start <= fact.start and fact.end <= position and not fact.scoped and not fact.compared:
            inside = candidates and _nested(text[candidates[-1].end : fact.start])
            if not inside:
                candidates.append(fact)
    return candidates[0 if follows else -1] if candidates else None


def _carried_in(whole: _Fact, facts: Sequence[_Fact], text: str, position: int) -> list[_Fact]:
    """What the requests received are added to before they are dealt with: those carried in, told in the same paragraph."""
    if whole.indicator != "requests_received":
        return []
    start = text.rfind("\n", 0, position) + 1
    return [fact for fact in facts if fact.indicator == "requests_carried_in" and start <= fact.start < position]


def _sum(facts: Sequence[_Fact]) -> Number:
    return sum(fact.value for fact in facts)


def _added(facts: Sequence[_Fact]) -> str:
    return " + ".join(str(fact.value) for fact in facts)


def _parts_of(whole: _Fact, facts: Sequence[_Fact], text: str, match: re.Match[str]) -> list[_Fact]:
    """The facts of the whole's unit up to the end of the sentence, the parenthesis or the next 其中, of one division."""
    end = _end_of_parts(text, match.end())
    parts = [
        fact
        for fact in facts
        if match.end() <= fact.start < end
        and fact.unit == whole.unit
        and not fact.scoped
        and not fact.compared
        and fact.indicator != "rate"
        and not _nested(text[match.end() : fact.start])
    ]
    return [part for part in parts if part.division == parts[0].division]


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


def _year(
    report: Mapping[str, Any], text: str, values: Mapping[str, object], evidence: Mapping[str, Evidence]
) -> Iterator[Check]:
    """Title, period and the introduction name one year."""
    overview = evidence.get("/overview/text")
    introduction = text[: min(_INTRODUCTION, overview.start) if overview else _INTRODUCTION]
    prose = (line for line in introduction.split("\n") if _SENTENCE.search(line))
    named = {int(year) for line in prose for year in _NAMED_YEAR.findall(line)}
    named |= {int(year) for year in re.findall(r"20\d\d(?=年)", fold(report["title"] or ""))}
    period = [str(day) for day in (report["period"]["start"], report["period"]["end"]) if day]
    named |= {int(day[:4]) for day in period}
    if report["year"] is None or not named:
        return
    holds = named == {report["year"]}
    shown = "、".join(str(year) for year in sorted(named))
    pointers = ["/title", "/year", "/period/start", "/period/end"]
    yield Check(
        id="identity.year",
        status="pass" if holds else "fail",
        cause=None if holds else failure_cause(pointers, values, evidence),
        message=f"{shown}：标题、统计期限和正文应为同一年度。Title, period and prose name the same year.",
        expected=report["year"],
        actual=shown,
        pointers=pointers,
    )
