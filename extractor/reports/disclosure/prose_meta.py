"""What names a report: title, agency, year, period, date of publication, contact; each read where the document says it."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.documents.model import Document, Paragraph
from extractor.readers.prose_flow import (
    DATE,
    DAY,
    MONTH,
    REGION_ENDS,
    YEAR,
    Flow,
    Span,
    flow,
    is_signature,
    joined,
    section_flows,
    tail_index,
)
from extractor.reading import Candidate, Scalar
from extractor.reports.base import Outline
from extractor.reports.disclosure.agency_names import (
    AUTHORITIES,
    is_agency,
    is_another,
    is_led_by_others_words,
    is_misspelt,
    is_office_of,
    is_region,
    is_short_for,
)
from extractor.reports.disclosure.prose_contact import read_contact

_HAN = r"[\u4e00-\u9fff·()]"
_NAME = r"[\u4e00-\u9fff·]"
_ABBREVIATED = r"(?:\((?:以下)?简称[^()]{1,20}\))?"
_SUBJECT = "(?:政府信息公开|政务公开|信息公开|信息与政务公开)(?:工作)?"
_REPORT = f"{_SUBJECT}(?:情况)?(?:的)?(?:年度|年)?(?:工作)?(?:总结)?(?:报告|年报)"
_YEAR = r"(?P<year>20\d\d|[二2][〇○零oO0][一二三四五六七八九〇○零0]{2})年?(?:度)?"
_FIRST = rf"(?:关于(?:公布|公开|发布|印发))?(?P<title>(?:关于)?(?P<first>(?!关于){_HAN}{{2,40}}?)?"
_LAST = "(?:的?(?:公告|通告|通知))?"
"""What announces the report (关于发布X年报的公告) is no part of its title, and the title's own 关于 none of the name."""
_TITLES = (
    re.compile(rf"{_FIRST}(?:关于)?{_YEAR}(?:的)?(?P<second>{_HAN}{{2,40}}?)?(?:的)?{_REPORT}){_LAST}"),
    re.compile(rf"{_FIRST}{_SUBJECT}{_YEAR}(?P<second>)(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)){_LAST}"),
    re.compile(rf"{_FIRST}{_REPORT}\({_YEAR}(?P<second>)\)){_LAST}"),
)
_TITLES_INSIDE = tuple(re.compile(rf"(?<![\u4e00-\u9fff]){title.pattern}") for title in _TITLES)
_LONGEST_TITLE = 70
_MOST_TITLE_LINES = 4
"""Agency, year, and the name of the report broken once."""
_SIGNED = re.compile(rf"(?P<agency>{_HAN}{{3,40}}?)(?:\([公盖]?章\))?(?:\(?(?P<date>{DATE})\)?)?")
_INTRODUCED = re.compile(
    rf"(?:公布|公开|发布|编制了?|现将|如下为)(?P<agency>{_NAME}{{3,40}}?){_ABBREVIATED}(?:关于)?"
    r"20\d\d年(?:度)?(?:的)?(?:(?:政府)?(?:信息|政务|信息与政务)公开(?:工作)?(?!工作|要点)|(?:年度)?(?:报告|年报))"
)
_WRITTEN_BY = re.compile(
    rf"由(?P<agency>{_NAME}{{3,40}}?){_ABBREVIATED}(?:(?:根据|按照|依据|负责)[^,。]{{0,60}})?(?:编制|编写)"
)
_ACTING = re.compile(rf"(?:^|[,。;:])(?P<agency>{_NAME}{{3,40}}?){_ABBREVIATED}(?:根据|按照|依据)")
"""Whoever acts in a clause of the introduction: mostly the agency, at times the office that asked it for the report."""
_OF_REPORT = re.compile("报告|年报")
_ISSUER = re.compile(rf"(?:发布|公开|发文|制发)(?:机构|机关|单位)[:\s|]*(?P<agency>{_HAN}{{3,40}})(?![\u4e00-\u9fff])")
_NAMED_YEAR = re.compile(rf"(?P<year>20\d\d)年(?:度)?{_HAN}{{0,30}}(?:信息公开|政务公开){_HAN}{{0,10}}报告")
_SENTENCE = re.compile("[,。;]")
_INTRODUCTION = 3
"""Paragraphs of section one that may hold the introduction where little or nothing stands before the section."""

