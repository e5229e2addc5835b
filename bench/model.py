"""The language model's side against a server of one second's latency: throughput, reports a minute, tokens."""

import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.batches import elsewhere
from bench.line import COMMAND, EXAMPLES, tell
from extractor import extract
from extractor.llm.budget import estimate_tokens
from extractor.llm.prompts import load_prompt
from extractor.llm.session import Asker, ModelSession
from extractor.llm.settings import ModelSettings
from extractor.reports.disclosure.model import DisclosureReport
from extractor.reports.disclosure.tasks import FactsAnswer

_LATENCY = 1.0
_ALLOWED = 64
_ROUNDS = 60
_REPORTS = 600
_OPEN = "全年召开新闻发布会{}次，开展宣讲活动{}场，走访各类主体{}家。"
"""A sentence whose Chinese numerals the rules read without certainty, so that every report asks the model."""
_NUMERALS = [
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
    "二十一",
    "二十二",
    "二十三",
    "二十四",
]


@contextmanager
def _server(latency: float) -> Iterator[str]:
    """The server's address, while it runs."""
    command = [sys.executable, "-m", "bench.model_server", str(latency), str(_ALLOWED)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        assert server.stdin is not None
        server.stdin.close()


@contextmanager
def _session(latency: float = _LATENCY) -> Iterator[ModelSession]:
    with _server(latency) as address, ModelSession(ModelSettings("bench", address, mode="json_schema")) as session:
        yield session


def measure_throughput() -> None:
    """As many calls as the server can take in a minute, against the time that takes with all places always filled.

    Twice as many documents as the server has places ask one question after the other.
    """
    with _session() as session:
        numbers = iter(range(_ALLOWED * _ROUNDS))

        async def document() -> None:
            prompt = load_prompt("disclosure/facts")
            for number in numbers:
                await Asker(session, "bench").ask(prompt, FactsAnswer, f"活动{number}场", path="", numbers=f"{number}场")

        async def all_calls() -> None:
            await asyncio.gather(*(document() for _ in range(2 * _ALLOWED)))

        session.run(asyncio.wait_for(session.ready(Asker(session, "bench").asking), 60))
        started = time.perf_counter()
        session.run(all_calls())
        seconds = time.perf_counter() - started
    share = _ROUNDS * _LATENCY / seconds
    tell("model calls, 1 s, 64 at once", f"{share:.1%}", ">= 95%", f"{_ALLOWED * _ROUNDS} calls in {seconds:.1f} s")


def measure_reports() -> None:
    """Reports that each need the model, by the command ``extractor run``, from its start to the summary."""
    with TemporaryDirectory() as folder, _server(_LATENCY) as address:
        out = Path(folder) / "out"
        paths = list(_reports(Path(folder), _REPORTS))
        model = {"EXTRACTOR_MODEL": "bench", "EXTRACTOR_BASE_URL": address, "EXTRACTOR_CACHE": f"{folder}/cache"}
        command = [*COMMAND, "run", *map(str, paths), "--out", str(out), "--engine", "hybrid"]
        started = time.perf_counter()
        subprocess.run(command, env=os.environ | model, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - started
        runs = [json.loads(path.read_bytes())["run"] for path in (out / "reports").glob("*.json")]
    assert len(runs) == len(paths)
    assert all(run["engine"] == "hybrid" and run["calls"] for run in runs)
    details = f"{len(runs)} reports, {sum(run['calls'] for run in runs) / len(runs):.1f} calls each, {seconds:.1f} s"
    tell("extractor run, hybrid, 1 s, 64 at once", f"{len(runs) / seconds * 60:.0f} /min", ">= 600 /min", details)


def measure_tokens() -> None:
    """Tokens a report: hybrid against the whole report in one call for the whole schema, by one estimate."""
    schema = json.dumps(DisclosureReport.model_json_schema(), ensure_ascii=False)
    shares = {"examples as they are": EXAMPLES}
    with TemporaryDirectory() as folder, _session(0.0) as session:
        shares["each with open numbers"] = list(_reports(Path(folder), len(EXAMPLES)))
        for name, paths in shares.items():
            asked = written = whole_asked = whole_written = 0
            for path in paths:
                result = extract(path, model=session)
                assert result.report is not None
                asked += result.run.prompt_tokens
                written += result.run.completion_tokens
                whole_asked += estimate_tokens(path.read_text() + schema)
                whole_written += estimate_tokens(result.report.model_dump_json())
            count = len(paths)
            tell(
                f"hybrid tokens, {name}",
                f"{asked / whole_asked:.1%} / {written / whole_written:.1%}",
                "<= 25% / 25%",
                f"prompt {asked // count} of {whole_asked // count}, completion {written // count} of "
                f"{whole_written // count} a report",
            )


def _reports(folder: Path, count: int) -> Iterator[Path]:
    """The examples as other offices' reports, each with a sentence of its own that the rules leave open."""
    wordings = itertools.permutations(_NUMERALS, 3)
    for number, example, words in zip(range(count), itertools.cycle(EXAMPLES), wordings, strict=False):
        head, heading, rest = elsewhere(example.read_text(), number).partition("总体情况")
        path = folder / f"{number}.txt"
        path.write_text(f"{head}{heading}\n{_OPEN.format(*words)}{rest}")
        yield path
