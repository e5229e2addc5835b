"""Which parts of a page are tables: drawn with rules, with some of them, or only set in columns."""

import re
from collections.abc import Iterator, Sequence

from extractor.documents.characters import fold
from extractor.documents.layout.areas import fill
from extractor.documents.layout.drafts import Draft, loose_draft
from extractor.documents.layout.glyphs import Glyph, Line, Page, lines_of, words_of
from extractor.documents.layout.gutters import TIGHT, is_body
from extractor.documents.layout.ruling import SNAP, Sketch, frame_of, sketches
from extractor.documents.model import Box

_SECTION = re.compile(r"\s*([一二三四五六七八九十]{1,3}\s*、|第[一二三四五六七八九十]+(部分|章))")
_LEADER = re.compile(r"\.{4}|…{2}|·{4}")

LONGEST_CELL = 40
"""Characters. A longer run on one line is prose, in tables without rules."""


def ruled_tables(page: Page) -> tuple[list[Draft], list[Line]]:
    """The tables of a page that are drawn with rules, top to bottom, and the lines of text outside them."""
    groups = sketches(page.rules)
    lines = lines_of(page.glyphs, page) if any(not group.steep for group in groups) else []
    frames = [frame_of(group) for group in _stacks(groups, lines)]
    rest = words_of(page.glyphs)
    drafts: list[Draft] = []
    for frame in sorted(frames, key=lambda frame: _extent(frame.box)):  # inner tables first
        inside = [word for word in rest if _holds(frame.box, word)]
        draft = Draft(frame, tuple(fill(frame, inside, page)), loose=False)
        if _is_table(draft) or (not inside and len(frame.xs) > 2):
            drafts.append(draft)
            taken = set(map(id, inside))
            rest = [word for word in rest if id(word) not in taken]
    return sorted(drafts, key=lambda draft: draft.top), lines_of([glyph for word in rest for glyph in word], page)


