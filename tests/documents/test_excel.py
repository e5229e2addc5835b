"""XLSX files made by openpyxl and by hand: paragraphs and tables, what Excel shows, what it hides, hostile packages."""

import contextlib
import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from extractor.documents.excel import read_xlsx
from extractor.documents.excel_values import shown
from extractor.documents.model import Document, Paragraph, Source, Table
from extractor.documents.open import XLSX, open_bytes
from extractor.documents.package import LARGEST_PART
from extractor.errors import BrokenFileError, DocumentError, EncryptedFileError, TooLargeError
from extractor.readers.numbers import parse_cell

SOURCE = Source("report.xlsx", "", "", None)
_SIDE = Side("thin")
BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
Rows = Sequence[Sequence[object]]


def workbook(rows: Rows, change: Callable[[Worksheet], None] = lambda sheet: None) -> bytes:
    """A workbook with these cells in its first sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(row, column, value)  # type: ignore[arg-type]
    change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(rows: Rows, change: Callable[[Worksheet], None] = lambda sheet: None) -> Document:
    return read_xlsx(workbook(rows, change), SOURCE)


def edited(data: bytes, edit: Callable[[str, bytes], bytes]) -> bytes:
    """The package with its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            made.writestr(name, edit(name, given.read(name)))
    return buffer.getvalue()


