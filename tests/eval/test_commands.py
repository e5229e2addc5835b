"""The commands as a user gives them: run, compare, report, stress, calibrate."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.calibrate import fit
from eval.compare import compare
from eval.labels import LabelSet, load_set
from eval.report import render
from eval.runs import SavedRun, load_run, run
from eval.stress import STRESSES, make_stress_sets
from eval.stress.base import originals
from extractor.calibration import calibrated, calibrated_by
from extractor.cli import main
from extractor.errors import UsageError


def _spoilt(labels: LabelSet, sample_run: SavedRun, out: Path) -> SavedRun:
    """The sample run with one value of every document read wrong."""
    saved = load_run(sample_run.folder)
    for score in saved.scores:
        judged = next(v for v in score.verdicts if v.pointer == "/requests/received/total")
        judged.outcome, judged.read = "wrong", 99
        right, of = score.fractions["accuracy"]
        score.fractions["accuracy"] = (right - 1, of)
    return SavedRun(out, saved.info, saved.scores, saved.metrics)


def test_run_exits_with_1_where_a_requirement_does_not_hold(
    one_fixture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["eval", "run", "--labels", str(one_fixture), "--out", str(tmp_path / "run")]
    assert main([*command, "--require", "accuracy.cells>=0.5"]) == 0
    assert main([*command, "--require", "checks.recall>=1.01"]) == 1
    assert "not met: checks.recall>=1.01: 1" in capsys.readouterr().out
    assert main([*command, "--require", "nonsense"]) == 2
    assert main([*command, "--engine", "oracle"]) == 2


def test_validate_exits_with_1_for_a_wrong_label(one_fixture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "validate", "--labels", str(one_fixture)]) == 0
    path = next(one_fixture.rglob("label.json"))
    label = json.loads(path.read_bytes())
    label["report"]["requests"]["carried_out"]["total"] = 0
    path.write_text(json.dumps(label, ensure_ascii=False), encoding="utf-8")
    assert main(["eval", "validate", "--labels", str(one_fixture)]) == 1
    assert "requests.balance.total is in checks_failed, but holds" in capsys.readouterr().out


def test_compare_lists_what_was_lost_and_tells_chance(labels: LabelSet, sample_run: SavedRun, tmp_path: Path) -> None:
    spoilt = _spoilt(labels, sample_run, tmp_path)
    found = compare(sample_run, spoilt)
    assert {(before.pointer, after.read if after else None) for before, after in found.lost} == {
        ("/requests/received/total", 99)
    }
    assert found.gained == []
    accuracy = next(difference for difference in found.differences if difference.name == "accuracy")
    assert accuracy.p == pytest.approx(2 / 2 ** len(labels.fixtures))  # every document differs in one direction
    assert not accuracy.more_than_chance  # five documents cannot show it
    assert len(compare(spoilt, sample_run).gained) == len(labels.fixtures)


def test_one_document_that_differs_is_no_more_than_chance(labels: LabelSet, sample_run: SavedRun, tmp_path: Path) -> None:
    spoilt = _spoilt(labels, sample_run, tmp_path)
    one = replace(spoilt, scores=[*spoilt.scores[:1], *sample_run.scores[1:]])
    accuracy = next(found for found in compare(sample_run, one).differences if found.name == "accuracy")
    assert (accuracy.p, accuracy.more_than_chance) == (1.0, False)


@pytest.mark.parametrize(("name", "content"), [("scores.jsonl", "{"), ("metrics.json", "[]"), ("run.json", "{}")])
def test_a_damaged_run_says_so(name: str, content: str, labels: LabelSet, tmp_path: Path) -> None:
    run("offline", LabelSet(labels.root, labels.fixtures[:1], labels.hash, False), tmp_path / "run")
    (tmp_path / "run" / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="damaged"):
        load_run(tmp_path / "run")
    (tmp_path / "run" / name).unlink()
    with pytest.raises(UsageError, match=r"damaged|no run"):
        load_run(tmp_path / "run")


def test_a_label_of_another_schema_is_refused_before_anything_is_run(one_fixture: Path, tmp_path: Path) -> None:
    path = next(one_fixture.rglob("label.json"))
    label = json.loads(path.read_bytes())
    label["report"]["requests"]["received"]["total"] = "many"
    path.write_text(json.dumps(label), encoding="utf-8")
    with pytest.raises(UsageError, match="requests/received/total"):
        run("offline", load_set(one_fixture), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_runs_on_other_labels_are_not_compared(sample_run: SavedRun, one_fixture: Path, tmp_path: Path) -> None:
    other = run("offline", load_set(one_fixture), tmp_path / "other")
    with pytest.raises(UsageError, match="not of the same labels"):
        compare(sample_run, other)


def test_the_page_is_self_contained_and_shows_errors_in_their_source(
    labels: LabelSet, sample_run: SavedRun, tmp_path: Path
) -> None:
    spoilt = _spoilt(labels, sample_run, sample_run.folder)
    page = render(spoilt)
    assert page.count("<svg") == 3
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert "<mark>21</mark>" in page
    assert "<td>99<br>" in page


@pytest.fixture(scope="module")
def stress(labels: LabelSet, tmp_path_factory: pytest.TempPathFactory) -> LabelSet:
    """Every stress of one fixture."""
    out = tmp_path_factory.mktemp("stress")
    make_stress_sets(LabelSet(labels.root, labels.fixtures[1:2], labels.hash, False), out, 7)
    return load_set(out)


def test_every_stress_makes_cases_and_is_the_same_again(labels: LabelSet, stress: LabelSet, tmp_path: Path) -> None:
    assert {fixture.group for fixture in stress.fixtures} == set(STRESSES)
    make_stress_sets(LabelSet(labels.root, labels.fixtures[1:2], labels.hash, False), tmp_path, 7)
    again = load_set(tmp_path)
    assert {fixture.label.name.rpartition(".")[2] for fixture in again.fixtures} >= {"txt", "html", "docx", "pdf"}
    assert again.hash == stress.hash


def test_a_changed_digit_is_in_source_and_label_and_fails_a_check(labels: LabelSet, stress: LabelSet) -> None:
    original = next(originals(LabelSet(labels.root, labels.fixtures[1:2], labels.hash, False)))
    changed = [fixture for fixture in stress.fixtures if fixture.group == "single_digits"]
    assert len(changed) == 8
    for fixture in changed:
        assert fixture.source is not None
        text = fixture.source.read_text(encoding="utf-8")
        assert sum(a != b for a, b in zip(text, original.document.text, strict=True)) == 1
        assert sum(fixture.truth[pointer] != value for pointer, value in original.fixture.truth.items()) == 1
    broken = [
        fixture for fixture in changed if set(fixture.label.checks_failed) != set(original.fixture.label.checks_failed)
    ]
    assert len(broken) >= 6


def test_calibration_rises_and_interpolates() -> None:
    samples = [("a", "table", 0.5, number % 2 == 0) for number in range(98)]
    samples += [("a", "table", 0.9, True)] * 98
    curves = fit(samples)
    assert curves == {"table": [(0.5, 0.5), (0.9, 0.99)]}
    with calibrated_by(curves):
        assert calibrated(["table"], 0.7) == pytest.approx(0.745)
        assert calibrated(["table"], 0.3) == 0.5
        assert calibrated(["table"], 0.99) == 0.99
        assert calibrated(["table"], 0.0) == 0.0
        assert calibrated(["llm"], 0.8) == 0.8


def test_calibrate_writes_what_the_extractor_reads(stress: LabelSet, labels: LabelSet, tmp_path: Path) -> None:
    out = tmp_path / "calibration.json"
    assert main(["eval", "calibrate", "--labels", str(labels.root), "--out", str(out)]) == 0
    written = json.loads(out.read_bytes())
    assert written["labels"] == labels.hash
    assert written["held_out_ece"]["after"] < written["held_out_ece"]["before"]
    assert set(written["curves"]) == {"table"}  # the prose is left out
