"""Reviews: nothing is overwritten, nothing is forgotten."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from extractor.errors import ReviewConflictError, StoreError
from extractor.store.engine import Store
from extractor.store.enqueue import enqueue, register
from extractor.store.queue import complete, lease
from extractor.store.results import current_text
from extractor.store.review_queue import Filter, count_by, count_queue, list_queue
from extractor.store.reviews import Change, append_reviews, assign, holder, lock, review_log, unassign, unlock
from extractor.store.schema import locks, now, results, reviews
from tests.store.making import OFFLINE, entry_of, fill, found, read_example

CHANGE = Change("correct", "/requests/received/total", 21, 22, "看错了")


def _reviewed(store: Store) -> int:
    (document_id,) = fill(store, ["a.txt"], entry_of(read_example(0)))
    assert append_reviews(store, document_id, 0, "甲", [CHANGE], entry_of(read_example(1))) == 1
    return document_id


def test_the_log_tells_who_when_from_to_and_why(store: Store) -> None:
    document_id = _reviewed(store)
    (entry,) = review_log(store, document_id)
    assert (entry.number, entry.reviewer, entry.change) == (1, "甲", CHANGE)
    assert abs(now() - entry.reviewed_at) < dt.timedelta(minutes=1)
    with store.reading() as connection:
        assert current_text(connection, document_id)[:2] == (read_example(1).to_json(), 1)


def test_a_reviewer_who_saw_an_older_version_changes_nothing(store: Store) -> None:
    document_id = _reviewed(store)
    with pytest.raises(ReviewConflictError):
        append_reviews(store, document_id, 0, "乙", [CHANGE], entry_of(read_example(2)))
    assert len(review_log(store, document_id)) == 1
    with store.reading() as connection:
        assert current_text(connection, document_id)[0] == read_example(1).to_json()


@pytest.mark.parametrize("statement", [update(reviews).values(reason="anders"), delete(reviews)])
def test_the_log_cannot_be_changed(store: Store, statement: object) -> None:
    document_id = _reviewed(store)
    with pytest.raises(StoreError, match="append-only"), store.writing() as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    assert review_log(store, document_id)[0].change == CHANGE


def test_reading_again_does_not_take_a_review_away(store: Store) -> None:
    document_id = _reviewed(store)
    ours = register(store, OFFLINE)
    enqueue(store, [found("a.txt")], ours, fresh=True)
    again = lease(store, "one", ours, 1)
    assert complete(store, "one", [(again[0], entry_of(read_example(3)))]) == {document_id}
    with store.reading() as connection:
        assert current_text(connection, document_id)[0] == read_example(1).to_json()


def test_a_lock_keeps_others_out_until_it_is_given_back_or_over(store: Store) -> None:
    (document_id,) = fill(store, ["a.txt"], entry_of(read_example()))
    lock(store, document_id, "甲")
    lock(store, document_id, "甲")
    with pytest.raises(ReviewConflictError, match="甲"):
        lock(store, document_id, "乙")
    with pytest.raises(ReviewConflictError, match="甲"):
        append_reviews(store, document_id, 0, "乙", [CHANGE], entry_of(read_example()))
    unlock(store, document_id, "乙")
    assert holder(store, document_id) == "甲"
    with store.writing() as connection:
        connection.execute(update(locks).values(until=now() - dt.timedelta(seconds=1)))
    lock(store, document_id, "乙")
    unlock(store, document_id, "乙")
    assert holder(store, document_id) is None


def _queue(store: Store) -> list[int]:
    entry = replace(entry_of(read_example()), status="needs_review", flags=(), checks=())
    sure = replace(entry, doubt=0.5, agency="甲局", year=2023, lowest_confidence=0.5)
    worse = replace(
        entry,
        doubt=3.0,
        agency="乙局",
        year=2024,
        checks=(("requests.balance.total", "unknown", "1 ≠ 2"),),
        flags=(("section_missing", True, "缺少章节", ["/problems"]),),
    )
    done = replace(entry, status="accepted", doubt=0.0)
    return [fill(store, [f"{name}.txt"], each)[0] for name, each in (("a", sure), ("b", worse), ("c", done))]


def test_the_queue_begins_with_the_most_doubtful(store: Store) -> None:
    sure, worse, _ = _queue(store)
    lines = list_queue(store)
    assert [line.document_id for line in lines] == [worse, sure]
    assert (lines[0].report_name, lines[0].agency, lines[0].failed_checks) == ("b.txt", "乙局", 1)
    assert [line.document_id for line in list_queue(store, most=1)] == [worse]
    assert [line.document_id for line in list_queue(store, after=(lines[0].doubt, worse))] == [sure]


def test_the_queue_is_filtered(store: Store) -> None:
    first, second, _ = _queue(store)
    assign(store, first, "丙")
    assign(store, first, "丙")
    assign(store, second, "丙")
    unassign(store, second, "丙")
    for wanted, names in (
        (Filter(agency="甲局"), ["a.txt"]),
        (Filter(year=2024), ["b.txt"]),
        (Filter(check="requests.balance"), ["b.txt"]),
        (Filter(check="requests.balance.total"), ["b.txt"]),
        (Filter(check="requests.bal"), []),
        (Filter(reason="section_missing"), ["b.txt"]),
        (Filter(confidence_below=0.6), ["a.txt"]),
        (Filter(search="乙"), ["b.txt"]),
        (Filter(search="a.tx"), ["a.txt"]),
        (Filter(search="%"), []),
        (Filter(status="accepted"), ["c.txt"]),
        (Filter(status=None), ["b.txt", "a.txt", "c.txt"]),
        (Filter(assignee="丙"), ["a.txt"]),
        (Filter(error_code="broken_file"), []),
    ):
        assert [line.report_name for line in list_queue(store, wanted)] == names
        assert count_queue(store, wanted) == len(names)


def test_counts_are_of_what_the_files_hold_now(store: Store) -> None:
    _queue(store)
    assert count_by(store, "status") == {"needs_review": 2, "accepted": 1}
    assert count_by(store, "check") == {"requests.balance.total": 1}
    assert count_by(store, "reason") == {"section_missing": 1}
    enqueue(store, [found("b.txt", "changed")], register(store, OFFLINE))
    assert count_by(store, "status") == {"needs_review": 1, "accepted": 1}
    assert [line.report_name for line in list_queue(store)] == ["a.txt"]


def test_a_result_that_is_no_longer_in_doubt_leaves_no_doubts_behind(store: Store) -> None:
    _, worse, _ = _queue(store)
    clean = replace(entry_of(read_example()), status="accepted", checks=(), flags=())
    append_reviews(store, worse, 0, "甲", [CHANGE], clean)
    assert count_by(store, "check") == {}
    with store.reading() as connection:
        assert connection.scalar(select(results.c.status).where(results.c.document_id == worse)) == "accepted"
