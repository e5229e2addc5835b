"""Numbers as Chinese reports write them: whole table cells, and every number in a run of prose.

Nothing is guessed: what is not wholly understood is None (a cell) or left out (prose).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from math import prod
from typing import Literal

from extractor.documents.characters import fold
from extractor.reading import Qualifier


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number. Money is in yuan, counts are in single items: ``value`` already holds the magnitude.

    ``start`` and ``end`` span the digits with their magnitude; ``stop`` is the end of the qualifier and measure word
    after them (``800余条``: 800 is [start, end), and ``stop`` is behind 条). ``scale`` is the magnitude written
    (10000 for 万, 1 for none). ``unit`` is the measure word, 元 for money, % for percentages.
    """

    value: int | float
    qualifier: Qualifier
    unit: str | None
    start: int
    end: int
    stop: int
    scale: int = 1


_MAGNITUDES = {"亿": 10**8, "万": 10**4, "千": 1000, "百": 100}

_BEFORE: dict[str, Qualifier] = {
    "大约": "about",
    "约为": "about",
    "约有": "about",
    "约": "about",
    "将近": "about",
    "接近": "about",
    "近": "about",
    "超过": "over",
    "超出": "over",
    "超": "over",
    "突破": "over",
    "逾": "over",
    "不少于": "at_least",
    "不低于": "at_least",
    "至少": "at_least",
    "不超过": "at_most",
    "不多于": "at_most",
    "至多": "at_most",
    "最多": "at_most",
    "不足": "at_most",
    "不到": "at_most",
}
_AFTER: dict[str, Qualifier] = {
    "余": "over",
    "多": "over",
    "以上": "at_least",
    "左右": "about",
    "以内": "at_most",
    "以下": "at_most",
}

MEASURES: dict[str, str] = {
    "个百分点": "",
    "个工作日": "",
    "个小时": "",
    "个月": "",
    "平方米": "",
    "平方公里": "",
    "公里": "",
    "小时": "",
    "分钟": "",
    "课时": "",
    "学时": "",
    "年": "",
    "天": "",
    "日": "",
    "人/次": "",
    "人次": "",
    "篇次": "",
    "篇/次": "",
    "条次": "",
    "件次": "",
    "场次": "",
    "批次": "",
    "户次": "",
    "家次": "",
    "篇幅": "",
    "人份": "",
    "个": "",
    "条": "例款",
    "件": "",
    "次": "日年月序数",
    "篇": "",
    "项": "",
    "人": "大民社员才均工力事口士群物行生",
    "名": "单称录义额",
    "位": "于置居",
    "家": "庭长园",
    "户": "籍口外",
    "期": "间限末刊",
    "场": "所景地馆",
    "份": "额",
    "部": "门分委署队长",
    "本": "单机年级市县局部区厅人地报站文",
    "册": "",
    "幅": "度",
    "张": "贴",
    "批": "复准示评",
    "类": "似型别",
    "种": "植子",
    "例": "如行会",
    "起": "来诉草步点到至",
    "宗": "旨",
    "台": "账州湾",
    "处": "理室长罚置级于分",
    "所": "有属在需谓以示",
    "座": "谈",
    "间": "",
    "辆": "",
    "套": "",
    "字": "",
    "页": "面",
    "版": "块本面",
    "集": "中体约团成",
    "段": "",
    "则": "为",
    "笔": "",
    "单": "位独项个",
    "票": "",
    "只": "",
    "门": "户类",
    "倍": "",
    "分": "别类局管工析解层级为布配公成享之",
    "轮": "训",
    "组": "织成建长",
    "支": "持付出行撑",
    "通": "过知告报畅讯道用",
    "封": "闭",
    "枚": "",
    "块": "",
    "帧": "",
    "档": "案次",
    "班": "子",
    "亩": "",
    "吨": "",
    "%": "",
    "元": "旦宵",
    "千元": "",
    "万元": "",
    "百万元": "",
    "千万元": "",
    "亿元": "",
}
"""Measure words, and the characters that make them part of another word when they follow (5次, but 次数 is a noun)."""

