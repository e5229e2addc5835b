"""A report as the sequence of blocks that every dialect lays out in its own way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eval.rendering.sheet import Sheet
from eval.rendering.tables import FormTable, challenges_table, requests_table, section_two_tables
from eval.rendering.wording import Wording


@dataclass(frozen=True)
class Line:
    """A paragraph or a heading."""

    kind: Literal["title", "paragraph", "heading", "signature"]
    text: str


PageBlock = Line | FormTable


def page(sheet: Sheet, *, together: bool = True) -> Iterator[PageBlock]:
    """The blocks of ``sheet`` in reading order. ``together``: section two is one table."""
    wording = Wording(sheet.style)
    tables = {
        "proactive": section_two_tables(sheet, wording, together=together),
        "requests": [requests_table(sheet, wording)],
        "challenges": [challenges_table(sheet, wording)],
    }
    yield from (Line("title", text) for text in sheet.prose.title_lines)
    yield from (Line("paragraph", text) for text in sheet.prose.preamble)
    for section in sheet.prose.sections:
        yield Line("heading", section.heading)
        yield from (Line("paragraph", text) for text in section.paragraphs)
        yield from tables.get(section.key, [])
    yield from (Line("signature", text) for text in sheet.prose.signature)
