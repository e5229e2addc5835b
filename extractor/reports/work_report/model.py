"""The typed government work report (contract: ``work-report/1``): last year's results and this year's targets."""

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from extractor.reading import Qualifier
from extractor.result import Fact, Number, ReportModel

Kind = Literal["level", "change"]
Direction = Literal["up", "down", "unchanged"]


class Comparison(ReportModel):
    """How a value stands to an earlier one: 比上年增长5.2%, 由100家增加到120家.

    ``basis``: the document's words for what it is compared with. ``value``: by how much, without sign; None where the
    fact's own value is the change, or where only the direction or ``previous``, the earlier value itself, is given.
    """

    basis: str | None = None
    direction: Direction
    value: Number | None = None
    unit: str | None = None
    qualifier: Qualifier = "exact"
    previous: Number | None = None


class WorkFact(Fact):
    """A result or a target. Money is in yuan.

    ``kind``: ``change`` where the value is itself a change (地区生产总值增长5.5%), whose direction ``comparison`` tells.
    ``upper``: the upper end of a range whose lower end is ``value``. ``year``: the year that the value is of, the part's own
    where the document names no other.
    """

    kind: Kind = "level"
    upper: Number | None = None
    comparison: Comparison | None = None
    year: int | None = None


class WorkSection(ReportModel):
    """A part of the report: ``text`` verbatim without layout white space, and the facts that it states."""

    text: str | None = None
    facts: list[WorkFact] = Field(default_factory=list)


class WorkReport(ReportModel):
    """政府工作报告. ``year`` is the year whose results are reported, ``target_year`` the one that the targets are for."""

    title: str | None = None
    agency: str | None = None
    session: str | None = None
    delivered_on: dt.date | None = None
    year: int | None = None
    target_year: int | None = None
    results: WorkSection = Field(default_factory=WorkSection)
    targets: WorkSection = Field(default_factory=WorkSection)

    @model_validator(mode="after")
    def _years(self) -> Self:
        for part, year in ((self.results, self.year), (self.targets, self.target_year)):
            for fact in part.facts:
                fact.year = year if fact.year is None else fact.year
        return self
