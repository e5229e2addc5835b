"""A question to a model as it goes over the wire, for those that wait for a batch."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from extractor.llm.cache import key_of

ENDPOINT: Final = "/v1/chat/completions"


@dataclass(frozen=True, slots=True)
class Question:
    """``body``: the request's JSON. ``key``: SHA-256 over it; under it the completion is kept, and the batch knows it."""

    key: str
    body: str

    @classmethod
    def of(cls, request: Mapping[str, Any]) -> Self:
        """The question that a request to the endpoint asks."""
        return cls(key_of(kind="completion", request=dict(request)), json.dumps(request, ensure_ascii=False))

    def line(self) -> bytes:
        """The question's line in a batch's input file (OpenAI Batch API, JSONL)."""
        head = json.dumps({"custom_id": self.key, "method": "POST", "url": ENDPOINT})
        return f'{head[:-1]}, "body": {self.body}}}\n'.encode()
