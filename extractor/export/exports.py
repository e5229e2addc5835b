"""Writing a workspace's results out: as tables, or each report in the layout of the official form."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Literal

from extractor.errors import UsageError
from extractor.export.files import FILES
from extractor.export.folder import Folder
from extractor.export.notes import Note
from extractor.export.tables import Record, Table, dictionary_of, tables_of
from extractor.reports.base import ReportType
from extractor.reports.page import PageBlock
from extractor.reports.results import load_result
from extractor.result import NO_REPORT
from extractor.store.engine import Store
from extractor.store.exporting import current_results

FormFormat = Literal["docx", "xlsx"]
TableFormat = Literal["csv", "jsonl", "parquet", "xlsx"]
WORKBOOK = "export.xlsx"


@dataclass
class Exported:
    """What came of an export: files written, reports in them; forms that a person changed and that were left alone."""

    files: list[str] = field(default_factory=list)
    reports: int = 0
    kept: list[str] = field(default_factory=list)


def records(store: Store, report_type: ReportType) -> Iterator[Record]:
    """The current results of a workspace, one at a time, by name."""
    for current in current_results(store, (report_type.schema, NO_REPORT)):
        result = load_result(current.text)
        assert result is not None, "the store keeps results of these schemas as they are written"
        yield Record(current.report_name, current.key, result, current.log)


def export_tables(store: Store, folder: Folder, report_type: ReportType, to: TableFormat) -> Exported:
    """Write the tables. Raises UsageError where a file there is not ours, or Excel cannot hold the rows."""
    tables = tables_of(report_type)
    if to == "xlsx":
        return _export_workbook(store, folder, report_type, tables)
    kind = FILES[to]
    columns, dictionary = dictionary_of(tables)
    names = {table.name: f"{table.name}{kind.suffix}" for table in tables} | {"dictionary": f"dictionary{kind.suffix}"}
    exported = Exported(list(names.values()))
    folder.refuse_changed(names.values())
    with folder.writing(*names.values()) as paths, ExitStack() as stack:
        files = {table.name: stack.enter_context(kind(paths[names[table.name]], table.columns)) for table in tables}
        stack.enter_context(kind(paths[names["dictionary"]], columns)).write(dictionary)
        for record in records(store, report_type):
            for table in tables:
                files[table.name].write(table.rows(record))
            exported.reports += 1
    return exported


def _export_workbook(store: Store, folder: Folder, report_type: ReportType, tables: tuple[Table, ...]) -> Exported:
    from extractor.export.workbook import WorkbookFile

    columns, dictionary = dictionary_of(tables)
    sheets = [(table.name, table.columns) for table in tables] + [("dictionary", columns)]
    exported = Exported([WORKBOOK])
    folder.refuse_changed([WORKBOOK])
    with folder.writing(WORKBOOK) as paths, WorkbookFile(paths[WORKBOOK], sheets) as workbook:
        workbook.write("dictionary", dictionary)
        for record in records(store, report_type):
            for table in tables:
                workbook.write(table.name, table.rows(record), record.notes if table.name == "panel" else None)
            exported.reports += 1
    return exported


def export_forms(store: Store, folder: Folder, report_type: ReportType, to: FormFormat) -> Exported:
    """Write each report that could be read as a file of its own; one that a person changed since is left as it is.

    Raises UsageError for a report type without an official form.
    """
    if report_type.page is None:
        raise UsageError(f"{report_type.name} 没有法定表样。", f"Reports of the type {report_type.name} have no official form.")
    write = _form_writer(to)
    exported = Exported()
    for record in records(store, report_type):
        name = f"{record.name}.{to}"
        if record.result.report is None:
            continue
        if not folder.is_ours(name):
            exported.kept.append(name)
            continue
        with folder.writing(name) as paths:
            paths[name].write_bytes(write(report_type.page(record.result), record.notes))
        exported.reports += 1
        exported.files.append(name)
    return exported


def _form_writer(to: FormFormat) -> Callable[[Iterable[PageBlock], Mapping[str, Note]], bytes]:
    if to == "docx":
        from extractor.export.form_word import word_form

        return word_form
    from extractor.export.form_excel import excel_form

    return excel_form
