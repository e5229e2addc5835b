"""Rows that stand as paragraphs in one drawn row: labels one above the other in one cell, their values in others.

The lines of numbers need not be as high as those of words, so that values slide away from their labels, and whatever
label a value happens to stand beside may be another's. What tells then is that there are as many of each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.documents.layout.areas import Area, is_broken_number, is_full
from extractor.documents.layout.glyphs import Line, Run, is_numbered, merge_lines
from extractor.documents.layout.ruling import Frame

NEAR = 0.25
"""Ems. A value on the first line of its label, or in the middle of it, is at most so far off."""

Paragraph = list[Line]
"""The lines of one label, or of one number."""


@dataclass(frozen=True)
class Stack:
    """A drawn row with numbers one above the other: its labels, if it has any, and the cells of the numbers with the
    paragraphs in each. ``left``: where the labels' cell begins."""

    left: int
    labels: list[Paragraph]
    columns: list[tuple[Area, list[Paragraph]]]
    mixed: bool
    """Whether some cell holds both words and numbers."""

    def homes(self, values: Sequence[Paragraph]) -> list[int]:
        """Which of the labels each value of a column belongs to; none if that is not plain.

        Where a column has a value for each label, those of the others stand beside its values, if not beside labels.
        """
        if len(values) == len(self.labels):
            return list(range(len(values)))
        rows = next((column for _, column in self.columns if len(column) == len(self.labels)), self.labels)
        homes = [next((i for i, row in enumerate(rows) if _is_beside(row, value)), None) for value in values]
        plain = [home for home in homes if home is not None]
        return plain if len(set(plain)) == len(values) else []

    @property
    def is_plain(self) -> bool:
        """Whether it is plain which numbers make a row: each has a label of its own; without labels, every cell has
        as many; or numbers share their cells with words, on the same lines."""
        if self.labels:
            return all(self.homes(values) for _, values in self.columns)
        return self.mixed or len({len(values) for _, values in self.columns}) == 1

    @property
    def is_whole(self) -> bool:
        """Whether it is plain, and no label is without any value."""
        homes = {home for _, values in self.columns for home in self.homes(values)}
        return len(self.labels) > 1 and self.is_plain and len(homes) == len(self.labels)


def stack_of(frame: Frame, band: Sequence[Area], white: float) -> Stack | None:
    """The cells of a drawn row as a stack, if one of them holds numbers one above the other, and not one number that
    was too wide for it."""
    widths = {area.left: frame.xs[area.right] - frame.xs[area.left] - white for area in band}
    if not any(_is_stacked(merge_lines(area.runs), widths[area.left]) for area in band):
        return None
    columns = [(area, values_in(area.runs, widths[area.left])) for area in band if _is_column(area)]
    end = max((area.left for area, _ in columns), default=0)
    labels = {
        area.left: labels_in(area.runs, widths[area.left]) for area in band if area.right <= end and _is_label(area)
    }
    left = max(labels, key=lambda left: (len(labels[left]), left), default=0)
    mixed = any(area.runs and not _is_column(area) and not _is_label(area) for area in band)
    return Stack(left, labels.get(left, []), columns, mixed)


def bands_of(areas: Iterable[Area]) -> list[list[Area]]:
    """The cells of each drawn row that has some of its own."""
    bands: dict[int, list[Area]] = defaultdict(list)
    for area in areas:
        if area.bottom == area.top + 1:
            bands[area.top].append(area)
    return list(bands.values())


def unstacked(frame: Frame, areas: Sequence[Area], white: float) -> tuple[Frame, list[Area]]:
    """A table with a row for each label where a drawn row holds several with their values; other words of that row
    are said of all of them."""
    held = list(areas)
    for band in sorted(bands_of(areas), key=lambda band: band[0].top, reverse=True):
        stack = stack_of(frame, band, white)
        if stack is not None and stack.is_whole and not stack.mixed:
            blank = [area for area in band if not area.runs]
            frame, held = _with_rows(frame, held, stack, dict(_cells(stack, blank)))
    return frame, held


