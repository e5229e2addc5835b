"""Numbers in cells and prose: right, or not read at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.documents.characters import fold
from extractor.readers.numbers import Numeral, find_numerals, is_range, parse_cell

CELLS = [
    ("0", 0, "exact", None),
    ("1,256", 1256, "exact", None),
    ("1，256", 1256, "exact", None),
    ("１２", 12, "exact", None),
    (" 21 件 ", 21, "exact", "件"),
    ("-7", -7, "exact", None),
    ("－7", -7, "exact", None),
    ("—7", -7, "exact", None),
    ("增16", 16, "exact", None),
    ("增加3项", 3, "exact", "项"),
    ("新增1", 1, "exact", None),
    ("减1", -1, "exact", None),
    ("减少2", -2, "exact", None),
    ("＋3", 3, "exact", None),
    ("↑2", 2, "exact", None),
    ("672.17万元", 6721700, "exact", "元"),
    ("71 万元", 710000, "exact", "元"),
    ("2108000元", 2108000, "exact", "元"),
    ("0.5亿元", 50000000, "exact", "元"),
    ("164.504万", 1645040, "exact", None),
    ("105万", 1050000, "exact", None),
    ("1亿3000万", 130000000, "exact", None),
    ("2万1245条", 21245, "exact", "条"),
    ("三点五万", 35000, "exact", None),
    ("10000件以上", 10000, "at_least", "件"),
    ("至少5件", 5, "at_least", "件"),
    ("1200余", 1200, "over", None),
    ("3000多万次", 30000000, "over", "次"),
    ("超过20", 20, "over", None),
    ("约5", 5, "about", None),
    ("近100家", 100, "about", "家"),
    ("不足3", 3, "at_most", None),
    ("十二", 12, "exact", None),
    ("一百零五", 105, "exact", None),
    ("三千零五十", 3050, "exact", None),
    ("两万三千零五", 23005, "exact", None),
    ("两", 2, "exact", None),
    ("百分之九十五", 95, "exact", "%"),
    ("98.6%", 98.6, "exact", "%"),
    ("0.429915333960489", 0.429915333960489, "exact", None),
    ("12.5（万元）", 125000, "exact", "元"),
    ("3（件）", 3, "exact", "件"),
    ("8*", 8, "exact", None),
    ("182①", 182, "exact", None),
    ("45[1]", 45, "exact", None),
    ("45注1", 45, "exact", None),
    ("45件（注2）", 45, "exact", "件"),
    ("230 （含网络申请227件）", 230, "exact", None),
    ("6件（其中网上2件）", 6, "exact", "件"),
    ("12.5万元（其中资料复制费2万元）", 125000, "exact", "元"),
    ("增7（注：机构合并）", 7, "exact", None),
]


@pytest.mark.parametrize(("text", "value", "qualifier", "unit"), CELLS)
def test_cell(text: str, value: float, qualifier: str, unit: str | None) -> None:
    numeral = parse_cell(text)
    assert isinstance(numeral, Numeral)
    assert (numeral.value, numeral.qualifier, numeral.unit) == (value, qualifier, unit)
    assert type(numeral.value) is type(value)


@pytest.mark.parametrize("text", ["", " ", "\u3000", "空", "（空）", "空白"])
def test_blank_cell(text: str) -> None:
    assert parse_cell(text) == "blank"


@pytest.mark.parametrize("text", ["/", "／", "-", "—", "——", "\\", "无", "N/A", "不涉及"])
def test_cell_not_applicable(text: str) -> None:
    assert parse_cell(text) == "not_applicable"


@pytest.mark.parametrize(
    "text",
    [
        *("1-2", "3/4", "12 3", "12  3", "３８２  ０", "1 　2", "1 256", "12\n345"),
        *("2020-1-1", "2020年", "00", "007", "7.", ".5", "1,23", "12,3456"),
        *("1,256,7", "一", "百", "一百五", "一二", "二〇二〇"),
        *("1万5", "10至15", "2万1245万", "1.2万2千", "5件3", "增3减1", "0 0", "- 7", "见附件", "3天", "1.2.3"),
        *("230（227）", "45(1)", "12（上年）", "5（件）3", "5（天）", "8*2", "45[100]", "45注12345", "6（其中）", "（含2件）"),
        *("2件（其中网上2件）3", "1*1", "[1]", "注1", "45（约）", "一*", "12**", "12 （其中3件） 4", "1 2（注1）"),
    ],
)
def test_cell_not_understood(text: str) -> None:
    assert parse_cell(text) is None


def test_offsets_of_a_cell() -> None:
    text = "  1 200 "
    assert parse_cell(text) is None
    text = " 约 672.17 万元 "
    numeral = parse_cell(text)
    assert isinstance(numeral, Numeral)
    assert text[numeral.start : numeral.end] == "672.17 万"
    assert text[numeral.start : numeral.stop] == "672.17 万元"
    assert (numeral.qualifier, numeral.scale) == ("about", 10000)


PROSE = [
    ("关注人数超56万。", [(560000, "over", None, "56万")]),
    ("播放量达164万次，", [(1640000, "exact", "次", "164万次")]),
    ("公益性短信1.3亿条", [(130000000, "exact", "条", "1.3亿条")]),
    ("1200余条；近100家", [(1200, "over", "条", "1200余条"), (100, "about", "家", "100家")]),
    ("用户1.7万，10000件以上", [(17000, "exact", None, "1.7万"), (10000, "at_least", "件", "10000件以上")]),
    ("发布2428 条", [(2428, "exact", "条", "2428 条")]),
    ("12,345条", [(12345, "exact", "条", "12,345条")]),
    ("同比-5.2%", [(-5.2, "exact", "%", "-5.2%")]),
    ("满意率达百分之百", [(100, "exact", "%", "百分之百")]),
    ("收费3.5万元", [(35000, "exact", "元", "3.5万元")]),
    ("下降12个百分点", [(12, "exact", "个百分点", "12个百分点")]),
    ("培训三十余人次，开展十二次", [(30, "over", "人次", "三十余人次"), (12, "exact", "次", "十二次")]),
    ("联合5部门", [(5, "exact", None, "5")]),
    ("约为12%", [(12, "about", "%", "12%")]),
    ("5次数据", [(5, "exact", None, "5")]),
    ("2万1245条，12万3456条", [(21245, "exact", "条", "2万1245条"), (123456, "exact", "条", "12万3456条")]),
    ("1万1千3百余条，2亿3千5百万元", [(11300, "over", "条", "1万1千3百余条"), (235000000, "exact", "元", "2亿3千5百万元")]),
    ("三点五万条，占百分之九十八点五", [(35000, "exact", "条", "三点五万条"), (98.5, "exact", "%", "百分之九十八点五")]),
    ("集约统一5个平台，总数十二件", [(5, "exact", "个", "5个"), (12, "exact", "件", "十二件")]),
    ("装机1000万千瓦", [(10000000, "exact", None, "1000万")]),
    ("5%-10%", [(5, "exact", "%", "5%"), (10, "exact", "%", "10%")]),
    ("1万5条，1.2万2千条，1万0500条，3亿5百千万次，1万一千条，三万2千条，5十条", []),
    ("10至15篇，10余到20件，三至五件，1.2万-1.5万条，1万—2万条，百分之十至二十，百分之98点5", []),
    ("几十次，数十次，20几件，10几万次，二十几条，三分之二，千分之三点五", []),
    ("9时30分，9点30分，九时三十分，九点三十分", []),
    ("电话0517-87290606，10:30，IPV6，3-5个，1371,965条，12 345条，1.2.3，H5页面", []),
    ("一站式、进一步、第一时间、五公开、千方百计、百姓", []),
]


@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_prose(text: str, expected: list[tuple[float, str, str | None, str]]) -> None:
    found = find_numerals(fold(text))
    assert [(n.value, n.qualifier, n.unit, text[n.start : n.stop]) for n in found] == expected


@pytest.mark.parametrize(
    ("text", "answer"),
    [("10篇至15篇", True), ("5%-10%", True), ("5%——10%", True), ("10篇，15篇", False), ("10篇至15次", False)],
)
def test_ends_of_a_range(text: str, answer: bool) -> None:
    folded = fold(text)
    lower, upper = find_numerals(folded)
    assert is_range(folded, lower, upper) is answer


@given(st.integers(min_value=0, max_value=10**12))
def test_every_way_to_write_an_integer(value: int) -> None:
    for text in (str(value), f"{value:,}", f"{value}件", f" {value} "):
        numeral = parse_cell(text)
        assert isinstance(numeral, Numeral)
        assert numeral.value == value


@given(st.decimals(min_value=0, max_value=10**6, places=4, allow_nan=False))
def test_myriads_are_exact(value: object) -> None:
    numeral = parse_cell(f"{value}万")
    assert isinstance(numeral, Numeral)
    assert numeral.value == int(str(value).replace(".", ""))
    assert type(numeral.value) is int


@given(st.text(alphabet="0123456789,.万亿千百余多件元%-—/ 增减约超一二十零百，．", max_size=12))
def test_spans_lie_within_any_text(text: str) -> None:
    numeral = parse_cell(text)
    if isinstance(numeral, Numeral):
        assert text[numeral.start : numeral.end].strip()
        assert numeral.start < numeral.end <= numeral.stop <= len(text)
    for found in find_numerals(fold(text)):
        assert 0 <= found.start < found.end <= found.stop <= len(text)
