"""Placing what is left of rows whose empty cells were lost."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from extractor.readers.placement import LossyRow, place
from extractor.reports.base import Sum

COLUMNS = ("natural_person", "business", "total")


def row(name: str, *values: int) -> LossyRow:
    return LossyRow(tuple(f"/{name}/{column}" for column in COLUMNS), values)


def identities(*names: str) -> list[Sum]:
    rows = [Sum(name, "", "", (f"/{name}/natural_person", f"/{name}/business"), (f"/{name}/total",)) for name in names]
    first, *others = names
    columns = [
        Sum(f"c.{column}", "", "", tuple(f"/{name}/{column}" for name in others), (f"/{first}/{column}",))
        for column in COLUMNS
    ]
    return rows + columns


def test_a_placement_that_the_column_sums_decide() -> None:
    placed = place(
        [row("part", 2, 2)],
        {"/all/natural_person": None, "/all/business": 2, "/all/total": 2},
        identities("all", "part"),
    )
    assert placed == {"/part/natural_person": None, "/part/business": 0, "/part/total": 1}


def test_what_two_placements_share_is_known_and_the_rest_open() -> None:
    placed = place([row("all", 2, 2), row("part", 2, 2)], {}, identities("all", "part"))
    assert placed == {"/all/total": 1, "/part/total": 1}


def test_nothing_is_placed_where_no_placement_fits() -> None:
    assert place([row("part", 1, 5)], {}, identities("part")) == {}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4), st.data())
def test_the_truth_is_never_contradicted(parts: list[tuple[int, int]], data: st.DataObject) -> None:
    """Of a table whose identities hold, with zeros printed as blanks, no cell is placed where it did not stand."""
    table = {f"r{number}": (first, second, first + second) for number, (first, second) in enumerate(parts)}
    table = {"all": tuple(map(sum, zip(*table.values(), strict=True))), **table}  # type: ignore[dict-item]
    blank = data.draw(st.booleans())
    rows = [row(name, *(value for value in values if value or not blank)) for name, values in table.items()]
    placed = place(rows, {}, identities(*table))
    left = {item.pointers[0].split("/")[1]: item.values for item in rows}
    for name, column in product(table, range(3)):
        pointer = f"/{name}/{COLUMNS[column]}"
        if pointer in placed:
            index = placed[pointer]
            assert (0 if index is None else left[name][index]) == table[name][column]
