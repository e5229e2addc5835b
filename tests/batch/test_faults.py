"""Runs that are killed, cut off or starved at some moment: the same command goes on, and every result counts once.

The rounds are few here; ``FAULT_ROUNDS`` sets more of them.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, make_url, select, text

from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.results import load_result
from extractor.store.engine import open_store
from extractor.store.queue import LEASE
from extractor.store.schema import extractions, results, tasks
from tests.batch.documents import write
from tests.llm.server import Json, Reply, ScriptedServer, answer

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "2"))
EXAMPLE = Path(__file__).parents[2] / "examples" / "001_79dfd87bc59a18f9.txt"
NUMBER = 4 * ROUNDS
"""Documents of a run, each of other content: enough that every round meets a run at work."""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Reports that have no line but headings in common, so that each asks the model questions of its own."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for number in range(NUMBER):
        own = (line if not line or line.startswith(_HEADINGS) else f"{line} 第{number}号窗口" for line in lines)
        write(tmp_path / "in", f"{number:02}.txt", "\n".join(own))
    return tmp_path / "in"


_HEADINGS = tuple(f"{number}、" for number in "一二三四五六")


class Runs:
    """The same command again and again, in processes of their own."""

    def __init__(self, folder: Path, store_url: str | None, environment: dict[str, str]) -> None:
        self.out = folder / "out"
        self.url = store_url
        self.environment = os.environ | environment
        self.arguments = [sys.executable, "-m", "extractor", "run", str(folder / "in"), "--out", str(self.out)]
        self.arguments += ["--workers", "2", "--engine", "llm" if environment else "offline"]
        self.arguments += [] if store_url is None else ["--store", store_url]

    def start(self, file_size: int | None = None) -> subprocess.Popen[str]:
        """Begin; ``file_size`` bounds every file that it writes, as a full disk would."""

        def limit() -> None:
            if file_size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

        return subprocess.Popen(
            self.arguments,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=limit,
            start_new_session=True,
        )

    def finish(self) -> None:
        """Once more, to the end."""
        process = self.start()
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors

    def states(self) -> tuple[int, int, int]:
        """How many extractions, current results and unfinished tasks there are."""
        with closing(open_store(self.out, self.url)) as store, store.reading() as connection:
            unfinished = select(func.count()).select_from(tasks).where(tasks.c.state != "done")
            return (
                connection.scalar(select(func.count()).select_from(extractions)) or 0,
                connection.scalar(select(func.count()).select_from(results)) or 0,
                connection.scalar(unfinished) or 0,
            )

    def wait_for(self, number: int) -> None:
        """Until so many reports lie in DIR."""
        deadline = time.monotonic() + 60
        while len(list((self.out / "reports").glob("*.json"))) < number:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def assert_whole(self) -> None:
        """Every document has one extraction, one result, one report in DIR, whole; nothing else is left."""
        assert self.states() == (NUMBER, NUMBER, 0)
        files = sorted((self.out / "reports").iterdir())
        assert [file.name for file in files] == [f"{number:02}.txt.json" for number in range(NUMBER)]
        for file in files:
            result = load_result(file.read_bytes(), DISCLOSURE)
            assert result is not None
            assert result.source.name == file.stem
        assert len((self.out / "summary.csv").read_text(encoding="utf-8-sig").splitlines()) == NUMBER + 1


_PROBE = "Thing"
"""The schema of the question that finds out what an endpoint understands; each worker may ask it. No document's."""


def _answer(request: Json) -> Reply:
    """The model finds nothing: an answer of the asked schema with every list empty and every value null."""
    asked = request["response_format"]["json_schema"]
    nothing = {name: [] if "items" in part else None for name, part in asked["schema"]["properties"].items()}
    reply = answer({"name": "铅笔", "count": 7} if asked["name"] == _PROBE else nothing)
    reply.delay = 0.05
    return reply


@pytest.fixture
def asked_at() -> dict[str, list[float]]:
    """Question -> when it was asked."""
    return defaultdict(list)


@pytest.fixture
def server(asked_at: dict[str, list[float]]) -> Iterator[ScriptedServer]:
    def script(request: Json) -> Reply:
        if request["response_format"]["json_schema"]["name"] != _PROBE:
            asked_at[json.dumps(request["messages"], ensure_ascii=False)].append(time.monotonic())
        return _answer(request)

    with ScriptedServer(script) as server:
        yield server


def test_kill_9_at_any_moment_loses_doubles_and_repeats_nothing(
    documents: Path,
    server: ScriptedServer,
    asked_at: dict[str, list[float]],
    store_url: str | None,
    tmp_path: Path,
) -> None:
    environment = {
        "EXTRACTOR_MODEL": "scripted",
        "EXTRACTOR_BASE_URL": server.base_url,
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    runs = Runs(tmp_path, store_url, environment)
    moments = random.Random(5)
    met = 0
    for _ in range(ROUNDS):
        before = len(server.requests)
        process = runs.start()
        while process.poll() is None and len(server.requests) < before + 3:
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.8))
        met += process.poll() is None
        process.kill()
        process.communicate()
    runs.finish()
    runs.assert_whole()
    assert len(asked_at) > NUMBER
    repeated = [question for question, times in asked_at.items() if max(times) - min(times) > _AT_ONCE]
    assert repeated == []
    print(f"kill -9 {ROUNDS} times, a run at work {met} times: {len(asked_at)} questions, none lost, doubled or paid twice")


_AT_ONCE = 1.0
"""Seconds within which two workers may ask the same question (two documents have a sentence in common): neither has an
answer yet. A run that begins after another was killed takes longer to ask its first one."""


def test_two_runs_share_a_workspace(documents: Path, store_url: str | None, tmp_path: Path) -> None:
    runs = Runs(tmp_path, store_url, {})
    both = [runs.start(), runs.start()]
    for process in both:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
    runs.assert_whole()


def test_a_machine_that_dies_leaves_its_work_to_the_next_run(
    documents: Path, store_url: str | None, tmp_path: Path
) -> None:
    runs = Runs(tmp_path, store_url, {})
    process = runs.start()
    runs.wait_for(1)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    runs.finish()
    runs.assert_whole()


def test_a_full_disk_ends_the_run_in_words_and_the_next_goes_on(
    documents: Path, store_url: str | None, tmp_path: Path
) -> None:
    runs = Runs(tmp_path, store_url, {})
    process = runs.start(file_size=300_000 if store_url is None else 60_000)  # the database; a report
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 1
    assert "same command" in errors
    assert "Traceback" not in errors
    started = time.monotonic()
    runs.finish()
    runs.assert_whole()
    assert time.monotonic() - started < LEASE.total_seconds() / 2, "what the run held was not free at once"


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_a_lost_connection_is_waited_for(documents: Path, store_url: str, tmp_path: Path) -> None:
    runs = Runs(tmp_path, store_url, {})
    process = runs.start()
    runs.wait_for(1)
    url = make_url(store_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg", database="postgres"))
    ended = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    with engine.connect() as connection:
        for _ in range(5):
            connection.execute(ended, {"name": url.database})
            time.sleep(0.1)
    engine.dispose()
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    runs.assert_whole()
