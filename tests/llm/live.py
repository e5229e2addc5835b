"""One report read by a small real model on this machine: ``make test-live``. Not part of ``make test``."""

import os
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.llm.recording import REPORT, read

_FOLDER = Path.home() / ".cache" / "extractor-models"


def model_file() -> Path:
    """The model to try: ``EXTRACTOR_LIVE_MODEL``, else the largest in the cache folder; skips where there is none."""
    named = os.environ.get("EXTRACTOR_LIVE_MODEL")
    found = [Path(named)] if named else sorted(_FOLDER.glob("*.gguf"), key=lambda path: path.stat().st_size)
    if not found:
        pytest.skip(f"no model: set EXTRACTOR_LIVE_MODEL to a GGUF file, or put one into {_FOLDER}")
    if find_spec("xllamacpp") is None:
        pytest.skip("no local model server: pip install -e '.[local]'")
    return found[-1]


def test_a_small_model_reads_a_report_and_nothing_ungrounded_gets_in() -> None:
    file = model_file()
    result = read("http://127.0.0.1/unused", f"gguf:{file}", mode="auto", call_timeout=900, deadline=1800)
    assert result.error is None, result.error
    assert result.report is not None
    assert result.run.model == f"gguf:{file.name}"
    plain = re.sub(r"\s", "", REPORT)
    facts = result.report.model_dump()["overview"]["facts"]
    print(result.to_json())
    assert facts
    for number, fact in enumerate(facts):
        evidence = result.evidence[f"/overview/facts/{number}/value"]
        assert re.sub(r"\s", "", fact["quote"]) in plain
        assert REPORT[evidence.start : evidence.end] == evidence.raw
