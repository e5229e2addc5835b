"""The language model's side against a server of one second's latency: throughput, reports a minute, tokens."""

import asyncio
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.line import EXAMPLES, tell
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
_REPORTS = 300
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
def _session(latency: float = _LATENCY) -> Iterator[ModelSession]:
    command = [sys.executable, "-m", "bench.model_server", str(latency), str(_ALLOWED)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        settings = ModelSettings("bench", server.stdout.readline().strip(), mode="json_schema")
        with ModelSession(settings) as session:
            yield session
        assert server.stdin is not None
        server.stdin.close()


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

        session.run(asyncio.wait_for(session.ready(Asker(session, "bench").account), 60))
        started = time.perf_counter()
        session.run(all_calls())
        seconds = time.perf_counter() - started
    share = _ROUNDS * _LATENCY / seconds
    tell("model calls, 1 s, 64 at once", f"{share:.1%}", ">= 95%", f"{_ALLOWED * _ROUNDS} calls in {seconds:.1f} s")


def measure_reports() -> None:
    """Reports that each need the model, in hybrid mode, from files to results."""
    with TemporaryDirectory() as folder, _session() as session:
        paths = list(_reports(Path(folder), _REPORTS))
        extract(paths.pop(), model=session)
        started = time.perf_counter()
        with ThreadPoolExecutor(_ALLOWED) as pool:
            results = list(pool.map(lambda path: extract(path, model=session), paths))
        seconds = time.perf_counter() - started
    calls = sum(result.run.calls for result in results)
    assert all(result.run.engine == "hybrid" and result.run.calls for result in results)
    details = f"{len(results)} reports, {calls / len(results):.1f} calls each"
    tell("hybrid reports, 1 s, 64 at once", f"{len(results) / seconds * 60:.0f} /min", ">= 600 /min", details)


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
    """Copies of the examples, each with a sentence of its own that the rules leave open."""
    wordings = itertools.permutations(_NUMERALS, 3)
    for number, example, words in zip(range(count), itertools.cycle(EXAMPLES), wordings, strict=False):
        head, heading, rest = example.read_text().partition("总体情况")
        path = folder / f"{number}.txt"
        path.write_text(f"{head}{heading}\n{_OPEN.format(*words)}{rest}")
        yield path
