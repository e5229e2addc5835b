"""Ruling lines to grids: which rows and columns a table is drawn with, whatever program drew it.

Word, WPS, LibreOffice and Chromium draw a border as a stroked line, a stroked rectangle or a thin filled one, whole or
cell by cell, doubled, dashed, or with small gaps where lines cross; background fills are rectangles too, but not thin.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from extractor.documents.model import Box

THIN = 3.5
"""Points. What is no thicker is a line: Word's thickest common border is 3 points, the lowest table rows have 8."""

SNAP = 3.0
"""Points. Lines nearer than this are one (a double border), and ends nearer than this meet."""

SHORTEST = 5.0
"""Points. Shorter lines, after their pieces are joined, are no borders."""

COVERED = 0.6
"""The share of a cell's side that must be drawn."""

MOST_RULES = 1000
"""Joined lines on one page; a page with more is a map or a chart, and is read without its drawings."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: ``at`` is its y (or x, if vertical), [low, high] its extent along the other axis."""

    at: float
    low: float
    high: float


@dataclass
class Frame:
    """A table as drawn: sorted grid lines, and which sides of its cells have a rule.

    ``across[i][c]``: the line ``ys[i]`` is drawn over column c. ``down[r][j]``: the line ``xs[j]`` is drawn beside row r.
    """

    xs: list[float]
    ys: list[float]
    across: list[list[bool]]
    down: list[list[bool]]
    ends: frozenset[float] = frozenset()
    """Those of ``xs`` at which lines only end: no line is drawn along them."""

    @property
    def box(self) -> Box:
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def blank_frame(box: Box) -> Frame:
    """A table of one cell: for tables that are drawn without any rule."""
    return Frame([box[0], box[2]], [box[1], box[3]], [[True], [True]], [[True, True]])


