"""What agencies are called, and when two names are those of one agency."""

import re

from extractor.readers.prose_flow import AGENCY_ENDS, REGION_ENDS

AUTHORITIES = ("人民政府", "政府", "办事处", "管理委员会", "管委会")
"""What stands behind a place's name in that of its authority."""
_MISSPELT = 0.25
"""At most this share of a name's characters differs where it is misspelt: names of two agencies differ in more."""
_SHORTEST_PART = 3
"""Characters in which two names overlap at least: 石桥镇, 教育局."""
_ALSO_CALLED = re.compile(r"\([\u4e00-\u9fff]{2,20}\)$")
"""What stands behind a name: a body's second one, as in 外事办公室(港澳事务办公室), or (本级)."""
_PLACE_FIRST = re.compile(r"[\u4e00-\u9fff]{2,8}?[省市县区州旗盟镇乡]")
_HEADS = (*AGENCY_ENDS, *REGION_ENDS)
_PARTY = ("中共", "中国共产党")
_US = "我|本(?:[局厅委办院处校所站部省县区镇乡级年次]|市(?!场)|机关|单位|部门|街道|报告)"
_WORK = "工作(?!部(?![署门])|处(?!理)|办(?![理法])|[局委司队站室]|中心|服务|(?:领导|协调)小组|联席会议)"
_NO_AGENCY = re.compile(
    f"{_US}|{_WORK}|关于|公开|报告|年度|栏目|首页|网站|要求|规定|按照|根据|的|现将|如下|主办|承办|来源|召开|举[办行]|开展"
)
"""What makes a phrase of words: 本 and 工作 do so only in some company (本溪市, 资本市场, 社会工作部 are names)."""


def is_agency(name: str) -> bool:
    """Whether the words can be the full name of an agency."""
    first = _ALSO_CALLED.sub("", name)
    return len(first) > 2 and first.endswith(AGENCY_ENDS) and not _NO_AGENCY.search(first)


def is_region(name: str) -> bool:
    """Whether the words can be the name of a place."""
    return name.endswith(REGION_ENDS) and not _NO_AGENCY.search(name)


def is_another(name: str, other: str) -> bool:
    """Whether ``other`` is an agency of a different name, not a longer, shorter or misspelt form of the same."""
    either_way = ((name, other), (other, name))
    same = any(is_short_for(*names) or _leads_into(*names) for names in either_way)
    return is_agency(other) and not same and not is_misspelt(name, other)


def is_office_of(authority: str, name: str) -> bool:
    """Whether the name can be that of an office within a place's authority: 石桥镇党政办公室 signs for the government."""
    places = (authority.removesuffix(end) for end in AUTHORITIES if authority.endswith(end))
    return name.endswith(("办公室", "办")) and any(name.startswith(place) for place in places)


def is_short_for(name: str, full: str) -> bool:
    """Whether a name is what is left of the full one where characters are left out (人社局), or all of it.

    A government and its office report as one: 市人民政府 is short for 市政府办公室, too.
    """
    characters = iter(full)
    return all(character in characters for character in name.replace("人民政府", "政府"))


def _leads_into(name: str, other: str) -> bool:
    """Whether the names overlap: one has more in front, the other more behind (云山县石桥镇, 石桥镇人民政府)."""
    return any(other.startswith(name[start:]) for start in range(1, len(name) - _SHORTEST_PART + 1))


def is_led_by_others_words(name: str, signature: str) -> bool:
    """Whether words that are no upper agency's or place's stand before the signature's name, which its place begins."""
    before = name.removesuffix(signature)
    return before not in ("", name, *_PARTY) and not before.endswith(_HEADS) and _PLACE_FIRST.match(signature) is not None


def is_misspelt(name: str, other: str) -> bool:
    """Whether two names are one but for a few characters, as a typing or scanning error leaves them."""
    differing = sum(a != b for a, b in zip(name, other, strict=False))
    return len(name) == len(other) and 0 < differing <= _MISSPELT * len(name)
