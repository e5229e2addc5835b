"""Tables before their cells are made, and how the parts of one that runs over pages come together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from extractor.documents.layout.areas import Area, is_broken_number, is_full, padding
from extractor.documents.layout.glyphs import Line, Run, is_numbered, merge_lines, union
from extractor.documents.layout.grid import Grid, grid_of
from extractor.documents.layout.ruling import SNAP, Frame, blank_frame
from extractor.documents.layout.stacks import labels_in, values_in

_CLOSING = frozenset("、，。；：）】》”’),;:")
"""No label or line begins with these."""

_Halves = tuple[tuple[Run, ...], tuple[Run, ...], float]
"""The words of a cell above and below a page break, and the cell's inner width."""

STRANGE = 0.15
"""At most this share of a part's column borders may be missing in the other part, as hairlines are."""


@dataclass(frozen=True)
class Draft:
    """A table before its cells are made: its drawn frame, and the words of each area of it. ``loose``: it has no rules."""

    frame: Frame
    areas: tuple[Area, ...]
    loose: bool
    before: tuple[Line, ...] = ()
    """Lines above a loose table, at the top of a page, that may belong to a row parted by the page break."""
    after: tuple[Line, ...] = ()
    """Lines below a loose table, at the foot of a page, that may belong to such a row."""

    @property
    def top(self) -> float:
        return self.frame.ys[0]

    @property
    def empty(self) -> bool:
        """Whether it holds no word: a form's last, blank rows on a page of their own, or no table at all."""
        return not any(area.runs for area in self.areas)

    @cached_property
    def grid(self) -> Grid:
        """The table's cells."""
        return grid_of(self.frame, self.areas)


def without_runs(draft: Draft, strange: Callable[[Run], bool]) -> Draft:
    """A draft without the words that only stand over it."""
    if not any(strange(run) for area in draft.areas for run in area.runs):
        return draft
    areas = (replace(area, runs=tuple(run for run in area.runs if not strange(run))) for area in draft.areas)
    return replace(draft, areas=tuple(areas))


def joined(upper: Draft, lower: Draft) -> Draft | None:
    """One table of the last on a page and the first on the next, if their columns are the same; else None.

    Columns are the same if one part has all borders that the other has: rows of merged cells have fewer.
    """
    if upper.loose != lower.loose:
        return None
    if upper.loose:
        return _joined_loose(upper, lower)
    lower = _moved(lower, upper.frame.xs[0] - lower.frame.xs[0], 0.0)
    xs = _common_columns(upper.frame, lower.frame)
    if xs is None:
        return None
    upper, lower = _on_columns(upper, xs), _on_columns(lower, xs)
    whole, goes_on = _put_together(upper, _without_top(lower, _repeated_headings(upper, lower)))
    return whole if goes_on else _put_together(upper, lower)[0]


def _put_together(upper: Draft, lower: Draft) -> tuple[Draft, bool]:
    """Two parts with the same column borders as one, and whether some cell of it goes on over the page break."""
    upper, lower = _without_blank_edges(upper, lower)
    lower = _moved(lower, 0.0, upper.frame.ys[-1] - lower.frame.ys[0])
    xs = upper.frame.xs
    rows = len(upper.frame.ys) - 1
    below = [replace(area, top=area.top + rows, bottom=area.bottom + rows) for area in lower.areas]
    white = 2 * padding(upper.frame, upper.areas)
    areas = _with_parted_row(_rejoined(upper.areas, below, rows, xs, white), rows, xs, white)
    over = {c for area in areas if area.top < rows < area.bottom for c in range(area.left, area.right)}
    frame = Frame(
        xs,
        upper.frame.ys + lower.frame.ys[1:],
        [*upper.frame.across[:-1], [column not in over for column in range(len(xs) - 1)], *lower.frame.across[1:]],
        upper.frame.down + lower.frame.down,
        upper.frame.ends & lower.frame.ends,
    )
    whole = Draft(frame, tuple(areas), loose=False)
    return _as_one_row(whole, rows) if len(over) == len(xs) - 1 else whole, bool(over)


def _as_one_row(draft: Draft, row: int) -> Draft:
    """A draft in which the rows above and below a border that no cell has are one."""
    frame = draft.frame
    ys, across = ([*part[:row], *part[row + 1 :]] for part in (frame.ys, frame.across))
    areas = (
        replace(area, top=area.top - (area.top > row), bottom=area.bottom - (area.bottom > row)) for area in draft.areas
    )
    whole = Frame(frame.xs, ys, across, [*frame.down[:row], *frame.down[row + 1 :]], frame.ends)
    return replace(draft, frame=whole, areas=tuple(areas))


