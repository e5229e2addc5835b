"""Conversations with real small models, replayed: whatever they said, only what stands in the report gets in."""

import json
import re

import pytest

from tests.llm.recording import CASSETTES, REPORT, replay

NAMES = sorted(path.stem for path in CASSETTES.glob("*.json"))
FACTS = {836, 1275, 1640000, 4, 90, 17, 12, 5, 100, 2300}
"""Every number of the report that counts something."""


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_conversations_are_there() -> None:
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_nothing_ungrounded_gets_in(name: str) -> None:
    result = replay(name)
    assert result.error is None
    assert not [flag for flag in result.flags if flag.code.startswith("model")], result.flags
    assert result.report is not None
    report = result.report.model_dump(mode="json")
    for pointer, evidence in result.evidence.items():
        assert REPORT[evidence.start : evidence.end] == evidence.raw, pointer
    for section in ("overview", "other_matters"):
        for fact in report[section]["facts"]:
            assert squeezed(fact["quote"]) in squeezed(REPORT)
            assert squeezed(fact["label"]) in squeezed(REPORT)
            assert fact["value"] in FACTS
    assert set(report["contact"].values()) == {None}
    for words in (*report["problems"]["problems"], *report["problems"]["improvements"], report["title"] or ""):
        assert squeezed(words) in squeezed(REPORT)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_ends_as_a_fact_an_answer_or_an_open_question(name: str) -> None:
    """What a model leaves out is asked again, and said where it still has no answer."""
    result = replay(name)
    assert result.report is not None
    found = {fact.value for fact in result.report.overview.facts}  # type: ignore[attr-defined]
    decided = {
        re.sub(r"\D", "", other["number"])
        for entry in json.loads((CASSETTES / f"{name}.json").read_text())["conversation"]
        for other in _others(entry["answer"]["choices"][0]["message"]["content"])
    }
    open_numbers = [flag.message for flag in result.flags if flag.code == "open_numbers"]
    for value in FACTS - found - {int(number) for number in decided if number}:
        assert open_numbers, value


def _others(content: str) -> list[dict[str, str]]:
    answer = json.loads(content)
    return list(answer.get("others", []))
