"""The six sections in the wordings, numberings and disorders of real pages."""

import pytest

from extractor.documents.model import Document, Source
from extractor.documents.text import read_text
from extractor.pipeline import read_document
from extractor.reports.base import Section
from extractor.reports.disclosure.model import DisclosureReport
from extractor.reports.disclosure.outline import SECTIONS, outline


def opened(text: str) -> Document:
    return read_text(text, Source("page.txt", "", "text/plain", None))


def found(text: str) -> list[str]:
    return [section.key for section in outline(opened(text)).sections]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("第一部分　总体情况", "overview"),
        ("1.概述", "overview"),
        ("一、2023年度政府信息公开工作总体情况", "overview"),
        ("一、清河县水利局2023年政府信息公开工作总体情况", "overview"),
        ("（一）总体情况", "overview"),
        ("二、主动公开政府信息情况", "proactive"),
        ("二、政府信息主动公开情况", "proactive"),
        ("3．收到和处理政府信息公开申请情况", "requests"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "challenges"),
        ("四、政府信息公开行政复议和行政诉讼情况", "challenges"),
        ("五、政府信息公开工作存在的主要问题及改进情况", "problems"),
        ("五、存在问题和改进措施", "problems"),
        ("## 五、存在的主要问题及改进情况", "problems"),
        ("六、其他需要报告的事项：无。", "other_matters"),
        ("六、需要报告的其他事项", "other_matters"),
        ("第六部分 其他需要報告的事項", "other_matters"),
    ],
)
def test_a_heading_in_any_wording(heading: str, key: str) -> None:
    assert found(heading) == [key]


@pytest.mark.parametrize(
    "line",
    [
        "（一）主动公开情况。2024年，我局主动公开信息12条。",
        "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况组成。",
        "（六）其他处理",
        "（二）依申请公开情况",
    ],
)
def test_prose_and_table_labels_are_no_headings(line: str) -> None:
    assert found(line) == []


def test_sections_out_of_order_keep_the_documents_order() -> None:
    text = "一、总体情况\n甲\n三、收到和处理政府信息公开申请情况\n乙\n二、主动公开政府信息情况\n丙"
    document = opened(text)
    sections = outline(document).sections
    assert [section.key for section in sections] == ["overview", "requests", "proactive"]
    assert [document.text[section.body : section.end].strip() for section in sections] == ["甲", "乙", "丙"]


def test_a_merged_heading_gives_the_first_section_the_body() -> None:
    document = opened("五、存在的主要问题及改进情况和其他需要报告的事项\n一是宣传不够。")
    problems, other = outline(document).sections
    assert (problems.key, other.key) == ("problems", "other_matters")
    assert document.text[problems.body : problems.end].strip() == "一是宣传不够。"
    assert isinstance(other, Section)
    assert other.body == other.end


def test_a_contents_list_does_not_hide_the_sections() -> None:
    contents = "\n".join(SECTIONS.values())
    body = "\n".join(f"{heading}\n{'正文内容。' * 10}" for heading in SECTIONS.values())
    document = opened(f"{contents}\n\n{body}")
    sections = outline(document).sections
    assert [section.key for section in sections] == list(SECTIONS)
    assert all("正文内容" in document.text[section.body : section.end] for section in sections)


@pytest.mark.parametrize("number", ["一、", "（一）", ""])
def test_the_introduction_below_a_contents_list_is_not_the_last_sections(number: str) -> None:
    headings = [n + title for n, title in zip(NUMBERS[number], TITLES, strict=True)]
    introduction = "本报告由清河县水利局编制，统计期限为2023年1月1日至2023年12月31日。如有疑问，请与本局办公室联系。"
    contents = "\n".join(["目录", *headings, introduction])
    bodies = [*(f"{heading}\n正文。" for heading in headings[:-1]), f"{headings[-1]}\n无。"]
    document = opened("\n".join([contents, *bodies]))
    sections = outline(document)
    assert document.text[: sections.preamble[1]].strip() == contents
    assert [document.text[one.body : one.end].strip() for one in sections.sections] == ["正文。"] * 5 + ["无。"]


