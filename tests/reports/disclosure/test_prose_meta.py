"""Title, agency, year, period, publication date and contact, wherever a page puts them."""

from typing import Any

import pytest

from extractor.documents.characters import squeeze
from extractor.documents.model import Source
from extractor.documents.text import read_text
from extractor.reading import Candidate
from extractor.reports.disclosure.outline import outline
from extractor.reports.disclosure.prose import read_prose
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


def _read(head: str, opening: str = "", tail: str = "") -> dict[str, Candidate]:
    text = head + SECTIONS.format(opening=opening) + tail
    document = read_text(text, Source("report.txt", "0", "text/plain", None))
    values = read_meta(document, outline(document))
    for candidate in values.values():
        assert document.text[candidate.start : candidate.end] == candidate.raw
    return values


def _meta(head: str, opening: str = "", tail: str = "") -> dict[str, Any]:
    return {pointer: candidate.value for pointer, candidate in _read(head, opening, tail).items()}


def _told(found: dict[str, Candidate], pointer: str) -> tuple[object, bool] | None:
    """A value and whether it is certain."""
    candidate = found.get(pointer)
    return None if candidate is None else (candidate.value, candidate.certain)


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
        ("云山市外事办（港澳办）\n2023年政府信息公开年报", "云山市外事办（港澳办）2023年政府信息公开年报", "云山市外事办（港澳办）", 2023),
        ("2023年石桥镇政府信息公开工作年度报告", "2023年石桥镇政府信息公开工作年度报告", "石桥镇", 2023),
        ("根据《条例》，现公布云山市审计局（以下简称市审计局）2022年政府信息公开工作年度报告。", None, "云山市审计局", 2022),
        ("本报告由云山市民政局根据《条例》编制。统计期限自2021年1月1日至2021年12月31日。", None, "云山市民政局", 2021),
        ("关于云山市教育局2023年政府信息公开年报", "关于云山市教育局2023年政府信息公开年报", "云山市教育局", 2023),
        ("关于云山市教育局\n2023年政府信息公开工作的报告", "关于云山市教育局2023年政府信息公开工作的报告", "云山市教育局", 2023),
        ("关于发布云山市教育局2023年政府信息公开年报的公告", "云山市教育局2023年政府信息公开年报", "云山市教育局", 2023),
        ("-关于印发云山市教育局2023年政府信息公开年报-", "云山市教育局2023年政府信息公开年报", "云山市教育局", 2023),
        ("云山海关2023年政府信息公开年报", "云山海关2023年政府信息公开年报", "云山海关", 2023),
        ("云山市第一幼儿园2023年信息公开年报", "云山市第一幼儿园2023年信息公开年报", "云山市第一幼儿园", 2023),
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
    [("云山市人民政府", True), ("云山市入民政府", False), ("云山市人民政府办公室", True), ("云岭县大众联社", False), ("", True)],
    ids=["the same", "misspelt", "a part of it", "another", "none"],
)
def test_an_agency_that_is_spelt_in_two_ways_is_uncertain(signature: str, certain: bool) -> None:
    found = _read("云山市人民政府2021年政府信息公开工作年度报告", tail=f"{signature}\n2022年1月20日")
    assert _told(found, "/agency") == ("云山市人民政府", certain)


def test_a_banner_above_the_title_that_introduction_and_signature_contradict_is_in_doubt() -> None:
    head = "云山市人民政府\n2021年政府信息公开工作年度报告\n现公布{}2021年政府信息公开工作年度报告。"
    found = _read(head.format("云山市水利局"), tail="云山市水利局\n2022年1月20日")
    assert not found["/agency"].certain
    assert not found["/title"].certain
    for name in ("云山市人民政府", "云山市政府办公室"):
        same = _read(head.format(name), tail="云山市人民政府办公室\n2022年1月20日")
        assert _told(same, "/agency") == ("云山市人民政府", True)
        assert same["/title"].certain


