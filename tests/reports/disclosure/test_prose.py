"""The whole prose reader: section texts, series, and where facts are listed."""

from pathlib import Path

import pytest

from extractor.documents.model import Document, Source
from extractor.documents.text import read_text
from extractor.reading import Reading
from extractor.reports.disclosure.outline import outline
from extractor.reports.disclosure.prose import read_prose
from tests.timing import processor_seconds

REPORT = """云山市财政局2021年政府信息公开工作年度报告
一、总体情况
全年主动公开政府信息1200条。
{overview}
二、主动公开政府信息情况
第二十条第（一）项 | | | |
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
规章 | 0 | 0 | 0 |
行政规范性文件 | 3 | 0 | 8 |
三、收到和处理政府信息公开申请情况
本机关全年办理政府信息公开申请17件，全部按时答复。
{tables}
四、政府信息公开行政复议、行政诉讼情况
无。
五、存在的主要问题及改进情况
无。
六、其他需要报告的事项
全年收取信息处理费0元。
{tail}"""


def _document(overview: str = "", tables: str = "", tail: str = "") -> Document:
    text = REPORT.format(overview=overview, tables=tables, tail=tail)
    return read_text(text, Source("report.txt", "0", "text/plain", None))


def _read(overview: str = "", tables: str = "", tail: str = "") -> Reading:
    document = _document(overview, tables, tail)
    return read_prose(document, outline(document))


def _series(reading: Reading) -> list[object]:
    return [item.content for item in reading.items["/series"]]


def test_facts_of_the_statutory_sections_follow_those_of_section_one() -> None:
    reading = _read()
    quotes = [dict(item.content)["quote"] for item in reading.items["/overview/facts"] if not isinstance(item.content, str)]
    assert quotes == ["主动公开政府信息1200条", "办理政府信息公开申请17件"]
    assert [item.evidence["/value"].value for item in reading.items["/other_matters/facts"]] == [0]


@pytest.mark.parametrize(
    ("last", "kept"),
    [
        ("云山大学", False),
        ("云山海关", False),
        ("国营青山林场", False),
        ("云山县", False),
        ("云山水库管理段", False),
        ("青石水库管理段", True),
        ("无其他需要报告的事项", True),
    ],
)
def test_a_signature_is_one_by_how_it_ends_or_because_the_text_names_it(last: str, kept: bool) -> None:
    reading = _read(overview="云山水库管理段\n无其他需要报告的事项", tail=f"{last}\n2022年1月11日")
    text = "全年收取信息处理费0元。"
    assert reading.values["/other_matters/text"].value == (f"{text}\n{last}" if kept else text)


def test_texts_hold_no_table_and_no_signature() -> None:
    reading = _read(overview="表一\n甲 | 乙 |\n1 | 2 |\n（二）依 申请公开。", tail="云山市财政局\n2022年1月11日\n附件：表格.xlsx")
    texts = {pointer: candidate.value for pointer, candidate in reading.values.items() if pointer.endswith("/text")}
    assert texts == {
        "/overview/text": "全年主动公开政府信息1200条。\n表一\n（二）依申请公开。",
        "/problems/text": "无。",
        "/other_matters/text": "全年收取信息处理费0元。",
    }


@pytest.mark.parametrize(
    "table",
    [
        "微信 | 微博 | 网站 |\n3次 | 21条 | 400余条 |",
        "微信\t微博\t网站\t3次\t21条\t400余条\t",
        "微信 | 3次 |\n微博 | 21条 |\n网站 | 400余条 |",
        "渠道 | 数量 |\n微信 | 3次 |\n微博 | 21条 |\n网站 | 400余条 |",
    ],
)
def test_a_small_table_is_a_series(table: str) -> None:
    reading = _read(overview=f"公开渠道情况\n{table}")
    points = [{"label": "微信", "value": 3}, {"label": "微博", "value": 21}, {"label": "网站", "value": 400}]
    assert _series(reading) == [{"title": "公开渠道情况", "points": points}]
    assert reading.items["/series"][0].evidence["/points/2/value"].qualifier == "over"


def test_a_chart_of_years() -> None:
    tail = "云山市财政局\n2022年1月11日\n历年办理情况\n建议\t\n2020年\t2021年\t7\t3\t提案\t\n2020年\t2021年\t2\t4\t\n"
    (series,) = _series(_read(tail=tail))
    assert series == {
        "title": "历年办理情况",
        "points": [
            {"label": "建议 2020年", "value": 7},
            {"label": "建议 2021年", "value": 3},
            {"label": "提案 2020年", "value": 2},
            {"label": "提案 2021年", "value": 4},
        ],
    }


def test_a_crossed_table() -> None:
    reading = _read(overview="对比\n渠道 | 2020年 | 2021年 |\n微信 | 3 | 4 |\n微博 | 5 | 6 |")
    (series,) = _series(reading)
    assert isinstance(series, dict)
    assert [point["label"] for point in series["points"]] == ["微信 2020年", "微信 2021年", "微博 2020年", "微博 2021年"]
    assert [point["value"] for point in series["points"]] == [3, 4, 5, 6]


@pytest.mark.parametrize(
    "table",
    ["索引号 | 12345 |\n发布机构 | 7 |", "姓名 | 职务 |\n张三 | 局长 |", "甲 | 乙 | 丙 |\n1 | 2 |", "甲 | 1-2 |\n乙 | 3 |"],
)
def test_other_tables_are_no_series(table: str) -> None:
    assert _series(_read(overview=table)) == []


def test_a_table_of_the_form_is_no_series_wherever_it_stands() -> None:
    assert _series(_read(overview="信息内容 | 本年处理决定数量 |\n行政许可 | 9487 |")) == []
    assert _series(_read(tables="甲 | 乙 |\n1 | 2 |")) == []


@pytest.mark.parametrize("unit", ["电话", "1.", "a.", "我局", "不足，", "2020年1月1日", "《", "“", "（一）", "A1 "])
def test_hostile_text_takes_no_more_than_its_length(unit: str) -> None:
    def seconds(times: int) -> float:
        document = _document(overview=unit * times, tables=unit * times, tail=unit * times)
        sections = outline(document)
        assert document.folded
        return processor_seconds(lambda: read_prose(document, sections))

    assert seconds(3000) < 40 * max(seconds(300), 0.003)


def test_every_example_reads_with_its_evidence() -> None:
    examples = sorted((Path(__file__).parents[3] / "examples").glob("*.txt"))
    assert examples
    for path in examples:
        document = read_text(path.read_text(encoding="utf-8"), Source(path.name, "0", "text/plain", None))
        reading = read_prose(document, outline(document))
        assert {"/title", "/agency", "/year", "/overview/text", "/problems/text"} <= reading.values.keys()
        items = [item for found in reading.items.values() for item in found]
        assert reading.items["/overview/facts"]
        assert reading.items["/problems/improvements"]
        for candidate in (*reading.values.values(), *(c for item in items for c in item.evidence.values())):
            assert document.text[candidate.start : candidate.end] == candidate.raw
