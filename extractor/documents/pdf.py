"""PDF with a text layer: paragraphs and gridded tables from where words and ruling lines stand on the page.

Boxes are PDF points on the displayed page, as a viewer shows it and ``Page.get_pixmap`` renders it (after ``/Rotate``
and ``/CropBox``), y downwards. Origins count the characters of the text layer in content order, page after page.
MuPDF is not thread-safe: use processes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pymupdf

from extractor.documents.cutout import cut_out
from extractor.documents.layout.drafts import Draft, joined, without_runs
from extractor.documents.layout.flow import (
    Measure,
    continues,
    is_page_number,
    measures,
    one_number,
    page_numbers,
    paragraphs,
    without_furniture,
)
from extractor.documents.layout.glyphs import Line, add_lines
from extractor.documents.layout.tables import loose_tables, ruled_tables
from extractor.documents.model import Cell, Document, DocumentBuilder, Recognised, Source
from extractor.documents.ocr.installed import has_engine
from extractor.documents.pdf_page import UNKNOWN
from extractor.documents.pdf_pictures import read_sheet
from extractor.documents.pdf_words import words_of_pages
from extractor.errors import BrokenFileError, DocumentError, EncryptedPdfError, NoTextError, TooLargeError

MAX_PAGES = 2000
"""A longer PDF is refused; annual reports have five to fifty pages."""

_DAMAGE = ("zlib error", "premature end", "read error", "cannot load object", "ignoring rest of page")
"""MuPDF's warnings of data that is lost, or may have changed unseen: compressed data that fails its own checksum."""

_FILETYPES = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/tiff": "tiff",
    "image/bmp": "bmp",
    "image/gif": "gif",
}
"""Media type -> what PyMuPDF calls it."""

_Block = list[Line] | Draft
"""A paragraph or a table."""

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)


@dataclass(frozen=True)
class _Sheet:
    """What is kept of a page: its ruled tables, the lines outside them, and how many of its characters are known."""

    width: float
    height: float
    tables: list[Draft]
    lines: list[Line]
    characters: int
    unknown: int
    number: int
    recognised: list[Recognised]


def read_pdf(data: bytes, source: Source, *, by_sight: bool = False) -> Document:
    """Read a PDF into paragraphs and tables in reading order: its text layer, and by OCR what has none that is true.

    ``by_sight``: read every page by OCR, whatever its text layer says. An image is read as a PDF of scanned pages.
    Raises EncryptedPdfError, BrokenFileError (damaged, truncated, no page), NoTextError (nothing to read, or nothing
    but pictures where no OCR engine is installed), TooLargeError (more than MAX_PAGES pages).
    """
    sheets = list(_sheets(data, source, by_sight=by_sight))
    if sum(sheet.characters for sheet in sheets) <= 2 * sum(sheet.unknown for sheet in sheets):
        raise _no_text(source.name)
    builder = DocumentBuilder()
    sheets = _without_printed_numbers(sheets)
    lines = without_furniture([sheet.lines for sheet in sheets], [sheet.height for sheet in sheets])
    for block, measure in _blocks(sheets, lines):
        if isinstance(block, Draft):
            _add_table(builder, block)
        else:
            start = builder.position
            add_lines(builder, block, partial(one_number, measure=measure))
            builder.end_paragraph(start)
    pages = 1 + max(sheet.number for sheet in sheets)
    document = builder.build(
        replace(source, pages=pages), [piece for sheet in sheets for piece in sheet.recognised]
    )
    return replace(document, picture=partial(cut_out, data), words=tuple(words_of_pages(lines, document)))


