"""The reader that asks a language model: small questions, grounded answers, and what stays open is said.

Nothing that the model says is taken unless it stands in the document. What there is to ask is the report type's: see
``Questions``. Here is what every type asks alike: the numbers of its prose, one by one.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic

from extractor.documents.model import Document
from extractor.errors import AnswerAwaitedError, AnswerCutError, ModelError
from extractor.llm.prompts import load_prompt
from extractor.llm.session import Asker
from extractor.readers.llm_chunks import Chunk, Taken, chunks
from extractor.readers.llm_facts import FACTS_A_CHUNK, Answer, FactTask, FoundFacts, open_numbers
from extractor.readers.llm_numbers import Number, Passage, passages
from extractor.readers.llm_tables import missing, read_blocks
from extractor.readers.prose_flow import section_flows
from extractor.reading import Note, Reading
from extractor.reports.base import Outline, ReportType, Settled

Span = tuple[int, int]

_SHOWN = 5


@dataclass
class Work:
    """One document being read."""

    document: Document
    report_type: ReportType
    outline: Outline
    asker: Asker
    reading: Reading = field(default_factory=Reading)
    errors: list[ModelError] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    async def take(self, asked: Awaitable[Taken]) -> None:
        """Add what one task read; a failure is kept and stops no other task."""
        try:
            reading, dropped = await asked
        except ModelError as error:
            self.errors.append(error)
            return
        self.reading.values |= reading.values
        self.reading.items |= reading.items
        self.dropped.extend(dropped)

    async def take_tables(self) -> None:
        """Add every row of the type's statutory tables."""
        await self.take(read_blocks(self.document, self.report_type, self.outline, self.asker))

    def whole(self) -> Reading:
        """The reading by the model alone. Raises the ModelError of a document of which nothing could be read."""
        if self.errors and not self.reading.values and not any(self.reading.items.values()):
            raise self.errors[0]
        self.reading.notes.extend(missing(self.report_type, self.reading.values.keys()))
        return self.finished()

    def finished(self) -> Reading:
        """The reading with what went wrong and what was left out as notes."""
        notes = self.reading.notes
        for error in {error.code: error for error in self.errors}.values():
            notes.append(Note(error.code, error.chinese, error.english))
        self.asker.account.dropped += len(self.dropped)
        if self.dropped:
            shown = "；".join(self.dropped[:_SHOWN])
            chinese = f"模型的 {len(self.dropped)} 个回答在原文中找不到依据，已舍弃：{shown}。"
            english = f"{len(self.dropped)} of the model's answers do not stand in the document and were dropped."
            notes.append(Note("ungrounded_dropped", chinese, english, review=False))
        return self.reading


@dataclass(frozen=True, slots=True)
class FactQuestions(Generic[Answer]):
    """All that a model is asked about a type whose reports are prose and statutory tables."""

    task: FactTask[Answer]

    async def read_all(self, document: Document, report_type: ReportType, outline: Outline, asker: Asker) -> Reading:
        """See ``Questions``."""
        work = Work(document, report_type, outline, asker)
        await asyncio.gather(read_facts(work, self.task), work.take_tables())
        return work.whole()

    async def read_open(
        self, document: Document, report_type: ReportType, outline: Outline, asker: Asker, settled: Settled
    ) -> Reading:
        """See ``Questions``."""
        work = Work(document, report_type, outline, asker)
        await read_facts(work, self.task, settled.numbers)
        return work.finished()

    def leaves(self, pointer: str) -> bool:
        """See ``Questions``: every value but the facts."""
        return True


async def read_facts(work: Work, task: FactTask[Answer], settled: Sequence[Span] = ()) -> None:
    """Both passes over the numbers of the prose, section by section, but for those ``settled``."""
    sections = work.report_type.facts.items()
    await asyncio.gather(*(_section_facts(work, task, key, pointer, settled) for key, pointer in sections))


async def _section_facts(
    work: Work, task: FactTask[Answer], key: str, pointer: str, settled: Sequence[Span]
) -> None:
    section = work.outline.section(key)
    if section is None:
        return
    heading = work.report_type.sections[key]
    found = FoundFacts(task)
    told = list(passages(section_flows(work.document, section), heading, task.counts_nothing))
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


async def _ask(work: Work, asked: Iterable[Chunk], found: FoundFacts[Answer]) -> None:
    await asyncio.gather(*(_ask_chunk(work, chunk, found) for chunk in asked))


async def _ask_chunk(work: Work, chunk: Chunk, found: FoundFacts[Answer]) -> None:
    """Ask one chunk; one whose answer is cut off is asked in halves."""
    task, text = found.task, work.document.text
    numbers = "、".join("".join(text[number.start : number.end].split()) for number in chunk.numbers)
    try:
        answer = await work.asker.ask(
            load_prompt(task.prompt), task.answer, chunk.material.text, path=chunk.path, numbers=numbers
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


def _note_open(work: Work, pointer: str, numbers: Sequence[Number]) -> None:
    if numbers and not work.errors:
        text = work.document.text
        shown = "、".join(text[number.start : number.end] for number in numbers[:_SHOWN])
        chinese = f"正文中有 {len(numbers)} 个数字未能判断是否为统计数据：{shown}。"
        english = f"{len(numbers)} numbers of the prose could not be told to be facts or not."
        work.reading.notes.append(Note("open_numbers", chinese, english, (pointer,)))