def _repeated_headings(upper: Draft, lower: Draft) -> int:
    """How many rows at the top of the lower part repeat those at the top of the table, cell by cell; some row is left
    in both."""
    last = min(len(upper.frame.ys), len(lower.frame.ys)) - 2
    same = (row for row in range(1, last + 1) if _top_cells(upper, row) == _top_cells(lower, row) != set())
    return max(same, default=0)


def _top_cells(draft: Draft, rows: int) -> set[tuple[int, int, int, int, str]]:
    """The cells of a draft's first rows with their texts; none where a cell reaches below them or all are blank."""
    areas = [area for area in draft.areas if area.top < rows]
    if any(area.bottom > rows for area in areas) or not any(area.runs for area in areas):
        return set()
    return {(a.top, a.bottom, a.left, a.right, "".join(run.text for run in a.runs)) for a in areas}


def _without_top(draft: Draft, rows: int) -> Draft:
    """A draft without its first rows, in which all cells end that begin there."""
    frame = draft.frame
    cut = Frame(frame.xs, frame.ys[rows:], [frame.across[0], *frame.across[rows + 1 :]], frame.down[rows:], frame.ends)
    areas = (replace(area, top=area.top - rows, bottom=area.bottom - rows) for area in draft.areas if area.top >= rows)
    return replace(draft, frame=cut, areas=tuple(areas))


def _without_blank_edges(upper: Draft, lower: Draft) -> tuple[Draft, Draft]:
    """Both parts without what the page break leaves of a row that it parts: a row without any word, not even a label.

    A blank row alone on the next page may be the form's own.
    """
    last = len(upper.frame.ys) - 2
    if last > 0 and not lower.empty and _is_blank_row(upper, last):
        frame = upper.frame
        cut = Frame(frame.xs, frame.ys[:-1], [*frame.across[:-2], frame.across[-1]], frame.down[:-1], frame.ends)
        upper = replace(upper, frame=cut, areas=tuple(area for area in upper.areas if area.top < last))
    if len(lower.frame.ys) > 2 and _is_blank_row(lower, 0):
        lower = _without_top(lower, 1)
    return upper, lower


def _is_blank_row(draft: Draft, row: int) -> bool:
    held = [area for area in draft.areas if area.top <= row < area.bottom]
    return all(area.bottom == area.top + 1 and not area.runs for area in held)


def _common_columns(upper: Frame, lower: Frame) -> list[float] | None:
    """The column borders of both, if one has all that are drawn in the other, or they differ in few; else None."""
    few, many = sorted(([x for x in frame.xs if x not in frame.ends] for frame in (upper, lower)), key=len)
    if abs(few[-1] - many[-1]) > SNAP:
        return None
    common = list(many)
    for x in (*few, *upper.ends, *lower.ends):
        if min(abs(x - line) for line in common) > SNAP:
            common.append(x)
    strange = sum(min(abs(x - line) for line in many) > SNAP for x in few)
    return sorted(common) if strange <= STRANGE * len(few) else None


def _rejoined(
    above: Sequence[Area], below: Sequence[Area], rows: int, xs: Sequence[float], white: float
) -> list[Area]:
    """The areas of both parts; a cell over several rows at the top of a page is the rest of the cell above if it is
    empty, or if the label above is cut off."""
    tall = {(a.left, a.right): a for a in below if a.top == rows and a.bottom > rows + 1}
    areas = list(below)
    for area in above:
        part = tall.get((area.left, area.right)) if area.bottom == rows and area.runs else None
        if part is not None and part.runs and not _is_cut(area.runs, part.runs, xs[area.right] - xs[area.left] - white):
            part = None
        if part is not None:
            areas.remove(part)
        areas.append(area if part is None else replace(area, bottom=part.bottom, runs=area.runs + part.runs))
    return areas


def _with_parted_row(areas: Sequence[Area], rows: int, xs: Sequence[float], white: float) -> list[Area]:
    """Put a row together that the page break parts, where both parts have the same cells."""
    upper = {(a.left, a.right): a for a in areas if a.bottom == rows}
    lower = {(a.left, a.right): a for a in areas if a.top == rows}
    if not upper or upper.keys() != lower.keys():
        return list(areas)
    halves = [(upper[key].runs, lower[key].runs, xs[key[1]] - xs[key[0]] - white) for key in upper]
    if not _is_parted(halves):
        return list(areas)
    whole = [replace(upper[key], bottom=lower[key].bottom, runs=upper[key].runs + lower[key].runs) for key in upper]
    parts = {id(part) for key in upper for part in (upper[key], lower[key])}
    return [area for area in areas if id(area) not in parts] + whole


