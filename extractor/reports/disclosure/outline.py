"""The six statutory sections of a disclosure report, found by their headings in whatever dialect the page speaks."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.documents.characters import fold, squeeze
from extractor.documents.model import Cell, Document, Paragraph, Table
from extractor.reports.base import Outline, Section

SECTIONS: dict[str, str] = {
    "overview": "一、总体情况",
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "challenges": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other_matters": "六、其他需要报告的事项",
}
"""Section keys in the form's order with the form's headings (article 50 of the regulations)."""
_ORDER = {key: number for number, key in enumerate(SECTIONS, start=1)}
_OF_TABLES = ("proactive", "requests", "challenges")

_OUR = "(?:我[局厅委办市县区镇乡省部会院]|本[机关单位部门局厅委办]+|[^,。;:]{0,12})"

# Full wordings stand on their own; loose ones need the section's own number before them, since prose and
# subheadings use them too (（一）主动公开情况 inside section one).
_FULL: dict[str, str] = {
    "overview": "总体情况|概述",
    "proactive": "主动公开政府信息(?:的|工作)?情况|政府信息主动公开(?:的|工作)?情况",
    "requests": "(?:收到和)?(?:处理|办理)政府信息公开申请(?:的|工作)?情况"
    "|收到(?:和|及)?处理(?:的)?政府信息(?:依申请公开|公开申请).{0,4}情况",
    "challenges": "(?:因)?(?:政府)?信息公开(?:工作)?(?:申请)?(?:被)?(?:申请|提起|引起|引发)?(?:的)?行政复议"
    "(?:和|及|与|、|,)*(?:被)?(?:提起)?行政诉讼(?:的)?情况|行政复议(?:和|及|与|、|,)*(?:提起)?行政诉讼(?:的)?情况",
    "problems": "(?:政府信息公开)?(?:工作)?(?:中)?存在(?:的)?(?:主要|突出)?(?:问题|不足|困难)(?:和不足|及原因)?"
    "(?:以及|及|和|与|、|,)*(?:下一步|今后)?(?:的)?(?:改进|整改|工作|努力)?(?:的)?(?:情况|措施|打算|计划|方向|意见|建议|安排|思路)?",
    "other_matters": "(?:其他|其它)(?:需要|应当|需|应)?(?:报告|说明)?(?:的)?(?:重要)?事项|需要(?:报告|说明)的(?:其他|其它)?(?:有关)?事项",
}
_LOOSE: dict[str, str] = {
    "overview": "基本情况|(?:工作)?概况|工作(?:总体|开展)?情况|总体(?:工作)?情况",
    "proactive": "主动公开(?:信息)?(?:的|工作)?情况",
    "requests": "(?:政府信息)?依申请公开(?:政府信息|办理|工作)?(?:的)?(?:办理)?情况|申请公开(?:办理)?情况",
    "challenges": "(?:行政)?复议(?:和|及|与|、|,)*(?:行政)?诉讼(?:的)?情况|因.{0,10}行政复议.{0,12}诉讼.{0,4}情况",
    "problems": ".{0,14}(?:问题|不足).{0,3}(?:改进|整改|打算|措施|计划).{0,6}",
    "other_matters": "其他|其它|其他情况",
}
_NUMBERS = "一二三四五六七八九十"
_NUMBERING = re.compile(
    rf"(?P<plain>第?[{_NUMBERS}]{{1,2}}(?:部分|章|节)?(?:[、.,:]|(?=[^{_NUMBERS}]))|\d{{1,2}}[、.,:](?!\d))"
    rf"|[(]?(?P<inner>[{_NUMBERS}]{{1,2}}|\d{{1,2}})[)][、.]?"
)
_ORDINAL = re.compile(rf"[{_NUMBERS}]+|\d+")
_LONGEST_HEADING = 60
_DATED = re.compile(r"[^,。;:]{0,12}20\d\d年度?的?")
"""What a numbered heading may begin with: 2023年度政府信息公开工作总体情况."""
_GOES_ON = re.compile(
    r"[^\S\n]*(?:以及|[及和与、])[^,。;:!?\n]{1,20}\s*|(?<![:。.])(?![无没未不暂本我]|20\d\d年)[^\s,。;:!?]{0,14}"
    r"(?:情况|事项|问题|不足|困难|原因|对策|措施|举措|打算|计划|方向|意见|建议|安排|思路|工作|概述|说明|统计)\s*"
)
"""The rest of a line after a heading's usual words that is no sentence, but still the heading: 及附件, 下步工作打算."""


