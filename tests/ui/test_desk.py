"""What a review does to a result: typed entry, checks at once, undo, audit, conflicts, export."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from eval.labels import load_set
from extractor.cli import main
from extractor.documents.open import open_document
from extractor.errors import OutputError, ReasonWantedError, ReviewConflictError, UnreadableFileError, UsageError
from extractor.reports.disclosure import DISCLOSURE
from extractor.result import value_at
from extractor.review.changes import doubted
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
from extractor.review.entering import Stated, enter
from extractor.review.quoting import numerals_in, quote_at
from extractor.store.engine import Store, open_store
from extractor.store.review_queue import Filter, list_queue
from extractor.store.reviews import Change, lock, unlock
from tests.ui.conftest import EXAMPLES, document_of
from ui.fixtures import export_fixture
from ui.marks import shown
from ui.quality_page import verdicts

_TOTAL = "/requests/received/total"


@pytest.mark.parametrize(
    ("pointer", "typed", "stated"),
    [
        (_TOTAL, "1,256", Stated(1256)),
        (_TOTAL, "１２件", Stated(12)),
        (_TOTAL, "0", Stated(0)),
        (_TOTAL, " ", Stated(None, "blank")),
        (_TOTAL, "/", Stated(None, "not_applicable")),
        ("/proactive/procurement/amount_yuan", "6.7万", Stated(67000)),
        ("/proactive/procurement/amount_yuan", "672.17", Stated(672.17)),
        ("/proactive/licensing/change", "-3", Stated(-3)),
        ("/overview/facts/0/value", "1200余条", Stated(1200, "over")),
        ("/year", "2021", Stated(2021)),
        ("/year", " ２０２１", Stated(2021)),
        ("/year", "", Stated(None, "blank")),
        ("/period/start", "2020-01-01", Stated("2020-01-01")),
        ("/agency", " 某局 ", Stated("某局")),
        ("/contact/fax", "", Stated(None, "blank")),
    ],
)
def test_what_is_typed_has_the_type_of_its_place(pointer: str, typed: str, stated: Stated) -> None:
    assert enter(DISCLOSURE, pointer, typed) == stated


@pytest.mark.parametrize(
    ("pointer", "typed"),
    [
        (_TOTAL, "-1"),
        (_TOTAL, "1.5"),
        (_TOTAL, "十几"),
        (_TOTAL, "3/4"),
        ("/overview/facts/0/value", ""),
        ("/overview/facts/0/value", "/"),
        ("/published_on", "2021年"),
        *(("/year", typed) for typed in ("99999", "1921", "2,021", "/", "二〇二一")),
    ],
)
def test_what_cannot_be_a_value_is_refused(pointer: str, typed: str) -> None:
    with pytest.raises(UsageError):
        enter(DISCLOSURE, pointer, typed)


@pytest.mark.parametrize(("pointer", "may_be_blank"), [(_TOTAL, True), ("/year", True), ("/overview/facts/0/value", False)])
def test_a_refusal_offers_what_is_taken(pointer: str, may_be_blank: bool) -> None:
    with pytest.raises(UsageError) as refused:
        enter(DISCLOSURE, pointer, "许多")
    assert ("空白" in refused.value.chinese, "nothing" in refused.value.english) == (may_be_blank, may_be_blank)


def test_an_invented_year_is_blanked_and_shown_as_a_year(store: Store, workspace: Path) -> None:
    opened = _open(store, workspace)
    year = opened.stated("/year")
    blanked = submit(store, workspace, opened, "甲", [correction(opened, "/year", "")])
    assert blanked.stated("/year") == Stated(None, "blank")
    assert shown(year, "/year") == str(year.value)
    assert shown(Stated(1256), _TOTAL) == "1,256"
    done = submit(store, workspace, blanked, "甲", [acceptance(blanked, "")])
    assert done.result.status == "accepted"


def _open(store: Store, workspace: Path, name: str = "001") -> Opened:
    return open_review(store, workspace, document_of(store, name))


def _failed(opened: Opened) -> set[str]:
    return {check.id for check in opened.result.failed_checks()}


def test_a_correction_is_checked_at_once_and_undone_wholly(store: Store, workspace: Path) -> None:
    before = _open(store, workspace, "003")
    assert not _failed(before)
    with pytest.raises(ReasonWantedError):
        correction(before, _TOTAL, "99")
    changed = submit(store, workspace, before, "甲", [correction(before, _TOTAL, "99", "试")])
    failed = {check.id: check for check in changed.result.failed_checks()}
    assert {"requests.balance.total", "requests.row.received"} <= failed.keys()
    assert failed["requests.row.received"].actual == 99
    assert failed["requests.row.received"].cause == "unknown"
    repair = failed["requests.row.received"].repair
    assert repair is not None
    assert (repair.pointer, repair.value) == (_TOTAL, before.stated(_TOTAL).value)
    assert changed.machine_stated(_TOTAL) == before.stated(_TOTAL)
    assert changed.result.evidence[_TOTAL].readers == ["reviewer"]
    undone = submit(store, workspace, changed, "甲", [undoing(changed)])
    assert undone.result == before.result
    assert [entry.change.action for entry in undone.log] == ["correct", "undo"]
    with pytest.raises(UsageError):
        undoing(undone)


def test_a_slip_of_the_reviewer_is_no_mistake_of_the_document(store: Store, workspace: Path) -> None:
    opened = _open(store, workspace, "003")
    changes = [correction(opened, _TOTAL, "99", "试"), acceptance(opened, "")]
    slipped = submit(store, workspace, opened, "甲", changes)
    assert slipped.result.status == "needs_review"
    broken = [settlement(check) for check in slipped.result.failed_checks()]
    assert submit(store, workspace, slipped, "甲", broken).result.status == "accepted"


def test_the_report_in_the_folder_follows_the_review(store: Store, workspace: Path) -> None:
    opened = _open(store, workspace)
    submit(store, workspace, opened, "甲", [correction(opened, "/agency", "另一局")])
    written = json.loads((workspace / "reports" / f"{opened.report_name}.json").read_text(encoding="utf-8"))
    assert written["report"]["agency"] == "另一局"
    assert written["evidence"]["/agency"]["readers"] == ["reviewer"]


def test_the_documents_own_mistake_is_settled_without_changing_a_value(store: Store, workspace: Path) -> None:
    opened = _open(store, workspace)
    check = next(c for c in opened.result.failed_checks() if c.id == "requests.balance.total")
    settled = submit(store, workspace, opened, "甲", [settlement(check)])
    assert settled.result.report == opened.result.report
    assert next(c for c in settled.result.checks if c.id == check.id).cause == "source"
    assert all("reviewer" in settled.result.evidence[pointer].readers for pointer in check.pointers)


def test_accepting_everything_clears_a_report_and_counts_what_was_right(store: Store, workspace: Path) -> None:
    opened = _open(store, workspace)
    assert doubted(opened.result)
    done = submit(store, workspace, opened, "甲", [acceptance(opened, "")])
    assert done.result.status == "accepted"
    assert not doubted(done.result)
    found = list(verdicts((opened.document_id, entry) for entry in done.log))
    assert sum(verdict.right for verdict in found) == len(opened.result.evidence)
    assert {verdict.section for verdict in found} <= {"", "series", *opened.report_type.sections}


def test_accepting_a_section_leaves_the_others_in_doubt(store: Store, workspace: Path) -> None:
    opened = _open(store, workspace)
    done = submit(store, workspace, opened, "甲", [acceptance(opened, "/overview")])
    left = doubted(done.result)
    assert left
    assert left == [pointer for pointer in doubted(opened.result) if not pointer.startswith("/overview/")]


def test_a_missed_fact_is_added_and_a_wrong_one_taken_out(store: Store, workspace: Path) -> None:
    opened = _open(store, workspace)
    assert opened.document is not None
    start = opened.document.text.index("公开局长办公会")
    quote = (start, opened.document.text.index("次", start) + 1)
    fact = {"value": "12", "label": "局长办公会", "unit": "次", "indicator": "meetings_disclosed"}
    with pytest.raises(UsageError, match="没有这个数"):
        added_fact(opened, "overview", quote, {**fact, "value": "13"})
    with pytest.raises(UsageError, match="指标"):
        added_fact(opened, "overview", quote, {**fact, "indicator": "meetings"})
    with pytest.raises(UsageError, match="已有"):
        added_fact(opened, "overview", quote, fact)
    facts = value_at(opened.result.report, "/overview/facts")  # type: ignore[arg-type]
    listed = next(number for number, one in enumerate(facts) if one.indicator == "meetings_disclosed")
    gone = submit(store, workspace, opened, "甲", [deletion(opened, f"/overview/facts/{listed}")])
    assert gone.stated(f"/overview/facts/{listed}/value") == opened.stated(f"/overview/facts/{listed + 1}/value")
    added = submit(store, workspace, gone, "甲", [added_fact(gone, "overview", quote, fact)])
    assert added.result.evidence[f"/overview/facts/{len(facts) - 1}/value"].raw.endswith("12次")
    back = submit(store, workspace, added, "甲", [undoing(added)])
    assert back.result == gone.result


def test_a_quote_cuts_no_number_and_a_number_is_what_it_is_in_its_sentence(tmp_path: Path) -> None:
    text = "电话0517-8729。 发布信息1,256条，收费6.7万元。"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    document = open_document(tmp_path / "a.txt")

    def quote(words: str) -> str | None:
        start = text.index(words)
        quoted = quote_at(document, start, start + len(words))
        return None if quoted is None else text[slice(*quoted)]

    assert [quote(words) for words in ("信息1,2", "56条", " 发布", "收费6", " ")] == ["信息1,256", "1,256条", "发布", "收费6.7万", None]
    stated = [numerals_in(document, text.index(words), text.index(words) + len(words)) for words in ("8729", "1,2", "1,256", "6.7万")]
    assert [[numeral.value for numeral in found] for found in stated] == [[], [], [1256], [67000]]


def test_two_reviewers_never_overwrite_each_other(store: Store, workspace: Path) -> None:
    one, two = _open(store, workspace), _open(store, workspace)
    lock(store, one.document_id, "甲")
    with pytest.raises(ReviewConflictError, match="甲"):
        submit(store, workspace, two, "乙", [acceptance(two, "")])
    submit(store, workspace, one, "甲", [correction(one, "/agency", "某局")])
    unlock(store, one.document_id, "甲")
    with pytest.raises(ReviewConflictError):
        submit(store, workspace, two, "乙", [acceptance(two, "")])
    assert _open(store, workspace).stated("/agency").value == "某局"


def test_a_value_the_model_does_not_take_changes_nothing(store: Store, workspace: Path) -> None:
    opened = _open(store, workspace)
    with pytest.raises(UsageError):
        submit(store, workspace, opened, "甲", [Change("correct", _TOTAL, None, Stated(-1).to_json())])
    assert _open(store, workspace).log == ()


def test_without_its_source_a_report_is_only_shown(store: Store, workspace: Path) -> None:
    from dataclasses import replace

    opened = replace(_open(store, workspace), document=None)
    with pytest.raises(UnreadableFileError):
        submit(store, workspace, opened, "甲", [acceptance(opened, "")])


def test_a_reviewed_report_becomes_a_fixture(store: Store, workspace: Path) -> None:
    opened = _open(store, workspace)
    with pytest.raises(UsageError):
        export_fixture(opened, workspace)
    done = submit(store, workspace, opened, "甲", [correction(opened, "/agency", "某局"), acceptance(opened, "")])
    path = export_fixture(done, workspace)
    (fixture,) = load_set(workspace / "fixtures").present
    assert path.parent == fixture.folder
    assert fixture.truth["/agency"] == "某局"
    assert set(fixture.label.checks_failed) == _failed(done)


def test_two_reports_of_one_name_become_two_fixtures(tmp_path: Path) -> None:
    for year in ("2019", "2020"):
        (tmp_path / "in" / year).mkdir(parents=True)
        text = next(EXAMPLES.glob("003*")).read_text(encoding="utf-8")
        (tmp_path / "in" / year / "report.txt").write_text(f"{text}\n{year}\n", encoding="utf-8")
    folder = tmp_path / "out"
    assert main(["run", str(tmp_path / "in"), "--out", str(folder), "--engine", "offline", "--workers", "1"]) == 0
    agencies = {}
    with closing(open_store(folder)) as store:
        for line in list_queue(store, Filter(status=None)):
            opened = open_review(store, folder, line.document_id)
            agency = f"{line.document_id}局"
            done = submit(store, folder, opened, "甲", [correction(opened, "/agency", agency), acceptance(opened, "")])
            agencies[export_fixture(done, folder)] = agency
    assert len(agencies) == 2
    assert {fixture.truth["/agency"] for fixture in load_set(folder / "fixtures").present} == set(agencies.values())


def test_a_fixture_is_not_begun_that_cannot_be_written(
    store: Store, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = _open(store, workspace)
    done = submit(store, workspace, opened, "甲", [acceptance(opened, "")])
    monkeypatch.setattr("ui.fixtures.draft", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_fixture(done, workspace)
    assert not (workspace / "fixtures").exists()
    monkeypatch.undo()
    (workspace / "fixtures").write_text("a file in the folder's place")
    with pytest.raises(OutputError):
        export_fixture(done, workspace)
