"""Encodings told by the bytes: the sample reports in every encoding decode to the same text."""

from pathlib import Path

import pytest
from opencc import OpenCC

from extractor.documents.decode import decode
from extractor.errors import UnsupportedTypeError
from tests.timing import processor_seconds

EXAMPLES = sorted(Path("examples").glob("*.txt"))
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def _traditional(text: str) -> str:
    """``text`` in traditional characters, as far as Big5 has them."""
    return OpenCC("s2t").convert(text).encode("big5hkscs", "ignore").decode("big5hkscs")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name[:3])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_gives_the_same_text(path: Path, encoding: str) -> None:
    text = _text(path)
    assert decode(text.encode(encoding), path.name) == text


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name[:3])
def test_traditional_pages_in_big5(path: Path) -> None:
    text = _traditional(_text(path))
    assert decode(text.encode("big5hkscs"), path.name) == text


@pytest.mark.parametrize("length", [6, 10, 20, 50, 200])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name[:3])
def test_few_characters_are_enough(path: Path, length: int) -> None:
    simplified = _text(path).strip()[:length]
    traditional = _traditional(simplified)
    for encoding in ENCODINGS:
        assert decode(simplified.encode(encoding), path.name) == simplified
    assert decode(traditional.encode("big5hkscs"), path.name) == traditional


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_character_cut_off_by_the_end_costs_only_itself(encoding: str, cut: int) -> None:
    text = _text(EXAMPLES[1])
    decoded = decode(text.encode(encoding)[:-cut], "cut.txt")
    whole = decoded.removesuffix("\ufffd")
    assert text.startswith(whole)
    assert len(text) - len(whole) <= 3


def test_isolated_damage_is_marked_and_the_rest_is_read() -> None:
    text = _text(EXAMPLES[0])
    data = bytearray(text.encode("gb18030"))
    place = data.index("一、总体情况".encode("gb18030"))
    data[place - 2 : place] = b"\xff\xff"
    decoded = decode(bytes(data), "damaged.txt")
    assert "\ufffd" in decoded
    assert "一、总体情况" in decoded


def test_a_wrong_declaration_does_not_mislead() -> None:
    body = _text(EXAMPLES[0])
    for declared, encoding in (
        ("gb2312", "utf-8"),
        ("big5", "gb18030"),
        ("gb2312", "big5hkscs"),
        ("no-such", "gb18030"),
    ):
        page = f'<html><head><meta charset="{declared}"></head><body>{body}</body></html>'
        page = _traditional(page) if encoding == "big5hkscs" else page
        assert decode(page.encode(encoding), "page.html") == page


def test_a_declaration_settles_what_the_bytes_leave_open() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset={}">裏'
    assert decode(page.format("big5").encode("big5hkscs"), "page.html") == page.format("big5")
    assert decode("裏".encode("big5hkscs"), "part", "Big5") == "裏"


def test_line_ends_and_plain_ascii_stay() -> None:
    assert decode(b"a\r\nb\rc\n", "ascii.txt") == "a\r\nb\rc\n"


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(range(255, 0, -1)) * 8,
        b"\x00\x01\x02\x03" * 500,
        b"MZ" + bytes(3) + b"\x12\x9f\xe1\x07" * 200,
    ],
    ids=["all bytes", "png", "counting", "program"],
)
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"data\.bin"):
        decode(data, "data.bin")


def test_ten_kilobytes_take_a_fraction_of_a_report_s_hundredth_of_a_second() -> None:
    data = _text(EXAMPLES[0]).encode("gb18030")
    assert processor_seconds(lambda: decode(data, "report.txt")) < 0.005
