"""HTML as a document: text as a browser shows it, tables on their grid, the article without the page around it.

Every character leads back by ``Document.origin`` to its own place in the markup; a character reference (``&nbsp;``)
to its first character. What a browser hides (scripts, comments, ``display: none``) is no text, nor is any more
what it strikes through.
"""

import re
from dataclasses import dataclass, field

from extractor.documents.characters import INVISIBLE
from extractor.documents.html_article import article
from extractor.documents.html_tokens import Characters
from extractor.documents.html_tree import BLOCKS, CELLS, SECTIONS, Element, Node, parse
from extractor.documents.model import Document, DocumentBuilder, Source
from extractor.documents.pieces import Flow, GridCell, Height, Line, table_or_flow, write

_STRUCK = frozenset({"del", "s", "strike"})
_NOT_SHOWN = frozenset({"template", "select", "datalist", "button", "object", "audio", "video", "canvas", "svg", "map"})
_HIDING_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|text-decoration(?:-line)?\s*:[^;]*line-through)",
    re.IGNORECASE,
)
_HEIGHT = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(super|sub)(?![\w-])", re.IGNORECASE)
_RUN = re.compile(f"([ \t\n\f\r]+)|([^ \t\n\f\r{INVISIBLE.pattern[1:-1]}]+)")  # what is neither is left out
_LINE_END = re.compile(r"\r\n?|\n")
_SPAN = re.compile(r"[\t\n\f\r ]*\+?([0-9]{1,9})")

_MOST_SPANNED = 100
"""Rows or columns a cell may cover (HTML's own limits are 65,534 and 1,000); no form has more than 30."""
_MOST_COLUMNS = 200
"""Grid columns in which spans count; it bounds the work that a hostile table can ask for."""


def read_html(markup: str, source: Source) -> Document:
    """A document from decoded HTML, a whole page or a fragment.

    In a fragment, lines of text outside any element are lines, as in Markdown with HTML tables in it.
    """
    nodes = parse(markup)
    builder = DocumentBuilder()
    write(article(nodes, _Layout(nodes).flow_of_page()), builder)
    return builder.build(source)


def _hidden(element: Element) -> bool:
    attributes = element.attributes
    return (
        element.name in _NOT_SHOWN
        or element.name in _STRUCK
        or "hidden" in attributes
        or ("style" in attributes and bool(_HIDING_STYLE.search(attributes["style"])))
        or (element.name == "dialog" and "open" not in attributes)
    )


def _height(element: Element) -> Height | None:
    """Whether an element stands above or below its line; the style has no such meaning for blocks and cells."""
    if element.name in ("sup", "sub"):
        return "super" if element.name == "sup" else "sub"
    match = _HEIGHT.search(element.attributes.get("style", "")) if element.name not in BLOCKS else None
    if match is None:
        return None
    return "super" if match[1].lower() == "super" else "sub"


def _span(element: Element, name: str) -> int:
    """A rowspan or colspan as HTML reads it: leading digits, 1 where there are none; rowspan 0 is all rows below."""
    match = _SPAN.match(element.attributes.get(name, ""))
    number = int(match[1]) if match else 1
    if number == 0:
        return _MOST_SPANNED if name == "rowspan" else 1
    return min(number, _MOST_SPANNED)


@dataclass(slots=True)
class _Table:
    """A table being read, by https://html.spec.whatwg.org/multipage/tables.html#forming-a-table.

    ``covered[column]`` counts the rows, from the current one on, that cells of it and of the rows above cover.
    """

    outer: Flow
    cells: list[GridCell] = field(default_factory=list)
    covered: list[int] = field(default_factory=list)
    row: int = -1
    column: int = 0
    section: int = 0
    cell: GridCell | None = None

    def start_row(self) -> None:
        self.row += 1
        self.column = 0
        self.covered = [max(rows - 1, 0) for rows in self.covered]

    def start_cell(self, row_span: int, column_span: int) -> GridCell:
        """A cell in the first free column; where its span meets covered columns, it ends before them."""
        while self._is_covered(self.column):
            self.column += 1
        column = self.column
        self.column += column_span
        if self.column > _MOST_COLUMNS:
            row_span = column_span = 1
            self.column = column + 1
        width = next((width for width in range(1, column_span) if self._is_covered(column + width)), column_span)
        if row_span > 1 or width < column_span:
            self.covered += [0] * (column + width - len(self.covered))
            self.covered[column : column + width] = [row_span] * width
        self.cell = GridCell(self.row, column, row_span, width, [])
        self.cells.append(self.cell)
        return self.cell

    def _is_covered(self, column: int) -> bool:
        return column < len(self.covered) and self.covered[column] > 0

    def end_section(self) -> None:
        """Spans end with the section (thead, tbody, tfoot) they began in."""
        for cell in self.cells[self.section :]:
            cell.row_span = min(cell.row_span, self.row + 1 - cell.row)
        self.section = len(self.cells)
        self.covered = []


