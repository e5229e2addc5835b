"""The report types there are, and results told apart by their schema."""

import json
from pathlib import Path

import pytest

from extractor import extract
from extractor.errors import UsageError
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.registry import report_type_named, report_type_of, report_types
from extractor.reports.results import load_result
from extractor.reports.work_report import WORK_REPORT

ROOT = Path(__file__).parents[2]
EXCERPT = Path(__file__).parent / "work_report" / "excerpts" / "linqi.txt"


def test_types_are_found_and_unlike() -> None:
    assert DISCLOSURE in report_types()
    assert WORK_REPORT in report_types()
    for told in ("name", "schema"):
        names = [getattr(report_type, told) for report_type in report_types()]
        assert sorted(set(names)) == sorted(names)


def test_every_prompt_and_every_list_of_facts_has_its_place() -> None:
    for report_type in report_types():
        assert (ROOT / "prompts" / report_type.name / "facts.md").is_file()
        assert report_type.facts.keys() <= report_type.sections.keys()


def test_a_type_by_name_and_by_schema() -> None:
    assert report_type_named("work-report") is WORK_REPORT
    assert report_type_of("work-report/1") is WORK_REPORT
    assert report_type_of("unknown/1") is None
    with pytest.raises(UsageError, match="work-report"):
        report_type_named("unknown")


def test_a_result_is_loaded_as_what_it_is() -> None:
    text = extract(EXCERPT, engine="offline").to_json()
    loaded = load_result(text)
    assert loaded is not None
    assert isinstance(loaded.report, WORK_REPORT.model)
    assert loaded.to_json() == text
    assert load_result(text, WORK_REPORT) == loaded
    assert load_result(text, DISCLOSURE) is None


def test_what_is_no_result_of_a_known_type_is_none() -> None:
    text = extract(EXCERPT, engine="offline").to_json()
    assert load_result(text.replace("work-report/1", "work-report/9")) is None
    assert load_result("[1]") is None
    assert load_result("{") is None


def test_a_document_without_a_type_has_a_result_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("您好。")
    text = extract(tmp_path / "letter.txt", engine="offline").to_json()
    assert json.loads(text)["schema"] == "no-report/1"
    for report_type in (None, DISCLOSURE, WORK_REPORT):
        loaded = load_result(text, report_type)
        assert loaded is not None
        assert loaded.error is not None
        assert loaded.error.code == "not_a_report"
