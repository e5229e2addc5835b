"""Pages that are pictures, read by the real engine: drawn, rendered, spoilt, and read back."""

from functools import cache
from io import BytesIO

import numpy as np
import pymupdf
import pytest
from PIL import Image, ImageDraw

from extractor.documents.model import Document
from extractor.documents.open import open_bytes
from tests.documents.pdf_drawing import CHINESE, Drawing, cells
from tests.documents.pdf_reading import drawn, grid, paragraphs, read, tables

ROWS = cells(
    ["信息内容", "本年制发件数", "现行有效件数"], ["规章", "0", "11"], ["规范性文件", "17", "108"], ["合计", "17", ""]
)
PROSE = "本机关认真贯彻落实政府信息公开条例，全年主动公开政府信息3189条。"


@cache
def page(*, table_only: bool = False) -> bytes:
    drawing = Drawing(height=300.0)
    if not table_only:
        drawing.paragraph(PROSE)
    drawing.draw_table(ROWS, [150, 120, 120])
    return drawing.to_bytes()


@cache
def rendered(resolution: int = 150) -> Image.Image:
    with pymupdf.open(stream=page()) as pdf:
        pixels = pdf[0].get_pixmap(dpi=resolution)
    return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def as_file(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, dpi=(150, 150), **options)
    return file.getvalue()


def as_scan(*pictures: Image.Image, width: float = 595.0) -> bytes:
    pdf = pymupdf.open()
    for picture in pictures:
        sheet = pdf.new_page(width=width, height=width * picture.height / picture.width)
        sheet.insert_image(sheet.rect, stream=as_file(picture))
    return bytes(pdf.tobytes())


def says_the_page(document: Document) -> bool:
    found = tables(document)
    return len(found) == 1 and grid(found[0]) == drawn(ROWS) and PROSE in "".join(paragraphs(document)).replace(" ", "")


def test_a_scan_reads_like_the_page_and_its_boxes_lie_where_the_words_are() -> None:
    written, seen = read(page()), read(as_scan(rendered()))
    assert says_the_page(seen)
    assert seen.source.pages == 1
    for one, other in zip(tables(written)[0].cells, tables(seen)[0].cells, strict=True):
        assert all(piece.sure for piece in seen.recognised_in(other.start, other.end)) or not other.text
        if one.text:
            own, found = written.place(one.start, one.end), seen.place(other.start, other.end)
            assert own is not None
            assert found is not None
            assert abs(own.box[0] - found.box[0]) < 3
            assert abs(own.box[2] - found.box[2]) < 3
            assert own.box[1] < (found.box[1] + found.box[3]) / 2 < own.box[3]
    assert not written.recognised


@pytest.mark.parametrize(("kind", "media_type"), [("JPEG", "image/jpeg"), ("BMP", "image/bmp")])
def test_an_image_file_is_a_document(kind: str, media_type: str) -> None:
    document = open_bytes(as_file(rendered(), kind), "报告")
    assert document.source.media_type == media_type
    assert says_the_page(document)


def test_a_tiff_has_pages() -> None:
    document = open_bytes(as_file(rendered(), "TIFF", save_all=True, append_images=[rendered()]), "报告.tif")
    assert (document.source.media_type, document.source.pages) == ("image/tiff", 2)
    places = [place.page for _, _, place in document.places]
    assert set(places) == {0, 1}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head(turn: int) -> None:
    assert says_the_page(read(as_scan(rendered().rotate(turn, expand=True))))


def test_a_crooked_grey_and_noisy_page() -> None:
    levels = np.asarray(rendered().rotate(2, Image.Resampling.BICUBIC, fillcolor="white"), np.float32) * 0.8
    levels += np.random.default_rng(7).normal(0, 12, levels.shape)
    assert says_the_page(read(as_scan(Image.fromarray(levels.clip(0, 255).astype(np.uint8)))))


def test_a_spread_is_two_pages() -> None:
    left, right = rendered(), rendered()
    spread = Image.new("RGB", (left.width + right.width, left.height), "white")
    spread.paste(left, (0, 0))
    spread.paste(right, (left.width, 0))
    document = read(as_scan(spread, width=1190.0))
    assert [grid(table) for table in tables(document)] == [drawn(ROWS)] * 2
    assert document.source.pages == 1


def test_a_seal_over_the_numbers_is_looked_through() -> None:
    stamped = rendered().copy()
    box = (560, 190, 790, 420)
    ImageDraw.Draw(stamped).ellipse(box, outline=(230, 40, 40), width=9)
    dark = np.minimum(np.asarray(stamped), np.asarray(rendered()))  # ink below shows through
    assert says_the_page(read(as_scan(Image.fromarray(dark))))


def test_a_picture_of_a_table_in_a_page_with_text() -> None:
    with pymupdf.open(stream=page(table_only=True)) as pdf:
        picture = pdf[0].get_pixmap(dpi=200, clip=(60, 60, 480, 200)).tobytes("png")
    drawing = Drawing()
    drawing.paragraph(PROSE)
    drawing.page.insert_image((60, 200, 480, 340), stream=picture)
    document = read(drawing.to_bytes())
    assert says_the_page(document)
    (table,) = tables(document)
    first = document.place(table.cells[0].start, table.cells[0].end)
    assert first is not None
    assert 200 < first.box[1] < 240
    assert document.recognised_in(table.cells[4].start, table.cells[4].end)
    assert not document.recognised_in(0, 5)


def test_a_photograph_in_a_page_with_text_is_left_alone() -> None:
    drawing = Drawing()
    drawing.paragraph(PROSE)
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)
    drawing.page.insert_image((60, 200, 480, 500), stream=as_file(Image.fromarray(noise)))
    assert not read(drawing.to_bytes()).recognised


def test_a_text_layer_that_names_the_wrong_characters_is_not_believed() -> None:
    with pymupdf.open() as pdf:
        sheet = pdf.new_page(height=300)
        sheet.insert_image(sheet.rect, stream=as_file(rendered()))
        sheet.insert_text((72, 250), "敀庂俢怰兪弁屢伍幵庅抂呌朮杁兵乧孖斀杂敀庂", fontname=CHINESE, render_mode=3)
        assert says_the_page(read(pdf.tobytes()))


def test_ink_that_is_no_character_is_no_empty_cell() -> None:
    blotted = rendered().copy()
    ImageDraw.Draw(blotted).ellipse((800, 332, 816, 348), fill="black")
    plain, spoilt = (grid(tables(read(as_scan(picture)))[0])[3, 2][0] for picture in (rendered(), blotted))
    assert plain == ""
    assert spoilt != ""
