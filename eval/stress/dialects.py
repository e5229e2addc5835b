"""Labelled reports laid out anew in every dialect of the renderer, and with half of their zeros left empty.

The prose keeps its own words; the statutory tables are printed from the label. Small tables in the prose are left out,
and so are the facts and series that stand in them.
"""

import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path

from eval.labels import EMPTY, Label
from eval.locate import Locator
from eval.matching import FACT_LISTS, elements
from eval.rendering.dialects import DIALECTS, Dialect
from eval.rendering.printing import Manner, Printed, print_value
from eval.rendering.prose import Prose, Section
from eval.rendering.sheet import Sheet
from eval.rendering.wording import Style
from eval.stress.base import Case, Original, with_checks
from extractor.documents.characters import squeeze
from extractor.documents.model import Paragraph
from extractor.documents.model import Table as DocumentTable
from extractor.reading import Qualifier
from extractor.reports.base import Column, Layout
from extractor.reports.disclosure.form import BLOCKS
from extractor.reports.disclosure.model import DisclosureReport
from extractor.result import Number

_TABLE_SECTIONS = ("proactive", "requests", "challenges")
_LOSSY = ("lines_gaps", "spaces", "unruled_pdf")
_LEFT_EMPTY = 0.5


def dialects(original: Original, generator: random.Random) -> Iterator[Case]:
    """The report in every dialect, in a page's style drawn for each."""
    label = _without_series(original)
    for dialect in DIALECTS:
        yield _case(original, label, dialect, _style(generator), generator)


def lost_blanks(original: Original, generator: random.Random) -> Iterator[Case]:
    """Half of section three's zeros are left empty, in dialects that lose empty cells."""
    label = _without_series(original)
    for dialect in DIALECTS:
        if dialect.name in _LOSSY:
            yield _case(
                original, _with_blanks(label, generator), dialect, Style(seed=generator.randrange(2**16)), generator
            )


def _style(generator: random.Random) -> Style:
    seldom = [generator.random() < 0.25 for _ in range(5)]
    return Style(
        seed=generator.randrange(2**16),
        broken=seldom[0],
        spaced=seldom[1],
        alternative=seldom[2],
        half_width=seldom[3],
        variant=seldom[4],
    )


def _case(original: Original, label: Label, dialect: Dialect, style: Style, generator: random.Random) -> Case:
    sheet = _sheet(original, label, style, generator)
    name = f"{Path(original.fixture.label.name).stem}{dialect.suffix}"
    label = with_checks(original, original.document.text, label.model_copy(update={"name": name}))
    return Case(dialect.render(sheet), label, f"-{dialect.name}")


def _without_series(original: Original) -> Label:
    """The label without what stands in small tables."""
    label = original.fixture.label
    report = deepcopy(label.report)
    report["series"] = []
    prose = Locator("\n".join(line for section in _sections(original) for line in section.paragraphs))
    for name in FACT_LISTS:
        report[name.split("/")[1]]["facts"] = [f for f in elements(report, name) if prose.find(f["quote"]) is not None]
    kept = {
        pointer: said for pointer, said in label.qualifiers.items() if not pointer.startswith(("/series", *FACT_LISTS))
    }
    for name in FACT_LISTS:
        for number, fact in enumerate(elements(report, name)):
            if fact["qualifier"] != "exact":
                kept[f"{name}/{number}/value"] = fact["qualifier"]
    return label.model_copy(update={"report": report, "qualifiers": kept})


def _with_blanks(label: Label, generator: random.Random) -> Label:
    report, qualifiers = deepcopy(label.report), dict(label.qualifiers)
    for name, row in _rows(report["requests"], "/requests"):
        for key, value in row.items():
            if value == 0 and generator.random() < _LEFT_EMPTY:
                row[key] = None
                qualifiers[f"{name}/{key}"] = "blank"
    return label.model_copy(update={"report": report, "qualifiers": qualifiers})


