"""Read drawn PDFs back, and what was drawn and what was read in one notation."""

from collections.abc import Sequence

from extractor.documents.model import Document, Paragraph, Source, Table
from extractor.documents.pdf import read_pdf
from tests.documents.pdf_drawing import CellSpec, placed

Positions = dict[tuple[int, int], tuple[str, int, int]]
"""(row, column) -> text without white space, row span, column span."""


def read(data: bytes) -> Document:
    """A PDF by the name 报告.pdf."""
    return read_pdf(data, Source("报告.pdf", "0" * 64, "application/pdf", None))


def tables(document: Document) -> list[Table]:
    """The tables in reading order."""
    return [block for block in document.blocks if isinstance(block, Table)]


def paragraphs(document: Document) -> list[str]:
    """The texts of the paragraphs in reading order."""
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def grid(table: Table) -> Positions:
    """The cells that were read."""
    assert table.gridded
    return {(c.row, c.column): ("".join(c.text.split()), c.row_span, c.column_span) for c in table.cells}


def drawn(rows: Sequence[Sequence[CellSpec]]) -> Positions:
    """The cells that were drawn."""
    return {(r, c): ("".join(s.text.split()), s.row_span, s.column_span) for r, c, s in placed(rows)}
