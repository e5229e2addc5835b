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


def test_two_types_that_take_one_document_are_named() -> None:
    greedy = replace(WORK_REPORT, name="greedy", recognises=lambda document, outline, tables: True)
    with pytest.raises(TypeUnclearError, match=r"disclosure、greedy.*--type"):
        recognise(open_document(DISCLOSED[0]), (DISCLOSURE, greedy))
