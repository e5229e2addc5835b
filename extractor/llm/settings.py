"""Which endpoint and model to use and within what bounds: from arguments, else from the environment."""

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from extractor.errors import SettingsError

ModeName = Literal["json_schema", "tools", "json", "md_json"]
"""How an endpoint is made to answer in a schema; instructor's modes of these names."""
MODES: tuple[ModeName, ...] = ("json_schema", "tools", "json", "md_json")
"""In the order in which they are tried: from the one that binds a model most to the one that only asks it."""

GGUF = "gguf:"
"""A model name that begins so is a local model file, served on loopback for the run."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Everything a session with a model needs. Times are in seconds.

    ``deadline`` bounds all questions about one document with all their retries, ``call_timeout`` one attempt.
    ``chunk_tokens`` is the text sent in one question, ``answer_tokens`` the longest answer. ``max_cost`` (in the price file's currency) and
    ``max_tokens`` bound the run. ``cache`` is a folder, None for no cache; ``prices`` a file in place of the built-in;
    ``shared`` a folder in which the processes of one run add up what they use, so that the bounds hold for all of them,
    and leave each other the mode that one of them found.
    ``vision``: the model also takes pictures.
    """

    model: str
    base_url: str = _OPENAI
    api_key: str = field(default="none", repr=False)
    mode: ModeName | Literal["auto"] = "auto"
    call_timeout: float = 120.0
    deadline: float = 300.0
    first_concurrency: int = 16
    max_concurrency: int = 128
    chunk_tokens: int = 1200
    answer_tokens: int = 2000
    max_cost: float | None = None
    max_tokens: int | None = None
    cache: Path | None = None
    prices: Path | None = None
    shared: Path | None = None
    vision: bool = False

    def __post_init__(self) -> None:
        if self.mode not in (*MODES, "auto"):
            raise SettingsError(
                f"不认识的模式“{self.mode}”，可用：auto、{'、'.join(MODES)}。",
                f"Unknown mode {self.mode!r}; use auto or one of {', '.join(MODES)}.",
            )
        if not 1 <= self.max_concurrency <= 128:
            raise SettingsError("并发数须在 1 到 128 之间。", "The concurrency must be between 1 and 128.")
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if value is not None and not least <= value < math.inf:
                raise SettingsError(f"{name} 的值 {value} 应不小于 {least}。", f"{name} is {value}; the least is {least}.")
        if not _is_address(self.base_url):
            raise SettingsError(
                f"服务地址“{self.address}”应形如 https://host/v1。",
                f"{self.address} is no endpoint; it must look like https://host/v1.",
            )
        if not (self.api_key.isascii() and self.api_key.isprintable()):
            raise SettingsError(
                "密钥中有不能发送的字符，请检查 EXTRACTOR_API_KEY。",
                "The key has characters that cannot be sent; check EXTRACTOR_API_KEY.",
            )

    @property
    def is_local(self) -> bool:
        """Whether the endpoint is this machine's own, where calls cost nothing."""
        return urlsplit(self.base_url).hostname in _LOOPBACK

    @property
    def address(self) -> str:
        """``base_url`` as messages may show it: without a user name and password."""
        return re.sub(r"//[^/@]*+@", "//", self.base_url)

    def at(self, base_url: str, model: str) -> Self:
        """The same settings for another endpoint."""
        return replace(self, base_url=base_url, model=model)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **given: object) -> Self:
        """``given`` where it is not None, else ``EXTRACTOR_BASE_URL``, ``_MODEL``, ``_API_KEY``, else ``OPENAI_*``.

        Also ``EXTRACTOR_MODE``, ``_MAX_COST``, ``_MAX_TOKENS``, ``_MAX_CONCURRENCY``, ``_CALL_TIMEOUT``,
        ``_DEADLINE``, ``_CHUNK_TOKENS``, ``_ANSWER_TOKENS``, ``_PRICES``, ``_VISION`` (``on`` or ``off``)
        and ``_CACHE`` (a folder, or ``off``).
        Raises SettingsError where no model is named, where a key is needed and there is none, and for a value that
        makes no sense.
        """
        variables = os.environ if environment is None else environment
        chosen = {name: value for name, value in given.items() if value is not None}
        for name in ("base_url", "model", "api_key"):
            found = _named(name, variables)
            if name not in chosen and found:
                chosen[name] = found
        for name, read in _READ.items():
            text = variables.get(f"EXTRACTOR_{name.upper()}")
            if name not in chosen and text:
                chosen[name] = _value(name, text, read)
        chosen.setdefault("cache", default_cache(variables))
        if "model" not in chosen:
            raise SettingsError(
                "未指定模型：请用 --model 或环境变量 EXTRACTOR_MODEL 指定。",
                "No model is named: give --model or set EXTRACTOR_MODEL.",
            )
        settings = cls(**chosen)  # type: ignore[arg-type]
        if settings.api_key == "none" and not settings.is_local and not settings.model.startswith(GGUF):
            raise SettingsError(
                f"访问 {settings.address} 需要密钥：请设置环境变量 EXTRACTOR_API_KEY。",
                f"{settings.address} needs a key: set EXTRACTOR_API_KEY.",
            )
        return settings


def names_model(environment: Mapping[str, str]) -> bool:
    """Whether the environment names a model at all."""
    return bool(_named("model", environment))


def _named(name: str, environment: Mapping[str, str]) -> str | None:
    return environment.get(f"EXTRACTOR_{name.upper()}") or environment.get(f"OPENAI_{name.upper()}")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def default_cache(environment: Mapping[str, str]) -> Path:
    """Where answers are kept unless told otherwise: below ``XDG_CACHE_HOME``, else ``~/.cache``."""
    base = environment.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "disclosure-extractor" / "answers"


def _cache(text: str) -> Path | None:
    return None if text == "off" else Path(text)


def _switch(text: str) -> bool:
    return {"on": True, "off": False}[text]


_LEAST = {"max_cost": 0, "max_tokens": 0, "call_timeout": 0.1, "deadline": 0.1, "chunk_tokens": 100, "answer_tokens": 100}
_READ: dict[str, Callable[[str], object]] = {
    "mode": str,
    "max_cost": float,
    "max_tokens": int,
    "max_concurrency": int,
    "call_timeout": float,
    "deadline": float,
    "chunk_tokens": int,
    "answer_tokens": int,
    "prices": Path,
    "vision": _switch,
    "cache": _cache,
}


def _value(name: str, text: str, read: Callable[[str], object]) -> object:
    try:
        return read(text)
    except (KeyError, ValueError) as error:
        variable = f"EXTRACTOR_{name.upper()}"
        wanted, english = ("on 或 off", "on or off") if read is _switch else ("数字", "a number")
        raise SettingsError(
            f"环境变量 {variable} 的值“{text}”应为{wanted}。", f"{variable} is {text!r}; it must be {english}."
        ) from error
