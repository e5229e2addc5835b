"""The whole way on the labelled samples: every statutory cell, blank, meta value and failed check as labelled."""

import json
from pathlib import Path

import pytest

from extractor import extract
from extractor.result import Result, value_at

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = sorted((ROOT / "eval" / "fixtures").glob("*/label.json"))
STATUTORY = ("proactive", "requests", "challenges")
META = ("title", "agency", "year", "edition", "period", "published_on", "contact")


def source_of(label: Path) -> Path:
    name = json.loads(label.read_text(encoding="utf-8"))["name"]
    inside = label.with_name(name)
    path = inside if inside.exists() else ROOT.parent / "shared" / "samples" / name
    if not path.exists():
        pytest.skip(f"{name} is not in the project; its folder ../shared/samples is absent")
    return path


def leaves(pointer: str, value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return {below: leaf for key, item in value.items() for below, leaf in leaves(f"{pointer}/{key}", item).items()}
    return {pointer: value}


@pytest.fixture(scope="module", params=FIXTURES, ids=lambda path: path.parent.name)
def labelled(request: pytest.FixtureRequest) -> tuple[dict[str, object], Result]:
    label = json.loads(request.param.read_text(encoding="utf-8"))
    return label, extract(source_of(request.param), engine="offline")


def test_every_statutory_cell_is_right_and_none_is_invented(labelled: tuple[dict, Result]) -> None:  # type: ignore[type-arg]
    label, result = labelled
    assert result.report is not None
    wanted = {p: v for key in STATUTORY for p, v in leaves(f"/{key}", label["report"][key]).items()}
    read = {p: v for key in STATUTORY for p, v in leaves(f"/{key}", result.report.model_dump()[key]).items()}
    assert {p: read[p] for p in wanted} == wanted
    assert {p: v for p, v in read.items() if v is not None and p not in wanted} == {}
    blanks = {p: q for p, q in label["qualifiers"].items() if p.startswith(tuple(f"/{key}" for key in STATUTORY))}
    assert {p: result.evidence[p].qualifier for p in blanks} == blanks


def test_meta_and_failed_checks_are_as_labelled(labelled: tuple[dict, Result]) -> None:  # type: ignore[type-arg]
    label, result = labelled
    assert result.report is not None
    read = result.report.model_dump(mode="json")
    assert {key: read[key] for key in META} == {key: label["report"][key] for key in META}
    assert {check.id for check in result.failed_checks()} == set(label["checks_failed"])


def test_every_value_that_was_read_stands_in_the_text(labelled: tuple[dict, Result]) -> None:  # type: ignore[type-arg]
    _, result = labelled
    assert result.report is not None
    for pointer, evidence in result.evidence.items():
        assert evidence.start <= evidence.end <= result.source.characters
        if value_at(result.report, pointer) is not None:
            assert evidence.raw, pointer
