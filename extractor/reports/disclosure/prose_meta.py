"""What names a report: title, agency, year, period, date of publication, contact; each read where the document says it."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from extractor.documents.model import Document, Paragraph
from extractor.readers.prose_flow import DATE, Flow, Span, flow, joined, section_flows, tail_index
from extractor.reading import Candidate, Scalar
from extractor.reports.base import Outline

_HAN = r"[\u4e00-\u9fff·()]"
_NAME = r"[\u4e00-\u9fff·]"
_ABBREVIATED = r"(?:\((?:以下)?简称[^()]{1,20}\))?"
_SUBJECT = "(?:政府信息公开|政务公开|信息公开|信息与政务公开)(?:工作)?"
_REPORT = f"{_SUBJECT}(?:情况)?(?:的)?(?:年度|年)?(?:工作)?(?:总结)?(?:报告|年报)"
_YEAR = r"(?P<year>20\d\d|[二2][〇○零oO0][一二三四五六七八九〇○零0]{2})年?(?:度)?"
_TITLES = (
    re.compile(rf"(?P<first>(?!关于){_HAN}{{2,40}}?)?(?:关于)?{_YEAR}(?:的)?(?P<second>{_HAN}{{2,40}}?)?(?:的)?{_REPORT}"),
    re.compile(rf"(?P<first>(?!关于){_HAN}{{2,40}}?)?{_SUBJECT}{_YEAR}(?P<second>)(?:工作)?(?:年度)?(?:工作)?(?:报告|年报)"),
    re.compile(rf"(?P<first>(?!关于){_HAN}{{2,40}}?)?{_REPORT}\({_YEAR}(?P<second>)\)"),
)
_LONGEST_TITLE = 70
_MOST_TITLE_LINES = 4
"""Agency, year, and the name of the report broken once."""
_AGENCY_ENDS = (*"府局厅委会办署院校学司团处道乡镇队部行馆所站社联室台", "中心", "园区", "开发区", "管理区", "示范区")
_REGION_ENDS = (*"省市县区州旗盟镇乡", "街道")
"""Names of places: a title's short form of the agency's, which the signature may give in full."""
_MISSPELT = 0.25
"""At most this share of a name's characters differs where it is misspelt: names of two agencies differ in more."""
_NO_AGENCY = re.compile("关于|公开|报告|年度|工作|栏目|首页|网站|要求|规定|按照|根据|本|我|的|现将|如下")
_SIGNED = re.compile(rf"(?P<agency>{_HAN}{{3,40}}?)(?:\(公?章\))?(?P<date>{DATE})?")
_INTRODUCED = (
    re.compile(rf"(?:公布|公开|发布|编制了?|现将|如下为)(?P<agency>{_NAME}{{3,40}}?){_ABBREVIATED}(?:关于)?20\d\d年"),
    re.compile(rf"由(?P<agency>{_NAME}{{3,40}}?){_ABBREVIATED}(?:(?:根据|按照|依据|负责)[^,。]{{0,60}})?(?:编制|编写)"),
    re.compile(rf"(?:^|[,。;:])(?P<agency>{_NAME}{{3,40}}?){_ABBREVIATED}(?:根据|按照|依据)"),
)
_ISSUER = re.compile(rf"(?:发布|公开|发文|制发)(?:机构|机关|单位)[:\s|]*(?P<agency>{_HAN}{{3,40}})(?![\u4e00-\u9fff])")
_NAMED_YEAR = re.compile(rf"(?P<year>20\d\d)年(?:度)?{_HAN}{{0,30}}(?:信息公开|政务公开){_HAN}{{0,10}}报告")
_SENTENCE = re.compile("[,。;]")
_INTRODUCTION = 3
"""Paragraphs of section one that may hold the introduction where little or nothing stands before the section."""

