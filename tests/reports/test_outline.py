"""The six sections in the wordings, numberings and disorders of real pages."""

import pytest

from extractor.documents.model import Document, Source
from extractor.documents.text import read_text
from extractor.reports.base import Section
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


def test_a_heading_broken_over_two_lines() -> None:
    assert found("三、收到和处理政府信息\n公开申请情况\n正文") == ["requests"]
