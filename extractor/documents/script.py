"""Whether text is text: what a font says that names the wrong characters is not written in any script."""

import unicodedata
from functools import lru_cache

from extractor.documents.characters import fold

LEAST = 20
"""Characters. Fewer tell nothing."""

ODD = 0.25
"""The share of odd characters from which text is garbled; names with rare characters keep reports below 0.02."""

_COMMON_ROWS = range(0xB0, 0xD8)
"""Lead bytes of GB 2312's first level: the 3,755 commonest Chinese characters, more than 99.5 % of any report."""


def is_garbled(text: str) -> bool:
    """Whether so many characters are none that Chinese reports are written with that the text must be wrong.

    >>> is_garbled("本机关2023年收到政府信息公开申请21件，均已按时答复。")
    False
    >>> is_garbled("敀庂俢怰兪弁屢伍幵庅抂呌朮杁兵乧孖斀杂")
    True
    """
    shown = [character for character in fold(text) if not character.isspace()]
    return len(shown) >= LEAST and sum(map(_is_odd, shown)) >= ODD * len(shown)


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
