"""Labels: loading, freezing, and every kind of wrong label caught."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.draft import start_label
from eval.engines import engine
from eval.labels import FIXTURES, freeze, load_set, read_label
from eval.scoring import score_document
from eval.validate import faults
from extractor.documents.open import open_document
from extractor.errors import UsageError
from extractor.reports.arithmetic import flatten

Spoil = Callable[[dict[str, Any]], None]


def _edit(root: Path, spoil: Spoil) -> None:
    path = next(root.rglob("label.json"))
    label = json.loads(path.read_bytes())
    spoil(label)
    path.write_text(json.dumps(label, ensure_ascii=False), encoding="utf-8")


def _set(label: dict[str, Any], pointer: str, value: object) -> None:
    *above, name = pointer.split("/")[1:]
    target: Any = label
    for part in above:
        target = target[int(part)] if isinstance(target, list) else target[part]
    target[int(name) if isinstance(target, list) else name] = value


def test_the_projects_own_labels_are_right_and_frozen() -> None:
    labels = load_set(FIXTURES)
    assert labels.frozen
    assert {fixture.name: found for fixture in labels.fixtures if (found := faults(fixture))} == {}


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda label: _set(label, "/report/requests/received/natural_person", 18), "arithmetic: "),
        (lambda label: _set(label, "/report/requests/received/total", 21000), "number: /requests/received/total"),
        (lambda label: label["checks_failed"].pop(), "arithmetic: "),
        (lambda label: label["checks_failed"].append("challenges.reconsideration"), "arithmetic: "),
        (lambda label: _set(label, "/report/overview/facts/1/quote", "印发文件1件"), "quote: /overview/facts/1 is not"),
        (lambda label: _set(label, "/report/overview/facts/1/value", 2), "quote: /overview/facts/1 does not hold 2"),
        (lambda label: _set(label, "/report/problems/problems/0", "政策解读的方式单一"), "quote: /problems/problems/0"),
        (lambda label: label["qualifiers"].update({"/requests/nothing": "blank"}), "pointer: /requests/nothing"),
        (lambda label: label["qualifiers"].update({"/requests/received/total": "blank"}), "pointer: /requests/rec"),
        (lambda label: label["qualifiers"].pop("/overview/facts/0/value"), "pointer: /overview/facts/0"),
        (lambda label: _set(label, "/report/edition", "2021"), "edition: "),
        (lambda label: label["report"]["proactive"]["regulations"].pop("made"), "edition: /proactive/regulations"),
        (lambda label: _set(label, "/report/requests/received/total", "many"), "schema: requests/received/total"),
        (lambda label: _set(label, "/report/overview/visitors", 3), "schema: overview/visitors"),
        (lambda label: label.update({"report": {}, "qualifiers": {}}), "schema: the label has no cell"),
        (lambda label: _set(label, "/report/overview/facts/1/indicator", "visitors"), "indicator: /overview/facts/1"),
        (lambda label: _set(label, "/report/overview/facts/1/unit", "吨"), "quote: /overview/facts/1 does not hold"),
        (lambda label: _set(label, "/report/overview/facts/1/label", "访客"), "quote: /overview/facts/1/label"),
        (lambda label: _set(label, "/report/overview/facts/1/scope", "访客"), "quote: /overview/facts/1/scope"),
        (lambda label: _set(label, "/report/series/0/title", "访客"), "quote: /series/0"),
        (lambda label: _set(label, "/report/series/0/points/0/value", 98765), "number: /series/0"),
        (lambda label: _set(label, "/report/published_on", "1999-01-01"), "date: /published_on"),
        (lambda label: _set(label, "/report/contact/phone", "12345"), "quote: /contact/phone"),
        (lambda label: _set(label, "/report/requests/received/research", None), "pointer: /requests/received/research"),
        (
            lambda label: label["report"]["requests"]["outcomes"]["refused"].pop("state_secret"),
            "pointer: /requests/outcomes/refused/state_secret is not labelled",
        ),
    ],
)
def test_a_wrong_label_is_caught(one_fixture: Path, spoil: Spoil, fault: str) -> None:
    _edit(one_fixture, spoil)
    found = faults(load_set(one_fixture).fixtures[0])
    assert any(line.startswith(fault) for line in found), found


def test_no_label_is_drafted_of_another_type_of_report(tmp_path: Path) -> None:
    excerpt = next((Path(__file__).parents[1] / "reports" / "work_report" / "excerpts").glob("*.txt"))
    with pytest.raises(UsageError, match="work-report/1"):
        start_label(excerpt, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_label_that_is_no_label_is_told_by_name(one_fixture: Path) -> None:
    _edit(one_fixture, lambda label: label.update({"reprot": {}}))
    with pytest.raises(UsageError, match=r"label.json.*reprot"):
        load_set(one_fixture)


def test_the_hash_names_labels_and_sources_and_a_change_needs_a_reason(one_fixture: Path) -> None:
    name = load_set(one_fixture).fixtures[0].name
    assert freeze(one_fixture, "first", "2026-01-02") == [name]
    before = load_set(one_fixture)
    assert before.frozen
    _edit(one_fixture, lambda label: label["checks_failed"].pop())
    after = load_set(one_fixture)
    assert after.hash != before.hash
    assert not after.frozen
    freeze(one_fixture, "The second balance holds.", "2026-01-03")
    changelog = (one_fixture / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## 2026-01-03 · {after.hash[:12]}\nThe second balance holds.\n\n- {name}" in changelog
    with pytest.raises(UsageError, match="not changed"):
        freeze(one_fixture, "again", "2026-01-04")


def test_a_frozen_set_without_one_source_keeps_its_hash(one_fixture: Path) -> None:
    freeze(one_fixture, "first", "2026-01-02")
    before = load_set(one_fixture)
    source = before.fixtures[0].source
    assert source is not None
    renamed = one_fixture / "elsewhere"
    renamed.mkdir()
    _edit(one_fixture, lambda label: label.update(name="absent.txt"))
    freeze(one_fixture, "renamed", "2026-01-03")
    assert load_set(one_fixture).present == []


def test_a_started_label_calls_its_extraction_right(one_fixture: Path, tmp_path: Path) -> None:
    source = load_set(one_fixture).fixtures[0].source
    assert source is not None
    path = start_label(source, tmp_path / "new")
    fixture = load_set(tmp_path / "new").fixtures[0]
    assert faults(fixture) == []
    score = score_document(fixture, engine("offline")(source), open_document(source).text)
    assert [judged for judged in score.verdicts if judged.error] == []
    assert set(flatten(read_label(path).report)) == set(load_set(one_fixture).fixtures[0].truth)
    with pytest.raises(UsageError, match="exists already"):
        start_label(source, tmp_path / "new")
