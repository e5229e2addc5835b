"""Manners and amounts drawn at random."""

from hypothesis import strategies as st

from eval.rendering.printing import Manner
from extractor.result import Number

ZEROS = (("0",), ("0",), ("",), ("0", "0", "0", ""), ("", "0", "/"), ("/",), ("—",), ("——", "0"), ("0", "", "/", "—"))


def manners() -> st.SearchStrategy[Manner]:
    """Plain pages first; then empty cells and strokes for 0, and unusual numbers."""
    return st.builds(
        Manner,
        seed=st.integers(0, 2**16),
        zeros=st.sampled_from(ZEROS),
        fancy=st.sampled_from((0.0, 0.1, 0.5)),
        full_width=st.sampled_from((False, False, False, True)),
    )


def amounts() -> st.SearchStrategy[Number]:
    """Yuan: whole numbers, or quarters of a yuan, which binary fractions hold exactly."""
    round_sums = st.integers(1, 9_999).map(lambda wan: wan * 10_000)
    quarters = st.integers(40_000, 4_000_000_000).map(lambda number: number / 4)
    return st.one_of(round_sums, st.integers(100, 99_999_999), quarters).map(_plain)


def _plain(value: Number) -> Number:
    return int(value) if value == int(value) else value