def test_a_heading_broken_over_two_lines() -> None:
    assert found("三、收到和处理政府信息\n公开申请情况\n正文") == ["requests"]
    document = opened("五、存在的主要问题\n及改进情况\n一是解读不够。")
    (problems,) = outline(document).sections
    assert document.text[problems.body : problems.end].strip() == "一是解读不够。"


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("五、存在问题及下步工作打算", ""),
        ("五、工作中存在的主要困难和问题以及改进的具体举措", ""),
        ("一、总体情况概述", ""),
        ("六、其他需要报告的事项及附件", ""),
        ("六、其他需要报告的事项 无", "无"),
        ("六、其他需要报告的事项 无其他需要报告的事项", "无其他需要报告的事项"),
        ("六、其他需要报告的事项 我局无收费情况", "我局无收费情况"),
        ("六、其他需要报告的事项：收费情况", "收费情况"),
    ],
)
def test_the_rest_of_a_heading_line_is_heading_unless_it_tells_something(heading: str, body: str) -> None:
    document = opened(f"{heading}\n正文。")
    (section,) = outline(document).sections
    assert document.text[section.body : section.end].strip() == f"{body}\n正文。".strip()


TITLES = [heading.partition("、")[2] for heading in SECTIONS.values()]
SUBTITLES = ["组织领导情况", *TITLES[1:3], "存在的问题及改进情况", TITLES[5], "监督保障情况"]
NUMBERS = {
    "一、": ["一、", "二、", "三、", "四、", "五、", "六、"],
    "（一）": ["（一）", "（二）", "（三）", "（四）", "（五）", "（六）"],
    "1.": ["1.", "2.", "3.", "4.", "5.", "6."],
    "": [""] * 6,
}


@pytest.mark.parametrize(("outer", "inner"), [("一、", "（一）"), ("一、", "1."), ("（一）", "1."), ("", "（一）"), ("", "1.")])
def test_subheadings_are_no_headings(outer: str, inner: str) -> None:
    first, *others = (number + title for number, title in zip(NUMBERS[outer], TITLES, strict=True))
    subheadings = [number + title for number, title in zip(NUMBERS[inner], SUBTITLES, strict=True)]
    overview = "\n".join(f"{heading}\n有序推进。" for heading in subheadings)
    document = opened("\n".join([first, overview, *(f"{heading}\n无。" for heading in others)]))
    sections = outline(document).sections
    assert [section.key for section in sections] == list(SECTIONS)
    assert document.text[sections[0].body : sections[0].end].strip() == overview


def test_a_subheading_does_not_stand_in_for_a_section_whose_heading_is_not_known() -> None:
    text = (
        "一、总体情况\n（三）存在的问题及改进情况\n已整改。\n（六）其他需要报告的事项\n无。\n二、主动公开政府信息情况\n"
        "三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、困难与对策\n一是解读不够。"
    )
    assert found(text) == ["overview", "proactive", "requests", "challenges"]


def test_a_heading_of_another_numbering_counts_where_it_stands_in_order() -> None:
    text = "一、总体情况\n甲。\n（二）主动公开政府信息情况\n乙。\n三、收到和处理政府信息公开申请情况\n丙。\n其他需要报告的事项\n无。"
    assert found(text) == ["overview", "proactive", "requests", "other_matters"]
    merged = "（五）存在的主要问题及改进情况、其他需要报告的事项\n一是解读不够。"
    assert found(text.replace("其他需要报告的事项\n无。", merged))[-2:] == ["problems", "other_matters"]


def report(agency: str, number: int, numbers: list[str] = NUMBERS["一、"]) -> str:
    """A whole report: what an agency's own is, is its name and one number."""
    bodies = [
        f"{agency}主动公开信息{number}条，工作有序开展。",
        f"规章 {number} 0 12\n行政规范性文件 3 0 {number}\n行政许可 {number}\n表格由本机关填报。",
        f"本年新收政府信息公开申请数量 {number} 0 0 0 0 0 {number}\n表格由本机关填报。",
        "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n表格由本机关填报。",
        f"{agency}解读形式单一，将丰富解读形式。",
        "无其他需要报告的事项。",
    ]
    sections = [f"{n}{title}\n{body}" for n, title, body in zip(numbers, TITLES, bodies, strict=True)]
    return "\n".join([f"{agency}2023年政府信息公开工作年度报告", *sections, agency, "2024年1月15日"]) + "\n"


