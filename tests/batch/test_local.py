"""A run over many documents: results, what is read again, checks between reports, documents that break things."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from extractor import extract, extract_many
from extractor.batch import local, staff
from extractor.batch.inputs import Inputs, find_files, prepare
from extractor.batch.local import run
from extractor.batch.staff import processes
from extractor.batch.tasks import Held, Job, Record
from extractor.errors import OutputError
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.results import load_result
from extractor.result import Check, Result
from extractor.store.engine import Store, open_store
from extractor.store.enqueue import NO_CONTENT
from extractor.store.queue import lease
from extractor.store.records import Task, unpack
from tests.batch import killers
from tests.batch.documents import report, write

EXAMPLES = Path(__file__).parents[2] / "examples"
AGENCY = "云浦县司法局"

Reading = Callable[..., list[Record]]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """Reads paths into one folder, as the command does."""

    def reading(paths: Sequence[Path], *, fresh: bool = False) -> list[Record]:
        out = prepare(tmp_path / "out")
        inputs = Inputs(find_files(paths, out), out)
        with closing(open_store(out)) as store:
            return list(run(inputs, Job(out, "offline", fresh=fresh), processes(1), lambda seen: None, store).records())

    return reading


def _file(tmp_path: Path, name: str) -> Path:
    return tmp_path / "out" / "reports" / f"{name}.json"


def _result(tmp_path: Path, name: str) -> Result:
    result = load_result(_file(tmp_path, name).read_bytes(), DISCLOSURE)
    assert result is not None
    return result


def _check(tmp_path: Path, name: str, check_id: str) -> Check | None:
    return next((check for check in _result(tmp_path, name).checks if check.id == check_id), None)


def _stamps(tmp_path: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out" / "reports").iterdir()}


def test_a_result_is_what_extract_gives(read: Reading, tmp_path: Path) -> None:
    path = EXAMPLES / "001_79dfd87bc59a18f9.txt"
    read([path])
    stored, direct = _result(tmp_path, path.name), extract(path, engine="offline")
    direct.run.seconds = stored.run.seconds
    assert _file(tmp_path, path.name).read_text(encoding="utf-8") == direct.to_json()


def test_unchanged_files_are_not_read_again(read: Reading, tmp_path: Path) -> None:
    first = write(tmp_path / "in", "a.md", report(AGENCY, 2023))
    write(tmp_path / "in", "b.md", report("临溪区司法局", 2023))
    assert [record.reused for record in read([tmp_path / "in"])] == [False, False]
    stamps = _stamps(tmp_path)
    assert [record.reused for record in read([tmp_path / "in"])] == [True, True]
    assert _stamps(tmp_path) == stamps
    first.write_text(report(AGENCY, 2023, received=6), encoding="utf-8")
    assert [record.reused for record in read([tmp_path / "in"])] == [False, True]
    assert [record.reused for record in read([tmp_path / "in"], fresh=True)] == [False, False]


def test_every_input_is_read_whatever_the_portions(
    read: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "_PORTION", 2)
    names = [write(tmp_path / "in", f"{number}.md", report(f"第{number}号县司法局", 2023)).name for number in range(7)]
    assert [record.name for record in read([tmp_path / "in"])] == names


def test_a_run_takes_no_more_than_it_can_soon_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many may wait for a model: what one run holds is no work for another one on the same folder."""
    leased: list[int] = []

    def counted(store: Store, owner: str, configuration_id: int, most: int) -> list[Task]:
        tasks = lease(store, owner, configuration_id, most)
        leased.append(len(tasks))
        return tasks

    monkeypatch.setattr(local, "lease", counted)
    for number in range(9):
        write(tmp_path / "in", f"{number}.md", report(f"第{number}号县司法局", 2023))
    out = prepare(tmp_path / "out")
    inputs = Inputs(find_files([tmp_path / "in"], out), out)
    with closing(open_store(out)) as store:
        run(inputs, Job(out, "offline"), processes(32, computing=1), lambda seen: None, store)
    assert sum(leased) == 9
    assert max(leased) <= 4


