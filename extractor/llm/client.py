"""One endpoint, asked in schemas: instructor's modes over the OpenAI client, with one layer of retries, tenacity's."""

import asyncio
import copy
import email.utils
import json
import logging
import random
import re
import time
from functools import cache
from typing import Any, TypeVar, cast

import instructor
import openai
from instructor.core.exceptions import InstructorRetryException, ResponseParsingError
from instructor.v2.core.response_model import prepare_response_model
from openai.types.chat import ChatCompletion
from pydantic import BaseModel
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from extractor.errors import ExtractorError, ModelAnswerError, ModelRejectedError, ModelUnavailableError
from extractor.llm.answers import Completion, cleaned, completion_of, no_completion
from extractor.llm.asking import Asking, asking_for
from extractor.llm.budget import Account, Ledger, dump_messages, usage_of
from extractor.llm.concurrency import AdaptiveLimit
from extractor.llm.reask import correction
from extractor.llm.settings import ModelSettings, ModeName

logging.getLogger("instructor").addHandler(logging.NullHandler())  # its failures are this module's errors

Answer = TypeVar("Answer", bound=BaseModel)
Message = dict[str, Any]

_RETRIED_STATUS = frozenset({408, 409, 429})
REFUSALS = frozenset({500, 501})
"""How some servers refuse a parameter; 502 to 504 mean that they are busy, or still loading the model."""
_SPENT = "insufficient_quota"
"""Of a 429 that no waiting mends."""
_SECONDS = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
_REASKS = 2
_LONGEST, _LONGEST_NOW = "max_tokens", "max_completion_tokens"
"""The parameter for the longest answer, as all servers know it but some, which refuse it and name the other."""
_MODES: dict[ModeName, instructor.Mode] = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json": instructor.Mode.JSON,
    "md_json": instructor.Mode.MD_JSON,
}


class Client:
    """Asks one endpoint. Lives in one event loop; ``close`` it there."""

    def __init__(self, settings: ModelSettings, ledger: Ledger) -> None:
        self.settings = settings
        self.ledger = ledger
        self.limit = AdaptiveLimit(settings.first_concurrency, settings.max_concurrency)
        self._longest = _LONGEST
        self._openai = openai.AsyncOpenAI(
            base_url=settings.base_url, api_key=settings.api_key, max_retries=0, timeout=settings.call_timeout
        )
        self._patched = {
            name: cast("Any", instructor.patch(create=self._create, mode=mode)) for name, mode in _MODES.items()
        }

    async def close(self) -> None:
        """Close the connections."""
        await self._openai.close()

    async def ask(self, mode: ModeName, schema: type[Answer], messages: list[Message], asking: Asking) -> Answer:
        """One question, one typed answer. Raises a ModelError that names the document.

        An answer that breaks the schema is asked for again at most twice, with the error and the offending item alone
        added to the question.
        """
        asking_for.set(asking)
        document, asked = asking.document, messages
        for reasks in range(_REASKS + 1):
            try:
                return await self._ask_once(mode, schema, asked)
            except (ValueError, RecursionError, ResponseParsingError) as error:
                if reasks == _REASKS:
                    raise ModelAnswerError(
                        f"“{document}”：模型三次回答都不合要求的格式。",
                        f"{document}: the model broke the schema three times ({type(error).__name__}).",
                    ) from error
                asked = [*messages, {"role": "user", "content": correction(error)}]
        raise AssertionError("unreachable")

    async def _ask_once(self, mode: ModeName, schema: type[Answer], messages: list[Message]) -> Answer:
        try:
            answer = await self._patched[mode](
                response_model=_prepared(schema),
                messages=messages,
                model=self.settings.model,
                temperature=0,
                max_tokens=self.settings.answer_tokens,
                max_retries=0,
                strict=False,
            )
        except InstructorRetryException as error:
            if error.__cause__ is None:
                raise
            raise error.__cause__  # noqa: B904 - with its own cause, the SDK's error
        return schema.model_validate(answer.model_dump())  # instructor's own subclass of the schema is not the schema

    async def _create(self, **request: Any) -> ChatCompletion:  # noqa: ANN401 - the SDK's own parameters
        """One HTTP call with its retries; what comes back has been counted and holds bare JSON."""
        asking = asking_for.get()
        retrying = AsyncRetrying(
            sleep=asyncio.sleep,
            wait=_wait,
            stop=lambda state: _is_over(state, asking),
            retry=retry_if_exception(_is_passing),
            reraise=True,
        )
        try:
            async for attempt in retrying:
                with attempt:
                    completion = await self._attempt(request, asking)
        except (openai.APIError, TimeoutError, json.JSONDecodeError) as error:
            raise explained(error, asking.document, self.settings) from error
        asking.account.answered_by.add(completion.model or "")
        return cleaned(completion, asking.document)

    async def _attempt(self, request: dict[str, Any], asking: Asking) -> Completion:
        """One try: within the limit, the budget and the time; counted from the server's usage."""
        async with self.limit.slot() as ticket:
            self.ledger.check()
            allowed = min(self.settings.call_timeout, asking.until - time.monotonic())
            try:
                async with asyncio.timeout(max(allowed, 0)):
                    body = await self._post(request)
            except openai.RateLimitError:
                self.limit.rejected(ticket)
                raise
            except (UnicodeDecodeError, RecursionError) as error:
                raise no_completion(asking.document, self.settings.address, type(error).__name__) from error
        completion = completion_of(body, asking.document, self.settings.address)
        self.limit.succeeded()
        self._count(request, completion, asking.account)
        return completion

    async def _post(self, request: dict[str, Any]) -> object:
        """The JSON of the response, in another form where the server sends one: the SDK's own classes check nothing.

        The request goes as it is: the walk through it in the SDK's own ``create`` takes 1 ms a call, 6 ms with a schema.
        """
        longest = self._longest
        body = {longest if name == _LONGEST else name: value for name, value in request.items()}
        try:
            return await self._openai.post("/chat/completions", cast_to=object, body=body)
        except openai.APIStatusError as error:
            if longest == _LONGEST_NOW or _is_passing(error) or _LONGEST_NOW not in str(error.message):
                raise
        self._longest = _LONGEST_NOW
        return await self._post(request)

    def _count(self, request: dict[str, Any], completion: Completion, account: Account) -> None:
        asked = dump_messages(request["messages"])
        prompt, written, estimated = usage_of(completion.usage, asked, completion.text)
        self.ledger.record(account, prompt, written, estimated=estimated)


