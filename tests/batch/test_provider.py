"""A workspace's questions by a provider's batches: sent once, answered, failed, expired, sent again."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from extractor.batch import staff
from extractor.batch import work as real
from extractor.batch.staff import work
from extractor.batch.tasks import Answer, Job, Work
from extractor.cli import main
from extractor.llm.later import later_session
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.results import load_result
from extractor.result import Result, value_at
from extractor.store.engine import open_store
from extractor.store.status import Status, read_status
from tests.batch.documents import write
from tests.llm.batch_server import BatchServer, Json, Outcome
from tests.llm.server import completion

EXAMPLE = Path(__file__).parents[2] / "examples" / "001_79dfd87bc59a18f9.txt"
QUESTIONS = 3
_OFFICES = {"a": "云浦县司法局", "b": "临溪区司法局", "c": "石桥市司法局"}
_OPEN = "全年召开{}新闻发布会十二次。"
"""The rules read the Chinese numeral without certainty, so the model is asked."""
_PRICES = {"currency": "USD", "batch": 0.5, "models": {"scripted": {"prompt": 1.0, "completion": 10.0}}}


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with BatchServer() as server:
        yield server


class Here:
    """Workers that are this very process: starting others takes most of a test's time."""

    size = 1

    def __init__(self, job: Job) -> None:
        self.job = job

    def run(self, tasks: Iterable[Work]) -> Iterator[tuple[Work, Answer]]:
        return ((task, work(self.job, task)) for task in tasks)


