"""Every check on one work report: shares within the whole, growth that follows from two values, years in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extractor.documents.characters import fold, squeeze
from extractor.readers.numbers import find_numerals
from extractor.reports.arithmetic import failure_cause, flatten
from extractor.reports.work_report.outline import SECTIONS
from extractor.reports.work_report.vocabulary import SINGLE
from extractor.reports.work_report.wording import BEYOND_WHOLE, REAL_GROWTH
from extractor.result import Check, Evidence, Number


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact as JSON, and the pointer of it."""

    pointer: str
    section: str
    content: Mapping[str, Any]

    @property
    def value_pointer(self) -> str:
        return f"{self.pointer}/value"


def check_report(report: Mapping[str, Any], evidence: Mapping[str, Evidence], text: str) -> list[Check]:
    """All checks that apply: by part, then the years. ``report`` is JSON, ``text`` the normalised text."""
    values = flatten(report)
    facts = [
        _Fact(f"/{section}/facts/{number}", section, content)
        for section in SECTIONS
        for number, content in enumerate(report[section]["facts"])
    ]
    checks = [*_shares(facts), *_growth(facts, evidence), *_repeated(facts), *_years(report, facts)]
    for check in checks:
        if check.status == "fail":
            check.cause = failure_cause(check.pointers, values, evidence)
    return checks


def _shares(facts: Sequence[_Fact]) -> Iterator[Check]:
    """A share of a whole is no more than all of it."""
    for section in SECTIONS:
        shares = [fact for fact in facts if fact.section == section and _is_share(fact.content)]
        beyond = [fact for fact in shares if fact.content["value"] > 100]
        if shares:
            shown = "、".join(f"{fact.content['label']} {fact.content['value']}%" for fact in beyond)
            yield Check(
                id=f"shares.{section}",
                status="fail" if beyond else "pass",
                message=f"{shown}：" * bool(beyond) + "比率不大于 100%。No share is more than 100%.",
                pointers=[fact.value_pointer for fact in beyond or shares],
            )


def _is_share(fact: Mapping[str, Any]) -> bool:
    return fact["unit"] == "%" and fact["kind"] == "level" and not BEYOND_WHOLE.search(fact["label"])


def _growth(facts: Sequence[_Fact], evidence: Mapping[str, Evidence]) -> Iterator[Check]:
    """Where a report states two values and the change between them, the change is theirs, as far as rounding tells."""
    number = 0
    for fact in facts:
        comparison = fact.content["comparison"]
        if comparison is None or comparison["previous"] is None:
            continue
        number += 1
        pointers = [f"{fact.pointer}/{name}" for name in ("value", "comparison/previous", "comparison/value")]
        stated = comparison["value"]
        pointers = [pointer for pointer in pointers if pointer in evidence]
        words = "变化应与前后两个数相符。The change follows from the two values."
        if stated is None and comparison["direction"] != "unchanged":
            yield _direction(f"growth.{number}", fact, pointers)
        elif stated is None or not _comparable(fact.content):
            yield Check(id=f"growth.{number}", status="not_applicable", message=words, pointers=pointers)
        else:
            signed = stated if comparison["direction"] == "up" else -stated
            least, most = _possible(fact, comparison["unit"], evidence)
            slack = _half(pointers[-1], evidence)
            holds = least - slack <= Decimal(str(signed)) <= most + slack
            yield Check(
                id=f"growth.{number}",
                status="pass" if holds else "fail",
                message=f"{comparison['previous']} → {fact.content['value']}，{signed}{comparison['unit'] or ''}：{words}",
                expected=signed if holds else float(round((least + most) / 2, 2)),
                actual=signed,
                pointers=pointers,
            )


def _direction(name: str, fact: _Fact, pointers: list[str]) -> Check:
    """Of two values without the change between them, only which one is the larger can be told."""
    before, now = fact.content["comparison"]["previous"], fact.content["value"]
    rose = fact.content["comparison"]["direction"] == "up"
    holds = now > before if rose else now < before
    return Check(
        id=name,
        status="pass" if holds else "fail",
        message=f"{before} → {now}：升降应与前后两个数相符。The direction follows from the two values.",
        pointers=pointers,
    )


