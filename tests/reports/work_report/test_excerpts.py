"""The labelled excerpts, read by rules: how right it is, printed (``-s``), and the least that it has to be."""

from pathlib import Path

import pytest

from extractor import extract
from extractor.result import value_at
from tests.reports.work_report.scoring import EXCERPTS, score


@pytest.mark.parametrize("excerpt", EXCERPTS, ids=lambda path: path.stem)
def test_facts_are_as_labelled(excerpt: Path) -> None:
    scored = score(excerpt)
    print(f"{excerpt.stem}: F1 {scored.f1:.3f}, fields {scored.share_of_fields:.3f}", *scored.faults, sep="\n  ")
    assert scored.f1 == 1.0
    assert scored.share_of_fields >= 0.97
    assert not [fault for fault in scored.faults if fault.startswith(("title", "agency", "session", "year", "target"))]


@pytest.mark.parametrize("excerpt", EXCERPTS, ids=lambda path: path.stem)
def test_everything_that_was_read_stands_in_the_text_and_waits_for_review(excerpt: Path) -> None:
    result = extract(excerpt, engine="offline")
    assert result.report is not None
    text = excerpt.read_text(encoding="utf-8")
    for pointer, evidence in result.evidence.items():
        assert text[evidence.start : evidence.end] == evidence.raw, pointer
        assert value_at(result.report, pointer) is not None, pointer
    squeezed = "".join(text.split())
    for section in ("results", "targets"):
        for number, fact in enumerate(value_at(result.report, f"/{section}/facts")):
            assert "".join(fact.quote.split()) in squeezed
            assert f"/{section}/facts/{number}/value" in result.evidence
    assert result.status == "needs_review"
    assert result.failed_checks() == []


def test_at_least_two_excerpts_are_there() -> None:
    assert len(EXCERPTS) >= 3
