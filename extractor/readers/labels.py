"""Recognising the statutory form's labels on a page: other numbering, typos, variant characters, line breaks."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from extractor.documents.characters import MARKS, fold, squeeze
from extractor.reports.base import Block

LabelKind = Literal["row", "column", "group"]

_ORDINAL = "[一二三四五六七八九十]{1,3}|\\d{1,2}"
_NUMBERING = re.compile(
    rf"[(（](?:{_ORDINAL})[)）][、.]?|(?<![\w.])(?:{_ORDINAL})[、.．:](?!\d)|(?<=\w)\d{{1,2}}[、.．](?!\d)|^\d{{1,2}}(?=[^\W\d])"
    rf"|[{MARKS}]+|(?<=[^\W\d])[\[〔【]\d{{1,2}}[]〕】]$"
)
"""Numbers of rows, and marks of notes on them."""
_REMARK = re.compile(r"(?<=[^\W\d])[(\[〔【](?:注\d{0,2}|[^()\[\]〔〕【】\d元]+)[)\]〕】]$")
"""A remark behind a label (（不含备案）, （注1）), in squeezed folded text. One with a number may be the row's value, and one
with 元 says in what unit that stands."""
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
"""How Markdown breaks a line inside a cell."""
_GROUP_NUMBER = re.compile(r"[(]?[一二三四五六七八九十]+[)、.]")
_BEFORE_DIGITS = re.compile(r"\D{5,}(?=\d)")
_PUNCTUATION = re.compile(r"[\W_]")
_FUZZY_LENGTH = 5
"""Labels shorter than this are too alike to be recognised by likeness."""
_LONGEST = 60
_FUZZY_SCORE = 75.0
_FUZZY_MARGIN = 8.0
"""The best label must be this much liker than the second best (percent of characters in common)."""
_MOST_ADDED = 1 / 3
"""Characters beside a whole label, as a share of its own. More are no typos but a word: 党委规范性文件 is another row."""
_KEPT = 4096
"""Texts whose look-up is kept: one report asks for 120 to 170, most of them the form's own, so that a process takes no more
memory after a hundred thousand reports than after a thousand."""


@lru_cache(maxsize=_KEPT)
def canonical(text: str) -> str:
    """A label as compared: folded, without white space, numbering and punctuation. Digits that number nothing stay:
    a label holds none, so that a row on one line is no label.

    >>> canonical("（三）不予 公开")
    '不予公开'
    """
    return _PUNCTUATION.sub("", _NUMBERING.sub("", squeeze(_LINE_BREAK.sub("", fold(text)))))


@lru_cache(maxsize=_KEPT)
def _without_remark(text: str) -> str:
    """The canonical label before a remark."""
    return canonical(_REMARK.sub("", squeeze(fold(text))))


@dataclass(frozen=True, slots=True)
class RowLabel:
    """A recognised row label: which block and row of the form, and whether it is the form's wording."""

    block: int
    row: int
    exact: bool