_TITLE_LINE = re.compile(r"[^。;:]{0,50}(?:信息公开|政务公开)[^。;:,]{0,12}(?:报告|年报)[^。;:,]{0,12}")
_MOST_SECTIONS = 4
"""With four of the six headings a run of sections is a report, whatever stands behind it."""
_FLATTENED = 200
"""Characters: entries of a contents list take fewer, tables that became lines of text more."""


def _compiled(wordings: dict[str, str]) -> dict[str, re.Pattern[str]]:
    prefix = f"(?:{_OUR}(?:的|在)?)??"
    return {key: re.compile(f"{prefix}(?:{wording})") for key, wording in wordings.items()}


_FULL_PATTERNS = _compiled(_FULL)
_LOOSE_PATTERNS = {key: re.compile(wording) for key, wording in _LOOSE.items()}


@dataclass(frozen=True, slots=True)
class _Heading:
    key: str
    start: int
    body: int
    score: int
    level: int
    own_number: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that may be a heading: a paragraph, two short ones in a row, or a row's only filled cell."""

    start: int
    end: int
    in_table: bool = False


def outline(document: Document) -> Outline:
    """The sections in document order; a section whose heading is missing is missing here.

    Where one heading names two sections, the first has the whole body and the second none. Where the document holds
    several reports, or one twice, the sections are those of the first, never one of each: it ends where the next begins.
    """
    headings = list(_headings(document))
    another, copy = _repeated(document, headings)
    whole = min(start for start in (another, copy, len(document.text)) if start is not None)
    own = [heading for heading in headings if heading.start < whole]
    best = _best(_without_contents(document, own), whole)
    starts = [heading.start for heading in best] + [whole]
    sections: list[Section] = []
    for heading in best:
        end = min(start for start in starts if start > heading.start or start == whole)
        merged = bool(sections) and sections[-1].start == heading.start
        sections.append(Section(heading.key, heading.start, end if merged else min(heading.body, end), end))
    return Outline(tuple(sections), (0, starts[0]), another, copy)


def _headings(document: Document) -> Iterator[_Heading]:
    for line in _lines(document):
        yield from _headings_in(document, line)


def _lines(document: Document) -> Iterator[_Line]:
    previous: Paragraph | None = None
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if previous is not None and _may_go_on(previous.text, block.text):
                yield _Line(previous.start, block.end)
            yield _Line(block.start, block.end)
            previous = block
        else:
            previous = None
            for row in block.rows:
                filled = _only_filled(row)
                if filled is not None:
                    yield _Line(filled.start, filled.end, in_table=True)


def _may_go_on(text: str, following: str) -> bool:
    """Whether a heading may be broken over two lines: both short, and the second not numbered itself."""
    return len(text) < 25 and len(following) < 25 and not _NUMBERING.match(squeeze(fold(following)))


def _only_filled(row: Sequence[Cell]) -> Cell | None:
    filled = [cell for cell in row if cell.text]
    return filled[0] if len(filled) == 1 else None


def _headings_in(document: Document, line: _Line) -> Iterator[_Heading]:
    """The section heading that ``line`` is or begins with; two for a merged heading."""
    folded = document.folded[line.start : line.end]
    head = squeeze(folded[: _LONGEST_HEADING * 2])[:_LONGEST_HEADING].strip("#*")
    numbering = _NUMBERING.match(head)
    text = head[numbering.end() :] if numbering else head
    dated = _DATED.match(text) if numbering else None
    text = text[dated.end() :] if dated else text
    own = _number(numbering) if numbering else 0
    found = [
        (score, key, length)
        for key, number in _ORDER.items()
        if (scored := _score(key, text, numbering, own_number=own == number, full_only=line.in_table))
        for score, length in [scored]
    ]
    if not found:
        return
    score, key, length = max(found)
    merged = key == "problems" and re.search(_FULL["other_matters"], text[length:]) is not None
    body = line.start + _unsqueezed(folded, len(head) - len(text) + length)
    if merged or _GOES_ON.fullmatch(document.folded, body, line.end):
        body = line.end
    for named in (key, "other_matters") if merged else (key,):
        yield _Heading(named, line.start, body, score, _level(numbering), own == _ORDER[key])


