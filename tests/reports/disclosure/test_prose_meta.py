"""Title, agency, year, period, publication date and contact, wherever a page puts them."""

from typing import Any

import pytest

from extractor.documents.model import Source
from extractor.documents.text import read_text
from extractor.reports.disclosure.outline import outline
from extractor.reports.disclosure.prose_meta import read_meta

SECTIONS = """
一、总体情况
{opening}全年工作有序开展。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
无。
六、其他需要报告的事项
无。
"""


def _meta(head: str, opening: str = "", tail: str = "") -> dict[str, Any]:
    text = head + SECTIONS.format(opening=opening) + tail
    document = read_text(text, Source("report.txt", "0", "text/plain", None))
    values = read_meta(document, outline(document))
    for candidate in values.values():
        assert document.text[candidate.start : candidate.end] == candidate.raw
    return {pointer: candidate.value for pointer, candidate in values.items()}


@pytest.mark.parametrize(
    ("head", "title", "agency", "year"),
    [
        ("云山市财政局2021年政府信息公开工作年度报告", "云山市财政局2021年政府信息公开工作年度报告", "云山市财政局", 2021),
        ("云山市财政局\n2021年政府信息公开\n工作年度报告", "云山市财政局2021年政府信息公开工作年度报告", "云山市财政局", 2021),
        ("云山县人民政府办公室\n\n2022 年政府信息公开年报", "云山县人民政府办公室2022年政府信息公开年报", "云山县人民政府办公室", 2022),
        ("2020年云山区教育局政府信息公开工作年度报告", "2020年云山区教育局政府信息公开工作年度报告", "云山区教育局", 2020),
        ("云山市水利局关于2021年度政府信息公开工作的报告", "云山市水利局关于2021年度政府信息公开工作的报告", "云山市水利局", 2021),
        ("云山省林业厅政府信息公开工作年度报告（2023年度）", "云山省林业厅政府信息公开工作年度报告（2023年度）", "云山省林业厅", 2023),
        ("云山县卫健委二〇二一年度政府信息公开年报", "云山县卫健委二〇二一年度政府信息公开年报", "云山县卫健委", 2021),
        ("首页 > 年报\n云山市公安局2020年政府信息公开年报-政府网", "云山市公安局2020年政府信息公开年报", "云山市公安局", 2020),
        ("2023年石桥镇政府信息公开工作年度报告", "2023年石桥镇政府信息公开工作年度报告", "石桥镇", 2023),
        ("根据《条例》，现公布云山市审计局（以下简称市审计局）2022年政府信息公开工作年度报告。", None, "云山市审计局", 2022),
        ("本报告由云山市民政局根据《条例》编制。统计期限自2021年1月1日至2021年12月31日。", None, "云山市民政局", 2021),
        ("点击收听语音播报\n第一条新闻", None, None, None),
    ],
)
def test_title_agency_year(head: str, title: str | None, agency: str | None, year: int | None) -> None:
    values = _meta(head)
    assert (values.get("/title"), values.get("/agency"), values.get("/year")) == (title, agency, year)


def test_title_that_only_an_attachment_gives() -> None:
    values = _meta("点击收听", tail="【图文版】云山市人社局2020年政府信息公开年报.docx\n【PDF版】云山市人社局2020年政府信息公开年报.pdf")
    assert values["/title"] == "云山市人社局2020年政府信息公开年报"
    assert (values["/agency"], values["/year"]) == ("云山市人社局", 2020)


def test_agency_of_a_title_without_one_is_that_of_the_signature() -> None:
    values = _meta("2021年政府信息公开工作年度报告", tail="云山市统计局\n2022年1月20日")
    assert (values["/agency"], values["/published_on"]) == ("云山市统计局", "2022-01-20")


