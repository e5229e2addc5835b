"""``extractor batch submit|collect DIR``: the model's part of a workspace by a provider's batches, at half the price."""

import argparse
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

from extractor.commands.model import add_endpoint, configure_endpoint, usable_model
from extractor.commands.run import cores, positive
from extractor.commands.status import add_workspace, existing
from extractor.settings import choose_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.batch.provider import Collected
    from extractor.batch.tasks import Job
    from extractor.commands import Commands
    from extractor.llm.settings import ModelSettings
    from extractor.store.batches import Sent
    from extractor.store.engine import Store

    Step = Callable[[Store, Job, ModelSettings, argparse.Namespace], int]


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "batch",
        help="以批量接口半价使用语言模型 / ask the model by batches, at half the price",
        description="先用 run --engine offline 读出文件，再以批量接口（OpenAI Batch API）提交规则未能读准之处。"
        "Run with --engine offline first; then send what the rules leave open by the OpenAI Batch API.",
    )
    steps = parser.add_subparsers(title="步骤 steps", metavar="STEP", required=True)
    told = {"submit": (_submit, "提交问题 / send the questions"), "collect": (_collect, "取回答案 / fetch the answers")}
    for name, (step, words) in told.items():
        one = steps.add_parser(name, help=words, description=words)
        add_workspace(one)
        one.add_argument("--engine", choices=("hybrid", "llm"), default="hybrid")
        one.add_argument("--workers", type=positive, metavar="N", help="进程数 / processes; default: cores")
        add_endpoint(one)
        one.set_defaults(run=_run, step=step)


def _run(arguments: argparse.Namespace) -> int:
    folder = existing(arguments.dir, arguments.store)
    configure_endpoint(arguments)
    engine = choose_engine(arguments.engine)

    from extractor.batch.inputs import prepare
    from extractor.batch.tasks import Job
    from extractor.store.engine import open_store

    settings = usable_model()
    job = Job(prepare(folder), engine, settings.model, debug=arguments.debug, later=True)
    with closing(open_store(job.out, arguments.store)) as store:
        step: Step = arguments.step
        return step(store, job, settings, arguments)


def _submit(store: "Store", job: "Job", settings: "ModelSettings", arguments: argparse.Namespace) -> int:
    from extractor.batch.local import run
    from extractor.batch.provider import recorded, submit
    from extractor.batch.staff import processes
    from extractor.commands.progress import progress
    from extractor.store.overview import count_files

    def read() -> None:
        with progress(count_files(store), sys.stderr) as seen:
            run(recorded(store, job.out), job, processes(arguments.workers or cores()), seen, store)

    _tell_sent(submit(store, job, settings, read), arguments)
    return 0


def _tell_sent(sent: "list[Sent]", arguments: argparse.Namespace) -> None:
    if not sent:
        print("没有要问模型的问题。 There is nothing to ask the model.")
        return
    number = sum(batch.questions for batch in sent)
    print(f"已提交 {number} 个问题 sent {number} questions:")
    for batch in sent:
        print(f"  {batch.provider_id}  {batch.questions}")
    print(f"至多 24 小时后取回 within 24 hours: extractor batch collect {arguments.dir}")


def _collect(store: "Store", job: "Job", settings: "ModelSettings", arguments: argparse.Namespace) -> int:
    from extractor.batch.local import run
    from extractor.batch.provider import collect
    from extractor.batch.staff import processes
    from extractor.commands.closing import print_closing
    from extractor.commands.progress import progress
    from extractor.store.batches import count_asked, count_waiting
    from extractor.store.schema import now

    since, started = now(), time.monotonic()
    outcomes = []

    def read() -> None:
        with progress(count_asked(store), sys.stderr) as seen:
            outcomes.append(run([], job, processes(arguments.workers or cores()), seen, store, since))

    _tell_collected(collect(store, job, settings, read))
    whole = print_closing(outcomes[0], arguments.dir, time.monotonic() - started)
    waiting = count_waiting(store)
    if waiting:
        print(
            f"\n还有 {waiting} 个问题未提交（新的、失败的或过期的） {waiting} questions are still to be sent "
            f"(new, failed or expired): extractor batch submit {arguments.dir}"
        )
    return 0 if whole else 1


def _tell_collected(collected: "Collected") -> None:
    for batch, gained in collected.ended:
        lost = batch.questions - gained.answered
        tokens = gained.prompt_tokens + gained.completion_tokens
        print(
            f"{batch.provider_id}: 已答 answered {gained.answered} · 未答 unanswered {lost}"
            f" · 词元 tokens {tokens} · 费用 cost {gained.cost:.4f}"
        )
        if lost:
            print(f"    · {gained.error or '过期 expired'}")
    for one in collected.under_way:
        print(f"{one.id}: {one.status} {one.done}/{one.questions}")
