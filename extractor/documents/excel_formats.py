"""Number formats of Excel, as far as people's forms use them. Reference: ECMA-376 part 1, 18.8.31.

A format has up to four sections: for positive numbers, negative ones, zero and text, or for what their conditions say.
What is not wholly understood (fractions, words between digits, letters that stand for something) is None, not a guess:
a comma or a ``!`` that is overlooked gives a number of another magnitude.
"""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_SIGNIFICANT = 15
"""Digits that Excel keeps; a float has more, which are noise."""
_MOST_SECTIONS = 4
_LONGEST = 255
"""Characters of a format; Excel keeps no more."""
_GENERAL = "general"
_TEXT = "@"

_POINT = re.compile(r'\.|[\\!]\.|"\."')
"""The decimal point, or the character ``.`` put between the digits of a whole number (``0!.0000`` shows 754500 as 75.4500)."""
_PLACEHOLDERS = (
    r'[#0?]+(?:[\\!]\.|"\.")0+,*'
    r"|(?:[#0?](?:,*[#0?])*,*(?:\.[#0?]*,*)?|\.[#0?]+,*)(?:E[-+][#0?]+)?"
)
_TOKEN = re.compile(
    rf'(?P<number>{_PLACEHOLDERS}|(?i:general)|@)|"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].'
    r"|\[(?P<operator>[<>]=?|<>|=)(?P<bound>-?\d+(?:\.\d+)?)\]|\[\$(?P<currency>[^]-]{0,40})(?:-[^]]{0,40})?\]"
    r"|\[(?i:black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+|dbnum\d)\]"
    r"|(?P<plain>[-+$%/():^&'~{}<>= ]|[^\x00-\x7f])"
)
_SECTIONS = re.compile(r'(?:^|;)((?:"[^"]*"|[\\!_*].|\[[^]]{0,80}\]|[^;])*+)')
_OPERATORS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, "<>": operator.ne, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip
_PART_OF_NUMBER = re.compile(r"[\d.,]")
_NO_SIGN = " $¥￥"
"""What may stand before a number without telling that it is negative."""


@dataclass(frozen=True, slots=True)
class _Section:
    """``number``: the placeholders of its digits, ``general`` or ``@``; empty where it shows words alone, or nothing."""

    before: str
    number: str
    after: str
    scale: Decimal
    condition: tuple[str, Decimal] | None

    def holds(self, value: Decimal) -> bool:
        """Whether ``value`` fulfils the condition."""
        return self.condition is None or _OPERATORS[self.condition[0]](value, self.condition[1])

    def show(self, size: Decimal) -> str:
        """What the section makes of a number without its sign, with all its digits but without padding."""
        placeholders = self.number not in ("", _GENERAL, _TEXT)
        if not self.number:
            digits = ""
        elif placeholders and size == 0 and "0" not in self.number:
            digits = "." if "." in self.number else ""
        else:
            digits = plain(size * self.scale)
        return f"{self.before}{digits}{self.after}"


def shown_number(value: Decimal, number_format: str) -> str | None:
    """What Excel shows for a number, but with all its digits; None where the format is not wholly understood.

    >>> shown_number(Decimal(754500), '0!.0000'), shown_number(Decimal(0), '0;-0;"-"'), shown_number(Decimal(15), "# ?/?")
    ('75.45', '-', None)
    """
    sections = _sections(number_format or _GENERAL)
    if sections is None:
        return None
    numbers = sections[: _MOST_SECTIONS - 1]
    if len(numbers) > 1 and numbers[-1].number == _TEXT:
        numbers = numbers[:-1]
    if any(section.condition for section in numbers):
        # Of a negative number under a condition the reference does not say whether its sign is shown.
        fitting = [section for section in numbers if section.holds(value)]
        complete = all(section.condition for section in numbers[:-1])
        return fitting[0].show(value) if fitting and complete and value >= 0 else None
    if value < 0 and len(numbers) > 1:
        return _negative(numbers[1], -value)
    if value < 0:
        return "-" + numbers[0].show(-value)
    return numbers[2 if value == 0 and len(numbers) > 2 else 0].show(abs(value))


def shown_text(value: str, number_format: str) -> str:
    """What Excel shows for text: most formats leave it alone, some add words or hide it."""
    sections = _sections(number_format)
    if sections and (len(sections) == _MOST_SECTIONS or sections[-1].number == _TEXT):
        last = sections[-1]
        return f"{last.before}{value if last.number else ''}{last.after}"
    return value


def plain(number: Decimal) -> str:
    """Digits without an exponent and without zeros behind the last one."""
    rounded = Decimal(f"{number:.{_SIGNIFICANT}g}")
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _negative(section: _Section, size: Decimal) -> str | None:
    """A negative number in its own section, where brackets are a minus; None where it is told by colour alone."""
    text = section.show(size).strip()
    if not section.number:
        return text
    if text.startswith("(") and text.endswith(")"):
        return f"-{text[1:-1].strip()}"
    return text if section.before.strip(_NO_SIGN) else None


@lru_cache(maxsize=1024)  # a sheet has a handful of formats, and thousands of cells
def _sections(number_format: str) -> Sequence[_Section] | None:
    """The sections of a format; None where one of them is not wholly understood."""
    if len(number_format) > _LONGEST:
        return None
    texts = _SECTIONS.findall(number_format)
    sections = [section for text in texts if (section := _section(text)) is not None]
    return sections if len(sections) == len(texts) <= _MOST_SECTIONS else None


def _section(text: str) -> _Section | None:
    words = {"before": "", "after": ""}
    number = ""
    scale = Decimal(1)
    condition = None
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or (number and match["number"]):
            return None
        position = match.end()
        if match["number"]:
            number = match["number"].lower()
            scale *= _scale(number)
        elif match["operator"]:
            condition = match["operator"], Decimal(match["bound"])
        elif match["plain"] == "%":
            scale *= 100
        literal = match["quoted"] or match["escaped"] or match["currency"] or match["plain"] or ""
        words["after" if number else "before"] += literal
    if number not in ("", _TEXT) and _PART_OF_NUMBER.search(words["before"] + words["after"]):
        return None
    return _Section(words["before"], number, words["after"], scale, condition)


def _scale(number: str) -> Decimal:
    """What placeholders multiply the value with: each comma behind the last digit, before the point or at the end, is a
    thousandth, and each digit behind a ``.`` that is no decimal point a tenth."""
    mantissa = number.partition("e")[0] if number != _GENERAL else ""
    point = _POINT.search(mantissa)
    parts = _POINT.split(mantissa)
    exponent = 3 * sum(len(part) - len(part.rstrip(",")) for part in parts)
    if point and point[0] != ".":
        exponent += len(parts[1].rstrip(","))
    return Decimal(1).scaleb(-exponent)
