"""``extractor run`` with a model that fails, or settings that do: what the rules read is kept, and one may go on."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from extractor.batch.staff import ASKERS
from extractor.cli import main
from extractor.commands.run import _limit, _processes, cores
from extractor.llm.settings import ModelSettings
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.results import load_result
from extractor.result import Result
from tests.batch.documents import report, write
from tests.llm.server import Json, Reply, ScriptedServer, answer

_OPEN = "全年召开新闻发布会十二次，开展宣讲活动十三场。"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Two reports with numbers in the prose that the rules leave open."""
    for agency in ("云浦县司法局", "云浦县教育局"):
        write(tmp_path / "in", f"{agency}.md", report(agency, 2023).replace("无。", f"{agency}{_OPEN}", 1))
    return tmp_path / "in"


def nothing(request: Json) -> Reply:
    """The model finds nothing: every list empty, every value null."""
    schema = request["response_format"]["json_schema"]["schema"]["properties"]
    found: Json = {name: [] if "items" in part else None for name, part in schema.items()}
    if "others" in found:
        asked = request["messages"][-1]["content"].rpartition("要判断的数字：")[2]
        found["others"] = [{"number": number} for number in re.split("、", asked.strip())]
    return answer(found)


def model_of(documents: Path, server: ScriptedServer) -> dict[str, str]:
    """The environment that names the server's model."""
    return {
        "EXTRACTOR_MODEL": "scripted",
        "EXTRACTOR_BASE_URL": server.base_url,
        "EXTRACTOR_MODE": "json_schema",
        "XDG_CACHE_HOME": str(documents.parent / "cache"),
    }


def run(documents: Path, server: ScriptedServer, *arguments: str) -> tuple[str, list[Result]]:
    """What the command says, and the results."""
    out = documents.parent / "out"
    done = subprocess.run(
        [sys.executable, "-m", "extractor", "run", str(documents), "--out", str(out), *arguments],
        env=os.environ | model_of(documents, server),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read = [load_result(path.read_bytes(), DISCLOSURE) for path in sorted((out / "reports").iterdir())]
    return done.stdout, [result for result in read if result is not None]


def flags(results: list[Result]) -> list[str]:
    return [flag.code for result in results for flag in result.flags if flag.code in ("budget_spent", "model_unavailable")]


def test_a_raised_bound_goes_on_where_the_budget_was_spent(documents: Path) -> None:
    with ScriptedServer(nothing) as server:
        _, results = run(documents, server, "--max-tokens", "100", "--workers", "1")
        assert flags(results) == ["budget_spent"] * 2
        paid = len(server.requests)
        _, results = run(documents, server, "--max-tokens", "100000", "--workers", "1")
        assert flags(results) == []
        assert sum(result.run.cached for result in results) >= paid > 0
        asked = len(server.requests)
        said, _ = run(documents, server)
        assert "2 份未变" in said
        assert len(server.requests) == asked


def test_a_busy_server_costs_neither_the_document_nor_the_rules_reading(documents: Path) -> None:
    with ScriptedServer(lambda _: Reply(status=503)) as server:
        _, results = run(documents, server, "--time-limit", "8")
    assert [result.error for result in results] == [None, None]
    assert flags(results) == ["model_unavailable"] * 2


def test_two_documents_are_asked_about_at_once(documents: Path) -> None:
    """Both wait for the model together, though one processor may read them."""
    under_way, most = 0, 0

    async def slow(request: Json) -> Reply:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(3.0)
        under_way -= 1
        return nothing(request)

    with ScriptedServer(slow) as server:
        run(documents, server)
    assert most >= 2


def test_no_more_processes_ask_than_calls_are_allowed() -> None:
    assert _processes(None) == cores()
    assert _processes(ModelSettings("gguf:m.gguf")) == cores()
    assert _processes(ModelSettings("m")) == max(32, cores())
    assert _processes(ModelSettings("m", max_concurrency=4)) == 4


def test_a_document_has_twice_the_time_that_the_model_has() -> None:
    assert _limit(ModelSettings("m")) == 600
    assert _limit(ModelSettings("m", deadline=1800)) == 3600
    assert _limit(ModelSettings("m", deadline=5)) == 600


@pytest.mark.parametrize("name", ASKERS)
def test_what_workers_load_beforehand_exists(name: str) -> None:
    """The server that they are forked from passes over what does not."""
    import_module(name)


def test_a_run_leaves_nothing_of_what_its_processes_shared(documents: Path) -> None:
    out = documents.parent / "out"
    shared: set[Path] = set()

    def look(request: Json) -> Reply:
        shared.update(out.glob(".locks/*.shared"))
        return nothing(request)

    with ScriptedServer(look) as server:
        run(documents, server, "--max-tokens", "100000", "--workers", "2")
    assert len(shared) == 1
    assert list(out.glob(".locks/*.shared")) == list(out.glob(".model*")) == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("EXTRACTOR_MODEL", "gguf:no.gguf"),
        ("EXTRACTOR_PRICES", "no.json"),
        ("EXTRACTOR_CACHE", "/dev/null"),
        ("EXTRACTOR_MAX_TOKENS", "-5"),
        ("EXTRACTOR_BASE_URL", "http://[bad"),
    ],
)
def test_settings_that_cannot_work_are_told_before_any_document(
    setting: str, value: str, documents: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EXTRACTOR_MODEL", "m")
    monkeypatch.setenv("EXTRACTOR_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(documents.parent / "cache"))
    monkeypatch.setenv(setting, value)
    out = documents.parent / "out"
    assert main(["run", str(documents), "--out", str(out)]) == 2
    assert capsys.readouterr().err
    assert not out.exists()


def test_ctrl_c_says_that_answers_are_waited_for_and_the_next_one_ends_the_run_at_once(documents: Path) -> None:
    over = False

    async def slow(request: Json) -> Reply:
        while not over:
            await asyncio.sleep(0.1)
        return nothing(request)

    with ScriptedServer(slow) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "extractor", "run", str(documents), "--out", str(documents.parent / "out")],
            env=os.environ | model_of(documents, server),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        assert process.stderr is not None
        while not server.requests and process.poll() is None:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        told = process.stderr.readline()
        assert "Waiting for answers that are paid for" in told
        assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=20)
        over = True
        time.sleep(0.5)  # the server's own connections end
    assert process.returncode == 130
    assert "Interrupted" in errors
    assert "Traceback" not in errors
