"""Text dialects: what is left of a page's tables when its text is copied, saved or crawled.

``tabs`` and ``bars`` follow the bytes of the sample reports; the others what browsers, office programs and
converters leave behind.
"""

import random
from collections.abc import Callable, Iterator

from eval.rendering.pages import page
from eval.rendering.sheet import Sheet
from eval.rendering.tables import FormTable, Slot

TableLines = Callable[[FormTable, random.Random], list[str]]
INDENTS = ("", "\u3000\u3000", "    ")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def tabs(table: FormTable, _: random.Random) -> list[str]:
    """A tab before each cell, each on its own line, an empty one for a cell covered from above; row, blank line."""
    lines: list[str] = []
    for row in table.with_covers():
        lines += [f"\t{'' if covered else slot.text}" for slot, covered in row]
        lines.append("")
    return [*lines, ""]


def _cut_off(slot: Slot) -> str:
    """A heading as bars show it: only its first line is left."""
    return slot.text.split("\n")[0] if slot.kind == "heading" else slot.joined


def bars(table: FormTable, generator: random.Random) -> list[str]:
    """A bar after each cell, and at the row's end one for every grid column that the cells do not fill."""
    width = table.columns + generator.choice((0, 1))
    lines = ["".join(f"{_cut_off(slot)} | " for slot in row) + "|" * (width - len(row)) for row in table.rows]
    lines[-1] = "".join(f"{_cut_off(slot)} | " for slot in table.rows[-1])
    return [line.rstrip(" ") for line in lines]


def bars_each_line(table: FormTable, generator: random.Random) -> list[str]:
    """Cells set apart by bars and line breaks: the bar behind the cell, before it, or on a line of its own."""
    shape = generator.choice(("{} |", "| {}", "{}\n|"))
    row_end = generator.choice(([], [""]))
    lines: list[str] = []
    for row in table.rows:
        lines += [shape.format(slot.joined) for slot in row] + row_end
    return lines


def markdown(table: FormTable, generator: random.Random) -> list[str]:
    """A pipe table; covered grid positions are empty, or repeat the cell as some converters do."""
    repeated = generator.random() < 0.3
    texts = [["" for _ in range(table.columns)] for _ in table.rows]
    for row, column, slot in table.placed():
        for below in range(slot.row_span if repeated else 1):
            for right in range(slot.column_span if repeated else 1):
                texts[row + below][column + right] = slot.text.replace("\n", "<br>")
    lines = [f"| {' | '.join(row)} |" for row in texts]
    return ["", lines[0], "|" + " --- |" * table.columns, *lines[1:], ""]


def lines_kept(table: FormTable, _: random.Random) -> list[str]:
    """One cell a line, nothing between rows; an empty cell is an empty line."""
    return [slot.text for row in table.rows for slot in row]


def lines_gaps(table: FormTable, _: random.Random) -> list[str]:
    """One cell a line with empty lines between; empty cells are lost."""
    lines: list[str] = []
    for row in table.rows:
        for slot in row:
            if slot.text:
                lines += [slot.text, ""]
    return lines


def tab_rows(table: FormTable, generator: random.Random) -> list[str]:
    """One row a line with tabs between the cells: from a browser without covered cells, from a spreadsheet with."""
    if generator.random() < 0.5:
        return ["\t".join(slot.joined for slot in row) for row in table.rows]
    texts = [["" for _ in range(table.columns)] for _ in table.rows]
    for row, column, slot in table.placed():
        texts[row][column] = slot.joined
    return ["\t".join(row) for row in texts]


def spaces(table: FormTable, generator: random.Random) -> list[str]:
    """One row a line with spaces between the cells; empty cells are lost."""
    gap = generator.choice((" ", "  ", "    ", "\u3000"))
    return [gap.join(slot.joined for slot in row if slot.text) for row in table.rows]


def _lines(sheet: Sheet, table_lines: TableLines, generator: random.Random) -> Iterator[str]:
    indent = generator.choice(INDENTS)
    gaps = table_lines is lines_gaps or generator.random() < 0.4
    yield from [""] * generator.choice((0, 0, 1, 3))
    for block in page(sheet, together=generator.random() < 0.6):
        if isinstance(block, FormTable):
            yield from table_lines(block, random.Random(sheet.style.seed))  # every table in the same way
            continue
        yield block.text if block.kind in ("title", "signature") else indent + block.text
        if gaps:
            yield ""


def render_text(sheet: Sheet, table_lines: TableLines) -> bytes:
    """The file's content in a drawn encoding and with drawn line ends."""
    generator = random.Random(sheet.style.seed)
    text = "\n".join(_lines(sheet, table_lines, generator)) + "\n"
    if generator.random() < 0.2:
        text = text.replace("\n", "\r\n")
    encoding = generator.choice(ENCODINGS)
    return text.encode(encoding)
