"""Figures across reports: what is missing stays missing, ties share a rank, one report counts for an agency's year."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from extractor.analysis.adding_up import by_office, kind_of, pointer_of_check, reports_by_kind
from extractor.analysis.agency_names import AgencyNames, read_agency_names
from extractor.analysis.panel import Panel, Reported, figure, pooled, ranked
from extractor.analysis.provinces import TILES, by_province
from extractor.cli import main
from extractor.reports.base import Measure
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.disclosure.form import BLOCKS
from extractor.reports.disclosure.measures import CHALLENGED, CHECK_KINDS, FUNNEL, MEASURES, REFUSALS
from extractor.store.engine import Store, open_store
from extractor.store.panel import (
    Failed,
    StoredPanelReport,
    count_failed,
    counts_by_year,
    failed_by_agency,
    failed_checks,
    panel_reports,
    stamp,
    titles,
    years,
)
from extractor.store.schema import results
from tests.analysis.conftest import fill
from tests.rendering.years import filings
from tests.ui.panel import ABSENT, ABSENT_YEAR, FORMER, OFFICES, RENAMED, WRONG, WRONG_YEAR, YEARS, write_reports

_COUNT = Measure("count", "", "", ("/a", "/b"))
_SHARE = Measure("share", "", "", ("/a",), ("/a", "/b"))


def _report(agency: str, values: Mapping[str, int | None], doubted: frozenset[str] = frozenset()) -> Reported:
    return Reported(1, agency, agency, agency, 2024, "", values, doubted)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("panel")
    (folder / "in").mkdir()
    write_reports(folder / "in")
    copy = folder / "in" / "again.txt"
    text = (folder / "in" / f"{OFFICES[5]}2024.txt").read_text(encoding="utf-8")
    copy.write_text(text.replace("2025年1月20日", "2025年3月1日"), encoding="utf-8")
    assert main(["run", str(folder / "in"), "--out", str(folder / "out"), "--engine", "offline", "--workers", "1"]) == 0
    opened = open_store(folder / "out")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("values", "count", "share"),
    [
        ({"/a": 1, "/b": 3}, 4, 0.25),
        ({"/a": 0, "/b": 3}, 3, 0.0),
        ({"/a": 2, "/b": None}, 2, 1.0),  # a blank beside a number counts as 0, as in the checks
        ({"/a": None, "/b": 3}, 3, None),
        ({"/a": None, "/b": None}, None, None),
        ({"/a": 0, "/b": 0}, 0, None),  # a share of nothing
        ({}, None, None),
    ],
)
def test_what_is_missing_is_not_0(values: dict[str, int | None], count: int | None, share: float | None) -> None:
    report = _report("某局", values)
    assert figure(report, _COUNT).value == count
    assert figure(report, _SHARE).value == share


def test_a_figure_leads_to_its_largest_cell_and_tells_its_doubt() -> None:
    report = _report("某局", {"/a": 1, "/b": 3}, frozenset({"/a"}))
    assert figure(report, _COUNT).pointer == "/b"
    assert figure(report, _COUNT).in_doubt
    assert not figure(_report("某局", {"/a": 1, "/b": 3}, frozenset({"/c"})), _COUNT).in_doubt


def test_equal_figures_share_a_rank_and_missing_ones_have_none() -> None:
    reports = [_report(name, {"/a": value}) for name, value in (("甲", 1), ("乙", 5), ("丙", 5), ("丁", None), ("戊", 0))]
    assert [(one.rank, one.report.agency) for one in ranked(reports, _COUNT)] == [
        (1, "丙"),
        (1, "乙"),
        (3, "甲"),
        (4, "戊"),
        (None, "丁"),
    ]


def test_a_total_tells_how_many_reports_state_it() -> None:
    (found,) = pooled([_report("甲", {"/a": 2}), _report("乙", {"/a": None})], [_COUNT])
    assert (found.total, found.stated, found.reports) == (2, 1, 2)
    (nothing,) = pooled([_report("乙", {"/a": None})], [_COUNT])
    assert nothing.total is None


def test_a_share_of_many_is_of_those_that_state_both() -> None:
    reports = [_report("甲", {"/a": 1, "/b": 3}), _report("乙", {"/a": 2, "/b": 2}, frozenset({"/b"})), _report("丙", {"/b": 9})]
    (found,) = pooled(reports, [_SHARE])
    assert (found.total, found.stated, found.in_doubt) == (3 / 8, 2, True)


def test_of_several_reports_of_a_year_the_one_published_last_counts(store: Store) -> None:
    reports = _panel(store).read(_names(store), year=2024)
    assert len(reports) == len(OFFICES)
    (again,) = [report for report in reports if report.agency == OFFICES[5]]
    assert again.report_name == "again.txt"


def test_the_panel_holds_what_the_reports_hold(store: Store) -> None:
    assert list(_names(store).offices()) == sorted(OFFICES)
    assert _names(store).offices()[RENAMED] == [FORMER, RENAMED]
    assert list(years(store)) == sorted(YEARS, reverse=True)
    absent = _panel(store).read(_names(store), identity=ABSENT)
    assert [report.year for report in absent] == [year for year in YEARS if year != ABSENT_YEAR]
    assert sum(counts_by_year(store).values()) == len(OFFICES) * len(YEARS)  # one is absent, one is there twice
    assert stamp(store) == stamp(store)


def test_what_does_not_add_up_is_found_at_its_office_and_cell(store: Store) -> None:
    wanted = Failed(WRONG_YEAR, ["requests.balance.total"], ["source"], [WRONG])
    (check,) = failed_checks(store, wanted, 10)
    assert (check.agency, check.year, check.cause) == (WRONG, WRONG_YEAR, "source")
    assert count_failed(store, wanted) == 1
    assert failed_checks(store, wanted, 10, skipped=1) == []
    assert titles(store, [check.document_id]) == {check.document_id: (WRONG, WRONG_YEAR)}
    assert reports_by_kind(store, CHECK_KINDS)["requests.balance", "source"] == 1
    (office,) = by_office(failed_by_agency(store, wanted), _names(store))
    assert (office.identity, office.agencies, office.own, office.open, office.reports) == (WRONG, (WRONG,), 1, 0, 1)
    pointer = pointer_of_check(store, check.document_id, check.check_id, DISCLOSURE)
    assert pointer == "/requests/carried_out/total"
    assert pointer_of_check(store, check.document_id, "no.such.check", DISCLOSURE) is None


@pytest.mark.parametrize(
    ("check_id", "kind"),
    [
        ("requests.balance.total", "requests.balance"),
        ("challenges.reconsideration", "challenges"),
        ("narrative.parts.2", "narrative.parts"),
        ("narrative.requests_received", "narrative"),
        ("years.carried", "years"),
        ("something.new", "something.new"),
    ],
)
def test_a_check_is_of_its_longest_kind(check_id: str, kind: str) -> None:
    assert kind_of(check_id, CHECK_KINDS) == kind


def test_every_measure_points_at_cells_of_the_form() -> None:
    form = {block.pointer_of(r, c) for block in BLOCKS for r in block.rows for layout in block.layouts for c in layout.columns}
    challenged = [measure for _, results in CHALLENGED for measure in results]
    for measure in (*MEASURES, *FUNNEL, *REFUSALS, *challenged):
        assert measure.pointers, measure.key
        assert {*measure.pointers, *measure.of} <= form, measure.key


def test_the_tiles_are_the_34_divisions_each_on_its_own_place() -> None:
    assert len({tile.code for tile in TILES}) == len({(tile.column, tile.row) for tile in TILES}) == 34


@pytest.mark.parametrize(
    ("agency", "code"), [("宁波市示例局", "33"), ("河北省示例厅", "13"), ("内蒙古自治区示例厅", "15"), ("青石市示例局", None)]
)
def test_the_province_is_told_by_the_name(agency: str, code: str | None) -> None:
    regions, unknown = by_province([_report(agency, {})], AgencyNames({}, {}), _COUNT)
    assert [region.tile.code for region in regions if region.reports] == ([] if code is None else [code])
    assert len(unknown) == (code is None)


def test_only_what_has_changed_is_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(opened: Store, document_ids: Sequence[int]) -> Iterator[StoredPanelReport]:
        asked.extend(document_ids)
        return panel_reports(opened, document_ids)

    monkeypatch.setattr("extractor.analysis.panel.panel_reports", counted)
    panel, names = _panel(store), _names(store)
    before = panel.read(names, year=2024)
    assert len(asked) == len(OFFICES) + 1  # one is there twice
    asked.clear()
    assert panel.read(names, year=2024) == before
    assert asked == []
    with store.writing() as connection:
        connection.execute(update(results).where(results.c.document_id == before[0].document_id).values(revision=99))
    assert panel.read(names, year=2024) == before
    assert asked == [before[0].document_id]


def test_a_renamed_office_is_one_office_over_the_years(tmp_path: Path) -> None:
    before, after = "成都市安全生产监督管理局", "成都市应急管理局"
    clean = [replace(filing) for filing in filings(1, (2018, 2019)).values()][:2]
    clean[0].agency, clean[1].agency = before, after
    with closing(open_store(tmp_path)) as opened:
        fill(opened, clean)
        names = _names(opened)
        reports = _panel(opened).read(names, identity=after)
        assert [(report.agency, report.year) for report in reports] == [(before, 2018), (after, 2019)]
        assert _panel(opened).read(names, identity=before) == []


def _names(store: Store) -> AgencyNames:
    return read_agency_names(store, Path("no such table"))


def _panel(store: Store) -> Panel:
    return Panel(store, DISCLOSURE.pictured)


def test_a_province_is_the_median_of_those_that_state_it() -> None:
    figures = {"杭州市示例局": 1, "宁波市示例局": 4, "温州市示例局": None, "青石市示例局": 9}
    regions, unknown = by_province([_report(name, {"/a": value}) for name, value in figures.items()], AgencyNames({}, {}), _COUNT)
    by_code = {region.tile.code: region for region in regions}
    assert (by_code["33"].median, by_code["33"].stated, len(by_code["33"].reports)) == (2.5, 2, 3)
    assert by_code["11"].median is None
    assert [report.agency for report in unknown] == ["青石市示例局"]
