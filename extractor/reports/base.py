"""What a report type gives the house: its model, its form, its outline, its readers, its checks. No type is known here."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from extractor.documents.model import Document
from extractor.reading import Reading
from extractor.reports.page import PageBlock
from extractor.result import Check, Evidence, ReportModel, Result

if TYPE_CHECKING:
    from extractor.llm.session import Asker

ColumnKind = Literal["count", "change", "yuan"]
"""count: a non-negative number of single items. change: signed (增/减). yuan: money, always given in yuan."""


@dataclass(frozen=True, slots=True)
class Column:
    """A value column of a statutory table: its key in the report and the wordings of its heading.

    ``unit`` is the multiplier the form itself prints in the heading (万元: 10000); None where it prints none.
    ``groups`` are the wordings of a heading over it and its neighbours.
    """

    key: str
    labels: tuple[str, ...]
    kind: ColumnKind = "count"
    unit: int | None = None
    groups: tuple[str, ...] = ()


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

    Not applicable when all operands of a side are blank; blank operands count as 0 otherwise. ``optional``: operands
    that forms in use leave out.
    """

    id: str
    chinese: str
    english: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    optional: frozenset[str] = frozenset()


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
class Continuity:
    """An identity between an agency's reports of two years, as pointers: last year's ``before`` + this year's ``added``
    − this year's ``removed`` = this year's ``total``.

    Those of one ``id`` are one check (the columns of a row); ``label`` tells them apart. Not applicable where all of
    them lack ``before``, or all lack ``total``; else a blank counts as 0.
    """

    id: str
    label: str
    chinese: str
    english: str
    before: str
    total: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure by which reports are compared: the sum of the cells at ``pointers``, blank where all of them are."""

    key: str
    chinese: str
    english: str
    pointers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the quality report about the number at ``pointer``, for which ``{n}`` stands.

    ``section``: the key of the report's section under which it is told. One number each: a blank silences no other.
    """

    section: str
    pointer: str
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What of a report type is compared across years and offices, and told in the quality report.

    ``watched``: indicators held against the agency's own history and its peers. ``summed``: those that an upper office
    adds up. ``prose``: pointer -> name of the texts held against last year's.
    """

    watched: tuple[Indicator, ...] = ()
    summed: tuple[Indicator, ...] = ()
    prose: Mapping[str, str] = field(default_factory=dict)
    sentences: tuple[Sentence, ...] = ()


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

    ``preamble`` is (start, end) of everything before the first section: title and introduction. ``another``: where
    another report begins, if the document holds more than one, and ``copy``: where this one begins again, if it holds
    it twice; the sections are the first one's.
    """

    sections: tuple[Section, ...]
    preamble: tuple[int, int]
    another: int | None = None
    copy: int | None = None

    @property
    def end(self) -> int | None:
        """Where the report ends, if the document goes on with another or a copy."""
        return min((start for start in (self.another, self.copy) if start is not None), default=None)

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
    ``check`` (result, others of the same agency and year, those of the year before) lists every check that applies;
    ``continuities`` are the identities behind those on the year before.
    """

    ids: frozenset[str]
    standing: Callable[[ReportModel], Standing | None]
    check: Callable[[Result, Sequence[Peer], Sequence[Peer]], list[Check]]
    continuities: tuple[Continuity, ...] = ()


ALONE = Across(ids=frozenset(), standing=lambda report: None, check=lambda own, same_year, year_before: [])
"""Of a type whose reports are not held against each other."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What other readers already found: spans of numbers that need no second opinion, and pointers with a value."""

    numbers: Sequence[tuple[int, int]] = ()
    pointers: frozenset[str] = frozenset()


class Questions(Protocol):
    """What a language model is asked about a document of one type."""

    def read_all(
        self, document: Document, report_type: "ReportType", outline: Outline, asker: "Asker"
    ) -> Coroutine[Any, Any, Reading]:
        """Everything by the model alone. Raises the ModelError of a document of which nothing could be read."""

    def read_open(
        self, document: Document, report_type: "ReportType", outline: Outline, asker: "Asker", settled: Settled
    ) -> Coroutine[Any, Any, Reading]:
        """What other readers left open."""

    def leaves(self, pointer: str) -> bool:
        """Whether a value of the prose is never asked for, so that the rules' stands where a model reads the rest."""


@dataclass(frozen=True, slots=True)
class Pictured:
    """What the pages across reports show of a type.

    ``measures``: what offices are compared by. ``funnel``: from what came in to what became of it. ``refusals``: the
    reasons for refusing. ``challenged``: kinds of challenge, each with its outcomes. ``check_kinds``: beginning of
    check ids -> what holds when they pass, in Chinese and English.
    """

    measures: tuple[Measure, ...] = ()
    funnel: tuple[Measure, ...] = ()
    refusals: tuple[Measure, ...] = ()
    challenged: tuple[tuple[str, tuple[Measure, ...]], ...] = ()
    check_kinds: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportType:
    """Everything the house needs to read one kind of document. A package below ``extractor.reports`` holds one.

    ``name``: as in ``--type`` and in the folder of its prompts; ``chinese``, ``english``: what such documents are called.
    ``sections``: key -> the form's own heading, of the sections a whole report has. ``outline`` finds them.
    ``named_by``: pointer -> Chinese and English name of what tells which report it is: whoever reads must know it.
    ``listed``: pointer of a section's text -> the lists that its items fill.
    ``recognises`` (document, outline, table reading): whether it is of this type. At most one type may say so.
    ``read_prose`` reads by rules what is not in tables; ``questions`` loads what a model is asked.
    ``check`` (report as JSON, evidence, normalised text) lists every check that applies, in the contract's order.

    ``facts``: section -> pointer of the list of facts its prose states. ``indicators``: what these count, with its
    Chinese name; empty where any word will do. ``blocks`` and ``identities``: the statutory tables and their arithmetic.
    ``across``: the checks between reports. ``headline``: column of the summary -> pointer of the value it shows.
    ``about``: pointer -> words of what a document says of itself, as a terminal shows it. ``page`` lays a result out as
    the official form; None where the type has none. ``words``: part of a pointer -> its Chinese and English names, for
    data dictionaries. ``pictured``: what the pages across reports show.
    """

    name: str
    schema: str
    chinese: str
    english: str
    model: type[ReportModel]
    sections: Mapping[str, str]
    outline: Callable[[Document], Outline]
    recognises: Callable[[Document, Outline, Reading], bool]
    read_prose: Callable[[Document, Outline], Reading]
    questions: Callable[[], Questions]
    check: Callable[[Mapping[str, Any], Mapping[str, Evidence], str], list[Check]]
    named_by: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    identities: tuple[Identity, ...] = ()
    across: Across = ALONE
    headline: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    page: Callable[[Result], Iterable[PageBlock]] | None = None
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    comparison: Comparison = field(default_factory=Comparison)
    pictured: Pictured = field(default_factory=Pictured)
