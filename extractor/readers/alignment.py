"""Which of a row's cells belong to which column, where the row has more or fewer cells than the form has columns."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from extractor.readers.rows import FoundRow, Span

Aligned = tuple[list[Span], bool]
"""One cell for each column, and whether there was no choice in it."""


class Alignment:
    """Learns from a table's plain rows where its columns stand, and lines up the others by that."""

    def __init__(self, rows: Sequence[tuple[FoundRow, int]]) -> None:
        """``rows``: every found row and the number of columns of its block."""
        self._offsets: dict[tuple[int, int, int], Counter[int]] = defaultdict(Counter)
        self._grids: dict[tuple[int, int], Counter[tuple[int, ...]]] = defaultdict(Counter)
        for row, width in rows:
            offsets = _offsets(row, width)
            if row.kept and len(offsets) == 1:
                self._offsets[row.table, row.block, len(row.cells)][offsets[0]] += 1
                grid = tuple(cell.column for cell in row.cells[offsets[0] :][:width] if cell.column is not None)
                if len(grid) == width:
                    self._grids[row.table, row.block][grid] += 1

    def cells(self, row: FoundRow, width: int) -> Aligned | None:
        """The row's cells, one for each of ``width`` columns; None where position does not tell them."""
        if not row.kept:
            return None
        offsets = _offsets(row, width)
        if len(offsets) == 1 or (row.anchored and 0 in offsets):
            return list(row.cells[offsets[0] :][:width]), True
        by_grid = self._by_grid(row, width)
        if by_grid is not None:
            return by_grid, True
        if not offsets:
            return None
        learned = self._offsets[row.table, row.block, len(row.cells)].most_common(1)
        offset = learned[0][0] if learned and learned[0][0] in offsets else offsets[0]
        blank = not any(cell.text for cell in row.cells)
        return list(row.cells[offset:][:width]), blank or bool(learned) or offset == offsets[-1]

    def _by_grid(self, row: FoundRow, width: int) -> list[Span] | None:
        """Cells by the grid columns of the table's plain rows; a blank cell over several columns fills each."""
        common = self._grids[row.table, row.block].most_common(1)
        if not common or any(cell.column is None for cell in row.cells):
            return None
        grid = common[0][0]
        placed: list[Span] = []
        used: set[int] = set()
        for column in grid:
            over = [
                number
                for number, cell in enumerate(row.cells)
                if cell.column is not None and cell.column <= column < cell.column + cell.column_span
            ]
            if not over:
                return None
            cell = row.cells[over[0]]
            if cell.text and over[0] in used:
                return None
            used.add(over[0])
            placed.append(cell)
        left_out = [cell for number, cell in enumerate(row.cells) if number not in used and cell.text]
        return None if left_out or len(placed) != width else placed


def _offsets(row: FoundRow, width: int) -> list[int]:
    """Every number of leading cells to leave out so that ``width`` remain and only blank cells fall away."""
    filled = [number for number, cell in enumerate(row.cells) if cell.text]
    first, last = (filled[0], filled[-1]) if filled else (0, width - 1)
    surplus = len(row.cells) - width
    return [offset for offset in range(max(surplus + 1, 0)) if offset <= first and last < offset + width]
