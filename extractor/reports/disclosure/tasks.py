"""What a language model is asked about a disclosure report: one prompt file and one small answer schema a task.

Lists and strings are bounded: small models repeat themselves until an answer is cut off. No field holds a number: a
model gives the characters that stand in the text, and the number is read from the text itself.
"""

from pydantic import BaseModel, Field

from extractor.readers.llm_facts import NumberAnswer, NumbersAnswer
from extractor.reports.disclosure.indicators import Indicator


class FactAnswer(NumberAnswer):
    """One number that counts something, as it stands in the text."""

    indicator: Indicator
    scope: str | None = Field(max_length=40)


class FactsAnswer(NumbersAnswer[FactAnswer]):
    """Every number asked about, as a fact or not."""


class ProblemsAnswer(BaseModel):
    """Section five as lists of verbatim items."""

    problems: list[str] = Field(max_length=15)
    improvements: list[str] = Field(max_length=20)


class MetaAnswer(BaseModel):
    """What names a report, each as it stands in the text; null where the text does not say it."""

    title: str | None = Field(max_length=80)
    agency: str | None = Field(max_length=50)
    year: str | None = Field(max_length=10)
    period_start: str | None = Field(max_length=20)
    period_end: str | None = Field(max_length=20)
    published_on: str | None = Field(max_length=20)
    address: str | None = Field(max_length=80)
    postcode: str | None = Field(max_length=10)
    phone: str | None = Field(max_length=40)
    fax: str | None = Field(max_length=40)
    email: str | None = Field(max_length=60)
    website: str | None = Field(max_length=100)


class PointAnswer(BaseModel):
    """One value of a small table and what it belongs to, as they stand in the text."""

    label: str = Field(max_length=60)
    value: str = Field(max_length=20)


class SeriesAnswer(BaseModel):
    """A small table outside the statutory ones."""

    title: str | None = Field(max_length=60)
    points: list[PointAnswer] = Field(max_length=40)