_DAY = r"(?:(?P<{0}year>20\d\d)年)?(?P<{0}month>\d{{1,2}})月(?P<{0}day>\d{{1,2}})日?"
_PERIOD = re.compile(f"(?P<a>{_DAY.format('a_')})(?:起|开始)?,?(?:至|到|—+|-+|~)(?:同年|当年)?(?P<b>{_DAY.format('b_')})")
_OF_FIGURES = re.compile("统计|期限|时限|数据|起止|报告期")
_PUBLISHED = re.compile(rf"(?:发布|公开|成文|生成|发文|公布|印发|制发|更新)(?:日期|时间)[:\s|]*(?P<date>{DATE})")
_DATE = re.compile(rf"\(?(?P<date>{DATE})\)?")
_DATE_PARTS = re.compile(r"\d+|[〇○零oO一二三四五六七八九十元]+")
_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○oO", "0")
_LATEST = 3
"""Years after the reporting year in which a report may still be published."""

_TELEPHONE = r"(?:\(?0\d{2,3}\)?[-— ]?)?\d{7,8}(?:[-转]\d{1,6})?"
_LABEL_END = r"(?:\([^)]{1,8}\)|/传真)?[:为是]?"
_CONTACT = {
    "address": re.compile(
        r"(?<!邮箱)(?<!网站)(?<!邮件)地址[:为是](?P<value>[^,。;:@]{4,60}?)"
        r"(?=[,。;)]|$|(?:联系|咨询)?电话|传真|邮编|邮政编码|(?:电子)?邮[箱件]|网址|办公时间|\(邮编)"
    ),
    "postcode": re.compile(r"(?:邮政编码|邮编)[:为是]?(?P<value>\d{6})(?!\d)"),
    "phone": re.compile(rf"电话(?:号码)?{_LABEL_END}(?P<value>(?:{_TELEPHONE}(?:[、/]{_TELEPHONE})*|1[3-9]\d{{9}}))(?!\d)"),
    "fax": re.compile(rf"传真(?:号码|电话)?{_LABEL_END}(?P<value>{_TELEPHONE})(?!\d)"),
    "email": re.compile(r"(?P<value>(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,})"),
    "website": re.compile(r"(?P<value>(?:https?://|www\.)[A-Za-z0-9][A-Za-z0-9./:_?=&%#~-]{0,300}[A-Za-z0-9/])"),
}


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
        self.values: dict[str, Candidate] = {}

    def read(self) -> dict[str, Candidate]:
        self._title()
        self._agency()
        self._doubt_misspelt_agency()
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
                named = (title for pattern in _TITLES if (title := pattern.search(found.text)) and _agency_in(title))
                title = next(named, None)
                if title is not None:
                    self._take_title(found, title)
                    return

    def _take_title(self, found: Flow, match: re.Match[str]) -> None:
        self._take("/title", found, match.span())
        self._take("/year", found, match.span("year"), _year_number(match["year"]))
        group = _agency_in(match)
        if group is not None:
            self._take("/agency", found, match.span(group))

    def _agency(self) -> None:
        """The name in the title; else the signature, the introduction, the issuer of the page."""
        name = self.values.get("/agency")
        if name is not None and not str(name.value).endswith(_REGION_ENDS):
            return
        named = list(self._named_agencies())
        for found, match in named:
            if _is_agency(match["agency"]) and (name is None or match["agency"].startswith(str(name.value))):
                self._take("/agency", found, match.span("agency"))
                return
        for found, match in named if name is None else ():
            if _is_region(match["agency"]):
                self._take("/agency", found, match.span("agency"))
                return

    def _doubt_misspelt_agency(self) -> None:
        """A name that the document also gives with other characters is misprinted in one of the two places."""
        name = self.values.get("/agency")
        if name is not None and any(_is_misspelt(str(name.value), match["agency"]) for _, match in self._named_agencies()):
            self.values["/agency"] = replace(name, certain=False)

    def _named_agencies(self) -> Iterator[tuple[Flow, re.Match[str]]]:
        for span in self.tail[:3]:
            found = flow(self.document, *span)
            match = _SIGNED.fullmatch(found.text)
            if match is not None:
                yield found, match
        for pattern in _INTRODUCED:
            for found in self.introduction:
                for match in pattern.finditer(found.text):
                    yield found, match
        preamble = flow(self.document, 0, self.preamble_end)
        for match in _ISSUER.finditer(preamble.text):
            yield preamble, match

    def _year(self) -> None:
        told = self._told_year()
        if "/year" not in self.values and told is not None:
            found, span = told
            said = _SENTENCE.search(found.text) is not None
            self._take("/year", found, span, int(found.text[slice(*span)]), certain=said)

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
        year = self.values.get("/year")
        for found in self.introduction:
            for match in _PERIOD.finditer(found.text):
                first = match["a_year"] or (year and str(year.value))
                if not first or (match["a_year"] is None and not _OF_FIGURES.search(found.text)):
                    continue
                start = _day(first, match["a_month"], match["a_day"])
                end = _day(match["b_year"] or first, match["b_month"], match["b_day"])
                if start and end and start < end:
                    self._take("/period/start", found, match.span("a"), start.isoformat())
                    self._take("/period/end", found, match.span("b"), end.isoformat())
                    return

    def _published(self) -> None:
        """The date under the signature; else the one that the page states as its own."""
        whole = [flow(self.document, 0, self.preamble_end)]
        signed = [flow(self.document, *span) for span in self.tail]
        dated = [flow(self.document, *span) for span in self.preamble]
        candidates = (
            *((found, pattern.fullmatch(found.text)) for found in signed for pattern in (_DATE, _SIGNED)),
            *((found, match) for found in (*whole, *signed) for match in _PUBLISHED.finditer(found.text)),
            *((found, _DATE.fullmatch(found.text)) for found in dated),
        )
        for found, match in candidates:
            if match is not None and match["date"] and self._take_date(found, match):
                return

    def _take_date(self, found: Flow, match: re.Match[str]) -> bool:
        parts = [_plain(part) for part in _DATE_PARTS.findall(match["date"])]
        day = _day(*parts) if len(parts) == 3 else None
        year = self.values.get("/year")
        if day is None or (year and not int(str(year.value)) <= day.year <= int(str(year.value)) + _LATEST):
            return False
        self._take("/published_on", found, match.span("date"), day.isoformat())
        return True

    def _contact(self) -> None:
        """The first of each in the introduction, then below the last section."""
        sources = (*self.introduction, *(flow(self.document, *span) for span in self.tail))
        for key, pattern in _CONTACT.items():
            for found in sources:
                match = pattern.search(found.text)
                if match is not None:
                    self._take(f"/contact/{key}", found, match.span("value"))
                    break


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


_Title = tuple[Flow, re.Match[str]]


def _own_title(titles: list[_Title], told: tuple[Flow, Span] | None) -> _Title:
    """Of several reports' titles (a site's list of them beside the article) the one of the year that the introduction
    names, and of these the first that names its agency."""
    year = None if told is None else int(told[0].text[slice(*told[1])])
    of_year = [title for title in titles if _year_number(title[1]["year"]) == year] or titles
    return next((title for title in of_year if _agency_in(title[1])), of_year[0])


def _set_titles(document: Document, lines: list[Span]) -> Iterator[_Title]:
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
        if name and (_is_agency(name) or _is_region(name)):
            return group
    return None


def _is_agency(name: str) -> bool:
    return len(name) > 2 and name.endswith(_AGENCY_ENDS) and not _NO_AGENCY.search(name)


def _is_region(name: str) -> bool:
    return name.endswith(_REGION_ENDS) and not _NO_AGENCY.search(name)


def _is_misspelt(name: str, other: str) -> bool:
    """Whether two names are one but for a few characters, as a typing or scanning error leaves them."""
    differing = sum(a != b for a, b in zip(name, other, strict=False))
    return len(name) == len(other) and 0 < differing <= _MISSPELT * len(name)


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


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
