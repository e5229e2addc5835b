"""``extractor eval …``: the commands, each a thin way to one module. Nothing heavy is imported until one is run."""

from __future__ import annotations

import datetime as dt
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from eval.compare import Comparison
    from eval.runs import SavedRun


_EXTRA = ("altair", "jinja2", "numpy", "scipy", "sklearn", "vl_convert")
_SHOWN = (
    "reports_wholly_right",
    "accuracy",
    "accuracy.cells",
    "values.wrong",
    "values.invented",
    "values.silent_errors",
    "facts.precision",
    "facts.recall",
    "facts.indicator",
    "problems.f1",
    "improvements.f1",
    "checks.recall",
    "checks.precision",
    "checks.cause.precision",
    "evidence.grounded",
    "evidence.offsets_exact",
    "evidence.boxes",
    "confidence.ece",
    "confidence.auroc",
    "confidence.coverage_at_999",
    "cost.calls",
    "cost.prompt_tokens",
    "cost.completion_tokens",
    "cost.seconds",
)


def add_eval_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``eval`` with its commands to the program's parser; each sets ``run``, which gives the exit status."""
    parser = subparsers.add_parser("eval", help="评测：与人工标注对比 | score engines against hand-labelled reports")
    commands = parser.add_subparsers(dest="eval_command", required=True, metavar="COMMAND")
    _add_run(commands)
    _add_reading_runs(commands)
    _add_labels(commands)
    _add_sets(commands)


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=text, description=text)


def _folder(parser: argparse.ArgumentParser, flag: str, text: str, *, required: bool = False) -> None:
    parser.add_argument(flag, type=Path, metavar="DIR", required=required, help=text)


def _add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = _command(commands, "run", "在标注集上运行一种引擎并评分 | run one engine over labelled reports and score it")
    run.add_argument(
        "--engine", default="offline", metavar="NAME", help="引擎或对比工具 | engine or peer (default: offline)"
    )
    _folder(run, "--labels", "标注目录 | folder of labels (default: the project's own)")
    _folder(run, "--out", "结果目录 | folder for the run", required=True)
    run.add_argument(
        "--require",
        action="append",
        default=[],
        metavar="METRIC>=X",
        help="不满足时退出码为 1，可多次给出 | exit status 1 where it does not hold; may be given again",
    )
    run.set_defaults(run=partial(_with_packages, _run))


