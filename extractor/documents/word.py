"""DOCX as a document: paragraphs and tables in the order of the body, as Word shows them.

``Document.origin`` leads to the offset in the concatenated text of the runs that were read (``w:t``, in reading
order). What Word does not show is no text: deleted and hidden runs, field codes, and the content of cells merged into
the one above. What is struck through is no text any more. Headers, footers, notes and comments are left out.
Reference: ECMA-376 part 1, 17.
"""

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from extractor.documents.characters import INVISIBLE
from extractor.documents.model import Document, DocumentBuilder, Source
from extractor.documents.package import WORD_MAIN_PART, read_part
from extractor.documents.pieces import Flow, GridCell, Height, Line, table_or_flow, write
from extractor.documents.word_fields import code_texts
from extractor.documents.word_numbering import Numbering, child, local, number, value
from extractor.errors import BrokenFileError

if TYPE_CHECKING:
    from lxml.etree import _Element

_VISIBLE = re.compile(f"[^{INVISIBLE.pattern[1:-1]}]+")
_TRANSPARENT = frozenset(
    {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "dir", "bdo", "ruby"}
    | {"rubyBase", "oMath", "oMathPara"}
)
"""Elements whose content stands where they stand. Not among them: del and moveFrom, whose content is gone."""
_GONE = ("vanish", "strike", "dstrike")
"""Properties of runs that are not, or no longer, text."""
_HEIGHTS: dict[str, Height] = {"superscript": "super", "subscript": "sub"}
_LINE_BREAKS = frozenset({"br", "cr"})
_DRAWINGS = frozenset({"drawing", "pict", "object"})
_OFF = frozenset({"0", "false", "off", "none"})
_MOST_SPANNED = 100
"""Grid columns that a cell may cover or a row may leave out before it; Word itself stops at 63."""