@pytest.mark.parametrize(
    ("signature", "certain"),
    [("云山市人民政府", True), ("云山市入民政府", False), ("云山市人民政府办公室", True), ("云岭县大众联社", True), ("", True)],
    ids=["the same", "misspelt", "a part of it", "another", "none"],
)
def test_an_agency_that_is_spelt_in_two_ways_is_uncertain(signature: str, certain: bool) -> None:
    text = f"云山市人民政府2021年政府信息公开工作年度报告{SECTIONS.format(opening='')}{signature}\n2022年1月20日"
    document = read_text(text, Source("report.txt", "0", "text/plain", None))
    agency = read_meta(document, outline(document))["/agency"]
    assert (agency.value, agency.certain) == ("云山市人民政府", certain)


def test_signature_completes_the_place_in_the_title() -> None:
    values = _meta("云山县石桥镇2023年政府信息公开工作年度报告", tail="云山县石桥镇人民政府\n二〇二四年一月二十三日")
    assert (values["/agency"], values["/published_on"]) == ("云山县石桥镇人民政府", "2024-01-23")


@pytest.mark.parametrize(
    ("sentence", "start", "end"),
    [
        ("统计期限自2021年1月1日起至2021年12月31日止。", "2021-01-01", "2021-12-31"),
        ("数据统计期限为2021年1月1日至12月31日。", "2021-01-01", "2021-12-31"),
        ("统计期限从 2021 年 1 月 1 日起，至 12 月 31 日止。", "2021-01-01", "2021-12-31"),
        ("统计时间：2021年1月1日—2021年12月31日。", "2021-01-01", "2021-12-31"),
        ("统计期限自1月1日至12月31日。", "2021-01-01", "2021-12-31"),
        ("自2021年13月1日至2021年12月31日。", None, None),
        ("统计期限为一年。", None, None),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_period(sentence: str, start: str | None, end: str | None, inside: bool) -> None:
    title = "云山市财政局2021年政府信息公开工作年度报告\n"
    values = _meta(title, opening=sentence) if inside else _meta(title + sentence)
    assert (values.get("/period/start"), values.get("/period/end")) == (start, end)


@pytest.mark.parametrize(
    ("head", "tail", "day"),
    [
        ("", "云山市财政局\n2022年1月11日", "2022-01-11"),
        ("", "云山市财政局 2022年1月11日", "2022-01-11"),
        ("发布日期：2022-01-29 10:08 来源：云山市财政局\n", "", "2022-01-29"),
        ("成文日期\t2022-01-16\n", "", "2022-01-16"),
        ("（2022年1月10日）\n", "", "2022-01-10"),
        ("", "2030年1月11日", None),
        ("", "", None),
    ],
)
def test_publication_date(head: str, tail: str, day: str | None) -> None:
    values = _meta(f"云山市财政局2021年政府信息公开工作年度报告\n{head}", tail=tail)
    assert values.get("/published_on") == day


def test_contact() -> None:
    values = _meta(
        "云山市财政局2021年政府信息公开工作年度报告\n"
        "本报告可在云山市财政局网站（http://czj.example.gov.cn/）下载。\n"
        "如有疑问，请与云山市财政局办公室联系（地址：云山市人民路90\n"
        "号市民中心8楼，邮编：223100，电话：0517-87290606、87290607，\n"
        "传真：0517—87290608，电子邮箱：czj_1@example.com）。"
    )
    contact = {pointer.removeprefix("/contact/"): value for pointer, value in values.items() if "contact" in pointer}
    assert contact == {
        "address": "云山市人民路90号市民中心8楼",
        "postcode": "223100",
        "phone": "0517-87290606、87290607",
        "fax": "0517—87290608",
        "email": "czj_1@example.com",
        "website": "http://czj.example.gov.cn/",
    }


def test_nothing_is_invented() -> None:
    assert _meta("云山市财政局2021年政府信息公开工作年度报告").keys() == {"/title", "/agency", "/year"}


def test_of_a_sites_list_of_reports_the_one_that_the_introduction_names_is_read() -> None:
    found = _meta(
        "2018年政府信息公开工作年度报告\n云山市财政局2020年政府信息公开工作年度报告\n"
        "云山市财政局2019年政府信息公开工作年度报告\n现公布云山市财政局2019年政府信息公开工作年度报告。"
    )
    assert (found["/title"], found["/year"]) == ("云山市财政局2019年政府信息公开工作年度报告", 2019)