def _score(
    key: str, text: str, numbering: re.Match[str] | None, *, own_number: bool, full_only: bool
) -> tuple[int, int] | None:
    """How surely ``text`` is the heading of section ``key``, and its length; None where it is not."""
    match = _FULL_PATTERNS[key].match(text)
    loose = match is None
    if match is None:
        match = _LOOSE_PATTERNS[key].match(text) if own_number and not full_only else None
    if match is None:
        return None
    rest = text[match.end() :].lstrip(":：。.、 ")
    separated = len(rest) < len(text) - match.end()
    alone = len(rest) <= (0 if loose else 2)
    if not alone and not (numbering and (separated or not loose)):
        return None
    if not alone and (loose or (not separated and not own_number)):
        return None
    top_level = numbering is not None and numbering.group("plain") is not None
    score = 4 * (not loose) + 3 * own_number + 2 * alone + 1 * top_level
    if score < 5:
        return None
    return score, match.end() + (len(text) - match.end() - len(rest))


def _number(numbering: re.Match[str]) -> int:
    digits = _ORDINAL.search(numbering.group())
    if digits is None:
        return 0
    text = digits.group()
    return int(text) if text.isdigit() else _NUMBERS.find(text) + 1


def _level(numbering: re.Match[str] | None) -> int:
    """The rank of a numbering: a heading without one stands over 一、, then （一）, 1. and (1)."""
    if numbering is None:
        return 0
    inner = numbering.group("inner") is not None
    return (3 if re.search(r"\d", numbering.group()) else 1) + inner


def _unsqueezed(text: str, length: int) -> int:
    """Offset in ``text`` after its first ``length`` characters that are not white space (or Markdown marks)."""
    seen = 0
    for offset, character in enumerate(text):
        if seen >= length:
            return offset
        seen += not (character.isspace() or character in "#*")
    return len(text)


def _best(headings: list[_Heading], end: int) -> list[_Heading]:
    """One heading for each section: those of the numbering whose headings are the surest together, and for a section
    that has none there, one of another numbering, but no subheading of an earlier section."""
    starts = sorted({heading.start for heading in headings} | {end})
    bodies = {start: following - start for start, following in itertools.pairwise(starts)}
    by_level = [_surest([heading for heading in headings if heading.level == level], bodies) for level in range(5)]
    chosen = max(by_level, key=lambda found: sum(heading.score for heading in found.values()))
    others = [heading for heading in headings if heading.key not in chosen and _stands_beside(heading, chosen)]
    chosen = chosen | _surest(others, bodies)
    return sorted(chosen.values(), key=lambda heading: (heading.start, _ORDER[heading.key]))


def _surest(headings: list[_Heading], bodies: dict[int, int]) -> dict[str, _Heading]:
    """For each section the surest heading; of equals the one with the longest body (not a contents list), and of one
    that may go on in the next line the whole."""
    rising = sorted(headings, key=lambda it: (it.score, bodies[it.start], -it.start, it.body))
    return {heading.key: heading for heading in rising}


def _stands_beside(heading: _Heading, chosen: dict[str, _Heading]) -> bool:
    """Whether a heading of another numbering can be one of the sections': of a lower rank, it must have its section's
    number and stand in the form's order among them."""
    if any(heading.level < other.level for other in chosen.values()):
        return True
    number = _ORDER[heading.key]
    in_order = all((other.start < heading.start) == (_ORDER[key] < number) for key, other in chosen.items())
    return heading.own_number and in_order


@dataclass(frozen=True, slots=True)
class _Run:
    """Sections of one numbering in a row, none of them twice: section -> its heading, and what it tells if anything."""

    headings: dict[str, _Heading]
    bodies: dict[str, str]

    @property
    def start(self) -> int:
        return next(iter(self.headings.values())).start

    @property
    def last(self) -> _Heading:
        return [*self.headings.values()][-1]

    @property
    def tells(self) -> bool:
        """Whether it is no list of headings."""
        return 2 * len(self.bodies) >= len(self.headings)

    @property
    def is_whole(self) -> bool:
        return len(self.headings) >= _MOST_SECTIONS

    def differs(self, other: "_Run") -> bool:
        """Whether a section that both have tells something else in each.

        Below the last section stands what is not its own: copies go on with other words there.
        """
        return any(not (one.startswith(two) or two.startswith(one)) for one, two in self._shared(other))

    def holds(self, other: "_Run") -> bool:
        """Whether all that the other tells is told here, too, and as fully."""
        known = other.headings.keys() <= self.headings.keys() and other.bodies.keys() <= self.bodies.keys()
        return known and all(one.startswith(two) for one, two in self._shared(other))

    def _shared(self, other: "_Run") -> list[tuple[str, str]]:
        shared = [key for key in self.bodies if key in other.bodies and not self.last.key == key == other.last.key]
        return [(self.bodies[key], other.bodies[key]) for key in shared]