def read_docx(data: bytes, source: Source) -> Document:
    """A document from the bytes of a DOCX file.

    Raises BrokenFileError (no whole archive, no valid XML), and what ``package.read_part`` raises.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {"numbering": "word/numbering.xml", "styles": "word/styles.xml"}
            names["main"] = next(name for name in sorted(archive.namelist()) if WORD_MAIN_PART.fullmatch(name))
            parts = {key: _part(archive, part, source.name) for key, part in names.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, StopIteration) as error:
        raise _broken(source.name) from error
    builder = DocumentBuilder()
    body = child(parts["main"], "body")
    if body is not None:
        reader = _Reader(Numbering(parts["numbering"], parts["styles"]), parts["styles"], code_texts(body))
        write(reader.blocks(body), builder)
    return builder.build(source)


def _broken(name: str) -> BrokenFileError:
    return BrokenFileError(
        f"文件 {name} 是 Word 文档，但已损坏或不完整；请重新获取，或用 Word/WPS 打开后另存为 .docx。",
        f"{name} is a Word document, but damaged or truncated; get it again, or open it in Word or WPS and save it anew.",
    )


def _part(archive: zipfile.ZipFile, part: str, name: str) -> "_Element | None":
    """The root of one part of the package; None where there is no such part."""
    from lxml import etree

    if part not in archive.namelist():
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(read_part(archive, archive.getinfo(part), name), parser)
    except etree.XMLSyntaxError as error:
        raise _broken(name) from error
    if root.getroottree().docinfo.internalDTD is not None:  # ECMA-376 part 2 forbids it; only attacks have one
        raise _broken(name)
    return root


class _Reader:
    """Walks over the body. Depth is bounded by the XML parser: 256 levels."""

    def __init__(self, numbering: Numbering, styles: "_Element | None", codes: "set[_Element]") -> None:
        self.numbering = numbering
        self.codes = codes
        self.position = 0
        self.line = Line()
        self.height: Height | None = None
        self.styles = {
            value(style, "styleId"): child(style, "rPr")
            for style in (styles if styles is not None else ())
            if local(style) == "style"
        }

    def blocks(self, container: "_Element") -> Flow:
        """The paragraphs and tables in ``container``."""
        flow: Flow = []
        for element in container:
            name = local(element)
            if name == "p":
                flow += self._paragraph(element)
            elif name == "tbl":
                flow += self._table(element)
            elif name in _TRANSPARENT:
                flow += self.blocks(element)
            elif name == "AlternateContent":
                flow += self.blocks(_alternative(element))
        return flow

    def _paragraph(self, paragraph: "_Element") -> Flow:
        outer, self.line = self.line, Line()
        self.line.add(self.numbering.label(paragraph), self.position, straight=False)
        flow: Flow = []
        boxes: list[_Element] = []
        self._inline(paragraph, flow, boxes)
        flow.append(self.line.finished())
        self.line = outer
        for box in boxes:
            flow += self.blocks(box)
        return flow

    def _inline(self, container: "_Element", flow: Flow, boxes: "list[_Element]") -> None:
        """Add the text of runs to the line. Line breaks put the line into ``flow``; text boxes go to ``boxes``."""
        for element in container:
            name = local(element)
            if name == "t" and element not in self.codes:
                self._text(element)
            elif name in ("tab", "ptab"):
                self.line.add(" ", self.position, straight=False)
            elif name == "noBreakHyphen":
                self.line.add("-", self.position, straight=False)
            elif name in _LINE_BREAKS:
                flow.append(self.line.finished())
                self.line = Line()
            elif name in _TRANSPARENT:
                self._inline(element, flow, boxes)
            elif name == "r" and not any(_is_on(self._property(element, gone)) for gone in _GONE):
                outer, self.height = self.height, _HEIGHTS.get(value(self._property(element, "vertAlign")) or "")
                self._inline(element, flow, boxes)
                self.height = outer
            elif name == "AlternateContent":
                self._inline(_alternative(element), flow, boxes)
            elif name in _DRAWINGS:
                boxes += _text_boxes(element)

    def _text(self, element: "_Element") -> None:
        text = element.text or ""
        if not any(str(key).endswith("}space") for key in element.attrib):  # xml:space="preserve" keeps it
            text = text.strip(" \t\r\n")
        for match in _VISIBLE.finditer(re.sub(r"[\t\r\n]", " ", text)):
            self.line.add(match.group(), self.position + match.start(), height=self.height)
        self.position += len(text)

    def _property(self, run: "_Element", name: str) -> "_Element | None":
        """A property of a run: its own, else that of its style."""
        properties = child(run, "rPr")
        own = child(properties, name)
        return own if own is not None else child(self.styles.get(value(child(properties, "rStyle"))), name)

    def _table(self, table: "_Element") -> Flow:
        cells: list[GridCell] = []
        above: dict[int, GridCell] = {}
        row = 0
        for element in _parts(table, "tr"):
            if child(element, "trPr", "del") is None and not _is_on(child(element, "trPr", "hidden")):
                cells += self._row(element, row, above)
                row += 1
        return table_or_flow(cells, row)

    def _row(self, element: "_Element", row: int, above: dict[int, GridCell]) -> list[GridCell]:
        """The cells that begin in a row. ``above`` holds, by column, the cells that a merged one may belong to."""
        cells: list[GridCell] = []
        column = min(number(child(element, "trPr", "gridBefore"), 0), _MOST_SPANNED)
        for part in _parts(element, "tc"):
            properties = child(part, "tcPr")
            width = max(1, min(number(child(properties, "gridSpan"), 1), _MOST_SPANNED))
            merge = child(properties, "vMerge")
            upper = above.get(column)
            if cells and _continues(child(properties, "hMerge")):
                cells[-1].column_span += width
            elif _continues(merge) and upper and (upper.row + upper.row_span, upper.column_span) == (row, width):
                upper.row_span += 1
            else:
                cell = GridCell(row, column, 1, width, self.blocks(part))
                cells.append(cell)
                above.pop(column, None)
                if merge is not None:
                    above[column] = cell
            column += width
        return cells


def _is_on(element: "_Element | None") -> bool:
    return element is not None and value(element) not in _OFF


def _continues(merge: "_Element | None") -> bool:
    """A cell merged into the one above (before); the merge begins at the cell that says ``restart``."""
    return merge is not None and value(merge) != "restart"


def _alternative(element: "_Element") -> "_Element":
    """The one of several versions of the same content that is shown: the first Choice, else the Fallback."""
    return next((inner for inner in element if local(inner) in ("Choice", "Fallback")), element)


def _parts(container: "_Element", name: str) -> "list[_Element]":
    """The rows of a table or the cells of a row, also those in content controls."""
    found: list[_Element] = []
    for element in container:
        if local(element) == name:
            found.append(element)
        elif local(element) in _TRANSPARENT:
            found += _parts(element, name)
    return found


def _text_boxes(element: "_Element") -> "list[_Element]":
    """The contents of the text boxes in a drawing, each once."""
    if local(element) == "AlternateContent":
        element = _alternative(element)
    found: list[_Element] = []
    for inner in element:
        found += [inner] if local(inner) == "txbxContent" else _text_boxes(inner)
    return found
