"""Columns and rows of a table from its words alone, for the borders that are not drawn.

Numbers make the columns: figures of one column stand under one another, and no figure ever reaches into the next
column, so the strips that no number of any row enters are gutters. Words are softer: headings and long labels may span.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from extractor.documents.layout.glyphs import Line, Run, is_numbered

Span = tuple[float, float]

TIGHT = 0.45
"""Lines of one heading cell follow each other with less white (in ems) than this; two levels of headings with more."""

SOFT = 0.25
"""At most this share of the rows may have a label that crosses a gutter between two label columns."""

WIDE = 0.15
"""At most this share of the rows may have a number that runs out of its column."""

CLOSE = 0.95
"""Ems from baseline to baseline. Nearer lines stand beside each other in one row, broken in different ways."""

SPACED = 1.2
"""Ems. Characters of one word that is set wide, with full spaces between them, stand nearer than this."""

FAR = 1.45
"""Ems from baseline to baseline. Lines of one label stand nearer, rows as a rule do not."""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one set of headings, and the gutters that hold for all of them, left to right."""

    lines: tuple[Line, ...]
    gutters: tuple[Span, ...]

    @property
    def top(self) -> float:
        return self.lines[0].box[1]

    @property
    def bottom(self) -> float:
        return max(line.box[3] for line in self.lines)


def shared_borders(blocks: Sequence[Block]) -> list[list[float]]:
    """For each block an x in each of its gutters: the same in all blocks whose gutters overlap, where the fewest
    headings are crossed."""
    strips: list[Span] = []
    places: list[list[int]] = []
    for block in blocks:
        places.append([])
        for low, high in block.gutters:
            common = (i for i, strip in enumerate(strips) if max(low, strip[0]) < min(high, strip[1]))
            index = next((i for i in common if i not in places[-1]), len(strips))
            if index == len(strips):
                strips.append((low, high))
            strips[index] = (max(low, strips[index][0]), min(high, strips[index][1]))
            places[-1].append(index)
    lines: list[list[Line]] = [[] for _ in strips]
    for block, part in zip(blocks, places, strict=True):
        for index in part:
            lines[index] += block.lines
    borders = [_border(strip, held) for strip, held in zip(strips, lines, strict=True)]
    return [[borders[index] for index in part] for part in places]


def is_body(line: Line) -> bool:
    """Whether a line holds a row's values: a number, and something beside it."""
    return len(line.runs) > 1 and any(run.numeric for run in line.runs)


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """A table's lines by their headings: a heading over the numbers, after a row of them, begins a block."""
    groups: list[list[Line]] = [[]]
    body: list[Line] = []  # the rows of numbers of this block
    for line in lines:
        if is_body(line):
            body.append(line)
        elif body and not _is_value(line) and _is_over(line, body):
            groups.append([])
            body = []
        groups[-1].append(line)
    return [Block(tuple(group), tuple(gutters_of(group))) for group in groups if group]


def _is_over(line: Line, body: Sequence[Line]) -> bool:
    """Whether a line is a heading amid the table: it reaches over the numbers, or stands right of all labels."""
    values = min(run.left for row in body for run in row.runs if run.numeric)
    labels = max((run.right for row in body for run in _labels(row)), default=values)
    return line.box[2] > values or line.box[0] > labels


def _labels(line: Line) -> Iterator[Run]:
    """The words before the first number of a row."""
    return takewhile(lambda run: not run.numeric, line.runs)


def _is_value(line: Line) -> bool:
    return all(run.numeric for run in line.runs)


def gutters_of(lines: Sequence[Line]) -> list[Span]:
    """The strips between the columns of lines that stand under one set of headings."""
    body = [line for line in lines if is_body(line)]
    if not body:
        return _gaps(_heading_columns(lines))
    numbers = _number_columns(body)
    numbers = _with_empty_columns(numbers, body, lines[: lines.index(body[0])])
    columns: list[Span] = []
    previous = float("-inf")
    for low, high in [*numbers, (float("inf"), float("inf"))]:
        columns += _label_columns(lines, len(body), previous, low)
        columns.append((low, high))
        previous = high
    return _gaps(columns[:-1])


