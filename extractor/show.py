"""One result in the terminal: the statutory tables, what is in doubt, and the arithmetic that does not hold.

Doubt is marked by shape and by colour. Text of the document is never taken as markup or control codes.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.reports.base import Block, Layout, ReportType, Row
from extractor.reports.registry import report_type_of
from extractor.result import Check, Fact, Flag, ReportModel, Result, Status, value_at

_STATUS: dict[Status, tuple[str, str]] = {
    "accepted": ("通过 accepted", "bold green"),
    "needs_review": ("待审 needs review", "bold yellow"),
    "failed": ("失败 failed", "bold red"),
}
_CAUSES = {
    "source": "原文不符 the agency's own mistake",
    "extraction": "读取有疑 the reading is in doubt",
    "unknown": "原因不明 cause unknown",
}
_BOUNDS = {"about": "~", "over": ">", "at_least": ">=", "at_most": "<="}
_OPEN, _DOUBTED, _CONTRADICTED = "?", "?", "!"
_DOUBT_STYLE, _CONTRADICTED_STYLE, _QUIET_STYLE = "bold black on yellow", "bold magenta", "dim"
_LEGEND = (
    ("12?", _DOUBT_STYLE, "存疑，待核对 in doubt"),
    ("12!", _CONTRADICTED_STYLE, "读数无疑，但原文自相矛盾 read with certainty, but the source contradicts itself"),
    ("␣", _QUIET_STYLE, "原文空白 left empty"),
    ("/", _QUIET_STYLE, "原文填 / 或 — filled with / or —"),
    (">=12", "", "原文为“以上”“余”“约”等 bounds and roundings"),
)
_REVIEW_BELOW = 0.9


def show(result: Result, console: Console) -> None:
    """Print a result. Looks right from 80 columns on."""
    _Sheet(result, console).print()


class _Sheet:
    def __init__(self, result: Result, console: Console) -> None:
        self.result = result
        self.console = console
        self.doubted = {pointer for flag in result.flags if flag.review for pointer in flag.pointers}
        self.doubted |= {p for p, evidence in result.evidence.items() if evidence.confidence < _REVIEW_BELOW}
        self.contradicted: set[str] = set()
        for check in result.failed_checks():
            (self.contradicted if check.cause == "source" else self.doubted).update(check.pointers)

    def print(self) -> None:
        report, report_type = self.result.report, report_type_of(self.result.schema_name)
        self._print_head()
        if report is not None and report_type is not None:
            self._print_pairs(_about(report, report_type), indent=0)
            for key, heading in report_type.sections.items():
                self.console.print()
                self.console.print(Text(heading, style="bold"))
                self._print_section(key, report, report_type)
            self._print_series(report)
            self._print_legend()
        self._print_flags(self.result.flags)
        self._print_checks(self.result.failed_checks())

    def _print_head(self) -> None:
        result = self.result
        word, style = _STATUS[result.status]
        title = value_at(result.report, "/title") if result.report else None
        self.console.print(Text(_clean(title or result.source.name), style="bold"))
        self.console.print(Text.assemble((word, style), f" · {_clean(result.source.name)} · {result.run.engine}"))
        if result.error is not None:
            self.console.print(Text(f"{result.error.code}: {_clean(result.error.message)}", style="red"))

    def _print_pairs(self, pairs: Iterable[tuple[str, str, object]], indent: int) -> None:
        """(pointer, label, value) as lines of two columns; what the document does not give is left out."""
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(no_wrap=True, style=_QUIET_STYLE)
        table.add_column(overflow="fold")
        for pointer, label, value in pairs:
            if value is not None:
                table.add_row(label, self._marked(pointer, _clean(str(value))))
        self.console.print(Padding(table, (0, 0, 0, indent)))

    def _print_section(self, key: str, report: ReportModel, report_type: ReportType) -> None:
        """The section's facts, its statutory tables, and its lists, as far as the type gives it any."""
        if key in report_type.facts:
            self._print_facts(report_type.facts[key], value_at(report, report_type.facts[key]))
        for block in report_type.blocks:
            layout = self._layout(block) if block.section == key else None
            if layout is not None:
                self.console.print(self._block(block, layout, report_type.sections[key]))
        for pointer, words in report_type.about.items():
            items = value_at(report, pointer) if pointer.startswith(f"/{key}/") else None
            if items:
                self.console.print(Text(words, style=_QUIET_STYLE))
                self._print_pairs((("", "·", item) for item in items), indent=2)

    def _print_facts(self, pointer: str, facts: Sequence[Fact]) -> None:
        if facts:
            self.console.print(self._facts(pointer, facts))
        else:
            self.console.print(Text("（无计数事实 no counted facts）", style=_QUIET_STYLE))

    def _facts(self, pointer: str, facts: Sequence[Fact]) -> Table:
        table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
        table.add_column("数值 value", justify="right", no_wrap=True)
        table.add_column("指标 indicator", overflow="fold", max_width=28)
        table.add_column("原文 quote", overflow="fold", ratio=1)
        for number, fact in enumerate(facts):
            unit = _clean(fact.unit or "")
            value = self._marked(f"{pointer}/{number}/value", f"{_number(fact.value, fact.qualifier)}{unit}")
            scope = f"（{_clean(fact.scope)}）" if fact.scope else ""
            table.add_row(value, fact.indicator, _clean(fact.quote) + scope)
        return table

    def _layout(self, block: Block) -> Layout | None:
        """The layout that most of the document's cells are of; None where it has none of the block."""
        found = {
            sum(block.pointer_of(row, column) in self.result.evidence for row in block.rows for column in layout.columns): layout
            for layout in block.layouts
        }
        most = max(found)
        return found[most] if most else None

    def _block(self, block: Block, layout: Layout, heading: str) -> Table:
        table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
        repeated = block.chinese in heading
        table.add_column("" if repeated else block.chinese, overflow="fold", min_width=24)
        for column in layout.columns:
            cells = [self._cell(block.pointer_of(row, column)) for row in block.rows]
            width = max(_heading_width(column.labels[0], len(layout.columns)), *(cell.cell_len for cell in cells), 4)
            table.add_column(column.labels[0], justify="right", overflow="fold", width=width)
        groups: tuple[str, ...] = ()
        for row in block.rows:
            pointers = [block.pointer_of(row, column) for column in layout.columns]
            if not any(pointer in self.result.evidence for pointer in pointers):
                continue
            for depth, group in _new_groups(groups, row):
                table.add_row(Text("  " * depth + group, style=_QUIET_STYLE))
            groups = row.groups
            label = Text("  " * len(groups) + row.labels[0])
            table.add_row(label, *(self._cell(pointer) for pointer in pointers))
        return table

    def _cell(self, pointer: str) -> Text:
        evidence = self.result.evidence.get(pointer)
        value = value_at(self.result.report, pointer) if self.result.report is not None else None
        if evidence is None:
            return Text("")
        if value is not None:
            return self._marked(pointer, _number(value, evidence.qualifier))
        if evidence.qualifier == "blank":
            return Text("␣", style=_QUIET_STYLE)
        if evidence.qualifier == "not_applicable":
            return Text("/", style=_QUIET_STYLE)
        return Text(_OPEN, style=_DOUBT_STYLE)

    def _marked(self, pointer: str, text: str) -> Text:
        if pointer in self.doubted:
            return Text(text + _DOUBTED, style=_DOUBT_STYLE)
        if pointer in self.contradicted:
            return Text(text + _CONTRADICTED, style=_CONTRADICTED_STYLE)
        return Text(text)

    def _print_series(self, report: ReportModel) -> None:
        """Small tables outside the statutory ones, in types that have them."""
        for number, one in enumerate(value_at(report, "/series") or ()):
            self.console.print()
            self.console.print(Text(f"图表 series：{_clean(one.title or '')}", style="bold"))
            pairs = ((f"/series/{number}/points/{n}/value", _clean(p.label), p.value) for n, p in enumerate(one.points))
            self._print_pairs(pairs, indent=2)

    def _print_legend(self) -> None:
        self.console.print()
        for mark, style, meaning in _LEGEND:
            self.console.print(Text.assemble((mark, style), " ", (meaning, _QUIET_STYLE)))

    def _print_flags(self, flags: Sequence[Flag]) -> None:
        if flags:
            self.console.print(Text(f"\n提示 Flags ({len(flags)})", style="bold"))
        for flag in flags:
            style = _DOUBT_STYLE if flag.review else _QUIET_STYLE
            mark = _DOUBTED if flag.review else "·"
            self.console.print(Text.assemble((mark, style), f" {flag.code}: {_clean(flag.message)}"))
            self._print_pointers(flag.pointers)

    def _print_checks(self, failed: Sequence[Check]) -> None:
        if failed:
            self.console.print(Text(f"\n未通过的核验 Failed checks ({len(failed)})", style="bold"))
        for check in failed:
            own = check.cause == "source"
            mark, style = (_CONTRADICTED, _CONTRADICTED_STYLE) if own else (_DOUBTED, _DOUBT_STYLE)
            cause = _CAUSES[check.cause or "unknown"]
            self.console.print(Text.assemble((mark, style), " ", (check.id, "bold"), f" · {cause}"))
            self.console.print(Padding(Text(_clean(check.message)), (0, 0, 0, 2)))
            if check.repair is not None:
                words = f"若 {check.repair.pointer} 为 {check.repair.value} 则成立 would hold with this value there"
                self.console.print(Padding(Text(words), (0, 0, 0, 2)))

    def _print_pointers(self, pointers: Sequence[str]) -> None:
        shown = " ".join(pointers[:6]) + (f" … ({len(pointers)})" if len(pointers) > 6 else "")
        if shown:
            self.console.print(Padding(Text(shown, style=_QUIET_STYLE, overflow="fold"), (0, 0, 0, 2)))


def _about(report: ReportModel, report_type: ReportType) -> Iterator[tuple[str, str, object]]:
    """(pointer, words, value) of what a report says of itself; what has parts (a period) is shown as from – to."""
    for pointer, words in report_type.about.items():
        value = value_at(report, pointer)
        if isinstance(value, ReportModel):
            parts = [part for _, part in value]
            value = " – ".join(str(part or "?") for part in parts) if any(parts) else None
        if not isinstance(value, list):
            yield pointer, words, value


def _new_groups(before: tuple[str, ...], row: Row) -> Iterator[tuple[int, str]]:
    """The group headings (with their depth) that begin at ``row``."""
    for depth, group in enumerate(row.groups):
        if before[: depth + 1] != row.groups[: depth + 1]:
            yield depth, group


def _heading_width(heading: str, columns: int) -> int:
    """The form's seven columns have to stand beside their labels on 80 columns: their headings break after two characters."""
    return 4 if columns > 5 else cell_len(heading)


def _number(value: object, qualifier: str) -> str:
    text = f"{value:,}" if isinstance(value, int | float) else _clean(str(value))
    return _BOUNDS.get(qualifier, "") + text


def _clean(text: str) -> str:
    """Without control characters, which a terminal would obey."""
    return "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cs"))
