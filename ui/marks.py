"""How a value looks: in doubt, unread, contradicted by the source, changed, accepted, or quiet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from extractor.export.notes import changers
from extractor.review.changes import doubted, is_open
from extractor.review.desk import Opened
from extractor.review.entering import Stated, is_year

Mark = Literal["doubt", "open", "source", "changed", "accepted", ""]
_BOUNDS: Mapping[str, str] = {"about": "≈", "over": ">", "at_least": "≥", "at_most": "≤"}


@dataclass(frozen=True)
class Marks:
    """The marks of one report's values."""

    opened: Opened
    doubts: tuple[str, ...]
    contradicted: frozenset[str]
    changed: frozenset[str]

    @classmethod
    def of(cls, opened: Opened) -> "Marks":
        """Worked out once for a page."""
        result = opened.result
        places = set(doubted(result))
        failed = {p for check in result.failed_checks() if check.cause == "source" for p in check.pointers}
        changed = {p for p, entry in changers(result, opened.entries).items() if entry.change.action == "correct"}
        order = [pointer for pointer in result.evidence if pointer in places]
        return cls(opened, tuple(order), frozenset(failed), frozenset(changed))

    def mark(self, pointer: str) -> Mark:
        """The strongest mark of a value."""
        result = self.opened.result
        found = result.evidence.get(pointer)
        if found is None:
            return ""
        if is_open(result.report or {}, result.evidence, pointer):
            return "open"
        if pointer in self.changed:
            return "changed"
        if pointer in self.doubts:
            return "doubt"
        if pointer in self.contradicted:
            return "source"
        return "accepted" if "reviewer" in found.readers else ""


def shown(stated: Stated, pointer: str) -> str:
    """A value as the form shows it at a pointer; ``/`` and blank are not 0, years have no thousands."""
    if stated.qualifier == "not_applicable":
        return "/"
    if stated.value is None:
        return ""
    plain = isinstance(stated.value, str) or is_year(pointer)
    return _BOUNDS.get(stated.qualifier, "") + (str(stated.value) if plain else f"{stated.value:,}")

