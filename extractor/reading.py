"""What a reader says: candidates for values, each with the place it was read from. No reader knows another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Qualifier = Literal["exact", "about", "over", "at_least", "at_most", "blank", "not_applicable"]
"""How the document states a value; ``blank`` is an empty cell, ``not_applicable`` one filled with / or —."""

ReaderName = Literal["table", "llm", "ocr", "rule", "reviewer"]
"""Who read a value: the deterministic table reader, a model, OCR, a rule of the prose reader, a person."""

Scalar = str | int | float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value as one reader read it; ``raw`` is ``document.text[start:end]``.

    ``certain`` says that the reader had no choice: the label was exact, the row whole, the number plain. A value
    read with ``certain=False`` needs the checks or another reader to prove it. ``doubt`` names the flag that tells
    why (see ``Flag.code``). ``others``: what else the cell may hold, as OCR read it.
    """

    value: Scalar
    raw: str
    start: int
    end: int
    qualifier: Qualifier
    reader: ReaderName
    certain: bool = True
    doubt: str | None = None
    others: tuple[Scalar, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a list in the report: its JSON content, and candidates keyed by pointer relative to it."""

    content: Mapping[str, Any] | str
    evidence: Mapping[str, Candidate]

    @property
    def start(self) -> int:
        """Where the element stands, for reading order."""
        return min((candidate.start for candidate in self.evidence.values()), default=0)


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader could not settle; becomes a flag in the result. ``chinese`` and ``english`` are sentences."""

    code: str
    chinese: str
    english: str
    pointers: tuple[str, ...] = ()
    review: bool = True


@dataclass
class Reading:
    """Everything one reader found in one document.

    ``values``: JSON Pointer into ``report`` -> candidate. ``items``: pointer of a list in ``report`` -> its elements
    in reading order. ``notes``: what was left open.
    """

    values: dict[str, Candidate] = field(default_factory=dict)
    items: dict[str, list[Item]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
