"""What does not fit within one office's history: carried figures, documents in force, repeated prose, several reports."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, product

from extractor.analysis.findings import Finding, Kind, Quote
from extractor.analysis.histories import History, YearReport
from extractor.analysis.repetition import Repetition, repetition, shingles
from extractor.analysis.thresholds import LEAST_REPEATED, LEAST_SHARE, SHOWN_PASSAGES
from extractor.analysis.words import path_name, sentences
from extractor.reports.arithmetic import Continued, continue_year, failure_cause, joint_cause
from extractor.reports.base import Continuity, ReportType
from extractor.result import Cause


def compare_years(history: History, report_type: ReportType) -> Iterator[Finding]:
    """Every finding within one history but jumps, year by year."""
    for year, reports in sorted(history.years.items()):
        yield from _several(history, reports, report_type)
        before = history.years.get(year - 1)
        if before is None:
            continue
        if not history.reorganised(year):
            yield from _continuities(history, before, reports, report_type)
        now, last = history.latest(year), history.latest(year - 1)
        if now is not None and last is not None:
            yield from _repeated(history, last, now, report_type)


def _continuities(
    history: History, before: Sequence[YearReport], now: Sequence[YearReport], report_type: ReportType
) -> Iterator[Finding]:
    """Of several reports of a year, one that fits is enough, as with the checks of a workspace."""
    for check_id, group in groupby(report_type.across.continuities, key=lambda item: item.id):
        items = tuple(group)
        failures = [_failure(items, last, this) for last, this in product(before, now)]
        if failures and all(failure is not None for failure in failures):
            last, this = history.latest(before[0].year), history.latest(now[0].year)
            assert last is not None, "years of a merger are not compared"
            assert this is not None, "years of a merger are not compared"
            failure, cause = _failure(items, last, this), _cause(items, last, this)
            if failure is not None and cause != "extraction":  # where a value was not read, nothing can be said
                yield _discontinued(history, check_id, failure, cause, last, this)


def _failure(items: Sequence[Continuity], before: YearReport, now: YearReport) -> Continued | None:
    """The first that does not hold; None where all hold or the reports do not say."""
    return next((item for item in continue_year(items, before.values, now.values) if not item.holds), None)


def _cause(items: Sequence[Continuity], before: YearReport, now: YearReport) -> Cause:
    then = [item.before for item in items]
    this = [pointer for item in items for pointer in (*item.added, *item.removed, item.total)]
    return joint_cause(
        failure_cause(then, before.values, before.result.evidence), failure_cause(this, now.values, now.result.evidence)
    )


def _discontinued(
    history: History, check_id: str, failure: Continued, cause: Cause, before: YearReport, now: YearReport
) -> Finding:
    item = failure.continuity
    kind: Kind = "documents" if item.added or item.removed else "carried_over"
    words = sentences(
        kind,
        agency=history.identity,
        before=before.year,
        year=now.year,
        label=item.label,
        label_english=path_name(item.total),
        expected=failure.expected,
        actual=failure.actual,
        arithmetic=failure.arithmetic,
    )
    places = [*before.quotes([item.before]), *now.quotes([*item.added, *item.removed, item.total])]
    return Finding(
        kind=kind,
        agency=history.identity,
        year=now.year,
        subject=check_id,
        **words,
        arithmetic=failure.arithmetic,
        expected=failure.expected,
        actual=failure.actual,
        cause=cause,
        evidence=tuple(places),
    )


def _repeated(history: History, before: YearReport, now: YearReport, report_type: ReportType) -> Iterator[Finding]:
    prose = tuple(report_type.comparison.prose)
    found = _repetitions(now, before, prose)
    repeated, length = sum(item.repeated for item in found.values()), sum(item.length for item in found.values())
    if repeated < LEAST_REPEATED or repeated / length < LEAST_SHARE:
        return
    arithmetic = f"{repeated} / {length}"
    yield Finding(
        kind="repeated_text",
        agency=history.identity,
        year=now.year,
        subject="prose",
        **sentences(
            "repeated_text",
            agency=history.identity,
            before=before.year,
            year=now.year,
            share=f"{repeated / length:.0%}",
            arithmetic=arithmetic,
        ),
        arithmetic=arithmetic,
        expected=length,
        actual=repeated,
        evidence=(*_passages(now, found), *_passages(before, _repetitions(before, now, prose))),
    )


def _repetitions(one: YearReport, other: YearReport, prose: Sequence[str]) -> dict[str, Repetition]:
    """What each section of ``one`` repeats of all the other's prose: text may move from one section to another."""
    known = shingles("\n".join(_text(other, pointer) for pointer in prose))
    return {pointer: repetition(_text(one, pointer), known) for pointer in prose}


def _text(report: YearReport, pointer: str) -> str:
    text = report.values.get(pointer)
    return text if isinstance(text, str) else ""


def _passages(report: YearReport, found: Mapping[str, Repetition]) -> Iterator[Quote]:
    """The longest passages. They are parts of a section's text, which has no offsets of its own into the source."""
    spans = [(end - start, pointer, start, end) for pointer, item in found.items() for start, end in item.passages]
    for _, pointer, start, end in sorted(spans, reverse=True)[:SHOWN_PASSAGES]:
        passage = {"raw": _text(report, pointer)[start:end], "value": None, "start": None, "end": None}
        yield report.quote(pointer).model_copy(update=passage)


def _several(history: History, reports: Sequence[YearReport], report_type: ReportType) -> Iterator[Finding]:
    """One finding for each further report of the year, held against the first; predecessors' reports are their own."""
    for _, group in groupby(
        sorted(reports, key=lambda report: report.agency.key), key=lambda report: report.agency.key
    ):
        first, *others = group
        for name in first.stored.report_names[1:]:
            yield _duplicate(history, first, [first.quote("/agency"), first.quote("/agency", name)])
        for other in others:
            theirs = _numbers(other, report_type)
            differing = [p for p, value in _numbers(first, report_type).items() if theirs.get(p, value) != value]
            if differing:
                yield _version(history, first, other, differing, report_type)
            else:
                yield _duplicate(history, first, [first.quote("/agency"), other.quote("/agency")])


def _numbers(report: YearReport, report_type: ReportType) -> dict[str, int | float]:
    """The numbers of the statutory tables."""
    tables = tuple({f"{block.pointer}/" for block in report_type.blocks})
    return {p: value for p, value in report.values.items() if p.startswith(tables) and isinstance(value, int | float)}


def _duplicate(history: History, first: YearReport, places: list[Quote]) -> Finding:
    names = "、".join(place.report for place in places)
    words = sentences("duplicate", agency=history.identity, year=first.year, count=len(places), names=names)
    return Finding(
        kind="duplicate",
        agency=history.identity,
        year=first.year,
        subject="identity.repeated",
        **words,
        evidence=tuple(places),
    )


def _version(
    history: History, first: YearReport, other: YearReport, differing: list[str], report_type: ReportType
) -> Finding:
    pointer = differing[0]
    arithmetic = f"{first.values[pointer]} ≠ {other.values[pointer]}"
    return Finding(
        kind="version",
        agency=history.identity,
        year=first.year,
        subject="identity.repeated",
        **sentences(
            "version",
            agency=history.identity,
            year=first.year,
            count=len(differing),
            label=first.cell_name(pointer, report_type),
            label_english=path_name(pointer),
            arithmetic=arithmetic,
            names=f"{first.name}、{other.name}",
        ),
        arithmetic=arithmetic,
        evidence=tuple(place for item in differing for place in (first.quote(item), other.quote(item))),
    )
