"""A report of another type on a reviewer's desk and in a mixed workspace: nothing there knows one type alone."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui
from extractor.cli import main
from extractor.review.desk import acceptance, added_fact, correction, deletion, open_review, submit
from extractor.store.engine import Store, open_store
from extractor.store.review_queue import Filter, list_queue
from tests.ui.conftest import EXAMPLES, document_of
from ui.marks import Marks
from ui.sheet import Sheet

_APP = Path(ui.__file__).with_name("app.py")
EXCERPT = Path(__file__).parents[1] / "reports" / "work_report" / "excerpts" / "linqi.txt"


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a work report and a disclosure report."""
    folder = tmp_path_factory.mktemp("mixed") / "out"
    example = next(EXAMPLES.glob("001*"))
    assert main(["run", str(EXCERPT), str(example), "--out", str(folder), "--engine", "offline", "--workers", "1"]) == 0
    return folder


@pytest.fixture
def mixed_store(mixed: Path) -> Iterator[Store]:
    store = open_store(mixed)
    yield store
    store.close()


def test_the_summary_has_the_columns_of_both_types(mixed: Path) -> None:
    with (mixed / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert (rows["linqi.txt"]["target_year"], rows["linqi.txt"]["requests_received"]) == ("2023", "")
    disclosed = next(row for name, row in rows.items() if name.startswith("001"))
    assert (disclosed["target_year"], disclosed["requests_received"]) == ("", "21")


def test_its_page_opens_with_its_facts(mixed: Path, mixed_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["app.py", str(mixed)])
    page = AppTest.from_file(str(_APP), default_timeout=30)
    page.query_params["reviewer"] = "王敏"
    page.query_params["report"] = str(document_of(mixed_store, "linqi"))
    page.run()
    assert not page.exception
    assert "临栖县2023年政府工作报告" in " ".join(element.value for element in page.markdown)


def test_its_sheet_shows_every_value_that_was_read(mixed: Path, mixed_store: Store) -> None:
    opened = open_review(mixed_store, mixed, document_of(mixed_store, "linqi"))
    sheet = Sheet(opened, Marks.of(opened))
    shown = {cell["p"] for section in sheet.sections for table in section["tables"] for row in table["rows"] for cell in row["cells"]}
    assert {pointer for pointer in opened.result.evidence if not pointer.endswith("/text")} <= shown


def test_it_is_corrected_completed_and_accepted(mixed: Path, mixed_store: Store) -> None:
    opened = open_review(mixed_store, mixed, document_of(mixed_store, "linqi"))
    assert opened.report_type.name == "work-report"
    assert opened.document is not None
    opened = submit(mixed_store, mixed, opened, "王敏", [correction(opened, "/results/facts/4/value", "59.1亿元")])
    listed = opened.result.report.model_dump()["results"]["facts"] if opened.result.report else []
    number = next(number for number, fact in enumerate(listed) if (fact["indicator"], fact["value"]) == ("gdp", 20300000000))
    opened = submit(mixed_store, mixed, opened, "王敏", [deletion(opened, f"/results/facts/{number}")])
    quote = "全县上下迎难而上，预计实现地区生产总值203亿元"
    start = opened.document.text.index(quote) if opened.document else 0
    fact = {"value": "203亿元", "label": "地区生产总值", "unit": "元", "indicator": "gdp"}
    opened = submit(mixed_store, mixed, opened, "王敏", [added_fact(opened, "results", (start, start + len(quote)), fact)])
    opened = submit(mixed_store, mixed, opened, "王敏", [acceptance(opened, "")])
    assert opened.result.report is not None
    facts = opened.result.report.model_dump()["results"]["facts"]
    assert (facts[4 - (number < 4)]["value"], facts[-1]["value"], facts[-1]["year"]) == (5910000000, 20300000000, 2022)
    assert list_queue(mixed_store, Filter(search="linqi")) == []
