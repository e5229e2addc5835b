"""Section five, the report's name, and small tables by a language model; every string verbatim or not at all."""

import asyncio
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator

from extractor.documents.characters import fold, squeeze, tidy
from extractor.documents.model import Cell, Document, Paragraph, Table
from extractor.llm.budget import estimate_tokens
from extractor.llm.prompts import load_prompt
from extractor.llm.session import Asker
from extractor.readers.llm_chunks import Material, Taken
from extractor.readers.llm_facts import value_of
from extractor.readers.numbers import Numeral, parse_cell
from extractor.readers.prose_flow import section_flows
from extractor.reading import Candidate, Item, Reading, Scalar
from extractor.reports.base import Outline
from extractor.reports.disclosure.tasks import MetaAnswer, ProblemsAnswer, SeriesAnswer

_HEAD_AND_TAIL = 1500
"""Characters at either end of a document in which it names itself."""
_LARGEST_SERIES = 80
_YEAR = re.compile(r"20\d\d")
_DATE_PARTS = re.compile(r"\d+|[〇零一二三四五六七八九十]+")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_SHAPES = {
    "postcode": re.compile(r"\d{6}"),
    "phone": re.compile(r"[\d()/、转-]{7,40}"),
    "fax": re.compile(r"[\d()/、转-]{7,40}"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "website": re.compile(r"(?:https?://|www\.)\S+|[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?:/\S*)?"),
}
"""What each can look like: digits that stand somewhere in the text are not yet a postcode."""
_NAMED = {
    "address": re.compile("地址|住址|位于"),
    "postcode": re.compile("邮编|邮政编码"),
    "phone": re.compile("电话|联系方式|热线"),
    "fax": re.compile("传真"),
}
"""Words of which one stands right before the value: a verbatim string from elsewhere is not yet an address."""
_BEFORE = 16
_META = {
    "title": "/title",
    "agency": "/agency",
    "year": "/year",
    "period_start": "/period/start",
    "period_end": "/period/end",
    "published_on": "/published_on",
    **{key: f"/contact/{key}" for key in ("address", "postcode", "phone", "fax", "email", "website")},
}


async def read_problems(document: Document, outline: Outline, asker: Asker) -> Taken:
    """/problems/problems and /problems/improvements."""
    section = outline.section("problems")
    reading, dropped = Reading(), list[str]()
    if section is None:
        return reading, dropped
    flows = [flow for flow in section_flows(document, section) if flow.text]
    spans = [flow.span(0, len(flow.text)) for flow in flows]
    groups = _groups(document, spans, asker.session.settings.chunk_tokens)
    materials = [Material(document, pieces) for pieces in groups]
    prompt, path = load_prompt("disclosure/problems"), "五、存在的主要问题及改进情况"
    answers = await asyncio.gather(
        *(asker.ask(prompt, ProblemsAnswer, material.text, path=path) for material in materials)
    )
    for material, answer in zip(materials, answers, strict=True):
        for key, strings in (("problems", answer.problems), ("improvements", answer.improvements)):
            items = reading.items.setdefault(f"/problems/{key}", [])
            for words in strings:
                found = _string(material, words)
                if found is None:
                    dropped.append(words[:40])
                elif all(found.start >= item.evidence[""].end for item in items[-1:]):
                    items.append(Item(str(found.value), {"": found}))
    return reading, dropped


def _groups(document: Document, spans: Iterable[tuple[int, int]], tokens: int) -> Iterator[list[tuple[int, int]]]:
    group: list[tuple[int, int]] = []
    size = 0
    for start, end in spans:
        length = estimate_tokens(document.text[start:end])
        if group and size + length > tokens:
            yield group
            group, size = [], 0
        group.append((start, end))
        size += length
    if group:
        yield group


def _string(material: Material, words: str) -> Candidate | None:
    """The document's own words where ``words`` stand in it."""
    spans = material.find(words)
    if not spans:
        return None
    start, end = spans[0]
    raw = material.document.text[start:end]
    verbatim = squeeze(fold(raw)) == squeeze(fold(words))
    return Candidate(tidy(raw), raw, start, end, "exact", "llm", certain=verbatim)


async def read_meta(document: Document, outline: Outline, asker: Asker, only: Collection[str] = ()) -> Taken:
    """Title, agency, year, period, date and contact; ``only`` these pointers where some are given."""
    spans = [(block.start, block.end) for block in document.blocks if isinstance(block, Paragraph)]
    first = outline.preamble[1]
    last = max((section.body for section in outline.sections), default=0)
    pieces = [span for span in spans if span[0] < min(first, _HEAD_AND_TAIL)]
    pieces += [span for span in spans if span[0] >= max(first, last, len(document.text) - _HEAD_AND_TAIL)]
    material = Material(document, pieces)
    answer = await asker.ask(load_prompt("disclosure/meta"), MetaAnswer, material.text)
    reading, dropped = Reading(), list[str]()
    for key, pointer in _META.items():
        words = getattr(answer, key)
        if not words or (only and pointer not in only):
            continue
        found = _string(material, words)
        value = None if found is None or not _is_named(document, key, found) else _meta_value(key, str(found.value))
        if found is None or value is None:
            dropped.append(words[:40])
            continue
        reading.values[pointer] = Candidate(value, found.raw, found.start, found.end, "exact", "llm", found.certain)
    return reading, dropped


def _is_named(document: Document, key: str, found: Candidate) -> bool:
    name = _NAMED.get(key)
    return name is None or name.search(document.folded, max(found.start - _BEFORE, 0), found.start) is not None


def _meta_value(key: str, words: str) -> Scalar:
    """The value of a grounded string; None where it is no year or no date."""
    if key == "year":
        match = _YEAR.search(fold(words).translate(_DIGITS))
        return int(match[0]) if match else None
    if key in ("period_start", "period_end", "published_on"):
        return _date(words)
    shape = _SHAPES.get(key)
    return words if shape is None or shape.fullmatch(squeeze(fold(words))) else None


def _date(words: str) -> str | None:
    parts = _DATE_PARTS.findall(squeeze(fold(words)))
    if len(parts) != 3:
        return None
    year = parts[0].translate(_DIGITS)
    month, day = (value_of(part) for part in parts[1:])
    try:
        return dt.date(int(year), int(month or 0), int(day or 0)).isoformat()
    except ValueError:
        return None


async def read_series(document: Document, outline: Outline, asker: Asker) -> Taken:
    """/series: the small tables of the prose sections."""
    reading, dropped = Reading(), list[str]()
    items = reading.items.setdefault("/series", [])
    tables = list(_small_tables(document, outline))
    spans = [[(block.start, block.end) for block in (heading, table) if block] for table, heading in tables]
    materials = [Material(document, pieces) for pieces in spans]
    prompt = load_prompt("disclosure/series")
    answers = await asyncio.gather(*(asker.ask(prompt, SeriesAnswer, material.text) for material in materials))
    for (table, _), material, answer in zip(tables, materials, answers, strict=True):
        item = _series(table, material, answer, dropped)
        if item is not None:
            items.append(item)
    return reading, dropped


def _small_tables(document: Document, outline: Outline) -> Iterator[tuple[Table, Paragraph | None]]:
    sections = [section for key in ("overview", "other_matters") if (section := outline.section(key))]
    for before, block in zip((None, *document.blocks), document.blocks, strict=False):
        inside = any(section.body <= block.start < section.end for section in sections)
        if inside and isinstance(block, Table) and len(block.cells) <= _LARGEST_SERIES:
            yield block, before if isinstance(before, Paragraph) and before.end - before.start < 40 else None


def _series(table: Table, material: Material, answer: SeriesAnswer, dropped: list[str]) -> Item | None:
    points: list[dict[str, Scalar]] = []
    evidence: dict[str, Candidate] = {}
    used: set[Cell] = set()
    for point in answer.points:
        bound = _bound(table, point.label, point.value, used)
        if bound is None:
            dropped.append(f"{point.label[:30]}（{point.value}）")
            continue
        label, cell, numeral = bound
        used.add(cell)
        evidence[f"/points/{len(points)}/value"] = Candidate(
            numeral.value, cell.text, cell.start, cell.end, numeral.qualifier, "llm"
        )
        points.append({"label": tidy(label.text), "value": numeral.value})
    if not points:
        return None
    title = _string(material, answer.title) if answer.title else None
    return Item({"title": title and title.value, "points": points}, evidence)


def _bound(table: Table, label: str, value: str, used: set[Cell]) -> tuple[Cell, Cell, Numeral] | None:
    """The value's cell, told from others that hold the same digits by its label in the same row or column."""
    wanted = parse_cell(value)
    if not isinstance(wanted, Numeral):
        return None
    for head in table.cells:
        if squeeze(fold(head.text)) != squeeze(fold(label)):
            continue
        for cell in table.cells:
            parsed = parse_cell(cell.text)
            beside = (cell.row == head.row) != (cell.column == head.column)
            if beside and cell not in used and isinstance(parsed, Numeral) and parsed.value == wanted.value:
                return head, cell, parsed
    return None
