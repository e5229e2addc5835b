"""The summary table: stable columns, and nothing in it that a spreadsheet would run."""

import csv
import io
from pathlib import Path

import pytest

from extractor import extract
from extractor.export.summary import summary_columns, summary_row, write_summary
from extractor.reports.disclosure import DISCLOSURE

EXAMPLE = Path(__file__).parents[2] / "examples" / "001_79dfd87bc59a18f9.txt"
COLUMNS = [
    "name",
    "path",
    "result",
    "status",
    "agency",
    "year",
    "edition",
    "published_on",
    "normative_documents_made",
    "requests_received",
    "requests_carried_in",
    "requests_granted",
    "requests_partial",
    "requests_outcomes",
    "requests_carried_out",
    "reconsideration",
    "litigation_direct",
    "litigation_after_reconsideration",
    "failed_checks",
    "flags",
    "error_code",
    "error_message",
]


def _read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_the_columns_are_stable() -> None:
    assert list(summary_columns(DISCLOSURE.headline)) == COLUMNS


def test_a_row_holds_the_report_s_totals(tmp_path: Path) -> None:
    row = summary_row(extract(EXAMPLE, engine="offline"), "in/x.txt", "reports/x.txt.json", DISCLOSURE.headline)
    cells = dict(zip(COLUMNS, row, strict=True))
    assert cells["name"] == EXAMPLE.name
    assert (cells["year"], cells["edition"], cells["requests_received"], cells["requests_carried_out"]) == (2020, "2019", 21, 1)
    assert cells["failed_checks"] == "requests.balance.natural_person; requests.balance.total"
    assert cells["published_on"] is None
    assert cells["error_code"] is None


def test_a_failed_document_has_a_row(tmp_path: Path) -> None:
    row = summary_row(extract(tmp_path / "none.txt"), "none.txt", "reports/none.txt.json", DISCLOSURE.headline)
    cells = dict(zip(COLUMNS, row, strict=True))
    assert (cells["status"], cells["error_code"], cells["agency"]) == ("failed", "unreadable_file", None)


def test_excel_sees_utf_8(tmp_path: Path) -> None:
    write_summary(tmp_path / "summary.csv", ["名称"], [["云浦县"]])
    data = (tmp_path / "summary.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert _read(tmp_path / "summary.csv") == [["名称"], ["云浦县"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1", "\r\n=1", " =1"])
def test_formulas_are_neutralised(text: str, tmp_path: Path) -> None:
    write_summary(tmp_path / "summary.csv", ["name"], [[text]])
    assert _read(tmp_path / "summary.csv")[1] == [f"'{text.strip()}"]


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    write_summary(tmp_path / "summary.csv", ["a", "b", "c"], [[-7, 0, None]])
    assert _read(tmp_path / "summary.csv")[1] == ["-7", "0", ""]


def test_separators_and_line_breaks_in_names(tmp_path: Path) -> None:
    write_summary(tmp_path / "summary.csv", ["name"], [['a,"b"\nc.txt']])
    assert _read(tmp_path / "summary.csv")[1] == ['a,"b" c.txt']
