"""Which column of the form a heading names: worded as there, or with a typo, or cut off."""

import re
from functools import cache

from rapidfuzz import fuzz

from extractor.documents.characters import fold, squeeze
from extractor.readers.labels import canonical
from extractor.reports.base import Block, Column, Row

_ALIKE = 75.0
"""Percent of characters in common from which a heading with a typo is still taken for the form's."""
_NOT_UNLIKE = 50.0
"""Percent from which a heading may be that of the column in whose place it stands: 其它 for 其他."""
_CUT_OFF = 2
"""A heading cut off after at least this many characters (本年新 for 本年新制作数量) still fits its column."""
_TIMES = (
    re.compile("上一?年|上个?年度|去年|前一?年|往年|历年|累计"),
    re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)"),
    re.compile("本年|今年"),
)
"""What a heading counts by: years gone by, a year by its number, the report's own."""
_THIS_YEAR = len(_TIMES) - 1


def column_named(block: Block, text: str) -> tuple[Column, str | None] | None:
    """The column whose whole heading ``text`` is, typos allowed, and its edition; None where it is none's."""
    name = canonical(text)
    columns = [(column, layout.edition) for layout in block.layouts for column in layout.columns]
    for column, edition in columns:
        if name in _labels(column):
            return column, edition
    alike = [(column, edition) for column, edition in columns if is_alike(column, text)]
    return alike[0] if len({column.key for column, _ in alike}) == 1 else None


def row_named(block: Block, text: str) -> Row | None:
    """The row whose label ``text`` is, typos allowed; None where it is none's."""
    name = canonical(text)
    alike = [row for row in block.rows if any(fuzz.ratio(name, canonical(label)) >= _ALIKE for label in row.labels)]
    return alike[0] if len(alike) == 1 else None


def is_alike(column: Column, text: str) -> bool:
    """Whether ``text`` is a whole heading of the column, typos allowed."""
    name = canonical(text)
    return any(_likeness(name, label) >= _ALIKE for label in _labels(column))


def is_like(column: Column, text: str) -> bool:
    """Whether ``text`` is a heading of the column, typos allowed, or the beginning of one."""
    name = canonical(text)
    if len(name) < _CUT_OFF:
        return False
    return is_alike(column, text) or any(
        label.startswith(name)
        or max(_likeness(name, label[: len(name)]), _likeness(name, label[: len(name) + 1])) >= _ALIKE
        for label in _labels(column)
    )


def may_be(column: Column, text: str) -> bool:
    """Whether ``text`` may head the column in whose place it stands: in part its heading, or not quite unlike it."""
    name = canonical(text)
    return is_like(column, text) or any(
        not _of_another_time(name, label) and (name in label or label in name or fuzz.ratio(name, label) >= _NOT_UNLIKE)
        for label in _labels(column)
    )


def is_past(text: str) -> bool:
    """Whether ``text`` says that what stands under it is not of the report's year."""
    return _TIMES[0].search(squeeze(fold(text))) is not None


def _labels(column: Column) -> tuple[str, ...]:
    return _canonical(column.labels)


@cache  # the form's own labels
def _canonical(labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(canonical, labels))


def _likeness(name: str, label: str) -> float:
    """Percent of characters in common; none below what counts, and none where the two speak of different years, which
    one character may tell."""
    likeness = fuzz.ratio(name, label, score_cutoff=_ALIKE)
    return 0.0 if likeness and _of_another_time(name, label) else likeness


def _of_another_time(name: str, label: str) -> bool:
    """Whether a heading says another year than the form's does. One that says none may be cut off; 本年 goes unsaid."""
    own, forms = _time(name), _time(label)
    return own is not None and own != (_THIS_YEAR if forms is None else forms)


def _time(text: str) -> int | None:
    """Which of ``_TIMES`` a heading counts by; None where it says none."""
    return next((time for time, pattern in enumerate(_TIMES) if pattern.search(text)), None)
