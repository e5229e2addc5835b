"""Garbled text: by characters that no report has, or by the commonest ones missing."""

import random

import pytest

from extractor.documents.script import is_garbled

PROSE = "本机关认真贯彻落实中华人民共和国政府信息公开条例，全年主动公开政府信息3189条，其中政府网站公开1371条。"


@pytest.mark.parametrize(
    "text", [PROSE, PROSE * 5, "", "Annual report 2023, 17 requests were received.", "0 1 2 3 " * 20]
)
def test_text_is_text(text: str) -> None:
    assert not is_garbled(text)


def test_traditional_characters_are_text() -> None:
    assert not is_garbled("本機關認真貫徹落實政府信息公開條例，全年主動公開政府信息，其中網站公開。" * 5)


def test_shifted_codes_are_garbled() -> None:
    assert is_garbled("".join(chr(ord(character) + 1) if character > "\u2e80" else character for character in PROSE))


def test_common_characters_at_random_are_garbled() -> None:
    generator = random.Random(3)
    level = [bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)]
    assert is_garbled("".join(generator.choices(level, k=400)))
