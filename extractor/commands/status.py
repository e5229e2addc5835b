"""``extractor status DIR``: how far the workspace is."""

import argparse
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.commands import Commands


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "status",
        help="查看工作区进度 / how far a workspace is",
        description="显示工作区的进度：通过、待审、失败、排队、速度、剩余时间、模型用量。"
        "Shows a workspace's progress: accepted, needs review, failed, waiting, rate, time left, tokens and money.",
    )
    add_workspace(parser)
    parser.set_defaults(run=_run)


def add_workspace(parser: argparse.ArgumentParser) -> None:
    """The arguments that say which workspace."""
    parser.add_argument("dir", type=Path, metavar="DIR", help="run 的 --out 文件夹 / what --out named")
    parser.add_argument(
        "--store",
        metavar="URL",
        help="工作区数据库 postgresql://…，默认 DIR/workspace.db / the workspace's database; default: DIR/workspace.db",
    )


def add_type(parser: argparse.ArgumentParser) -> None:
    """The argument that says which of a workspace's reports."""
    parser.add_argument(
        "--type", default="disclosure", metavar="NAME", help="报告类型，默认 disclosure / report type; default: disclosure"
    )


def existing(folder: Path, url: str | None) -> Path:
    """The folder of a workspace that is there. Raises UsageError for one that is not."""
    if url is None and not (folder / "workspace.db").is_file():
        raise UsageError(
            f"“{folder}”不是工作区；请先用 extractor run … --out {folder}。",
            f"{folder} is no workspace; make one by extractor run … --out {folder}.",
        )
    return folder


def _run(arguments: argparse.Namespace) -> int:
    from extractor.commands.progress import WORDS, clock
    from extractor.store.engine import open_store
    from extractor.store.status import read_status

    with closing(open_store(existing(arguments.dir, arguments.store), arguments.store)) as store:
        status = read_status(store)
    out = sys.stdout
    counts = Counter(status.files)
    print(" · ".join(f"{word} {counts[name]}" for name, word in WORDS.items()), file=out)
    for code, number in sorted(status.failures.items(), key=lambda item: (-item[1], item[0])):
        print(f"  {number:>6}  {code}", file=out)
    print(f"排队 waiting {status.waiting} · 正在读 being read {status.leased} · 进程 runs {status.owners}", file=out)
    if status.asked:
        print(f"等待批量接口 waiting for a batch {status.asked}", file=out)
    if status.waiting or status.leased:
        left = "–" if status.seconds_left is None else clock(status.seconds_left)
        print(f"速度 rate {status.rate:.1f}/s · 剩余 left {left}", file=out)
    print(
        f"读取 extractions {status.extractions} · 模型调用 calls {status.calls} · 词元 tokens {status.tokens}"
        f" · 费用 cost {status.cost:.4f}",
        file=out,
    )
    return 0