def cells(document: Document) -> list[list[tuple[int, int, int, int, str]]]:
    return [
        [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in block.cells]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def bordered(sheet: Worksheet, area: str) -> None:
    for row in sheet[area]:
        for cell in row:
            cell.border = BORDER


# --- paragraphs and tables ----------------------------------------------------------------------------------------


def test_what_is_struck_is_no_text_and_raised_digits_are_none_of_a_number() -> None:
    note, old = InlineFont(vertAlign="superscript"), InlineFont(strike=True)

    def strike(sheet: Worksheet) -> None:
        sheet.cell(2, 2).font = Font(strike=True)

    rows = [
        [CellRichText("重复申请", TextBlock(note, "1")), CellRichText(TextBlock(old, "77"), "1023")],
        [CellRichText("13", TextBlock(InlineFont(b=True), "4"), TextBlock(note, "2")), 88],
        [CellRichText(TextBlock(note, "12")), CellRichText("CO", TextBlock(InlineFont(vertAlign="subscript"), "2"))],
    ]
    assert read(rows, strike).text == "重复申请¹\t1023\n134²\t\n12\tCO₂\n"


def test_borders_tell_what_is_a_table() -> None:
    def change(sheet: Worksheet) -> None:
        bordered(sheet, "A3:C4")
        sheet.merge_cells("B3:C3")

    document = read([["某局年度报告"], ["一、总体情况"], ["", "申请人"], ["规章", 3], ["某局", "2021年1月4日"]], change)
    assert paragraphs(document) == ["某局年度报告", "一、总体情况", "某局", "2021年1月4日"]
    assert cells(document) == [
        [(0, 0, 1, 1, ""), (0, 1, 1, 2, "申请人"), (1, 0, 1, 1, "规章"), (1, 1, 1, 1, "3"), (1, 2, 1, 1, "")]
    ]


def test_without_borders_two_cells_in_a_row_do() -> None:
    document = read([["某局年度报告"], [], ["信息内容", "制发件数", "废止件数"], ["规章"], ["规范性文件", 1, None]])
    assert paragraphs(document) == ["某局年度报告"]
    assert [text for *_, text in cells(document)[0]] == ["信息内容", "制发件数", "废止件数", "规章", "", "", "规范性文件", "1", ""]


def test_prose_in_a_frame_is_prose() -> None:
    prose = "我局认真贯彻落实《条例》，扎实推进政务公开工作。"

    def change(sheet: Worksheet) -> None:
        bordered(sheet, "A1:B4")
        sheet.merge_cells("A1:B2")

    document = read([[prose], [], ["规章", 1], ["规范性文件", 2]], change)
    assert paragraphs(document) == [prose]
    assert [text for *_, text in cells(document)[0]] == ["规章", "1", "规范性文件", "2"]


def test_merged_cells_span() -> None:
    def change(sheet: Worksheet) -> None:
        bordered(sheet, "A1:C3")
        sheet.merge_cells("A1:A3")
        sheet.merge_cells("B1:C1")

    document = read([["办理结果", "申请人"], [None, "自然人", "企业"], [None, 1, 2]], change)
    assert cells(document) == [
        [
            *((0, 0, 3, 1, "办理结果"), (0, 1, 1, 2, "申请人"), (1, 1, 1, 1, "自然人"), (1, 2, 1, 1, "企业")),
            *((2, 1, 1, 1, "1"), (2, 2, 1, 1, "2")),
        ]
    ]


def test_lines_of_a_cell_are_one_label_and_lines_of_prose_are_paragraphs() -> None:
    document = read([["一、总体情况"], ["第一段。\n第二段。"], [], ["商业\n企业", "科研\n机构"], [1, 2]])
    assert paragraphs(document) == ["一、总体情况", "第一段。", "第二段。"]
    assert [text for *_, text in cells(document)[0]] == ["商业企业", "科研机构", "1", "2"]


def test_origins_lead_to_the_cells_texts() -> None:
    rows = [["某局", ""], [" 规章 ", "12"]]
    document = read(rows, lambda sheet: bordered(sheet, "A2:B2"))
    source = "某局规章12"
    assert [source[document.origin(place)] for place, c in enumerate(document.text) if not c.isspace()] == [*source]


def test_sheets_follow_one_another_and_hidden_ones_are_left_out() -> None:
    def change(sheet: Worksheet) -> None:
        book = sheet.parent
        for name, state in (("二", "visible"), ("三", "hidden"), ("四", "veryHidden")):
            other = book.create_sheet(name)
            other["A1"] = f"第{name}张"
            other.sheet_state = state

    assert paragraphs(read([["第一张"]], change)) == ["第一张", "第二张"]


def test_hidden_rows_and_columns_are_left_out() -> None:
    def change(sheet: Worksheet) -> None:
        bordered(sheet, "A1:D3")
        sheet.merge_cells("A1:A3")
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True

    document = read([["甲", 1, 9, 2], [None, 9, 9, 9], [None, 3, 9, 4]], change)
    assert cells(document) == [
        [(0, 0, 2, 1, "甲"), (0, 1, 1, 1, "1"), (0, 2, 1, 1, "2"), (1, 1, 1, 1, "3"), (1, 2, 1, 1, "4")]
    ]


# --- values -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0, "General", "0"),
        (1200, "#,##0", "1200"),
        (12.0, "0", "12"),
        (672.17, "0.00", "672.17"),
        (0.1 + 0.2, "General", "0.3"),
        (12.6, "0", "12.6"),
        (105, '0"万"', "105万"),
        (6.7, '#,##0.0"万元";[Red]-#,##0.0"万元"', "6.7万元"),
        (0.985, "0.0%", "98.5%"),
        (1e15, "General", "1000000000000000"),
        (-3, "General", "-3"),
        (True, "General", "TRUE"),
        (" 规章 ", "General", "规章"),
        (dt.datetime(2021, 1, 4), "yyyy-mm-dd", "2021年1月4日"),
        (6.5, 'General"万元"', "6.5万元"),
        (1234, "[DBNum1][$-804]General", "1234"),
        (1234.5, '[$¥-804]#,##0.00;"¥"\\-#,##0.00', "¥1234.5"),
        (85, '0"%"', "85%"),
        (1234, "0.00E+00", "1234"),
    ],
)
def test_a_cell_says_what_excel_shows(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (386200, '#,##0.00,"千元"', "386.2千元"),
        (386200, '0,.0"千元"', "386.2千元"),
        (38620000, '0.00,,"百万元"', "38.62百万元"),
        (386200, "0!.0000", "38.62"),
        (386200, r"0\.0000", "38.62"),
        (3862345, '0!.0,"万元"', "386.2345万元"),
        (45, '0"."0000', "0.0045"),
        (386200, '[>=10000]0!.0,"万元";0"元"', "38.62万元"),
        (862, '[>=10000]0!.0,"万元";0"元"', "862元"),
    ],
)
def test_a_number_has_the_magnitude_that_its_format_shows(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0, "0;-0;;@", ""),
        (3, "0;-0;;@", "3"),
        (-3, "0;-0;;@", "-3"),
        (0, ACCOUNTING, "-"),
        (1200, ACCOUNTING, "1200"),
        (-1200, ACCOUNTING, "-1200"),
        ("无", ACCOUNTING, "无"),
        (0, "#,###", ""),
        (0, '[=0]"";0', ""),
        (0, '0"件"', "0件"),
        (7, '"增"0;"减"0;"持平"', "增7"),
        (-7, '"增"0;"减"0;"持平"', "减7"),
        (0, '"增"0;"减"0;"持平"', "持平"),
        (-7, r"0_);[Red]\(0\)", "-7"),
        (7, ";;;", ""),
        ("7", ";;;", ""),
        ("7", '@"件"', "7件"),
        ("7", "0.0,", "7"),
        (7, "@", "7"),
    ],
)
def test_the_sign_tells_the_section_of_a_format(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (386200, '0"万"0000"元"'),  # words between the digits
        (386200, "0!,0000"),
        (386200, "0,!.0"),
        (386200, "#,##0!.0000"),  # separators from the right: 3,8.62,00
        (386200, "0.00,,\n%"),  # a line below the cell's edge
        (386200, '0"0"'),
        (45, "#!.####"),  # shown as .45
        (4, "aaaa"),  # Wednesday
        (1.5, "# ?/?"),
        (-7, "0;[Red]0"),  # negative by its colour alone
        (-7, "[<10]0;0"),
        (7, "[>10]0"),
        (7, "0;0;0;@;0"),
        (7, "0" * 300),
    ],
)
def test_a_format_that_is_not_wholly_understood_leaves_no_number(value: float, number_format: str) -> None:
    text = shown(value, number_format)
    assert text.startswith(f"=TEXT({value},")
    assert parse_cell(text) is None


