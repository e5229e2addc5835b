"""The typed annual disclosure report (contract: ``disclosure-report/1``). Field names are binding.

Both editions share one model: a cell that the document's edition does not have is None without evidence.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from extractor.result import Fact, Number, ReportModel

Edition = Literal["2019", "2021", "mixed"]
Count = Annotated[int, Field(ge=0)] | None
"""Single items; None where blank, ``/`` or absent."""
Yuan = Annotated[int, Field(ge=0)] | Annotated[float, Field(ge=0)] | None


class Period(ReportModel):
    """统计期限: the days the figures cover, both included."""

    start: dt.date | None = None
    end: dt.date | None = None


class Contact(ReportModel):
    """联系方式, as the document gives it."""

    address: str | None = None
    postcode: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None
    website: str | None = None


class Narrative(ReportModel):
    """A prose section: ``text`` verbatim in reading order without layout white space, and what it counts."""

    text: str | None = None
    facts: list[Fact] = Field(default_factory=list)


class Problems(ReportModel):
    """五、存在的主要问题及改进情况: items in the document's words."""

    text: str | None = None
    problems: list[str] = Field(default_factory=list)
    improvements: list[str] = Field(default_factory=list)


class Point(ReportModel):
    """One value of a small table or chart."""

    label: str
    value: Number | None


class Series(ReportModel):
    """A small table or chart data outside the statutory tables."""

    title: str | None = None
    points: list[Point] = Field(default_factory=list)


class Documents(ReportModel):
    """第二十条第（一）项. 2019: made, disclosed, public_total. 2021: made, repealed, in_force."""

    made: Count = None
    disclosed: Count = None
    public_total: Count = None
    repealed: Count = None
    in_force: Count = None


class Decisions(ReportModel):
    """第二十条第（五）（六）项. 2019: all three. 2021: decisions alone."""

    prior_items: Count = None
    change: int | None = None
    decisions: Count = None


class Fees(ReportModel):
    """第二十条第（八）项. 2019: prior_items, change. 2021: amount_yuan (the form's unit is 万元)."""

    prior_items: Count = None
    change: int | None = None
    amount_yuan: Yuan = None


class Procurement(ReportModel):
    """第二十条第（九）项, 2019 edition only."""

    projects: Count = None
    amount_yuan: Yuan = None


class Proactive(ReportModel):
    """二、主动公开政府信息情况."""

    regulations: Documents = Field(default_factory=Documents)
    normative_documents: Documents = Field(default_factory=Documents)
    licensing: Decisions = Field(default_factory=Decisions)
    other_services: Decisions = Field(default_factory=Decisions)
    penalties: Decisions = Field(default_factory=Decisions)
    coercion: Decisions = Field(default_factory=Decisions)
    fees: Fees = Field(default_factory=Fees)
    procurement: Procurement = Field(default_factory=Procurement)


class Applicants(ReportModel):
    """One row of section three by kind of applicant."""

    natural_person: Count = None
    business: Count = None
    research: Count = None
    public_interest: Count = None
    legal_service: Count = None
    other: Count = None
    total: Count = None


class Refused(ReportModel):
    """（三）不予公开."""

    state_secret: Applicants = Field(default_factory=Applicants)
    prohibited_by_law: Applicants = Field(default_factory=Applicants)
    public_security: Applicants = Field(default_factory=Applicants)
    third_party_rights: Applicants = Field(default_factory=Applicants)
    internal_affairs: Applicants = Field(default_factory=Applicants)
    deliberative_process: Applicants = Field(default_factory=Applicants)
    enforcement_file: Applicants = Field(default_factory=Applicants)
    administrative_inquiry: Applicants = Field(default_factory=Applicants)


class Unable(ReportModel):
    """（四）无法提供."""

    not_held: Applicants = Field(default_factory=Applicants)
    needs_creation: Applicants = Field(default_factory=Applicants)
    unclear: Applicants = Field(default_factory=Applicants)


class Rejected(ReportModel):
    """（五）不予处理."""

    petition: Applicants = Field(default_factory=Applicants)
    repeat: Applicants = Field(default_factory=Applicants)
    publication: Applicants = Field(default_factory=Applicants)
    abusive: Applicants = Field(default_factory=Applicants)
    reconfirmation: Applicants = Field(default_factory=Applicants)


class ClosedOtherwise(ReportModel):
    """（六）其他处理; a form with one row for it fills ``other`` alone."""

    uncorrected: Applicants = Field(default_factory=Applicants)
    unpaid: Applicants = Field(default_factory=Applicants)
    other: Applicants = Field(default_factory=Applicants)


class Outcomes(ReportModel):
    """三、本年度办理结果."""

    granted: Applicants = Field(default_factory=Applicants)
    partial: Applicants = Field(default_factory=Applicants)
    refused: Refused = Field(default_factory=Refused)
    unable: Unable = Field(default_factory=Unable)
    rejected: Rejected = Field(default_factory=Rejected)
    closed_otherwise: ClosedOtherwise = Field(default_factory=ClosedOtherwise)
    total: Applicants = Field(default_factory=Applicants)


class Requests(ReportModel):
    """三、收到和处理政府信息公开申请情况."""

    received: Applicants = Field(default_factory=Applicants)
    carried_in: Applicants = Field(default_factory=Applicants)
    outcomes: Outcomes = Field(default_factory=Outcomes)
    carried_out: Applicants = Field(default_factory=Applicants)


class Challenge(ReportModel):
    """One of section four's three blocks."""

    upheld: Count = None
    corrected: Count = None
    other: Count = None
    pending: Count = None
    total: Count = None


class Challenges(ReportModel):
    """四、政府信息公开行政复议、行政诉讼情况."""

    reconsideration: Challenge = Field(default_factory=Challenge)
    litigation_direct: Challenge = Field(default_factory=Challenge)
    litigation_after_reconsideration: Challenge = Field(default_factory=Challenge)


class DisclosureReport(ReportModel):
    """政府信息公开工作年度报告."""

    title: str | None = None
    agency: str | None = None
    year: int | None = None
    edition: Edition | None = None
    period: Period = Field(default_factory=Period)
    published_on: dt.date | None = None
    contact: Contact = Field(default_factory=Contact)
    overview: Narrative = Field(default_factory=Narrative)
    proactive: Proactive = Field(default_factory=Proactive)
    requests: Requests = Field(default_factory=Requests)
    challenges: Challenges = Field(default_factory=Challenges)
    problems: Problems = Field(default_factory=Problems)
    other_matters: Narrative = Field(default_factory=Narrative)
    series: list[Series] = Field(default_factory=list)
