"""A document is given to the type that recognises it; a type that takes too much is found out."""

from dataclasses import replace
from pathlib import Path

import pytest

from extractor import extract
from extractor.documents.open import open_document
from extractor.errors import NotAReportError, TypeUnclearError, UsageError
from extractor.recognition import recognise
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.work_report import WORK_REPORT

ROOT = Path(__file__).parents[1]
DISCLOSED = sorted((ROOT / "examples").glob("*.txt"))
WORK = sorted((ROOT / "tests" / "reports" / "work_report" / "excerpts").glob("*.txt"))


@pytest.mark.parametrize("path", [*DISCLOSED, *WORK], ids=lambda path: path.stem[:9])
def test_each_document_is_of_one_type(path: Path) -> None:
    wanted = DISCLOSURE if path in DISCLOSED else WORK_REPORT
    assert recognise(open_document(path), (WORK_REPORT, DISCLOSURE)).report_type is wanted
    assert extract(path, engine="offline").schema_name == wanted.schema


def test_a_type_that_is_asked_for_is_held_to_it() -> None:
    result = extract(WORK[0], report_type="disclosure", engine="offline")
    assert result.error is not None
    assert (result.error.code, result.schema_name) == ("not_a_report", DISCLOSURE.schema)
    assert extract(WORK[0], report_type="work-report", engine="offline").error is None
    with pytest.raises(UsageError):
        extract(WORK[0], report_type="unknown", engine="offline")


def test_a_disclosure_report_that_speaks_of_a_work_report_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"政府工作报告\n{DISCLOSED[1].read_text(encoding='utf-8')}", encoding="utf-8")
    assert extract(path, engine="offline").schema_name == DISCLOSURE.schema


def test_nothing_that_nobody_recognises_is_read(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("政府工作报告的学习体会\n您好。")
    with pytest.raises(NotAReportError, match=r"letter\.txt"):
        recognise(open_document(tmp_path / "letter.txt"), (DISCLOSURE, WORK_REPORT))


FORM = """{title}
一、总体情况
{overview}
二、主动公开政府信息情况
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t\t\t
行政规范性文件\t\t\t

三、收到和处理政府信息公开申请情况
申请人情况\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计
一、本年新收政府信息公开申请数量\t\t\t\t\t\t\t
二、上年结转政府信息公开申请数量\t\t\t\t\t\t\t
四、结转下年度继续办理\t\t\t\t\t\t\t

五、存在的主要问题及改进情况
{problems}
六、其他需要报告的事项
"""


def test_the_blank_form_is_no_report_but_one_without_figures_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(FORM.format(title="政府信息公开工作年度报告格式", overview="（概述执行本条例的情况。）", problems=""))
    with pytest.raises(NotAReportError):
        recognise(open_document(path), (DISCLOSURE, WORK_REPORT))
    said = {"overview": "（一）本镇全年公开信息。", "problems": "主要问题是人手不足。"}
    path.write_text(FORM.format(title="云山镇政府信息公开工作年度报告", **said))
    assert recognise(open_document(path), (DISCLOSURE, WORK_REPORT)).report_type is DISCLOSURE


def test_two_types_that_take_one_document_are_named() -> None:
    greedy = replace(WORK_REPORT, name="greedy", recognises=lambda document, outline, tables: True)
    with pytest.raises(TypeUnclearError, match=r"disclosure、greedy.*--type"):
        recognise(open_document(DISCLOSED[0]), (DISCLOSURE, greedy))
