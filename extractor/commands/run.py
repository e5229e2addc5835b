"""``extractor run PATH… --out DIR``: read reports, write their results, tell what needs a person."""

import argparse
import os
import sys
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.model import add_model, configure_model
from extractor.settings import ENGINE_CHOICES, choose_engine, describe_engine, model_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from extractor.batch.inputs import Input
    from extractor.commands import Commands
    from extractor.result import Engine


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "run",
        help="读取报告，写出结果和汇总表 / read reports, write results and a summary table",
        description="为每份报告写出 DIR/reports/<文件名>.json，并写出汇总表 DIR/summary.csv。未变的文件不再重读。"
        "Writes DIR/reports/<file name>.json for each report, and DIR/summary.csv; unchanged files are not read again.",
        epilog="退出状态：0 全部读出，1 有文件失败，2 用法有误。"
        "Exit status: 0 all were read, 1 some failed, 2 wrong usage.",
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="文件、文件夹或通配符 / files, folders, globs")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="结果文件夹 / where results go")
    parser.add_argument("--fresh", action="store_true", help="未变的文件也重读 / read unchanged files again, too")
    parser.add_argument(
        "--store",
        metavar="URL",
        help="工作区数据库 postgresql://…，默认 DIR/workspace.db / the workspace's database; default: DIR/workspace.db",
    )
    parser.add_argument("--debug", action="store_true", help="出错时显示详情 / show tracebacks")
    add_reading(parser)
    parser.set_defaults(run=_run)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """The arguments that say how documents are read."""
    parser.add_argument(
        "--engine",
        choices=ENGINE_CHOICES,
        default="auto",
        help="auto：配置了语言模型则为 hybrid，否则 offline / auto is hybrid where a model is configured, else offline",
    )
    parser.add_argument(
        "--workers", type=_positive, metavar="N", help="进程数，默认为处理器数 / processes; default: cores"
    )
    parser.add_argument(
        "--time-limit",
        type=_positive,
        metavar="SECONDS",
        help="单个文件的时限，默认 60，装有 OCR 引擎时 300，使用语言模型时 600 / for one document; default: 60, "
        "where the OCR engine is installed 300, with a model 600",
    )
    add_model(parser)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("至少为 1 / must be at least 1")
    return number


def _run(arguments: argparse.Namespace) -> int:
    from extractor.batch.inputs import find_files, name_inputs, prepare

    def inputs() -> "Sequence[Input]":
        files = find_files(arguments.paths, arguments.out)
        return name_inputs(files, prepare(arguments.out))

    return carry_out(arguments, arguments.out, inputs, fresh=arguments.fresh)


def carry_out(
    arguments: argparse.Namespace,
    folder: Path,
    find: "Callable[[], Sequence[Input]]",
    *,
    fresh: bool = False,
    again: "Collection[str] | None" = None,
) -> int:
    """Read what ``find`` finds, and of what failed what has one of the codes ``again`` (all where there are none)."""
    configure_model(arguments, folder)
    engine = choose_engine(arguments.engine)

    from extractor.batch.inputs import prepare
    from extractor.batch.local import retry, run
    from extractor.batch.tasks import Job
    from extractor.commands.closing import print_closing
    from extractor.commands.progress import progress
    from extractor.store.engine import open_store
    from extractor.store.schema import now

    print(describe_engine(engine, arguments.engine), flush=True)
    inputs = find()
    job = Job(prepare(folder), engine, model_of(engine), fresh, arguments.debug, arguments.time_limit or _limit(engine))
    since, started = now(), time.monotonic()
    with closing(open_store(job.out, arguments.store)) as store:
        number = len(inputs) if again is None else retry(store, job, again)
        with progress(number, sys.stderr) as seen:
            outcome = run(inputs, job, max(min(arguments.workers or cores(), number), 1), seen, store, since)
        return 0 if print_closing(outcome, folder, time.monotonic() - started) else 1


def _limit(engine: "Engine") -> float:
    """Seconds for one document: a model takes its time, and its answers are paid for; OCR takes 3 to 5 a page on a core
    of its own and three times that on a busy machine, so that 300 are enough for 20 scanned pages."""
    if engine != "offline":
        return 600.0
    return 300.0 if find_spec("rapidocr") else 60.0


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
