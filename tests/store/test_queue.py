"""The queue: what is read again, who reads it, and that each reading counts once."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from extractor.errors import ExtractorError
from extractor.result import Flag
from extractor.store.engine import Store
from extractor.store.enqueue import Configuration, enqueue, register
from extractor.store.queue import complete, holders, lease, reclaim, release, renew, requeue_failed, unfinished
from extractor.store.results import mark_written, unwritten
from extractor.store.schema import extractions, now, results, tasks
from tests.store.making import OFFLINE, entry_of, fill, found, read_example


def _extractions(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(extractions)) or 0)


def test_a_content_is_read_once_whatever_its_names(store: Store) -> None:
    ours = register(store, OFFLINE)
    files = [found("a.txt", "same"), found("b.txt", "same"), found("c.txt")]
    assert set(enqueue(store, files, ours).values()) == {"queued"}
    assert len(lease(store, "one", ours, 10)) == 2


def test_what_has_a_result_is_not_queued_again(store: Store) -> None:
    fill(store, ["a.txt"], entry_of(read_example()))
    ours = register(store, OFFLINE)
    assert enqueue(store, [found("a.txt")], ours) == {"in/a.txt": "current"}
    assert unfinished(store, ours) == 0


def test_what_a_model_failed_to_answer_is_read_again_unless_a_person_has_worked_on_it(store: Store) -> None:
    """The rules' reading is a result; that the model gave nothing stands in a flag."""
    ours = register(store, OFFLINE)
    spent = read_example().model_copy(update={"flags": [Flag(code="budget_spent", message="用完了。")]})
    documents = fill(store, ["a.txt", "b.txt"], entry_of(spent))
    files = [found("a.txt"), found("b.txt")]
    assert set(enqueue(store, files, ours, again=["internal"]).values()) == {"current"}
    with store.writing() as connection:
        connection.execute(update(results).where(results.c.document_id == documents[1]).values(version=1))
    assert enqueue(store, files, ours, again=["budget_spent"]) == {"in/a.txt": "queued", "in/b.txt": "current"}


def test_fresh_reads_again_and_keeps_both_extractions(store: Store) -> None:
    entry = entry_of(read_example())
    fill(store, ["a.txt"], entry)
    ours = register(store, OFFLINE)
    enqueue(store, [found("a.txt")], ours, fresh=True)
    assert complete(store, "one", [(task, entry) for task in lease(store, "one", ours, 5)]) != set()
    assert _extractions(store) == 2


def test_changed_content_is_read_and_its_report_is_written_anew(store: Store) -> None:
    entry = entry_of(read_example())
    fill(store, ["a.txt"], entry)
    mark_written(store, next(iter(unwritten(store))))
    ours = register(store, OFFLINE)
    assert enqueue(store, [found("a.txt", "changed")], ours) == {"in/a.txt": "queued"}
    assert list(unwritten(store)) == []
    complete(store, "one", [(task, entry) for task in lease(store, "one", ours, 5)])
    assert [[report.report_name for report in portion] for portion in unwritten(store)] == [["a.txt"]]


@pytest.mark.parametrize(
    ("used", "changed", "touched"),
    [
        ((), {"model": "other"}, False),
        ((), {"prompts": {"facts": "2", "items": "1"}}, False),
        (("facts",), {"model": "other"}, True),
        (("facts",), {"prompts": {"facts": "2", "items": "1"}}, True),
        (("facts",), {"prompts": {"facts": "1", "items": "2"}}, False),
        (("facts",), {"prompts": {"facts": "1", "items": "1", "more": "1"}}, True),
        ((), {"engine": "offline"}, True),
        ((), {"version": "2"}, True),
        ((), {"settings": {"chunk_tokens": 1}}, True),
    ],
)
def test_a_changed_configuration_reads_what_it_touches(
    store: Store, used: tuple[str, ...], changed: dict[str, object], touched: bool
) -> None:
    before = Configuration(engine="hybrid", version="1", model="some", prompts={"facts": "1", "items": "1"})
    fill(store, ["a.txt"], replace(entry_of(read_example()), prompts=dict.fromkeys(used, "1")), before)
    after = register(store, replace(before, **changed))  # type: ignore[arg-type]
    assert enqueue(store, [found("a.txt")], after)["in/a.txt"] == ("queued" if touched else "current")


