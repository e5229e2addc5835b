"""DOCX files made by python-docx and by hand: order, merged cells, numbering, what Word hides, and hostile packages."""

import contextlib
import io
import time
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.documents.model import Cell, Document, Source, Table
from extractor.documents.package import LARGEST_PART
from extractor.documents.word import read_docx
from extractor.errors import BrokenFileError, DocumentError, EncryptedFileError, TooLargeError

SOURCE = Source("report.docx", "", "", None)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def package(body: str, *, parts: dict[str, str] | None = None, head: str = "") -> bytes:
    """A minimal DOCX with this content of ``w:body``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        main = f'<?xml version="1.0"?>{head}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", main)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def read(body: str, parts: dict[str, str] | None = None) -> Document:
    return read_docx(package(body, parts=parts), SOURCE)


def saved(document: "docx.document.Document") -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def grid(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def test_paragraphs_and_merged_cells_in_body_order() -> None:
    file = docx.Document()
    file.add_paragraph("二、主动公开政府信息情况")
    table = file.add_table(3, 4)
    for row in range(3):
        for column in range(4):
            table.cell(row, column).text = f"{row}{column}" if (row, column) != (2, 2) else ""
    merged = table.cell(0, 0).merge(table.cell(1, 1))
    merged.text = "本年新\n制作数量"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "0"
    file.add_paragraph("三、收到和处理")
    document = read_docx(saved(file), SOURCE)
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph"]
    (found,) = tables(document)
    assert found.gridded
    assert grid(found) == [
        (0, 0, 2, 2, "本年新制作数量"), (0, 2, 1, 1, "02"), (0, 3, 1, 1, "03"),
        (1, 2, 2, 1, "0"), (1, 3, 1, 1, "13"),
        (2, 0, 1, 1, "20"), (2, 1, 1, 1, "21"), (2, 3, 1, 1, "23"),
    ]  # fmt: skip
    assert all(isinstance(cell, Cell) and document.text[cell.start : cell.end] == cell.text for cell in found.cells)


def test_origin_is_the_offset_in_the_text_of_the_runs() -> None:
    document = read(
        "<w:p><w:r><w:t>公开</w:t></w:r><w:r><w:t xml:space='preserve'> 1\u200b2 </w:t><w:tab/><w:t>条</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    runs = "公开 1\u200b2 条规章3"
    assert document.text == "公开 12  条\n规章\t3\n"
    for offset, character in enumerate(document.text):
        if not character.isspace():
            assert runs[document.origin(offset)] == character


def test_only_what_word_shows_is_text() -> None:
    document = read(
        "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>5</w:delText></w:r></w:del><w:ins><w:r><w:t>6</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>7</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>8</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>件</w:t></w:r><w:r><w:instrText>PAGE 9</w:instrText></w:r>"
        "<w:r><w:rPr><w:rStyle w:val='ghost'/></w:rPr><w:t>9</w:t></w:r>"
        "<w:hyperlink><w:r><w:t>网</w:t></w:r></w:hyperlink><w:sdt><w:sdtContent><w:r><w:t>站</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:t>第<!-- 1 -->一</w:t><w:br/><w:t>第二</w:t><w:noBreakHyphen/><w:softHyphen/></w:r></w:p>",
        {
            "word/styles.xml": f'<w:styles xmlns:w="{W}"><w:style w:styleId="ghost"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
        },
    )
    assert document.text == "共6件网站第一\n第二-\n"


def field(code: str, result: str | None) -> str:
    """The runs of a complex field, without a separator where it has no result."""
    separated = "" if result is None else f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{result}"
    return (
        f"<w:r><w:fldChar w:fldCharType='begin'/></w:r>{code}{separated}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )


def run(text: str, name: str = "t") -> str:
    return f"<w:r><w:{name} xml:space='preserve'>{text}</w:{name}></w:r>"


def test_results_of_fields_in_the_code_of_another_are_not_shown() -> None:
    merged = field(run("MERGEFIELD a", "instrText"), run("13"))
    chosen = field(run("IF ", "instrText") + merged + run(' = "" "0" "', "instrText") + merged + run('"', "instrText"), run("13"))
    assert read(f"<w:p>{run('共')}{chosen}{run('件')}</w:p>").text == "共13件\n"
    nested = field(run("IF ", "instrText") + field(chosen, merged), run("受理") + merged + run("件"))
    assert read(f"<w:p>{nested}{run('，另有')}{merged}{run('件')}</w:p>").text == "受理13件，另有13件\n"
    assert read(f"<w:p>{field(run('XE ', 'instrText') + merged, None)}{run('总数')}</w:p>").text == "总数\n"
    hidden = chosen.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>", 1)  # its begin is hidden like a mark, its code no less
    assert read(f"<w:p>{hidden}{run('件')}</w:p>").text == "13件\n"


def test_a_field_without_an_end_hides_nothing() -> None:
    begin, separate, end = (f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>" for kind in ("begin", "separate", "end"))
    assert read(f"<w:p>{end}{separate}{run('共')}{begin}{run('5')}</w:p>{paragraph('件')}").text == "共5\n件\n"


def test_struck_runs_are_no_text_and_raised_digits_none_of_a_number() -> None:
    def run(text: str, properties: str = "") -> str:
        return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"

    styles = "".join(
        f"<w:style w:styleId='{name}'><w:rPr>{content}</w:rPr></w:style>"
        for name, content in (("gone", "<w:strike/>"), ("note", "<w:vertAlign w:val='superscript'/>"))
    )
    document = read(
        "<w:p>" + run("77", "<w:strike/>") + run("8", "<w:dstrike/>") + run("9", "<w:rStyle w:val='gone'/>") + run("1023")
        + run("2", "<w:vertAlign w:val='superscript'/>") + run("件", "<w:strike w:val='0'/>") + "</w:p><w:p>" + run("5")
        + run("1", "<w:rStyle w:val='note'/>") + run("6", "<w:vertAlign w:val='baseline'/>")
        + run("7", "<w:vertAlign w:val='subscript'/>") + "</w:p><w:p>" + run("12", "<w:rStyle w:val='note'/>") + "</w:p>",
        {"word/styles.xml": f"<w:styles xmlns:w='{W}'>{styles}</w:styles>"},
    )  # fmt: skip
    assert document.text == "1023²件\n5¹6₇\n12\n"
    assert [document.origin(offset) for offset in range(6)] == [0, 1, 2, 3, 4, 5]


def test_content_controls_and_text_boxes_stand_once() -> None:
    box = "<w:txbxContent>" + paragraph("框内") + "</w:txbxContent>"
    document = read(
        "<w:sdt><w:sdtContent>" + paragraph("控件") + "</w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>前</w:t><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent><w:t>后</w:t></w:r></w:p>"
    )
    assert document.text == "控件\n前后\n框内\n"


def _cell(text: str, properties: str = "", inner: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}{paragraph(text)}</w:tc>"


def test_merges_as_word_stores_them() -> None:
    document = read(
        "<w:tbl><w:tr>" + _cell("结果", "<w:vMerge w:val='restart'/>") + _cell("甲", "<w:hMerge w:val='restart'/>")
        + _cell("藏", "<w:hMerge/>") + "</w:tr>"
        "<w:sdt><w:sdtContent><w:tr>" + _cell("藏", "<w:vMerge/>") + _cell("1", "<w:gridSpan w:val='2'/>")
        + "</w:tr></w:sdtContent></w:sdt>"
        "<w:tr><w:trPr><w:del/></w:trPr>" + _cell("删") + _cell("2") + "</w:tr>"
        "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + _cell("3") + _cell("4", "<w:vMerge/>") + "</w:tr></w:tbl>"
    )  # fmt: skip
    assert grid(tables(document)[0]) == [
        (0, 0, 2, 1, "结果"), (0, 1, 1, 2, "甲"), (1, 1, 1, 2, "1"), (2, 1, 1, 1, "3"), (2, 2, 1, 1, "4")
    ]  # fmt: skip


def test_a_table_around_a_table_becomes_flow() -> None:
    inner = "<w:tbl><w:tr>" + _cell("规章") + _cell("3") + "</w:tr></w:tbl>"
    document = read(paragraph("前") + "<w:tbl><w:tr>" + _cell("尾", inner=inner) + _cell("侧") + "</w:tr></w:tbl>")
    assert document.text == "前\n规章\t3\n尾\n侧\n"
    assert len(tables(document)) == 1


NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="9"/><w:numFmt w:val="decimal"/><w:pStyle w:val="third"/><w:lvlText w:val="%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl></w:abstractNum>
<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""
STYLES = f"""<w:styles xmlns:w="{W}"><w:style w:styleId="third"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="child"><w:basedOn w:val="third"/></w:style><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>
<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>"""


def test_automatic_numbers_are_printed() -> None:
    def numbered(text: str, level: int, number: int = 2) -> str:
        return paragraph(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>")

    body = [
        numbered("总体情况", 0),
        numbered("主动公开", 1),
        numbered("依申请", 1),
        paragraph("国家秘密", "<w:pStyle w:val='child'/>"),
        paragraph("禁止公开", "<w:pStyle w:val='third'/>"),
        numbered("点", 3),
        numbered("申请", 0),
        numbered("又", 1),
        numbered("存在的问题", 0, 3),
        numbered("其他", 0, 3),
        numbered("无", 0, 0),
        numbered("无此编号", 0, 99),
        paragraph("环", "<w:pStyle w:val='a'/>"),
    ]
    document = read("".join(body), {"word/numbering.xml": NUMBERING, "word/styles.xml": STYLES})
    assert document.text.splitlines() == [
        "一、总体情况", "（一）主动公开", "（二）依申请", "9. 国家秘密", "10. 禁止公开", "点", "二、申请", "（一）又",
        "五、存在的问题", "六、其他", "无", "无此编号", "环",
    ]  # fmt: skip
    assert [document.origin(offset) for offset in range(4)] == [0, 0, 0, 1]


def test_strict_documents_differ_only_in_namespace() -> None:
    data = package(paragraph("总体情况"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(buffer, "w") as made:
        text = given.read("word/document.xml").decode().replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        made.writestr("word/document2.xml", text)
    assert read_docx(buffer.getvalue(), SOURCE).text == "总体情况\n"


# --- hostile packages ---------------------------------------------------------------------------------------------


def test_a_zip_bomb_is_not_unpacked() -> None:
    start = time.process_time()
    for size in (LARGEST_PART + 1, 20 * 1024 * 1024):
        with pytest.raises(TooLargeError, match=r"report\.docx"):
            read_docx(package(paragraph(" " * size)), SOURCE)
    assert time.process_time() - start < 5


def test_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE w:document [<!ENTITY l0 "ha">{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    for entity in ("&l9;", "&file;", ""):
        with pytest.raises(BrokenFileError):
            read_docx(package(paragraph(entity), head=head), SOURCE)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(BrokenFileError):
        read("<w:sdt>" * 2000 + "</w:sdt>" * 2000)


def test_nesting_as_deep_as_the_parser_allows_is_read() -> None:
    depth = 80
    row = "<w:tbl><w:tr><w:tc>" * depth + paragraph("件") + "</w:tc></w:tr></w:tbl>" * depth
    assert read(row).text == "件\n"


def test_absurd_spans_are_bounded() -> None:
    document = read(
        "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='999999'/></w:trPr>" + _cell("1", "<w:gridSpan w:val='99999999'/>")
        + _cell("2", "<w:gridSpan w:val='-3'/>") + "</w:tr></w:tbl>"
    )  # fmt: skip
    assert grid(tables(document)[0]) == [(0, 100, 1, 100, "1"), (0, 200, 1, 1, "2")]


def test_an_encrypted_member_is_named_as_such() -> None:
    data = bytearray(package(paragraph("密")))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(EncryptedFileError):
        read_docx(bytes(data), SOURCE)


GOOD = package(paragraph("总体情况") * 20, parts={"word/numbering.xml": NUMBERING, "word/styles.xml": STYLES})


@settings(max_examples=200)
@given(st.integers(0, len(GOOD)), st.binary(min_size=1, max_size=8), st.booleans())
def test_damage_gives_a_document_or_a_document_error(place: int, noise: bytes, cut: bool) -> None:
    data = GOOD[:place] if cut else GOOD[:place] + noise + GOOD[place + len(noise) :]
    with contextlib.suppress(DocumentError):  # any other exception fails the test
        read_docx(data, SOURCE)
