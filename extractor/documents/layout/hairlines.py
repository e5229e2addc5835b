"""Which lines of a table's grid are only missing in an area, and do not make it a merged cell: the words tell.

A line missing between two grid positions merges them, as a rule. But two numbers never share a cell, labels that are
each in the middle of their own row are two labels, and a number that stands in its column is not one of a wider cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from extractor.documents.layout.areas import Area, slot_of
from extractor.documents.layout.glyphs import Line, Run, is_numbered, merge_lines
from extractor.documents.layout.gutters import FAR
from extractor.documents.layout.ruling import Frame

NEAR_ROWS = 2
"""A column's line may be missing in a row if one of so many rows above or below has it."""


def missing_rows(frame: Frame, area: Area) -> list[float]:
    """The grid lines between rows that are missing in an area; other columns must have them."""
    borders = frame.ys[area.top : area.bottom + 1]
    lines = merge_lines(area.runs)
    parts = _parts(lines)
    inner = range(area.top + 1, area.bottom)
    if len(parts) > 1:
        cuts = _centred_parts([_middle(part) for part in parts], borders) or _value_rows(lines, borders)
        return [y for y in cuts if any(frame.across[frame.ys.index(y)])]
    if parts and _is_value(lines[0]):
        row = slot_of(borders, _middle(lines))
        own = not _stray(_middle(lines), borders[row : row + 2])
        return [frame.ys[i] for i in inner if own and _drawn_beside(frame, area, i)]
    if not parts:
        return [frame.ys[i] for i in inner if _drawn_beside(frame, area, i)]
    return [frame.ys[i] for i in inner if _off(_middle(lines), borders) and _drawn_on_both_sides(frame, area, i)]