@pytest.mark.parametrize("numbers", [NUMBERS["一、"], NUMBERS["（一）"], NUMBERS[""]])
def test_of_two_reports_the_first_ones_sections_are_taken_and_no_others(numbers: list[str]) -> None:
    own, other = report("清河县水利局", 7), report("清河县林业和草原局", 1234, numbers)
    document = opened(own + other)
    sections = outline(document)
    assert sections.another == len(own)
    assert [section.key for section in sections.sections] == list(SECTIONS)
    assert sections.sections == outline(opened(own)).sections


def test_copies_of_one_report_are_no_two_reports() -> None:
    own = report("清河县水利局", 7)
    copy = own.replace(" ", "\n").replace("2024年1月15日", "2024年1月15日\n清河县水利局主办 版权所有")
    assert outline(opened(f"{own}手机版\n{copy}")).another is None


def test_a_report_ends_where_its_copy_begins_unless_the_copy_alone_is_whole() -> None:
    own = report("清河县水利局", 7)
    result = read_document(opened(f"{own}手机版\n{own}"))
    assert isinstance(result.report, DisclosureReport)
    assert (result.report.other_matters.text, str(result.report.published_on)) == ("无其他需要报告的事项。", "2024-01-15")
    assert "another_report" not in {flag.code for flag in result.flags}
    assert outline(opened(f"{own}手机版\n{own}")).copy == len(f"{own}手机版\n")
    short = own.replace("规章 7 0 12\n行政规范性文件 3 0 7\n行政许可 7\n表格由本机关填报。\n", "")
    assert outline(opened(f"{short}全文\n{own}")).copy is None


def test_a_contents_list_is_no_report() -> None:
    contents = "\n".join(f"{heading}……{page}" for page, heading in enumerate(SECTIONS.values(), start=2))
    introduced = "本报告由清河县水利局编制。\n" + report("清河县水利局", 7)
    assert outline(opened(f"目录\n{contents}\n{introduced}")).another is None
    assert outline(opened(f"{introduced}\n{contents}\n版权所有。")).another is None


def test_subheadings_of_the_same_numbering_are_no_report() -> None:
    subheadings = "一、主动公开政府信息情况\n公开9条。\n二、存在的主要问题及改进情况\n已整改。\n"
    own = report("清河县水利局", 7).replace("二、主动", f"{subheadings}二、主动", 1)
    assert outline(opened(own)).another is None


def test_a_section_that_comes_again_with_other_numbers_is_not_the_reports() -> None:
    own = report("清河县水利局", 7)
    annex = "二、主动公开政府信息情况\n规章 5 0 99999\n行政规范性文件 88888 0 77777\n以上为上一年度数据，供对照。"
    document = opened(f"{own}附件\n{annex}")
    sections = outline(document)
    assert sections.another == document.text.index(annex)
    proactive = sections.section("proactive")
    assert proactive is not None
    assert "规章 7 0 12" in document.text[proactive.body : proactive.end]


def test_of_two_reports_the_second_gives_the_first_no_value_and_a_person_is_told() -> None:
    own = report("清河县水利局", 7).replace("2024年1月15日\n", "")
    other = report("清河县林业和草原局", 1234)
    result = read_document(opened(own + other))
    assert isinstance(result.report, DisclosureReport)
    assert (result.report.agency, result.report.published_on) == ("清河县水利局", None)
    assert all(found.end <= len(own) for found in result.evidence.values())
    (flag,) = [flag for flag in result.flags if flag.code == "another_report"]
    assert "清河县林业和草原局2023年政府信息公开工作年度报告" in flag.message
    assert result.status == "needs_review"
    assert "another_report" not in {flag.code for flag in read_document(opened(own)).flags}