class Workspace:
    """A folder of three reports with an open number each, read by the commands."""

    def __init__(self, folder: Path, url: str | None, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.out, self.url = folder, folder / "out", url
        self.capsys = capsys
        head, heading, rest = EXAMPLE.read_text(encoding="utf-8").partition("总体情况")
        for name, office in _OFFICES.items():
            write(folder / "in", f"{name}.txt", f"{head}{heading}\n{_OPEN.format(office)}{rest}")

    def arguments(self, *named: str) -> list[str]:
        return [*named, *([] if self.url is None else ["--store", self.url]), "--workers", "1"]

    def command(self, *named: str, gives: int = 0) -> str:
        """What a command says."""
        later_session.cache_clear()
        real._asking.cache_clear()
        assert main(self.arguments(*named)) == gives
        told = self.capsys.readouterr()
        return told.out + told.err

    def run(self, engine: str) -> str:
        return self.command("run", str(self.folder / "in"), "--out", str(self.out), "--engine", engine)

    def submit(self, *more: str, gives: int = 0) -> str:
        return self.command("batch", "submit", str(self.out), *more, gives=gives)

    def collect(self, *more: str, gives: int = 0) -> str:
        return self.command("batch", "collect", str(self.out), *more, gives=gives)

    def status(self) -> Status:
        with closing(open_store(self.out, self.url)) as store:
            return read_status(store)

    def result(self, name: str) -> Result:
        result = load_result((self.out / "reports" / f"{name}.txt.json").read_bytes(), DISCLOSURE)
        assert result is not None
        return result

    def engines(self) -> dict[str, str]:
        return {name: self.result(name).run.engine for name in _OFFICES}


@pytest.fixture
def workspace(
    tmp_path: Path,
    server: BatchServer,
    store_url: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Workspace:
    """The reports, read by rules."""
    settings = {
        "EXTRACTOR_MODEL": "scripted",
        "EXTRACTOR_BASE_URL": server.base_url,
        "EXTRACTOR_PRICES": str(write(tmp_path, "prices.json", json.dumps(_PRICES))),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(staff, "processes", lambda *_, **__: lambda job: nullcontext(Here(job)))
    monkeypatch.setattr(real, "limit_memory", lambda most: None)
    workspace = Workspace(tmp_path, store_url, capsys)
    workspace.run("offline")
    return workspace


on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def _right(body: Json) -> Outcome:
    """The model's answer: one fact, in the words of the question's report."""
    quote = re.search(r"全年召开.+新闻发布会十二次", body["messages"][1]["content"])
    assert quote is not None
    fact = {"indicator": "press_conferences", "label": "新闻发布会", "number": "十二", "quote": quote[0], "scope": None}
    return completion(json.dumps({"facts": [fact], "others": []}, ensure_ascii=False))


def _told(result: Result) -> list[object]:
    """What the facts say that were read by the model."""
    return [
        value_at(result.report, pointer)
        for pointer, evidence in result.evidence.items()
        if result.report is not None and "llm" in evidence.readers and pointer.endswith("/value")
    ]


def test_questions_are_sent_and_their_answers_read_with(workspace: Workspace, server: BatchServer) -> None:
    assert f"sent {QUESTIONS} questions" in workspace.submit()
    (batch,) = server.batches
    for line in server.questions(batch):
        assert (line["method"], line["url"], line["body"]["model"]) == ("POST", "/v1/chat/completions", "scripted")
        assert line["body"]["response_format"]["type"] == "json_schema"
    assert workspace.status().asked == 3
    assert f"in_progress 0/{QUESTIONS}" in workspace.collect()
    assert set(workspace.engines().values()) == {"offline"}
    assert "There is nothing to ask" in workspace.submit()
    server.finish(batch, _right)
    assert f"answered {QUESTIONS}" in workspace.collect()
    assert set(workspace.engines().values()) == {"hybrid"}
    assert _told(workspace.result("a")) == [12]
    status = workspace.status()
    assert (status.asked, status.waiting, status.leased, status.calls, status.tokens) == (0, 0, 0, QUESTIONS, QUESTIONS * 110)
    assert status.cost == pytest.approx(QUESTIONS * (100 * 1.0 + 10 * 10.0) / 1e6 / 2)
    assert "There is nothing to ask" in workspace.submit()
    assert "3 of them are unchanged" in workspace.run("hybrid")
    assert set(server.paid.values()) == {1}


def test_what_failed_or_expired_is_sent_again_and_nothing_else(workspace: Workspace, server: BatchServer) -> None:
    def partly(body: Json) -> Outcome:
        text = body["messages"][1]["content"]
        if _OFFICES["b"] in text:
            return "server_error"
        return "batch_expired" if _OFFICES["c"] in text else _right(body)

    workspace.submit()
    server.finish("batch_0", partly, "expired")
    told = workspace.collect()
    assert "answered 1" in told
    assert "2 questions are still to be sent" in told
    assert workspace.engines() == {"a": "hybrid", "b": "offline", "c": "offline"}
    workspace.submit()
    assert len(server.questions("batch_1")) == 2
    server.finish("batch_1", _right)
    workspace.collect()
    assert set(workspace.engines().values()) == {"hybrid"}
    assert len(server.paid) == QUESTIONS
    assert set(server.paid.values()) == {1}
    assert workspace.status().tokens == QUESTIONS * 110


def test_a_submit_killed_before_it_knows_the_batch_pays_once(workspace: Workspace, server: BatchServer) -> None:
    server.lose, server.hold = 1, 60.0
    arguments = workspace.arguments("batch", "submit", str(workspace.out))
    process = subprocess.Popen([sys.executable, "-m", "extractor", *arguments])
    deadline = time.monotonic() + 120
    while not server.batches:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert "batch_0" in workspace.submit()
    assert list(server.batches) == ["batch_0"]
    server.finish("batch_0", _right)
    workspace.collect()
    assert set(workspace.engines().values()) == {"hybrid"}


@on_sqlite
def test_an_answer_lost_on_its_way_is_no_second_batch(workspace: Workspace, server: BatchServer) -> None:
    server.lose = 1
    assert "try again" in workspace.submit(gives=1)
    assert "in_progress" in workspace.collect()
    workspace.submit()
    assert list(server.batches) == ["batch_0"]


@on_sqlite
def test_a_refused_batch_is_told_and_sent_again(workspace: Workspace, server: BatchServer) -> None:
    server.refuse = "quota"
    assert "quota" in workspace.submit(gives=1)
    server.refuse = None
    workspace.submit()
    server.fail("batch_0", "bad line")
    told = workspace.collect()
    assert "bad line" in told
    assert f"{QUESTIONS} questions are still to be sent" in told
    workspace.submit()
    assert len(server.questions("batch_1")) == QUESTIONS


@on_sqlite
def test_what_is_under_way_is_asked_in_no_other_way(workspace: Workspace, server: BatchServer) -> None:
    workspace.submit()
    workspace.run("hybrid")
    assert workspace.status().asked == 3
    assert "has not ended" in workspace.submit("--model", "other", gives=2)
    assert list(server.batches) == ["batch_0"]


@on_sqlite
def test_an_answer_of_another_form_is_asked_for_in_a_second_round(workspace: Workspace, server: BatchServer) -> None:
    workspace.submit()
    server.finish("batch_0", lambda _: completion('{"facts": 1}'))
    assert "3 questions are still to be sent" in workspace.collect()
    workspace.submit()
    assert all(len(line["body"]["messages"]) == 3 for line in server.questions("batch_1"))
    server.finish("batch_1", _right)
    workspace.collect()
    assert set(workspace.engines().values()) == {"hybrid"}


@on_sqlite
def test_bounds_that_cannot_hold_are_wrong_usage(
    workspace: Workspace, server: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTOR_MAX_COST", "1")
    assert "max cost" in workspace.submit(gives=2)
    assert server.batches == {}
