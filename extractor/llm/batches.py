"""A provider's batches (OpenAI Batch API): a file of questions goes up, files of answers and of failures come back."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Literal, TypeVar

import httpx2
import openai
from openai.types import Batch

from extractor.errors import ModelRejectedError
from extractor.llm.client import explained
from extractor.llm.questions import ENDPOINT
from extractor.llm.settings import ModelSettings

MOST_QUESTIONS = 50_000
MOST_BYTES = 200_000_000
"""Bounds of one input file: https://platform.openai.com/docs/guides/batch."""
_WINDOW: Literal["24h"] = "24h"
"""The only one there is: what is not answered by then expires."""
_TOKEN = "extractor"
"""The key of a batch's metadata under which its token stands."""
_PAGE = 100
_TRIES = 4
_OVER = frozenset({"completed", "failed", "expired", "cancelled"})

Returned = TypeVar("Returned")


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one question: ``completion`` is the answer's JSON, None where ``error`` says why there is none."""

    key: str
    completion: dict[str, Any] | None
    error: str | None


class Provider:
    """The batches and files of one endpoint. Every method raises the ModelError of an endpoint that fails."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._openai = openai.OpenAI(
            base_url=settings.base_url, api_key=settings.api_key, max_retries=_TRIES, timeout=settings.deadline
        )

    def close(self) -> None:
        """Close the connections."""
        self._openai.close()

    def find(self, token: str) -> str | None:
        """The id of the batch that was sent under ``token``; None where there is none."""

        def look() -> str | None:
            batches = self._openai.batches.list(limit=_PAGE)
            return next((batch.id for batch in batches if (batch.metadata or {}).get(_TOKEN) == token), None)

        return self._explained(look)

    def send(self, token: str, file: Path) -> str:
        """Upload ``file`` and have it answered as a batch marked with ``token``; the batch's id.

        The batch is asked for once: a second try after an answer that was lost on its way might pay twice. ``find``
        tells whether it was made.
        """

        with file.open("rb") as content:  # a path would be read into memory whole
            upload = (file.name, content)
            uploaded = self._explained(lambda: self._openai.files.create(file=upload, purpose="batch")).id
        once = self._openai.with_options(max_retries=0)
        batch = self._explained(
            lambda: once.batches.create(
                input_file_id=uploaded, endpoint=ENDPOINT, completion_window=_WINDOW, metadata={_TOKEN: token}
            )
        )
        return batch.id

    def look(self, batch_id: str) -> Batch:
        """How a batch stands."""
        return self._explained(lambda: self._openai.batches.retrieve(batch_id))

    def lines(self, batch: Batch, folder: Path) -> Iterator[Line]:
        """What came of the questions of a batch that is over; one that expired or failed answers some of them, or none.

        ``folder`` takes each file while it is read: it may be as large as the input.
        """
        for file_id in (batch.output_file_id, batch.error_file_id):
            if file_id is not None:
                with TemporaryFile(dir=folder) as file:
                    self._explained(partial(self._download, file_id, file))
                    file.seek(0)
                    yield from (_line(line) for line in file if line.strip())

    def _download(self, file_id: str, file: IO[bytes]) -> None:
        with self._openai.files.with_streaming_response.content(file_id) as response:
            for part in response.iter_bytes():
                file.write(part)

    def _explained(self, call: Callable[[], Returned]) -> Returned:
        try:
            return call()
        except (openai.APIError, httpx2.TransportError, json.JSONDecodeError) as error:
            raise explained(error, "batch", self._settings) from error


def is_over(batch: Batch) -> bool:
    """Whether nothing more will come of a batch."""
    return batch.status in _OVER


def refusal(batch: Batch) -> str | None:
    """Why a batch was not begun at all, in the provider's words; None where it was."""
    errors = batch.errors.data if batch.errors else None
    return errors[0].message if errors else None


def _line(text: bytes) -> Line:
    """A line of an output or error file. Raises ModelRejectedError for one that is no such line."""
    try:
        said = json.loads(text)
        key, response, error = said["custom_id"], said.get("response") or {}, said.get("error")
        body = response.get("body") or {}
        if error is None and response.get("status_code") == 200:
            return Line(key, body, None)
        error = error or body.get("error") or {}
        return Line(key, None, str(error.get("message") or error.get("code") or response.get("status_code")))
    except (ValueError, KeyError, AttributeError) as fault:
        raise ModelRejectedError(
            "批量接口的结果文件格式不符。", f"The batch's file of answers has a line of another form: {text[:80]!r}."
        ) from fault
