"""The two parts of a work report by their headings, as reports word them."""

from pathlib import Path

import pytest

from extractor import extract
from extractor.documents.open import open_document
from extractor.reading import Reading
from extractor.reports.work_report.outline import outline, recognises

TITLE = "清泉县人民政府工作报告\n2025年1月8日在清泉县第三届人民代表大会第四次会议上\n"
HEADINGS = [
    ("一、2024年工作回顾", "二、2025年工作总体要求和主要目标"),
    ("一、过去一年工作", "二、2025年重点工作"),
    ("一、2024年主要工作", "二、2025年主要工作"),
    ("2024年政府工作回顾", "2025年政府工作"),
    ("第一部分 关于2024年工作", "第二部分 关于2025年工作"),
    ("一、2024年和过去五年工作回顾", "二、今后五年的奋斗目标"),
    ("一、2024年工作总结：", "二、2025年工作计划："),
    ("①2024年工作总结", "②、2025年工作计划"),
    ("⒈2024年工作总结", "㈡2025年工作计划"),
    ("## 一、2024年经济社会发展情况", "## 二、2025年经济社会发展总体要求和政策取向"),
]


def write(folder: Path, text: str) -> Path:
    path = folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("headings", HEADINGS, ids=lambda headings: headings[0])
@pytest.mark.parametrize("contents", [False, True], ids=["plain", "with contents"])
def test_results_and_targets(headings: tuple[str, str], contents: bool, tmp_path: Path) -> None:
    listed = f"目录\n{headings[0]}\n{headings[1]}\n" if contents else ""
    body = f"{headings[0]}\n新建学校3所。\n{headings[1]}\n新建医院2所。\n三、加强自身建设\n精简会议5%。\n"
    result = extract(write(tmp_path, TITLE + listed + body), engine="offline")
    assert result.report is not None
    report = result.report.model_dump()
    assert report["results"]["text"] == "新建学校3所。"
    assert report["targets"]["text"].startswith("新建医院2所。")
    assert (report["year"], report["target_year"]) == (2024, 2025)


def test_the_day_is_the_sessions_not_the_pages(tmp_path: Path) -> None:
    page = TITLE.replace("2025年1月8日", "发布日期：2025年2月3日\n2025年1月8日") + "一、2024年工作回顾\n新建学校3所。\n"
    result = extract(write(tmp_path, page), engine="offline")
    assert result.report is not None
    assert str(result.report.model_dump()["delivered_on"]) == "2025-01-08"


@pytest.mark.parametrize(
    "text",
    [
        "清泉县人民政府工作报告\n一、学习体会\n很好。",
        "图解清泉县政府工作报告\n一、2024年工作回顾\n很好。",
        "关于学习政府工作报告的通知，请各单位\n一、2024年工作回顾\n很好。",
        "一、2024年工作回顾\n很好。\n二、2025年工作安排\n努力。",
    ],
)
def test_title_and_a_part_have_to_be_there(text: str, tmp_path: Path) -> None:
    document = open_document(write(tmp_path, text))
    assert not recognises(document, outline(document), Reading())
