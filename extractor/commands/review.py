"""``extractor review DIR``: the review page in the browser."""

import argparse
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.commands import Commands

_HERE = "127.0.0.1"


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "review",
        help="在浏览器中审核结果 / review results in the browser",
        description="打开 DIR 中的结果，逐份审核；每一处修改都留有记录。"
        "Opens the results in DIR for review; every change is kept on record.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="extractor run 的结果文件夹 / what extractor run wrote")
    parser.add_argument("--port", type=int, default=8501, metavar="N", help="端口 / port (8501)")
    parser.add_argument(
        "--address",
        default=_HERE,
        help="监听地址，默认只限本机 / address to listen on; only this machine by default",
    )
    parser.add_argument("--store", metavar="URL", help="工作区数据库 / the workspace's database (see extractor run)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from extractor.errors import UsageError

    if arguments.store is None and not (arguments.folder / "workspace.db").is_file():
        raise UsageError(
            f"“{arguments.folder}”不是工作区；请先运行 extractor run … --out {arguments.folder}。",
            f"{arguments.folder} is no workspace; run extractor run … --out {arguments.folder} first.",
        )
    if arguments.address != _HERE:
        print(
            "注意：页面将对其他机器开放。请先配置登录（docs/review.md“开放给他人”），并置于 HTTPS 之后。\n"
            "Note: other machines can open the page. Configure the login first (docs/review.md), and put it behind HTTPS.",
            file=sys.stderr,
        )
    line = command(arguments.folder, arguments.port, arguments.address, arguments.store)
    os.execv(line[0], line)  # this process becomes the server, so that ending it ends the page


def command(folder: Path, port: int, address: str = _HERE, store: str | None = None) -> list[str]:
    """The command line that serves the page, by the settings beside it (``ui/.streamlit/config.toml``)."""
    page = find_spec("ui")
    assert page is not None, "the package ui is installed with this one"
    assert page.origin is not None, "ui is a package with an __init__"
    script = str(Path(page.origin).with_name("app.py"))
    flags = [f"--server.address={address}", f"--server.port={port}"]
    return [sys.executable, "-m", "streamlit", "run", script, *flags, "--", str(folder), *([store] if store else [])]
