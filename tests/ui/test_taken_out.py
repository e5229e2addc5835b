"""Facts taken out of a list: those behind them move up, and everything that is known of a value moves with it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from extractor.cli import main
from extractor.export.notes import changers
from extractor.result import Check
from extractor.review.changes import compared, moved, moved_back, settled
from extractor.review.desk import (
    Opened,
    acceptance,
    added_fact,
    correction,
    deletion,
    open_review,
    settlement,
    submit,
    undoing,
)
from extractor.review.entering import Stated
from extractor.store.engine import Store, open_store
from extractor.store.reviews import Change
from tests.ui.conftest import document_of
from tests.ui.panel import write_text_report
from ui.marks import Marks
from ui.sheet import Sheet
from ui.words import plain, words

_OVERVIEW = (
    "全年主动公开政府信息300条，其中网站公开200条、微信公开150条。接待咨询80人次，其中电话咨询30人次、现场咨询40人次。"
    "收到政府信息公开申请30件。年内收到政府信息公开申请35件。"
)
"""The parts of the first whole are more than it is; of the requests the second number is the table's."""
_FACTS = "/overview/facts"
_ON_SITE, _LAST = f"{_FACTS}/5/value", f"{_FACTS}/7/value"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("taken")
    write_text_report(folder / "示例.txt", _OVERVIEW)
    assert main(["run", str(folder / "示例.txt"), "--out", str(folder / "out"), "--engine", "offline", "--workers", "1"]) == 0
    return folder / "out"


@pytest.fixture
def opened(folder: Path) -> Iterator[tuple[Store, Opened]]:
    with closing(open_store(folder)) as store:
        found = open_review(store, folder, document_of(store, "示例"), "甲")
        yield store, found
        found = open_review(store, folder, found.document_id, "甲")
        while found.last is not None:
            found = submit(store, folder, found, "甲", [undoing(found)])


def _check(opened: Opened, name: str) -> Check:
    return next(check for check in opened.result.checks if check.id == name)


def test_pointers_move_up_and_back() -> None:
    changes = [Change("delete", f"{_FACTS}/1"), Change("accept", ""), Change("delete", f"{_FACTS}/0")]
    assert [moved(f"{_FACTS}/{number}/value", changes) for number in range(4)] == [None, None, f"{_FACTS}/0/value", f"{_FACTS}/1/value"]
    assert [moved_back(f"{_FACTS}/{number}", changes) for number in range(3)] == [f"{_FACTS}/{number}" for number in (2, 3, 4)]
    assert moved("/other_matters/facts/3/value", changes) == "/other_matters/facts/3/value"
    assert moved("/agency", changes) == moved_back("/agency", changes) == "/agency"


def test_a_slip_stays_a_slip_when_a_fact_is_taken_out(folder: Path, opened: tuple[Store, Opened]) -> None:
    store, report = opened
    assert [_check(report, f"narrative.parts.{number}").status for number in (1, 2)] == ["fail", "pass"]
    report = submit(store, folder, report, "甲", [correction(report, _ON_SITE, "90", "试")])
    report = submit(store, folder, report, "甲", [deletion(report, f"{_FACTS}/0")])
    report = submit(store, folder, report, "甲", [acceptance(report, "")])
    assert (_check(report, "narrative.parts.1").status, _check(report, "narrative.parts.1").cause) == ("fail", "unknown")
    assert report.result.status == "needs_review"


def test_a_settlement_stays_with_what_it_was_about(folder: Path, opened: tuple[Store, Opened]) -> None:
    store, report = opened
    report = submit(store, folder, report, "甲", [settlement(_check(report, "narrative.parts.1"))])
    report = submit(store, folder, report, "甲", [correction(report, _ON_SITE, "90", "试"), acceptance(report, "")])
    causes = [_check(report, f"narrative.parts.{number}").cause for number in (1, 2)]
    assert causes == ["source", "unknown"]
    report = submit(store, folder, report, "甲", [deletion(report, f"{_FACTS}/0")])
    assert _check(report, "narrative.parts.1").cause == "unknown"
    assert report.result.status == "needs_review"


def test_a_settlement_moves_with_its_operands(folder: Path, opened: tuple[Store, Opened]) -> None:
    store, report = opened
    report = submit(store, folder, report, "甲", [correction(report, _ON_SITE, "90", "试")])
    report = submit(store, folder, report, "甲", [settlement(_check(report, "narrative.parts.2"))])
    report = submit(store, folder, report, "甲", [deletion(report, f"{_FACTS}/0")])
    check = _check(report, "narrative.parts.1")
    assert check.cause == "source"
    assert compared(check.id, check.pointers) in settled(report.changes)


def test_a_check_that_fails_on_other_words_since_a_correction_is_a_slip(folder: Path, opened: tuple[Store, Opened]) -> None:
    store, report = opened
    assert _check(report, "narrative.requests_received").status == "pass"
    report = submit(store, folder, report, "甲", [correction(report, _LAST, "36", "试"), acceptance(report, "")])
    check = _check(report, "narrative.requests_received")
    assert _LAST not in check.pointers
    assert (check.status, check.cause) == ("fail", "unknown")


