"""``extractor doctor``: try the configured model and say what works."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.commands import Commands


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "doctor",
        help="检查语言模型能否使用 / try the language model",
        description="按环境变量 EXTRACTOR_BASE_URL、EXTRACTOR_MODEL、EXTRACTOR_API_KEY 试用模型，说明哪些可用。"
        "Tries the model that the environment names and says what works.",
    )
    parser.add_argument("--base-url", metavar="URL", help="服务地址 / the endpoint")
    parser.add_argument("--model", metavar="NAME", help="模型名，或 gguf:文件 / the model, or gguf:FILE")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from extractor.llm.doctor import diagnose
    from extractor.llm.settings import ModelSettings

    line = ""
    for line in diagnose(ModelSettings.from_environment(base_url=arguments.base_url, model=arguments.model)):
        print(line, flush=True)
    return 0 if line.startswith("可以使用") else 1