@pytest.mark.parametrize(
    ("agency", "signature"),
    [
        ("云山市人社局", "云山市人力资源和社会保障局"),
        ("市人力资源社会保障局", "云山市人力资源和社会保障局"),
        ("云山市人民政府办公室", "云山市人民政府"),
        ("云山县石桥镇", "石桥镇人民政府"),
        ("国家税务总局云山市税务局", "云山市税务局办公室"),
        ("云山市外事办公室（港澳办公室）", "云山市外事办公室（港澳办公室）"),
        ("云山市教育局（本级）", "云山市教育局"),
        ("云山市教育局", "云山市语言文字办公室\n2022年1月20日\n云山市教育局"),
    ],
)
def test_another_form_of_the_agencys_name_or_a_second_signature_does_not_contradict_it(agency: str, signature: str) -> None:
    found = _read(f"{agency}2021年政府信息公开年报", tail=f"{signature}\n2022年1月20日")
    assert _told(found, "/agency") == (agency, True)
    assert _told(found, "/published_on") == ("2022-01-20", True)


@pytest.mark.parametrize(
    "agency",
    ["本岭市教育局", "云山市成本调查监审局", "云山市资本市场服务局", "云山市委社会工作部", "云山市农村工作办公室", "云山市老干部工作局"],
)
def test_words_of_phrases_may_be_part_of_a_name(agency: str) -> None:
    title = f"{agency}2023年政府信息公开工作年度报告"
    values = _meta(title, tail=f"{agency}\n2024年1月20日")
    assert (values["/title"], values["/agency"], values["/published_on"]) == (title, agency, "2024-01-20")


@pytest.mark.parametrize("phrase", ["本局", "本市教育局", "我局", "认真做好工作部署办公室", "本报告工作处理办公室", "重点工作办理处"])
def test_phrases_are_no_names(phrase: str) -> None:
    assert "/agency" not in _meta(f"{phrase}2023年政府信息公开工作年度报告")


@pytest.mark.parametrize(
    ("agency", "signature", "certain"),
    [
        ("政务动态\n云山市教育局", "云山市教育局", False),
        ("云岭省\n云山市教育局", "云山市教育局", True),
        ("中共云山市委宣传部", "云山市委宣传部", True),
        ("云山县教育局", "县教育局", True),
    ],
)
def test_words_before_the_name_in_the_signature_are_in_doubt_unless_a_places_or_an_agencys(
    agency: str, signature: str, certain: bool
) -> None:
    found = _read(f"{agency}\n2023年政府信息公开年报", tail=f"{signature}\n2024年1月20日")
    assert (found["/agency"].certain, found["/title"].certain) == (certain, certain)


def test_other_agencies_that_the_report_speaks_of_cast_no_doubt() -> None:
    found = _read(
        "发布机构：云山市人民政府办公室\n云山市水利局2021年政府信息公开工作年度报告\n"
        "市政府办公室根据《条例》部署年报编制。权责清单由市委编办编制。",
        opening="公开云山市人民政府2021年政务公开工作要点。公开云山市人民政府2021年民生实事。",
        tail="附件：指南.docx\n云山市财政局\n云山市水利局\n2022年1月20日",
    )
    assert _told(found, "/agency") == ("云山市水利局", True)


@pytest.mark.parametrize(
    ("head", "agency"),
    [
        ("按照部署，县人民政府办公室按照《条例》组织年报编制。", ("县人民政府办公室", False)),
        ("发布机构：云山县水利局\n年报\n云山县水利局根据《条例》编制。", ("云山县水利局", True)),
        ("发布机构：云山县水利局\n按照部署，县政府办公室按照《条例》组织年报编制。", ("县政府办公室", False)),
    ],
    ids=["alone", "the issuer, too", "another issuer"],
)
def test_who_acts_in_a_clause_is_the_agency_only_where_named_elsewhere(head: str, agency: tuple[str, bool]) -> None:
    assert _told(_read(head), "/agency") == agency


def test_signature_completes_the_place_in_the_title() -> None:
    values = _meta("云山县石桥镇2023年政府信息公开工作年度报告", tail="云山县石桥镇人民政府\n二〇二四年一月二十三日")
    assert (values["/agency"], values["/published_on"]) == ("云山县石桥镇人民政府", "2024-01-23")


