"""How right the offline extractor is on the labelled samples, in one table: ``python -m eval.samples``.

``extractor eval run`` gives every metric with its interval; this is the short answer to "are all cells right".
"""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from eval.engines import engine
from eval.labels import FIXTURES, load_set
from eval.runs import read_fixture
from eval.scoring import DocumentScore, score_document
from eval.values import Verdict, is_cell

_COLUMNS = (
    "单元格\ncells",
    "空白\nblanks",
    "多出\nextra",
    "元数据\nmeta",
    "不符\nfails",
    "误报\nfalse",
    "召回\nrecall",
    "精确\nprec.",
    "指标\nindic.",
)
"""Statutory cells (blanks among them) exactly right; values that the document has not; meta values right; labelled
failed checks found, and others that failed; facts by value and quote, and the indicators of those that match."""


def main() -> None:
    """Score every sample whose source is on this machine and print a row for each, and their sum."""
    labels = load_set(FIXTURES)
    read = engine("offline")
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("报告\nreport", no_wrap=True, overflow="ellipsis")
    for name in _COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    scores = []
    for fixture in labels.present:
        result, text = read_fixture(read, fixture)
        scores.append(score_document(fixture, result, text))
        table.add_row(fixture.name, *_cells(scores[-1:]))
    table.add_section()
    table.add_row("合计 all", *_cells(scores), style="bold")
    console = Console()
    console.print(table)
    for score in scores:
        for verdict in score.verdicts:
            if verdict.error and _counted(verdict):
                console.print(f"{score.document} {verdict.pointer}: {verdict.truth!r} → {verdict.read!r}", markup=False)
    for fixture in labels.fixtures:
        if fixture.source is None:
            console.print(f"跳过 {fixture.name}：原文不在本机。 Skipped: its source is not on this machine.")


def _cells(scores: Sequence[DocumentScore]) -> list[str]:
    verdicts = [verdict for score in scores for verdict in score.verdicts]
    labelled = [verdict for verdict in verdicts if is_cell(verdict.pointer) and verdict.outcome != "invented"]
    blanks = [verdict for verdict in labelled if verdict.truth is None]
    meta = [verdict for verdict in verdicts if verdict.block in ("meta", "contact")]
    found, known = _sum(scores, "checks.recall")
    _, failed = _sum(scores, "checks.precision")
    return [
        _share(labelled),
        _share(blanks),
        str(sum(is_cell(verdict.pointer) and verdict.outcome == "invented" for verdict in verdicts)),
        _share(meta),
        f"{found:.0f}/{known:.0f}",
        f"{failed - found:.0f}",
        *(_rate(*_sum(scores, f"facts.{name}")) for name in ("recall", "precision", "indicator")),
    ]


def _counted(verdict: Verdict) -> bool:
    return is_cell(verdict.pointer) or verdict.block in ("meta", "contact")


def _share(verdicts: Sequence[Verdict]) -> str:
    return f"{sum(not verdict.error for verdict in verdicts)}/{len(verdicts)}"


def _sum(scores: Sequence[DocumentScore], name: str) -> tuple[float, float]:
    parts = [score.fractions.get(name, (0, 0)) for score in scores]
    return sum(part for part, _ in parts), sum(whole for _, whole in parts)


def _rate(part: float, whole: float) -> str:
    return f"{part / whole:.2f}" if whole else "–"


if __name__ == "__main__":
    main()
