"""Is a label right in itself? Schema, pointers, editions, quotes and numbers in the source, arithmetic."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from eval.labels import EMPTY, Fixture, Label
from eval.locate import Locator, Span
from eval.matching import FACT_LISTS, ITEM_LISTS, elements
from eval.values import is_cell
from extractor.documents.characters import fold, squeeze
from extractor.documents.open import open_document
from extractor.readers.numbers import find_numerals
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.disclosure.form import BLOCKS, OUTCOME_ROWS
from extractor.reports.disclosure.model import Contact
from extractor.result import Evidence, ReportModel

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORDS = ("/title", "/agency", *(f"/contact/{name}" for name in Contact.model_fields))
"""Values that are the document's own words."""
_NUMBERING = re.compile(r"^[^\w]*[\d一二三四五六七八九十]+[.、）]")
_TELLING = 6
"""Characters. Shorter labels of rows are common words, too (予以公开)."""
_DATES = ("/published_on", "/period/start", "/period/end")


def faults(fixture: Fixture) -> list[str]:
    """What is wrong with a label, one sentence each; empty where nothing is. Without the source, its words go unchecked.

    A label whose schema is wrong has only that fault: the rest cannot be told.
    """
    wrong = schema_faults(fixture.label)
    if wrong:
        return wrong
    report = DISCLOSURE.model.model_validate(fixture.label.report)
    found = [*_pointers(fixture), *_rows(fixture), *_editions(fixture), *_indicators(fixture)]
    if fixture.source is None:
        return found
    text = open_document(fixture.source).text
    source = Locator(text)
    return [
        *found,
        *_quotes(fixture, source),
        *_left_out(fixture, source),
        *_series(fixture, source),
        *_dates(fixture, text),
        *_numbers(fixture, text),
        *_checks(fixture, report, text),
    ]