_LONGEST_MEASURE = max(map(len, MEASURES))
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_PLAIN = r"(?:0|[1-9]\d{0,2}(?:,\d{3})+(?![,\d])|[1-9]\d*+)(?:\.\d++)?"
_MAGNITUDE = "(?:万亿|[百千]?[万亿]|[百千])"  # no 万千: it begins 万千瓦
_ARABIC = (
    rf"(?P<plain>{_PLAIN})"
    rf"(?:\s?(?P<middle>[余多])?(?P<magnitudes>{_MAGNITUDE}(?:{_PLAIN}{_MAGNITUDE}?+)*+))?+"
)
_CHINESE = "[零〇一二两三四五六七八九十百千万亿]++"
_WORDED = rf"(?P<chinese>{_CHINESE}(?:点[零〇一二三四五六七八九]++{_MAGNITUDE}?+)?+)"
_EXCESS = r"\s?(?P<excess>余|多(?!媒|元化|样))?\s?"

_CELL = re.compile(
    r"(?:(?P<up>新增加?|增加?长?|上升|\+|↑)了?|(?P<down>减少?|下降|-|—|↓)了?)?"
    rf"(?P<before>{_alternatives(_BEFORE)})?[共达]?(?P<percent>百分之)?(?:人民币|¥)?"
    rf"(?:{_ARABIC}|{_WORDED}){_EXCESS}"
)
_PROSE = re.compile(
    r"(?P<percent>百分之)?"
    rf"(?:(?<![0-9A-Za-z_@百千万亿])(?<![0-9][.,/:~— -]){_ARABIC}(?![0-9A-Za-z_~百万亿-]|千[百千万亿]|(?<=\d)[.,/:— ]\d)"
    rf"|(?<![几0-9])(?:(?<!数)|(?![十百千万亿]++(?![一二两三四五六七八九]))){_WORDED}){_EXCESS}"
)
_RANGE = "(?:[至到]|[-~—]{1,2})"
_DIGITS_ON = r"\d(?:[.,]?[\d百千万亿])*+"
_NO_NUMBER = re.compile(
    rf"(?:百分之)?(?<![\d百千万亿])(?<![\d百千万亿][.,]){_DIGITS_ON}"
    rf"(?:[余多]?\s?(?:{_RANGE}|[点时])\s?{_DIGITS_ON}|几|十|(?<=[百千万亿]){_CHINESE})"
    rf"|(?:百分之)?{_CHINESE}"
    rf"(?:[余多]?(?:{_RANGE}|时){_CHINESE}|点[零〇一二三四五六七八九]*+十|几|(?<=[十百千万亿]){_DIGITS_ON})"
    rf"|(?!百分之)(?:{_CHINESE}|\d++)分之(?:{_CHINESE}|{_DIGITS_ON})"
)
"""Ranges (10至15), times of day (9时30), fractions, 二十几, and numerals that go over from one writing to the other."""
_BETWEEN = re.compile(_RANGE)
_BEHIND = re.compile(_alternatives(_AFTER))
_DECIMAL = re.compile(_PLAIN)
_SEED = re.compile(rf"\d|{_CHINESE}")
_QUALIFIED = re.compile(rf"({_alternatives(_BEFORE)})[达]?\s?$")
_LAST_OF_QUALIFIER = frozenset(word[-1] for word in _BEFORE) | {"达", " "}
_MINUS = re.compile(r"(?<![0-9A-Za-z%-])-")
_SPACE = re.compile(r"\s++(?![0-9.,+—-])|(?<![0-9.,+—\s-])\s+")
_BLANK = frozenset({"", "空", "(空)", "空白", "空格"})
_NOT_APPLICABLE = re.compile(r"/+|\\+|[-—]+|无|暂无|不适用|不涉及|n\.?/?a\.?", re.IGNORECASE)
_TIME = frozenset({"年", "日", "个月", "天"})
_UNIT_IN_BRACKETS = re.compile(rf"(?<=[\d百千万亿])\(({_alternatives(MEASURES)})\)$")
_REMARK = re.compile(r"[*※]|[\[〔【]\d{1,2}[]〕】]|注\d{0,2}|[(\[〔【]注\d{0,2}[)\]〕】]|\((?:注:|其中|包?含|包括|不含)[^()]+\)")
"""The mark of a note or a remark behind a number. Any other in brackets may be another number for the same cell."""