def _extent(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _holds(box: Box, word: Sequence[Glyph]) -> bool:
    x, y = (word[0].box[0] + word[-1].box[2]) / 2, (word[0].box[1] + word[0].box[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _is_table(draft: Draft) -> bool:
    """Two columns with words in two cells at least, or more columns; a frame around prose is none, nor is an empty
    drawing."""
    if len(draft.frame.xs) == 2 and len(draft.frame.ys) == 2:
        return False
    columns, filled = draft.grid.columns, draft.grid.filled
    return (columns > 1 and filled > 1) or (columns > 3 and filled > 0)


def _stacks(groups: Sequence[Sketch], lines: Sequence[Line]) -> Iterator[Sketch]:
    """Rules that touch, and rules above one another that are as wide with a table's rows between them; and upright
    rules of one height side by side."""
    stack: Sketch | None = None
    for group in groups:
        if not group.flat:
            continue
        if stack is not None and not (stack.steep and group.steep) and _continues(stack, group, lines):
            stack = Sketch(stack.flat + group.flat, stack.steep + group.steep)
            continue
        if stack is not None and (stack.steep or len(stack.flat) > 1):
            yield stack
        stack = group
    if stack is not None and (stack.steep or len(stack.flat) > 1):
        yield stack
    upright = [group for group in groups if not group.flat]
    while upright:
        low, high = upright[0].box[1], upright[0].box[3]
        same = [g for g in upright if abs(g.box[1] - low) <= SNAP and abs(g.box[3] - high) <= SNAP]
        upright = [group for group in upright if group not in same]
        if len(same) > 2:
            yield Sketch([], [rule for group in same for rule in group.steep])


def _continues(stack: Sketch, below: Sketch, lines: Sequence[Line]) -> bool:
    """Whether a rule below belongs to the same table: no wider, and no prose or section heading lies between."""
    upper, lower = stack.box, below.box
    if lower[0] < upper[0] - SNAP or lower[2] > upper[2] + SNAP or min(lower[1], lower[3]) < upper[1]:
        return False
    between = [line for line in lines if upper[3] < line.baseline <= lower[1] + SNAP and _beside(line, upper)]
    return all(_tabular(line, upper) for line in between) and (bool(between) or lower[1] - upper[3] < 60)


def _beside(line: Line, box: Box) -> bool:
    return line.box[0] < box[2] and line.box[2] > box[0]


def _tabular(line: Line, box: Box) -> bool:
    widest = max(run.right - run.left for run in line.runs)
    if widest > 0.7 * (box[2] - box[0]):
        return False
    return not (is_heading(line) and line.box[0] - box[0] > 1.2 * line.size)


def is_heading(line: Line) -> bool:
    """Whether a line reads as the heading of a section of a report: 一、 or 第一部分, and no number after it."""
    return _SECTION.match(fold(line.text)) is not None and not is_body(line)


def loose_tables(lines: Sequence[Line]) -> list[Draft | Line]:
    """Lines of text with the tables among them that have no rules at all; all other lines stay as they are."""
    blocks: list[Draft | Line] = []
    at = 0
    while True:
        first = next((i for i in range(at, len(lines)) if _is_row(lines[i])), None)
        if first is None:
            return blocks + list(lines[at:])
        end = _rows_end(lines, first)
        top = _headings_above(lines, at, first, end)
        above, table, below = lines[at:top], lines[top:end], lines[end:]
        values = min(run.left for run in lines[first].runs if run.numeric)
        before = above if at == 0 and _are_labels(above, values) else []
        after = below if _are_labels(below, values) else []
        blocks += above[len(before) :]
        blocks += _loose(table, before, after)
        at = end + len(after)


def _are_labels(lines: Sequence[Line], values: float) -> bool:
    """Whether lines at the edge of a page may be part of a row's label: at most two, left of the numbers."""
    return len(lines) <= 2 and all(line.box[2] <= values for line in lines)


def _loose(lines: Sequence[Line], before: Sequence[Line], after: Sequence[Line]) -> list[Draft | Line]:
    rows = [line for line in lines if _is_row(line)]
    few = all(sum(run.numeric for run in row.runs) < 2 for row in rows)
    if few and sum(len(line.runs) > 1 for line in lines) < 2:
        return [*before, *lines, *after]
    draft = loose_draft([run for line in lines for run in line.runs], before, after)
    if draft.grid.columns > 1 and not draft.grid.crowded:
        return [draft]
    rows_alone = [loose_draft(line.runs) if sum(run.numeric for run in line.runs) > 1 else line for line in lines]
    return [*before, *rows_alone, *after]


def _is_row(line: Line) -> bool:
    """Whether a line is set like a table row: a label and numbers, wide apart; prose never is."""
    numbers = sum(run.numeric for run in line.runs)
    if any(len(run.text) > LONGEST_CELL or _LEADER.search(run.text) for run in line.runs):
        return False
    if numbers > 1:
        return numbers >= 0.6 * (len(line.runs) - 1)
    if numbers == 1 and len(line.runs) == 2:
        label, number = line.runs
        return number.numeric and number.left - label.right >= 2 * line.size
    return False


def _far(upper: Line, lower: Line) -> bool:
    """Whether white as high as two empty rows lies between."""
    return lower.box[1] - upper.box[3] > 3 * max(upper.size, lower.size)


def _is_prose(line: Line, values: float) -> bool:
    """Whether a line runs as one from the labels' side far into the columns of numbers, which begin at ``values``."""
    run = max(line.runs, key=lambda run: len(run.text))
    if len(run.text) > LONGEST_CELL or (len(line.runs) == 1 and run.text[-1] in "。；：:;"):
        return True
    return len(run.text) > 15 and run.left < values < run.right - 2 * run.size


def _headings_above(lines: Sequence[Line], start: int, row: int, end: int) -> int:
    """The first of the lines right above the rows [row, end) that are column headings."""
    left = min(run.left for line in lines[row:end] if _is_row(line) for run in line.runs if run.numeric)
    right = max(line.box[2] for line in lines[row:end])
    top = row
    for index in range(row - 1, start - 1, -1):
        line = lines[index]
        if _far(line, lines[index + 1]) or is_heading(line) or _is_prose(line, left):
            break
        tight = lines[index + 1].box[1] - line.box[3] < TIGHT * line.size
        over = line.box[2] > left and line.box[0] < right
        heading = left - 2 * line.size < line.box[0] and line.box[2] < right + 4 * line.size and len(line.text) < 15
        if over and (len(line.runs) > 1 or heading):
            top = index
        elif not tight:
            break
    return top


def _labels_rows(lines: Sequence[Line], index: int, values: float) -> bool:
    """Whether a line numbered like a section labels rows: in their size, with nothing but labels before the next."""
    for line in lines[index + 1 : index + 4]:
        if _is_row(line):
            return lines[index].size < 1.05 * line.size
        if line.box[2] > values:
            return False
    return False


def _rows_end(lines: Sequence[Line], row: int) -> int:
    """The end of the lines that belong to a table whose first row of numbers is given."""
    end = row + 1
    label = min(run.left for run in lines[row].runs if run.numeric)
    for index in range(row + 1, len(lines)):
        line = lines[index]
        if _far(lines[index - 1], line) or (is_heading(line) and not _labels_rows(lines, index, label)):
            break
        if _is_prose(line, label) or index - end > 8:
            break
        value = all(run.numeric for run in line.runs) and line.box[0] > label - line.size
        if value or _is_row(line) or (is_body(line) and len(line.runs) > 2):
            end = index + 1
        elif end == index and line.box[2] <= label and line.baseline - lines[index - 1].baseline < 1.5 * line.size:
            end = index + 1  # the label of the row above goes on
    return end