def _repeated(document: Document, headings: list[_Heading]) -> tuple[int | None, int | None]:
    """Where another report begins, or a section that the first report has already with other words or numbers; and
    where a copy of the first begins."""
    runs = [run for run in _all_runs(document, headings) if run.tells]
    first = min((run for run in runs if run.is_whole), key=lambda run: run.start, default=None)
    if first is None:
        return None, None
    last = first.last
    behind = [run for run in runs if run.start > last.start and (run.is_whole or run.last.level == last.level)]
    others = [run.start for run in behind if run.differs(first)]
    copies = [run.start for run in behind if run.is_whole and first.holds(run)]
    another = _title_above(document, last.body, min(others)) if others else None
    return another, _title_above(document, last.body, min(copies)) if copies else None


def _without_contents(document: Document, headings: list[_Heading]) -> list[_Heading]:
    """Without the entries of contents lists, also the last, below which the introduction stands: those of a run that
    tells little, all of whose sections come again in one that does."""
    runs = _all_runs(document, headings)
    told = {key for run in runs if run.tells for key in run.headings}
    lists = [run for run in runs if not run.tells and run.headings.keys() <= told]
    return [it for it in headings if not any(run.start <= it.start < run.last.body for run in lists)]


def _all_runs(document: Document, headings: list[_Heading]) -> list[_Run]:
    return [run for level in range(5) for run in _runs(document, [it for it in headings if it.level == level])]


def _runs(document: Document, headings: list[_Heading]) -> list[_Run]:
    """The sections of one numbering, a new run where one comes again.

    A heading that comes again before any other goes on with its section. One without its section's number is none where
    others have it, and one without any that ends in a stop is a sentence (无其他需要报告的事项。).
    """
    numbered = {heading.key for heading in headings if heading.own_number}
    found = {(it.start, _ORDER[it.key]): it for it in headings if it.own_number or it.key not in numbered}
    sentences = [place for place, it in found.items() if not it.level and document.text[it.start : it.body].endswith("。")]
    ordered = [found[place] for place in sorted(found.keys() - sentences)]
    ends = [*(heading.start for heading in ordered), len(document.text)][1:]
    tables = [block.start for block in document.blocks if isinstance(block, Table)]
    runs: list[_Run] = []
    for heading, end in zip(ordered, ends, strict=True):
        if runs and runs[-1].last.key == heading.key:
            continue
        if not runs or heading.key in runs[-1].headings:
            runs.append(_Run({}, {}))
        runs[-1].headings[heading.key] = heading
        if _tells(document.text[heading.body : end]) or bisect_left(tables, heading.body) < bisect_left(tables, end):
            runs[-1].bodies[heading.key] = _told(heading.key, document.folded[heading.body : end])
    return runs


def _tells(body: str) -> bool:
    """Whether lines below a heading tell anything: those of a contents list make no sentence."""
    return "。" in body or len(body) > _FLATTENED


def _told(key: str, body: str) -> str:
    """What one copy of a section has in common with another, however it is laid out: a table its numbers, prose its words."""
    return re.sub(r"\D", "", body) if key in _OF_TABLES else squeeze(body)


def _title_above(document: Document, start: int, end: int) -> int:
    """Where the title of a report begins that stands in [start, end), above its first section; else ``end``.

    A line is tried with the one before it (a title broken in two) and then alone: the shorter title is the surer.
    """
    lines = [line for line in _lines(document) if start <= line.start < end]
    titles = {it.end: it.start for it in lines if _TITLE_LINE.fullmatch(squeeze(document.folded[it.start : it.end]))}
    return titles[min(titles)] if titles else end
