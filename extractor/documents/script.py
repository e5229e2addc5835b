"""Whether text is text: what a font says that names the wrong characters is not written in any script."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from extractor.documents.characters import fold

LEAST = 20
"""Characters. Fewer tell nothing."""

ODD = 0.25
"""The share of odd characters from which text is garbled; names with rare characters keep reports below 0.02."""

_COMMON_ROWS = range(0xB0, 0xD8)
"""Lead bytes of GB 2312's first level: the 3,755 commonest Chinese characters, more than 99.5 % of any report."""


_COMMONEST = frozenset("的一是在不有和年中为上个国以用到于出分对会可主发行公部")

LEAST_CHINESE = 100
"""Chinese characters. In so many, some of the commonest must be found."""

PLAIN = 0.03
"""The share of the commonest 28 characters: 0.1 and more in reports, their tables too; about 0.008 in random ones."""


def is_garbled(text: str) -> bool:
    """Whether text must be wrong: many characters are none that Chinese reports are written with, or those that every
    text has are missing.

    >>> is_garbled("本机关2023年收到政府信息公开申请21件，均已按时答复。")
    False
    >>> is_garbled("敀庂俢怰兪弁屢伍幵庅抂呌朮杁兵乧孖斀杂")
    True
    """
    shown = [character for character in fold(text) if not character.isspace()]
    if len(shown) < LEAST:
        return False
    return sum(map(_is_odd, shown)) >= ODD * len(shown) or not _reads_as_chinese(shown)


def _reads_as_chinese(shown: Sequence[str]) -> bool:
    """Whether the commonest characters stand among Chinese ones, where there are enough to tell."""
    chinese = [character for character in shown if "\u3400" <= character <= "\u9fff"]
    if len(chinese) < LEAST_CHINESE:
        return True
    return sum(character in _COMMONEST for character in chinese) >= PLAIN * len(chinese)


@lru_cache(maxsize=8192)
def _is_odd(character: str) -> bool:
    if " " <= character <= "~":
        return False
    if "\u3400" <= character <= "\u9fff":
        try:
            return character.encode("gb2312")[0] not in _COMMON_ROWS
        except UnicodeEncodeError:
            return True
    return unicodedata.category(character) in ("Co", "Cn", "Cc", "So", "Sm", "Sk", "Mn", "Lo", "Lm", "Ll", "Lu")
