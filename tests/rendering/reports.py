"""Reports to lay out: typed values that satisfy every identity of the form, and what a page prints for each of them.

Counts are 0 nearly everywhere, as on real pages; the cells that are not are drawn one by one, totals are derived.
How cells are printed (measure words, thousands separators, empty cells for 0) is drawn once for a report and then
decided cell by cell by a seeded generator, so that drawing a report stays cheap.
"""

import random
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from eval.rendering.printing import Manner, Printed, print_value
from eval.rendering.sheet import SECTION_TWO, Sheet, rows_of
from eval.rendering.wording import Style
from extractor.reports.base import Block, Column, Layout, Row
from extractor.reports.disclosure.form import APPLICANTS, BLOCKS, CHALLENGES, OUTCOME_ROWS, RESULTS
from extractor.reports.disclosure.model import DisclosureReport
from extractor.result import Number
from tests.rendering.printing import amounts, manners
from tests.rendering.prose import proses
from tests.rendering.wording import styles

PARTS, TOTAL = APPLICANTS[:-1], APPLICANTS[-1]

Values = dict[str, Number]


COUNTS = st.one_of(
    st.integers(1, 9), st.integers(1, 99), st.integers(10, 3000), st.integers(1000, 200_000), st.integers(1, 9_999_999)
)


def _mostly_zero(draw: st.DrawFn) -> int:
    return draw(st.one_of(st.just(0), COUNTS))


def _choose_layouts(draw: st.DrawFn, edition: str) -> dict[str, Layout]:
    """One layout for each block; the block that only the 2019 form has is dropped where its edition is 2021."""
    chosen = {}
    for block in SECTION_TWO:
        wanted = edition if edition != "mixed" else draw(st.sampled_from(("2019", "2021")))
        layout = next((layout for layout in block.layouts if layout.edition == wanted), None)
        if layout is not None:
            chosen[block.name] = layout
    for block in BLOCKS:
        if block not in SECTION_TWO:
            chosen[block.name] = block.layouts[0]
    return chosen


def _edition(layouts: Mapping[str, Layout]) -> str:
    found = {layout.edition for layout in layouts.values()} - {None}
    return str(found.pop()) if len(found) == 1 else "mixed"


def _proactive(draw: st.DrawFn, block: Block, layout: Layout, rows: tuple[Row, ...]) -> Values:
    values: Values = {}
    for row in rows:
        for column in layout.columns:
            values[block.pointer_of(row, column)] = _proactive_value(draw, column)
        if block.name == "documents":
            _order(values, block, row, layout)
    return values


def _proactive_value(draw: st.DrawFn, column: Column) -> Number:
    if column.kind == "yuan":
        return draw(st.one_of(st.just(0), amounts()))
    if column.kind == "change":
        return draw(st.one_of(st.just(0), st.integers(-60, 60), st.integers(-9999, 9999)))
    return _mostly_zero(draw)


def _order(values: Values, block: Block, row: Row, layout: Layout) -> None:
    """What was issued or disclosed this year is no more than what is in force or public at its end."""
    smaller, larger = ("disclosed", "public_total") if layout.edition == "2019" else ("made", "in_force")
    pointers = [f"{block.pointer}/{row.key}/{key}" for key in (smaller, larger)]
    for pointer, value in zip(pointers, sorted(values[pointer] for pointer in pointers), strict=True):
        values[pointer] = value


