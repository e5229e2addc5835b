"""Length-preserving character folding, so that text can be matched without losing its offsets."""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_VARIANTS = {
    "釆": "采",  # U+91C6, typed for 采 (U+91C7) on many pages
    "―": "—",
    "–": "—",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "﹣": "-",
}
MARKS = "¹²³⁰⁴-⁹₀-₉①-⒛⓪⓫-⓿❶-➓㈠-㈩㉑-㉟㊀-㊉㊱-㊿"
"""Numbers that are one character, raised, lowered, circled or in brackets, for a character class of a pattern: they number
items and notes, and are no digits of a number."""

_NOTE = re.compile(rf"(?<=[0-9])(?:[{MARKS}]+|[\[(〔【][{MARKS}]+[])〕】])")
"""The mark of a note behind a number, in folded text."""

_DIGITS = "0123456789０１２３４５６７８９"
RAISED = str.maketrans(_DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹" * 2)
LOWERED = str.maketrans(_DIGITS, "₀₁₂₃₄₅₆₇₈₉" * 2)
"""Digits -> the characters for them above and below the line, as ``str.translate`` takes them."""

_WHITE_SPACE = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
"""Characters that show nothing and that readers must not stumble over."""


@cache
def _simplifier() -> "OpenCC":
    from opencc import OpenCC  # loads its dictionaries: only where there is a Chinese character to fold

    return OpenCC("t2s")


class _Folding(dict[int, int | str]):
    """Translation table that works out each character once: NFKC, then variants, then traditional to simplified."""

    def __missing__(self, code: int) -> int | str:
        self[code] = folded = self._fold(chr(code))
        return folded

    @staticmethod
    def _fold(character: str) -> str:
        if character in _WHITE_SPACE:
            return " "
        if unicodedata.category(character) == "No":  # MARKS, whose compatible form would be a digit like any other
            return character
        compatible = unicodedata.normalize("NFKC", character)
        if len(compatible) != 1:
            compatible = character
        compatible = _VARIANTS.get(compatible, compatible)
        if "\u3400" <= compatible <= "\u9fff":
            simplified = _simplifier().convert(compatible)
            if len(simplified) == 1:
                return str(simplified)
        return compatible


_FOLDING = _Folding()


def fold(text: str) -> str:
    """``text`` in half-width, simplified characters, every kind of space as " "; as long as ``text``.

    The mark of a note behind a number is space too; elsewhere ① and its like stay as they are.

    >>> fold("２１件，政府集中釆購"), fold("①受理２１②件")
    ('21件,政府集中采购', '①受理21 件')
    """
    return _NOTE.sub(_blank, text.translate(_FOLDING))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def squeeze(text: str) -> str:
    """``text`` without any white space: how quotes and labels are compared.

    >>> squeeze("商业 企业\\n其他")
    '商业企业其他'
    """
    return "".join(text.split())


_LAYOUT_SPACE = re.compile(
    r"(?<=[^\x00-\x7f])\s+|(?<!\s)\s++(?=[^\x00-\x7f]|$)|(?<=\d)(?=[^\S\r\n]*+[\r\n])\s++(?=\d)|^\s+"
)


def tidy(text: str) -> str:
    """``text`` without layout white space: none beside a Chinese character, single spaces between Latin words.

    >>> tidy("受理申请 17 件，\\n均已 答复。See  page")
    '受理申请17件，均已答复。See page'
    """
    return re.sub(r"\s+", " ", _LAYOUT_SPACE.sub("", text))
