"""The one place that decides which engine reads."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from extractor.errors import SettingsError
from extractor.llm.settings import ModelSettings, names_model

if TYPE_CHECKING:
    from extractor.result import Engine  # pydantic models: too slow to load for ``extractor --help``

EngineChoice = Literal["auto", "offline", "llm", "hybrid"]
ENGINE_CHOICES: tuple[EngineChoice, ...] = ("auto", "offline", "llm", "hybrid")


def choose_engine(choice: EngineChoice, environment: Mapping[str, str] = os.environ) -> "Engine":
    """The engine that reads: ``auto`` is ``hybrid`` where a model is configured, else ``offline``.

    A key alone configures no model: nobody pays for calls because another program's key lies in the environment.
    Raises SettingsError where the chosen engine needs a model and none is configured, or one in a way that cannot work.
    """
    if choice == "auto":
        return "hybrid" if has_model(environment) else "offline"
    if choice != "offline" and not has_model(environment):
        raise SettingsError(
            f"引擎 {choice} 需要语言模型：请设置环境变量 EXTRACTOR_MODEL 以及 EXTRACTOR_BASE_URL 或 "
            "EXTRACTOR_API_KEY，或改用 --engine offline。",
            f"The {choice} engine needs a language model: set EXTRACTOR_MODEL and EXTRACTOR_BASE_URL or "
            "EXTRACTOR_API_KEY, or use --engine offline.",
        )
    return choice


def has_model(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment names a model. Raises SettingsError where it names one that cannot be asked like that: a
    key is missing, or another setting makes no sense."""
    if not names_model(environment):
        return False
    ModelSettings.from_environment(environment)
    return True


def model_of(engine: "Engine", environment: Mapping[str, str] = os.environ) -> str | None:
    """The name of the model that an engine asks."""
    return None if engine == "offline" else ModelSettings.from_environment(environment).model


def describe_engine(engine: "Engine", choice: EngineChoice) -> str:
    """One line that says which engine reads, why, and what that leaves out."""
    if engine != "offline":
        return f"引擎 {engine}：使用所配置的语言模型。 Engine {engine}: asks the configured language model."
    no_model = choice == "auto"
    return (
        f"引擎 offline{'（未配置语言模型）' if no_model else ''}：表格由规则读取并核验；正文事实、问题与改进只按规则读取，可能有遗漏。"
        f" Engine offline{' (no language model is configured)' if no_model else ''}: tables are read and proven by rules; "
        "facts in the prose, problems and improvements are read by rules alone, which may miss some."
    )