MOST_DIGITS = 15
"""Digits before the point, as written and of the value: what a double, and so any program that reads JSON, keeps
exactly. The revenue of all China in yuan has 14."""


@lru_cache(maxsize=8192)  # most of a report's 200 cells say the same few things
def parse_cell(text: str) -> Numeral | Literal["blank", "not_applicable"] | None:
    """What a whole table cell says; None unless every character of it is understood, but for a remark on the number.

    Offsets are into ``text``.

    More than ``MOST_DIGITS`` before the point are no number. Thousands may be set apart by commas, not by spaces: ``12 345`` may
    as well be two cells. A lone 一 is None (it is typed for a dash as often as for 1), so are dates, ranges, fractions
    and a point without decimals.

    >>> parse_cell("123.456万").value
    1234560
    >>> parse_cell("减1").value
    -1
    >>> parse_cell("3/4") is None
    True
    """
    if text.isascii() and text.isdigit() and (text[0] != "0" or text == "0") and len(text) <= MOST_DIGITS:
        return Numeral(int(text), "exact", None, 0, len(text), len(text))
    squeezed = _UNIT_IN_BRACKETS.sub(r" \1 ", _SPACE.sub("", fold(text.strip()))).rstrip()
    if squeezed in _BLANK:
        return "blank"
    if _NOT_APPLICABLE.fullmatch(squeezed):
        return "not_applicable"
    match = _CELL.match(squeezed)
    if match is None:
        return None
    numeral = _numeral(match, squeezed, match["before"])
    if numeral is None or numeral.unit in _TIME or squeezed[: numeral.stop] == "一":
        return None
    if numeral.stop != len(squeezed) and _REMARK.fullmatch(squeezed, numeral.stop) is None:
        return None
    kept = [offset for offset, character in enumerate(text) if not character.isspace()]
    return replace(
        numeral,
        value=-numeral.value if match["down"] else numeral.value,
        start=kept[numeral.start],
        end=kept[numeral.end - 1] + 1,
        stop=kept[numeral.stop - 1] + 1,
    )


def find_numerals(text: str) -> list[Numeral]:
    """Every number in a run of prose, in order; offsets into ``text``, which is folded text (characters.fold).

    Left out: digits that are part of a longer token (IPV6, 0551-123, 3/4, 10:30, 1.2.3, ranges), digit groups set
    apart by spaces or misplaced commas, Chinese numerals without a measure word, and more than ``MOST_DIGITS`` digits;
    always the whole numeral: no number begins inside a longer one. Of 10篇至15篇 both ends are found (see ``is_range``).
    """
    numerals = []
    position = 0
    for seed in _SEED.finditer(text):
        start = seed.start()
        if start < position:
            continue
        other = _NO_NUMBER.match(text, start)
        if other is not None:
            position = other.end()
            continue
        match = _PROSE.match(text, start)
        if match is None:
            continue
        position = match.end()
        before = None
        if text[start - 1 : start] in _LAST_OF_QUALIFIER:
            before = _QUALIFIED.search(text, max(start - 6, 0), start)
        numeral = _numeral(match, text, before[1] if before else None)
        if numeral is None or (match["chinese"] and numeral.unit is None):
            continue
        if numeral.unit in ("%", "个百分点") and _MINUS.match(text, start - 1):
            numeral = replace(numeral, value=-numeral.value, start=start - 1)
        numerals.append(numeral)
    return numerals


def is_range(text: str, lower: Numeral, upper: Numeral) -> bool:
    """Whether two numbers in a row, each with its measure word, are the ends of one range: 10篇至15篇, 5%—10%."""
    return lower.unit == upper.unit and _BETWEEN.fullmatch(text, lower.stop, upper.start) is not None