def test_a_sheet_may_hide_its_zeros() -> None:
    def change(sheet: Worksheet) -> None:
        bordered(sheet, "A1:E1")
        sheet.sheet_view.showZeros = False

    document = read([["规章", 0, 5, "0", 0.0]], change)
    assert [text for *_, text in cells(document)[0]] == ["规章", "", "5", "0", ""]


def test_runs_without_a_font_of_their_own_have_the_cells() -> None:
    def change(sheet: Worksheet) -> None:
        bordered(sheet, "A1:C1")
        sheet["A1"].font = Font(strike=True)

    row = [
        CellRichText("31", TextBlock(InlineFont(), "42")),
        CellRichText("商业", TextBlock(InlineFont(b=True), "\n"), "企业"),
        CellRichText(TextBlock(InlineFont(strike=True), "8")),
    ]
    assert [text for *_, text in cells(read([row], change))[0]] == ["42", "商业企业", ""]


def test_a_formula_says_its_stored_result_or_itself() -> None:
    data = workbook([["规章", "=1+2"], ["规范性文件", "=SUM(B1:B1)"]], lambda sheet: bordered(sheet, "A1:B2"))
    stored = edited(data, lambda name, part: part.replace(b"<f>1+2</f><v></v>", b"<f>1+2</f><v>3</v>").replace(
        b"<f>1+2</f><v />", b"<f>1+2</f><v>3</v>"))  # fmt: skip
    assert stored != data
    document = read_xlsx(stored, SOURCE)
    assert [text for *_, text in cells(document)[0]] == ["规章", "3", "规范性文件", "=SUM(B1:B1)"]


def test_the_content_tells_the_type() -> None:
    assert open_bytes(workbook([["总体情况"]]), "report.docx").source.media_type == XLSX


# --- hostile packages ---------------------------------------------------------------------------------------------


def test_a_zip_bomb_is_not_unpacked() -> None:
    data = workbook([["a"]])
    started = time.process_time()
    for size in (LARGEST_PART + 1, 20 * 1024 * 1024):
        bomb = edited(data, lambda name, part, size=size: part + b" " * size if "sheet1" in name else part)
        with pytest.raises(TooLargeError, match=r"report\.xlsx"):
            read_xlsx(bomb, SOURCE)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "markup",
    [
        b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        b'<mergeCells count="2"><mergeCell ref="A1:Z60000"/><mergeCell ref="AA1:AZ60000"/></mergeCells>',
    ],
)
def test_merging_the_whole_sheet_is_refused(markup: bytes) -> None:
    data = edited(workbook([["a"]]), lambda name, part: part.replace(b"</sheetData>", b"</sheetData>" + markup))
    with pytest.raises(TooLargeError, match="more than the limit"):
        read_xlsx(data, SOURCE)


@pytest.mark.parametrize("place", [b' r="XFD1048576"', b""])
def test_a_cell_in_the_far_corner_is_refused(place: bytes) -> None:
    corner = b'<row r="1048576">' + b"<c%s><v>1</v></c>" % place * (1 if place else 3) + b"</row></sheetData>"
    data = edited(workbook([["a"]]), lambda name, part: part.replace(b"</sheetData>", corner))
    with pytest.raises(TooLargeError):
        read_xlsx(data, SOURCE)


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    data = edited(workbook([["规章", 1]]), lambda name, part: re.sub(rb'ref="A1:B1"', b'ref="A1:XFD1048576"', part))
    assert [text for *_, text in cells(read_xlsx(data, SOURCE))[0]] == ["规章", "1"]


def test_stray_formats_far_below_are_no_obstacle() -> None:
    document = read([["规章", 1]], lambda sheet: setattr(sheet.cell(20_000, 10), "number_format", "0"))
    assert [text for *_, text in cells(document)[0]] == ["规章", "1"]


def test_entities_are_not_expanded() -> None:
    head = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    data = edited(workbook([["a"]]), lambda name, part: head + part if name.endswith("sheet1.xml") else part)
    with pytest.raises(BrokenFileError):
        read_xlsx(data, SOURCE)


def test_an_encrypted_member_is_named_as_such() -> None:
    data = bytearray(workbook([["密"]]))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(EncryptedFileError):
        read_xlsx(bytes(data), SOURCE)


GOOD = workbook([["总体情况"], ["规章", 1, 2.5], ["规范性文件", "/", dt.date(2021, 1, 1)]], lambda s: bordered(s, "A2:C3"))
PARTS = [name for name in zipfile.ZipFile(io.BytesIO(GOOD)).namelist() if re.search("sheet|workbook|styles|rels", name)]


@settings(max_examples=100)
@given(st.sampled_from(PARTS), st.integers(0, 2000), st.binary(min_size=1, max_size=8), st.booleans())
def test_damage_gives_a_document_or_a_document_error(part: str, place: int, noise: bytes, cut: bool) -> None:
    def damage(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        return content[:place] if cut else content[:place] + noise + content[place + len(noise) :]

    with contextlib.suppress(DocumentError):  # any other exception fails the test
        read_xlsx(edited(GOOD, damage), SOURCE)
