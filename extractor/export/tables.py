"""The exported tables: a panel with one row a report, all values with their evidence, checks, facts, and a dictionary.

In the panel a value that is not there is null, whatever the reason; ``state`` in the table of values tells the reasons
apart: ``blank`` (an empty cell), ``not_applicable`` (/ or —), ``unread`` (something stands there that nobody could read),
and no row at all for a cell that the document does not have.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from extractor.batch.inputs import REPORTS
from extractor.export.columns import Column, Kind, fact_columns, fact_lists, report_columns
from extractor.export.notes import Note, changers, notes_of
from extractor.reports.arithmetic import flatten
from extractor.reports.base import ReportType
from extractor.result import Evidence, Result, value_at
from extractor.store.reviews import Logged

Cell = str | int | float | dt.date | None
Row = tuple[Cell, ...]


@dataclass
class Record:
    """One file's result, as the tables need it. ``key``: the file's path from DIR."""

    name: str
    key: str
    result: Result
    log: Sequence[Logged] = field(default=())

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Pointer -> value, of every single value of the report."""
        return flatten(self.result.report.model_dump()) if self.result.report is not None else {}

    @cached_property
    def notes(self) -> Mapping[str, Note]:
        """Pointer -> note, of the values that are marked."""
        return notes_of(self.result, self.log)

    @cached_property
    def changed(self) -> Mapping[str, Logged]:
        """Pointer -> the entry by which a person last changed the value."""
        return changers(self.result, self.log)

    @cached_property
    def subject(self) -> Row:
        """The first cells of every row: which report it belongs to."""
        return self.name, self.values.get("/agency"), self.values.get("/year")


