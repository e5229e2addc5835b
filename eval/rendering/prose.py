"""The words around the tables: title, preamble, sections, signature."""

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """A section's heading and its paragraphs; those of sections with a table stand before it."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Prose:
    """What a page says around its tables, in the page's script, and the typed values of it."""

    title_lines: tuple[str, ...]
    preamble: tuple[str, ...]
    sections: tuple[Section, ...]
    signature: tuple[str, ...]
    agency: str
    year: int
    period: tuple[dt.date, dt.date] | None
    published_on: dt.date | None

    def meta(self) -> dict[str, Any]:
        """The report's fields that are read from the prose."""
        start, end = self.period or (None, None)
        texts = {section.key: "".join(section.paragraphs) for section in self.sections}
        return {
            "title": "".join(self.title_lines),
            "agency": self.agency,
            "year": self.year,
            "period": {"start": start, "end": end},
            "published_on": self.published_on,
            **{key: {"text": texts[key] or None} for key in ("overview", "problems", "other_matters") if key in texts},
        }
