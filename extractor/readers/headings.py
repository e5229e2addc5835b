"""Sections by their headings: for report types whose headings are lines of their own, numbered or not."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.documents.characters import MARKS, fold, squeeze
from extractor.documents.model import Document, Paragraph
from extractor.reports.base import Outline, Section

_NUMBERING = re.compile(
    rf"(?:第?[一二三四五六七八九十]{{1,3}}(?:部分|章)?[、.,:]?|\d{{1,2}}[、.](?!\d)|[{MARKS}][、.]?|[#*]+)"
)
_LONGEST_HEADING = 40
"""Characters without white space; a longer line is a sentence."""


@dataclass(frozen=True, slots=True)
class _Heading:
    key: str
    start: int
    end: int


KeyOf = Callable[[str], str | None]
"""Folded text of a line without white space and numbering -> key of the section that it is the heading of, if of any."""


def worded(headings: Mapping[str, re.Pattern[str]]) -> KeyOf:
    """Headings told by their wording alone, which a pattern matches in full."""

    def key_of(text: str) -> str | None:
        return next((key for key, pattern in headings.items() if pattern.fullmatch(text)), None)

    return key_of


def sections_by_headings(document: Document, key_of: KeyOf) -> Outline:
    """The sections whose headings are lines that ``key_of`` knows; in document order, as it is asked.

    Headings of one key in a row open one section, and of several sections of a key the longest is the one: what a
    table of contents lists has no body.
    """
    found = _first_of_each_run(list(_headings(document, key_of)))
    ends = [*(heading.start for heading in found[1:]), len(document.text)]
    longest: dict[str, Section] = {}
    for heading, end in zip(found, ends, strict=False):
        section = Section(heading.key, heading.start, heading.end, end)
        rival = longest.get(heading.key)
        if rival is None or section.end - section.body > rival.end - rival.body:
            longest[heading.key] = section
    sections = tuple(sorted(longest.values(), key=lambda section: section.start))
    return Outline(sections, (0, sections[0].start if sections else len(document.text)))


def _headings(document: Document, key_of: KeyOf) -> Iterator[_Heading]:
    for block in document.blocks:
        if not isinstance(block, Paragraph) or len(block.text) > 2 * _LONGEST_HEADING:
            continue
        text = squeeze(fold(block.text)).strip("#*").rstrip(":。")
        if len(text) > _LONGEST_HEADING:
            continue
        numbering = _NUMBERING.match(text)
        key = key_of(text[numbering.end() :] if numbering else text)
        if key is not None:
            yield _Heading(key, block.start, block.end)


def _first_of_each_run(headings: Sequence[_Heading]) -> list[_Heading]:
    return [
        heading
        for before, heading in zip((None, *headings), headings, strict=False)
        if not before or before.key != heading.key
    ]
