"""The number reader: a whole cell, and the numbers in prose."""

from extractor.documents.characters import fold
from extractor.readers.numbers import Numeral, find_numerals, parse_cell
from fuzz.promises import keeps_number


def target(data: bytes) -> None:
    """Read ``data`` as UTF-8, once as a cell and once as prose."""
    text = data.decode("utf-8", "replace")
    cell = parse_cell(text)
    if isinstance(cell, Numeral):
        _keeps_numeral(cell, text)
    end = 0
    for numeral in find_numerals(fold(text)):
        _keeps_numeral(numeral, text)
        assert numeral.start >= end, "two numbers of the same characters"
        end = numeral.end


def _keeps_numeral(numeral: Numeral, text: str) -> None:
    assert 0 <= numeral.start < numeral.end <= len(text)
    assert numeral.start <= numeral.stop <= len(text)
    keeps_number(numeral.value)