class _Layout:
    """Walks over the nodes once and lays them out as lines and tables."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.flow: Flow = []
        self.line = Line()
        self.space: int | None = None
        self.open: list[Element] = []
        self.tables: list[_Table] = []
        self.heights: list[tuple[Element, Height]] = []
        self.preformatted = 0
        self.fragment = not any(isinstance(node, Element) and node.name in ("html", "body") for node in nodes)

    def flow_of_page(self) -> Flow:
        index = 0
        while index < len(self.nodes):
            node = self.nodes[index]
            self._leave_up_to(index)
            if isinstance(node, Characters):
                self._text(node)
            elif _hidden(node):
                index = node.end
                continue
            else:
                self._enter(node)
            index += 1
        self._leave_up_to(index)
        self._break()
        return self.flow

    def _leave_up_to(self, index: int) -> None:
        while self.open and self.open[-1].end <= index:
            self._leave(self.open.pop())

    def _text(self, node: Characters) -> None:
        if self.preformatted or (self.fragment and not self.open):
            position = 0
            for match in _LINE_END.finditer(node.text):
                self._words(node.text[position : match.start()], node.start + position, node.straight)
                self._break(keep_empty=True)
                position = match.end()
            self._words(node.text[position:], node.start + position, node.straight)
        else:
            self._words(node.text, node.start, node.straight)

    def _words(self, text: str, start: int, straight: bool) -> None:
        """Add text with its white space collapsed (as it is in preformatted text) and without invisible characters."""
        for match in _RUN.finditer(text):
            origin = start + match.start() if straight else start
            if match[1] and not self.preformatted:
                self.space = origin if self.space is None else self.space
            elif match[1] or match[2]:
                if self.space is not None and self.line.runs:
                    self.line.add(" ", self.space)
                self.space = None
                self.line.add(match.group(), origin, straight=straight, height=self.heights[-1][1] if self.heights else None)

    def _break(self, *, keep_empty: bool = False) -> None:
        if self.line.runs or keep_empty:
            self.flow.append(self.line.finished())
            self.line = Line()
        self.space = None

    def _enter(self, element: Element) -> None:
        name = element.name
        if name == "br":
            self._break(keep_empty=True)
            return
        self.open.append(element)
        height = _height(element)
        if height:
            self.heights.append((element, height))
        if name in BLOCKS:
            self._break()
        if name == "pre":
            self.preformatted += 1
        elif name == "table":
            self.tables.append(_Table(self.flow))
        elif self.tables and self.tables[-1].cell is None:
            self._enter_part(element, self.tables[-1])

    def _enter_part(self, element: Element, table: _Table) -> None:
        if element.name in SECTIONS:
            table.end_section()
        elif element.name == "tr":
            table.start_row()
        elif element.name in CELLS and table.row >= 0:
            self.flow = table.start_cell(_span(element, "rowspan"), _span(element, "colspan")).content

    def _leave(self, element: Element) -> None:
        name = element.name
        if self.heights and self.heights[-1][0] is element:
            self.heights.pop()
        if name in BLOCKS:
            self._break()
        if name == "pre":
            self.preformatted -= 1
        elif name == "table":
            table = self.tables.pop()
            table.end_section()
            table.outer += table_or_flow(table.cells, table.row + 1)
        elif self.tables and name in SECTIONS:
            self.tables[-1].end_section()
        elif self.tables and name in CELLS and self.flow is not self.tables[-1].outer:
            self.tables[-1].cell = None
            self.flow = self.tables[-1].outer
