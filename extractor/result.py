"""The result of reading one document: values, evidence, checks, run. One JSON file; see the contract in README."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny

from extractor.reading import Qualifier, ReaderName, Scalar

Status = Literal["accepted", "needs_review", "failed"]
Engine = Literal["offline", "llm", "hybrid"]
Cause = Literal["source", "extraction", "unknown"]
"""Whose mistake a failed check is: the agency's own, the reading's, or not known."""
Number = int | float
Box = tuple[float, float, float, float]


NO_REPORT = "no-report/1"
"""Schema of the result of a document that failed before its type was known."""


class _Written(BaseModel):
    """What is written as JSON, which has no infinity and no NaN (RFC 8259, 6): read as such they are no result."""

    model_config = ConfigDict(allow_inf_nan=False)


class ReportModel(_Written):
    """Base of every report type's typed values. Fields a document does not have are None."""

    model_config = ConfigDict(extra="forbid")


class Fact(ReportModel):
    """A number the prose states. ``quote`` is the shortest verbatim span with the number and what it counts.

    ``scope``: the document's words for a narrower or other scope, None for the report's own. Report types add fields.
    """

    indicator: str
    label: str
    value: Number
    unit: str | None = None
    qualifier: Qualifier = "exact"
    scope: str | None = None
    quote: str


class Source(_Written):
    """The document that was read. ``characters`` is the length of the normalised text."""

    name: str
    sha256: str
    media_type: str
    pages: int | None = None
    characters: int = 0


class Failure(_Written):
    """Why no report could be read: a code of ``extractor.errors`` and its sentence."""

    code: str
    message: str


class Witness(_Written):
    """What one reader read at a place."""

    reader: ReaderName
    value: Scalar
    raw: str


class Evidence(_Written):
    """Where one value comes from. Offsets are into the normalised text; ``bbox`` is in PDF points.

    ``witnesses``: what each reader read, where the readers differ; left out of the JSON where they do not.
    """

    raw: str
    start: int
    end: int
    page: int | None = None
    bbox: Box | None = None
    qualifier: Qualifier
    readers: list[ReaderName]
    confidence: float
    witnesses: list[Witness] = Field(default_factory=list, exclude_if=lambda witnesses: not witnesses)


class Repair(_Written):
    """The one cell whose change to ``value`` would make a failed check hold without breaking another."""

    pointer: str
    value: Number


class Check(_Written):
    """One check that applies to a report, with its outcome; ``cause`` only where it failed.

    ``expected`` is a value, or a bound in words (``≤ 21``).
    """

    id: str
    status: Literal["pass", "fail", "not_applicable"]
    cause: Cause | None = None
    message: str = ""
    expected: Number | str | None = None
    actual: Number | str | None = None
    pointers: list[str] = Field(default_factory=list)
    repair: Repair | None = None

    @property
    def proves(self) -> bool:
        """Whether its values hold each other up: two that are computed apart are equal.

        A bound that holds (parts no more than their whole) proves nothing: most misread digits keep it too.
        """
        return self.status == "pass" and self.expected is not None and self.expected == self.actual


class Flag(_Written):
    """Something to know about a result that is no failed check: a missing section, an ambiguity left null.

    ``review``: it is a reason for review (else it only tells how a value came about).
    """

    code: str
    message: str
    pointers: list[str] = Field(default_factory=list)
    review: bool = True


class Run(_Written):
    """How the result came about.

    ``cached``: answers of the model that were known from an earlier run and cost nothing. ``cost`` is in the price
    list's currency, None where the model's price is not known. ``dropped`` counts the model's values that could not
    be grounded and were left out. ``prompts``: name -> SHA-256 of each prompt used.
    """

    engine: Engine
    version: str
    model: str | None = None
    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = None
    dropped: int = 0
    prompts: dict[str, str] = Field(default_factory=dict)
    seconds: float = 0.0


class Result(_Written):
    """One document's result, as written to ``DIR/reports/<name>.json``.

    ``report`` is a model of the report type named by ``schema`` (``NO_REPORT`` where the type is not known); its values
    are what an analyst reads, ``evidence`` (by JSON Pointer, RFC 6901) is what a reviewer reads.
    """

    model_config = ConfigDict(serialize_by_alias=True)

    schema_name: str = Field(alias="schema")
    source: Source
    status: Status
    error: Failure | None = None
    report: SerializeAsAny[ReportModel] | None = None
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    checks: list[Check] = Field(default_factory=list)
    flags: list[Flag] = Field(default_factory=list)
    run: Run

    def failed_checks(self) -> list[Check]:
        """The checks that do not hold."""
        return [check for check in self.checks if check.status == "fail"]

    def to_json(self) -> str:
        """The file's content, UTF-8, two-space indent, with a line break at the end."""
        return self.model_dump_json(indent=2) + "\n"


def value_at(report: ReportModel | dict[str, Any], pointer: str) -> Any:  # noqa: ANN401 - any JSON value
    """The value that a JSON Pointer names in a report, model or JSON; None where there is nothing.

    >>> value_at({"requests": {"received": {"total": 21}}}, "/requests/received/total")
    21
    """
    value: Any = report
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(name)] if int(name) < len(value) else None
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            value = getattr(value, name, None)
        if value is None:
            return None
    return value


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all: to a temporary name beside it, then rename."""
    temporary = path.with_name(f".{path.name[:200]}.part")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