def _comparable(fact: Mapping[str, Any]) -> bool:
    """Whether the change is of the stated amounts: growth at constant prices is not."""
    unit: str | None = fact["comparison"]["unit"]
    own: str | None = fact["unit"]
    nominal = fact["indicator"] not in REAL_GROWTH or unit != "%"
    return nominal and ((unit == "%" and own != "%") or unit in ("个百分点", own))


def _possible(fact: _Fact, unit: str | None, evidence: Mapping[str, Evidence]) -> tuple[Decimal, Decimal]:
    """The least and the most that the change can be, since both values are rounded."""
    now, before = (Decimal(str(n)) for n in (fact.content["value"], fact.content["comparison"]["previous"]))
    near, far = _half(fact.value_pointer, evidence), _half(f"{fact.pointer}/comparison/previous", evidence)
    if unit != "%" or before <= far:
        return now - before - near - far, now - before + near + far
    return ((now - near) / (before + far) - 1) * 100, ((now + near) / (before - far) - 1) * 100


def _half(pointer: str, evidence: Mapping[str, Evidence]) -> Decimal:
    """Half a unit of the last digit that is printed: 0.05亿 of 12.3亿."""
    raw = squeeze(fold(evidence[pointer].raw))
    scale = next((numeral.scale for numeral in find_numerals(raw)), 1)
    digits = raw.partition(".")[2]
    decimals = len(digits) - len(digits.lstrip("0123456789"))
    return Decimal(scale).scaleb(-decimals) / 2


def _repeated(facts: Sequence[_Fact]) -> Iterator[Check]:
    """What a region has one value of a year is the same wherever the report states it."""
    told: dict[tuple[object, ...], list[_Fact]] = {}
    for fact in facts:
        content = fact.content
        if content["indicator"] in SINGLE and content["scope"] is None and content["qualifier"] == "exact":
            key = (content["indicator"], content["kind"], content["unit"], content["year"])
            told.setdefault(key, []).append(fact)
    for (indicator, *_), group in told.items():
        amounts = sorted({fact.content["value"] for fact in group})
        if len(group) > 1:
            yield Check(
                id=f"repeated.{indicator}",
                status="pass" if len(amounts) == 1 else "fail",
                message=f"{' ≠ '.join(map(str, amounts))}：同一指标前后应一致。The report states one value of {indicator}.",
                expected=amounts[0],
                actual=amounts[-1],
                pointers=[fact.value_pointer for fact in group],
            )


def _years(report: Mapping[str, Any], facts: Sequence[_Fact]) -> Iterator[Check]:
    """Targets are for the year after the results, and the report is given between the two."""
    year, target = report["year"], report["target_year"]
    if year is not None and target is not None:
        yield _year_check("years.order", target == year + 1, target, year + 1, ["/year", "/target_year"])
        if report["delivered_on"] is not None:
            given = int(report["delivered_on"][:4])
            pointers = ["/delivered_on", "/year", "/target_year"]
            yield _year_check("years.delivered", year <= given <= target, given, target, pointers)
    if year is not None:
        late = [f for f in facts if f.section == "results" and (f.content["year"] or year) > year]
        early = [f for f in facts if f.section == "targets" and (f.content["year"] or year + 1) <= year]
        for name, wrong in (("years.results", late), ("years.targets", early)):
            section = name.partition(".")[2]
            own = [fact for fact in facts if fact.section == section]
            if own:
                actual = wrong[0].content["year"] if wrong else None
                pointers = [fact.value_pointer for fact in wrong or own]
                yield _year_check(name, not wrong, actual, year, pointers)


def _year_check(name: str, holds: bool, actual: Number | None, expected: Number, pointers: list[str]) -> Check:
    words = "成绩与目标的年份应先后相接。Results are of the year before the targets'."
    return Check(
        id=name,
        status="pass" if holds else "fail",
        message=words if holds else f"{actual}，{expected}：{words}",
        expected=None if holds else expected,
        actual=None if holds else actual,
        pointers=pointers,
    )
