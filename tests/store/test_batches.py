"""Questions that wait for a provider's batch: kept once, sent in bounded portions, given back when they have ended."""

import pytest

from extractor.llm.questions import Question
from extractor.store.batches import (
    Yield,
    count_asked,
    count_waiting,
    end,
    intend,
    keep_questions,
    mark_sent,
    questions_of,
    under_way,
    wake,
    withdraw,
)
from extractor.store.engine import Store
from extractor.store.enqueue import Configuration, enqueue, register
from extractor.store.queue import lease, unfinished
from extractor.store.records import Task
from extractor.store.status import read_status
from tests.store.making import OFFLINE, found

MODEL = Configuration(engine="hybrid", version="1", model="some")
URL = "http://127.0.0.1/v1"
_BIG = 10**9


def _question(name: str) -> Question:
    return Question.of({"messages": name})


def _leased(store: Store, *names: str) -> tuple[int, list[Task]]:
    ours = register(store, MODEL)
    enqueue(store, [found(name) for name in names], ours)
    return ours, lease(store, "one", ours, 10)


def test_a_document_waits_for_its_questions_and_comes_back_when_they_have_ended(store: Store) -> None:
    ours, (one, two) = _leased(store, "a.txt", "b.txt")
    keep_questions(store, "one", [(one, [_question("1"), _question("shared")]), (two, [_question("shared")])])
    assert (count_asked(store), count_waiting(store), unfinished(store, ours)) == (2, 2, 0)
    batch = intend(store, ours, URL, 10, _BIG)
    assert batch is not None
    assert (batch.questions, batch.model) == (2, "some")
    assert intend(store, ours, URL, 10, _BIG) is None
    assert wake(store, ours) == 0
    mark_sent(store, batch.id, "batch_1")
    assert [sent.provider_id for sent in under_way(store)] == ["batch_1"]
    end(store, batch.id, Yield(answered=1, prompt_tokens=10, completion_tokens=5, cost=0.5))
    assert under_way(store) == []
    assert wake(store, ours) == 2
    assert len(lease(store, "two", ours, 10)) == 2
    status = read_status(store)
    assert (status.calls, status.tokens, status.cost, status.asked) == (1, 15, 0.5, 0)


def test_a_document_waits_while_one_of_its_questions_is_under_way(store: Store) -> None:
    ours, (one,) = _leased(store, "a.txt")
    keep_questions(store, "one", [(one, [_question("1"), _question("2")])])
    first, second = intend(store, ours, URL, 1, _BIG), intend(store, ours, URL, 1, _BIG)
    assert first is not None
    assert second is not None
    end(store, first.id, Yield())
    assert wake(store, ours) == 0
    end(store, second.id, Yield())
    assert wake(store, ours) == 1


@pytest.mark.parametrize(("most", "most_bytes", "sizes"), [(2, _BIG, [2, 2, 1]), (10, 1, [1] * 5), (10, _BIG, [5])])
def test_a_batch_stays_within_its_bounds(store: Store, most: int, most_bytes: int, sizes: list[int]) -> None:
    ours, (one,) = _leased(store, "a.txt")
    questions = [_question(str(number)) for number in range(5)]
    keep_questions(store, "one", [(one, questions)])
    batches = []
    while batch := intend(store, ours, URL, most, most_bytes):
        batches.append(batch)
    assert [batch.questions for batch in batches] == sizes
    sent = [question for batch in batches for question in questions_of(store, batch.id)]
    assert sorted(sent, key=lambda question: question.key) == sorted(questions, key=lambda question: question.key)


def test_what_was_never_sent_is_asked_anew(store: Store) -> None:
    ours, (one,) = _leased(store, "a.txt")
    keep_questions(store, "one", [(one, [_question("1")])])
    refused = intend(store, ours, URL, 10, _BIG)
    assert refused is not None
    withdraw(store, refused.id)
    assert (under_way(store), count_waiting(store)) == ([], 1)
    assert wake(store, ours) == 1
    assert count_waiting(store) == 0


def test_questions_of_a_lease_that_was_lost_are_not_kept(store: Store) -> None:
    _, (one,) = _leased(store, "a.txt")
    keep_questions(store, "other", [(one, [_question("1")])])
    assert (count_asked(store), count_waiting(store)) == (0, 0)


def test_a_run_without_the_model_wakes_nobody(store: Store) -> None:
    ours, (one,) = _leased(store, "a.txt")
    keep_questions(store, "one", [(one, [_question("1")])])
    assert wake(store, register(store, OFFLINE)) == 0
    newer = register(store, Configuration(engine="hybrid", version="2", model="some"))
    assert wake(store, newer) == 1
    assert lease(store, "two", ours, 1) == []
    assert len(lease(store, "two", newer, 1)) == 1
