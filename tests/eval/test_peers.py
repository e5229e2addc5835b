"""Peers: PyMuPDF's table finder on a ruled page, one call against a real HTTP server."""

import json
import random
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from eval.engines import engine
from eval.labels import Fixture, LabelSet, load_set
from eval.scoring import score_document
from eval.stress.base import originals
from eval.stress.dialects import dialects
from extractor.errors import SettingsError


class _Answering(BaseHTTPRequestHandler):
    """Answers every chat completion with ``server.report``."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)  # type: ignore[attr-defined]
        answer: dict[str, Any] = {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": self.server.finish_reason,  # type: ignore[attr-defined]
                    "message": {"role": "assistant", "content": json.dumps(self.server.report)},  # type: ignore[attr-defined]
                }
            ],
            "usage": {"prompt_tokens": 70, "completion_tokens": 30, "total_tokens": 100},
        }
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """A chat completions endpoint on loopback."""
    server = HTTPServer(("127.0.0.1", 0), _Answering)
    server.asked, server.report, server.finish_reason = [], {}, "stop"  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("EXTRACTOR_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    monkeypatch.setenv("EXTRACTOR_MODEL", "m")
    monkeypatch.setenv("EXTRACTOR_API_KEY", "none")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _fixture(labels: LabelSet) -> Fixture:
    return labels.fixtures[-1]  # the one with empty cells


def test_one_call_sends_the_whole_report_and_schema_once(labels: LabelSet, endpoint: Any) -> None:  # noqa: ANN401
    fixture = _fixture(labels)
    assert fixture.source is not None
    endpoint.report = fixture.label.report
    result = engine("one-call")(fixture.source)
    score = score_document(fixture, result, fixture.source.read_text(encoding="utf-8"))
    wrong = [judged for judged in score.verdicts if judged.error]
    assert {judged.block for judged in wrong} <= {"licensing", "penalties", "fees"}  # blocks with no value at all
    assert {judged.outcome for judged in wrong} <= {"missed"}
    assert (result.run.calls, result.run.prompt_tokens, result.run.completion_tokens) == (1, 70, 30)
    (asked,) = endpoint.asked
    assert fixture.label.report["title"] in asked["messages"][0]["content"].replace("\n", "")
    assert "outcomes" in json.dumps(asked["response_format"]).lower()


def test_an_answer_cut_off_fails_the_document(labels: LabelSet, endpoint: Any) -> None:  # noqa: ANN401
    fixture = _fixture(labels)
    assert fixture.source is not None
    endpoint.finish_reason = "length"
    result = engine("one-call")(fixture.source)
    assert result.status == "failed"
    assert result.error is not None
    assert "length" in result.error.message
    assert score_document(fixture, result, "").fractions["accuracy"][0] == 0


def test_the_table_finder_reads_a_ruled_page_by_position(labels: LabelSet, tmp_path: Path) -> None:
    original = next(originals(LabelSet(labels.root, labels.fixtures[1:2], labels.hash, False)))
    case = next(case for case in dialects(original, random.Random(7)) if case.suffix == "-ruled_pdf")
    (tmp_path / case.label.name).write_bytes(case.source)
    (tmp_path / "label.json").write_text(case.label.to_json(), encoding="utf-8")
    fixture = load_set(tmp_path).fixtures[0]
    assert fixture.source is not None
    score = score_document(fixture, engine("find-tables")(fixture.source), "")
    right, of = score.fractions["accuracy.cells"]
    assert right / of > 0.5  # a row lost at a page's end displaces those below it
    assert score.fractions["facts.recall"][0] == 0


def test_langextract_needs_an_environment_of_its_own(labels: LabelSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVAL_LANGEXTRACT_PYTHON", raising=False)
    source = _fixture(labels).source
    assert source is not None
    with pytest.raises(SettingsError, match="EVAL_LANGEXTRACT_PYTHON"):
        engine("langextract")(source)