def schema_faults(label: Label) -> list[str]:
    """Where a label's report is none by the contract's schema, one sentence each."""
    try:
        DISCLOSURE.model.model_validate(label.report)
    except ValidationError as error:
        return [f"schema: {'/'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
    return []


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


def _rows(fixture: Fixture) -> Iterator[str]:
    """A row that the document has, it has whole: no cell is null without saying how it is empty, and some row there is."""
    rows: dict[str, list[str]] = {}
    for pointer in fixture.truth:
        if is_cell(pointer):
            rows.setdefault(pointer.rpartition("/")[0], []).append(pointer)
    if not rows:
        yield "schema: the label has no cell of the statutory tables"
    for pointers in rows.values():
        absent = [p for p in pointers if fixture.truth[p] is None and p not in fixture.label.qualifiers]
        if len(absent) < len(pointers):
            yield from (f"pointer: {pointer} is null beside cells of its row, but not said to be empty" for pointer in absent)


def _indicators(fixture: Fixture) -> Iterator[str]:
    for name in FACT_LISTS:
        for number, fact in enumerate(elements(fixture.label.report, name)):
            if fact["indicator"] not in DISCLOSURE.indicators:
                yield f"indicator: {name}/{number} is {fact['indicator']}, which is none of the contract's list"


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
    """Quotes, items and names stand in the source, and a fact's quote holds its value with its measure word."""
    for name in FACT_LISTS:
        for number, fact in enumerate(elements(fixture.label.report, name)):
            if source.find(fact["quote"]) is None:
                yield f"quote: {name}/{number} is not in the source: {fact['quote']}"
            elif (fact["value"], fold(fact["unit"] or "")) not in _counts_in(fact["quote"]):
                yield f"quote: {name}/{number} does not hold {fact['value']} {fact['unit']}: {fact['quote']}"
            for key in ("label", "scope"):
                if fact[key] and source.find(fact[key]) is None:
                    yield f"quote: {name}/{number}/{key} is not in the source: {fact[key]}"
    for name in ITEM_LISTS:
        for number, item in enumerate(elements(fixture.label.report, name)):
            if source.find(item) is None:
                yield f"quote: {name}/{number} is not in the source: {item}"
    for pointer in _WORDS:
        value = fixture.truth.get(pointer)
        if isinstance(value, str) and source.find(value) is None:
            yield f"quote: {pointer} is not in the source: {value}"


def _counts_in(quote: str) -> set[tuple[int | float, str]]:
    return {(numeral.value, numeral.unit or "") for numeral in find_numerals(fold(squeeze(quote)))}


def _left_out(fixture: Fixture, source: Locator) -> Iterator[str]:
    """Rows of section three whose own words stand in the source, the label has."""
    for row in OUTCOME_ROWS:
        words = _NUMBERING.sub("", row.labels[0])
        cells = f"/requests/{row.key}/"
        if len(words) >= _TELLING and source.find(words) and not any(p.startswith(cells) for p in fixture.truth):
            yield f"pointer: {cells[:-1]} is not labelled, but the source has the row “{words}”"


def _series(fixture: Fixture, source: Locator) -> Iterator[str]:
    """Titles and labels of series stand in the source, word by word (a label may name row and column), and each value."""
    stated = _stated(source.text)
    for number, series in enumerate(elements(fixture.label.report, "/series")):
        names = [series["title"], *(point["label"] for point in series["points"])]
        for name in " ".join(filter(None, names)).split():
            if source.find(name) is None:
                yield f"quote: /series/{number} is not in the source: {name}"
        for point in series["points"]:
            if point["value"] is not None and not _is_stated(point["value"], stated):
                yield f"number: /series/{number} has {point['value']}, which is nowhere in the source"


def _dates(fixture: Fixture, text: str) -> Iterator[str]:
    """Year, month and day of each date stand in the source, in this order, in digits or Chinese numerals."""
    folded = squeeze(fold(text))
    for pointer in _DATES:
        value = fixture.truth.get(pointer)
        if isinstance(value, str):
            day = dt.date.fromisoformat(value)
            figures = rf"0?{day.month}[月./-]0?{day.day}(?!\d)"
            words = f"{_spoken(day.month)}月{_spoken(day.day)}日"
            if not re.search(rf"(?:{day.year}|{_in_chinese(day.year)})[年./-](?:{figures}|{words})|[至到—~-]{figures}", folded):
                yield f"date: {pointer} is {value}, which is nowhere in the source"


def _in_chinese(year: int) -> str:
    digits = {"0": "[〇○零oO0]", **{str(number): "一二三四五六七八九"[number - 1] for number in range(1, 10)}}
    return "".join(digits[digit] for digit in str(year))


def _spoken(number: int) -> str:
    """A number below 100 as Chinese says it: 十, 十二, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    names = "〇一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else f"{names[tens]}十") + (names[ones] if ones else "")


def _numbers(fixture: Fixture, text: str) -> Iterator[str]:
    """Every number of the statutory tables stands somewhere in the source, as it is or in 万."""
    stated = _stated(text)
    for pointer, value in fixture.truth.items():
        if is_cell(pointer) and isinstance(value, int | float) and not _is_stated(value, stated):
            yield f"number: {pointer} is {value}, which is nowhere in the source"


def _stated(text: str) -> set[float]:
    return {float(match.replace(",", "")) for match in _NUMBER.findall(fold(text))}


def _is_stated(value: int | float, stated: set[float]) -> bool:
    size = abs(value)
    return size in stated or any(abs(size / 10000 - number) < 1e-9 for number in stated)


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
    """Evidence as if a reader had read what the label says; facts are found in their quotes in reading order."""
    evidence = {pointer: _evidence(fixture, pointer, 0, 0) for pointer in fixture.truth if is_cell(pointer)}
    source = Locator(text)
    for name in FACT_LISTS:
        position = 0
        for number, fact in enumerate(elements(fixture.label.report, name)):
            span = source.find(fact["quote"], position)
            if span is not None:
                counted = _counted(text, span, fact["value"])
                evidence[f"{name}/{number}/value"] = _evidence(fixture, f"{name}/{number}/value", *counted)
                position = span[0]
    return evidence


def _counted(text: str, quote: Span, value: int | float) -> Span:
    """Where a quote's number stands; the whole quote where white space lies within the number."""
    for numeral in find_numerals(fold(text[slice(*quote)])):
        if numeral.value == value:
            return quote[0] + numeral.start, quote[0] + numeral.stop
    return quote


def _evidence(fixture: Fixture, pointer: str, start: int, end: int) -> Evidence:
    said: dict[str, Any] = {"qualifier": fixture.label.qualifiers.get(pointer, "exact")}
    return Evidence(raw="", start=start, end=end, readers=["reviewer"], confidence=1.0, **said)
