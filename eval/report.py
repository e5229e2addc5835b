"""A run as one self-contained HTML page: headline numbers, tables, plots, and every error beside its source."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from eval.confidence import judged_confidences
from eval.context import Excerpt, Source
from eval.plots import plot_errors, plot_groups, plot_reliability, plot_risk_coverage
from eval.runs import SavedRun
from eval.scoring import DocumentScore
from eval.summary import Metric, by_group, indicators
from eval.values import OUTCOMES, Verdict
from extractor.reports.disclosure.form import BLOCKS
from extractor.result import write_text

OUTCOME_NAMES = {
    "right": "正确 right",
    "missed": "漏读 missed",
    "wrong": "读错 wrong",
    "invented": "臆造 invented",
    "confused": "空/零混淆 confused",
    "qualifier": "限定词 qualifier",
}
_STATES = {
    "blank": "空白 blank",
    "/": "/",
    "open": "留待核实 left open",
    "absent": "无此单元格 no such cell",
}
_HEADLINE = {
    "reports_wholly_right": "整份正确 reports wholly right",
    "accuracy": "值完全正确 values exactly right",
    "accuracy.cells": "法定表格单元格 statutory cells",
    "values.silent_errors": "未标记的错误 silent errors",
    "facts.f1": "事实 facts F1 (value + quote)",
    "checks.recall": "核验召回 failed checks found",
    "evidence.grounded": "有据可查 values grounded",
    "confidence.coverage_at_999": "99.9% 精度下的覆盖率 coverage",
}
_TABLES = {
    "整份 <reports>": "reports_",
    "读取方式 <readers>": "accuracy.reader.",
    "事实 <facts>": "facts.",
    "问题 <problems>": "problems.",
    "改进 <improvements>": "improvements.",
    "核验 <checks>": "checks.",
    "证据 <evidence>": "evidence.",
    "置信度 <confidence>": "confidence.",
    "每份成本 <cost per report>": "cost.",
}
_GROUP_COLUMNS = (
    "accuracy",
    "reports_wholly_right",
    "values.wrong",
    "values.invented",
    "values.silent_errors",
    "facts.f1",
    "checks.recall",
    "reports_accepted",
)
_BLOCK_TITLES = {block.name: block.chinese for block in BLOCKS} | {
    "meta": "标题、机关、年度",
    "contact": "联系方式",
    "series": "小表与图",
    "facts": "正文事实",
    "problems": "问题",
    "improvements": "改进",
}


@dataclass(frozen=True)
class BlockRow:
    """A block's line in the table: how many values, the share right, how many of each other outcome."""

    name: str
    title: str
    count: int
    metric: Metric
    outcomes: Mapping[str, int]


@dataclass(frozen=True)
class ShownError:
    """An error with the words of the form for it and its source."""

    verdict: Verdict
    title: str
    excerpt: Excerpt


@dataclass(frozen=True)
class ShownDocument:
    """A document's errors."""

    name: str
    status: str
    errors: list[ShownError]

    def worst_first(self) -> tuple[int, int]:
        """For sorting: documents with the gravest kinds of error first, then those with many."""
        return min(_gravity(error.verdict) for error in self.errors), -len(self.errors)


def write_report(run: SavedRun, out: Path) -> None:
    """Write the page of ``run`` to ``out``."""
    write_text(out, render(run))


