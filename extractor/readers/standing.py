"""Which column each word of a table without rules stands in, told by where the headings and the other words stand.

A heading and a number lie within their own columns. So a number that overlaps one heading alone is in its column, and so
is one that overlaps a number of that column alone. One that overlaps none is between two headings and belongs to either:
to that in which no other number is set otherwise, or, where some stand outside all headings, to the one on the same side.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from extractor.documents.model import Word

Strip = tuple[float, float]
"""From x to x."""

OVERLAP = 0.5
"""Points that boxes may share though they stand apart."""


def overlap(one: Strip, other: Strip) -> bool:
    """Whether two strips share more than two characters that touch do."""
    return min(one[1], other[1]) - max(one[0], other[0]) > OVERLAP


def standing(headings: Sequence[Strip], words: Iterable[Word]) -> Mapping[int, int | None]:
    """The column (an index into ``headings``) of each word, by the word's ``start``; None where it cannot be told."""
    columns: dict[int, int | None] = {}
    held: dict[int, list[Strip]] = defaultdict(list)
    between: list[Word] = []
    for word in words:
        strip = (word.left, word.right)
        over = [at for at, heading in enumerate(headings) if overlap(heading, strip)]
        if over:
            columns[word.start] = over[0] if len(over) == 1 else None
        else:
            between.append(word)
        if len(over) == 1:
            held[over[0]].append(strip)
    rest: list[Word] = []
    for word in between:
        under = [at for at, strips in held.items() if any(overlap(strip, (word.left, word.right)) for strip in strips)]
        if under:
            columns[word.start] = under[0] if len(under) == 1 else None
        else:
            rest.append(word)
    groups = _groups(rest)
    rights = [sum(heading[0] < (group[0].left + group[-1].right) / 2 for heading in headings) for group in groups]
    for group, column in zip(groups, _beside(rights, len(headings), held), strict=True):
        columns.update((word.start, column) for word in group)
    return columns


def _beside(rights: Sequence[int], width: int, held: Collection[int]) -> list[int | None]:
    """The columns of words that stand under no heading, by the heading right of each (an index; ``width`` beyond all).

    Words left of all headings show that the table sets its values left of them, words right of all that it does right.
    """
    if (0 in rights) != (width in rights):
        aside = [right if 0 in rights else right - 1 for right in rights]
        if len(set(aside)) == len(aside) and all(0 <= at < width and at not in held for at in aside):
            return list(aside)
    empty = [[at for at in (right - 1, right) if 0 <= at < width and at not in held] for right in rights]
    return [choice[0] if len(choice) == 1 else None for choice in empty]


def _groups(words: Iterable[Word]) -> list[list[Word]]:
    """Words that overlap each other, directly or by way of others."""
    groups: list[list[Word]] = []
    reach = float("-inf")
    for word in sorted(words, key=lambda word: word.left):
        if word.left >= reach - OVERLAP:
            groups.append([])
        groups[-1].append(word)
        reach = max(reach, word.right)
    return groups
