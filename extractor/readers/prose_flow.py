"""Running prose out of a document: logical paragraphs, folded and free of white space, that know where they stand."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from extractor.documents.characters import tidy
from extractor.documents.model import Document, Paragraph
from extractor.reports.base import Section

Span = tuple[int, int]

YEAR = "(?:20\\d\\d|[二2][〇○零oO0一二三四五六七八九]{3})"
MONTH = r"(?:\d{1,2}|[一二三四五六七八九十元]{1,3})"
DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
DATE = rf"{YEAR}\s?(?:年|[-./])\s?{MONTH}\s?(?:月|[-./])\s?{DAY}\s?日?"
"""A calendar day in folded text, in any usual writing."""

AGENCY_ENDS = (
    *"府局厅委会办署院校学司团处道乡镇队部行馆所站社联室台厂园",
    *("中心", "园区", "开发区", "管理区", "示范区", "海关", "林场", "农场", "牧场", "机场"),
)
REGION_ENDS = (*"省市县区州旗盟镇乡", "街道")
"""Names of places: a title's short form of the agency's, which the signature may give in full."""

_PIECE = re.compile(r"\S+")
_QUOTED = re.compile(
    r"《[^《》]{0,120}》|“[^“”。]{0,60}”|「[^「」。]{0,60}」|\"[^\"。]{0,40}\"|\((?![一二三四五六七八九十]{1,3}\))[^()0-9,。;]{0,20}\)"
)
_INNER_TITLE = re.compile("《[^《》]{0,60}(?:《[^《》]{0,60}》[^《》]{0,60})+》")
_ENDS_SENTENCE = tuple("。!?;:")
_OPENS_PARAGRAPH = re.compile(
    r"\(?[一二三四五六七八九十\d]{1,3}[)、.](?!\d)|[一二三四五六七八九十]是|第[一二三四五六七八九十]+|[【附]|[-—/\d\s.,%]+$"
)
_PAGE_NUMBER = re.compile(r"[-—\s]*\d{1,3}[-—\s]*|第\s?\d+\s?页.{0,12}")
_DATE_LINE = re.compile(rf"\(?{DATE}\)?")
_AGENCY = (
    rf"(?!.{{0,40}}(?:召开|举[办行]|开展))[\u4e00-\u9fff()\s]{{2,40}}(?:{'|'.join((*AGENCY_ENDS, *REGION_ENDS))})"
    r"(?:\([\u4e00-\u9fff\s]{1,20}\))?"
)
_SIGNATURE_LINE = re.compile(rf"{_AGENCY}\s*{DATE}")
_AGENCY_LINE = re.compile(_AGENCY)
_NAME_LINE = re.compile(r"(?!.{0,40}(?:[无未没本我]|情况|事项))[\u4e00-\u9fff()]{3,40}")
_FOOTER = re.compile(
    r".*\.(?:docx?|pdf|xlsx?|wps|zip|rar|jpe?g|png|ofd)\s*|附件?\s*\d*\s*:.*|【.{1,12}】.{0,60}|"
    r"(?:公开方式|公开属性|信息来源|来源|编辑|责任编辑|责编|作者|审核|打印|关闭|分享|上一[篇条]|下一[篇条]|"
    r"相关(?:链接|文档|阅读|解读|附件|信息)|扫一扫|主办单位|承办单位|主办|版权所有|网站地图|网站标识码|.{0,4}ICP备|"
    r".?公网安备|抄送|浏览次数|点击数)(?:[:\s(].{0,80})?"
)
_LONGEST_SENTENCE = 200
"""Characters; what stands farther away says nothing about a place."""
_LONGEST_WRAPPED = 110
"""Columns (two for a Chinese character): a section with a longer line was not wrapped to a page's width."""
_FULL = 0.75
"""A wrapped line fills at least so much of the longest one's columns."""


@dataclass(frozen=True)
class Flow:
    """One logical paragraph. ``text`` is folded and has no white space but single spaces between digits or Latin.

    The piece that begins at ``text[starts[i]]`` stands at ``document.text[offsets[i]]``.
    """

    document: Document
    text: str
    starts: list[int]
    offsets: list[int]

    def span(self, start: int, end: int) -> Span:
        """The document's span of ``text[start:end]`` (not empty)."""
        return self._offset(start), self._offset(end - 1) + 1

    def _offset(self, position: int) -> int:
        piece = bisect_right(self.starts, position) - 1
        return self.offsets[piece] + position - self.starts[piece]

    def verbatim(self, start: int, end: int) -> str:
        """The document's own characters of ``text[start:end]`` (not empty), without layout white space."""
        first, last = self.span(start, end)
        raw = self.document.text[first:last]
        return raw if last - first == end - start and " " not in raw else tidy(raw)

    def paragraph(self) -> str:
        """The whole paragraph in the document's own characters, without layout white space."""
        return self.verbatim(0, len(self.text))

    def before(self, position: int) -> str:
        """What stands before ``position`` in its sentence."""
        return self.text[max(0, position - _LONGEST_SENTENCE) : position].rpartition("。")[2]

    def behind(self, position: int) -> str:
        """What stands behind ``position`` in its sentence."""
        return self.text[position : position + _LONGEST_SENTENCE].partition("。")[0]

    @cached_property
    def masked(self) -> str:
        """``text`` with □ for what stands within quotation marks, title marks and parentheses without digits."""
        return _QUOTED.sub(_mask, _INNER_TITLE.sub(_mask, self.text))


