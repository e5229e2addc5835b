"""One call for the whole report with the whole schema, to the same endpoint and model: the plainest use of a model."""

import json
from pathlib import Path
from typing import Any

import openai

from eval.peers.base import Answer, PeerError, run_peer
from extractor.documents.open import open_document
from extractor.llm.settings import ModelSettings
from extractor.reports.disclosure import DISCLOSURE
from extractor.result import Result

_TIMEOUT = 3600.0
"""Seconds: a small model on two idle cores writes a report's 250 values in five minutes, on busy ones in fifty."""

_PROMPT = """你是数据录入员。请把下面的政府信息公开工作年度报告完整地转为 JSON，结构见 schema。
表格中空白或“/”的单元格填 null；金额一律以元计；原文没有的内容填 null，不得编造。quote 必须是原文片段。

报告全文：
"""


def extract(path: Path) -> Result:
    """Read one file."""
    return run_peer(path, _read)


def _read(path: Path) -> Answer:
    settings = ModelSettings.from_environment()
    client = openai.OpenAI(base_url=settings.base_url, api_key=settings.api_key, timeout=_TIMEOUT, max_retries=0)
    try:
        completion = client.chat.completions.create(
            model=settings.model,
            temperature=0,
            messages=[{"role": "user", "content": _PROMPT + open_document(path).text}],
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "report", "schema": DISCLOSURE.model.model_json_schema()},
            },
        )
    except openai.OpenAIError as error:
        raise PeerError(f"{type(error).__name__}: {error}") from error
    choice = completion.choices[0]
    if choice.finish_reason != "stop":
        raise PeerError(f"finish_reason: {choice.finish_reason}")
    report: dict[str, Any] = json.loads(choice.message.content or "")
    usage = completion.usage
    return Answer(
        report,
        model=settings.model,
        calls=1,
        prompt_tokens=usage.prompt_tokens if usage else 0,
        completion_tokens=usage.completion_tokens if usage else 0,
    )
