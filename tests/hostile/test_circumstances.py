"""Runs whose surroundings fail them: no space, no rights, files that go away, a clock that is set, keys to be kept."""

import datetime as dt
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from extractor import extract
from extractor.batch.inputs import Inputs, find_files, prepare
from extractor.batch.local import run
from extractor.batch.staff import processes
from extractor.batch.tasks import Job, Seen
from extractor.store import schema
from extractor.store.engine import open_store
from tests.batch.documents import report, write
from tests.hostile.files import flate, page
from tests.hostile.running import WITHOUT_RIGHTS, extractor_run
from tests.llm.server import Json, Reply, ScriptedServer

SECRET = "sk-correct-horse-battery-staple"


# --- limits -------------------------------------------------------------------------------------------------------


def _codes(folder: Path, job: Job) -> dict[str, str | None]:
    """File name -> code of the error, of a run in this process over ``folder``."""
    out = prepare(job.out)
    inputs = Inputs(find_files([folder], out), out)
    with closing(open_store(out)) as store:
        outcome = run(inputs, job, processes(1), lambda _: None, store)
        return {record.name: record.error and record.error.code for record in outcome.records()}


def test_a_file_that_takes_too_much_memory_costs_itself_alone(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", "一、总体情况\n" + "\t1" * 2_000_000)
    write(tmp_path / "in", "good.md", report("好局", 2023))
    codes = _codes(tmp_path / "in", Job(tmp_path / "out", "offline", memory_limit=100 << 20))
    assert codes == {"a.txt": "memory_limit", "good.md": None}


def test_a_file_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(page(flate(b"BT /F 12 Tf 72 700 Td (a) Tj ET " * 4_000_000, 2)))
    assert _codes(tmp_path / "in", Job(tmp_path / "out", "offline", time_limit=3)) == {"a.pdf": "time_limit"}


@pytest.mark.parametrize("name", ["a\0b.txt", "x" * 300, "..", "", "/dev/full"])
def test_a_path_that_makes_no_sense_is_a_failed_result(name: str) -> None:
    result = extract(name, engine="offline")
    assert result.error is not None
    assert (result.status, result.error.code) == ("failed", "unreadable_file")


# --- disk and rights ----------------------------------------------------------------------------------------------


@pytest.fixture
def given(tmp_path: Path) -> Path:
    for number in range(3):
        write(tmp_path / "in", f"{number}.md", report(f"第{number}局", 2023))
    return tmp_path / "in"


def _can_mount() -> bool:
    program = shutil.which("unshare")
    return program is not None and subprocess.run([program, "-m", "true"], check=False).returncode == 0


@pytest.mark.skipif(not _can_mount(), reason="a file system of its own needs the superuser's rights")
def test_a_full_disk_ends_the_run_in_words_and_the_next_goes_on(given: Path, tmp_path: Path) -> None:
    """DIR on a file system of 300 KB, which is then made larger."""
    out = tmp_path / "out"
    out.mkdir()
    command = f"{sys.executable} -m extractor run {given} --out {out} --workers 1 --engine offline"
    program = (
        f"mount -t tmpfs -o size=300k tmpfs {out} || exit 9\n{command} > {tmp_path}/first 2>&1; echo $? >> {tmp_path}/first\n"
        f"mount -o remount,size=50m {out} || exit 9\n{command} > {tmp_path}/second 2>&1; echo $? >> {tmp_path}/second\n"
        f"ls {out}/reports >> {tmp_path}/second; find {out} -name '*.part' >> {tmp_path}/second"
    )
    done = subprocess.run(["unshare", "-m", "sh", "-c", program], check=False, timeout=120)
    assert done.returncode == 0
    first, second = ((tmp_path / name).read_text(encoding="utf-8") for name in ("first", "second"))
    assert first.endswith("1\n"), first
    assert "same command" in first
    assert "Traceback" not in first
    assert second.endswith("0\n0.md.json\n1.md.json\n2.md.json\n"), second


def test_a_folder_that_may_not_be_written_is_told(given: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o555)
    outcome = extractor_run([given], tmp_path, before=WITHOUT_RIGHTS)
    assert outcome.status == 2
    assert "choose another --out" in outcome.said
    assert "Traceback" not in outcome.said


def test_results_that_may_not_be_written_any_more_end_the_run_in_words(given: Path, tmp_path: Path) -> None:
    assert extractor_run([given], tmp_path, before=WITHOUT_RIGHTS).status == 0
    write(given, "3.md", report("第三局", 2023))
    (tmp_path / "out" / "reports").chmod(0o555)
    outcome = extractor_run([given], tmp_path, before=WITHOUT_RIGHTS)
    assert outcome.status == 1
    assert "Cannot write 3.md.json" in outcome.said
    (tmp_path / "out" / "reports").chmod(0o755)
    assert extractor_run([given], tmp_path, before=WITHOUT_RIGHTS).status == 0
    assert "3.md" in outcome.codes() or outcome.result("3.md")


def test_files_and_folders_that_may_not_be_read_are_told(given: Path, tmp_path: Path) -> None:
    (given / "1.md").chmod(0)
    write(given / "closed", "4.md", report("第四局", 2023))
    (given / "closed").chmod(0)
    outcome = extractor_run([given], tmp_path, before=WITHOUT_RIGHTS)
    (given / "closed").chmod(0o755)
    assert outcome.codes() == {"0.md": None, "1.md": "unreadable_file", "2.md": None}
    assert "closed was left out" in outcome.said


# --- files and the clock change meanwhile -------------------------------------------------------------------------


def _read(given: Path, tmp_path: Path, seen: list[Seen]) -> dict[str, str]:
    """File name -> status, of a run in this process."""
    out = prepare(tmp_path / "out")
    inputs = Inputs(find_files([given], out), out)
    with closing(open_store(out)) as store:
        outcome = run(inputs, Job(out, "offline"), processes(1), seen.append, store)
        return {record.name: record.status for record in outcome.records()}


def test_a_file_that_vanishes_between_finding_and_reading(given: Path, tmp_path: Path) -> None:
    out = prepare(tmp_path / "out")
    inputs = Inputs(find_files([given], out), out)
    (given / "1.md").unlink()
    (given / "2.md").rename(given / "other.md")
    with closing(open_store(out)) as store:
        outcome = run(inputs, Job(out, "offline"), processes(1), lambda _: None, store)
        codes = {record.name: record.error and record.error.code for record in outcome.records()}
    assert codes == {"0.md": None, "1.md": "unreadable_file", "2.md": "unreadable_file"}


class _Clock(dt.datetime):
    """A clock that is set by hours, forth and back, each time it is looked at."""

    looks = 0

    @classmethod
    def now(cls, zone: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
        cls.looks += 1
        return dt.datetime.fromtimestamp(time.time(), zone) + dt.timedelta(hours=(0, 5, -7, 1)[cls.looks % 4])


@pytest.fixture
def jumping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "_latest", dt.datetime.min.replace(tzinfo=dt.UTC))
    monkeypatch.setattr(schema, "dt", SimpleNamespace(datetime=_Clock, UTC=dt.UTC))


@pytest.mark.usefixtures("jumping")
def test_a_clock_that_is_set_during_a_run_loses_and_repeats_nothing(given: Path, tmp_path: Path) -> None:
    for _ in range(2):
        seen: list[Seen] = []
        assert list(_read(given, tmp_path, seen)) == ["0.md", "1.md", "2.md"]
        assert sorted(one.name for one in seen) == ["0.md", "1.md", "2.md"]
    assert _Clock.looks > 4


# --- secrets ------------------------------------------------------------------------------------------------------


def _everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_key_is_in_no_file_and_no_message(given: Path, tmp_path: Path) -> None:
    """Not even where the server sends it back in its refusal, as some do."""

    def refuse(request: Json) -> Reply:
        return Reply(status=401, body={"error": {"message": f"Incorrect API key provided: {SECRET}"}})

    with ScriptedServer(refuse) as server:
        address = server.base_url.replace("//", f"//user:{SECRET}@")
        variables = {"EXTRACTOR_API_KEY": SECRET, "EXTRACTOR_MODEL": "m", "EXTRACTOR_BASE_URL": address}
        outcome = extractor_run([given], tmp_path, "--engine", "llm", "--debug", variables=variables)
    assert server.requests
    assert outcome.status == 1
    assert SECRET not in outcome.said
    assert SECRET.encode() not in _everything(tmp_path)


@pytest.mark.parametrize(
    "address", [f"postgresql://user:{SECRET}@127.0.0.1:1/none", f"postgresql://user:{SECRET}@[::1/none", f"mysql://u:{SECRET}@h/n"]
)
def test_a_database_password_is_in_no_message(address: str, given: Path, tmp_path: Path) -> None:
    outcome = extractor_run([given], tmp_path, "--store", address)
    assert outcome.status in (1, 2)
    assert SECRET not in outcome.said
    assert SECRET.encode() not in _everything(tmp_path)
