"""One verdict per value: right, missed, wrong, invented, or one kind of empty taken for another."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel

from eval.labels import Fixture
from extractor.documents.characters import squeeze
from extractor.reading import Qualifier, Scalar
from extractor.reports.arithmetic import flatten
from extractor.reports.base import ReportType
from extractor.reports.disclosure import DISCLOSURE
from extractor.result import Evidence, Result

Outcome = Literal["right", "missed", "wrong", "invented", "confused", "qualifier"]
"""``confused``: one of 0, blank, ``/`` and "the document has no such cell" was taken for another of them.
``qualifier``: the number is right, but not how it is stated (10000 for 10000件以上)."""

OUTCOMES: tuple[Outcome, ...] = ("right", "missed", "wrong", "invented", "confused", "qualifier")

_EMPTY: dict[str, str] = {"blank": "blank", "not_applicable": "/"}
_LISTS = ("/overview/facts", "/other_matters/facts", "/problems/problems", "/problems/improvements", "/series")


class Verdict(BaseModel):
    """One labelled or read value and what became of it.

    ``pointer`` is the label's; of a list element that only the reading has, the reading's with ``+`` before its
    number. ``kind`` says what was taken for what (``blank→0``). ``start`` and ``end`` are the evidence's offsets.
    ``flags`` are the codes of the flags that name the value and ask for its review.
    """

    document: str
    pointer: str
    block: str
    outcome: Outcome
    kind: str | None = None
    truth: Scalar = None
    read: Scalar = None
    truth_text: str | None = None
    read_text: str | None = None
    readers: list[str] = []
    confidence: float | None = None
    start: int | None = None
    end: int | None = None
    flags: list[str] = []

    @property
    def error(self) -> bool:
        """Whether anything is wrong with it."""
        return self.outcome != "right"

    @property
    def stated(self) -> bool:
        """Whether the reading says what stands there, be it an empty cell; not where it left the place open."""
        return self.outcome != "missed" or self.kind in ("→blank", "→/")


def blocks_by_pointer(report_type: ReportType = DISCLOSURE) -> dict[str, str]:
    """Statutory cell -> the name of its block; ``proactive.`` before those of section two."""
    return {
        block.pointer_of(row, column): block.name
        for block in report_type.blocks
        for row in block.rows
        for layout in block.layouts
        for column in layout.columns
    }


_BLOCKS = blocks_by_pointer()


def block_of(pointer: str) -> str:
    """The statutory block of a cell, else the part of the report it belongs to: meta, contact, facts, series, …"""
    if pointer in _BLOCKS:
        return _BLOCKS[pointer]
    parts = pointer.split("/")
    if len(parts) > 2 and parts[2] in ("facts", "problems", "improvements"):
        return parts[2]
    return parts[1] if parts[1] in ("contact", "series") else "meta"


def is_cell(pointer: str) -> bool:
    """Whether the pointer names a cell of the statutory tables."""
    return pointer in _BLOCKS


def judge_scalars(fixture: Fixture, result: Result | None) -> Iterator[Verdict]:
    """A verdict on every statutory cell and meta value that the label or the result has. None: no result at all."""
    read = {} if result is None or result.report is None else flatten(result.report.model_dump(mode="json"))
    evidence: Mapping[str, Evidence] = {} if result is None else result.evidence
    flags = flags_by_pointer(result)
    for pointer in sorted(_scalars(fixture.truth) | _scalars(read) | {p for p in evidence if is_cell(p)}):
        if pointer.endswith("/text") and pointer not in fixture.truth:
            continue  # hand labels do not repeat whole sections
        truth_state = state(fixture.truth.get(pointer), fixture.label.qualifiers.get(pointer))
        item = evidence.get(pointer)
        read_state = state(read.get(pointer), item.qualifier if item else None, read=item is not None)
        judged = verdict(truth_state, read_state, fixture.truth.get(pointer), read.get(pointer))
        if judged is None:
            continue
        yield Verdict(
            document=fixture.name,
            pointer=pointer,
            block=block_of(pointer),
            outcome=judged[0],
            kind=judged[1],
            truth=_scalar(fixture.truth.get(pointer)),
            read=_scalar(read.get(pointer)),
            flags=flags.get(pointer, []),
            **evidence_fields(item),
        )


def _scalars(values: Mapping[str, object]) -> set[str]:
    """Pointers of everything that is not an element of a list."""
    return {
        pointer
        for pointer in values
        if not pointer.startswith(_LISTS) and pointer.count("/") and "/facts" not in pointer
    }


def _scalar(value: object) -> Scalar:
    return value if isinstance(value, str | int | float) else None


def evidence_fields(item: Evidence | None) -> dict[str, Any]:
    """What a verdict keeps of the evidence."""
    if item is None:
        return {}
    return {"readers": list(item.readers), "confidence": item.confidence, "start": item.start, "end": item.end}


def flags_by_pointer(result: Result | None) -> dict[str, list[str]]:
    """Pointer -> codes of the flags that name it and ask for review; one that only tells how it was read marks nothing."""
    found: dict[str, list[str]] = {}
    for flag in result.flags if result else ():
        for pointer in flag.pointers if flag.review else ():
            codes = found.setdefault(pointer, [])
            if flag.code not in codes:
                codes.append(flag.code)
    return found


def state(value: object, qualifier: Qualifier | None, *, read: bool = False) -> str:
    """What stands there: a qualifier for a value, ``blank``, ``/``, ``open`` (read, but left null) or ``absent``."""
    if value is not None:
        return qualifier or "exact"
    if qualifier in _EMPTY:
        return _EMPTY[qualifier]
    return "open" if read else "absent"


def verdict(truth_state: str, read_state: str, truth: object, read: object) -> tuple[Outcome, str | None] | None:
    """Outcome and kind of one value; None where neither side has anything.

    >>> verdict("blank", "exact", None, 0)
    ('confused', 'blank→0')
    >>> verdict("exact", "exact", 21, 12)
    ('wrong', None)
    """
    if truth is not None:
        if read is None:
            if truth == 0 and read_state in _EMPTY.values():
                return "confused", f"0→{read_state}"
            return "missed", f"→{read_state}"
        if not same(truth, read):
            return "wrong", None
        return ("right", None) if truth_state == read_state else ("qualifier", f"{truth_state}→{read_state}")
    if read is not None:
        return ("confused", f"{truth_state}→0") if read == 0 else ("invented", f"{truth_state}→value")
    if truth_state == "absent":
        return ("confused", f"absent→{read_state}") if read_state in _EMPTY.values() else None
    if read_state in ("open", "absent"):
        return "missed", f"{truth_state}→{read_state}"
    return ("right", None) if truth_state == read_state else ("confused", f"{truth_state}→{read_state}")


def same(truth: object, read: object) -> bool:
    """Whether two values are the same; strings are compared without white space, as the contract says."""
    if isinstance(truth, str) and isinstance(read, str):
        return squeeze(truth) == squeeze(read)
    return truth == read
