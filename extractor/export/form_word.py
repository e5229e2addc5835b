"""The official form as a Word file: A4, the fonts that government documents use, notes on what is in doubt as comments."""

import io
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from extractor.export.notes import Note
from extractor.export.text import printable
from extractor.reports.page import GRID, PageBlock, PageLine, PageTable, Slot

if TYPE_CHECKING:
    from docx.oxml.table import CT_Tbl

_BODY, _HEADING = "仿宋", "黑体"
"""Fonts of 《党政机关公文格式》 (GB/T 9704-2012) that every Chinese Word has."""
_WIDTH = 9070
"""Twentieths of a point: A4 without margins of 2.5 cm."""
_SMALL = 17
"""Half-points in tables: 15 columns have to fit."""
_ROW = 300
"""Twentieths of a point: the least height of a row."""
_FILL = {"heading": "E7E6E6", "label": "F7F7F7", "value": ""}
_MARKED = "FFF2CC"
_ALIGN = {
    "title": WD_ALIGN_PARAGRAPH.CENTER,
    "line": WD_ALIGN_PARAGRAPH.LEFT,
    "heading": WD_ALIGN_PARAGRAPH.LEFT,
    "paragraph": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "signature": WD_ALIGN_PARAGRAPH.RIGHT,
}
_SIZE = {"title": 18, "line": 11, "heading": 14, "paragraph": 12, "signature": 12}


def word_form(blocks: Iterable[PageBlock], notes: Mapping[str, Note]) -> bytes:
    """A DOCX file of a page; ``notes``: pointer -> what to know of the value there."""
    document = _document()
    for block in blocks:
        if isinstance(block, PageTable):
            _add_table(document, block, notes)
        else:
            _add_line(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _document() -> WordDocument:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    style = document.styles["Normal"]
    style.font.name = _BODY
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _BODY)
    return document


def _add_line(document: WordDocument, line: PageLine) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(printable(line.text))
    run.font.size = Pt(_SIZE[line.kind])
    paragraph.alignment = _ALIGN[line.kind]
    layout = paragraph.paragraph_format
    layout.space_after = Pt(12 if line.kind == "title" else 4)
    layout.line_spacing = 1.3
    if line.kind in ("title", "heading"):
        run.font.name = _HEADING
        run.font.bold = line.kind == "title"
        run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _HEADING)
        layout.keep_with_next = True
        layout.space_before = Pt(8)
    elif line.kind == "paragraph":
        layout.first_line_indent = Pt(2 * _SIZE["paragraph"])


def _add_table(document: WordDocument, table: PageTable, notes: Mapping[str, Note]) -> None:
    body = document.element.body
    element = cast("CT_Tbl", parse_xml(_table(table, notes)))
    body.insert(len(body) - 1, element)
    made = Table(element, document)
    cells = {(row, column): slot for row, column, slot in table.placed() if slot.pointer in notes}
    for row, element_row in enumerate(element.tr_lst if cells else ()):
        column = 0
        for cell in element_row.tc_lst:
            slot = cells.get((row, column))
            if slot is not None and slot.pointer is not None:
                runs = Paragraph(cell.p_lst[0], made).runs
                document.add_comment(runs, text=printable(notes[slot.pointer].text), author="extractor", initials="")
            column += cell.grid_span
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _table(table: PageTable, notes: Mapping[str, Note]) -> str:
    unit = _WIDTH // GRID
    columns = "".join(f'<w:gridCol w:w="{width * unit}"/>' for width in table.widths)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = '<w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
    properties = (
        f'<w:tblPr><w:tblW w:w="{unit * GRID}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
    )
    row = f'<w:trPr><w:cantSplit/><w:trHeight w:val="{_ROW}" w:hRule="atLeast"/></w:trPr>'
    rows = "".join(f"<w:tr>{row}{cells}</w:tr>" for cells in _rows(table, notes))
    return f'<w:tbl {nsdecls("w")}>{properties}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'


def _rows(table: PageTable, notes: Mapping[str, Note]) -> Iterable[str]:
    """Rows as Word stores them: each cell that reaches down from above stands in again, empty."""
    rows: list[dict[int, str]] = [{} for _ in table.rows]
    for row, column, slot in table.placed():
        width = sum(table.widths[column : column + slot.column_span]) * (_WIDTH // GRID)
        for below in range(slot.row_span):
            last = row + below == len(rows) - 1
            rows[row + below][column] = _cell(slot, width, below > 0, slot.pointer in notes, last)
    return ("".join(cells[column] for column in sorted(cells)) for cells in rows)


def _cell(slot: Slot, width: int, covered: bool, marked: bool, last: bool) -> str:
    keep = "" if last else "<w:keepNext/>"  # a table stays on one page where it fits
    span = f'<w:gridSpan w:val="{slot.column_span}"/>' if slot.column_span > 1 else ""
    merge = ("<w:vMerge/>" if covered else '<w:vMerge w:val="restart"/>') if slot.row_span > 1 else ""
    fill = _MARKED if marked else _FILL[slot.kind]
    shading = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    align = "left" if slot.kind == "label" and slot.row_span == 1 else "center"
    text = "" if covered else escape(printable(slot.text))
    bold = "<w:b/>" if slot.kind == "heading" else ""
    run = f'<w:r><w:rPr>{bold}<w:sz w:val="{_SMALL}"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shading}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{keep}<w:spacing w:after="0"/><w:jc w:val="{align}"/></w:pPr>{run}</w:p></w:tc>'
    )