@dataclass(frozen=True)
class Table:
    """``rows`` gives a record's rows, each with a cell for every column."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Record], Iterator[Row]]


def tables_of(report_type: ReportType) -> tuple[Table, ...]:
    """The tables whose rows come from reports, in the order in which they are written."""
    columns = {column.pointer: column for column in report_columns(report_type) if column.pointer is not None}
    own = [column for pointer, column in columns.items() if pointer not in {subject.pointer for subject in _SUBJECT}]
    facts, lists = fact_columns(report_type), fact_lists(report_type)
    return (
        Table(
            "panel",
            (*_SUBJECT, *_PANEL_HEAD, *own, *_PANEL_TAIL),
            lambda record: _panel(record, [column.pointer for column in own]),
        ),
        Table("values", (*_SUBJECT, *_VALUE, *_EVIDENCE), lambda record: _values(record, columns)),
        Table("checks", (*_SUBJECT, *_CHECK), _checks),
        Table(
            "facts",
            (*_SUBJECT, _POINTER, *facts, *_EVIDENCE),
            lambda record: _facts(record, lists, [column.pointer or "" for column in facts]),
        ),
    )


def dictionary_of(tables: Sequence[Table]) -> tuple[tuple[Column, ...], list[Row]]:
    """The columns of the data dictionary, and a row for every column of every table."""
    rows: list[Row] = [
        (
            *(table.name, column.name, column.pointer, column.chinese, column.english, column.kind),
            *(column.unit or None, column.edition or None),
        )
        for table in tables
        for column in table.columns
    ]
    return _DICTIONARY, rows


def _texts(*columns: tuple[str, Kind, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*column) for column in columns)


_SUBJECT = (
    Column("report", "text", "结果名", "name of the result: DIR/reports/<report>.json; the same in all tables"),
    Column("agency", "text", "行政机关", "agency, as the document gives it", pointer="/agency"),
    Column("year", "integer", "报告年度", "reporting year", pointer="/year"),
)
_PANEL_HEAD = _texts(
    ("status", "text", "状态", "accepted, needs_review, failed"),
    ("source_name", "text", "文件名", "name of the document's file"),
    ("source_path", "text", "文件路径", "path of the document from DIR"),
    ("source_sha256", "text", "文件 SHA-256", "SHA-256 of the document: equal where two files are the same"),
    ("source_pages", "integer", "页数", "pages, where the format has pages"),
    ("result_path", "text", "结果文件", "path of the result from DIR"),
    ("error_code", "text", "失败代码", "why nothing could be read: code"),
    ("error_message", "text", "失败原因", "why nothing could be read: sentence"),
)
_PANEL_TAIL = _texts(
    ("checks_failed", "integer", "不符的核验数", "checks that do not hold"),
    ("values_in_doubt", "integer", "存疑的值数", "values in doubt"),
    ("values_changed", "integer", "人工修改的值数", "values that a person changed or added"),
    ("engine", "text", "引擎", "engine that read the document: offline, hybrid, llm"),
    ("version", "text", "程序版本", "version of the extractor"),
)
_POINTER = Column("pointer", "text", "位置", "JSON Pointer of the value in the report")
_VALUE = (
    _POINTER,
    *_texts(
        ("panel_column", "text", "面板列名", "column of the panel that shows the value; null for elements of lists"),
        ("label", "text", "名称", "the form's name of the cell, or the document's own label"),
        ("state", "text", "状态", "value, blank, not_applicable, unread; a cell that the document does not have has no row"),
        ("value", "text", "值", "the value as text"),
        ("number", "number", "数值", "the value where it is a number: single items, money in yuan"),
        ("qualifier", "text", "表述", "exact, about, over, at_least, at_most, blank, not_applicable"),
    ),
)
_EVIDENCE = _texts(
    ("raw", "text", "原样文字", "exactly as it stands in the source"),
    ("page", "integer", "页", "0-based page, where the source has pages"),
    ("x0", "number", "左", "left edge on the page, in points"),
    ("y0", "number", "上", "upper edge on the page, in points"),
    ("x1", "number", "右", "right edge on the page, in points"),
    ("y1", "number", "下", "lower edge on the page, in points"),
    ("start_offset", "integer", "起始", "offset of the first character in the normalised text (extractor text FILE)"),
    ("end_offset", "integer", "结束", "offset behind the last character"),
    ("readers", "text", "读取方式", "who read it: table, rule, llm, ocr, reviewer"),
    ("confidence", "number", "置信度", "calibrated: of values marked 0.9, nine in ten are right"),
    ("mark", "text", "标记", "doubt, source (the document contradicts itself), changed (by a person); null for none"),
    ("reviewer", "text", "修改人", "who changed the value"),
    ("reviewed_at", "text", "修改时间", "when, UTC, ISO 8601"),
    ("reason", "text", "修改理由", "why"),
)
_CHECK = _texts(
    ("check_id", "text", "核验", "id of the check"),
    ("status", "text", "结果", "pass, fail, not_applicable"),
    ("cause", "text", "原因", "of a failure: source (the agency's own mistake), extraction, unknown"),
    ("expected", "text", "应为", "the one side"),
    ("actual", "text", "实为", "the other side"),
    ("message", "text", "说明", "the sum, and what it says"),
    ("pointers", "text", "涉及的值", "JSON Pointers of the values it speaks about, by ; and a space"),
    ("repair_pointer", "text", "修正建议：位置", "the one value whose change would make it hold"),
    ("repair_value", "number", "修正建议：值", "what that value would have to be"),
)
_DICTIONARY = _texts(
    ("table_name", "text", "表", "table"),
    ("column_name", "text", "列名", "column"),
    ("pointer", "text", "位置", "JSON Pointer of the value it shows, for columns of the panel"),
    ("chinese", "text", "中文名", "Chinese name: the form's own wording"),
    ("english", "text", "英文说明", "English description"),
    ("type", "text", "类型", "integer, number, text, date"),
    ("unit", "text", "单位", "unit"),
    ("edition", "text", "表样版本", "the only edition of the form that has it; null for both"),
)


def _panel(record: Record, pointers: Sequence[str | None]) -> Iterator[Row]:
    result, error = record.result, record.result.error
    marks = [note.mark for note in record.notes.values()]
    yield (
        *record.subject,
        result.status,
        result.source.name,
        record.key,
        result.source.sha256 or None,
        result.source.pages,
        f"{REPORTS}/{record.name}.json",
        error.code if error else None,
        error.message if error else None,
        *(record.values.get(pointer or "") for pointer in pointers),
        len(result.failed_checks()),
        marks.count("doubt"),
        len(record.changed),
        result.run.engine,
        result.run.version,
    )


def _values(record: Record, columns: Mapping[str, Column]) -> Iterator[Row]:
    for pointer, evidence in record.result.evidence.items():
        value, column = record.values.get(pointer), columns.get(pointer)
        yield (
            *record.subject,
            pointer,
            column.name if column else None,
            column.chinese if column else record.values.get(f"{pointer.rpartition('/')[0]}/label"),
            _state(value, evidence),
            None if value is None else str(value),
            float(value) if isinstance(value, int | float) else None,
            evidence.qualifier,
            *_evidence(record, pointer, evidence),
        )


def _state(value: object, evidence: Evidence) -> str:
    if value is not None:
        return "value"
    return evidence.qualifier if evidence.qualifier in ("blank", "not_applicable") else "unread"


def _evidence(record: Record, pointer: str, evidence: Evidence | None) -> Row:
    note, change = record.notes.get(pointer), record.changed.get(pointer)
    read = (
        (None,) * 10
        if evidence is None
        else (
            evidence.raw,
            evidence.page,
            *(evidence.bbox or (None,) * 4),
            evidence.start,
            evidence.end,
            ", ".join(evidence.readers),
            evidence.confidence,
        )
    )
    return (
        *read,
        note.mark if note else None,
        change.reviewer if change else None,
        change.reviewed_at.isoformat(timespec="seconds") if change else None,
        change.change.reason if change else None,
    )


def _checks(record: Record) -> Iterator[Row]:
    for check in record.result.checks:
        yield (
            *record.subject,
            check.id,
            check.status,
            check.cause,
            None if check.expected is None else str(check.expected),
            None if check.actual is None else str(check.actual),
            check.message,
            "; ".join(check.pointers),
            check.repair.pointer if check.repair else None,
            float(check.repair.value) if check.repair else None,
        )


def _facts(record: Record, lists: Sequence[str], below: Sequence[str]) -> Iterator[Row]:
    report = record.result.report
    if report is None:
        return
    for above in lists:
        for number, fact in enumerate(value_at(report, above)):
            pointer = f"{above}/{number}/value"
            cells = (value_at(fact, part) for part in below)
            yield (*record.subject, pointer, *cells, *_evidence(record, pointer, record.result.evidence.get(pointer)))