_HOUR = r"(?:\s?(?:\d{1,2}|零)(?:[时点]|:\d\d))?"
_PERIOD = re.compile(
    f"(?P<a>(?:(?P<a_year>{YEAR})(?:年|(?P<short>[-./])))?(?P<a_month>{MONTH})(?(short)[-./]|月)(?P<a_day>{DAY}日?)){_HOUR}"
    "(?:起|开始)?,?(?:至|到|—+|-+|~)(?:同年|当年)?"
    f"(?P<b>(?:(?P<b_year>{YEAR})(?(short)[-./]|年))?(?P<b_month>{MONTH})(?(short)[-./]|月)(?P<b_day>{DAY}日?))"
)
"""Two days written alike: 2023.1.1-2023.12.31, or with 年月日, where the first may lack its year, too."""
_OF_FIGURES = re.compile("(?<![据经])统计|期限|时限|数据|起止|报告期")
_PUBLISHED = re.compile(rf"(?:发布|公开|成文|生成|发文|公布|印发|制发|更新)(?:日期|时间)[:\s|]*(?P<date>{DATE})")
_DATE = re.compile(rf"\(?(?P<date>{DATE})\)?")
_DATE_PARTS = re.compile(r"\d+|[〇○零oO一二三四五六七八九十元]+")
_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○oO", "0")
_YEARS_LATER = range(1, 4)
"""The years, counted from the reporting year, in which a report is published."""

_Named = tuple[Flow, re.Match[str]]


@dataclass(frozen=True)
class _Range:
    """Days from ``start`` to ``end``; ``told``: as those of the figures, in the range's own sentence."""

    found: Flow
    match: re.Match[str]
    start: dt.date
    end: dt.date
    told: bool

    @property
    def whole(self) -> bool:
        first = dt.date(self.start.year, 1, 1)
        return (self.start, self.end) == (first, first.replace(month=12, day=31))


def read_meta(document: Document, outline: Outline) -> dict[str, Candidate]:
    """Pointer -> candidate for /title, /agency, /year, /period, /published_on and /contact."""
    return _MetaReader(document, outline).read()