def _gaps(columns: Sequence[Span]) -> list[Span]:
    return [(left[1], right[0]) for left, right in pairwise(columns)]


def _merged(spans: Iterable[Span], slack: float = 0.0) -> list[Span]:
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low < merged[-1][1] + slack:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def _number_columns(body: Sequence[Line]) -> list[Span]:
    """Where the numbers stand. The narrow ones show the columns; a wide one may run into the next, in a few rows."""
    columns: list[Span] = []
    wide: list[Run] = []
    for run in sorted((run for line in body for run in line.runs if run.numeric), key=lambda run: run.right - run.left):
        near = [span for span in columns if run.left < span[1] and span[0] < run.right]
        if len(near) > 1:
            wide.append(run)
            continue
        columns = [span for span in columns if span not in near]
        columns.append((min([run.left, *(a for a, _ in near)]), max([run.right, *(b for _, b in near)])))
    columns.sort()
    numbers = columns[:1]
    for low, high in columns[1:]:
        crossed = sum(run.left < numbers[-1][1] and low < run.right for run in wide)
        if crossed > WIDE * len(body) or low < numbers[-1][1]:
            numbers[-1] = (numbers[-1][0], max(high, numbers[-1][1]))
        else:
            numbers.append((low, high))
    return numbers


def _heading_columns(lines: Sequence[Line]) -> list[Span]:
    """Columns of a table part without numbers: those of its lines with the most runs."""
    most = max((len(line.runs) for line in lines), default=0)
    if most < 2:
        return []
    return _merged((run.left, run.right) for line in lines if len(line.runs) == most for run in line.runs)


def _with_empty_columns(numbers: list[Span], body: Sequence[Line], headings: Sequence[Line]) -> list[Span]:
    """Add the columns that have a heading but no number in any row, where every other column has a heading of its own."""
    labels = max((run.right for line in body for run in _labels(line)), default=float("-inf"))
    for group in _heading_levels(headings, numbers):
        words = _merged(((run.left, run.right) for line in group for run in line.runs), SPACED * group[0].size)
        held = [[span for span in numbers if _overlap(span, word)] for word in words]
        if all(len(spans) < 2 for spans in held) and sum(map(len, held)) == len(numbers):
            empty = [word for word, spans in zip(words, held, strict=True) if not spans and word[0] > labels]
            return sorted([*numbers, *empty])
    return numbers


def _heading_levels(headings: Sequence[Line], numbers: Sequence[Span]) -> Iterator[list[Line]]:
    """Lines of headings from the lowest up, tight ones together; a line that spans columns of numbers is none of them."""
    level: list[Line] = []
    for line in reversed(headings):
        spanning = any(sum(_overlap((run.left, run.right), span) for span in numbers) > 1 for run in line.runs)
        if level and (spanning or level[-1].box[1] - line.box[3] > TIGHT * line.size):
            yield level
            level = []
        if not spanning:
            level.append(line)
    if level:
        yield level


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _label_columns(lines: Sequence[Line], rows: int, low: float, high: float) -> list[Span]:
    """Columns of words between two columns of numbers; more than one where words stand clear of most rows' labels."""
    zone = [[run for run in line.runs if run.left >= low and run.right <= high and not run.numeric] for line in lines]
    labels = [run for part, line in zip(zone, lines, strict=True) if is_body(line) for run in part]
    words = [run for part in zone for run in part]
    starts = _gutter_starts(words, labels, rows)
    columns: list[Span] = []
    for start, end in pairwise([float("-inf"), *starts, float("inf")]):
        inside = [run for run in (words if starts else labels) if start <= run.left < end and run.right <= end]
        if inside:
            columns.append((min(run.left for run in inside), max(run.right for run in inside)))
    return columns


def _gutter_starts(words: Sequence[Run], labels: Sequence[Run], rows: int) -> list[float]:
    """Left edges at which a further label column begins: most rows' labels right of it, some words left of it."""
    starts: list[float] = []
    for left in sorted({run.left for run in words}):
        before = [run for run in words if run.right <= left and (not starts or run.left >= starts[-1])]
        after = [run for run in labels if run.left >= left - 2]
        if before and len(after) >= 0.5 * rows and len(labels) - len(after) <= SOFT * rows + len(before) and rows > 3:
            starts.append(left - 1)
    return starts


