"""Choosing among what OCR may have read, by the form's sums: only what they leave one value is known."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from extractor.readers.choice import choose
from extractor.reports.base import Sum

ROW = Sum("row", "", "", ("/a", "/b"), ("/total",))
COLUMN = Sum("column", "", "", ("/a", "/c"), ("/sum",))


def test_the_one_reading_that_adds_up_is_taken() -> None:
    assert choose({"/a": [1, 7]}, {"/b": 3, "/total": 10}, [ROW]) == {"/a": 7}
    assert choose({"/a": [7, 1]}, {"/b": None, "/total": 7}, [ROW]) == {"/a": 7}


def test_two_ways_that_add_up_leave_both_cells_open_until_another_sum_decides() -> None:
    options = {"/a": [3, 8], "/total": [3, 8]}
    assert choose(options, {"/b": 0}, [ROW]) == {}
    assert choose(options, {"/b": 0, "/c": 1, "/sum": 9}, [ROW, COLUMN]) == {"/a": 8, "/total": 8}


def test_nothing_is_chosen_where_nothing_adds_up_or_a_cell_was_not_read() -> None:
    assert choose({"/a": [1, 7]}, {"/b": 3, "/total": 99}, [ROW]) == {}
    assert choose({"/a": [1, 7]}, {"/b": 3}, [ROW]) == {}
    assert choose({"/x": [1, 7]}, {}, [ROW]) == {}
    assert choose({"/a": [1, 7]}, {"/b": 3, "/total": None}, [ROW]) == {}


def test_a_single_reading_is_confirmed_by_a_sum() -> None:
    assert choose({"/a": [7]}, {"/b": 3, "/total": 10}, [ROW]) == {"/a": 7}


def test_too_many_ways_leave_everything_open() -> None:
    pointers = tuple(f"/{number}" for number in range(20))
    wide = Sum("wide", "", "", pointers, ("/total",))
    assert choose({pointer: [0, 1] for pointer in pointers}, {"/total": 10}, [wide]) == {}


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3, unique=True), min_size=3, max_size=3), st.data())
def test_what_is_chosen_is_what_all_ways_share(readings: list[list[int]], data: st.DataObject) -> None:
    options = dict(zip(("/a", "/b", "/c"), readings, strict=True))
    true = {pointer: data.draw(st.sampled_from(values)) for pointer, values in options.items()}
    known = {"/total": true["/a"] + true["/b"], "/sum": true["/a"] + true["/c"]}
    ways = [
        dict(zip(options, way, strict=True))
        for way in product(*options.values())
        if way[0] + way[1] == known["/total"] and way[0] + way[2] == known["/sum"]
    ]
    common = {p: ways[0][p] for p in options if len({way[p] for way in ways}) == 1}
    assert choose(options, known, [ROW, COLUMN]) == common