@pytest.mark.parametrize(
    ("place", "introduction", "signature", "agency"),
    [
        ("石桥镇", "石桥镇人民政府", "石桥镇党政办公室", ("石桥镇人民政府", False)),
        ("石桥街道", "石桥街道办事处", "石桥街道综合办公室", ("石桥街道办事处", False)),
        ("云山经济开发区", "云山经济开发区管理委员会", "云山经济开发区党政办公室", ("云山经济开发区管理委员会", False)),
        ("云山县", "云山县人民政府", "云山县人民政府办公室", ("云山县人民政府", True)),
        ("云山县", "云山县石桥镇人民政府", "云山县人民政府办公室", ("云山县人民政府办公室", True)),
        ("石桥镇", "石桥镇党政办公室", "石桥镇党政办公室", ("石桥镇党政办公室", True)),
    ],
)
def test_a_places_report_is_its_authoritys_rather_than_an_office_within(
    place: str, introduction: str, signature: str, agency: tuple[str, bool]
) -> None:
    head = f"{place}2023年政府信息公开年报\n{introduction}根据《条例》编制本报告。"
    found = _read(head, tail=f"{signature}\n2024年1月20日")
    assert _told(found, "/agency") == agency
    assert _told(found, "/published_on") == ("2024-01-20", True)