def labels_in(runs: Sequence[Run], width: float) -> list[Paragraph]:
    """The labels in a cell of that inner width: each begins with a number, or after a line that had room for more."""
    parts: list[Paragraph] = []
    for line in merge_lines(runs):
        if not parts or is_numbered(line.text) or not is_full(parts[-1][-1], width):
            parts.append([])
        parts[-1].append(line)
    return parts


def values_in(runs: Sequence[Run], width: float) -> list[Paragraph]:
    """The numbers in a cell of that inner width that holds nothing else."""
    lines = merge_lines(runs)
    return [lines] if is_broken_number(lines, width) else [[line] for line in lines]


def _cells(stack: Stack, blank: Iterable[Area]) -> Iterator[tuple[int, list[tuple[Run, ...]]]]:
    """By a cell's first column, the words of each row in it; values are brought to the height of their labels."""
    for area in blank:
        yield area.left, [()] * len(stack.labels)
    yield stack.left, [tuple(run for line in label for run in line.runs) for label in stack.labels]
    for area, values in stack.columns:
        rows: list[tuple[Run, ...]] = [()] * len(stack.labels)
        for home, value in zip(stack.homes(values), values, strict=True):
            rise = _middle(stack.labels[home]) - _middle(value)
            rows[home] = tuple(run.shifted(0.0, rise) for line in value for run in line.runs)
        yield area.left, rows


def _with_rows(
    frame: Frame, areas: Sequence[Area], stack: Stack, cells: dict[int, list[tuple[Run, ...]]]
) -> tuple[Frame, list[Area]]:
    """A table with a drawn row made rows; ``cells``: those that are parted, by first column, with each row's words."""
    row, more = stack.columns[0][0].top, len(stack.labels) - 1
    ys = [(max(line.box[3] for line in above) + below[0].box[1]) / 2 for above, below in pairwise(stack.labels)]
    parted = [range(area.left, area.right) for area in areas if area.top == row and area.left in cells]
    drawn = [any(column in part for part in parted) for column in range(len(frame.xs) - 1)]
    rows: list[Area] = []
    for area in areas:
        top, bottom = (edge + more * (edge > row) for edge in (area.top, area.bottom))
        if area.top == row and area.left in cells:
            parts = enumerate(cells[area.left], row)
            rows += [replace(area, top=at, bottom=at + 1, runs=runs) for at, runs in parts]
        else:
            rows.append(replace(area, top=top, bottom=bottom))
    across = [*frame.across[: row + 1], *[drawn] * more, *frame.across[row + 1 :]]
    down = [*frame.down[:row], *[frame.down[row]] * (more + 1), *frame.down[row + 1 :]]
    return Frame(frame.xs, [*frame.ys[: row + 1], *ys, *frame.ys[row + 1 :]], across, down, frame.ends), rows


def _is_stacked(lines: Sequence[Line], width: float) -> bool:
    if is_broken_number(lines, width):
        return False
    rows = [[run for run in line.runs if run.numeric] for line in lines]
    numbers = [row for row in rows if row]
    return any(
        a.left < b.right and b.left < a.right for above, below in pairwise(numbers) for a in above for b in below
    )


def _is_column(area: Area) -> bool:
    return bool(area.runs) and all(run.numeric for run in area.runs)


def _is_label(area: Area) -> bool:
    return bool(area.runs) and not any(run.numeric for run in area.runs)


def _is_beside(row: Paragraph, value: Paragraph) -> bool:
    near = NEAR * max(row[0].size, value[0].size)
    first = abs(row[0].baseline - value[0].baseline)
    return min(first, abs(_middle(row) - _middle(value))) <= near


def _middle(lines: Paragraph) -> float:
    return (lines[0].baseline + lines[-1].baseline) / 2
