"""How pages word, number, break and spell the form's labels. The labels themselves come from the form."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

_NUMBERING = re.compile(r"(?P<outer>[一二三四五六七]+)、|（(?P<middle>[一二三四五六七]+)）|(?P<inner>\d+)\.")
_HALF_WIDTH = str.maketrans("（），：", "(),:")
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
SHORTEST_MISSPELT = 6
"""Characters a label needs for a typo to leave it recognisable."""


@dataclass(frozen=True)
class Style:
    """One page's way with labels. The number patterns replace 一、, （一） and 1. in front of them."""

    seed: int = 0
    outer: str = "{}、"
    middle: str = "（{}）"
    inner: str = "{}."
    broken: bool = False
    spaced: bool = False
    misspelt: bool = False
    alternative: bool = False
    half_width: bool = False
    traditional: bool = False
    variant: bool = False

    def script(self, text: str) -> str:
        """``text`` in the characters of this page."""
        if self.traditional:
            text = _traditional(text)
        return text.replace("采", "釆").replace("採", "釆") if self.variant else text


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


@cache
def _traditional(text: str) -> str:
    return str(_converter().convert(text))


class Wording:
    """Words the labels of one page; the choices follow from the style's seed and the order of the calls."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._generator = random.Random(style.seed)

    def heading(self, labels: Sequence[str]) -> str:
        """A column heading: any of its wordings, spaced or broken over lines as narrow columns make it."""
        core = self._spelt(self._chosen(labels))
        if self._style.broken and self._chance(0.6) and len(core) >= 4:
            return self.fixed(self._broken(core, 2))
        if self._style.spaced and self._chance(0.6):
            return self.fixed(" ".join(re.findall("..?", core)) if len(core) > 2 else " ".join(core))
        return self.fixed(core)

    def wide(self, labels: Sequence[str]) -> str:
        """A heading over several columns, which has room enough."""
        return self.fixed(self._spelt(self._chosen(labels)))

    def row(self, labels: Sequence[str]) -> str:
        """A row label: the number of the form's own wording, then any wording."""
        number, _ = self._split(labels[0])
        _, core = self._split(self._chosen(labels))
        core = self._spelt(core)
        if self._style.broken and self._chance(0.4) and len(core) >= 8:
            core = self._broken(core, 4)
        return self.fixed(self._numbered(number) + core)

    def group(self, label: str) -> str:
        """The label of rows that stand together."""
        number, core = self._split(label)
        return self.fixed(self._numbered(number) + core)

    def fixed(self, text: str) -> str:
        """A text of the form that only the script and the width of the punctuation change."""
        text = self._style.script(text)
        return text.translate(_HALF_WIDTH) if self._style.half_width else text

    def _chance(self, probability: float) -> bool:
        return self._generator.random() < probability

    def _chosen(self, labels: Sequence[str]) -> str:
        return self._generator.choice(labels) if self._style.alternative and self._chance(0.5) else labels[0]

    def _spelt(self, core: str) -> str:
        """``core`` with one inner character dropped or two exchanged, where it is long enough to stay itself.

        What stands in brackets (a unit, a rule) is spared: a slip there would change what the page says.
        """
        plain = len(core.split("（")[0])
        if not self._style.misspelt or plain < SHORTEST_MISSPELT or not self._chance(0.3):
            return core
        at = self._generator.randrange(1, plain - 2)
        if self._chance(0.5):
            return core[:at] + core[at + 1 :]
        return core[:at] + core[at + 1] + core[at] + core[at + 2 :]

    def _broken(self, core: str, margin: int) -> str:
        at = self._generator.randint(margin, len(core) - margin)
        return f"{core[:at]}\n{core[at:]}"

    @staticmethod
    def _split(label: str) -> tuple[re.Match[str] | None, str]:
        match = _NUMBERING.match(label)
        return match, label[match.end() :] if match else label

    def _numbered(self, number: re.Match[str] | None) -> str:
        if number is None:
            return ""
        kind = str(number.lastgroup)
        pattern = str(getattr(self._style, kind))
        if pattern == "circled":
            return _CIRCLED[int(number[kind])]
        return pattern.format(number[kind])
