"""The reader that asks a language model: small questions, grounded answers, and what stays open is said.

Nothing that the model says is taken unless it stands in the document. ``read_all`` reads everything by the model
alone; ``read_open`` asks only for what other readers left open.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field

from extractor.documents.model import Document
from extractor.errors import AnswerAwaitedError, AnswerCutError, ModelError
from extractor.llm.prompts import load_prompt
from extractor.llm.session import Asker
from extractor.readers.llm_chunks import Chunk, chunks
from extractor.readers.llm_facts import FoundFacts, open_numbers
from extractor.readers.llm_lists import read_meta, read_problems, read_series
from extractor.readers.llm_numbers import Number, Passage, passages
from extractor.readers.llm_tables import missing, read_blocks
from extractor.readers.prose_flow import section_flows
from extractor.reading import Note, Reading
from extractor.reports.base import Outline, ReportType
from extractor.reports.disclosure.tasks import FACTS_A_CHUNK, FactsAnswer

Span = tuple[int, int]

FACT_SECTIONS = {"overview": "/overview/facts", "other_matters": "/other_matters/facts"}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Settled:
    """What other readers already found: spans of numbers that need no second opinion, and pointers with a value."""

    numbers: Sequence[Span] = ()
    pointers: frozenset[str] = frozenset()


@dataclass
class _Work:
    """One document being read."""

    document: Document
    report_type: ReportType
    outline: Outline
    asker: Asker
    reading: Reading = field(default_factory=Reading)
    errors: list[ModelError] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


async def read_all(document: Document, report_type: ReportType, outline: Outline, asker: Asker) -> Reading:
    """Everything by the model alone. Raises the ModelError of a document of which nothing could be read."""
    work = _Work(document, report_type, outline, asker)
    await asyncio.gather(
        _facts(work, ()),
        _take(work, read_problems(document, outline, asker)),
        _take(work, read_meta(document, outline, asker)),
        _take(work, read_series(document, outline, asker)),
        _take(work, read_blocks(document, report_type, outline, asker)),
    )
    if work.errors and not work.reading.values and not any(work.reading.items.values()):
        raise work.errors[0]
    work.reading.notes.extend(missing(report_type, work.reading.values.keys()))
    return _finished(work)


async def read_open(
    document: Document, report_type: ReportType, outline: Outline, asker: Asker, settled: Settled
) -> Reading:
    """What other readers left open: numbers of the prose, an empty section five, small tables of which none was
    read, a report without a name."""
    work = _Work(document, report_type, outline, asker)
    tasks = [_facts(work, settled.numbers)]
    if not settled.pointers & {"/problems/problems", "/problems/improvements"}:
        tasks.append(_take(work, read_problems(document, outline, asker)))
    if "/series" not in settled.pointers:
        tasks.append(_take(work, read_series(document, outline, asker)))
    nameless = {"/title", "/agency", "/year"} - settled.pointers
    if nameless:
        tasks.append(_take(work, read_meta(document, outline, asker, only=nameless)))
    await asyncio.gather(*tasks)
    return _finished(work)


async def _take(work: _Work, asked: Awaitable[tuple[Reading, list[str]]]) -> None:
    """Add what one task read; a failure is kept and stops no other task."""
    try:
        reading, dropped = await asked
    except ModelError as error:
        work.errors.append(error)
        return
    work.reading.values |= reading.values
    work.reading.items |= reading.items
    work.dropped.extend(dropped)


async def _facts(work: _Work, settled: Sequence[Span]) -> None:
    """Both passes over the numbers of the prose, section by section."""
    await asyncio.gather(*(_section_facts(work, key, pointer, settled) for key, pointer in FACT_SECTIONS.items()))


async def _section_facts(work: _Work, key: str, pointer: str, settled: Sequence[Span]) -> None:
    section = work.outline.section(key)
    if section is None:
        return
    heading = work.report_type.sections[key]
    found = FoundFacts()
    told = list(passages(section_flows(work.document, section), heading))
    asked = [(passage, _unsettled(passage, settled)) for passage in told]
    asked = [(passage, numbers) for passage, numbers in asked if numbers]
    tokens = work.asker.session.settings.chunk_tokens
    first = list(chunks(work.document, asked, tokens, FACTS_A_CHUNK))
    await _ask(work, first, found)
    again = [(passage, open_numbers(numbers, found.decided | found.awaited)) for passage, numbers in asked]
    again = [(passage, numbers) for passage, numbers in again if numbers]
    seen = {(tuple(chunk.material.pieces), chunk.numbers) for chunk in first}
    second = [
        chunk
        for chunk in chunks(work.document, again, tokens // 4, FACTS_A_CHUNK)
        if (tuple(chunk.material.pieces), chunk.numbers) not in seen
    ]
    await _ask(work, second, found)
    work.reading.items[pointer] = sorted(found.items, key=lambda item: item.start)
    work.dropped.extend(found.dropped)
    _note_open(work, pointer, [number for _, numbers in again for number in open_numbers(numbers, found.decided)])


def _unsettled(passage: Passage, settled: Sequence[Span]) -> list[Number]:
    return [
        number
        for number in passage.numbers
        if not number.known and not any(start < number.end and number.start < end for start, end in settled)
    ]


async def _ask(work: _Work, asked: Iterable[Chunk], found: FoundFacts) -> None:
    await asyncio.gather(*(_ask_chunk(work, chunk, found) for chunk in asked))


async def _ask_chunk(work: _Work, chunk: Chunk, found: FoundFacts) -> None:
    """Ask one chunk; one whose answer is cut off is asked in halves."""
    text = work.document.text
    numbers = "、".join("".join(text[number.start : number.end].split()) for number in chunk.numbers)
    try:
        answer = await work.asker.ask(
            load_prompt("facts"), FactsAnswer, chunk.material.text, path=chunk.path, numbers=numbers
        )
    except AnswerCutError as error:
        halves = chunk.halves()
        if not halves:
            work.errors.append(error)
        await _ask(work, halves, found)
    except AnswerAwaitedError as error:
        work.errors.append(error)
        found.awaited.update(chunk.numbers)
    except ModelError as error:
        work.errors.append(error)
    else:
        found.take(chunk, answer)


def _note_open(work: _Work, pointer: str, numbers: Sequence[Number]) -> None:
    if numbers and not work.errors:
        text = work.document.text
        shown = "、".join(text[number.start : number.end] for number in numbers[:_SHOWN])
        chinese = f"正文中有 {len(numbers)} 个数字未能判断是否为统计数据：{shown}。"
        english = f"{len(numbers)} numbers of the prose could not be told to be facts or not."
        work.reading.notes.append(Note("open_numbers", chinese, english, (pointer,)))


def _finished(work: _Work) -> Reading:
    """The reading with what went wrong and what was left out as notes."""
    notes = work.reading.notes
    for error in {error.code: error for error in work.errors}.values():
        notes.append(Note(error.code, error.chinese, error.english))
    work.asker.account.dropped += len(work.dropped)
    if work.dropped:
        shown = "；".join(work.dropped[:_SHOWN])
        chinese = f"模型的 {len(work.dropped)} 个回答在原文中找不到依据，已舍弃：{shown}。"
        english = f"{len(work.dropped)} of the model's answers do not stand in the document and were dropped."
        notes.append(Note("ungrounded_dropped", chinese, english, review=False))
    return work.reading
