"""Placing the numbers of rows whose empty cells were lost, by the form's own arithmetic.

A row that kept k of its n cells can have stood in C(n, k) ways. The identities of the form rule most of them out. Only
what all remaining ways have in common is known; everything else stays open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from extractor.reports.base import Identity, Sum

Number = int | float

_MOST_STEPS = 10_000
"""Bound on the search: about 0.3 s. Real tables need some hundreds of steps; past the bound nothing is decided."""


@dataclass(frozen=True, slots=True)
class LossyRow:
    """A row's cells in order (JSON Pointers) and the numbers that are left of them, in order."""

    pointers: tuple[str, ...]
    values: tuple[Number, ...]


Placement = dict[str, int | None]
"""Pointer -> index into the row's values, or None for an empty cell."""


def place(rows: Sequence[LossyRow], known: Mapping[str, Number | None], identities: Sequence[Identity]) -> Placement:
    """Where each number must stand: the pointers whose content is the same in every placement that fits.

    ``known``: the values of the cells that were read whole (None for blank). Pointers left out of the answer are
    undecided; all are where no placement fits or the search is too wide.
    """
    search = _Search(rows, known, identities)
    common: Placement | None = None
    for solution in search.solutions():
        common = dict(solution) if common is None else {pointer: index for pointer, index in common.items() if solution[pointer] == index}
        if not common:
            break
    if search.exhausted or common is None:
        return {}
    return common


class _Search:
    """Depth-first over the rows, dropping a branch as soon as a sum can no longer hold."""

    def __init__(
        self, rows: Sequence[LossyRow], known: Mapping[str, Number | None], identities: Sequence[Identity]
    ) -> None:
        sums = [identity for identity in identities if isinstance(identity, Sum)]
        totals = {pointer for identity in sums for pointer in identity.right}
        self.values: dict[str, Number | None] = dict(known)
        self.rows = sorted(
            ((row, _ways(row, sums)) for row in rows),
            key=lambda item: (-sum(pointer in totals for pointer in item[0].pointers), len(item[1])),
        )
        self._touching = [
            [identity for identity in sums if not set(row.pointers).isdisjoint(identity.left + identity.right)]
            for row, _ in self.rows
        ]
        self.steps = 0
        self.exhausted = False

    def solutions(self) -> Iterator[Placement]:
        """Every placement of all rows that all identities allow, until the steps run out."""
        yield from self._descend(0)

    def _descend(self, depth: int) -> Iterator[Placement]:
        if depth == len(self.rows):
            yield self._placement()
            return
        row, ways = self.rows[depth]
        for way in ways:
            self.steps += 1
            if self.steps > _MOST_STEPS:
                self.exhausted = True
                return
            self.values.update(zip(row.pointers, way, strict=True))
            if all(self._may_hold(identity) for identity in self._touching[depth]):
                yield from self._descend(depth + 1)
        for pointer in row.pointers:
            self.values.pop(pointer, None)

    def _may_hold(self, identity: Sum) -> bool:
        """Whether the rows still to be placed can make both sides equal; numbers are never negative."""
        left, left_open = self._side(identity.left)
        right, right_open = self._side(identity.right)
        return (left <= right or right_open) and (right <= left or left_open)

    def _side(self, pointers: Sequence[str]) -> tuple[Number, bool]:
        """The sum of what is placed of one side, and whether something of it is not: still to come, or never read."""
        total: Number = 0
        still_open = False
        for pointer in pointers:
            if pointer in self.values:
                total += self.values[pointer] or 0
            else:
                still_open = True
        return total, still_open

    def _placement(self) -> Placement:
        placement: Placement = {}
        for row, _ in self.rows:
            index = 0
            for pointer in row.pointers:
                filled = self.values[pointer] is not None
                placement[pointer] = index if filled else None
                index += filled
        return placement


def _ways(row: LossyRow, sums: Sequence[Sum]) -> list[tuple[Number | None, ...]]:
    """All ways to lay a row out that its own sums allow."""
    own = set(row.pointers)
    inside = [identity for identity in sums if own.issuperset(identity.left + identity.right)]
    ways: list[tuple[Number | None, ...]] = []
    for positions in combinations(range(len(row.pointers)), len(row.values)):
        way: list[Number | None] = [None] * len(row.pointers)
        for position, value in zip(positions, row.values, strict=True):
            way[position] = value
        cells = dict(zip(row.pointers, way, strict=True))
        if all(_balances(identity, cells) for identity in inside):
            ways.append(tuple(way))
    return ways


def _balances(identity: Sum, cells: Mapping[str, Number | None]) -> bool:
    """Whether both sides add up to the same, empty cells as 0."""
    return sum(cells.get(pointer) or 0 for pointer in identity.left) == sum(
        cells.get(pointer) or 0 for pointer in identity.right
    )
