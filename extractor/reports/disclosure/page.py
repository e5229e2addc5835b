"""A disclosure report laid out as the official form: 国办公开办函〔2019〕60号 or 〔2021〕30号, whichever its tables follow.

The words are the form's and the report's own; nothing is added but the names of what the report says about itself
(统计期限, 地址, …). A row that the document does not have is left out; a cell that could not be read shows what stands there,
so that it is not taken for a blank one.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from extractor.reading import Qualifier
from extractor.reports.base import Block, Column, Layout, Row
from extractor.reports.disclosure.form import APPLICANTS, BLOCKS, OUTCOME_ROWS, RESULTS
from extractor.reports.disclosure.model import DisclosureReport
from extractor.reports.disclosure.outline import SECTIONS
from extractor.reports.page import GRID, PageBlock, PageLine, PageTable, Slot
from extractor.result import Evidence, Number, Result, value_at

# Words that the form prints and that no value hangs on, so that form.py does not list them.
_CONTENT = "信息内容"
_BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_APPLICANTS = "申请人情况"
_ORGANISATIONS = "法人或其他组织"
_CONTACT = {
    "address": "地址",
    "postcode": "邮编",
    "phone": "联系电话",
    "fax": "传真",
    "email": "电子邮箱",
    "website": "网址",
}
_NUMBER = Column("value", ())
_APPENDIX = "附：其他图表数据"
_FORMS: dict[Qualifier, str] = {"about": "约{}", "over": "{}余", "at_least": "{}以上", "at_most": "{}以内"}
_UNREAD = "？"
"""Stands in a cell that holds something nobody could read, where even that is not known."""
_TEN_THOUSAND = 10_000
_OPTIONAL = {row.groups for row in OUTCOME_ROWS if row.optional}
_LABELS = (1, 1, 6)
"""Grid columns of the three columns of labels in section three's table: groups are narrow, labels long."""


