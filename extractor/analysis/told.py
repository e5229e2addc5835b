"""Findings as ``extractor compare`` left them in DIR, read for pages that show them."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from extractor.analysis.findings import Finding, Kind, Quote
from extractor.errors import UsageError

_LONGEST = 160
"""Characters of a quote that are kept: of repeated prose whole sections are quoted."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a finding rests on; without a document for a line of the agency list."""

    document_id: int | None
    agency: str
    year: int | None
    pointer: str
    raw: str


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in short, see ``Finding``. ``agency``: the identity."""

    id: str
    kind: Kind
    agency: str
    year: int
    cause: str | None
    chinese: str
    english: str
    places: tuple[Place, ...]

    def reports(self) -> list[Place]:
        """The first place in each of the reports that it is about."""
        first: dict[int, Place] = {}
        for place in self.places:
            if place.document_id is not None:
                first.setdefault(place.document_id, place)
        return sorted(first.values(), key=lambda place: place.year or 0)


def read_findings(path: Path) -> list[Told]:
    """The findings of a file that ``write_findings`` wrote, line by line, in its order.

    Raises UsageError for any other file.
    """
    try:
        with path.open(encoding="utf-8") as file:
            lines = (line.rstrip().removesuffix(",") for line in file if line.startswith("{"))
            return [_told(Finding.model_validate_json(line)) for line in lines]
    except ValidationError as error:
        raise UsageError(
            f"“{path}”不是 extractor compare 写出的；请重新运行 extractor compare。",
            f"{path} is not what extractor compare writes; run extractor compare again.",
        ) from error


def _told(finding: Finding) -> Told:
    return Told(
        finding.id,
        finding.kind,
        finding.agency,
        finding.year,
        finding.cause,
        finding.chinese,
        finding.english,
        tuple(_place(quote) for quote in finding.evidence),
    )


def _place(quote: Quote) -> Place:
    raw = quote.raw if len(quote.raw) <= _LONGEST else f"{quote.raw[:_LONGEST]}…"
    return Place(quote.document_id, quote.agency, quote.year, quote.pointer, raw)