def _parts(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that may be cells of their own: numbers, numbered labels, and what stands far from the line above."""
    parts: list[list[Line]] = []
    for line in lines:
        above = parts[-1][-1] if parts else None
        alone = above is None or _is_value(line) or _is_value(above) or is_numbered(line.text)
        if above is None or alone or line.baseline - above.baseline > FAR * line.size:
            parts.append([])
        parts[-1].append(line)
    return parts


def _is_value(line: Line) -> bool:
    return all(run.numeric for run in line.runs)


def _middle(lines: Sequence[Line]) -> float:
    return (lines[0].box[1] + lines[-1].box[3]) / 2


def _centred_parts(middles: Sequence[float], borders: Sequence[float]) -> list[float]:
    """The lines that leave each part in the middle of its own cell; none if there are no such lines."""
    cuts: list[float] = []
    start = borders[0]
    for middle in middles[:-1]:
        start = min(borders[1:-1], key=partial(_distance, 2 * middle - start))
        cuts.append(start)
    cells = list(pairwise([borders[0], *cuts, borders[-1]]))
    fits = [
        low < high and not _stray(middle, (low, high), 2.5) for middle, (low, high) in zip(middles, cells, strict=True)
    ]
    return cuts if all(fits) else []


def _distance(a: float, b: float) -> float:
    return abs(a - b)


def _value_rows(lines: Sequence[Line], borders: Sequence[float]) -> list[float]:
    """The lines above and below rows that hold nothing but numbers."""
    rows: list[list[Line]] = [[] for _ in borders[1:]]
    for line in lines:
        rows[slot_of(borders, (line.box[1] + line.box[3]) / 2)].append(line)
    values = [len(row) == 1 and _is_value(row[0]) for row in rows]
    return [y for y, (above, below) in zip(borders[1:], pairwise(values), strict=False) if above or below]


def _drawn_beside(frame: Frame, area: Area, row: int) -> bool:
    """Whether most other columns have the line above a row."""
    others = [drawn for column, drawn in enumerate(frame.across[row]) if not area.left <= column < area.right]
    return sum(others) * 2 >= len(others) > 0


def _drawn_on_both_sides(frame: Frame, area: Area, row: int) -> bool:
    """Whether the columns left and right of an area both have the line above a row."""
    drawn = frame.across[row]
    return area.left > 0 and area.right < len(drawn) and drawn[area.left - 1] and drawn[area.right]


def _stray(center: float, borders: Sequence[float], slack: float = 4.0) -> bool:
    """Whether something is clearly not in the middle between the first and the last border."""
    return abs(center - (borders[0] + borders[-1]) / 2) > max(slack, 0.15 * (borders[-1] - borders[0]))


def _off(center: float, borders: Sequence[float]) -> bool:
    """Whether something is not in the middle of all cells, or rather in the middle of the first or last of them."""
    away = abs(center - (borders[0] + borders[-1]) / 2)
    nearer = [
        abs(center - (low + high) / 2) for x in borders[1:-1] for low, high in ((borders[0], x), (x, borders[-1]))
    ]
    return _stray(center, borders) or (away > 4 and min(nearer) < 2.5)


def missing_columns(frame: Frame, area: Area, runs: Sequence[Run]) -> list[float]:
    """The grid lines between columns that are missing in (a row of) an area."""
    inner = range(area.left + 1, area.right)
    borders = frame.xs[area.left : area.right + 1]
    near = [frame.xs[j] for j in inner if _drawn_near(frame, area, j)]
    pairs = {x: pair for x in borders[1:-1] if (pair := _beside(runs, x))}
    apart = {x: pair for x, pair in pairs.items() if _values_apart(*pair)}
    if apart:
        return sorted({*near, *_between(apart, near)})
    parts = _columns_of_words(runs, borders)
    if len(parts) > 1:
        wide = [x for x, (a, b) in pairs.items() if _words_apart(a, b)]
        return _centred_parts([(low + high) / 2 for low, high in parts], borders) or wide
    if not parts or _off((parts[0][0] + parts[0][1]) / 2, borders):
        number = len(runs) == 1 and runs[0].numeric
        last = area.bottom == len(frame.down)
        around = [j for j in inner if _drawn_above(frame, area, j) and (last or _drawn_below(frame, area, j))]
        return near if number else [frame.xs[j] for j in around]
    return []


def _between(apart: Mapping[float, tuple[Run, Run]], near: Sequence[float]) -> Iterator[float]:
    """The lines between two numbers, and one before a number where no row near has a line between it and the words."""
    for x, (left, right) in apart.items():
        if left.numeric and right.numeric:
            yield x
        elif not any(left.right - 1 <= line <= right.left + 1 for line in near):
            yield max(line for line, pair in apart.items() if pair == (left, right))


def _columns_of_words(runs: Sequence[Run], borders: Sequence[float]) -> list[tuple[float, float]]:
    """Where words stand, as one extent wherever no grid line lies between them."""
    parts: list[tuple[float, float]] = []
    for run in sorted(runs, key=lambda run: run.left):
        if parts and not any(parts[-1][1] - 1 <= x <= run.left + 1 for x in borders):
            parts[-1] = (parts[-1][0], max(parts[-1][1], run.right))
        else:
            parts.append((run.left, run.right))
    return parts


def _drawn_near(frame: Frame, area: Area, column: int) -> bool:
    """Whether a row close above or below has a column's line."""
    return _drawn_above(frame, area, column) or _drawn_below(frame, area, column)


def _drawn_above(frame: Frame, area: Area, column: int) -> bool:
    return any(row[column] for row in frame.down[max(area.top - NEAR_ROWS, 0) : area.top])


def _drawn_below(frame: Frame, area: Area, column: int) -> bool:
    return any(row[column] for row in frame.down[area.bottom : area.bottom + NEAR_ROWS])


def _beside(runs: Sequence[Run], x: float) -> tuple[Run, Run] | None:
    """The nearest words left and right of a line, if it has both and none stand across it."""
    left = [run for run in runs if run.right <= x + 1]
    right = [run for run in runs if run.left >= x - 1]
    if not left or not right or len(left) + len(right) < len(runs):
        return None
    return max(left, key=lambda run: run.right), min(right, key=lambda run: run.left)


def _values_apart(left: Run, right: Run) -> bool:
    """Whether at least one of two neighbours is a number, and they are clearly not one text."""
    if left.numeric and right.numeric:
        return True
    return (left.numeric or right.numeric) and right.left - left.right > 0.6 * right.size


def _words_apart(left: Run, right: Run) -> bool:
    """Whether words stand clearly apart, and are not one word in spaced-out characters."""
    return right.left - left.right > 1.5 * max(left.size, right.size) and len(left.text) + len(right.text) > 2