def rule_boxes(paths: Iterable[Mapping[str, Any]]) -> Iterator[Box]:
    """The thin boxes among the vector paths of a page, as PyMuPDF's ``get_cdrawings`` gives them."""
    for path in paths:
        stroked = "s" in path["type"] and path.get("stroke_opacity", 1) > 0
        if not stroked and not path.get("fill_opacity", 1):
            continue
        if not any(item[0] == "re" for item in path["items"]) and not stroked:
            yield from _thin(path["rect"])  # a filled polygon of single lines
            continue
        for item in path["items"]:
            if item[0] == "re":
                yield from _sides(item[1]) if stroked and not _is_thin(item[1]) else _thin(item[1])
            elif item[0] == "qu":
                quad = item[1]
                box = (
                    min(p[0] for p in quad),
                    min(p[1] for p in quad),
                    max(p[0] for p in quad),
                    max(p[1] for p in quad),
                )
                yield from _sides(box) if stroked else _thin(box)
            elif item[0] == "l" and stroked:
                (x0, y0), (x1, y1) = item[1], item[2]
                yield from _thin((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _is_thin(box: Box) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) <= THIN


def _thin(box: Box) -> Iterator[Box]:
    if _is_thin(box):
        yield box


def _sides(box: Box) -> Iterator[Box]:
    x0, y0, x1, y1 = box
    yield (x0, y0, x1, y0)
    yield (x0, y1, x1, y1)
    yield (x0, y0, x0, y1)
    yield (x1, y0, x1, y1)


def join_rules(boxes: Iterable[Box]) -> tuple[list[Rule], list[Rule]]:
    """Thin boxes as (horizontal, vertical) rules, pieces of one line joined: dashes, cell by cell borders, doubles."""
    flat: list[Rule] = []
    steep: list[Rule] = []
    for x0, y0, x1, y1 in boxes:
        if y1 - y0 <= THIN:
            flat.append(Rule((y0 + y1) / 2, x0, x1))
        if x1 - x0 <= THIN:
            steep.append(Rule((x0 + x1) / 2, y0, y1))
    return _joined(flat), _joined(steep)


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    joined: list[Rule] = []
    for near in _near(rules):
        part: list[Rule] = []
        reach = 0.0
        for rule in sorted(near, key=lambda rule: rule.low):
            if part and rule.low > reach + SNAP:
                joined.append(_one(part))
                part = []
            reach = max(reach, rule.high) if part else rule.high
            part.append(rule)
        joined.append(_one(part))
    return [rule for rule in joined if rule.high - rule.low >= SHORTEST]


def _one(part: Sequence[Rule]) -> Rule:
    length = sum(rule.high - rule.low for rule in part)
    at = sum(rule.at * (rule.high - rule.low) for rule in part) / length if length else part[0].at
    return Rule(at, part[0].low, max(rule.high for rule in part))


def _near(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Rules at about the same position."""
    group: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if group and rule.at - group[0].at > SNAP:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group


@dataclass
class Sketch:
    """Rules that belong together: one table's, as far as they touch."""

    flat: list[Rule]
    steep: list[Rule]

    @property
    def box(self) -> Box:
        xs = [rule.at for rule in self.steep] + [end for rule in self.flat for end in (rule.low, rule.high)]
        ys = [rule.at for rule in self.flat] + [end for rule in self.steep for end in (rule.low, rule.high)]
        return (min(xs), min(ys), max(xs), max(ys))


def sketches(boxes: Iterable[Box]) -> list[Sketch]:
    """The rules of a page as groups that touch, top to bottom; a rule that touches none is a group of its own."""
    flat, steep = join_rules(boxes)
    if len(flat) + len(steep) > MOST_RULES:
        return []
    parent = list(range(len(flat) + len(steep)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = index = parent[parent[index]]
        return index

    for i, across in enumerate(flat):
        for j, down in enumerate(steep, len(flat)):
            if _meets(across, down.at) and _meets(down, across.at):
                parent[root(i)] = root(j)
    groups: dict[int, Sketch] = {}
    for index, rule in enumerate(flat):
        groups.setdefault(root(index), Sketch([], [])).flat.append(rule)
    for index, rule in enumerate(steep, len(flat)):
        groups.setdefault(root(index), Sketch([], [])).steep.append(rule)
    return sorted(groups.values(), key=lambda group: group.box[1])


def _meets(rule: Rule, at: float) -> bool:
    return rule.low - SNAP <= at <= rule.high + SNAP


def frame_of(sketch: Sketch) -> Frame:
    """The grid of one table. A missing outer border is put where the lines that should meet it end.

    Lines that end where no line crosses them mark the borders of a table whose crossing lines are not drawn at all.
    """
    xs = _grid_lines(sketch.steep, sketch.flat)
    ys = _grid_lines(sketch.flat, sketch.steep)
    across = [[_drawn(sketch.flat, y, *span) for span in pairwise(xs)] for y in ys]
    down = [[_drawn(sketch.steep, x, *span) for x in xs] for span in pairwise(ys)]
    _close_ends(across, sketch.steep, xs, ys)
    turned = [list(column) for column in zip(*down, strict=True)]
    _close_ends(turned, sketch.flat, ys, xs)
    ends = frozenset(x for x in xs[1:-1] if all(abs(rule.at - x) > SNAP for rule in sketch.steep))
    frame = Frame(xs, ys, across, [list(row) for row in zip(*turned, strict=True)], ends)
    frame.across[0] = frame.across[-1] = [True] * (len(xs) - 1)
    for row in frame.down:
        row[0] = row[-1] = True
    return frame


def _grid_lines(rules: Sequence[Rule], crossing: Sequence[Rule]) -> list[float]:
    lines = [sum(rule.at for rule in near) / len(near) for near in _near(rules)]
    for end in sorted(end for rule in crossing for end in (rule.low, rule.high)):
        if all(abs(end - line) > 2 * SNAP for line in lines):
            lines.append(end)
    return sorted(lines)


def _drawn(rules: Sequence[Rule], at: float, low: float, high: float) -> bool:
    covered = sum(max(min(rule.high, high) - max(rule.low, low), 0.0) for rule in rules if abs(rule.at - at) <= SNAP)
    return covered >= COVERED * (high - low)


def _close_ends(sides: list[list[bool]], crossing: Sequence[Rule], along: Sequence[float], at: Sequence[float]) -> None:
    """Draw the grid line at which rules end without meeting one: beside the cells that those rules run along."""
    for line, row in zip(at, sides, strict=True):
        if any(row):
            continue
        for rule in crossing:
            if min(abs(rule.low - line), abs(rule.high - line)) <= 2 * SNAP:
                for index, (low, high) in enumerate(pairwise(along)):
                    if low - SNAP <= rule.at <= high + SNAP:
                        row[index] = True