def _requests(draw: st.DrawFn, rows: tuple[Row, ...]) -> Values:
    """Outcomes drawn at a few places; what was carried over drawn; what was received follows from the balance."""
    outcome_rows = [row.key for row in rows if row in OUTCOME_ROWS]
    columns = [column.key for column in PARTS]
    values: Values = {f"/requests/{row.key}/{column.key}": 0 for row in rows for column in APPLICANTS}
    places = st.tuples(st.sampled_from(outcome_rows), st.sampled_from(columns))
    for (outcome, column), value in draw(st.dictionaries(places, COUNTS, max_size=8)).items():
        values[f"/requests/{outcome}/{column}"] = value
    carried_out = draw(st.dictionaries(st.sampled_from(columns), COUNTS, max_size=2))
    carried_in = draw(st.dictionaries(st.sampled_from(columns), COUNTS, max_size=3))
    for column in columns:
        closed = sum(values[f"/requests/{outcome}/{column}"] for outcome in outcome_rows)
        out = carried_out.get(column, 0)
        values[f"/requests/outcomes/total/{column}"] = closed
        values[f"/requests/carried_out/{column}"] = out
        values[f"/requests/carried_in/{column}"] = min(carried_in.get(column, 0), closed + out)
        values[f"/requests/received/{column}"] = closed + out - values[f"/requests/carried_in/{column}"]
    for row in rows:
        values[f"/requests/{row.key}/{TOTAL.key}"] = sum(values[f"/requests/{row.key}/{column}"] for column in columns)
    return values


def _challenges(draw: st.DrawFn) -> Values:
    values: Values = {}
    for row in CHALLENGES:
        results = [draw(st.one_of(st.just(0), st.integers(0, 500))) for _ in RESULTS[:-1]]
        for column, value in zip(RESULTS, [*results, sum(results)], strict=True):
            values[f"/challenges/{row.key}/{column.key}"] = value
    return values


def _columns_by_pointer(layouts: Mapping[str, Layout]) -> dict[str, Column]:
    return {
        block.pointer_of(row, column): column
        for block in BLOCKS
        if block.name in layouts
        for row in block.rows
        for column in layouts[block.name].columns
    }


def nested(values: Mapping[str, Number | None]) -> dict[str, Any]:
    """A report's tree of values by JSON Pointer."""
    tree: dict[str, Any] = {}
    for pointer, value in values.items():
        *parents, leaf = pointer.split("/")[1:]
        branch = tree
        for parent in parents:
            branch = branch.setdefault(parent, {})
        branch[leaf] = value
    return tree


def _print_cells(values: Values, layouts: Mapping[str, Layout], manner: Manner) -> dict[str, Printed]:
    columns = _columns_by_pointer(layouts)
    generator = random.Random(manner.seed)
    return {
        pointer: print_value(value, columns[pointer], manner, generator, summed=not pointer.startswith("/proactive"))
        for pointer, value in values.items()
    }


@st.composite
def sheets(
    draw: st.DrawFn,
    style: st.SearchStrategy[Style] | None = None,
    manner: st.SearchStrategy[Manner] | None = None,
) -> Sheet:
    """Reports in both editions and mixed, in any ``style`` and ``manner`` unless these are given."""
    layouts = _choose_layouts(draw, draw(st.sampled_from(("2019", "2021", "mixed"))))
    edition = _edition(layouts)
    otherwise_rows = 1 if edition == "2019" else draw(st.sampled_from((3, 1)))
    other_services = edition == "mixed" and draw(st.booleans())
    values: Values = {}
    for block in BLOCKS:
        if block.name not in layouts:
            continue
        rows = tuple(rows_of(block, layouts[block.name], otherwise_rows, other_services))
        if block in SECTION_TWO:
            values |= _proactive(draw, block, layouts[block.name], rows)
        else:
            values |= _requests(draw, rows) if block.name == "requests" else _challenges(draw)
    cells = _print_cells(values, layouts, draw(manner if manner is not None else manners()))
    chosen_style = draw(style if style is not None else styles())
    prose = draw(proses(chosen_style.script, int(values["/requests/received/total"])))
    tree = nested({pointer: cell.value for pointer, cell in cells.items()})
    report = DisclosureReport.model_validate({"edition": edition, **prose.meta(), **tree})
    return Sheet(report, cells, layouts, otherwise_rows, other_services, prose, chosen_style)
