"""Is a label right in itself? Schema, pointers, editions, quotes and numbers in the source, arithmetic."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from eval.labels import EMPTY, Fixture
from eval.locate import Locator
from eval.matching import FACT_LISTS, ITEM_LISTS, elements
from eval.values import is_cell
from extractor.documents.characters import fold
from extractor.documents.open import open_document
from extractor.readers.numbers import find_numerals
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.disclosure.form import BLOCKS
from extractor.result import Evidence, ReportModel

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def faults(fixture: Fixture) -> list[str]:
    """What is wrong with a label, one sentence each; empty where nothing is. Without the source, its words go unchecked.

    A label whose schema is wrong has only that fault: the rest cannot be told.
    """
    try:
        report = DISCLOSURE.model.model_validate(fixture.label.report)
    except ValidationError as error:
        return [f"schema: {'/'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
    found = [*_pointers(fixture), *_editions(fixture)]
    if fixture.source is None:
        return found
    text = open_document(fixture.source).text
    return [*found, *_quotes(fixture, Locator(text)), *_numbers(fixture, text), *_checks(fixture, report, text)]


def _pointers(fixture: Fixture) -> Iterator[str]:
    """Qualifiers name labelled values; empty ones null, others not; a fact's agrees with the fact's own."""
    for pointer, qualifier in fixture.label.qualifiers.items():
        if pointer not in fixture.truth:
            yield f"pointer: {pointer} names nothing in the report"
        elif (fixture.truth[pointer] is None) != (qualifier in EMPTY):
            yield f"pointer: {pointer} is {fixture.truth[pointer]!r}, but its qualifier says {qualifier}"
    for name in FACT_LISTS:
        for number, fact in enumerate(elements(fixture.label.report, name)):
            said = fixture.label.qualifiers.get(f"{name}/{number}/value", "exact")
            if fact["qualifier"] != said:
                yield f"pointer: {name}/{number} is {fact['qualifier']}, but its qualifier says {said}"


def _editions(fixture: Fixture) -> Iterator[str]:
    """Every row of section two has the columns of one edition, and ``edition`` says which."""
    seen: set[str] = set()
    for block in BLOCKS:
        if block.section != "proactive":
            continue
        for row in block.rows:
            keys = (fixture.label.report.get("proactive") or {}).get(row.key)
            if keys is None:
                continue
            fitting = [
                layout.edition for layout in block.layouts if {column.key for column in layout.columns} == set(keys)
            ]
            if not fitting:
                yield f"edition: /proactive/{row.key} has the columns {sorted(keys)} of neither edition"
            seen |= {edition for edition in fitting if edition is not None}
    named = seen.pop() if len(seen) == 1 else "mixed" if seen else None
    if named is not None and fixture.label.report.get("edition") != named:
        yield f"edition: the columns are those of {named}, but the label says {fixture.label.report.get('edition')}"


def _quotes(fixture: Fixture, source: Locator) -> Iterator[str]:
    """Quotes, items and names stand in the source, and a fact's quote holds its value."""
    for name in FACT_LISTS:
        for number, fact in enumerate(elements(fixture.label.report, name)):
            if source.find(fact["quote"]) is None:
                yield f"quote: {name}/{number} is not in the source: {fact['quote']}"
            elif fact["value"] not in _values_in(fact["quote"]):
                yield f"quote: {name}/{number} does not hold {fact['value']}: {fact['quote']}"
    for name in ITEM_LISTS:
        for number, item in enumerate(elements(fixture.label.report, name)):
            if source.find(item) is None:
                yield f"quote: {name}/{number} is not in the source: {item}"
    for pointer in ("/title", "/agency"):
        value = fixture.truth.get(pointer)
        if isinstance(value, str) and source.find(value) is None:
            yield f"quote: {pointer} is not in the source: {value}"


def _values_in(quote: str) -> set[int | float]:
    return {numeral.value for numeral in find_numerals(fold(quote))}


def _numbers(fixture: Fixture, text: str) -> Iterator[str]:
    """Every number of the statutory tables stands somewhere in the source, as it is or in 万."""
    stated = {float(match.replace(",", "")) for match in _NUMBER.findall(fold(text))}
    for pointer, value in fixture.truth.items():
        if is_cell(pointer) and isinstance(value, int | float):
            size = abs(value)
            if size not in stated and not any(abs(size / 10000 - number) < 1e-9 for number in stated):
                yield f"number: {pointer} is {value}, which is nowhere in the source"


def _checks(fixture: Fixture, report: ReportModel, text: str) -> Iterator[str]:
    """The checks that fail on the label's own values are exactly those that it lists."""
    failing = failing_checks(fixture, report, text)
    for name in sorted(failing - set(fixture.label.checks_failed)):
        yield f"arithmetic: {name} fails on the labelled values, but is not in checks_failed"
    for name in sorted(set(fixture.label.checks_failed) - failing):
        yield f"arithmetic: {name} is in checks_failed, but holds on the labelled values"


def failing_checks(fixture: Fixture, report: ReportModel, text: str) -> set[str]:
    """The checks that fail on the labelled values of a document with that normalised text."""
    evidence = _label_evidence(fixture, text)
    checks = DISCLOSURE.check(report.model_dump(mode="json"), evidence, text)
    return {check.id for check in checks if check.status == "fail"}


def _label_evidence(fixture: Fixture, text: str) -> dict[str, Evidence]:
    """Evidence as if a reader had read what the label says; facts are found by their quotes in reading order."""
    evidence = {pointer: _evidence(fixture, pointer, 0, 0) for pointer in fixture.truth if is_cell(pointer)}
    source = Locator(text)
    for name in FACT_LISTS:
        position = 0
        for number, fact in enumerate(elements(fixture.label.report, name)):
            span = source.find(fact["quote"], position)
            if span is not None:
                evidence[f"{name}/{number}/value"] = _evidence(fixture, f"{name}/{number}/value", *span)
                position = span[0]
    return evidence


def _evidence(fixture: Fixture, pointer: str, start: int, end: int) -> Evidence:
    said: dict[str, Any] = {"qualifier": fixture.label.qualifiers.get(pointer, "exact")}
    return Evidence(raw="", start=start, end=end, readers=["reviewer"], confidence=1.0, **said)