class _MetaReader:
    def __init__(self, document: Document, outline: Outline) -> None:
        self.document = document
        self.preamble_end = outline.preamble[1]
        self.preamble = _lines(document, *outline.preamble)
        self.tail = _tail(document, outline)
        self.introduction = [flow(document, *line) for line in joined(document, self.preamble)] + _opening(document, outline)
        self.signatures = list(_signatures(document, self.tail))
        self.values: dict[str, Candidate] = {}

    def read(self) -> dict[str, Candidate]:
        self._title()
        self._agency()
        self._doubt_contradicted_agency()
        self._year()
        self._period()
        self._published()
        self._contact()
        return self.values

    def _take(self, pointer: str, source: Flow, span: Span, value: Scalar = None, *, certain: bool = True) -> None:
        start, end = source.span(*span)
        read = source.verbatim(*span) if value is None else value
        self.values[pointer] = Candidate(read, self.document.text[start:end], start, end, "exact", "rule", certain)

    def _title(self) -> None:
        """The title's lines before the first section; else a line elsewhere that names the report whole."""
        titles = list(_set_titles(self.document, self.preamble))
        if titles:
            self._take_title(*_own_title(titles, self._told_year()))
            return
        for span in (*self.preamble, *self.tail):
            found = flow(self.document, *span)
            if len(found.text) <= _LONGEST_TITLE and "。" not in found.text:
                named = (title for one in _TITLES_INSIDE if (title := one.search(found.text)) and _agency_in(title))
                title = next(named, None)
                if title is not None:
                    self._take_title(found, title)
                    return

    def _take_title(self, found: Flow, match: re.Match[str]) -> None:
        self._take("/title", found, match.span("title"))
        self._take("/year", found, match.span("year"), _year_number(match["year"]))
        group = _agency_in(match)
        if group is not None:
            self._take("/agency", found, match.span(group))

    def _agency(self) -> None:
        """The name in the title; else the signature, the introduction, the issuer of the page: for a place the name of
        its authority before that of an office within (石桥镇党政办公室)."""
        name = self.values.get("/agency")
        if name is not None and not str(name.value).endswith(REGION_ENDS):
            return
        named = [*self._witnesses(), *self._mentions()]
        place = "" if name is None else str(name.value)
        fitting = [one for one in named if is_agency(one[1]["agency"]) and one[1]["agency"].startswith(place)]
        if fitting:
            authorities = (one for one in fitting if place and one[1]["agency"].removeprefix(place) in AUTHORITIES)
            self._take_agency(*next(authorities, fitting[0]), named)
            return
        for found, match in named if name is None else ():
            if is_region(match["agency"]):
                self._take_agency(found, match, named)
                return

    def _take_agency(self, found: Flow, match: re.Match[str], named: Sequence[_Named]) -> None:
        """Who acts in a clause is the report's agency for certain only where it is named elsewhere, too."""
        name = match["agency"]
        others = [other["agency"] for _, other in named if other.re is not _ACTING]
        certain = match.re is not _ACTING or "/agency" in self.values or any(is_short_for(name, one) for one in others)
        self._take("/agency", found, match.span("agency"), certain=certain)

    def _doubt_contradicted_agency(self) -> None:
        """Where title, signature and introduction name different agencies, one is not the report's (a site's banner
        above the title, or run into the name); where they spell one name differently, one of them is misprinted."""
        agency, title = self.values.get("/agency"), self.values.get("/title")
        if agency is None:
            return
        name = flow(self.document, agency.start, agency.end).text
        misspelt = any(is_misspelt(name, match["agency"]) for _, match in (*self._witnesses(), *self._mentions()))
        led = any(is_led_by_others_words(name, match["agency"]) for _, match in self.signatures)
        contradicted = _speak_of_another(self.signatures, name) or _speak_of_another(self._introduced(), name)
        if misspelt or contradicted or led:
            self.values["/agency"] = replace(agency, certain=False)
        if (contradicted or led) and title is not None and title.start <= agency.start < title.end and "\n" in title.raw:
            self.values["/title"] = replace(title, certain=False)

    def _witnesses(self) -> list[_Named]:
        return [*self.signatures, *self._introduced()]

    def _introduced(self) -> Iterator[_Named]:
        """Names of the report's agency where the introduction says whose report it is."""
        for found in self.introduction:
            for match in _INTRODUCED.finditer(found.text):
                yield found, match
        for found in self.introduction:
            for match in _WRITTEN_BY.finditer(found.text):
                if _OF_REPORT.search(found.before(match.start()) + found.behind(match.end())):
                    yield found, match

    def _mentions(self) -> Iterator[_Named]:
        """Names that may be another's: below the text without a date, who acts in the introduction, the page's issuer."""
        for span in self.tail[:3]:
            found = flow(self.document, *span)
            match = _SIGNED.fullmatch(found.text)
            if match is not None:
                yield found, match
        for found in self.introduction:
            for match in _ACTING.finditer(found.text):
                yield found, match
        preamble = flow(self.document, 0, self.preamble_end)
        for match in _ISSUER.finditer(preamble.text):
            yield preamble, match

    def _year(self) -> None:
        told = self._told_year()
        if "/year" not in self.values and told is not None:
            found, span = told
            said = _SENTENCE.search(found.text) is not None
            self._take("/year", found, span, _year_number(found.text[slice(*span)]), certain=said)

    def _told_year(self) -> tuple[Flow, Span] | None:
        """Where the introduction names the report's year: in a sentence, which a link to another report is not.

        Titles without a stop may run into the first sentence, so its last mention is the one it makes itself.
        """
        sentences = [found for found in self.introduction if _SENTENCE.search(found.text)]
        for found in sentences:
            named = list(_NAMED_YEAR.finditer(found.text.partition("。")[0]))
            if named:
                return found, named[-1].span("year")
        for pattern, group in ((_NAMED_YEAR, "year"), (_PERIOD, "a_year")):
            for found in (*sentences, *self.introduction):
                match = pattern.search(found.text)
                if match is not None and match[group]:
                    return found, match.span(group)
        return None

    def _period(self) -> None:
        """The days that the figures cover: the whole year; any other days in doubt, and only where said of the figures."""
        year = self._reporting_year()
        matches = [(found, match) for found in self.introduction for match in _PERIOD.finditer(found.text)]
        ranges = [one for found, match in matches if (one := self._range(found, match)) is not None]
        if not ranges:
            return
        best = min(ranges, key=lambda one: (not one.whole, not one.told, one.start.year != year))
        self._take("/period/start", best.found, best.match.span("a"), best.start.isoformat(), certain=best.whole)
        self._take("/period/end", best.found, best.match.span("b"), best.end.isoformat(), certain=best.whole)

    def _range(self, found: Flow, match: re.Match[str]) -> _Range | None:
        """The range, where it may be the figures'."""
        announced = _OF_FIGURES.search(found.before(match.start())) is not None
        told = announced or _OF_FIGURES.search(found.behind(match.end())) is not None
        year = self._reporting_year()
        first = match["a_year"] or (str(year) if told and year else None)
        if first is None:
            return None
        start = _read_day(first, match["a_month"], match["a_day"])
        end = _read_day(match["b_year"] or first, match["b_month"], match["b_day"])
        if start is None or end is None or start >= end:
            return None
        one = _Range(found, match, start, end, told)
        return one if announced or (one.whole and (told or start.year == year)) else None

    def _reporting_year(self) -> int | None:
        year = self.values.get("/year")
        return None if year is None else int(str(year.value))

    def _published(self) -> None:
        """The date under the text; else the one that the page states as its own.

        One within the reporting year is early for its report: taken in doubt, where there is no later one.
        """
        dates = sorted((*self._closing_dates(), *self._stated_dates()), key=lambda date: not date[2])
        for found, match, certain in dates:
            if self._take_date(found, match, _YEARS_LATER, certain=certain):
                return
        for found, match, _ in dates:
            if self._take_date(found, match, range(1), certain=False):
                return

    def _closing_dates(self) -> Iterator[tuple[Flow, re.Match[str], bool]]:
        """The signature's, in doubt where another agency signs; the date that alone closes the text."""
        agency = self.values.get("/agency")
        name = None if agency is None else flow(self.document, agency.start, agency.end).text
        for found, match in self.signatures:
            signer = match["agency"]
            yield found, match, name is None or is_office_of(name, signer) or not is_another(name, signer)
        for span in self.tail[:1]:
            found = flow(self.document, *span)
            date = _DATE.fullmatch(found.text)
            if date is not None:
                yield found, date, True

    def _stated_dates(self) -> Iterator[tuple[Flow, re.Match[str], bool]]:
        """Dates that the page calls its own, and those on a line above the text."""
        for found in (flow(self.document, 0, self.preamble_end), *(flow(self.document, *span) for span in self.tail)):
            for match in _PUBLISHED.finditer(found.text):
                yield found, match, True
        for span in self.preamble:
            found = flow(self.document, *span)
            date = _DATE.fullmatch(found.text)
            if date is not None:
                yield found, date, True

    def _take_date(self, found: Flow, match: re.Match[str], years_later: range, *, certain: bool) -> bool:
        parts = _DATE_PARTS.findall(match["date"])
        day = _read_day(*parts) if len(parts) == 3 else None
        year = self._reporting_year()
        if day is None or (year is not None and day.year - year not in years_later):
            return False
        self._take("/published_on", found, match.span("date"), day.isoformat(), certain=certain)
        return True

    def _contact(self) -> None:
        below = [flow(self.document, *span) for span in self.tail]
        for key, (found, match, certain) in read_contact(self.introduction, below).items():
            self._take(f"/contact/{key}", found, match.span("value"), certain=certain)


