"""The DOCX dialect: tables as Word stores them, with gridSpan and vMerge."""

import io
import random
import re
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml import parse_xml

from eval.rendering.pages import page
from eval.rendering.sheet import Sheet
from eval.rendering.tables import FormTable, Slot

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


_PROPERTIES = "docProps/core.xml"
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _paragraph(text: str) -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{run}</w:p>"


def _cell(slot: Slot, covered: bool, generator: random.Random) -> str:
    span = f'<w:gridSpan w:val="{slot.column_span}"/>' if slot.column_span > 1 else ""
    merge = ""
    if slot.row_span > 1:
        merge = "<w:vMerge/>" if covered else '<w:vMerge w:val="restart"/>'
    text = "" if covered else slot.text
    if generator.random() < 0.5:
        paragraphs = "".join(_paragraph(part) for part in text.split("\n"))
    else:
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
        paragraphs = f"<w:p><w:r>{lines}</w:r></w:p>"
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{paragraphs}</w:tc>"


def _table(table: FormTable, generator: random.Random) -> str:
    grid = "<w:gridCol/>" * table.columns
    rows = "".join(
        "<w:tr>" + "".join(_cell(slot, covered, generator) for slot, covered in row) + "</w:tr>"
        for row in table.with_covers()
    )
    return f"<w:tbl {NAMESPACE}><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def word(sheet: Sheet) -> bytes:
    """A Word file; paragraphs and tables in reading order."""
    generator = random.Random(sheet.style.seed)
    document = Document()
    body = document.element.body
    for block in page(sheet, together=generator.random() < 0.6):
        if isinstance(block, FormTable):
            body.insert(len(body) - 1, parse_xml(_table(block, generator)))
        else:
            document.add_paragraph(block.text)
    buffer = io.BytesIO()
    document.save(buffer)
    return undated(buffer)


def undated(file: io.BytesIO) -> bytes:
    """The same package with every part dated 1980, so that one report always gives the same bytes."""
    buffer = io.BytesIO()
    with ZipFile(file) as dated, ZipFile(buffer, "w", ZIP_DEFLATED) as undated:
        for name in dated.namelist():
            part = _MOMENT.sub(b"1980-01-01T00:00:00Z", dated.read(name)) if name == _PROPERTIES else dated.read(name)
            undated.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return buffer.getvalue()
