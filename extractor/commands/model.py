"""The arguments about a language model: they go into the environment, where every worker process finds them."""

import argparse
import os
from pathlib import Path

from extractor.llm.settings import ModelSettings

_ARGUMENTS = ("base_url", "model", "mode", "prices", "max_cost", "max_tokens")


def add_endpoint(parser: argparse.ArgumentParser) -> "argparse._ArgumentGroup":
    """The arguments that name a model."""
    group = parser.add_argument_group("语言模型 language model")
    group.add_argument("--model", metavar="NAME", help="模型名，或 gguf:文件 / the model, or gguf:FILE")
    group.add_argument("--base-url", metavar="URL", help="服务地址 / the endpoint")
    group.add_argument("--mode", choices=("auto", "json_schema", "tools", "json", "md_json"), help="默认 auto")
    group.add_argument("--prices", type=Path, metavar="FILE", help="价格文件 / a price list of your own")
    return group


def add_model(parser: argparse.ArgumentParser) -> None:
    """The arguments that name a model and bound what it may use."""
    group = add_endpoint(parser)
    group.add_argument("--max-cost", type=float, metavar="N", help="本次费用上限 / money for this run")
    group.add_argument("--max-tokens", type=int, metavar="N", help="本次词元上限 / tokens for this run")
    group.add_argument("--vision", action="store_true", help="模型能看图片 / the model takes pictures")
    group.add_argument("--no-cache", action="store_true", help="不用以前的回答 / ask again what was answered before")


def configure_endpoint(arguments: argparse.Namespace) -> None:
    """Put the arguments that name a model into the environment of this process and its workers."""
    for name in _ARGUMENTS:
        value = getattr(arguments, name, None)
        if value is not None:
            os.environ[f"EXTRACTOR_{name.upper()}"] = str(value)
    if getattr(arguments, "vision", False):
        os.environ["EXTRACTOR_VISION"] = "on"


def usable_model() -> ModelSettings:
    """The model that is configured. Raises SettingsError where no document could be read with it."""
    from extractor.llm.session import check_usable

    settings = ModelSettings.from_environment()
    check_usable(settings)
    return settings


def configure_model(arguments: argparse.Namespace) -> None:
    """Put all arguments about a model into the environment of this process and its workers."""
    configure_endpoint(arguments)
    if arguments.no_cache:
        os.environ["EXTRACTOR_CACHE"] = "off"
