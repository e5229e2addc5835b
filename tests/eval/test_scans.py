"""Scans of labelled reports: pictures of the same pages, the same again for the same seed."""

import pymupdf

from eval.stress.scans import SCANNERS, scanned


def _samples(data: bytes) -> bytes:
    with pymupdf.open(stream=data) as pdf:
        return bytes(pdf[0].get_pixmap().samples)


def test_every_scanner_gives_pictures_of_the_pages_and_nothing_else() -> None:
    with pymupdf.open() as pdf:
        sheet = pdf.new_page(width=200, height=100)
        sheet.insert_text((20, 50), "12345")
        page = pdf.tobytes()
    for scanner in SCANNERS:
        again = [scanned(page, scanner, 7), scanned(page, scanner, 7), scanned(page, scanner, 8)]
        with pymupdf.open(stream=again[0]) as pdf:
            (sheet,) = pdf
            assert sheet.rect == (0, 0, 200, 100)
            assert not sheet.get_text()
            (picture,) = sheet.get_image_info()
            assert picture["width"] == round(200 / 72 * scanner.resolution + 0.5)
        one, same, other = map(_samples, again)
        assert one == same
        assert (one == other) == (scanner.noise == 0)