class _Page:
    def __init__(self, result: Result, report: DisclosureReport) -> None:
        self.report = report
        self.evidence = result.evidence
        self.layouts = {block.name: layout for block in BLOCKS if (layout := self._layout(block)) is not None}

    def blocks(self) -> Iterator[PageBlock]:
        yield from self._head()
        for key, heading in SECTIONS.items():
            yield PageLine(heading, "heading")
            yield from self._prose(key)
            yield from self._tables(key)
        if self.report.agency and self.report.published_on:
            yield PageLine(self.report.agency, "signature")
        if self.report.published_on:
            yield PageLine(_day(self.report.published_on), "signature")
        yield from self._appendix()

    def _head(self) -> Iterator[PageLine]:
        title, agency, period = self.report.title, self.report.agency, self.report.period
        if title:
            yield PageLine(title, "title")
        elif self.report.year:
            yield PageLine(f"报告年度：{self.report.year}年政府信息公开工作年度报告", "line")
        if period.start and period.end:
            yield PageLine(f"统计期限：{_day(period.start)}至{_day(period.end)}", "line")
        for key, name in _CONTACT.items():
            if value := getattr(self.report.contact, key):
                yield PageLine(f"{name}：{value}", "line")
        if agency and agency not in (title or ""):
            yield PageLine(f"发布机关：{agency}", "line")

    def _prose(self, key: str) -> Iterator[PageBlock]:
        for line in _lines(value_at(self.report, f"/{key}/text")):
            yield PageLine(line, "paragraph")
            if key == "overview":
                yield from (self._series(number) for number in self._titled(line))
        yield from (PageLine(f"{quote}。", "paragraph") for quote in self._quotes(key))

    def _quotes(self, key: str) -> Iterator[str]:
        """What the prose beside a table counts: of that prose the report keeps no more than these words."""
        whole = self.evidence.get("/overview/text")
        for number, fact in enumerate(self.report.overview.facts):
            found = self.evidence.get(f"/overview/facts/{number}/value")
            if found and whole and not whole.start <= found.start < whole.end and self._beside(found) == key:
                yield fact.quote

    def _beside(self, fact: Evidence) -> str:
        """The section of the first table below a fact, else of the last one."""
        tables = dict.fromkeys(block.section for block in BLOCKS)
        below = (key for key in tables if any(p.startswith(f"/{key}/") and e.start > fact.start for p, e in self.evidence.items()))
        return next(below, [*tables][-1])

    def _titled(self, line: str) -> list[int]:
        """The series whose table stands below a line of section one."""
        return [number for number, series in enumerate(self.report.series) if series.title == line]

    def _appendix(self) -> Iterator[PageBlock]:
        """The series that stand elsewhere, below the signature."""
        lines = _lines(self.report.overview.text)
        others = [number for number, series in enumerate(self.report.series) if series.title not in lines]
        if others:
            yield PageLine(_APPENDIX, "line")
        for number in others:
            if title := self.report.series[number].title:
                yield PageLine(title, "paragraph")
            yield self._series(number)

    def _series(self, number: int) -> PageTable:
        points = self.report.series[number].points
        values = [self._point(f"/series/{number}/points/{place}/value") for place in range(len(points))]
        labels = [point.label.partition(" ")[::2] for point in points]
        names, headings = list(dict.fromkeys(row for row, _ in labels)), list(dict.fromkeys(column for _, column in labels))
        if labels != list(product(names, headings)) or not 2 <= len(headings) < GRID:
            rows = ((Slot(point.label, "label"), value) for point, value in zip(points, values, strict=True))
            return PageTable(tuple(rows), (8, 7))
        top = (Slot("", "heading"), *(Slot(heading, "heading") for heading in headings))
        width = len(headings)
        crossed = ((Slot(name, "label"), *values[row * width : (row + 1) * width]) for row, name in enumerate(names))
        return PageTable((top, *crossed), (GRID - width, *(1 for _ in headings)))

    def _point(self, pointer: str) -> Slot:
        return Slot(printed(value_at(self.report, pointer), self.evidence.get(pointer), _NUMBER), "value", pointer=pointer)

    def _tables(self, key: str) -> Iterator[PageTable]:
        blocks = [block for block in BLOCKS if block.section == key and block.name in self.layouts]
        if key == "proactive" and blocks:
            yield PageTable(tuple(row for block in blocks for row in self._block_rows(block)), (6, 3, 3, 3))
        for block in blocks:
            if block.name == "requests":
                yield self._requests(block)
            if block.flat:
                yield self._flat(block)

    def _layout(self, block: Block) -> Layout | None:
        """The layout that most of the document's cells are of; of two with as many, the one that misses fewer."""
        counts = [
            sum(block.pointer_of(row, column) in self.evidence for row in block.rows for column in layout.columns)
            for layout in block.layouts
        ]
        best = max(zip(counts, block.layouts, strict=True), key=lambda pair: (pair[0], -len(pair[1].columns)))
        return best[1] if best[0] else None

    def _has(self, block: Block, row: Row, layout: Layout) -> bool:
        return any(block.pointer_of(row, column) in self.evidence for column in layout.columns)

    def _rows(self, block: Block) -> list[Row]:
        return [row for row in block.rows if self._has(block, row, self.layouts[block.name])]

    def _value(self, block: Block, row: Row, column: Column) -> Slot:
        pointer = block.pointer_of(row, column)
        text = printed(value_at(self.report, pointer), self.evidence.get(pointer), column)
        return Slot(text, "value", pointer=pointer)

    def _block_rows(self, block: Block) -> Iterator[tuple[Slot, ...]]:
        """One block of section two under its own headings, over four columns."""
        columns = self.layouts[block.name].columns
        yield (Slot(block.chinese, "heading", 1, 4),)
        yield _spread([Slot(text, "heading") for text in (_CONTENT, *(column.labels[0] for column in columns))])
        for row in self._rows(block):
            yield _spread([Slot(row.labels[0], "label"), *(self._value(block, row, column) for column in columns)])

    def _requests(self, block: Block) -> PageTable:
        rows = self._rows(block)
        body = (
            (*_labels(rows, index), *(self._value(block, row, column) for column in APPLICANTS))
            for index, row in enumerate(rows)
        )
        return PageTable((*_request_headings(), *body), (*_LABELS, *(1 for _ in APPLICANTS)))

    def _flat(self, block: Block) -> PageTable:
        """Section four: three blocks side by side, two of them under one heading."""
        alone = [row for row in block.rows if not row.groups]
        grouped = [row for row in block.rows if row.groups]
        results = [Slot(column.labels[0], "heading") for column in RESULTS]
        width = len(results)
        first = [Slot(row.labels[0], "heading", 1, width) for row in alone]
        group = Slot(grouped[0].groups[0], "heading", 1, width * len(grouped))
        second = [replace(slot, row_span=2) for _ in alone for slot in results]
        names = [Slot(row.labels[0], "heading", 1, width) for row in grouped]
        values = [self._value(block, row, column) for row in (*alone, *grouped) for column in RESULTS]
        third = [slot for _ in grouped for slot in results]
        return PageTable(((*first, group), (*second, *names), tuple(third), tuple(values)), (1,) * GRID)


