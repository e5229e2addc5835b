"""Small tables and chart data outside the statutory tables, as titled series of labelled numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.documents.characters import fold, squeeze, tidy
from extractor.documents.model import Block, Cell, Document, Paragraph, Table
from extractor.readers.numbers import Numeral, parse_cell
from extractor.reading import Candidate, Item
from extractor.reports.base import Outline

_STATUTORY = ("proactive", "requests", "challenges")
_FORM = re.compile("第二十条第|信息内容|本年新收政府信息公开申请|申请人情况|结果维持|行政事业性收费|制发件数|处理决定数量")
_PAGE = re.compile("索引号|索取号|发文字号|发文日期|成文日期|主题分类|发布机构|信息名称|有效性|体裁")
_LONGEST_TITLE = 60
_FEWEST_POINTS = 2


@dataclass(frozen=True, slots=True)
class _Point:
    label: str
    cell: Cell
    numeral: Numeral


@dataclass(frozen=True, slots=True)
class _Group:
    """Labels in a row, and the numbers in a row after them; the first label may name the others."""

    labels: list[str]
    values: list[tuple[Cell, Numeral]]

    @property
    def named(self) -> bool:
        return len(self.labels) == len(self.values) + 1


def find_series(document: Document, outline: Outline) -> list[Item]:
    """A series for each table outside the statutory sections in which every label has its number."""
    found = (
        _series(document.blocks, index, block)
        for index, block in enumerate(document.blocks)
        if isinstance(block, Table) and _eligible(block, outline)
    )
    return [item for item in found if item is not None]


def _eligible(table: Table, outline: Outline) -> bool:
    first = min((section.start for section in outline.sections), default=0)
    statutory = (section for section in outline.sections if section.key in _STATUTORY)
    if table.start < first or any(section.start <= table.start < section.end for section in statutory):
        return False
    text = squeeze(fold("".join(cell.text for cell in table.cells)))
    return not _FORM.search(text) and not _PAGE.search(text)


def _series(blocks: Sequence[Block], index: int, table: Table) -> Item | None:
    rows = [filled for row in table.rows if (filled := [cell for cell in row if cell.text])]
    headings = _headings(blocks, index)
    points = _crossed(rows)
    if points is None:
        groups = _groups(rows)
        if groups is None:
            return None
        name = ""
        if not groups[0].named and any(group.named for group in groups):
            name = headings.pop(0) if headings else ""
        points = [point for number, group in enumerate(groups) for point in _labelled(group, name if number == 0 else "")]
    if len(points) < _FEWEST_POINTS:
        return None
    return _item(headings[0] if headings else None, points)


def _headings(blocks: Sequence[Block], index: int) -> list[str]:
    """The lines right before a table that may be its title, the nearest first."""
    headings: list[str] = []
    for block in reversed(blocks[max(index - 2, 0) : index]):
        if not isinstance(block, Paragraph) or len(block.text) > _LONGEST_TITLE or block.text.endswith(("。", "；", "，")):
            break
        headings.append(tidy(block.text).rstrip(":："))
    return headings


def _groups(rows: Sequence[Sequence[Cell]]) -> list[_Group] | None:
    """The cells in reading order as runs of labels and numbers; None unless every label has its number."""
    groups: list[_Group] = []
    for cell in (cell for row in rows for cell in row):
        numeral = _numeral(cell)
        if numeral is not None and groups:
            groups[-1].values.append((cell, numeral))
        elif numeral is None and (not groups or groups[-1].values):
            groups.append(_Group([tidy(cell.text)], []))
        elif numeral is None:
            groups[-1].labels.append(tidy(cell.text))
        else:
            return None
    named = (0, 1) if len(groups) > 1 else (0,)
    whole = bool(groups) and all(group.values and len(group.labels) - len(group.values) in named for group in groups)
    return groups if whole else None


def _labelled(group: _Group, name: str) -> list[_Point]:
    labels = group.labels
    if group.named:
        name, *labels = labels
    return [
        _Point(f"{name} {label}".strip(), cell, numeral)
        for label, (cell, numeral) in zip(labels, group.values, strict=True)
    ]


def _crossed(rows: Sequence[Sequence[Cell]]) -> list[_Point] | None:
    """Points of a table with a heading row and labelled rows: 微信 2019年, or the label alone for a single column."""
    if len(rows) < 3 or any(_numeral(cell) for cell in rows[0]):
        return None
    width = len(rows[1])
    headings = [tidy(cell.text) for cell in rows[0]][-(width - 1) :]
    if width < 2 or len(headings) != width - 1 or len(rows[0]) > width:
        return None
    points: list[_Point] = []
    for label, *cells in rows[1:]:
        numerals = [_numeral(cell) for cell in cells]
        if _numeral(label) is not None or len(cells) != len(headings):
            return None
        for heading, cell, numeral in zip(headings, cells, numerals, strict=True):
            if numeral is None:
                return None
            name = tidy(label.text)
            points.append(_Point(name if len(headings) == 1 else f"{name} {heading}", cell, numeral))
    return points


def _numeral(cell: Cell) -> Numeral | None:
    parsed = parse_cell(cell.text)
    return parsed if isinstance(parsed, Numeral) else None


def _item(title: str | None, points: Sequence[_Point]) -> Item:
    content = {"title": title, "points": [{"label": point.label, "value": point.numeral.value} for point in points]}
    evidence = {
        f"/points/{number}/value": Candidate(
            point.numeral.value,
            point.cell.text,
            point.cell.start,
            point.cell.end,
            point.numeral.qualifier,
            "rule",
        )
        for number, point in enumerate(points)
    }
    return Item(content, evidence)