def _mask(match: re.Match[str]) -> str:
    return "□" * len(match[0])


def flow(document: Document, start: int, end: int) -> Flow:
    """The span [start, end) of ``document`` as one flow."""
    parts: list[str] = []
    starts: list[int] = []
    offsets: list[int] = []
    length = 0
    for piece in _PIECE.finditer(document.folded, start, end):
        word = piece[0]
        if parts and _latin(parts[-1][-1]) and _latin(word[0]):
            parts.append(" ")
            starts.append(length)
            offsets.append(piece.start() - 1)
            length += 1
        parts.append(word)
        starts.append(length)
        offsets.append(piece.start())
        length += len(word)
    return Flow(document, "".join(parts), starts, offsets)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def section_flows(document: Document, section: Section) -> list[Flow]:
    """The section's prose as logical paragraphs, without tables, page numbers, signature and what follows it."""
    return [flow(document, start, end) for start, end in joined(document, section_lines(document, section))]


def section_lines(document: Document, section: Section) -> list[Span]:
    """Spans of the section's paragraphs as the document has them; the last section ends before the signature."""
    lines = [
        (max(block.start, section.body), min(block.end, section.end))
        for block in document.blocks
        if isinstance(block, Paragraph) and block.end > section.body and block.start < section.end
    ]
    lines = [span for span in lines if not _PAGE_NUMBER.fullmatch(document.folded, *span)]
    return lines[: tail_index(document, lines)] if section.end == len(document.text) else lines


def tail_index(document: Document, lines: list[Span]) -> int:
    """Index of the first line that is signature, attachment or footer; the number of lines where none is.

    A date on a line of its own closes the text only where neither a sentence nor the signature follows it above the
    footer; else it is a subheading, a day of a chronicle. Nor is that a signature which a sentence and another follow.
    """
    first = len(lines)
    sentence = signed = False
    for index in reversed(range(len(lines))):
        if _FOOTER.fullmatch(document.folded, *lines[index]):
            first, signed, sentence = index, False, False
        elif is_signature(document, lines, index) and not (signed and sentence):
            first, signed, sentence = index, True, False
        elif not _DATE_LINE.fullmatch(document.folded, *lines[index]):
            sentence = sentence or document.folded.startswith("。", lines[index][1] - 1)
        elif not (signed or sentence):
            first = index
    return first


def is_signature(document: Document, lines: list[Span], index: int) -> bool:
    """Whether the line names an agency, or a body of any kind that is named above, too, with a date behind it, on the
    same line or the next."""
    folded = document.folded
    start, end = lines[index]
    if _SIGNATURE_LINE.fullmatch(folded, start, end):
        return True
    if index + 1 == len(lines) or not _DATE_LINE.fullmatch(folded, *lines[index + 1]):
        return False
    named_above = _NAME_LINE.fullmatch(folded, start, end) and folded.find(folded[start:end], 0, start) >= 0
    return bool(named_above or _AGENCY_LINE.fullmatch(folded, start, end))


def joined(document: Document, lines: list[Span]) -> Iterator[Span]:
    """Lines put together to the paragraphs they were wrapped from."""
    width = max((_columns(document, start, end) for start, end in lines), default=0)
    if len(lines) < 3 or width > _LONGEST_WRAPPED:
        yield from lines
        return
    first, last = lines[0]
    line = lines[0]
    for following in lines[1:]:
        if _columns(document, *line) >= _FULL * width and _goes_on(document, line, following):
            last = following[1]
        else:
            yield first, last
            first, last = following
        line = following
    yield first, last


def _goes_on(document: Document, line: Span, following: Span) -> bool:
    """Whether ``following`` can be the next line of the paragraph of ``line``: right below it, and no new beginning."""
    folded = document.folded
    below = folded[line[1] : following[0]].strip(" ") == "\n" and folded[following[0] - 1] == "\n"
    ended = folded.startswith(_ENDS_SENTENCE, line[1] - 1)
    return below and not ended and _OPENS_PARAGRAPH.match(folded, *following) is None


def _columns(document: Document, start: int, end: int) -> int:
    text = document.text[start:end]
    return (len(text.encode()) + len(text)) // 2
