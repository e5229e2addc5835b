"""What a report type gives the house: its model, its form, its outline, its checks. Nothing here knows any one type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from extractor.documents.model import Document
from extractor.reading import Reading
from extractor.result import Check, Evidence, ReportModel, Result

ColumnKind = Literal["count", "change", "yuan"]
"""count: a non-negative number of single items. change: signed (增/减). yuan: money, always given in yuan."""


@dataclass(frozen=True, slots=True)
class Column:
    """A value column of a statutory table: its key in the report and the wordings of its heading.

    ``unit`` is the multiplier the form itself prints in the heading (万元: 10000); None where it prints none.
    """

    key: str
    labels: tuple[str, ...]
    kind: ColumnKind = "count"
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled row: its path in the report below the block's pointer, its wordings, and the groups it stands under.

    ``groups`` are the headings of covered cells left of the label, outermost first (（三）不予公开). ``edition``: the
    only edition that has the row. ``optional``: forms in use leave it out.
    """

    key: str
    labels: tuple[str, ...]
    groups: tuple[str, ...] = ()
    edition: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One edition's columns for a block."""

    edition: str | None
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A statutory table or a part of one under its own headings: rows × the columns of the layout the headings show.

    ``section`` is the key of the section it belongs to. ``edition``: the only edition that has it. ``flat``: the form
    lays the rows side by side, so that all rows' columns make one unlabelled row of values.
    """

    name: str
    section: str
    pointer: str
    chinese: str
    rows: tuple[Row, ...]
    layouts: tuple[Layout, ...]
    flat: bool = False
    edition: str | None = None

    def widths(self) -> frozenset[int]:
        """How many values a row may have: one number for each layout."""
        rows = len(self.rows) if self.flat else 1
        return frozenset(rows * len(layout.columns) for layout in self.layouts)

    def pointer_of(self, row: Row, column: Column) -> str:
        """JSON Pointer of one cell."""
        return f"{self.pointer}/{row.key}/{column.key}"


@dataclass(frozen=True, slots=True)
class Sum:
    """An identity of the form: the terms of ``left`` and of ``right`` (pointers) add up to the same.

    Not applicable when all operands of a side are blank; blank operands count as 0 otherwise.
    """

    id: str
    chinese: str
    english: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtMost:
    """An identity of the form: the value at ``smaller`` is no more than the one at ``larger``."""

    id: str
    chinese: str
    english: str
    smaller: str
    larger: str


Identity = Sum | AtMost


@dataclass(frozen=True, slots=True)
class Section:
    """One section found in a document: heading [start, body), body [body, end). Offsets into the normalised text."""

    key: str
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a document, in document order, and the text before the first and after the last.

    ``preamble`` is (start, end) of everything before the first section: title and introduction.
    """

    sections: tuple[Section, ...]
    preamble: tuple[int, int]

    def section(self, key: str) -> Section | None:
        """The section of that key, or None where the document lacks it."""
        return next((section for section in self.sections if section.key == key), None)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that the pages across reports show: the sum of the cells at ``pointers``, or (where ``of`` names any)
    its share of the sum at those.
    """

    key: str
    chinese: str
    english: str
    pointers: tuple[str, ...]
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose report of which year it is, small enough to keep for every report of a workspace.

    ``agency`` is folded and squeezed; ``digest`` is equal where all statutory values are.
    """

    agency: str
    year: int
    digest: str


Peer = tuple[str, Result]
"""Another report of the workspace: the name of its result, and the result."""


@dataclass(frozen=True, slots=True)
class Across:
    """The checks between reports of one workspace.

    ``ids``: of the checks that ``check`` may give. ``standing`` is None for a report whose agency or year is not known.
    ``check`` (result, others of the same agency and year, those of the year before) lists every check that applies.
    """

    ids: frozenset[str]
    standing: Callable[[ReportModel], Standing | None]
    check: Callable[[Result, Sequence[Peer], Sequence[Peer]], list[Check]]


@dataclass(frozen=True, slots=True)
class ReportType:
    """Everything the house needs to read one kind of document.

    ``sections``: key -> the form's own heading, of the sections a whole report has. ``outline`` finds them.
    ``recognise`` raises NotAReportError where outline and table reading show a document of another kind.
    ``check`` (report as JSON, evidence, normalised text) lists every check that applies, in the contract's order;
    ``across`` those between reports. ``headline``: column of the summary -> pointer of the value it shows.
    """

    name: str
    schema: str
    model: type[ReportModel]
    sections: Mapping[str, str]
    blocks: tuple[Block, ...]
    identities: tuple[Identity, ...]
    outline: Callable[[Document], Outline]
    recognise: Callable[[Document, Outline, Reading], None]
    check: Callable[[Mapping[str, Any], Mapping[str, Evidence], str], list[Check]]
    across: Across
    headline: Mapping[str, str]
