"""Identities: outcome, arithmetic, cause, and the one cell that explains a failure."""

from extractor.reports.arithmetic import check_identities, flatten
from extractor.reports.base import AtMost, Sum
from extractor.result import Check, Evidence, Number, Repair

ROW = Sum("row", "行", "row", ("/a", "/b"), ("/total",))
COLUMN = Sum("column", "列", "column", ("/a", "/c"), ("/sum",))
BOUND = AtMost("bound", "上限", "bound", "/a", "/most")


def checked(values: dict[str, Number | None], confidence: float = 0.98, **doubtful: float) -> dict[str, Check]:
    evidence = {
        pointer: Evidence(
            raw="",
            start=0,
            end=0,
            qualifier="blank" if value is None else "exact",
            readers=["table"],
            confidence=doubtful.get(pointer.strip("/"), confidence),
        )
        for pointer, value in values.items()
    }
    return {check.id: check for check in check_identities((ROW, COLUMN, BOUND), values, evidence)}


def test_a_sum_that_holds_counts_blanks_as_nothing() -> None:
    check = checked({"/a": 3, "/b": None, "/total": 3})["row"]
    assert (check.status, check.cause, check.expected, check.actual) == ("pass", None, 3, 3)


def test_a_blank_total_makes_a_sum_not_applicable() -> None:
    assert checked({"/a": 3, "/b": 1, "/total": None})["row"].status == "not_applicable"


def test_identities_of_absent_cells_are_not_listed() -> None:
    assert set(checked({"/a": 1, "/b": 1, "/total": 2})) == {"row", "column"}
    assert "bound" in checked({"/a": 1, "/most": 2})


def test_a_failure_read_with_certainty_is_the_sources() -> None:
    check = checked({"/a": 3, "/b": 1, "/total": 5})["row"]
    assert (check.status, check.cause) == ("fail", "source")
    assert check.message.startswith("3 + 1 ≠ 5")


def test_a_failure_with_a_doubtful_operand_is_not_blamed_on_the_source() -> None:
    assert checked({"/a": 3, "/b": 1, "/total": 5}, b=0.6)["row"].cause == "unknown"


def test_a_failure_with_an_operand_that_was_not_found_is_not_blamed_on_the_source() -> None:
    """Unless forms in use leave that operand out."""
    assert checked({"/a": 3, "/total": 5})["row"].cause == "unknown"
    lenient = Sum("row", "行", "row", ("/a", "/b"), ("/total",), frozenset({"/b"}))
    evidence = {
        pointer: Evidence(raw="", start=0, end=0, qualifier="exact", readers=["table"], confidence=0.98)
        for pointer in ("/a", "/total")
    }
    (check,) = check_identities((lenient,), {"/a": 3, "/total": 5}, evidence)
    assert check.cause == "source"


def test_a_bound() -> None:
    assert checked({"/a": 3, "/most": 2})["bound"].status == "fail"
    assert checked({"/a": 2, "/most": 2})["bound"].status == "pass"


def test_a_repair_only_where_exactly_one_cell_explains_the_failure() -> None:
    explained = checked({"/a": 3, "/b": 1, "/total": 5, "/c": 2, "/sum": 6})
    assert explained["row"].repair == Repair(pointer="/a", value=4)
    assert explained["column"].repair == Repair(pointer="/a", value=4)
    assert checked({"/a": 3, "/b": 1, "/total": 5})["row"].repair is None


def test_flatten_reaches_every_leaf() -> None:
    assert flatten({"a": {"b": [1, {"c": None}]}}) == {"/a/b/0": 1, "/a/b/1/c": None}


def test_where_most_sums_of_a_kind_fail_no_agency_is_blamed() -> None:
    rows = [Sum(f"row.{n}", "行", "row", (f"/{n}/a", f"/{n}/b"), (f"/{n}/total",)) for n in range(5)]
    for failing, cause in ((2, "source"), (3, "unknown")):
        values = {f"/{n}/{key}": value for n in range(5) for key, value in (("a", 1), ("b", 2), ("total", 3))}
        values |= {f"/{n}/total": 4 for n in range(failing)}
        evidence = {
            pointer: Evidence(raw="", start=0, end=0, qualifier="exact", readers=["table"], confidence=0.98)
            for pointer in values
        }
        checks = check_identities(rows, values, evidence)
        assert [check.cause for check in checks if check.status == "fail"] == [cause] * failing


def test_a_bound_that_holds_proves_nothing() -> None:
    check = checked({"/a": 3, "/most": 3})["bound"]
    assert (check.status, check.expected, check.actual, check.proves) == ("pass", "≤ 3", 3, False)