def test_a_corrected_value_keeps_its_mark_and_what_the_machine_read(folder: Path, opened: tuple[Store, Opened]) -> None:
    store, report = opened
    report = submit(store, folder, report, "甲", [correction(report, _ON_SITE, "35", "试")])
    report = submit(store, folder, report, "甲", [deletion(report, f"{_FACTS}/0")])
    moved_to = f"{_FACTS}/4/value"
    assert list(changers(report.result, report.entries)) == [moved_to]
    marks = Marks.of(report)
    cells = {
        cell["p"]: cell
        for section in Sheet(report, marks).sections
        for table in section["tables"]
        for row in table["rows"]
        for cell in row.get("cells", ())
    }
    assert (cells[moved_to]["mark"], cells[moved_to]["old"]) == ("changed", "40")
    assert marks.mark(_ON_SITE) != "changed"
    assert report.machine_stated(f"{_FACTS}/0/value") == Stated(200)


def test_an_added_fact_was_read_by_no_machine(folder: Path, opened: tuple[Store, Opened]) -> None:
    store, report = opened
    assert report.document is not None
    report = submit(store, folder, report, "甲", [deletion(report, f"{_FACTS}/7"), deletion(report, f"{_FACTS}/0")])
    start = report.document.text.index("年内收到")
    quote = (start, report.document.text.index("35件", start) + 3)
    fact = {"value": "35", "label": "申请", "unit": "件", "indicator": "requests_received"}
    report = submit(store, folder, report, "甲", [added_fact(report, "overview", quote, fact)])
    assert report.stated(f"{_FACTS}/6/value") == Stated(35)
    assert report.machine_stated(f"{_FACTS}/6/value") is None


def test_a_value_goes_by_one_name_whichever_facts_are_taken_out(folder: Path, opened: tuple[Store, Opened]) -> None:
    store, report = opened
    name, first = report.name_of(_ON_SITE), report.name_of(f"{_FACTS}/0/value")
    report = submit(store, folder, report, "甲", [deletion(report, f"{_FACTS}/0")])
    assert (report.place_of(first), report.place_of(name)) == (None, f"{_FACTS}/4/value")
    assert report.name_of(f"{_FACTS}/4/value") == name
    report = submit(store, folder, report, "甲", [undoing(report)])
    assert (report.place_of(first), report.place_of(name)) == (f"{_FACTS}/0/value", _ON_SITE)


def test_an_added_fact_is_in_no_place_once_it_is_taken_back(folder: Path, opened: tuple[Store, Opened]) -> None:
    store, report = opened
    assert report.document is not None
    start = report.document.text.index("年内收到")
    quote = (start, report.document.text.index("35件", start) + 3)
    report = submit(store, folder, report, "甲", [deletion(report, f"{_FACTS}/7"), deletion(report, f"{_FACTS}/0")])
    fact = {"value": "35", "label": "申请", "unit": "件", "indicator": "requests_received"}
    report = submit(store, folder, report, "甲", [added_fact(report, "overview", quote, fact)])
    name = report.name_of(f"{_FACTS}/6/value")
    assert report.place_of(name) == f"{_FACTS}/6/value"
    report = submit(store, folder, report, "甲", [undoing(report)])
    assert report.place_of(name) is None


def test_the_record_of_changes_names_what_it_speaks_of(folder: Path, opened: tuple[Store, Opened], monkeypatch: pytest.MonkeyPatch) -> None:
    store, report = opened
    steps = [
        correction(report, _ON_SITE, "35", "试"),
        acceptance(report, f"{_FACTS}/0/value"),
        acceptance(report, "/requests"),
        deletion(report, f"{_FACTS}/0"),
    ]
    for step in steps:
        report = submit(store, folder, report, "甲", [step])
    report = submit(store, folder, report, "甲", [deletion(report, f"{_FACTS}/0")])
    report = submit(store, folder, report, "甲", [undoing(report)])
    monkeypatch.setattr("sys.argv", ["app.py", str(folder)])
    page = AppTest.from_file(str(Path(__file__).parents[2] / "ui" / "app.py"), default_timeout=30)
    page.query_params["reviewer"] = "甲"
    page.query_params["report"] = str(report.document_id)
    page.run()
    assert not page.exception
    (record,) = page.table
    newest = [str(name) for name in record.value["位置"]][:6]
    requests = report.report_type.sections["requests"]
    assert newest == ["网站公开", "网站公开", "主动公开政府信息", requests, "已删除的事实", "现场咨询"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_record_of_a_settlement_is_in_the_readers_words(
    folder: Path, opened: tuple[Store, Opened], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    store, report = opened
    report = submit(store, folder, report, "甲", [settlement(_check(report, "narrative.parts.1"))])
    report = submit(store, folder, report, "甲", [deletion(report, f"{_FACTS}/7")])
    monkeypatch.setattr("sys.argv", ["app.py", str(folder)])
    page = AppTest.from_file(str(Path(__file__).parents[2] / "ui" / "app.py"), default_timeout=30)
    page.query_params.update({"reviewer": "甲", "report": str(report.document_id), "lang": language})
    page.run()
    (record,) = page.table
    settled_row = record.value.iloc[1]
    where, before, after = (settled_row[words(language, name)] for name in ("where", "from", "to"))
    assert where == plain(_check(report, "narrative.parts.1").message)
    assert (before, after) == (words(language, "cause_unknown"), words(language, "cause_source"))