class LabelIndex:
    """All labels of a form, for look-up by canonical text. Build once per form; look-ups are cached."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self.blocks = blocks
        self._rows: dict[str, RowLabel] = {}
        self._columns: set[str] = set()
        self._groups: set[str] = set()
        self._columns_of: list[frozenset[str]] = []
        for number, block in enumerate(blocks):
            self._add(number, block)
        self._columns |= {canonical(label) for label in ("信息内容", "申请人情况", "法人或其他组织", "法人和其他组织")}
        self._rest = [label for label in (*self._columns, *self._groups) if len(label) >= _FUZZY_LENGTH]
        self._fuzzy = [label for label in self._rows if len(label) >= _FUZZY_LENGTH] + self._rest
        self._alike = lru_cache(maxsize=_KEPT)(self._most_like)

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        labels = (canonical(label) for block in self.blocks for row in block.rows for label in row.labels)
        names = {*labels, *self._columns, *self._groups}
        return frozenset(name[:length] for name in names for length in range(1, len(name) + 1))

    def _add(self, number: int, block: Block) -> None:
        for index, row in enumerate(block.rows):
            names = [canonical(label) for label in row.labels]
            if row.groups:
                names += [canonical(row.groups[-1]) + name for name in names]
            for name in names:
                self._rows.setdefault(name, RowLabel(number, index, exact=True))
            self._groups |= {canonical(group) for group in row.groups}
        columns = {canonical(label) for layout in block.layouts for column in layout.columns for label in column.labels}
        self._columns |= columns
        self._columns_of.append(frozenset(columns))
        self._groups.add(canonical(block.chinese))

    def row(self, text: str) -> RowLabel | None:
        """The row that ``text`` names, by its exact wording or by likeness; None where it names none."""
        found = self.exact_row(text)
        if found is None and not self.is_heading(text):
            found = self._alike(canonical(text))
        return found

    def _most_like(self, name: str) -> RowLabel | None:
        if not _FUZZY_LENGTH <= len(name) <= _LONGEST or any(character.isdigit() for character in name):
            return None
        best = process.extract(name, self._fuzzy, scorer=fuzz.ratio, score_cutoff=_FUZZY_SCORE, limit=4)
        if not best or best[0][0] in self._rest:
            return None
        label = best[0][0]
        if label in name and len(name) - len(label) > _MOST_ADDED * len(label):
            return None
        found = self._rows[label]
        for other, score, _ in best[1:]:
            rival = self._rows.get(other)
            same = rival is not None and (rival.block, rival.row) == (found.block, found.row)
            if not same and best[0][1] - score < _FUZZY_MARGIN:
                return None
        return RowLabel(found.block, found.row, exact=False)

    def likeness(self, text: str) -> float:
        """How like ``text`` is to the most like row label, in percent."""
        best = process.extractOne(canonical(text), self._fuzzy, scorer=fuzz.ratio)
        return best[1] if best else 0.0

    def exact_row(self, text: str) -> RowLabel | None:
        """The row whose exact wording ``text`` is, with or without a remark behind it."""
        found = self._rows.get(canonical(text))
        if found is None and not self.is_heading(text):
            found = self._rows.get(_without_remark(text))
        return found

    def begins(self, text: str) -> bool:
        """Whether ``text`` is the beginning of a label or heading of the form, or the whole of it."""
        return canonical(text) in self._beginnings

    def leads(self, text: str) -> bool:
        """Whether ``text`` begins with a row's wording and goes on with a number: a row whose cells were not parted."""
        name = canonical(text)
        words = _BEFORE_DIGITS.match(name)
        return words is not None and any(words[0].startswith(label) for label in self._rows if len(label) >= _FUZZY_LENGTH)

    def is_heading(self, text: str) -> bool:
        """Whether ``text`` is a column heading or a group label of the form."""
        name = canonical(text)
        return name in self._columns or name in self._groups

    def is_group(self, text: str) -> bool:
        """Whether ``text`` is a group label of the form."""
        return canonical(text) in self._groups

    def is_group_of(self, text: str, label: RowLabel) -> bool:
        """Whether ``text`` is the group heading that the row ``label`` stands under."""
        return canonical(text) in {canonical(group) for group in self.groups_of(label)}

    def groups_of(self, label: RowLabel) -> tuple[str, ...]:
        """The group labels that a row stands under, the outermost first."""
        return self.blocks[label.block].rows[label.row].groups

    def columns_of(self, block: int) -> frozenset[str]:
        """The canonical column headings of a block, of all its layouts."""
        return self._columns_of[block]

    def is_column(self, text: str) -> bool:
        """Whether ``text`` is a column heading of the form."""
        return canonical(text) in self._columns

    def is_value_column(self, text: str) -> bool:
        """Whether ``text`` is the heading of a column of values: not of the labels, nor of several columns."""
        name = canonical(text)
        return any(name in columns for columns in self._columns_of)

    def is_like_column(self, text: str) -> bool:
        """Whether ``text`` is a column heading of the form, typos allowed in a long one."""
        name = canonical(text)
        if name in self._columns:
            return True
        if not _FUZZY_LENGTH <= len(name) <= _LONGEST or name in self._rows:
            return False
        best = process.extractOne(name, self._fuzzy, scorer=fuzz.ratio, score_cutoff=_FUZZY_SCORE)
        return best is not None and best[0] in self._columns


class GroupAbove:
    """The innermost group of the form that the rows of a table have come to, as its labels say in order.

    Only it tells which row a label names that the form has for a column too: 其他 under （三）不予公开 is not （六）'s.
    """

    def __init__(self, index: LabelIndex) -> None:
        self._index = index
        self._group: str | None = None

    def see(self, text: str) -> None:
        """Go on to a label: of a group, of a row, or one that the form does not know and that may be a group's."""
        label = self._index.exact_row(text)
        if self._index.is_group(text):
            self._group = text
        elif label is None:
            self._group = None
        else:
            self._group = next(reversed(self._index.groups_of(label)), None)

    def holds(self, text: str) -> bool:
        """Whether the row that ``text`` names has its place here."""
        label = self._index.exact_row(text)
        if label is None or self._group is None or not self._index.is_column(text):
            return True
        groups = self._index.groups_of(label)
        if len(groups) < 2 or self._index.is_group_of(self._group, label):
            return True
        number = _group_number(text)
        return number is not None and number == _group_number(groups[-1])


def _group_number(text: str) -> str | None:
    match = _GROUP_NUMBER.match(squeeze(fold(text)))
    return match and match[0]
