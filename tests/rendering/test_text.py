"""The renderer against real bytes: what it makes of a sample's values is what the sample's page has."""

from pathlib import Path
from random import Random

from eval.rendering.printing import Printed
from eval.rendering.prose import Prose
from eval.rendering.sheet import Sheet
from eval.rendering.tables import challenges_table, requests_table
from eval.rendering.text import bars, tabs
from eval.rendering.wording import Style, Wording
from extractor.reports.base import Block
from extractor.reports.disclosure.form import BLOCKS, CHALLENGES
from extractor.reports.disclosure.model import DisclosureReport

EXAMPLES = Path(__file__).parents[2] / "examples"
SECTIONS_THREE_AND_FOUR = [block for block in BLOCKS if block.pointer != "/proactive"]
NO_EXTRA_COLUMN = 1
"""Seed with which ``bars`` draws a table as wide as its columns."""
NO_PROSE = Prose((), (), (), (), "", 2020, None, None)


def _sheet(style: Style, filled: dict[str, str], zero: str) -> Sheet:
    """Sections three and four of a 2019 report: ``zero`` in every cell that is not ``filled``."""

    def cells(block: Block) -> dict[str, Printed]:
        pointers = [block.pointer_of(row, column) for row in block.rows for column in block.layouts[0].columns]
        return {pointer: Printed(filled.get(pointer, zero), None) for pointer in pointers}

    printed = {pointer: cell for block in SECTIONS_THREE_AND_FOUR for pointer, cell in cells(block).items()}
    layouts = {block.name: block.layouts[0] for block in SECTIONS_THREE_AND_FOUR}
    return Sheet(DisclosureReport(), printed, layouts, 1, False, NO_PROSE, style)


def _table_lines(name: str, after: str, before: str) -> list[str]:
    """The sample's lines from behind the heading ``after`` up to ``before``, blank ones at the start left out."""
    text = next(EXAMPLES.glob(f"{name}_*.txt")).read_text(encoding="utf-8")
    lines = text[text.index(after) :].split("\n")[1:]
    end = next(index for index, line in enumerate(lines) if before in line)
    while not lines[0].strip("\n"):
        lines, end = lines[1:], end - 1
    return lines[:end]


def _row(path: str, values: str) -> dict[str, str]:
    """``values`` of the columns of a row of section three, or of a block of section four."""
    block = next(block for block in BLOCKS if path.startswith(block.pointer + "/"))
    return {f"{path}/{column.key}": text for column, text in zip(block.layouts[0].columns, values.split(), strict=True)}


def test_tabs_are_the_bytes_of_a_sample_with_zeros() -> None:
    direct = _row(f"/challenges/{CHALLENGES[1].key}", "37 3 0 0 44")
    sheet = _sheet(Style(), _row(f"/challenges/{CHALLENGES[0].key}", "1 0 0 1 2") | direct, "0")
    wording = Wording(Style())
    assert tabs(requests_table(sheet, wording), Random(0)) == _table_lines("002", "三、收到和处理", "四、政府信息公开")
    assert tabs(challenges_table(sheet, wording), Random(0)) == _table_lines("002", "四、政府信息公开行", "五、存在")


def test_tabs_are_the_bytes_of_a_sample_with_empty_cells() -> None:
    rows = {"received": (6, 7), "outcomes/granted": (5, 6), "outcomes/total": (6, 7)}
    filled: dict[str, str] = {}
    for key, (people, total) in rows.items():
        filled |= {f"/requests/{key}/natural_person": str(people), f"/requests/{key}/total": str(total)}
        filled[f"/requests/{key}/research"] = "1"
    for column in ("natural_person", "total"):
        filled[f"/requests/outcomes/rejected/abusive/{column}"] = "1"
    table = requests_table(_sheet(Style(), filled, ""), Wording(Style()))
    expected = _table_lines("004", "三、收到和处理政", "四、政府信息公开行")
    expected = [line.replace(" ", "") for line in expected]  # this page spaces its column headings
    assert tabs(table, Random(0)) == expected


def test_bars_are_the_bytes_of_a_sample() -> None:
    rows = {
        "received": "19 0 0 0 0 2 21",
        "outcomes/granted": "8 0 0 0 0 2 10",
        "outcomes/partial": "2 0 0 0 0 0 2",
        "outcomes/refused/internal_affairs": "1 0 0 0 0 0 1",
        "outcomes/refused/deliberative_process": "1 0 0 0 0 0 1",
        "outcomes/rejected/petition": "4 0 0 0 0 0 4",
        "outcomes/closed_otherwise/other": "3 0 0 0 0 0 3",
        "outcomes/total": "19 0 0 0 0 2 21",
        "carried_out": "1 0 0 0 0 0 1",
    }
    filled = _row(f"/challenges/{CHALLENGES[0].key}", "1 0 0 0 1")
    for key, values in rows.items():
        filled |= _row(f"/requests/{key}", values)
    style = Style(half_width=True)
    sheet, wording = _sheet(style, filled, "0"), Wording(style)
    requests = bars(requests_table(sheet, wording), Random(NO_EXTRA_COLUMN))
    challenges = bars(challenges_table(sheet, wording), Random(NO_EXTRA_COLUMN))
    assert requests == _table_lines("001", "三、收到和处理", "四、政府信息公开行")
    assert challenges == _table_lines("001", "四、政府信息公开行", "五、存在")
