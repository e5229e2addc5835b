"""PDFs drawn here: prose, places, turned pages, bad input; and the real sample where it lies."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from extractor.documents import pdf
from extractor.documents.model import Document
from extractor.documents.ocr import installed
from extractor.errors import BrokenFileError, EncryptedPdfError, NoTextError, TooLargeError
from tests.documents.pdf_drawing import CHINESE, Drawing, cells
from tests.documents.pdf_reading import drawn, grid, paragraphs, read, tables

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SAMPLE = SHARED / "samples" / "hongze-2024.pdf"
LABELS = SHARED / "labels" / "hongze-2024.json"
needs_sample = pytest.mark.skipif(not SAMPLE.exists(), reason="the sample PDF lies beside the repository, not in it")

PLAIN = cells(
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "", "12"],
    ["行政规范性文件", "3", "1,234", "1234.56"],
    ["其他文件", "", "7", "—"],
)
PLAIN_WIDTHS = [140.0, 90.0, 90.0, 90.0]


def test_a_raised_note_mark_does_not_join_the_number() -> None:
    drawing = Drawing()
    drawing.page.insert_htmlbox((72, 72, 300, 120), "<p>受理申请95<sup>1</sup>件，答复94件</p>")
    assert paragraphs(read(drawing.to_bytes())) == ["受理申请95¹件，答复94件"]


@pytest.mark.parametrize(("size", "height", "seen"), [(6.0, 5.5, "134²"), (4.4, 6.6, "2 134")])
def test_a_raised_note_mark_in_a_cell_is_none_of_the_numbers_digits(size: float, height: float, seen: str) -> None:
    drawing = Drawing()
    drawing.draw_table(cells(["规章", "21"], ["重复申请", "134"]), [140.0, 90.0])
    file = pymupdf.open(stream=drawing.to_bytes())
    (number,) = file[0].search_for("134")
    file[0].insert_text((number.x1, number.y1 - height), "2", fontsize=size)
    assert grid(tables(read(file.tobytes()))[0]) == drawn(cells(["规章", "21"], ["重复申请", seen]))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_rotated_pages_read_alike_and_boxes_lie_where_the_ink_is(rotation: int) -> None:
    drawing = Drawing()
    drawing.paragraph("下表是本年度的情况。")
    drawing.draw_table(PLAIN, PLAIN_WIDTHS)
    drawing.page.set_rotation(rotation)
    document = read(drawing.to_bytes())
    assert grid(tables(document)[0]) == drawn(PLAIN)
    assert paragraphs(document) == ["下表是本年度的情况。"]
    assert all(
        _has_ink(drawing.page, document, cell.start, cell.end) for cell in tables(document)[0].cells if cell.text
    )


def _has_ink(page: pymupdf.Page, document: Document, start: int, end: int) -> bool:
    place = document.place(start, end)
    assert place is not None
    inner = pymupdf.Rect(place.box)
    assert inner in page.rect
    assert max(inner.width, inner.height) < 100
    return bool(min(page.get_pixmap(clip=inner, colorspace=pymupdf.csGRAY, dpi=144).samples) < 128)


def test_a_page_with_sideways_text_is_read_upright() -> None:
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    for row, specs in enumerate(PLAIN):
        for column, spec in enumerate(specs):
            page.insert_text((100 + 30 * row, 700 - 130 * column), spec.text, fontname=CHINESE, fontsize=10, rotate=90)
    result = read(document.tobytes())
    assert grid(tables(result)[0]) == drawn(PLAIN)
    assert all(_has_ink(page, result, cell.start, cell.end) for cell in tables(result)[0].cells if cell.text)
    number = next(cell for cell in tables(result)[0].cells if cell.text == "1234.56")
    first, last = result.place(number.start, number.start + 1), result.place(number.end - 1, number.end)
    assert first is not None
    assert last is not None
    assert first.box[3] > last.box[3]  # the text runs up the page


def test_bold_drawn_twice_counts_once_and_watermarks_not_at_all() -> None:
    drawing = Drawing()
    drawing.paragraph("共受理申请一百一十一件。")
    drawing.write("共受理", drawing.margin + 24.3, drawing.margin + 12, 12)
    slant = pymupdf.Matrix(45)
    drawing.page.insert_text(
        (200, 400), "内部资料", fontname=CHINESE, fontsize=40, morph=(pymupdf.Point(200, 400), slant)
    )
    assert paragraphs(read(drawing.to_bytes())) == ["共受理申请一百一十一件。"]


PROSE = (
    "根据《中华人民共和国政府信息公开条例》第五十条规定编制本报告，所列数据的统计期限自2024年1月1日至2024年12月31日止。",
    "一、总体情况",
    "2024年，我单位坚持以公开为常态、不公开为例外，全年主动公开政府信息2428条，其中通过政府网站公开1200条，受理申请17件，"
    "均已在法定期限内答复。下一步将继续加强业务指导培训，不断提高工作人员的思想认识和业务工作水平。",
    "（一）主动公开。公开常务会议7期。",
)


def test_lines_are_joined_to_paragraphs() -> None:
    drawing = Drawing(numbered=True)
    drawing.paragraph("某某市某某区人民政府办公室关于公开工作的", size=22, centred=True, indent=False)
    drawing.paragraph("年度报告", size=22, centred=True, indent=False)
    for text in PROSE * 6:
        drawing.paragraph(text)
    document = read(drawing.to_bytes())
    assert len(drawing.document) > 1
    assert paragraphs(document) == ["某某市某某区人民政府办公室关于公开工作的年度报告", *PROSE * 6]
    assert tables(document) == []


def test_running_headers_and_page_numbers_are_left_out() -> None:
    drawing = Drawing()
    for number in range(1, 5):
        drawing.write("某某局政府信息公开年度报告", 220, 40, 9)
        drawing.write(str(number), 295, 815, 9)
        drawing.paragraph(f"第{'一二三四'[number - 1]}季度的情况如下。")
        if number < 4:
            drawing.turn()
    assert paragraphs(read(drawing.to_bytes())) == [f"第{n}季度的情况如下。" for n in "一二三四"]


def test_a_lone_number_in_the_text_is_no_page_number() -> None:
    drawing = Drawing()
    drawing.paragraph("经统计，全年共受理", indent=False)
    drawing.paragraph("17", indent=False)
    assert "17" in read(drawing.to_bytes()).text


def test_an_agency_named_at_the_top_of_two_pages_is_no_header() -> None:
    drawing = Drawing()
    for text in ("某某局", "二〇二四年度报告", "某某局"):
        drawing.paragraph(text, indent=False)
        if text != "某某局" or drawing.page.number == 0:
            drawing.turn()
    assert paragraphs(read(drawing.to_bytes())) == ["某某局", "二〇二四年度报告", "某某局"]


def test_origins_and_places_lead_back_to_each_character() -> None:
    drawing = Drawing()
    drawing.paragraph(PROSE[0])
    drawing.draw_table(PLAIN, PLAIN_WIDTHS)
    data = drawing.to_bytes()
    document = read(data)
    source = list(_characters(data))
    for offset, character in enumerate(document.text):
        if character.isspace():
            continue
        text, box = source[document.origin(offset)]
        place = document.place(offset, offset + 1)
        assert text == character
        assert place is not None
        assert place.box == pytest.approx(box, abs=1.5)


def _characters(data: bytes) -> Iterator[tuple[str, tuple[float, ...]]]:
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE
    for page in pymupdf.open(stream=data, filetype="pdf"):
        for block in page.get_text("rawdict", flags=flags)["blocks"]:
            for line in block["lines"]:
                for span in line["spans"]:
                    yield from ((char["c"], char["bbox"]) for char in span["chars"])


def test_a_frame_around_prose_is_no_table() -> None:
    drawing = Drawing()
    drawing.page.draw_rect((50, 50, 545, 790))
    for text in PROSE:
        drawing.paragraph(text)
    document = read(drawing.to_bytes())
    assert tables(document) == []
    assert paragraphs(document) == list(PROSE)


def test_encrypted_pdf() -> None:
    drawing = Drawing()
    drawing.paragraph("正文。")
    data = drawing.to_bytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="user", owner_pw="owner")
    with pytest.raises(EncryptedPdfError, match=r"报告\.pdf"):
        read(data)


def test_a_pdf_protected_against_changes_only_is_read() -> None:
    drawing = Drawing()
    drawing.paragraph("正文。")
    assert read(drawing.to_bytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner")).text == "正文。\n"


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8])
def test_truncated_pdf(share: float) -> None:
    drawing = Drawing()
    for text in PROSE * 5:
        drawing.paragraph(text)
    data = drawing.to_bytes()
    with pytest.raises(BrokenFileError, match=r"报告\.pdf"):
        read(data[: int(len(data) * share)])


def test_text_that_fails_its_checksum_is_not_trusted() -> None:
    drawing = Drawing()
    drawing.paragraph(PROSE[2])
    data = bytearray(drawing.to_bytes(deflate=True))
    data[data.index(b"stream", data.index(b"/FlateDecode")) + 60] ^= 1
    with pytest.raises(BrokenFileError):
        read(bytes(data))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF\n", b"PK\x03\x04 no pdf at all"])
def test_no_pdf(data: bytes) -> None:
    with pytest.raises(BrokenFileError):
        read(data)


def test_a_damaged_index_alone_does_no_harm() -> None:
    drawing = Drawing()
    drawing.paragraph(PROSE[0])
    data = drawing.to_bytes()
    assert paragraphs(read(data.replace(b"startxref", b"startxxxx"))) == [PROSE[0]]


def test_a_page_without_text_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = Drawing()
    drawing.page.draw_rect((100, 100, 200, 200), fill=(0, 0, 0))
    with pytest.raises(NoTextError, match="clearer scan"):
        read(drawing.to_bytes())
    monkeypatch.setattr("extractor.documents.pdf.has_engine", lambda: False)
    monkeypatch.setattr(installed, "has_engine", lambda: False)
    installed.installed_engine.cache_clear()
    with pytest.raises(NoTextError, match=r"disclosure-extractor\[ocr\]"):
        read(drawing.to_bytes())
    installed.installed_engine.cache_clear()


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 1)
    drawing = Drawing()
    drawing.turn()
    with pytest.raises(TooLargeError, match="2"):
        read(drawing.to_bytes())


@needs_sample
def test_every_statutory_cell_of_the_sample_is_in_its_place() -> None:
    document = read(SAMPLE.read_bytes())
    report = json.loads(LABELS.read_text(encoding="utf-8"))["report"]
    two, three, four = ([[cell.text for cell in row] for row in table.rows] for table in tables(document))
    numbers = {row[0]: [int(text) for text in row[1:]] for row in two if row[-1].isdigit()}
    assert numbers["规章"] == list(report["proactive"]["regulations"].values())
    assert numbers["行政规范性文件"] == list(report["proactive"]["normative_documents"].values())
    assert numbers["行政许可"] == [report["proactive"]["licensing"]["decisions"]]
    assert numbers["行政处罚"] == [report["proactive"]["penalties"]["decisions"]]
    assert numbers["行政强制"] == [report["proactive"]["coercion"]["decisions"]]
    assert numbers["行政事业性收费"] == [report["proactive"]["fees"]["amount_yuan"] / 10_000]
    assert [list(map(int, row[-7:])) for row in three[3:]] == list(_rows(report["requests"]))
    values = [value for block in report["challenges"].values() for value in block.values()]
    assert list(map(int, four[-1])) == values


def _rows(requests: dict[str, Any]) -> Iterator[list[int]]:
    for value in requests.values():
        inner = list(value.values())
        if isinstance(inner[0], dict):
            yield from _rows(value)
        else:
            yield inner


@needs_sample
def test_the_sample_reads_like_the_page() -> None:
    document = read(SAMPLE.read_bytes())
    text = paragraphs(document)
    assert document.source.pages == 5
    assert text[0] == "淮安市洪泽区人民政府2024 年政府信息公开工作年度报告"
    assert "各行政机关答复的方式、格式、不予公开依据等更加规范，有效降低" in "".join(text)
    assert "使各行政机关答复的方式" in next(part for part in text if part.startswith("针对存在问题"))
    assert [part for part in text if part[1:2] == "、" and len(part) < 25] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]
    assert not any(mark in document.text for mark in ("- 1 -", "- 2 -", "- 5 -"))
