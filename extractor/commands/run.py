"""``extractor run PATH… --out DIR``: read reports, write their results, tell what needs a person."""

import argparse
import os
import sys
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.commands.model import add_model, configure_model, usable_model
from extractor.commands.terminal import visible
from extractor.llm.settings import GGUF, ModelSettings
from extractor.settings import ENGINE_CHOICES, choose_engine, describe_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from extractor.batch.inputs import Input, Inputs
    from extractor.batch.tasks import Staff
    from extractor.commands import Commands

_ASKERS = 32
"""Processes that ask a remote model, at 30 MB each: 600 reports a minute and more, where an answer takes a second or two."""
_SCANNED = 300.0
"""Seconds to read a document by rules, where its pages may have to be looked at."""


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
        "--workers",
        type=positive,
        metavar="N",
        help="进程数，默认为处理器数，询问远程模型时 32 / processes; default: cores, where a remote model is asked 32",
    )
    parser.add_argument("--on", choices=("ray",), help="在 Ray 集群上读取 / read on a Ray cluster, not on this machine")
    parser.add_argument("--address", metavar="ADDRESS", help="Ray 集群的地址 / the Ray cluster's address; default: Ray's own")
    parser.add_argument(
        "--time-limit",
        type=positive,
        metavar="SECONDS",
        help="单个文件的时限，默认 60，装有 OCR 引擎时 300，使用语言模型时 600 / for one document; default: 60, "
        "where the OCR engine is installed 300, with a model 600",
    )
    parser.add_argument(
        "--type",
        metavar="NAME",
        help="报告类型，默认按内容识别 / report type; default: recognised by content (extractor schema NAME describes one)",
    )
    add_model(parser)


def positive(text: str) -> int:
    """A number of the command line that is at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("至少为 1 / must be at least 1")
    return number


def _run(arguments: argparse.Namespace) -> int:
    from extractor.batch.inputs import Inputs, find_files, prepare

    def inputs() -> "Inputs":
        files = find_files(arguments.paths, arguments.out, _tell_left_out)
        return Inputs(files, prepare(arguments.out))

    return carry_out(arguments, arguments.out, inputs, fresh=arguments.fresh)


def _tell_left_out(path: "Path") -> None:
    name = visible(str(path))
    print(
        f"未读取“{name}”：无法打开的文件夹，或指向所给文件夹之外的链接（如需读取，请直接给出它）。"
        f" {name} was left out: a folder that may not be opened, or a link that leads out of the given folder"
        " (to have it read, name it itself).",
        file=sys.stderr,
    )


def carry_out(
    arguments: argparse.Namespace,
    folder: Path,
    find: "Callable[[], Inputs | Sequence[Input]]",
    *,
    fresh: bool = False,
    again: "Collection[str] | None" = None,
) -> int:
    """Read what ``find`` finds, and of what failed what has one of the codes ``again`` (all where there are none)."""
    configure_model(arguments)
    engine = choose_engine(arguments.engine)
    if arguments.type is not None:
        from extractor.reports.registry import report_type_named

        report_type_named(arguments.type)  # before anything is written, the type is known to exist

    settings = None if engine == "offline" else usable_model()

    from extractor.batch.inputs import prepare
    from extractor.batch.local import retry, run
    from extractor.batch.tasks import Job
    from extractor.commands.closing import print_closing
    from extractor.commands.progress import progress
    from extractor.store.engine import open_store
    from extractor.store.schema import now

    print(describe_engine(engine, arguments.engine), flush=True)
    inputs = find()
    job = Job(
        prepare(folder),
        engine,
        settings.model if settings else None,
        fresh,
        arguments.debug,
        arguments.time_limit or _limit(settings),
        report_type=arguments.type,
    )
    since, started = now(), time.monotonic()
    with closing(open_store(job.out, arguments.store)) as store:
        number = len(inputs) if again is None else retry(store, job, again)
        with progress(number, sys.stderr) as seen:
            outcome = run(inputs, job, _staff(arguments, number, settings), seen, store, since)
        return 0 if print_closing(outcome, folder, time.monotonic() - started) else 1


def _staff(arguments: argparse.Namespace, number: int, settings: ModelSettings | None) -> "Staff":
    """Who reads: no more processes than there are documents.

    A process that waits for a remote model needs no processor meanwhile. So there are more of them, started as they are
    needed, but no more that compute than processors; the calls at once that are allowed are shared out among them.
    """
    if arguments.on == "ray":
        from extractor.batch.ray import RayPool

        return lambda job: RayPool(job, arguments.workers, arguments.address)
    from extractor.batch.staff import processes

    most = arguments.workers or _processes(settings)
    calls = {} if settings is None else {"calls": settings.max_concurrency}
    return processes(max(min(most, number), 1), None if arguments.workers else cores(), patient=_tell_patience, **calls)


def _tell_patience() -> None:
    print(
        "正在等待已付费的回答；如需立即结束，请再按 Ctrl-C。"
        " Waiting for answers that are paid for; press Ctrl-C again to end at once.",
        file=sys.stderr,
        flush=True,
    )


def _processes(settings: ModelSettings | None) -> int:
    if settings is None or settings.model.startswith(GGUF):
        return cores()
    return min(max(_ASKERS, cores()), settings.max_concurrency)


def _limit(settings: ModelSettings | None) -> float:
    """Seconds for one document: a model takes its time, and its answers are paid for, but half is left for the rules; OCR
    takes 3 to 5 a page on a core of its own and three times that on a busy machine, so that 300 are enough for 20 scanned
    pages."""
    if settings is not None:
        return 2 * max(_SCANNED, settings.deadline)
    return _SCANNED if find_spec("rapidocr") else 60.0


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
