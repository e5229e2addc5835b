"""Which mode an endpoint understands: found out once by a question whose answer is known, and remembered."""

import asyncio
import contextlib
import fcntl
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, Field

from extractor.errors import BudgetSpentError, ModelError, ModelRejectedError, ModelUnavailableError
from extractor.llm.asking import Asking
from extractor.llm.cache import Cache, key_of
from extractor.llm.client import REFUSALS, Client
from extractor.llm.prompts import load_prompt, messages_of
from extractor.llm.settings import MODES, ModeName

_HOPELESS = frozenset({401, 402, 403, 429})
_MATERIAL = "木箱里有铅笔七支。"
_LOOK = 0.05
"""Seconds between two looks whether another process has found the mode."""
_PICTURED = 58
"""The number in ``probe.png``."""


class Thing(BaseModel):
    """A named number of things."""

    name: str = Field(max_length=20)
    count: int = Field(ge=0, le=1000)


@dataclass(frozen=True, slots=True)
class Trial:
    """One mode tried: ``error`` is None where it works."""

    mode: ModeName
    error: ModelError | None

    @property
    def hopeless(self) -> bool:
        """Whether no other mode can do better: nobody answers, the server is busy, the key or the account is refused."""
        if self.error is None:
            return False
        status = _status(self.error)
        return status in _HOPELESS or (isinstance(self.error, ModelUnavailableError) and status not in REFUSALS)


async def try_mode(client: Client, mode: ModeName, asking: Asking) -> Trial:
    """Ask the known question in one mode."""
    prompt = load_prompt("probe")
    messages = messages_of(prompt.system, prompt.question(_MATERIAL))
    try:
        await client.ask(mode, Thing, messages, _probing(asking))
    except BudgetSpentError:
        raise
    except ModelError as error:
        return Trial(mode, error)
    return Trial(mode, None)


async def sees(client: Client, mode: ModeName, asking: Asking) -> bool:
    """Whether the model reads the number that stands in a picture and nowhere else. Raises a ModelError where the
    endpoint refuses pictures."""
    prompt = load_prompt("probe")
    picture = (files("extractor.llm") / "probe.png").read_bytes()
    messages = messages_of(prompt.system, prompt.question("见图片。"), [picture])
    found = await client.ask(mode, Thing, messages, _probing(asking))
    return found.count == _PICTURED


async def agreed_mode(client: Client, asking: Asking, cache: Cache | None) -> ModeName:
    """The mode, found by the first of the run's processes while the others wait; see ``find_mode``."""
    shared = client.settings.shared
    if shared is None or client.settings.mode != "auto":
        return await find_mode(client, asking, cache)
    async with _first(shared / "mode", asking.until):
        return await find_mode(client, asking, cache or Cache(shared))


@contextlib.asynccontextmanager
async def _first(lock: Path, until: float) -> AsyncIterator[None]:
    """Alone among the processes that use this lock; at ``until`` (monotonic seconds) no more is waited for the others."""
    with lock.open("w") as file:
        while not _taken(file.fileno()) and time.monotonic() < until:
            await asyncio.sleep(_LOOK)
        yield


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def find_mode(client: Client, asking: Asking, cache: Cache | None) -> ModeName:
    """The first mode that works, from the cache where this endpoint and model were asked before.

    Raises the endpoint's own error where it cannot be reached or refuses the key, ModelRejectedError where it
    understands no mode.
    """
    settings = client.settings
    if settings.mode != "auto":
        return settings.mode
    key = key_of(kind="mode", base_url=settings.base_url, model=settings.model)
    known = cache.get(key) if cache else None
    if known in MODES:
        return known  # type: ignore[no-any-return]
    errors: list[ModelError] = []
    for mode in MODES:
        trial = await try_mode(client, mode, asking)
        if trial.error is None:
            if cache:
                with contextlib.suppress(OSError):
                    cache.put(key, mode)
            return mode
        if trial.hopeless:
            raise trial.error
        errors.append(trial.error)
    if len({_status(error) for error in errors}) == 1 and isinstance(errors[0], ModelRejectedError):
        raise errors[0]
    raise ModelRejectedError(
        f"{settings.address} 上的模型“{settings.model}”不能按要求的格式回答，四种模式都试过了。",
        f"{settings.model} at {settings.address} answers in none of the four modes.",
    ) from errors[-1]


def _probing(asking: Asking) -> Asking:
    return replace(asking, probing=True)


def _status(error: ModelError) -> int | None:
    """The HTTP status behind an error; None where there was none."""
    return getattr(error.__cause__, "status_code", None)
