"""The numbers Word prints before a paragraph without storing them as text (一、 or 1.), from ``numbering.xml``.

Reference: ECMA-376 part 1, 17.9 (numbering). Bullets and formats without a rule here print nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_DIGITS = "〇一二三四五六七八九"


def local(element: "_Element") -> str:
    """An element's name without its namespace: transitional and strict documents differ only in that."""
    return str(element.tag).rpartition("}")[2]


def child(element: "_Element | None", *path: str) -> "_Element | None":
    """The first descendant at ``path`` of local names; None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def value(element: "_Element | None", name: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((str(text) for key, text in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def number(element: "_Element | None", otherwise: int, name: str = "val") -> int:
    """An attribute as a whole number; ``otherwise`` where it is none."""
    text = value(element, name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def chinese(count: int) -> str:
    """``count`` in Chinese numerals, as headings are numbered.

    >>> chinese(5), chinese(10), chinese(21)
    ('五', '十', '二十一')
    """
    tens, ones = divmod(count, 10)
    if not 0 < count < 100:
        return str(count)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _circled(count: int) -> str:
    return chr(ord("①") + count - 1) if 0 < count <= 20 else str(count)


def _letter(count: int) -> str:
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count < 1000 else str(count)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02d}",
    "decimalFullWidth": lambda count: str(count).translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letter,
    "upperLetter": lambda count: _letter(count).upper(),
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "ideographDigital",
            "japaneseCounting",
            "japaneseDigitalTenThousand",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
        ),
        chinese,
    ),
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    spaced: bool
    legal: bool
    style: str | None

    @classmethod
    def of(cls, element: "_Element") -> "_Level":
        return cls(
            number(child(element, "start"), 0),
            value(child(element, "numFmt")) or "decimal",
            value(child(element, "lvlText")) or "",
            value(child(element, "suff")) != "nothing",
            child(element, "isLgl") is not None and value(child(element, "isLgl")) not in ("0", "false"),
            value(child(element, "pStyle")),
        )


class Numbering:
    """Counts the numbered paragraphs of one document in reading order.

    ``numbering`` and ``styles`` are the roots of the parts of these names; None where the package has none.
    """

    def __init__(self, numbering: "_Element | None", styles: "_Element | None") -> None:
        self._lists: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = {value(style, "styleId"): style for style in _children(styles, "style")}
        for abstract in _children(numbering, "abstractNum"):
            levels = {number(level, 0, "ilvl"): _Level.of(level) for level in _children(abstract, "lvl")}
            self._levels[value(abstract, "abstractNumId") or ""] = levels
        for entry in _children(numbering, "num"):
            name = value(entry, "numId") or ""
            self._lists[name] = value(child(entry, "abstractNumId")) or ""
            self._restarts[name] = {
                number(override, 0, "ilvl"): number(child(override, "startOverride"), 1)
                for override in _children(entry, "lvlOverride")
                if child(override, "startOverride") is not None
            }

    def label(self, paragraph: "_Element") -> str:
        """What Word prints before the paragraph; "" where it is not numbered. Counts it."""
        name, depth = self._list_of(paragraph)
        abstract = self._lists.get(name, "")
        levels = self._levels.get(abstract, {})
        level = levels.get(depth)
        if name not in self._lists or level is None:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if depth in self._restarts[name]:
            counts[depth] = self._restarts[name].pop(depth)
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return self._render(level, levels, counts)

    @staticmethod
    def _render(level: _Level, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        if level.format not in _FORMATS:
            return ""
        text = level.text
        for depth, other in levels.items():
            if f"%{depth + 1}" in text:
                write = _FORMATS.get("decimal" if level.legal else other.format, str)
                text = text.replace(f"%{depth + 1}", write(counts.get(depth, other.start)))
        return text + " " if level.spaced and text and text[-1].isascii() else text

    def _list_of(self, paragraph: "_Element") -> tuple[str, int]:
        """The paragraph's list and level: its own, or those of its style or of a style that one is based on."""
        properties = child(paragraph, "pPr")
        own = child(properties, "numPr")
        if own is not None and child(own, "numId") is not None:
            return value(child(own, "numId")) or "", number(child(own, "ilvl"), 0)
        style = value(child(properties, "pStyle"))
        for _ in range(20):  # a chain of base styles; a document may hold a circle
            element = self._styles.get(style) if style else None
            if element is None:
                break
            listed = child(element, "pPr", "numPr", "numId")
            if listed is not None:
                name = value(listed) or ""
                return name, self._depth_of_style(name, style, child(element, "pPr", "numPr", "ilvl"))
            style = value(child(element, "basedOn"))
        return "", 0

    def _depth_of_style(self, name: str, style: str | None, stated: "_Element | None") -> int:
        levels = self._levels.get(self._lists.get(name, ""), {})
        linked = next((depth for depth, level in levels.items() if level.style == style), 0)
        return number(stated, linked)


def _children(element: "_Element | None", name: str) -> "Iterator[_Element]":
    return (inner for inner in (element if element is not None else ()) if local(inner) == name)