@cache
def _prepared(schema: type[BaseModel]) -> type[BaseModel]:
    """The schema as instructor wants it, with its JSON Schema worked out once: it takes 10 ms, at every call."""
    prepared = cast("type[BaseModel]", prepare_response_model(schema))
    document = prepared.model_json_schema()

    def known(_: type[BaseModel], /, *__: object, **___: object) -> dict[str, Any]:
        return copy.deepcopy(document)

    prepared.model_json_schema = classmethod(known)  # type: ignore[assignment,method-assign]
    return prepared


def _is_passing(error: BaseException) -> bool:
    """Whether trying again may help: the connection, a timeout, a body cut off, 408, 409, 429, 5xx."""
    if isinstance(error, openai.APIStatusError):
        if _SPENT in (error.code, error.type):
            return False
        return error.status_code in _RETRIED_STATUS or error.status_code >= 500
    return isinstance(error, openai.APIConnectionError | TimeoutError | json.JSONDecodeError)


def _is_over(state: RetryCallState, asking: Asking) -> bool:
    """Whether the next try would begin after the deadline, or a probe has its answer."""
    error = state.outcome.exception() if state.outcome else None
    if asking.probing and getattr(error, "status_code", None) in REFUSALS and state.attempt_number >= 2:
        return True
    return time.monotonic() + _wait(state) >= asking.until


def _wait(state: RetryCallState) -> float:
    """Seconds until the next try: what the server asks for, else exponential with full jitter.

    Drawn once an attempt, so that the stop rule and the sleep see the same number.
    """
    drawn = getattr(state, "drawn", None)
    if drawn is not None and drawn[0] == state.attempt_number:
        return cast("float", drawn[1])
    error = state.outcome.exception() if state.outcome else None
    asked_for = _retry_after(error) if isinstance(error, openai.APIStatusError) else None
    longest = min(_FIRST_WAIT * 2 ** (state.attempt_number - 1), _LONGEST_WAIT)
    seconds = random.uniform(longest / 2, longest) if asked_for is None else asked_for + random.uniform(0, 0.1)
    state.drawn = (state.attempt_number, seconds)  # type: ignore[attr-defined]
    return seconds


def _retry_after(error: openai.APIStatusError) -> float | None:
    """``Retry-After`` (RFC 9110: seconds or a date) or ``retry-after-ms``; None where neither can be read."""
    milliseconds = error.response.headers.get("retry-after-ms", "")
    if _SECONDS.fullmatch(milliseconds):
        return float(milliseconds) / 1000
    value = error.response.headers.get("retry-after", "")
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        parsed = email.utils.parsedate_tz(value)
        return None if parsed is None else max(email.utils.mktime_tz(parsed) - time.time(), 0.0)
    except (ValueError, OverflowError, IndexError):  # a date of no calendar
        return None


def explained(error: Exception, document: str, settings: ModelSettings) -> ExtractorError:
    """The SDK's error in plain words."""
    where = settings.address
    if isinstance(error, openai.APIStatusError) and not _is_passing(error):
        chinese, english = _REJECTED.get(error.status_code, ("请求未被接受", "the request was not accepted"))
        said = str(error.message).replace(settings.api_key, "…")[:200]  # some servers send back the key they refuse
        return ModelRejectedError(
            f"“{document}”：{where} 返回 {error.status_code}，{chinese}（{said}）。",
            f"{document}: {where} answered {error.status_code}, {english} ({said}).",
        )
    what, english_what = _what_happened(error)
    return ModelUnavailableError(
        f"“{document}”：在 {settings.deadline:g} 秒的时限内得不到 {where} 的回答（{what}）；请稍后重试。",
        f"{document}: no answer of {where} was to be had within {settings.deadline:g} s ({english_what}); try again later.",
    )


def _what_happened(error: Exception) -> tuple[str, str]:
    if not isinstance(error, openai.APIStatusError):
        return (type(error).__name__,) * 2
    asked_for = _retry_after(error)
    if not asked_for:
        return (str(error.status_code),) * 2
    return f"{error.status_code}，要求等待 {asked_for:.0f} 秒", f"{error.status_code}, wait {asked_for:.0f} s"


_REJECTED: dict[int, tuple[str, str]] = {
    401: ("密钥无效，请检查 EXTRACTOR_API_KEY", "the key is not valid; check EXTRACTOR_API_KEY"),
    402: ("余额不足", "the account's money is used up"),
    403: ("密钥没有权限", "the key may not use this model"),
    404: ("地址或模型名有误", "the address or the model's name is wrong"),
    413: ("请求过长", "the request is too long"),
    429: ("额度已用完", "the account's quota is used up"),
}
