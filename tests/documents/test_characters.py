"""Folding: as long as the text, and no mark of a note or an item becomes a digit of a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.documents.characters import MARKS, fold


@given(st.text(st.sampled_from(f"12３，. \n件（)[]〔½Ⅳ釆{MARKS}")))
def test_folding_keeps_every_offset_and_says_all_at_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("mark", ["①", "⑳", "⑴", "⒈", "²", "¹²", "₃", "❷", "㈡", "[¹]", "［²］"])
def test_the_mark_of_a_note_behind_a_number_is_space(mark: str) -> None:
    assert fold(f"答复２２0{mark}件") == f"答复220{' ' * len(mark)}件"


def test_a_mark_elsewhere_stays_what_it_is() -> None:
    assert fold("①加强②改进,CO₂,m²,㈠总体情况,3½,(1)") == "①加强②改进,CO₂,m²,㈠总体情况,3½,(1)"