@pytest.mark.parametrize(
    ("sentence", "start", "end"),
    [
        ("统计期限自2021年1月1日起至2021年12月31日止。", "2021-01-01", "2021-12-31"),
        ("数据统计期限为2021年1月1日至12月31日。", "2021-01-01", "2021-12-31"),
        ("统计期限从 2021 年 1 月 1 日起，至 12 月 31 日止。", "2021-01-01", "2021-12-31"),
        ("统计时间：2021年1月1日—2021年12月31日。", "2021-01-01", "2021-12-31"),
        ("统计期限自1月1日至12月31日。", "2021-01-01", "2021-12-31"),
        ("统计期限为2021-01-01至2021-12-31。", "2021-01-01", "2021-12-31"),
        ("统计期限：2021.01.01-2021.12.31。", "2021-01-01", "2021-12-31"),
        ("统计期限：2021/1/1—12/31。", "2021-01-01", "2021-12-31"),
        ("统计期限：2021 年 1 月 1 日零时至 12 月 31 日 24 时。", "2021-01-01", "2021-12-31"),
        ("统计期限：2021-01-01 00:00至2021-12-31 24:00。", "2021-01-01", "2021-12-31"),
        ("统计期限为二〇二一年一月一日至十二月三十一日。", "2021-01-01", "2021-12-31"),
        ("统计数据为1.1-12.31。", None, None),
        ("统计期限：2021年1月1日至12.31。", None, None),
        ("自2021年13月1日至2021年12月31日。", None, None),
        ("统计期限为一年。", None, None),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_period(sentence: str, start: str | None, end: str | None, inside: bool) -> None:
    title = "云山市财政局2021年政府信息公开工作年度报告\n"
    values = _meta(title, opening=sentence) if inside else _meta(title + sentence)
    assert (values.get("/period/start"), values.get("/period/end")) == (start, end)


YEAR_2021 = (("2021-01-01", True), ("2021-12-31", True))


@pytest.mark.parametrize(
    ("sentences", "period"),
    [
        ("2021年5月10日至6月30日，我局开展了自查。统计期限自2021年1月1日起至2021年12月31日止。", YEAR_2021),
        ("2021年1月1日至2021年12月31日，我局公开信息12条。", YEAR_2021),
        ("对2020年1月1日至2020年12月31日的文件进行清理。", (None, None)),
        ("2021年5月10日至6月30日，我局开展了数据质量专项行动。", (None, None)),
        ("据统计，2021年5月10日至6月30日共有12条。", (None, None)),
        ("我局于2021年7月成立，统计期限自2021年7月1日起至2021年12月31日止。", (("2021-07-01", False), ("2021-12-31", False))),
    ],
)
def test_only_the_days_of_the_figures_are_the_period(sentences: str, period: tuple[object, object]) -> None:
    found = _read(f"云山市财政局2021年政府信息公开工作年度报告\n{sentences}")
    assert (_told(found, "/period/start"), _told(found, "/period/end")) == period


@pytest.mark.parametrize(
    ("tail", "published"),
    [
        ("上一篇：云山市财政局2020年政府信息公开工作年度报告\n2021-01-19", None),
        ("相关信息\n云山市财政局2022年部门预算\n2022-02-19\n关于召开听证会的公告\n2022-03-01", None),
        ("2022年1月11日\n扫一扫", ("2022-01-11", True)),
        ("附件：统计表.xlsx\n云山市财政局（盖章）\n（2022年1月11日）", ("2022-01-11", True)),
        ("云山市财政局\n2022年1月11日\n相关信息\n云山市财政局2022年部门预算\n2022-02-19", ("2022-01-11", True)),
        ("云山市水利局\n2022年1月11日", ("2022-01-11", False)),
        ("云山市水利局\n2022年1月11日\n发布日期：2022-01-12", ("2022-01-12", True)),
        ("云山市政务公开办公室\n2022年1月11日", ("2022-01-11", True)),
        ("相关信息\n公开年度工作要点办公室\n2022年1月11日", None),
        ("云山市财政局\n2021年12月30日", ("2021-12-30", False)),
        ("云山市财政局\n2021年12月30日\n发布日期：2022-01-04", ("2022-01-04", True)),
    ],
)
def test_no_date_beside_the_report_is_that_of_its_publication(tail: str, published: tuple[str, bool] | None) -> None:
    found = _read("云山市财政局2021年政府信息公开工作年度报告", tail=tail)
    assert _told(found, "/published_on") == published


@pytest.mark.parametrize("signature", ["云山市财政局\n2022年1月11日", "云山市财政局 2022年1月11日"])
def test_days_of_a_chronicle_do_not_close_the_text(signature: str) -> None:
    chronicle = "大事记\n2021年3月5日\n召开推进会\n2021年6月8日\n印发工作要点。"
    text = f"云山市财政局2021年政府信息公开工作年度报告{SECTIONS.format(opening='')}{chronicle}\n{signature}\n相关链接\n2023年1月1日"
    document = read_text(text, Source("report.txt", "0", "text/plain", None))
    reading = read_prose(document, outline(document)).values
    assert squeeze(str(reading["/other_matters/text"].value)) == squeeze(f"无。{chronicle}")
    assert _told(reading, "/published_on") == ("2022-01-11", True)


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


@pytest.mark.parametrize(
    ("sentences", "key", "stated"),
    [
        ("下载地址：www.example.gov.cn/zwgk，地址：云山市人民路90号。", "address", ("云山市人民路90号", True)),
        ("地址：云山市人民路90号（市政府西院3号楼），电话：0517-87290606。", "address", ("云山市人民路90号（市政府西院3号楼）", True)),
        ("地址：云山市人民路90号（电话：0517-87290606）。", "address", ("云山市人民路90号", True)),
        ("受理机构地址：云山市人民路90号。监督机构地址：云山市府前路1号。", "address", ("云山市人民路90号", False)),
        ("地址：12345678。", "address", None),
        ("监督电话：0517-12345678；联系电话：0517-87290606。", "phone", ("0517-87290606", True)),
        ("举报电话：0517-12345678。", "phone", None),
        ("值班电话：0517-12345678。请与局办公室联系（电话：0517-87290606）。", "phone", ("0517-87290606", True)),
        ("值班电话：0517-12345678。咨询电话：0517-87290606。", "phone", ("0517-12345678", False)),
        ("见中国政府网（www.gov.cn）和市政府网（www.example.gov.cn）。", "website", ("www.example.gov.cn", True)),
        ("见网站（http://www.example.gov.cn/）公开栏（www.example.gov.cn/zwgk）。", "website", ("http://www.example.gov.cn/", True)),
        ("见网站（http://www.example.gov.cn）和信用网（www.credit.gov.cn）。", "website", ("http://www.example.gov.cn", False)),
    ],
)
def test_the_contact_is_whom_the_report_says_to_ask(sentences: str, key: str, stated: tuple[str, bool] | None) -> None:
    found = _read(f"云山市财政局2021年政府信息公开工作年度报告\n{sentences}", tail="主办单位\n电话：0517-11112222")
    if stated is None and key == "phone":
        stated = ("0517-11112222", True)
    assert _told(found, f"/contact/{key}") == stated


def test_nothing_is_invented() -> None:
    assert _meta("云山市财政局2021年政府信息公开工作年度报告").keys() == {"/title", "/agency", "/year"}


def test_of_a_sites_list_of_reports_the_one_that_the_introduction_names_is_read() -> None:
    found = _meta(
        "2018年政府信息公开工作年度报告\n云山市财政局2020年政府信息公开工作年度报告\n"
        "云山市财政局2019年政府信息公开工作年度报告\n现公布云山市财政局2019年政府信息公开工作年度报告。"
    )
    assert (found["/title"], found["/year"]) == ("云山市财政局2019年政府信息公开工作年度报告", 2019)
