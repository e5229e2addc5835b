"""What a page of another hand holds is read right, or left open and flagged."""

from collections.abc import Sequence

import pytest

from tests.foreign.reading import Outcome, outcomes

WHITE_ON_WHITE = {"e16_white.docx"}
"""Zeros in white letters on white paper: to the file they are text like any other."""
OTHER_PERIODS = {"n6_quarter.html", "n8_school.html"}
"""Reports of a quarter and of a school year, in the form of the annual report."""


@pytest.fixture(scope="module")
def read() -> Sequence[Outcome]:
    return list(outcomes())


def test_no_value_is_silently_wrong(read: Sequence[Outcome]) -> None:
    assert {one.name for one in read if one.silent} == WHITE_ON_WHITE


def test_reports_are_told_from_other_pages(read: Sequence[Outcome]) -> None:
    assert {one.name for one in read if one.taken != one.is_report} == OTHER_PERIODS


def test_most_pages_are_right_throughout(read: Sequence[Outcome]) -> None:
    assert sum(one.whole for one in read) >= 0.75 * len(read)
    assert sum(one.right for one in read) >= 0.9 * sum(one.right + one.missed + one.wrong for one in read)
