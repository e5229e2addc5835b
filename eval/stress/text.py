"""Stresses on the characters of plain text reports."""

import random
from collections.abc import Iterator

from opencc import OpenCC

from eval.stress.base import Case, Original, recut, text_case

_CONFUSED = {
    **{"0": "O", "1": "l", "5": "S", "8": "B"},
    **{"未": "末", "末": "未", "己": "已", "已": "己", "人": "入", "入": "人", "日": "曰", "大": "太", "土": "士"},
}
_NOISE = 0.02
"""One confusable character in fifty: some four wrong digits in a report's tables, as on a fair scan."""

_ENCODINGS = ("gb18030", "utf-8-sig", "utf-16", "utf-16-be")
_TRADITIONAL_ENCODING = "big5hkscs"


def ocr_noise(original: Original, generator: random.Random) -> Iterator[Case]:
    """Characters that OCR takes for one another; what the page means stays."""
    if original.is_text:
        text = original.document.text
        noisy = "".join(
            _CONFUSED[character] if character in _CONFUSED and generator.random() < _NOISE else character
            for character in text
        )
        yield text_case(original, noisy, recut(original.fixture.label, text, noisy))


def swapped_sections(original: Original, generator: random.Random) -> Iterator[Case]:
    """The first five sections in another order, each with its own heading; the last one keeps the signature."""
    sections = original.outline.sections
    if original.is_text and len(sections) > 2:
        text = original.document.text
        *moving, last = [text[section.start : section.end] for section in sections]
        order = moving[:]
        while order == moving:
            generator.shuffle(order)
        whole = text[: sections[0].start] + "".join(order) + last
        yield text_case(original, whole, original.fixture.label)


def _to_traditional(text: str) -> str:
    """``text`` in traditional characters, as long as it was."""
    converter = OpenCC("s2t")
    converted = str(converter.convert(text))
    return converted if len(converted) == len(text) else "".join(str(converter.convert(c))[:1] for c in text)


def traditional(original: Original, _: random.Random) -> Iterator[Case]:
    """The same report in traditional characters."""
    if original.is_text:
        text = original.document.text
        converted = _to_traditional(text)
        yield text_case(original, converted, recut(original.fixture.label, text, converted, _to_traditional))


def encodings(original: Original, _: random.Random) -> Iterator[Case]:
    """The same text in every encoding that reports come in; Big5 for the traditional one, where it has all characters."""
    if not original.is_text:
        return
    text = original.document.text
    for encoding in _ENCODINGS:
        yield text_case(original, text, original.fixture.label, encoding, f"-{encoding}")
    converted = _to_traditional(text)
    encodable = "".join(c if _in_big5(c) else "□" for c in converted)
    label = recut(original.fixture.label, text, encodable, _to_traditional)
    yield text_case(original, encodable, label, _TRADITIONAL_ENCODING, f"-{_TRADITIONAL_ENCODING}")


def _in_big5(character: str) -> bool:
    try:
        character.encode(_TRADITIONAL_ENCODING)
    except UnicodeEncodeError:
        return False
    return True