def _numeral(match: re.Match[str], text: str, before: str | None) -> Numeral | None:
    """The number of a match of either pattern with what follows it in ``text``, without its sign; None if malformed."""
    percent, plain, middle, magnitudes, chinese, excess = match.group(
        "percent", "plain", "middle", "magnitudes", "chinese", "excess"
    )
    unit, stop = _measure(text, match.end())
    if chinese:
        value = 100 if percent and chinese == "百" else _worded_value(chinese)
        scale = _scale(chinese) if "点" in chinese else 1
        start, end = match.span("chinese")
    else:
        written = plain + (magnitudes or "")
        value, scale = _arabic_value(written), _scale(written)
        start, end = match.start("plain"), max(match.end("plain"), match.end("magnitudes"))
    if value is None:
        return None
    if unit and unit.endswith("元"):
        more = _scale(unit[:-1])
        value, scale, unit, end = value * more, scale * more, "元", stop - 1
    if percent:
        unit, start = "%", match.start("percent")
    if abs(value) >= 10**MOST_DIGITS:
        return None
    behind = _BEHIND.match(text, stop)
    after = behind[0] if behind else excess or middle
    qualifier = _BEFORE[before] if before else _AFTER[after] if after else "exact"
    return Numeral(_number(value), qualifier, unit, start, end, behind.end() if behind else stop, scale)


def _measure(text: str, start: int) -> tuple[str | None, int]:
    """The measure word that stands at ``start``, and where it ends (``start`` where there is none)."""
    for length in range(_LONGEST_MEASURE, 0, -1):
        word = text[start : start + length]
        never = MEASURES.get(word)
        if never is not None:
            end = start + len(word)
            return (None, start) if never and text[end : end + 1] and text[end] in never else (word, end)
    return None, start


def _scale(written: str) -> int:
    """The magnitude at the end of ``written``: 10000 for 3.5万, 1 for none."""
    return prod(_MAGNITUDES[name] for name in written[len(written.rstrip("百千万亿")) :])


def _arabic_value(written: str) -> int | Decimal | None:
    """Value of digits with magnitudes, each part smaller than the magnitude before it: 2万1245, 1万1千3百, 3亿2千万.

    None for 1万5, which says 15,000 as well as 10,005.
    """
    for name, magnitude in _MAGNITUDES.items():
        head, found, tail = written.partition(name)
        if found:
            times = _arabic_value(head) if magnitude >= 10**4 else _decimal(head)
            rest = _arabic_value(tail) if tail else 0
            if times is None or rest is None or rest >= magnitude or (tail and (len(tail) == 1 or "." in head)):
                return None
            return times * magnitude + rest
    return _decimal(written)


def _decimal(digits: str) -> int | Decimal | None:
    """Value of plain digits; None where they are none, or too many."""
    if _DECIMAL.fullmatch(digits) is None or len(digits.partition(".")[0].replace(",", "")) > MOST_DIGITS:
        return None
    digits = digits.replace(",", "")
    return Decimal(digits) if "." in digits else int(digits)


def _number(value: int | Decimal) -> int | float:
    """``int`` wherever the value is a whole number."""
    return int(value) if value == int(value) else float(value)


def _worded_value(numeral: str) -> int | Decimal | None:
    """Value of a Chinese numeral, also of one with decimals: 九十八点五, 三点五万."""
    whole, point, decimals = numeral.partition("点")
    value = _chinese_value(whole)
    if value is None or not point:
        return value
    digits = "".join(str(_DIGITS[digit]) for digit in decimals.rstrip("百千万亿"))
    return Decimal(f"{value}.{digits}") * _scale(numeral)


def _chinese_value(numeral: str) -> int | None:
    """Value of a Chinese numeral below 一亿 in its standard form, else None; proven by writing it out again."""
    value = section = digit = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character == "万":
            value, section, digit = (section + digit) * 10**4, 0, 0
        elif character in _PLACES:
            section, digit = section + (digit or 1) * _PLACES[character], 0
        else:
            return None
    value += section + digit
    written = _chinese(value)
    if written.startswith("一十"):
        written = written[1:]
    return value if numeral.replace("两", "二").replace("〇", "零") == written else None


def _chinese(value: int) -> str:
    """``value`` below 一亿 in Chinese numerals."""
    if value >= 10**4:
        rest = value % 10**4
        gap = "零" if 0 < rest < 1000 else ""
        return _chinese(value // 10**4) + "万" + (gap + _chinese(rest) if rest else "")
    written, gap = "", ""
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            written += gap + "零一二三四五六七八九"[digit] + name
            gap = ""
        elif written:
            gap = "零"
    return written or "零"