def _border(gutter: Span, lines: Sequence[Line]) -> float:
    low, high = gutter
    middle = (low + high) / 2
    runs = [run for line in lines for run in line.runs if run.left < high and run.right > low]
    places = [middle, *(edge for run in runs for edge in (run.left - 0.5, run.right + 0.5) if low < edge < high)]
    return min(places, key=lambda x: (sum(run.left < x < run.right for run in runs), abs(x - middle)))


def row_starts(lines: Sequence[Line], borders: Sequence[float]) -> list[int]:
    """Indices of the lines of a table part that begin a row.

    Each line of numbers is a row, and so is what stands far from the lines above and below: the label of a row without
    any. Labels that are broken over lines go to the numbers they stand beside. Headings are joined where they follow
    tightly.
    """
    values = [index for index, line in enumerate(lines) if is_body(line) or _is_value(line)]
    rows = [lines[index] for index in values]
    values = values[:1] + [b for a, b in pairwise(values) if not _goes_on(lines[a], lines[b], rows)]
    if not values:
        return _heading_starts(lines, borders)
    label = borders[0] if borders else float("inf")
    first = values[0] - _labels_above(lines, values[0], label)
    starts = [*_heading_starts(lines[:first], borders), first]
    for above, below in pairwise(values):
        starts += _far_starts(lines, above + 1, below + 1) or [_row_start(lines, above, below)]
    return starts + _far_starts(lines, values[-1] + 1, len(lines))


def _goes_on(above: Line, below: Line, rows: Sequence[Line]) -> bool:
    """Whether a line of numbers belongs to the row of the line above: beside it, or broken off numbers that fill their
    columns. Such numbers are never put together, for what looks broken may be two."""
    step = _step(above, below)
    if step <= CLOSE:
        return True
    numbers, rest = ([run for run in line.runs if run.numeric] for line in (above, below))
    broken = [next((n for n in numbers if n.left < run.right and run.left < n.right), None) for run in rest]
    if step > FAR or len(rest) >= len(numbers):
        return False
    everything = [run for line in rows for run in line.runs if run.numeric]
    return all(run is not None and not any(_wider(other, run) for other in everything) for run in broken)


def _wider(run: Run, than: Run) -> bool:
    overlaps = run.left < than.right and than.left < run.right
    return overlaps and run.right - run.left > than.right - than.left + 0.5 * run.size


def has_far_rows(lines: Sequence[Line]) -> bool:
    """Whether some lines stand further apart than those of one cell."""
    return bool(_far_starts(lines, 1, len(lines)))


def _far_starts(lines: Sequence[Line], start: int, end: int) -> list[int]:
    return [index for index in range(start, end) if _step(lines[index - 1], lines[index]) > FAR]


def _labels_above(lines: Sequence[Line], row: int, label: float) -> int:
    """How many lines right above a row of numbers are the upper lines of its label."""
    if row == 0 or any(run.right <= label for run in lines[row].runs):
        return 0
    return int(lines[row - 1].box[2] <= label and _step(lines[row - 1], lines[row]) < 1)


def _row_start(lines: Sequence[Line], above: int, below: int) -> int:
    """The first line of the row whose numbers stand on line ``below``; ``above`` holds those of the row before it."""
    between = range(above + 1, below)
    for index in between:
        if is_numbered(lines[index].text):
            return index
    for index in between:
        if _step(lines[index], lines[below]) < _step(lines[above], lines[index]):
            return index
    return below


def _step(upper: Line, lower: Line) -> float:
    """From baseline to baseline, in ems."""
    return (lower.baseline - upper.baseline) / max(upper.size, lower.size)


def _heading_starts(lines: Sequence[Line], borders: Sequence[float]) -> list[int]:
    starts: list[int] = []
    bottom = float("-inf")
    spanning = False
    for index, line in enumerate(lines):
        spans = any(run.left < border < run.right for run in line.runs for border in borders)
        if spans or spanning or line.box[1] - bottom > TIGHT * line.size:
            starts.append(index)
        bottom = max(bottom, line.box[3])
        spanning = spans
    return starts
