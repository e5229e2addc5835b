"""What a language model is asked about a work report: which of its numbers are results or targets, and of what.

How a number stands to those beside it (its growth, the value it rose from) is read from the text by the same rules
whoever reads the number: see ``statements``.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from extractor.readers.llm_facts import Bound, FactTask, NumberAnswer, NumbersAnswer
from extractor.readers.prose_flow import flow
from extractor.reading import Candidate
from extractor.reports.work_report.facts import scope_of
from extractor.reports.work_report.statements import described, is_no_fact, statements
from extractor.reports.work_report.vocabulary import Indicator


class WorkFactAnswer(NumberAnswer):
    """One number that states a result or a target, as it stands in the text."""

    indicator: Indicator
    year: str | None = Field(max_length=10)


class WorkFactsAnswer(NumbersAnswer[WorkFactAnswer]):
    """Every number asked about, as a fact or not."""


def _describe(fact: WorkFactAnswer, bound: Bound) -> tuple[Mapping[str, Any], Mapping[str, Candidate]]:
    """The model's indicator and, where it stands in the sentence, its year; the rest from the text itself."""
    sentence = flow(bound.chunk.material.document, *bound.number.sentence)
    named = (bound.verbatim(fact.year) or "")[:4]
    content: dict[str, Any] = {"indicator": fact.indicator, "year": int(named) if named.isdecimal() else None}
    for statement in statements(sentence):
        start, _ = sentence.span(statement.numeral.start, statement.numeral.stop)
        if start == bound.number.start:
            more, evidence = described(sentence, statement, "llm")
            return {
                **content,
                "scope": scope_of(sentence, statement.begin),
                "unit": statement.numeral.unit,
                **more,
            }, evidence
    return content, {}


FACTS = FactTask("work-report/facts", WorkFactsAnswer, _describe, is_no_fact)
