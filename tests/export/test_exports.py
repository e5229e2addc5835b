"""``extractor export``: what the tables say, what opens them, what a person made stays."""

import csv
import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from extractor.cli import main
from extractor.errors import UsageError
from extractor.export.columns import column_name
from extractor.export.exports import export_forms, export_tables, records
from extractor.export.folder import Folder
from extractor.export.tables import tables_of
from extractor.reports.arithmetic import flatten
from extractor.reports.disclosure import DISCLOSURE
from extractor.result import Result, value_at
from extractor.review.desk import added_fact, correction, deletion, open_review, submit
from extractor.store.engine import Store, open_store
from tests.databases import empty_url, postgres_template, store_url
from tests.store.making import entry_of, fill, read_example
from tests.ui.conftest import document_of

__all__ = ["empty_url", "postgres_template", "store_url"]
EXCERPTS = Path(__file__).parents[1] / "reports" / "work_report" / "excerpts"
GOLDEN = Path(__file__).with_name("panel_columns.txt")
FORMATS = ("csv", "jsonl", "parquet")
TABLES = ("panel", "values", "checks", "facts", "dictionary")
SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def exported(read_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the tables of the examples in every format."""
    folder = tmp_path_factory.mktemp("tables")
    for to in (*FORMATS, "xlsx"):
        assert main(["export", str(read_out), "--to", to, "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def work_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The excerpts of work reports, read: documents of another type, with facts of other columns."""
    out = tmp_path_factory.mktemp("work") / "out"
    assert main(["run", str(EXCERPTS / "*.txt"), "--out", str(out), "--engine", "offline", "--workers", "1"]) == 0
    return out


@pytest.mark.parametrize("to", [*FORMATS, "xlsx"])
def test_every_type_of_report_is_exported(work_reports: Path, tmp_path: Path, to: str) -> None:
    folder = tmp_path / "tables"
    assert main(["export", str(work_reports), "--to", to, "--type", "work-report", "--out", str(folder)]) == 0
    if to == "csv":
        given = [fact for result in results(work_reports).values() for fact in result["report"]["results"]["facts"]]
        with (folder / "facts.csv").open(encoding="utf-8-sig") as file:
            told = list(csv.DictReader(file))
        basis = sorted(line["comparison_basis"] for line in told if line["pointer"].startswith("/results"))
        assert basis == sorted((fact["comparison"] or {}).get("basis") or "" for fact in given)
        assert any(basis)


def results(out: Path) -> dict[str, dict[str, Any]]:
    """The results in DIR by name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (out / "reports").glob("*.json")}


def rows(exported: Path, query: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(query.replace("@", f"{exported}/")).fetchall()


# --- what the tables say ------------------------------------------------------------------------------------------


def test_the_panel_holds_every_single_value_by_its_pointer(exported: Path, read_out: Path) -> None:
    frame = parquet.read_table(exported / "panel.parquet").to_pylist()
    panel = {row["report"]: row for row in frame}
    found = results(read_out)
    assert panel.keys() == found.keys()
    for name, result in found.items():
        for pointer, value in flatten(result["report"] or {}).items():
            if "/facts" not in pointer and "/problems/" not in pointer.removesuffix("/text") and "/series" not in pointer:
                shown = panel[name][column_name(pointer)]
                assert (shown.isoformat() if isinstance(shown, dt.date) else shown) == value, pointer
        assert panel[name]["status"] == result["status"]
        assert panel[name]["checks_failed"] == sum(check["status"] == "fail" for check in result["checks"])


def test_a_file_that_could_not_be_read_has_a_row(exported: Path) -> None:
    query = "SELECT report, status, error_code, title FROM '@panel.parquet' WHERE status = 'failed'"
    assert rows(exported, query) == [("=letter.txt", "failed", "not_a_report", None)]


def test_every_value_has_its_evidence(exported: Path, read_out: Path) -> None:
    lines = parquet.read_table(exported / "values.parquet").to_pylist()
    values = {(line["report"], line["pointer"]): line for line in lines}
    assert len(values) == len(lines) == sum(len(result["evidence"]) for result in results(read_out).values())
    for name, result in results(read_out).items():
        for pointer, evidence in result["evidence"].items():
            line = values[name, pointer]
            value = value_at(result["report"], pointer)
            assert line["value"] == (None if value is None else str(value))
            assert line["number"] == (value if isinstance(value, int | float) else None)
            assert (line["raw"], line["start_offset"], line["end_offset"]) == (evidence["raw"], evidence["start"], evidence["end"])
            assert (line["qualifier"], line["confidence"]) == (evidence["qualifier"], evidence["confidence"])


def test_blank_not_applicable_nought_and_no_such_cell_differ(tmp_path: Path) -> None:
    result = read_example(0).model_copy(deep=True)
    cells = [f"/requests/received/{column}" for column in ("business", "research", "public_interest", "other")]
    for pointer, qualifier in zip(cells, ("blank", "not_applicable", "exact", None), strict=True):
        setattr(result.report.requests.received, pointer.rpartition("/")[2], None)  # type: ignore[union-attr]
        if qualifier is None:
            del result.evidence[pointer]
        else:
            result.evidence[pointer].qualifier = qualifier  # type: ignore[assignment]
    store = open_store(tmp_path / "out")
    fill(store, ["a.txt"], entry_of(result))
    export_tables(store, Folder(tmp_path / "x"), DISCLOSURE, "parquet")
    store.close()
    query = "SELECT panel_column, state FROM '@x/values.parquet' WHERE pointer LIKE '/requests/received/%'"
    states = dict(rows(tmp_path, query))
    names = [column_name(pointer) for pointer in cells]
    assert [states.get(name) for name in names] == ["blank", "not_applicable", "unread", None]
    assert states["requests_received_natural_person"] == "value"
    panel = f"SELECT {', '.join(names)}, requests_received_natural_person FROM '@x/panel.parquet'"
    assert rows(tmp_path, panel) == [(None, None, None, None, 0)]


def test_facts_and_checks(exported: Path) -> None:
    facts = rows(exported, "SELECT label, value, unit, scope, quote FROM '@facts.parquet' WHERE indicator = 'press_conferences'")
    assert ("新闻发布会", 3.0, "次", None, "新闻发布会3次") in facts
    checks = rows(exported, "SELECT check_id, actual FROM '@checks.parquet' WHERE status = 'fail' AND report LIKE '001%'")
    assert ("requests.balance.total", "22") in checks


def test_the_dictionary_names_every_column_in_both_languages(exported: Path) -> None:
    described = rows(exported, "SELECT table_name, column_name, chinese, english, type FROM '@dictionary.parquet'")
    for table in TABLES[:-1]:
        names = parquet.read_schema(exported / f"{table}.parquet").names
        assert [name for where, name, *_ in described if where == table] == names
    assert all(text for line in described for text in line)
    own = {column.pointer for table in tables_of(DISCLOSURE) for column in table.columns if column.pointer}
    assert {part for pointer in own for part in pointer.split("/")[1:]} - DISCLOSURE.words.keys() == set()
    chinese = {name: text for where, name, text, *_ in described if where == "panel"}
    assert chinese["requests_outcomes_refused_state_secret_total"] == "三、本年度办理结果 · （三）不予公开 · 1.属于国家秘密 · 总计"
    assert chinese["proactive_regulations_made"] == "规章 · 本年新制作数量（2019 年表样）／本年制发件数（2021 年表样）"
    assert chinese["proactive_fees_amount_yuan"] == "行政事业性收费 · 本年收费金额（元）"


def test_the_panel_s_columns_never_change(exported: Path) -> None:
    """Analyses name them: a new one may be added to the list, none may go or change."""
    names = parquet.read_schema(exported / "panel.parquet").names
    assert names == GOLDEN.read_text(encoding="utf-8").split()
    assert len(set(names)) == len(names)


# --- what people did ----------------------------------------------------------------------------------------------


@pytest.fixture
def store(out: Path) -> Iterator[Store]:
    store = open_store(out)
    yield store
    store.close()


def test_a_changed_value_names_who_changed_it(out: Path, store: Store) -> None:
    opened = open_review(store, out, document_of(store, "001"))
    assert opened.document is not None
    start = opened.document.text.index("公开局长办公会")
    quote = (start, opened.document.text.index("次", start) + 1)
    fact = {"value": "12", "label": "局长办公会", "unit": "次", "indicator": "other"}
    number = len(value_at(opened.result.report, "/overview/facts"))  # type: ignore[arg-type]
    changes = [
        correction(opened, "/agency", "另一局"),
        correction(opened, "/overview/facts/1/value", "2件", "试"),
        deletion(opened, "/overview/facts/0"),
        added_fact(opened, "overview", quote, fact),
    ]
    for change in changes:
        opened = submit(store, out, opened, "甲", [change])
    assert main(["export", str(out), "--to", "parquet"]) == 0
    query = "SELECT pointer, reviewer, value, reason FROM '@export/values.parquet' WHERE reviewer IS NOT NULL ORDER BY pointer"
    assert rows(out, query) == [
        ("/agency", "甲", "另一局", None),
        ("/overview/facts/0/value", "甲", "2", "试"),
        (f"/overview/facts/{number - 1}/value", "甲", "12", None),
    ]
    assert rows(out, "SELECT values_changed FROM '@export/panel.parquet' WHERE report LIKE '001%'") == [(3,)]
    assert rows(out, "SELECT reviewer FROM '@export/facts.parquet' WHERE mark = 'changed' ORDER BY 1") == [("甲",), ("甲",)]


# --- what opens them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_all_formats_say_the_same(exported: Path, table: str) -> None:
    typed = parquet.read_table(exported / f"{table}.parquet")
    lines = [json.loads(line) for line in (exported / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]
    plain = [{key: _plain(cell) for key, cell in row.items()} for row in typed.to_pylist()]
    assert lines == plain
    with (exported / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        text = list(csv.DictReader(file))
    assert len(text) == len(plain)
    for ours, theirs in zip(plain, text, strict=True):
        assert all(_same(cell, theirs[name]) for name, cell in ours.items())
    for suffix in FORMATS:
        assert rows(exported, f"SELECT count(*) FROM '@{table}.{suffix}'") == [(len(plain),)]


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def _same(cell: object, text: str) -> bool:
    """Whether a cell of CSV says the same: on one line, and with ' before what looks like a formula."""
    if isinstance(cell, int | float):
        return float(text) == cell
    told = " ".join(str(cell).split()) if cell is not None else ""
    return text.removeprefix("'") == told.removeprefix("'") and not text.startswith(("=", "+", "-", "@"))


def test_columns_are_typed(exported: Path) -> None:
    kinds = {field.type for table in TABLES for field in parquet.read_schema(exported / f"{table}.parquet")}
    assert kinds == {pa.int64(), pa.float64(), pa.string(), pa.date32()}
    frame = pd.read_parquet(exported / "panel.parquet", dtype_backend="numpy_nullable")
    assert str(frame["requests_received_total"].dtype) == "Int64"
    assert frame["requests_received_total"].sum() == 0 + 21 + 0 + 17 + 7


def test_csv_begins_with_a_byte_order_mark_and_runs_nothing(exported: Path) -> None:
    for table in TABLES:
        assert (exported / f"{table}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (exported / "panel.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["report"] for row in csv.DictReader(file)][-1] == "'=letter.txt"


def test_the_workbook_is_made_to_be_read(exported: Path) -> None:
    book = load_workbook(exported / "export.xlsx")
    assert book.sheetnames == list(TABLES)
    sheet = book["panel"]
    names = [str(cell.value) for cell in sheet[2]]
    assert (sheet.freeze_panes, sheet["A1"].value, sheet["A2"].value) == ("D3", "结果名", "report")
    formats = {name: cell.number_format for name, cell in zip(names, sheet[3], strict=True)}
    assert (formats["requests_received_total"], formats["period_start"]) == ("#,##0", "yyyy-mm-dd")
    assert (formats["proactive_procurement_amount_yuan"], formats["year"]) == ("#,##0.00", "General")
    letter = sheet[sheet.max_row][0]
    assert (letter.value, letter.data_type, letter.quotePrefix) == ("=letter.txt", "s", True)


def test_a_marked_cell_has_a_fill_a_type_face_and_a_note_with_its_evidence(exported: Path) -> None:
    book = load_workbook(exported / "export.xlsx")
    sheet = book["panel"]
    column = [cell.value for cell in sheet[2]].index("requests_received_total")
    marked, plain = sheet[4][column], sheet[3][column]
    assert marked.comment is not None
    assert plain.comment is None
    assert "The document contradicts itself" in marked.comment.text
    assert "21 + 0 ≠ 21 + 1" in marked.comment.text
    assert "“21” · " in marked.comment.text
    assert marked.fill.fgColor.rgb != plain.fill.fgColor.rgb
    assert marked.font.underline
    facts = book["facts"]
    names = [cell.value for cell in facts[2]]
    for row in facts.iter_rows(min_row=3):
        assert bool(row[names.index("mark")].value) == bool(row[names.index("value")].fill.fill_type)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
def test_libreoffice_opens_the_workbook_and_the_csv(exported: Path, tmp_path: Path) -> None:
    command = [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    given = [tmp_path / "workbook.xlsx", tmp_path / "table.csv"]
    shutil.copy(exported / "export.xlsx", given[0])
    shutil.copy(exported / "panel.csv", given[1])
    command += ["--infilter=CSV:44,34,76", "--outdir", str(tmp_path / "saved"), *map(str, given[1:])]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    command = [part for part in command[:-1] if not part.startswith("--infilter")]
    subprocess.run([*command, str(given[0])], check=True, capture_output=True, timeout=120)
    table = load_workbook(tmp_path / "saved" / "table.xlsx").worksheets[0]
    saved = load_workbook(tmp_path / "saved" / "workbook.xlsx")
    assert saved.sheetnames == list(TABLES)
    ours = load_workbook(exported / "export.xlsx")["panel"]
    for line, (own, kept) in enumerate(zip(ours.iter_rows(values_only=True), saved["panel"].iter_rows(values_only=True), strict=True)):
        assert own == kept, line
    assert [cell.value for cell in table[1]] == [cell.value for cell in ours[2]]
    assert str(table.cell(table.max_row, 1).value).lstrip("'") == "=letter.txt"


def test_excel_s_limit_of_rows_is_told(
    read_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("extractor.export.workbook.MOST_ROWS", 100)
    assert main(["export", str(read_out), "--to", "xlsx", "--out", str(tmp_path)]) == 2
    assert "--to parquet" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# --- the folder ---------------------------------------------------------------------------------------------------


def test_what_this_program_wrote_is_renewed_and_what_a_person_changed_is_not(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = ["export", str(out), "--to", "csv"]
    assert main(export) == main(export) == 0
    panel = out / "export" / "panel.csv"
    written = panel.read_bytes()
    panel.write_bytes(written + b"mine\n")
    values = (out / "export" / "values.csv").stat().st_mtime_ns
    assert main(export) == 2
    assert "panel.csv" in capsys.readouterr().err
    assert panel.read_bytes() == written + b"mine\n"
    assert (out / "export" / "values.csv").stat().st_mtime_ns == values
    panel.write_bytes(written)
    assert main(export) == 0


def test_a_form_that_a_person_changed_is_left_alone_and_told(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = ["export", str(out), "--to", "docx"]
    assert main(export) == 0
    forms = sorted((out / "forms").glob("*.docx"))
    assert len(forms) == 5
    forms[0].write_bytes(b"mine")
    assert main(export) == 1
    assert forms[0].name in capsys.readouterr().out
    assert forms[0].read_bytes() == b"mine"


def test_a_report_type_without_a_form_says_so(out: Path, store: Store) -> None:
    with pytest.raises(UsageError, match="official form"):
        export_forms(store, Folder(out / "forms"), replace(DISCLOSURE, page=None), "docx")


def test_nothing_half_written_stays_behind(tmp_path: Path) -> None:
    def fail() -> None:
        with Folder(tmp_path).writing("a.csv", "b.csv") as paths:
            paths["a.csv"].write_text("1", encoding="utf-8")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_a_crash_kept_from_being_replaced_is_still_ours(tmp_path: Path) -> None:
    with Folder(tmp_path).writing("a.csv") as paths:
        paths["a.csv"].write_text("old", encoding="utf-8")
    with (tmp_path / ".written.sha256").open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 64}  a.csv\n")  # noted, and then killed
    assert Folder(tmp_path).is_ours("a.csv")


def test_a_folder_that_cannot_be_written_is_told(read_out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert main(["export", str(read_out), "--to", "csv", "--out", str(tmp_path / "file" / "below")]) == 1
    error = capsys.readouterr().err
    assert "Cannot write" in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    "arguments", [("--to", "csv", "--form"), ("--to", "ods"), (), ("--to", "csv", "--store", "mysql://x")]
)
def test_wrong_usage(read_out: Path, arguments: tuple[str, ...]) -> None:
    try:
        status = main(["export", str(read_out), *arguments])
    except SystemExit as exit:
        status = int(exit.code or 0)
    assert status == 2


def test_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path), "--to", "csv"]) == 2
    assert "no workspace" in capsys.readouterr().err


# --- the store ----------------------------------------------------------------------------------------------------


def test_results_come_by_name_in_portions_from_either_database(
    store_url: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.store.exporting._PORTION", 3)
    store = open_store(tmp_path / "out", store_url)
    names = [f"{number}.txt" for number in range(8)]
    fill(store, names, entry_of(read_example(1)))
    arriving = records(store, DISCLOSURE)
    found = [next(arriving)]
    fill(store, ["9.txt"], entry_of(read_example(2)))  # after the export began
    found += arriving
    store.close()
    assert [record.name for record in found] == names
    assert all(isinstance(record.result, Result) and record.key == f"in/{record.name}" for record in found)
