"""Independent reviews: each alone, accepted together, disagreements shown to both."""

from pathlib import Path

import pytest

from extractor.errors import ReviewConflictError
from extractor.review.desk import Opened, acceptance, added_fact, ask, correction, deletion, open_review, submit
from extractor.store.engine import Store
from extractor.store.review_queue import NOBODY, Filter, count_by, list_queue
from extractor.store.reviews import assignees, lock
from tests.ui.conftest import document_of

_AGENCY = "/agency"


@pytest.fixture
def asked(store: Store, workspace: Path) -> int:
    document_id = document_of(store, "001")
    ask(store, workspace, open_review(store, workspace, document_id, "甲"), "甲", ["甲", "乙"])
    return document_id


def _status(store: Store, document_id: int) -> str:
    return next(line.status for line in list_queue(store, Filter(status=None)) if line.document_id == document_id)


def _open(store: Store, workspace: Path, document_id: int, reviewer: str) -> Opened:
    return open_review(store, workspace, document_id, reviewer)


def test_neither_sees_the_others_work_before_both_are_done(store: Store, workspace: Path, asked: int) -> None:
    one = _open(store, workspace, asked, "甲")
    submit(store, workspace, one, "甲", [correction(one, _AGENCY, "某局"), acceptance(one, "")])
    other = _open(store, workspace, asked, "乙")
    assert other.log == ()
    assert other.stated(_AGENCY) == other.machine_stated(_AGENCY)
    assert _open(store, workspace, asked, "甲").stated(_AGENCY).value == "某局"
    assert _open(store, workspace, asked, "丙").stated(_AGENCY) == other.stated(_AGENCY)
    assert _status(store, asked) == "needs_review"


def test_two_who_agree_accept_the_report(store: Store, workspace: Path, asked: int) -> None:
    for reviewer in ("甲", "乙"):
        mine = _open(store, workspace, asked, reviewer)
        done = submit(store, workspace, mine, reviewer, [acceptance(mine, "")])
        assert done.result.status == "accepted"
    assert _status(store, asked) == "accepted"
    last = done.log[-1].change.value_to["agreement"]
    assert last == {"same": len(done.result.evidence), "different": 0}


def test_those_who_differ_are_shown_where_and_mend_it(store: Store, workspace: Path, asked: int) -> None:
    one = _open(store, workspace, asked, "甲")
    submit(store, workspace, one, "甲", [correction(one, _AGENCY, "某局"), acceptance(one, "")])
    other = _open(store, workspace, asked, "乙")
    submit(store, workspace, other, "乙", [acceptance(other, "")])
    for reviewer in ("甲", "乙"):
        seen = _open(store, workspace, asked, reviewer)
        (flag,) = [flag for flag in seen.result.flags if flag.code == "reviewers_disagree"]
        assert flag.pointers == [_AGENCY]
        assert "甲 某局" in flag.message
        assert [entry.reviewer for entry in seen.log] == ["甲", "甲", "乙"]
        assert seen.result.status == _status(store, asked) == "needs_review"
    assert seen.log[-1].change.value_to["agreement"]["different"] == 1
    mended = submit(store, workspace, seen, "乙", [correction(seen, _AGENCY, "某局")])
    assert not [flag for flag in mended.result.flags if flag.code == "reviewers_disagree"]
    assert _status(store, asked) == "accepted"


def test_a_fact_that_one_takes_out_is_the_only_difference(store: Store, workspace: Path, asked: int) -> None:
    one = _open(store, workspace, asked, "甲")
    submit(store, workspace, one, "甲", [acceptance(one, "")])
    other = _open(store, workspace, asked, "乙")
    quote = other.result.evidence["/overview/facts/0/value"].raw
    done = submit(store, workspace, other, "乙", [deletion(other, "/overview/facts/0"), acceptance(other, "")])
    assert done.log[-1].change.value_to["agreement"] == {"same": len(one.result.evidence) - 1, "different": 1}
    for reviewer, pointers in (("甲", ["/overview/facts/0/value"]), ("乙", [])):
        seen = _open(store, workspace, asked, reviewer)
        (flag,) = [flag for flag in seen.result.flags if flag.code == "reviewers_disagree"]
        assert flag.pointers == pointers
        assert f"“{quote}” 甲 " in flag.message
    mine = _open(store, workspace, asked, "甲")
    submit(store, workspace, mine, "甲", [deletion(mine, "/overview/facts/0")])
    assert _status(store, asked) == "accepted"


def test_a_difference_is_shown_where_each_has_the_value(store: Store, workspace: Path, asked: int) -> None:
    one = _open(store, workspace, asked, "甲")
    submit(store, workspace, one, "甲", [acceptance(one, "")])
    other = _open(store, workspace, asked, "乙")
    changes = [correction(other, "/overview/facts/3/value", "77777", "试"), deletion(other, "/overview/facts/0")]
    submit(store, workspace, other, "乙", [*changes, acceptance(other, "")])
    for reviewer, place in (("甲", 3), ("乙", 2)):
        flags = [flag for flag in _open(store, workspace, asked, reviewer).result.flags if flag.code == "reviewers_disagree"]
        assert len(flags) == 2
        (pointers,) = [flag.pointers for flag in flags if "乙 77777" in flag.message]
        assert pointers == [f"/overview/facts/{place}/value"]


def test_a_missed_fact_is_the_same_whoever_selects_it(store: Store, workspace: Path, asked: int) -> None:
    fact = {"value": "12", "label": "局长办公会", "unit": "次"}
    for reviewer, further, indicators in (("甲", 0, ("other", "rate")), ("乙", 2, ("rate", "other"))):
        mine = _open(store, workspace, asked, reviewer)
        assert mine.document is not None
        start = mine.document.text.index("公开局长办公会")
        quote = (start + further, mine.document.text.index("次", start) + 1)
        added = [added_fact(mine, "overview", quote, {**fact, "indicator": indicator}) for indicator in indicators]
        done = submit(store, workspace, mine, reviewer, [*added, acceptance(mine, "")])
    assert done.log[-1].change.value_to["agreement"]["different"] == 0
    assert _status(store, asked) == "accepted"


def test_who_was_not_asked_only_looks(store: Store, workspace: Path, asked: int) -> None:
    third = _open(store, workspace, asked, "丙")
    assert third.is_others
    with pytest.raises(ReviewConflictError, match="甲、乙"):
        submit(store, workspace, third, "丙", [acceptance(third, "")])


def test_one_who_is_no_longer_asked_leaves_the_report_to_the_other(store: Store, workspace: Path, asked: int) -> None:
    one = _open(store, workspace, asked, "甲")
    done = submit(store, workspace, one, "甲", [acceptance(one, "")])
    lock(store, asked, "丙")
    with pytest.raises(ReviewConflictError):
        ask(store, workspace, done, "甲", ["甲"])
    assert assignees(store, asked) == ["甲", "乙"]
    lock_free = _open(store, workspace, asked, "丙")
    ask(store, workspace, lock_free, "丙", ["甲"])
    assert _status(store, asked) == "accepted"


def test_the_queue_knows_who_is_asked(store: Store, asked: int) -> None:
    assert count_by(store, "assignee") == {"甲": 1, "乙": 1}
    assert [line.document_id for line in list_queue(store, Filter(assignee="乙"))] == [asked]
    assert len(list_queue(store, Filter(assignee=NOBODY))) == 4