def render(run: SavedRun) -> str:
    """The page of a run."""
    environment = Environment(
        loader=PackageLoader("eval"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.filters.update(shown=shown, interval=interval, out_of=_out_of, read=_read, truth=_truth)
    verdicts = [judged for score in run.scores for judged in score.verdicts]
    confidence, right = judged_confidences(verdicts)
    groups = by_group(run.scores, "accuracy", lambda score: score.group or "samples")
    return environment.get_template("report.html").render(
        info=run.info,
        headline=[(title, run.metrics[name]) for name, title in _HEADLINE.items() if name in run.metrics],
        groups=_groups(run.scores),
        groups_plot=plot_groups(groups) if len(groups) > 1 else "",
        reliability=plot_reliability(confidence, right) if len(confidence) else "",
        risk=plot_risk_coverage(confidence, right) if len(confidence) else "",
        errors_plot=plot_errors(verdicts) if any(judged.error for judged in verdicts) else "",
        outcomes=OUTCOMES[1:],
        outcome_names=OUTCOME_NAMES,
        blocks=_blocks(run, verdicts),
        tables=_tables(run),
        indicators=indicators(run.scores),
        documents=sorted(
            (document for score in run.scores if (document := _document(run, score)).errors),
            key=ShownDocument.worst_first,
        ),
    )


def _groups(scores: Sequence[DocumentScore]) -> dict[str, list[Metric | None]]:
    columns = [by_group(scores, name, lambda score: score.group or "samples") for name in _GROUP_COLUMNS]
    return {group: [column.get(group) for column in columns] for group in columns[0]}


def _blocks(run: SavedRun, verdicts: Sequence[Verdict]) -> list[BlockRow]:
    counts: dict[str, Counter[str]] = {}
    for judged in verdicts:
        counts.setdefault(judged.block, Counter())[judged.outcome] += 1
    rows = []
    for name, title in _BLOCK_TITLES.items():
        if name in counts:
            total, right = sum(counts[name].values()), counts[name]["right"]
            plain = Metric(name, right / total, None, None, total)
            rows.append(BlockRow(name, title, total, run.metrics.get(f"accuracy.block.{name}", plain), counts[name]))
    return rows


def _tables(run: SavedRun) -> list[tuple[str, list[tuple[str, Metric]]]]:
    tables = []
    for title, prefix in _TABLES.items():
        rows = [(name.removeprefix(prefix), metric) for name, metric in run.metrics.items() if name.startswith(prefix)]
        if rows:
            tables.append((title.replace("<", "").replace(">", ""), rows))
    formats = by_group(run.scores, "accuracy", lambda score: score.media_type)
    return [*tables, ("格式 formats", list(formats.items()))]


def _document(run: SavedRun, score: DocumentScore) -> ShownDocument:
    source = Source(run.text(score.document))
    errors = [
        ShownError(judged, title_of(judged.pointer), source.excerpt(judged))
        for judged in score.verdicts
        if judged.error or judged.kind == "indicator"
    ]
    return ShownDocument(score.document, score.status, sorted(errors, key=lambda error: _gravity(error.verdict)))


def _gravity(judged: Verdict) -> int:
    """What misleads most comes first: unmarked before marked, false before missing."""
    order = ("invented", "wrong", "confused", "qualifier", "missed", "right")
    return order.index(judged.outcome) + (len(order) if judged.flags else 0)


def title_of(pointer: str) -> str:
    """A statutory cell in the form's own words: row · column; of anything else, nothing."""
    for block in BLOCKS:
        for row in block.rows:
            for layout in block.layouts:
                for column in layout.columns:
                    if block.pointer_of(row, column) == pointer:
                        return f"{row.labels[0]} · {column.labels[0]}"
    return ""


def shown(metric: Metric | None) -> str:
    """A rate in per cent, with as many decimals as it takes not to round an error away; a cost as a number."""
    if metric is None:
        return "–"
    if metric.name.startswith("cost."):
        return f"{metric.value:,.4g}"
    if metric.name in ("confidence.ece", "confidence.auroc"):
        return f"{metric.value:.4f}"
    if metric.value in (0, 1):
        return f"{metric.value:.0%}"
    decimals = next(n for n in range(2, 9) if f"{metric.value:.{n}%}" not in (f"{0:.{n}%}", f"{1:.{n}%}") or n == 8)
    return f"{metric.value:.{decimals}%}"


def interval(metric: Metric | None) -> str:
    if metric is None or metric.low is None or metric.high is None:
        return ""
    if metric.name in ("confidence.ece", "confidence.auroc"):
        return f"{metric.low:.4f} – {metric.high:.4f}"
    return f"{metric.low:.1%} – {metric.high:.1%}"


def _out_of(metric: Metric) -> str:
    return f"/ {metric.of:,.0f}"


def _read(judged: Verdict) -> str:
    """What was read, in words where it was no value."""
    return _in_words(judged.read, (judged.kind or "").rpartition("→")[2])


def _truth(judged: Verdict) -> str:
    """What is true, in words where it is no value."""
    return _in_words(judged.truth, (judged.kind or "").partition("→")[0])


def _in_words(value: object, state: str) -> str:
    return _STATES.get(state, "–") if value is None else str(value)
