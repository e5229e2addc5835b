"""langextract with the same endpoint and model.

It cannot be installed beside this project (google-genai, which it needs, wants tenacity below 9.2), so it runs in an
environment of its own, whose interpreter ``EVAL_LANGEXTRACT_PYTHON`` names:
``python -m venv V && V/bin/pip install -r eval/peers/requirements-langextract.txt``.
"""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.peers.base import Answer, PeerError, put, run_peer
from extractor.documents.characters import fold, squeeze
from extractor.documents.open import open_document
from extractor.errors import SettingsError
from extractor.llm.settings import ModelSettings
from extractor.readers.numbers import parse_cell
from extractor.reports.disclosure.form import BLOCKS
from extractor.result import Result

_WORKER = Path(__file__).with_name("langextract_worker.py")
_TIMEOUT = 3600

Json = dict[str, Any]


def extract(path: Path) -> Result:
    """Read one file. Raises SettingsError where the interpreter is not named."""
    python = os.environ.get("EVAL_LANGEXTRACT_PYTHON")
    if not python:
        raise SettingsError(
            "请用环境变量 EVAL_LANGEXTRACT_PYTHON 指定装有 langextract 的 Python。",
            "Set EVAL_LANGEXTRACT_PYTHON to the Python that has langextract installed.",
        )
    return run_peer(path, lambda file: _read(file, python))


def _read(path: Path, python: str) -> Answer:
    settings = ModelSettings.from_environment()
    task = {
        "text": open_document(path).text,
        "model": settings.model,
        "base_url": settings.base_url,
        "api_key": settings.api_key,
    }
    try:
        done = subprocess.run(
            [python, str(_WORKER)], input=json.dumps(task), capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PeerError(f"no answer within {_TIMEOUT} s") from error
    if done.returncode:
        raise PeerError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "langextract failed")
    answer = json.loads(done.stdout)
    report, raw = _report(answer["extractions"])
    usage = {key: answer[key] for key in ("calls", "prompt_tokens", "completion_tokens")}
    return Answer(report, raw, settings.model, **usage)


def _report(extractions: Sequence[Json]) -> tuple[Json, dict[str, str]]:
    """The extractions as a report; those without attributes that fit are left out, as a user would have to."""
    report: Json = {"overview": {"facts": []}, "problems": {"problems": [], "improvements": []}}
    raw: dict[str, str] = {}
    for item in extractions:
        text, attributes = item["text"], item["attributes"] or {}
        if item["class"] in ("title", "agency"):
            report[item["class"]] = text
        elif item["class"] in ("problem", "improvement"):
            report["problems"][f"{item['class']}s"].append(text)
        elif item["class"] == "fact":
            fact = _fact(text, attributes)
            if fact is not None:
                report["overview"]["facts"].append(fact)
                raw[f"/overview/facts/{len(report['overview']['facts']) - 1}/value"] = text
        elif item["class"] == "cell":
            pointer, value = _cell(attributes), _number(text)
            if pointer is not None and value is not None:
                put(report, pointer, value)
                raw[pointer] = text
    return report, raw


def _number(text: object) -> Any:  # noqa: ANN401 - a number or None
    found = parse_cell(fold(str(text)))
    return None if found is None or isinstance(found, str) else found.value


def _fact(text: str, attributes: Json) -> Json | None:
    value = _number(attributes.get("value"))
    if value is None:
        return None
    indicator = str(attributes.get("indicator") or "other")
    return {"indicator": indicator, "label": str(attributes.get("label") or ""), "value": value, "quote": text}


def _cell(attributes: Json) -> str | None:
    """The pointer that row and column words name."""
    row_words, column_words = (squeeze(fold(str(attributes.get(key) or ""))) for key in ("row", "column"))
    for block in BLOCKS:
        for row in block.rows:
            if row_words not in {squeeze(fold(label)) for label in row.labels}:
                continue
            for layout in block.layouts:
                for column in layout.columns:
                    if column_words in {squeeze(fold(label)) for label in column.labels}:
                        return block.pointer_of(row, column)
    return None
