"""Plain text and Markdown: paragraphs by line, and the tables whose marks survive in text.

Three marks tell a table cell without knowing what the table is about: a tab before each cell (a blank line ends the
row), tabs between the cells of a line, and bars (Markdown and its relatives). Tables that left no marks (one cell a
line) stay lines; only the statutory form can tell them from prose, so that is the table reader's work.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.documents.characters import INVISIBLE
from extractor.documents.model import Block, Cell, Document, Paragraph, Source, Table

_MARKDOWN_RULE = re.compile(r"(?=.*--)[\s|:+-]++$")
_MARKDOWN_MARKS = r"\*{2,3}|(?<!\w)__|__(?!\w)|\\(?=[!-/:-@\[-`{}~])|(?<![^\n])#{1,6}[ \t]+"
"""Emphasis, escapes and heading marks: ``**12**`` is 12, ``1\\.`` is 1. A bar stays escaped."""
_LAYOUT = " \t\u3000\u00a0"


def read_text(text: str, source: Source, *, markdown: bool = False) -> Document:
    """A document from decoded text. Invisible characters, the variety of line ends and, where it is Markdown, the
    marks of emphasis, headings and escapes are normalised away."""
    normalised, origins = _normalise(text, _MARKDOWN_MARKS if markdown else None)
    blocks = tuple(_Scanner(normalised).blocks())
    return Document(source, normalised, blocks, origins)


def _normalise(text: str, marks: str | None) -> tuple[str, "array[int] | None"]:
    """``text`` with "\\n" line ends and without invisible characters and ``marks``, and the offset each character had."""
    dropped = re.compile("|".join(filter(None, (INVISIBLE.pattern, "\r(?=\n)", marks))))
    if not dropped.search(text):
        return _unify_line_ends(text), None
    origins: array[int] = array("l")
    parts: list[str] = []
    position = 0
    for match in dropped.finditer(text):
        parts.append(text[position : match.start()])
        origins.extend(range(position, match.start()))
        position = match.end()
    parts.append(text[position:])
    origins.extend(range(position, len(text)))
    return _unify_line_ends("".join(parts)), origins


def _unify_line_ends(text: str) -> str:
    return re.sub("[\r\x0b\x0c\x85\u2028\u2029]", "\n", text)


class _Line(NamedTuple):
    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


class _Scanner:
    """Walks over the lines once, taking whole tables where a line opens one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[_Line] = []
        start = 0
        for line in text.split("\n"):
            self.lines.append(_Line(start, start + len(line), line))
            start += len(line) + 1

    def blocks(self) -> Iterator[Block]:
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            if line.text.startswith("\t"):
                taken, rows = self._tab_before_cells(index)
            elif "\t" in line.text.strip(_LAYOUT):
                taken, rows = self._marked_rows(index, "\t")
            elif "|" in _plain_bars(line.text):
                taken, rows = self._marked_rows(index, "|")
            else:
                if not line.blank:
                    yield self._paragraph(line)
                index += 1
                continue
            table = self._table(rows)
            if table is not None:
                yield table
            index += taken

    def _paragraph(self, line: _Line) -> Paragraph:
        start = line.start + len(line.text) - len(line.text.lstrip(_LAYOUT))
        end = line.start + len(line.text.rstrip(_LAYOUT))
        return Paragraph(start, end, self.text[start:end])

    def _tab_before_cells(self, index: int) -> tuple[int, list[list[tuple[int, int]]]]:
        """Rows from line ``index`` on, of cells that each begin with a tab on a line of their own.

        A line without a tab goes on with the cell above (a cell broken over lines); a blank line ends the row, and
        a line without a tab after it ends the table.
        """
        rows: list[list[tuple[int, int]]] = [[]]
        position = index
        while position < len(self.lines):
            line = self.lines[position]
            if line.text.startswith("\t"):
                rows[-1].extend(_cells_between(line, "\t")[1:])
            elif line.blank:
                if not self._tab_follows(position + 1):
                    break
                rows.append([])
            elif rows[-1]:
                rows[-1][-1] = (rows[-1][-1][0], line.end)
            else:
                break
            position += 1
        return position - index, rows

    def _tab_follows(self, position: int) -> bool:
        return position < len(self.lines) and self.lines[position].text.startswith("\t")

    def _marked_rows(self, index: int, mark: str) -> tuple[int, list[list[tuple[int, int]]]]:
        """Rows from line ``index`` on whose cells are set apart by ``mark``; single blank lines between are passed."""
        lines: list[_Line] = []
        position = index
        while position < len(self.lines):
            line = self.lines[position]
            if mark not in _plain_bars(line.text):
                follows = position + 1 < len(self.lines) and mark in _plain_bars(self.lines[position + 1].text)
                if not (line.blank and follows):
                    break
            elif not _MARKDOWN_RULE.match(line.text):
                lines.append(line)
            position += 1
        opened, closed = _framed(lines) if mark == "|" else (False, False)
        return position - index, [_cells_between(line, mark, opened=opened, closed=closed) for line in lines]

    def _table(self, rows: list[list[tuple[int, int]]]) -> Table | None:
        cells: list[Cell] = []
        for number, row in enumerate(rows):
            for column, (start, end) in enumerate(row):
                text = self.text[start:end].lstrip()
                start, text = end - len(text), text.rstrip()
                cells.append(Cell(number, column, start, start + len(text), text))
        if not any(cell.text for cell in cells):
            return None
        return Table(cells[0].start, cells[-1].end, tuple(cells), gridded=False)


def _plain_bars(text: str) -> str:
    return text.replace("｜", "|")


def _framed(lines: Sequence[_Line]) -> tuple[bool, bool]:
    """Whether a table's rows begin, and end, with a bar that sets nothing apart: most of its lines do."""
    opened = sum(_plain_bars(line.text).lstrip().startswith("|") for line in lines)
    closed = sum(_plain_bars(line.text).rstrip().endswith("|") for line in lines)
    return opened > len(lines) / 2, closed > len(lines) / 2


def _cells_between(line: _Line, mark: str, *, opened: bool = False, closed: bool = False) -> list[tuple[int, int]]:
    """Spans between ``mark``s, without the empty ones before an opening and after a closing mark."""
    spans: list[tuple[int, int]] = []
    offset = line.start
    text = _plain_bars(line.text) if mark == "|" else line.text
    for part in text.split(mark):
        spans.append((offset, offset + len(part)))
        offset += len(part) + 1
    bare = text.strip()
    if opened and len(spans) > 1 and bare.startswith(mark):
        spans = spans[1:]
    if closed and len(spans) > 1 and bare.endswith(mark):
        spans = spans[:-1]
    return spans
