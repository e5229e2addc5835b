"""A workspace's questions in a provider's batches, at half the price: sent, fetched, and read with.

A run whose questions wait for a batch writes them into the workspace; ``submit`` sends them, ``collect`` puts what comes
back into the cache of answers and reads the documents again with it. An answer may give rise to another question (one
that breaks the schema, numbers that are still open): that is sent by the next ``submit``, as is what failed or expired.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from openai.types import Batch
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from extractor.batch.configuration import configuration_of
from extractor.batch.inputs import Input
from extractor.batch.tasks import Job
from extractor.errors import ModelRejectedError, OutputError, UsageError
from extractor.llm.batches import MOST_BYTES, MOST_QUESTIONS, Provider, is_over, refusal
from extractor.llm.budget import Price, load_prices, usage_of
from extractor.llm.cache import Cache
from extractor.llm.later import check_for_batches
from extractor.llm.settings import ModelSettings
from extractor.store.batches import (
    Sent,
    Yield,
    end,
    intend,
    mark_sent,
    questions_of,
    under_way,
    withdraw,
)
from extractor.store.engine import Store
from extractor.store.enqueue import register
from extractor.store.patience import patiently
from extractor.store.results import recorded_files

Read = Callable[[], None]
"""Reads the documents of the workspace that wait, as a run does whose questions wait for a batch."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A batch under way: the provider's word for how it stands, and how many of its questions are done."""

    id: str
    status: str
    done: int
    questions: int


@dataclass(frozen=True, slots=True)
class Collected:
    """What ``collect`` found: batches that are over, with what came of them, and those that are not."""

    ended: list[tuple[Sent, Yield]]
    under_way: list[Progress]


def recorded(store: Store, out: Path) -> Iterator[Input]:
    """The files that the workspace knows and that are still there."""
    for key, name in recorded_files(store):
        path = out / key
        if path.is_file():
            yield Input(path, name)


def submit(store: Store, job: Job, settings: ModelSettings, read: Read) -> list[Sent]:
    """Read the workspace's documents and send what they ask, after what an interrupted ``submit`` left unsent.

    Killed at any moment and started again, it sends no question twice: a batch is known in the workspace before the
    provider hears of it, and is looked for there before it is sent again. Gives the batches sent.
    Raises SettingsError and UsageError for a model that is not the batches', ModelError where the endpoint fails.
    """
    check_for_batches(settings)
    with store.sending_alone(job.out), closing(Provider(settings)) as provider:
        sent = []
        for batch in _of_endpoint(store, settings):
            if batch.provider_id is None:
                sent.append(_send(store, job.out, provider, batch, provider.find(batch.token)))
        read()
        configuration_id = patiently(register, store, configuration_of(job))
        bounds = (MOST_QUESTIONS, MOST_BYTES)
        while intended := patiently(intend, store, configuration_id, settings.base_url, *bounds):
            sent.append(_send(store, job.out, provider, intended))
    return sent


def _of_endpoint(store: Store, settings: ModelSettings) -> list[Sent]:
    """The batches that have not ended. Raises UsageError where they are another model's or endpoint's."""
    batches = patiently(under_way, store)
    for batch in batches:
        if (batch.base_url, batch.model) != (settings.base_url, settings.model):
            raise UsageError(
                f"工作区中有批次尚未结束，属于模型“{batch.model}”（{batch.base_url}）；请以该模型和地址运行 collect。",
                f"A batch of {batch.model} at {batch.base_url} has not ended: collect it with that model and address.",
            )
    return batches


def _send(store: Store, out: Path, provider: Provider, batch: Sent, known: str | None = None) -> Sent:
    """Have the provider answer a batch, unless it is ``known`` there already."""
    file = out / f".{batch.token}.jsonl"
    try:
        if known is None:
            with file.open("wb") as lines:
                lines.writelines(question.line() for question in questions_of(store, batch.id))
            known = provider.send(batch.token, file)
    except ModelRejectedError:
        patiently(withdraw, store, batch.id)
        raise
    except OSError as error:
        raise OutputError(
            f"无法写入“{file.name}”：{error.strerror}；请检查磁盘空间，然后重新运行同一命令。",
            f"Cannot write {file.name}: {error.strerror}; check disk space, then run the same command again.",
        ) from error
    finally:
        file.unlink(missing_ok=True)
    patiently(mark_sent, store, batch.id, known)
    return replace(batch, provider_id=known)


def collect(store: Store, job: Job, settings: ModelSettings, read: Read) -> Collected:
    """Fetch what batches that are over have brought, and read the documents with it.

    Killed at any moment and started again, it loses and counts nothing twice. Raises as ``submit`` does.
    """
    check_for_batches(settings)
    collected = Collected([], [])
    with store.sending_alone(job.out), closing(Provider(settings)) as provider:
        for batch in _of_endpoint(store, settings):
            provider_id = batch.provider_id or provider.find(batch.token)
            if provider_id is None:
                collected.under_way.append(Progress(batch.token, "unsent", 0, batch.questions))
                continue
            state = provider.look(provider_id)
            if is_over(state):
                gained = _fetch(provider, state, settings, job.out)
                patiently(end, store, batch.id, gained)
                collected.ended.append((batch, gained))
            else:
                collected.under_way.append(_progress(state, batch))
        read()
    return collected


def _progress(state: Batch, batch: Sent) -> Progress:
    counts = state.request_counts
    return Progress(state.id, state.status, counts.completed + counts.failed if counts else 0, batch.questions)


def _fetch(provider: Provider, state: Batch, settings: ModelSettings, out: Path) -> Yield:
    """Put a batch's answers into the cache and count them."""
    assert settings.cache is not None
    answers, prices = Cache(settings.cache), load_prices(settings.prices)
    price = prices.of(settings.model) or Price(prompt=0, completion=0)
    gained = Yield(error=refusal(state))
    for line in provider.lines(state, out):
        if line.completion is None or not _is_completion(line.completion):
            gained.error = gained.error or line.error or "no completion"
            continue
        answers.put(line.key, line.completion)
        prompt, completion, _ = usage_of(line.completion.get("usage"), "", json.dumps(line.completion["choices"]))
        gained.answered += 1
        gained.prompt_tokens += prompt
        gained.completion_tokens += completion
        gained.cost += price.cost(prompt, completion) * prices.batch
    return gained


def _is_completion(body: Mapping[str, object]) -> bool:
    try:
        ChatCompletion.model_validate(body)
    except ValidationError:
        return False
    return True
