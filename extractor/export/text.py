"""Text as other programs' files can hold it: no character that XML forbids, nothing that a spreadsheet would run."""

import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""XML 1.0, production 2 (Char)."""
_BEGIN_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Text that begins so would be run as a formula by spreadsheets (OWASP, CSV Injection), full-width forms included."""


def printable(text: str) -> str:
    """``text`` without the characters that no office file can hold."""
    return _NOT_IN_XML.sub("", text)


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet could take ``text`` for a formula."""
    return text.startswith(_BEGIN_FORMULAS)