def test_results_by_another_version_are_read_again(
    read: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in", "a.md", report(AGENCY, 2023))
    read([tmp_path / "in"])
    monkeypatch.setattr("extractor.batch.configuration.version", lambda name: "9.9.9")
    assert [record.reused for record in read([tmp_path / "in"])] == [False]
    assert [record.reused for record in read([tmp_path / "in"])] == [True]


@pytest.mark.parametrize("damage", [None, b"", b"{\"schema\": \"disclosure-report/1\""])
def test_a_damaged_report_is_written_anew_without_reading(damage: bytes | None, read: Reading, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.md", report(AGENCY, 2023))
    read([tmp_path / "in"])
    whole = _file(tmp_path, "a.md").read_bytes()
    if damage is None:
        _file(tmp_path, "a.md").unlink()
    else:
        _file(tmp_path, "a.md").write_bytes(damage)
    assert [record.reused for record in read([tmp_path / "in"])] == [True]
    assert _file(tmp_path, "a.md").read_bytes() == whole


def test_failures_are_results_too_and_leave_the_others_alone(read: Reading, tmp_path: Path) -> None:
    write(tmp_path / "in", "good.md", report(AGENCY, 2023))
    write(tmp_path / "in", "empty.txt", "")
    write(tmp_path / "in", "letter.txt", "尊敬的用户：\n您好。\n")
    records = {record.name: record for record in read([tmp_path / "in"])}
    assert [records[name].status for name in ("empty.txt", "letter.txt")] == ["failed", "failed"]
    assert records["good.md"].status != "failed"
    error = _result(tmp_path, "letter.txt").error
    assert error is not None
    assert error.code == "not_a_report"
    assert "letter.txt" in error.message
    assert str(tmp_path) not in error.message
    assert [record.reused for record in read([tmp_path / "in"])] == [True, True, True]


def test_a_fault_of_ours_fails_one_document(
    read: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extractor.batch import work

    def broken(path: Path, *, report_type: str | None, engine: str, model: None) -> Result:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(work, "extract", broken)
    path = write(tmp_path / "in", "a.md", report(AGENCY, 2023))
    lock = write(tmp_path, "lock", "")
    held = Held(Task(1, str(path), NO_CONTENT, 1), lock)
    answer = work.read(Job(tmp_path, "offline", debug=True), held)
    assert answer.entry is not None
    assert (answer.entry.status, answer.entry.error_code) == ("failed", "internal")
    assert "secret" not in unpack(answer.entry.payload)
    assert answer.trace is not None
    assert "secret" in answer.trace
    assert work.read(Job(tmp_path, "offline"), held).trace is None


@pytest.mark.parametrize("kill", ["crash", "hang", "memory"])
def test_a_document_that_kills_its_process_fails_alone(
    kill: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staff, "work", killers.work)
    for name in ("0.md", f"1-{kill}.md", "2.md", "3.md"):
        write(tmp_path / "in", name, report(AGENCY, 2020 + int(name[0])))
    out = prepare(tmp_path / "out")
    inputs = Inputs(find_files([tmp_path / "in"], out), out)
    job = Job(out, "offline", time_limit=3.0 if kill == "hang" else 60.0, memory_limit=1 << 29)
    seen: list[str] = []
    with closing(open_store(out)) as store:
        records = list(run(inputs, job, processes(1), lambda done: seen.append(done.name), store).records())
    assert sorted(seen) == [record.name for record in records] == ["0.md", f"1-{kill}.md", "2.md", "3.md"]
    assert [record.error.code for record in records if record.error] == [killers.CODES[kill]]
    error = _result(tmp_path, f"1-{kill}.md").error
    assert error is not None
    assert f"1-{kill}.md" in error.message


def test_extract_many_in_processes(tmp_path: Path) -> None:
    good = write(tmp_path, "good.md", report(AGENCY, 2023))
    missing = tmp_path / "missing.md"
    results = {path.name: result for path, result in extract_many([good, missing], workers=2)}
    assert results["good.md"].status != "failed"
    assert results["missing.md"].error is not None
    assert results["missing.md"].error.code == "unreadable_file"


def test_extract_many_in_this_process_keeps_the_order(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{number}.md", report(AGENCY, 2020 + number)) for number in range(3)]
    found = list(extract_many(map(str, paths)))
    assert [path for path, _ in found] == paths
    assert [result.source.name for _, result in found] == [path.name for path in paths]


def test_a_result_that_cannot_be_written_ends_the_run(read: Reading, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.md", report(AGENCY, 2023))
    _file(tmp_path, "a.md").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"a\.md\.json"):
        read([tmp_path / "in"])


def test_nothing_partial_is_left_behind(read: Reading, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.md", report(AGENCY, 2023))
    read([tmp_path / "in"])
    found = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*"))
    assert found == [
        ".inputs.csv",
        ".locks",
        ".locks/migration",
        "log.jsonl",
        "reports",
        "reports/a.md.json",
        "summary.csv",
        "workspace.db",
    ]


def test_the_same_year_with_other_values(read: Reading, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.md", report(AGENCY, 2023, received=5))
    write(tmp_path / "in", "b.md", report(f"{AGENCY[:3]} {AGENCY[3:]}", 2023, received=6))
    write(tmp_path / "in", "c.md", report("临溪区司法局", 2023, received=6))
    read([tmp_path / "in"])
    check = _check(tmp_path, "a.md", "identity.repeated")
    assert check is not None
    assert (check.status, check.cause, check.expected, check.actual) == ("fail", "source", 6, 5)
    assert "/requests/received/total" in check.pointers
    assert "5 ≠ 6" in check.message
    assert "b.md" in check.message
    assert _check(tmp_path, "c.md", "identity.repeated") is None


def test_the_same_values_again_are_no_contradiction(read: Reading, tmp_path: Path) -> None:
    for name in ("a.md", "sub/a.md", "b.md"):
        write(tmp_path / "in", name, report(AGENCY, 2023))
    records = read([tmp_path / "in"])
    checks = [_check(tmp_path, record.name, "identity.repeated") for record in records]
    assert [check.status for check in checks if check] == ["pass"] * 3


@pytest.mark.parametrize(("carried_in", "status"), [(2, "pass"), (3, "fail")])
def test_what_was_carried_over(carried_in: int, status: str, read: Reading, tmp_path: Path) -> None:
    write(tmp_path / "in", "2022.md", report(AGENCY, 2022, carried_out=2))
    write(tmp_path / "in", "2023.md", report(AGENCY, 2023, carried_in=carried_in))
    read([tmp_path / "in"])
    check = _check(tmp_path, "2023.md", "years.carried")
    assert check is not None
    assert (check.status, check.expected, check.actual) == (status, 2, carried_in)
    assert "2022.md" in check.message
    assert check.cause == ("source" if status == "fail" else None)
    assert _check(tmp_path, "2022.md", "years.carried") is None


def test_of_repeated_reports_of_last_year_one_has_to_agree(read: Reading, tmp_path: Path) -> None:
    write(tmp_path / "in", "2022-1.md", report(AGENCY, 2022, carried_out=1))
    write(tmp_path / "in", "2022-2.md", report(AGENCY, 2022, carried_out=2))
    write(tmp_path / "in", "2023.md", report(AGENCY, 2023, carried_in=2))
    read([tmp_path / "in"])
    check = _check(tmp_path, "2023.md", "years.carried")
    assert check is not None
    assert check.status == "pass"


def test_checks_between_reports_follow_the_workspace(read: Reading, tmp_path: Path) -> None:
    write(tmp_path / "1", "2022.md", report(AGENCY, 2022, carried_out=2))
    last = write(tmp_path / "2", "2023.md", report(AGENCY, 2023, carried_in=3))
    read([tmp_path / "1"])
    records = {record.name: record for record in read([tmp_path / "2"])}
    assert set(records) == {"2023.md"}
    assert [note.code for note in records["2023.md"].mistakes] == ["years.carried"]
    stamps = _stamps(tmp_path)
    read([tmp_path / "1", tmp_path / "2"])
    assert _stamps(tmp_path) == stamps
    last.write_text(report(AGENCY, 2023, carried_in=2), encoding="utf-8")
    records = {record.name: record for record in read([tmp_path / "2"])}
    assert records["2023.md"].mistakes == ()
    (tmp_path / "1" / "2022.md").write_text(report(AGENCY, 2021), encoding="utf-8")
    read([tmp_path / "1"])
    assert _check(tmp_path, "2023.md", "years.carried") is None


def test_reading_again_and_comparing_again_changes_nothing(read: Reading, tmp_path: Path) -> None:
    write(tmp_path / "in", "2022.md", report(AGENCY, 2022, carried_out=2))
    write(tmp_path / "in", "2023.md", report(AGENCY, 2023, carried_in=3))
    read([tmp_path / "in"])
    before = _check(tmp_path, "2023.md", "years.carried")
    read([tmp_path / "in"], fresh=True)
    assert _check(tmp_path, "2023.md", "years.carried") == before