def _without_printed_numbers(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """Sheets without the page numbers that are printed over a table: they are no values of its cells."""
    numbers = page_numbers([sheet.lines for sheet in sheets], [sheet.height for sheet in sheets])
    clean: list[_Sheet] = []
    for index, sheet in enumerate(sheets):
        strange = partial(is_page_number, index=index, numbers=numbers)
        clean.append(replace(sheet, tables=[without_runs(table, strange) for table in sheet.tables]))
    return clean


def _no_text(name: str) -> NoTextError:
    if has_engine():
        return NoTextError(
            f"《{name}》中没有可辨认的文字；请检查该文件，或提供更清晰的扫描件。",
            f"No text can be made out in {name}; check the file, or provide a clearer scan.",
        )
    return NoTextError(
        f"《{name}》没有可读的文字层（可能是扫描件）；请在项目文件夹中运行 pip install -e '.[ocr]' 安装 OCR 引擎，"
        "或提供可复制文字的 PDF。",
        f"{name} has no readable text layer (it may be a scan); install the OCR engine with "
        "pip install -e '.[ocr]' in the project's folder, or provide a PDF whose text can be copied.",
    )


def _sheets(data: bytes, source: Source, *, by_sight: bool) -> Iterator[_Sheet]:
    try:
        with pymupdf.open(stream=data, filetype=_FILETYPES[source.media_type]) as pdf:
            _require_readable(pdf, source.name)
            pymupdf.TOOLS.reset_mupdf_warnings()
            origin, seen = 0, False
            for sheet in pdf:
                pages, origin = read_sheet(sheet, origin, by_sight=by_sight)
                for scanned in pages:
                    tables, lines = ruled_tables(scanned.page)
                    unknown = sum(glyph.text == UNKNOWN for glyph in scanned.page.glyphs)
                    size = scanned.page.width, scanned.page.height
                    yield _Sheet(
                        *size, tables, lines, len(scanned.page.glyphs), unknown, sheet.number, scanned.recognised
                    )
                seen = seen or any(scanned.recognised for scanned in pages)
            if _is_damaged() and (seen or any(_spoils_text(pdf, page) for page in pdf)):
                raise _broken(source.name)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        if not _is_of_library(error):
            raise
        raise _broken(source.name) from error
    finally:
        pymupdf.TOOLS.store_shrink(100)


def _is_of_library(error: Exception) -> bool:
    """Whether PyMuPDF itself stumbled: over damage it raises anything, from its own errors to TypeError."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0] == "pymupdf"


def _require_readable(pdf: pymupdf.Document, name: str) -> None:
    if pdf.needs_pass:
        raise EncryptedPdfError(
            f"《{name}》有密码保护；请先解除密码再提供。",
            f"{name} is protected by a password; remove it and try again.",
        )
    if pdf.page_count > MAX_PAGES:
        raise TooLargeError(
            f"《{name}》有 {pdf.page_count} 页，超过 {MAX_PAGES} 页的上限；请只提供年度报告部分。",
            f"{name} has {pdf.page_count} pages, more than the limit of {MAX_PAGES}; provide the report's pages only.",
        )
    if pdf.page_count == 0 or (pdf.is_repaired and not all(_is_whole(pdf, number) for number in range(pdf.page_count))):
        raise _broken(name)


def _is_whole(pdf: pymupdf.Document, number: int) -> bool:
    """Whether a page of a repaired file is there with all its contents and fonts, so that no text is lost or garbled."""
    try:
        kind = pdf.xref_get_key(pdf.page_xref(number), "Type")
    except ValueError:  # the page tree counts it, but its object is lost
        return False
    if kind[1] != "/Page":
        return False
    page = pdf[number]
    fonts = (pdf.xref_get_key(font[0], "Type") for font in page.get_fonts())
    return all(map(pdf.xref_is_stream, page.get_contents())) and all(kind[1] == "/Font" for kind in fonts)


def _is_damaged() -> bool:
    """Whether MuPDF has warned of damage since it was last asked."""
    warnings = pymupdf.TOOLS.mupdf_warnings()
    return any(sign in warnings for sign in _DAMAGE)


def _spoils_text(pdf: pymupdf.Document, page: pymupdf.Page) -> bool:
    """Whether damage lies in what a page's text is read from; shapes of letters and pictures may be damaged."""
    streams = [*page.get_contents(), *(form[0] for form in page.get_xobjects())]
    for font in page.get_fonts():
        kind, value = pdf.xref_get_key(font[0], "ToUnicode")
        if kind != "xref":
            return True  # its characters are known by the letters' shapes alone
        streams.append(int(value.split()[0]))
    known = range(1, pdf.xref_length())
    return any(stream not in known or pdf.xref_stream(stream) is None or _is_damaged() for stream in streams)


def _broken(name: str) -> BrokenFileError:
    return BrokenFileError(
        f"《{name}》已损坏或不完整，无法读取；请重新下载、导出或扫描。",
        f"{name} is damaged or truncated and cannot be read; download, export or scan it again.",
    )


def _blocks(sheets: Sequence[_Sheet], pages: Sequence[list[Line]]) -> Iterator[tuple[_Block, Measure]]:
    """Paragraphs and tables in reading order, each put together again where a page break parts it.

    ``pages``: of each sheet the lines outside its ruled tables.
    """
    content = [_items(sheet.tables, lines) for sheet, lines in zip(sheets, pages, strict=True)]
    prose = [[item for item in items if isinstance(item, Line)] for items in content]
    margins = measures(prose, [sheet.width for sheet in sheets])
    last: tuple[_Block, Measure] | None = None
    for items, margin in zip(content, margins, strict=True):
        for index, block in enumerate(_page_blocks(items, margin)):
            whole = _joined(*last, block, margin) if last is not None and index == 0 else None
            if whole is None and last is not None:
                yield from _released(*last)
            last = block if whole is None else whole, margin
    if last is not None:
        yield from _released(*last)


def _released(block: _Block, margin: Measure) -> Iterator[tuple[_Block, Measure]]:
    """A block, and apart from it the lines that turned out not to be part of a table; an empty drawing is left out."""
    if isinstance(block, list):
        yield block, margin
        return
    yield from ((part, margin) for part in paragraphs(block.before, margin))
    if not block.empty:
        yield block, margin
    yield from ((part, margin) for part in paragraphs(block.after, margin))


def _items(tables: Sequence[Draft], lines: Sequence[Line]) -> list[Line | Draft]:
    """A page's ruled tables, tables without rules, and all other lines, in reading order."""
    items: list[Line | Draft] = []
    at = 0
    for table in tables:
        end = max(at, sum(line.box[1] < table.top for line in lines))
        items += [*loose_tables(lines[at:end]), table]
        at = end
    return items + loose_tables(lines[at:])


def _page_blocks(items: Sequence[Line | Draft], margin: Measure) -> Iterator[_Block]:
    lines: list[Line] = []
    for item in items:
        if isinstance(item, Line):
            lines.append(item)
        else:
            yield from paragraphs(lines, margin)
            lines = []
            yield item
    yield from paragraphs(lines, margin)


def _joined(last: _Block, upper: Measure, first: _Block, lower: Measure) -> _Block | None:
    """The last block of a page and the first of the next as one, if they are."""
    if isinstance(last, Draft) and isinstance(first, Draft):
        return joined(last, first)
    if isinstance(last, list) and isinstance(first, list) and continues(last[-1], first[0], upper, lower):
        return last + first
    return None


def _add_table(builder: DocumentBuilder, draft: Draft) -> None:
    start = builder.position
    cells: list[Cell] = []
    row = 0
    for cell in draft.grid.cells:
        if cells:
            builder.separate("\n" * (cell.row - row) or "\t")
        row = cell.row
        begin = builder.position
        add_lines(builder, cell.lines, lambda *_, broken=cell.broken: broken)
        text = builder.text_since(begin)
        cells.append(Cell(row, cell.column, begin, builder.position, text, cell.row_span, cell.column_span))
    builder.end_table(start, cells, gridded=True, inferred=draft.loose)
    builder.separate("\n")