def _add_reading_runs(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    compare = _command(commands, "compare", "比较同一标注集上的两次运行 | compare two runs on the same labels, paired")
    compare.add_argument("before", type=Path, metavar="RUN_A")
    compare.add_argument("after", type=Path, metavar="RUN_B")
    compare.set_defaults(run=partial(_with_packages, _compare))
    report = _command(commands, "report", "写出一页 HTML 报告 | write one self-contained HTML page")
    report.add_argument("folder", type=Path, metavar="RUN")
    report.add_argument("--out", type=Path, metavar="FILE", help="默认 RUN/report.html | default RUN/report.html")
    report.set_defaults(run=partial(_with_packages, _report))


def _add_labels(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    label = _command(
        commands, "label", "从一次读取起草标注，供人工改正 | start a label from an extraction, for a person to correct"
    )
    label.add_argument("file", type=Path, metavar="FILE")
    _folder(label, "--labels", "标注目录 | folder of labels (default: the project's own)")
    label.set_defaults(run=partial(_with_packages, _label))
    validate = _command(
        commands, "validate", "检查标注：结构、指针、引文、勾稽 | check labels: schema, pointers, quotes, arithmetic"
    )
    _folder(validate, "--labels", "标注目录 | folder of labels (default: the project's own)")
    validate.set_defaults(run=partial(_with_packages, _validate))
    freeze = _command(commands, "freeze", "冻结标注集并记下修改理由 | freeze the set and write down why it changed")
    _folder(freeze, "--labels", "标注目录 | folder of labels (default: the project's own)")
    freeze.add_argument("--reason", required=True, help="为何修改 | why the labels changed")
    freeze.set_defaults(run=partial(_with_packages, _freeze))


def _add_sets(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    stress = _command(commands, "stress", "由标注生成压力测试集 | make stress sets from labelled reports")
    _folder(stress, "--labels", "标注目录 | folder of labels (default: the project's own)")
    _folder(stress, "--out", "生成的标注集 | folder for the generated set", required=True)
    stress.add_argument("--seed", type=int, default=7, help="随机种子 | random seed (default: 7)")
    stress.add_argument(
        "--only", action="append", metavar="NAME", help="只生成此类，可多次 | only this kind; may be repeated"
    )
    stress.set_defaults(run=partial(_with_packages, _stress))
    calibrate = _command(
        commands, "calibrate", "在标注集上校准置信度 | fit the stated confidence to labelled documents"
    )
    _folder(
        calibrate, "--labels", "标注目录，通常为压力测试集 | folder of labels, as a rule the stress sets", required=True
    )
    calibrate.add_argument(
        "--out", type=Path, metavar="FILE", help="默认写入程序包 | default: the file the extractor reads"
    )
    calibrate.set_defaults(run=partial(_with_packages, _calibrate))


def _with_packages(command: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Carry out a command; a missing package of the ``eval`` extra is told in a sentence."""
    try:
        return command(arguments)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _EXTRA:
            raise
        raise UsageError(
            f"评测需要 {error.name}：请在项目文件夹中运行 pip install -e '.[eval]'。",
            f"The evaluation needs {error.name}: pip install -e '.[eval]' in the project's folder.",
        ) from error


def _labels(arguments: argparse.Namespace) -> Path:
    from eval.labels import FIXTURES

    return arguments.labels or FIXTURES


def _say(text: str = "") -> None:
    sys.stdout.write(text + "\n")


def _run(arguments: argparse.Namespace) -> int:
    from eval.labels import load_set
    from eval.require import check_requirements, unmet
    from eval.runs import run

    check_requirements(arguments.require)
    labels = load_set(_labels(arguments))
    done = run(arguments.engine, labels, arguments.out, lambda fixture: _say(f"  {fixture.name}"))
    for name in done.info.skipped:
        _say(f"跳过 {name}：原文不在本机。Skipped {name}: its source is not on this machine.")
    _print_metrics(done)
    failed = unmet(arguments.require, done.metrics)
    for requirement in failed:
        _say(f"未达到 not met: {requirement}")
    return 1 if failed else 0


def _print_metrics(done: SavedRun) -> None:
    from eval.report import interval, shown

    frozen = "" if done.info.frozen else "（未冻结 not frozen）"
    _say(f"{done.info.engine}: {len(done.scores)} documents, labels {done.info.labels[:12]}{frozen}")
    for name in _SHOWN:
        if name in done.metrics:
            metric = done.metrics[name]
            _say(f"  {name:<28}{shown(metric):>10}  {interval(metric)}".rstrip())


def _compare(arguments: argparse.Namespace) -> int:
    from eval.compare import compare
    from eval.runs import load_run

    found = compare(load_run(arguments.before), load_run(arguments.after))
    _print_comparison(found)
    return 0


def _print_comparison(found: Comparison) -> None:
    from eval.report import shown

    for difference in found.differences:
        if difference.p == difference.p:  # NaN: no document differs
            sign = "不止偶然 more than chance" if difference.more_than_chance else "可能偶然 may be chance"
            values = f"{shown(difference.before):>9} → {shown(difference.after):>9}"
            _say(f"{difference.name:<34}{values}  p = {difference.p:.3f} {sign}")
    for title, pairs in (("由对变错 right → wrong", found.lost), ("由错变对 wrong → right", found.gained)):
        _say(f"{title}: {len(pairs)}")
        for before, after in pairs:
            place = after or before
            if place is not None:
                read = [judged.read if judged else None for judged in (before, after)]
                _say(f"  {place.document} {place.pointer}: {read[0]} → {read[1]} (true: {place.truth})")


def _report(arguments: argparse.Namespace) -> int:
    from eval.report import write_report
    from eval.runs import load_run

    out = arguments.out or arguments.folder / "report.html"
    write_report(load_run(arguments.folder), out)
    _say(str(out))
    return 0


def _label(arguments: argparse.Namespace) -> int:
    from eval.draft import start_label

    path = start_label(arguments.file, _labels(arguments))
    _say(f"{path}：请逐项核对后运行 extractor eval validate。Check every value by hand, then validate.")
    return 0


def _validate(arguments: argparse.Namespace) -> int:
    from eval.labels import load_set
    from eval.validate import faults

    labels = load_set(_labels(arguments))
    wrong = 0
    for fixture in labels.fixtures:
        found = faults(fixture)
        wrong += bool(found)
        for fault in found:
            _say(f"{fixture.name}: {fault}")
        if fixture.source is None:
            _say(
                f"{fixture.name}: 原文不在本机，引文未核对。The source is not on this machine; quotes were not checked."
            )
    state = "已冻结 frozen" if labels.frozen else "未冻结 not frozen"
    _say(f"{len(labels.fixtures)} 份标注 labels，{wrong} 份有误 wrong，{state} {labels.hash[:12]}")
    return 1 if wrong else 0


def _freeze(arguments: argparse.Namespace) -> int:
    from eval.labels import freeze

    day = dt.datetime.now(dt.UTC).date().isoformat()
    for name in freeze(_labels(arguments), arguments.reason, day):
        _say(name)
    return 0


def _stress(arguments: argparse.Namespace) -> int:
    from eval.labels import load_set
    from eval.stress import STRESSES, make_stress_sets

    names = arguments.only or list(STRESSES)
    unknown = sorted(set(names) - set(STRESSES))
    if unknown:
        known = "、".join(STRESSES)
        raise UsageError(
            f"没有这类压力测试：{'、'.join(unknown)}；现有：{known}。",
            f"There is no such stress: {', '.join(unknown)}; known: {', '.join(STRESSES)}.",
        )
    counts = make_stress_sets(load_set(_labels(arguments)), arguments.out, arguments.seed, names)
    for name, count in counts.items():
        _say(f"  {name:<24}{count}")
    return 0


def _calibrate(arguments: argparse.Namespace) -> int:
    from eval.calibrate import calibrate
    from eval.labels import load_set
    from extractor.calibration import CALIBRATION

    for line in calibrate(load_set(arguments.labels), arguments.out or CALIBRATION):
        _say(line)
    return 0
