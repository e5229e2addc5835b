"""Whose name it is: variants of an organ's name resolved to one key, by the rules of how offices are called.

Only what holds everywhere is resolved here; everything else is for a person to enter in the table of names.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from extractor.analysis.organs import RENAMED, VARIANTS
from extractor.analysis.regions import Level, Region, find_region
from extractor.documents.characters import fold, squeeze

How = Literal["exact", "variant", "renamed"]
"""exact: no other name is taken for the same. variant: the same name in other words. renamed: a predecessor's."""

_BRANCH = re.compile(r"^(?>(?!城市).{1,8}?[省市州盟县区旗])++")
"""Divisions that the national codes do not have (any more): zones, and counties under an older name."""
_RANK = re.compile(r"(厅|局)$")
_OFFICE = re.compile(r"办公[厅室]$")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name says. Names with one ``key`` are variants of one; those with one ``successor`` are one office over
    the years. ``region`` is None where the name does not tell."""

    key: str
    successor: str
    region: Region | None


@dataclass(frozen=True, slots=True)
class Agency:
    """An office as the comparison knows it: ``name`` as reports write it (folded), ``identity`` what it goes by.

    ``key`` tells whether two names of one identity are variants or predecessors. ``reorganised``: years in which a
    person noted a merger or a transfer of duties.
    """

    name: str
    identity: str
    key: str
    region: Region | None
    reorganised: frozenset[int] = frozenset()

    @property
    def level(self) -> Level | None:
        """The level of government; None where the name tells none, or a division that the codes do not have."""
        if self.region is None or _BRANCH.match(self.key.removeprefix(self.region.code)):
            return None
        return self.region.level


@lru_cache(maxsize=1 << 17)
def resolve(name: str) -> Resolved:
    """Resolve the name of an organ.

    >>> resolve("南京市人力资源社会保障局").key == resolve("江苏省南京市人社局").key
    True
    """
    folded = squeeze(fold(name))
    region, organ = find_region(folded)
    for written, meant in VARIANTS:
        organ = re.sub(written, meant, organ)
    organ = _RANK.sub("局", _OFFICE.sub("办公室", organ))
    place = region.code if region else ""
    return Resolved(f"{place}{organ}", f"{place}{_successor(organ)}", region)


def _successor(organ: str) -> str:
    """What the organ is called since the reforms, taken as often as it was renamed."""
    branch = _BRANCH.match(organ)
    place, own = (branch[0], organ[branch.end() :]) if branch else ("", organ)
    while own in RENAMED:
        own = RENAMED[own]
    return place + own
