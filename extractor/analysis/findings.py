"""A finding: what does not fit between reports, in words, with the arithmetic and every place that it rests on."""

import hashlib
from collections.abc import Iterable
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, computed_field

from extractor.reports.arithmetic import CERTAIN
from extractor.result import Cause, Number

Kind = Literal["carried_over", "documents", "jump", "repeated_text", "duplicate", "version", "missing", "sum_below"]
"""What was found.

carried_over: last year's carried_out is not this year's carried_in. documents: last year's in_force + made − repealed
is not this year's. jump: a figure far outside the agency's own history and its peers. repeated_text: prose taken from
last year. duplicate: a year's report again with the same values; version: again with others. missing: a listed agency
without a report of the year. sum_below: an upper office's total does not fit the sum of those below it.
"""

KINDS: tuple[Kind, ...] = get_args(Kind)


class Quote(BaseModel):
    """One place that a finding rests on: which report, where in it, what stands there.

    ``report``: the name of the result (``DIR/reports/<report>.json``); empty for a line of the agency list.
    ``pointer``: JSON Pointer into that result's ``report``. ``raw``: as it stands in the source. ``confidence`` as in
    evidence.
    """

    model_config = ConfigDict(frozen=True)

    report: str
    document_id: int | None
    agency: str
    year: int | None
    pointer: str
    raw: str
    value: Number | str | None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    confidence: float | None = None

    @property
    def doubtful(self) -> bool:
        """Whether it was not read with certainty."""
        return self.confidence is not None and self.confidence < CERTAIN


def cause_of(places: Iterable[Quote]) -> Cause:
    """Whose mistake a contradiction between read values is: ``source`` only where all were read with certainty."""
    return "unknown" if any(place.doubtful for place in places) else "source"


class Finding(BaseModel):
    """Something that does not fit between reports. ``agency`` is the identity, whatever the reports write.

    ``subject``: the check or indicator. ``arithmetic``: the numbers as compared. ``cause`` as in checks, where numbers do
    not fit: ``unknown`` where one of them is not read with certainty. ``chinese`` and ``english`` are whole sentences.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    agency: str
    year: int
    subject: str
    chinese: str
    english: str
    arithmetic: str | None = None
    expected: Number | None = None
    actual: Number | None = None
    cause: Cause | None = None
    evidence: tuple[Quote, ...]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def id(self) -> str:
        """The same in every comparison that finds it again: of what was found where, not of the words for it."""
        places = [f"{quote.report}{quote.pointer}" for quote in self.evidence]
        key = "|".join([self.kind, self.agency, str(self.year), self.subject, *places])
        return hashlib.sha256(key.encode()).hexdigest()[:12]