def test_two_owners_never_hold_the_same_task(store: Store) -> None:
    ours = register(store, OFFLINE)
    enqueue(store, [found(f"{number}.txt") for number in range(10)], ours)
    one, two = lease(store, "one", ours, 6), lease(store, "two", ours, 6)
    assert (len(one), len(two)) == (6, 4)
    assert {task.document_id for task in one}.isdisjoint(task.document_id for task in two)
    assert holders(store) == {"one", "two"}


def test_a_task_goes_to_another_when_its_lease_is_over_and_the_first_result_of_the_holder_counts(store: Store) -> None:
    entry = entry_of(read_example())
    ours = register(store, OFFLINE)
    enqueue(store, [found("a.txt")], ours)
    late = lease(store, "late", ours, 1)
    with store.writing() as connection:
        connection.execute(update(tasks).values(lease_until=now() - dt.timedelta(seconds=1)))
    assert reclaim(store) == 1
    taken = lease(store, "quick", ours, 1)
    assert complete(store, "late", [(late[0], entry)]) == set()
    assert complete(store, "quick", [(taken[0], entry)]) == {taken[0].document_id}
    assert complete(store, "late", [(late[0], entry)]) == set()
    assert _extractions(store) == 1


def test_a_renewed_lease_is_not_reclaimed_and_a_released_one_is_free(store: Store) -> None:
    ours = register(store, OFFLINE)
    enqueue(store, [found("a.txt")], ours)
    lease(store, "one", ours, 1)
    with store.writing() as connection:
        connection.execute(update(tasks).values(lease_until=now() - dt.timedelta(seconds=1)))
    renew(store, "one")
    assert reclaim(store) == 0
    assert release(store, ["other"]) == 0
    assert release(store, ["one"]) == 1
    assert len(lease(store, "two", ours, 1)) == 1


def test_another_configuration_takes_a_waiting_document_over(store: Store) -> None:
    first, second = register(store, OFFLINE), register(store, replace(OFFLINE, version="2"))
    enqueue(store, [found("a.txt")], first)
    held = lease(store, "one", first, 1)
    assert enqueue(store, [found("a.txt")], second)["in/a.txt"] == "queued"
    assert complete(store, "one", [(held[0], entry_of(read_example()))]) == set()
    assert lease(store, "one", first, 1) == []
    assert len(lease(store, "two", second, 1)) == 1


def test_failed_documents_are_queued_again_by_code(store: Store) -> None:
    failed = replace(entry_of(read_example()), status="failed", error_code="broken_file")
    fill(store, ["a.txt"], failed)
    fill(store, ["b.txt"], entry_of(read_example()))
    ours = register(store, OFFLINE)
    assert requeue_failed(store, ours, ["encrypted_pdf"]) == 0
    assert requeue_failed(store, ours, ["broken_file"]) == 1
    assert requeue_failed(store, ours) == 0
    assert len(lease(store, "one", ours, 5)) == 1


def test_failures_that_another_try_may_mend_are_queued_by_the_same_command(store: Store) -> None:
    fill(store, ["a.txt"], replace(entry_of(read_example()), status="failed", error_code="internal"))
    ours = register(store, OFFLINE)
    assert enqueue(store, [found("a.txt")], ours)["in/a.txt"] == "current"
    assert enqueue(store, [found("a.txt")], ours, again=["internal"])["in/a.txt"] == "queued"


def test_a_failure_while_results_are_kept_keeps_none_of_them(store: Store) -> None:
    ours = register(store, OFFLINE)
    enqueue(store, [found("a.txt"), found("b.txt")], ours)
    one, two = lease(store, "one", ours, 2)
    entry = entry_of(read_example())
    with pytest.raises(ExtractorError):
        complete(store, "one", [(one, entry), (two, replace(entry, status=None))])  # type: ignore[arg-type]
    assert _extractions(store) == 0
    assert unfinished(store, ours) == 2
    assert complete(store, "one", [(one, entry), (two, entry)]) == {one.document_id, two.document_id}


def test_a_report_is_unwritten_until_it_is_marked(store: Store) -> None:
    fill(store, ["a.txt", "b.txt", "c.txt"], entry_of(read_example()))
    portions = unwritten(store, most=2)
    first = next(portions)
    assert [report.report_name for report in first] == ["a.txt", "b.txt"]
    assert first[0].content.decode() == read_example().to_json().replace(read_example().source.name, "a.txt", 1)
    mark_written(store, first)
    mark_written(store, next(portions))
    assert list(unwritten(store)) == []
    with store.writing() as connection:
        connection.execute(update(results).values(revision=2))
    assert len(next(unwritten(store))) == 3