def _lines(document: Document, start: int, end: int) -> list[Span]:
    """The paragraphs that begin in [start, end), cut to it."""
    return [
        (block.start, min(block.end, end))
        for block in document.blocks
        if isinstance(block, Paragraph) and start <= block.start < end
    ]


def _opening(document: Document, outline: Outline) -> list[Flow]:
    """The first paragraphs of section one, where some reports put the introduction, and all of the last section."""
    overview, other = outline.section("overview"), outline.section("other_matters")
    opening = section_flows(document, overview)[:_INTRODUCTION] if overview else []
    return opening + (section_flows(document, other) if other else [])


def _tail(document: Document, outline: Outline) -> list[Span]:
    """Signature, attachments and whatever stands below the last section's own text; all lines where no section is."""
    if not outline.sections:
        return _lines(document, 0, len(document.text))
    last = max(outline.sections, key=lambda section: section.start)
    lines = _lines(document, last.body, len(document.text))
    return lines[tail_index(document, lines) :]


def _signatures(document: Document, tail: list[Span]) -> Iterator[_Named]:
    """Names with a date behind them, on the same line or the next, the last one first: agencies', and where the text
    ends with a signature also a name that is none's (政务公开办公室): its date is the report's all the same."""
    for index in reversed(range(len(tail))):
        for last in tail[index : index + 2]:
            if last[1] - tail[index][0] > 2 * _LONGEST_TITLE:
                continue
            found = flow(document, tail[index][0], last[1])
            match = _SIGNED.fullmatch(found.text)
            closes = index == 0 and is_signature(document, tail, 0)
            if match is not None and match["date"] and (closes or is_agency(match["agency"])):
                yield found, match


