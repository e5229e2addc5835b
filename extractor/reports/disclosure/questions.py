"""What a language model is asked about a disclosure report: everything, or what other readers left open."""

import asyncio
from collections.abc import Mapping
from typing import Any

from extractor.documents.model import Document
from extractor.llm.session import Asker
from extractor.readers.llm import Work, read_facts
from extractor.readers.llm_facts import Bound, FactTask
from extractor.reading import Candidate, Reading
from extractor.reports.base import Outline, ReportType, Settled
from extractor.reports.disclosure.llm_lists import read_meta, read_problems, read_series
from extractor.reports.disclosure.tasks import FactAnswer, FactsAnswer


async def read_all(document: Document, report_type: ReportType, outline: Outline, asker: Asker) -> Reading:
    """Everything by the model alone. Raises the ModelError of a document of which nothing could be read."""
    work = Work(document, report_type, outline, asker)
    await asyncio.gather(
        read_facts(work, _FACTS),
        work.take(read_problems(document, outline, asker)),
        work.take(read_meta(document, outline, asker)),
        work.take(read_series(document, outline, asker)),
        work.take_tables(),
    )
    return work.whole()


async def read_open(
    document: Document, report_type: ReportType, outline: Outline, asker: Asker, settled: Settled
) -> Reading:
    """What other readers left open: numbers of the prose, an empty section five, small tables of which none was
    read, a report without a name."""
    work = Work(document, report_type, outline, asker)
    tasks = [read_facts(work, _FACTS, settled.numbers)]
    if not settled.pointers & {"/problems/problems", "/problems/improvements"}:
        tasks.append(work.take(read_problems(document, outline, asker)))
    if "/series" not in settled.pointers:
        tasks.append(work.take(read_series(document, outline, asker)))
    nameless = {"/title", "/agency", "/year"} - settled.pointers
    if nameless:
        tasks.append(work.take(read_meta(document, outline, asker, only=nameless)))
    await asyncio.gather(*tasks)
    return work.finished()


def leaves(pointer: str) -> bool:
    """Of all values outside the tables, only the sections' texts are not asked for."""
    return pointer.endswith("/text")


def _describe(fact: FactAnswer, bound: Bound) -> tuple[Mapping[str, Any], Mapping[str, Candidate]]:
    return {"indicator": _indicator(fact, bound), "scope": bound.verbatim(fact.scope)}, {}


def _indicator(fact: FactAnswer, bound: Bound) -> str:
    """The model's, but for percentages, which are the contract's ``rate`` and nothing else is."""
    if bound.number.numeral.unit in ("%", "个百分点"):
        return "rate"
    return "other" if fact.indicator == "rate" else fact.indicator


_FACTS = FactTask("disclosure/facts", FactsAnswer, _describe)