def page(result: Result) -> Iterator[PageBlock]:
    """The page of a result's report, top to bottom; nothing where it has no report of this type."""
    if isinstance(result.report, DisclosureReport):
        yield from _Page(result, result.report).blocks()


def printed(value: Number | None, evidence: Evidence | None, column: Column) -> str:
    """A value as the form prints it in a cell of ``column``; money in 万元."""
    if value is None:
        if evidence is None or evidence.qualifier == "blank":
            return ""
        return "/" if evidence.qualifier == "not_applicable" else evidence.raw or _UNREAD
    if column.kind != "yuan" or not value:
        return _FORMS.get(evidence.qualifier if evidence else "exact", "{}").format(value)
    amount = _decimal(value)
    return amount if column.unit == _TEN_THOUSAND else f"{amount}万元"


def _decimal(yuan: Number) -> str:
    return f"{yuan / _TEN_THOUSAND:.10f}".rstrip("0").rstrip(".")


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").split("\n") if line]


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _spread(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The slots over section two's four columns, the last one reaching to the edge."""
    return (*slots[:-1], replace(slots[-1], column_span=4 - len(slots) + 1))


def _request_headings() -> Iterator[tuple[Slot, ...]]:
    first, *inner, last = [Slot(column.labels[0], "heading") for column in APPLICANTS]
    yield Slot(_BALANCE, "heading", 3, len(_LABELS)), Slot(_APPLICANTS, "heading", 1, len(APPLICANTS))
    yield replace(first, row_span=2), Slot(_ORGANISATIONS, "heading", 1, len(inner)), replace(last, row_span=2)
    yield tuple(inner)


def _labels(rows: Sequence[Row], index: int) -> Iterator[Slot]:
    """The groups that begin with this row, and its own label over what is left of the label columns."""
    row = rows[index]
    groups = _groups(row, rows)
    for level, group in enumerate(groups):
        members = [_groups(other, rows)[: level + 1] == groups[: level + 1] for other in rows]
        if members.index(True) == index:
            yield Slot(group, "label", members.count(True))
    label = row.labels[0] if groups == row.groups else row.groups[-1]
    yield Slot(label, "label", 1, len(_LABELS) - len(groups))


def _groups(row: Row, rows: Sequence[Row]) -> tuple[str, ...]:
    """The groups over ``row``; a group whose optional rows are all left out is itself the label of its one row."""
    whole = row.groups not in _OPTIONAL or any(other.optional and other.groups == row.groups for other in rows)
    return row.groups if whole else row.groups[:-1]
