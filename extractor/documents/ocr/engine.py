"""What the house needs of an OCR engine: one line's picture in, its characters out. Any engine that can do so fits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from extractor.documents.layout.glyphs import Page
from extractor.documents.model import Recognised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.documents.ocr.arrays import Gray

NUMERIC = "0123456789.,-/%"
"""What a number in a table is made of; ``LineReading.numeric`` is read with these characters alone."""


@dataclass(frozen=True, slots=True)
class Character:
    """One character. ``left`` and ``right`` are shares of the picture's width; ``confidence`` is from 0 to 1.

    ``rivals``: other characters of a number that it may be, likeliest first.
    """

    text: str
    left: float
    right: float
    confidence: float
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineReading:
    """What an engine reads in the picture of one line. ``numeric``: what it says if it must be a number."""

    characters: tuple[Character, ...]
    numeric: str = ""

    @property
    def text(self) -> str:
        return "".join(character.text for character in self.characters)

    @property
    def confidence(self) -> float:
        """That of the least certain character; 0 where nothing was read."""
        return min((character.confidence for character in self.characters), default=0.0)


@dataclass(frozen=True)
class Scanned:
    """A page as read: its glyphs and rules, and each piece that OCR read of it, by the origins of its glyphs."""

    page: Page
    recognised: list[Recognised]


class Engine(Protocol):
    """Reads pictures of single lines, black on white, upright."""

    def read(self, lines: "Sequence[Gray]") -> list[LineReading]:
        """One reading for each picture, in order."""
        ...
