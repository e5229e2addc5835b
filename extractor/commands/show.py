"""``extractor show FILE``: one result in the terminal."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.commands import Commands
    from extractor.result import Result


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser("show", help="在终端显示一份结果 / show one result in the terminal")
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="结果 JSON，或文档（离线读取） / a result's JSON, or a document (read offline)"
    )
    parser.set_defaults(run=_show)


def _show(arguments: argparse.Namespace) -> int:
    from rich.console import Console

    from extractor.show import show

    result = _result(arguments.file)
    show(result, Console(highlight=False))
    return 1 if result.status == "failed" else 0


def _result(path: Path) -> "Result":
    from extractor.errors import UnreadableFileError
    from extractor.pipeline import extract
    from extractor.reports.results import load_result

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            f"无法读取“{path.name}”：{error.strerror}。", f"{path.name} cannot be read: {error.strerror}."
        ) from error
    stored = load_result(data) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else None
    return stored or extract(path)
