"""The two parts of a government work report: what was done last year, and what is to be done this year."""

import re

from extractor.documents.characters import fold, squeeze
from extractor.documents.model import Document, Paragraph
from extractor.readers.headings import KeyOf, sections_by_headings, worded
from extractor.reading import Reading
from extractor.reports.base import Outline

SECTIONS: dict[str, str] = {"results": "过去一年工作回顾", "targets": "今年工作的总体要求和主要目标"}
"""Section keys with their usual headings; no form prescribes them."""

_PAST = r"(?:20\d\d年|过去[的一五]{0,2}年|[去上]一?年|五年来|本届政府)"
_COMING = r"(?:20\d\d年|今年|新的一年|今后[五]?年?|未来五年|下一?年)"
_PLAN = (
    "(?:总体(?:要求|思路|安排|目标)|指导思想|(?:主要)?(?:预期|奋斗|发展)?目标|(?:主要|目标|重点|工作)?任务|(?:重点|主要)?工作"
    "(?:安排|打算|任务|部署|重点|建议|思路|举措|计划)?|政策取向)"
)
HEADINGS: dict[str, re.Pattern[str]] = {
    "results": re.compile(
        rf"(?:关于)?(?:{_PAST}(?:及|和|以及)?)*(?:的)?(?:政府|主要|经济社会发展)*(?:工作)?(?:完成|进展|开展)?(?:情况|成效)?(?:的)?回顾(?:总结)?"
        rf"|(?:关于)?{_PAST}(?:的)?(?:政府|主要)*(?:工作|经济社会发展)(?:完成|进展|开展)?(?:情况|总结)"
        r"|(?:过去[的一五]{0,2}年|[去上]一?年|一年来)(?:的)?(?:政府|主要)*工作"
    ),
    "targets": re.compile(
        rf"(?:关于)?{_COMING}(?:的|及|和)*(?:经济社会发展|政府|工作|主要|重点)*(?:的)?{_PLAN}(?:[和及与、]*(?:主要|工作)*{_PLAN})*"
        rf"|(?:指导思想|总体要求|主要目标|奋斗目标|工作安排)(?:[和及与、]*{_PLAN})*"
    ),
}

_PLAIN = re.compile(r"(?:关于)?(20\d\d)年(?:的)?(?:政府|主要|重点)*工作")
"""A heading that may be of either part: 2024年主要工作."""

_YEAR = re.compile(r"20\d\d(?=年)")
_TITLE = re.compile(r"(?!.*(?:解读|学习|图解|审议|讨论|贯彻|宣讲|摘要))[^。,;:]{0,24}政府工作报告(?:\([^()]{1,20}\))?")
_TITLE_WITHIN = 1500
"""Characters from the start in which the title stands; later mentions are of other reports."""


def outline(document: Document) -> Outline:
    """Both parts, as far as their headings are found; the second one goes on to the end of the report."""
    return sections_by_headings(document, _keys())


def _keys() -> KeyOf:
    """Which part a heading opens. One that names but a year's work opens the results if it is the first of all, or of
    the year that another heading of the results names."""
    wording = worded(HEADINGS)
    years: list[str] = []

    def key_of(text: str) -> str | None:
        plain = _PLAIN.fullmatch(text)
        key = wording(text) if plain is None else "results" if plain[1] in years or not years else "targets"
        if key is not None:
            years.extend(_YEAR.findall(text)[-1:] if key == "results" else [])
            years.append("")
        return key

    return key_of


def recognises(document: Document, found: Outline, tables: Reading) -> bool:
    """Whether a line near the start is the report's title, and one of its two parts is there."""
    return bool(found.sections) and title_of(document) is not None


def title_of(document: Document) -> Paragraph | None:
    """The line that is the report's title."""
    for block in document.blocks:
        if block.start > _TITLE_WITHIN:
            return None
        if isinstance(block, Paragraph) and _TITLE.fullmatch(squeeze(fold(block.text)).strip("#*")):
            return block
    return None