def _is_parted(halves: Sequence[_Halves]) -> bool:
    """Whether the cells of two rows are halves: each has words on one side only, or a text
    that goes on, or a number that was too wide; and some do go on, or only one of the rows has a label. Or they are
    halves of a stack of rows.

    Where the labels alone leave no doubt, numbers that do not go on stay two in their cell.
    """
    both = [half for half in halves if half[0] and half[1]]
    lone = [half for half in halves if bool(half[0]) != bool(half[1])]
    texts = [half for half in both if not all(run.numeric for run in half[0])]
    labelled = [any(not run.numeric for runs in part for run in runs) for part in list(zip(*halves, strict=True))[:2]]
    one = bool(lone) and not texts and labelled[0] != labelled[1]
    if _evens_out(halves):
        return True
    if one or (lone and any(_is_cut(*half) for half in texts)):
        return all(_goes_on(*half) for half in texts)
    return bool(both) and all(_goes_on(*half) for half in both)


def _evens_out(halves: Sequence[_Halves]) -> bool:
    """Whether a stack of rows is parted: all columns have as many numbers as there are labels, but not in each half."""
    words = [half for half in halves if any(not run.numeric for run in half[0] + half[1])]
    labels = max(
        ((len(labels_in(above, width)), len(labels_in(below, width))) for above, below, width in words),
        key=sum,
        default=(0, 0),
    )
    numbers = [half for half in halves if half not in words and (half[0] or half[1])]
    counts = {(len(values_in(above, width)), len(values_in(below, width))) for above, below, width in numbers}
    return len(numbers) > 1 and len(counts) == 1 and labels not in counts and all(sum(c) == sum(labels) for c in counts)


def _is_cut(above: Sequence[Run], below: Sequence[Run], width: float) -> bool:
    """Whether a label that goes on cannot have ended: the next one is not numbered as it is, or begins with a mark."""
    numbered = is_numbered("".join(run.text for run in above))
    return _goes_on(above, below, width) and (numbered or below[0].text[0] in _CLOSING)


def _goes_on(above: Sequence[Run], below: Sequence[Run], width: float) -> bool:
    """Whether a cell's words go on in the cell below: a number without room for a further digit, or a full line."""
    if all(run.numeric for run in above):
        return is_broken_number([*merge_lines(above), *merge_lines(below)], width)
    last = merge_lines(above)[-1]
    drawn_down = last.size if below[0].text[1:2] in _CLOSING else 0.0  # a mark takes the character before it along
    full = is_full(last, width - drawn_down)
    return full and not is_numbered(below[0].text) and not all(run.numeric for run in below)


def _joined_loose(upper: Draft, lower: Draft) -> Draft | None:
    """Both parts read as one, if that finds the same columns of numbers."""
    foot = max((line.box[3] for line in upper.after), default=upper.frame.ys[-1])
    head = min((line.box[1] for line in lower.before), default=lower.frame.ys[0])
    parted = [run.shifted(0.0, foot - head) for line in lower.before for run in line.runs]
    lower = _moved(lower, 0.0, foot - head)
    runs = (*upper.areas[0].runs, *(run for line in upper.after for run in line.runs), *parted, *lower.areas[0].runs)
    draft = loose_draft(runs, before=upper.before, after=lower.after)
    alike = draft.grid.value_columns == max(upper.grid.value_columns, lower.grid.value_columns)
    return draft if alike and not draft.grid.crowded else None


def loose_draft(runs: Sequence[Run], before: Sequence[Line] = (), after: Sequence[Line] = ()) -> Draft:
    """A table without rules, of the words in it."""
    x0, y0, x1, y1 = union(run.box for run in runs)
    frame = blank_frame((x0 - 1, y0 - 1, x1 + 1, y1 + 1))
    return Draft(frame, (Area(0, 1, 0, 1, tuple(runs)),), True, tuple(before), tuple(after))


def _moved(draft: Draft, dx: float, dy: float) -> Draft:
    frame = draft.frame
    ends = frozenset(x + dx for x in frame.ends)
    moved = Frame([x + dx for x in frame.xs], [y + dy for y in frame.ys], frame.across, frame.down, ends)
    areas = tuple(replace(area, runs=tuple(run.shifted(dx, dy) for run in area.runs)) for area in draft.areas)
    return replace(draft, frame=moved, areas=areas)


def _on_columns(draft: Draft, xs: list[float]) -> Draft:
    """A draft on a finer grid: borders it does not have are not drawn in it."""
    index = {min(range(len(xs)), key=lambda i: abs(xs[i] - x)): j for j, x in enumerate(draft.frame.xs)}
    at = {j: i for i, j in index.items()}
    down = [[row[index[i]] if i in index else False for i in range(len(xs))] for row in draft.frame.down]
    across = [
        [row[j] for j, (i, k) in enumerate(pairwise(sorted(index))) for _ in range(i, k)] for row in draft.frame.across
    ]
    areas = tuple(replace(area, left=at[area.left], right=at[area.right]) for area in draft.areas)
    ends = frozenset(x for i, x in enumerate(xs) if i not in index or draft.frame.xs[index[i]] in draft.frame.ends)
    return replace(draft, frame=Frame(xs, draft.frame.ys, across, down, ends), areas=areas)