def _speak_of_another(witnesses: Iterable[_Named], name: str) -> bool:
    """Whether they name another agency and, unlike those of a report that two sign, not this one, too."""
    named = [match["agency"] for _, match in witnesses if is_agency(match["agency"])]
    return bool(named) and all(is_another(name, one) for one in named)


def _own_title(titles: list[_Named], told: tuple[Flow, Span] | None) -> _Named:
    """Of several reports' titles (a site's list of them beside the article) the one of the year that the introduction
    names, and of these the first that names its agency."""
    year = None if told is None else _year_number(told[0].text[slice(*told[1])])
    of_year = [title for title in titles if _year_number(title[1]["year"]) == year] or titles
    return next((title for title in of_year if _agency_in(title[1])), of_year[0])


def _set_titles(document: Document, lines: list[Span]) -> Iterator[_Named]:
    """Titles that fill one line or several in a row, the most lines first."""
    for index, (start, _) in enumerate(lines):
        for last in range(min(index + _MOST_TITLE_LINES, len(lines)) - 1, index - 1, -1):
            if lines[last][1] - start > 2 * _LONGEST_TITLE:
                continue
            found = flow(document, start, lines[last][1])
            for pattern in _TITLES:
                match = pattern.fullmatch(found.text) if len(found.text) <= _LONGEST_TITLE else None
                if match is not None and (match["first"] is None or _agency_in(match)):
                    yield found, match


def _agency_in(match: re.Match[str]) -> str | None:
    """The group of a title that names its agency."""
    for group in ("first", "second"):
        name = match[group]
        if name and (is_agency(name) or is_region(name)):
            return group
    return None


def _year_number(digits: str) -> int:
    return int("".join(_DIGITS.get(digit, digit) for digit in digits))


def _plain(part: str) -> str:
    """A year, month or day in digits: 二〇二一, 十, 二十八, 元."""
    if part.isdigit() and part.isascii():
        return part
    if part == "元":
        return "1"
    if "十" in part:
        tens, _, ones = part.partition("十")
        return str(int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0")))
    return "".join(_DIGITS.get(digit, digit) for digit in part)


def _read_day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(*(int(_plain(part.removesuffix("日"))) for part in (year, month, day)))
    except ValueError:
        return None
