"""Choosing among what an uncertain cell may hold, by the form's own arithmetic.

Only what all ways to fill the uncertain cells have in common is known, of those that the identities allow.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.reports.base import Identity, Sum

Number = int | float

_MOST_STEPS = 20_000
"""Bound on the search: about 0.2 s. A clean page has no uncertain cell, a bad one some tens; past it nothing is chosen."""


def choose(
    options: Mapping[str, Sequence[Number]], known: Mapping[str, Number | None], identities: Sequence[Identity]
) -> dict[str, Number]:
    """The value of every uncertain cell that the identities leave one value.

    ``options``: pointer -> the values it may have. ``known``: the values of all other cells that were read (None for
    blank); an identity with a cell in neither is not used. A cell that stands in no usable identity is not chosen.
    """
    chosen: dict[str, Number] = {}
    sums = [identity for identity in identities if isinstance(identity, Sum) and _is_usable(identity, options, known)]
    for group in _groups(options, sums):
        search = _Search(group, options, known, sums)
        solutions = search.solutions()
        if solutions and not search.exhausted:
            first, *others = solutions
            chosen |= {p: value for p, value in first.items() if all(other[p] == value for other in others)}
    return chosen


def _is_usable(identity: Sum, options: Mapping[str, object], known: Mapping[str, Number | None]) -> bool:
    """Whether every cell of an identity was read, and both of its sides have a number."""
    sides = (identity.left, identity.right)
    read = all(pointer in options or pointer in known for side in sides for pointer in side)
    return read and all(any(p in options or known[p] is not None for p in side) for side in sides)


def _groups(options: Mapping[str, object], sums: Sequence[Sum]) -> Iterator[list[str]]:
    """Uncertain cells that identities tie together, in an order that completes identities early."""
    left = {pointer for identity in sums for pointer in identity.left + identity.right if pointer in options}
    while left:
        group: list[str] = []
        reached = [next(pointer for pointer in options if pointer in left)]
        while reached:
            pointer = reached.pop()
            if pointer in left:
                left.remove(pointer)
                group.append(pointer)
                reached += _tied(pointer, left, sums)
        yield group


def _tied(pointer: str, left: set[str], sums: Sequence[Sum]) -> list[str]:
    """The cells that share an identity with one, those of its shortest identity last."""
    own = [identity for identity in sums if pointer in identity.left + identity.right]
    own.sort(key=lambda identity: -sum(other in left for other in identity.left + identity.right))
    return [other for identity in own for other in identity.left + identity.right if other in left]


@dataclass
class _Search:
    """Depth-first over a group's cells, dropping a branch as soon as an identity with no open cell does not hold."""

    group: list[str]
    options: Mapping[str, Sequence[Number]]
    known: Mapping[str, Number | None]
    sums: Sequence[Sum]
    steps: int = 0
    exhausted: bool = False
    _filled: dict[str, Number] = field(default_factory=dict)

    def solutions(self) -> list[dict[str, Number]]:
        """Every way to fill the cells that all identities allow."""
        closing: list[list[Sum]] = []
        seen: set[str] = set()
        for pointer in self.group:
            seen.add(pointer)
            own = [identity for identity in self.sums if pointer in identity.left + identity.right]
            closing.append([identity for identity in own if self._is_closed(identity, seen)])
        return list(self._descend(0, closing))

    def _is_closed(self, identity: Sum, filled: set[str]) -> bool:
        return all(pointer in filled or pointer not in self.options for pointer in identity.left + identity.right)

    def _descend(self, depth: int, closing: Sequence[Sequence[Sum]]) -> Iterator[dict[str, Number]]:
        if depth == len(self.group):
            yield dict(self._filled)
            return
        pointer = self.group[depth]
        for value in self.options[pointer]:
            self.steps += 1
            if self.steps > _MOST_STEPS:
                self.exhausted = True
                return
            self._filled[pointer] = value
            if all(self._holds(identity) for identity in closing[depth]):
                yield from self._descend(depth + 1, closing)
        self._filled.pop(pointer, None)

    def _holds(self, identity: Sum) -> bool:
        return self._total(identity.left) == self._total(identity.right)

    def _total(self, pointers: Sequence[str]) -> Number:
        return sum(self._filled[p] if p in self._filled else self.known.get(p) or 0 for p in pointers)