def _rows(tree: dict[str, dict[str, Number | None]], pointer: str) -> Iterator[tuple[str, dict[str, Number | None]]]:
    for key, below in tree.items():
        if isinstance(next(iter(below.values())), dict):
            yield from _rows(below, f"{pointer}/{key}")  # type: ignore[arg-type]  # a group of rows
        else:
            yield f"{pointer}/{key}", below


def _sections(original: Original) -> tuple[Section, ...]:
    """Headings and prose of the document as it is; of sections with a statutory table only the heading."""
    text = original.document.text
    sections = []
    for found in original.outline.sections:
        heading = squeeze(text[found.start : found.body])
        prose = () if found.key in _TABLE_SECTIONS else tuple(_paragraphs(original, found.body, found.end))
        sections.append(Section(found.key, heading, prose))
    return tuple(sections)


def _paragraphs(original: Original, start: int, end: int) -> Iterator[str]:
    """The prose between two offsets: no tables, and no line that a series was read from."""
    points = [item for pointer, item in original.evidence.items() if pointer.startswith("/series")]
    for block in original.document.blocks:
        if isinstance(block, DocumentTable) or not start <= block.start < end:
            continue
        if any(block.start < point.end and point.start < block.end for point in points):
            continue
        yield from (line for line in (part.strip() for part in _inside(block, end).split("\n")) if line)


def _inside(block: Paragraph, end: int) -> str:
    return block.text[: end - block.start]


def _prose(original: Original, report: DisclosureReport) -> Prose:
    title = report.title or ""
    preamble = [
        line for line in _paragraphs(original, *original.outline.preamble) if squeeze(line) not in squeeze(title)
    ]
    period = report.period
    return Prose(
        title_lines=(title,),
        preamble=tuple(preamble),
        sections=_sections(original),
        signature=(),
        agency=report.agency or "",
        year=report.year or 0,
        period=(period.start, period.end) if period.start and period.end else None,
        published_on=report.published_on,
    )


def _sheet(original: Original, label: Label, style: Style, generator: random.Random) -> Sheet:
    report = DisclosureReport.model_validate(label.report)
    truth = replace(original.fixture, label=label).truth
    layouts = {block.name: layout for block in BLOCKS if (layout := _layout(block.name, truth)) is not None}
    cells = {
        pointer: _printed(truth[pointer], label.qualifiers.get(pointer, "exact"), column, generator)
        for pointer, column in _columns(layouts).items()
        if pointer in truth
    }
    return Sheet(
        report=report,
        cells=cells,
        layouts=layouts,
        otherwise_rows=3 if "/requests/outcomes/closed_otherwise/uncorrected/total" in cells else 1,
        other_services="/proactive/other_services/decisions" in cells,
        prose=_prose(original, report),
        style=style,
    )


def _layout(name: str, truth: dict[str, object]) -> Layout | None:
    """The layout of a block whose columns the label has."""
    block = next(block for block in BLOCKS if block.name == name)
    for layout in block.layouts:
        row = block.rows[0]
        keys = {column.key for column in layout.columns}
        labelled = {
            pointer.rpartition("/")[2] for pointer in truth if pointer.startswith(f"{block.pointer}/{row.key}/")
        }
        if keys == labelled:
            return layout
    return None


@cache
def _block_columns(name: str, layout: Layout) -> Sequence[tuple[str, Column]]:
    block = next(block for block in BLOCKS if block.name == name)
    return [(block.pointer_of(row, column), column) for row in block.rows for column in layout.columns]


def _columns(layouts: dict[str, Layout]) -> dict[str, Column]:
    return {pointer: column for name, layout in layouts.items() for pointer, column in _block_columns(name, layout)}


def _printed(value: object, qualifier: Qualifier, column: Column, generator: random.Random) -> Printed:
    """What the cell shows for a labelled value."""
    if qualifier in EMPTY or not isinstance(value, int | float):
        return Printed("" if qualifier == "blank" else "/", None, qualifier)
    if qualifier in ("at_least", "over"):
        return Printed(f"{value}件以上" if qualifier == "at_least" else f"{value}余件", value, qualifier)
    return print_value(value, column, Manner(), generator, summed=True)
