"""The unit of money that a table prints: in a column's heading, in a row's label, or in a line over the table."""

import re
from collections.abc import Iterator, Mapping

from extractor.documents.characters import fold, squeeze
from extractor.documents.model import Document, Paragraph
from extractor.readers.labels import LabelIndex
from extractor.readers.rows import Span
from extractor.reports.base import Block, Outline

_SCALES: Mapping[str, int] = {
    "": 1,
    "十": 10,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_MONEY = re.compile(r"(?:^|[额费位币])(?P<scale>十|百|千|万|十万|百万|千万|亿|)元(?:人民币)?$")
_OTHER_MONEY = re.compile(r"(?:^|[额费位])\w{1,3}元$")
_CAPTION = re.compile(r"(?<!\w)(?:金额|计量|货币|数据)?单位:")
_CAPTIONED = "位"
"""A character that every caption has, simplified or not."""
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ITEM = re.compile("第.{1,4}条第.{1,5}项")
_LONGEST_CAPTION = 40
"""Characters; a longer line is prose."""

Captions = Mapping[str, list[Span]]
"""Section -> the lines and cells in it that print a unit and head no column, in order."""


def printed_units(text: str) -> set[int | None]:
    """The multipliers to yuan of the units that ``text`` prints; None is one that is not known (美元).

    >>> printed_units("本年收费金额（单位：万元，保留四位小数）")
    {10000}
    """
    units: set[int | None] = set()
    for word in re.findall(r"\w+", _plain(text)):
        money = _MONEY.search(word)
        if money:
            units.add(_SCALES[money["scale"]])
        elif _OTHER_MONEY.search(word):
            units.add(None)
    return units


def heading_units(text: str) -> set[int | None]:
    """The units of a heading of money, where any other word behind 单位 is one that is not known."""
    return printed_units(text) or ({None} if "单位:" in _plain(text) else set())


def captions_of(document: Document, outline: Outline, index: LabelIndex) -> Captions:
    """The captions of every section."""
    spans = [span for span in _lines(document) if _is_caption(span.text, index)]
    return {
        section.key: [span for span in spans if section.start <= span.start < section.end]
        for section in outline.sections
    }


def units_around(block: Block, label: Span, captions: Captions) -> set[int | None]:
    """What a row's label prints, and the last caption above it that is not another item's."""
    own = [
        caption
        for caption in captions.get(block.section, ())
        if caption.end <= label.start and _is_of(block, caption.text)
    ]
    return printed_units(label.text) | (printed_units(own[-1].text) if own else set())


def _lines(document: Document) -> Iterator[Span]:
    """The lines and cells that may be captions."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            start = block.start
            for line in block.text.split("\n"):
                if _CAPTIONED in line:
                    yield Span(start, start + len(line), line)
                start += len(line) + 1
        else:
            yield from (Span(cell.start, cell.end, cell.text) for cell in block.cells if _CAPTIONED in cell.text)


def _is_caption(text: str, index: LabelIndex) -> bool:
    line = _plain(text)
    return len(line) <= _LONGEST_CAPTION and _CAPTION.search(line) is not None and not index.is_like_column(text)


def _is_of(block: Block, caption: str) -> bool:
    """Whether a caption is not the title of another item of the form."""
    item = _ITEM.search(_plain(caption))
    return item is None or item[0] == _plain(block.chinese)


def _plain(text: str) -> str:
    return squeeze(_LINE_BREAK.sub("", fold(text)))
