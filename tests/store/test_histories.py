"""Reports by whose they are, on both databases."""

import pytest

from extractor.store.engine import Store
from extractor.store.histories import ReportedName, count_unplaced, reported_names, reports_of_agencies
from tests.analysis.conftest import fill, keep
from tests.rendering.years import Filing, filings
from tests.store.making import read_example


def _three() -> list[Filing]:
    return [
        Filing("云浦县司法局", 2022, {}, {}),
        Filing("云浦县司法局", 2023, {}, {}),
        Filing("临溪区财政局", 2023, {}, {}),
    ]


def test_names_with_their_years(store: Store) -> None:
    fill(store, _three())
    assert sorted(reported_names(store), key=lambda item: item.reports) == [
        ReportedName("临溪区财政局", 1, 2023, 2023),
        ReportedName("云浦县司法局", 2, 2022, 2023),
    ]


def test_names_come_in_portions(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = filings(4, (2022, 2023))
    fill(store, drawn.values())
    monkeypatch.setattr("extractor.store.histories._PORTION", 3)
    found = list(reported_names(store))
    assert sum(item.reports for item in found) == len(drawn)
    assert len({item.name for item in found}) == len(found)


def test_an_agency_s_reports_by_year(store: Store) -> None:
    fill(store, _three())
    found = reports_of_agencies(store, ["云浦县司法局"])
    assert [(report.agency, report.year, report.report_names) for report in found] == [
        ("云浦县司法局", 2022, ("云浦县司法局2022-0.txt",)),
        ("云浦县司法局", 2023, ("云浦县司法局2023-1.txt",)),
    ]
    assert '"year":2022' in found[0].text.replace(" ", "")


def test_reports_without_agency_are_counted(store: Store) -> None:
    nobody = read_example().model_copy(deep=True)
    nobody.report.agency = None  # type: ignore[union-attr]
    keep(store, [nobody])
    assert count_unplaced(store) == 1
    assert list(reported_names(store)) == []
