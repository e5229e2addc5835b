"""Pages across reports without a browser: every number has somewhere to lead, and what it leads to is there."""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

import ui
from extractor.analysis.agency_names import read_agency_names
from extractor.analysis.workspace import compare
from extractor.reports.disclosure import DISCLOSURE
from extractor.review.desk import acceptance, open_review, submit
from extractor.store.engine import Store, open_store
from extractor.store.review_queue import Filter, list_queue
from extractor.store.schema import results
from tests.ui.conftest import document_of
from tests.ui.panel import CARRIED, FORMER, IDLE, MADE, RENAMED, REPEATED, WRONG, WRONG_YEAR, YEARS

_APP = Path(ui.__file__).with_name("app.py")
_VIEWS = ("overview", "profile", "comparison", "outcomes", "map", "adding_up")
_EVIDENCE = re.compile(r"(\d+):(/.*)")


@pytest.fixture
def page(panel_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return _page(panel_workspace, monkeypatch)


@pytest.fixture
def panel_store(panel_workspace: Path) -> Iterator[Store]:
    opened = open_store(panel_workspace)
    yield opened
    opened.close()


def _page(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(sys, "argv", ["app.py", str(workspace)])
    page = AppTest.from_file(str(_APP), default_timeout=60)
    page.query_params["reviewer"] = "王敏"
    return page


def _show(page: AppTest, view: str, **kept: object) -> None:
    page.query_params["view"] = view
    for name, value in kept.items():
        page.session_state[f"kept.{name}"] = value
    page.run()
    assert not page.exception


def _tables(page: AppTest) -> list[dict[str, Any]]:
    sheets = [json.loads(element.proto.json)["sections"][0]["tables"][0] for element in page.get("bidi_component")]
    assert sheets
    return sheets


def _cells(page: AppTest) -> list[dict[str, Any]]:
    return [cell for table in _tables(page) for row in table["rows"] for cell in row["cells"]]


@pytest.mark.parametrize("view", _VIEWS)
def test_every_number_but_0_leads_somewhere(page: AppTest, view: str) -> None:
    _show(page, view)
    dead = [cell for cell in _cells(page) if re.search(r"[1-9]", cell["text"]) and cell["p"] is None]
    assert dead == []
    assert page.metric == []  # a metric cannot be chosen


@pytest.mark.parametrize(
    ("view", "kept"),
    [
        ("profile", {}),
        ("comparison", {}),
        ("outcomes", {"behind": "granted"}),
        ("outcomes", {"behind": "reconsideration/corrected_share"}),
        ("outcomes", {"agency": WRONG}),
        ("map", {"province": "33"}),
        ("map", {"province": "00"}),
        ("adding_up", {"office": CARRIED}),
    ],
)
def test_what_numbers_lead_to_is_there(
    page: AppTest, panel_store: Store, panel_workspace: Path, view: str, kept: dict[str, str]
) -> None:
    _show(page, view, **kept)
    found = [match for cell in _cells(page) if (match := _EVIDENCE.fullmatch(cell["p"] or ""))]
    assert found
    for match in found[:: max(len(found) // 10, 1)]:
        opened = open_review(panel_store, panel_workspace, int(match[1]), "王敏")
        assert match[2] in opened.result.evidence or opened.stated(match[2]).value is None  # left out, and shown so


@pytest.mark.parametrize("view", _VIEWS)
def test_every_plot_leads_somewhere(page: AppTest, view: str) -> None:
    _show(page, view)
    specs = [json.loads(element.proto.spec) for element in page.get("vega_lite_chart")]
    assert len(specs) == {"comparison": 2, "outcomes": 3, "adding_up": 0}.get(view, 1)
    assert all('"chosen"' in json.dumps(spec["params"]) for spec in specs)


@pytest.mark.parametrize("office", [CARRIED, MADE, REPEATED, IDLE])
def test_the_quality_page_tells_what_does_not_fit_between_years(page: AppTest, panel_store: Store, office: str) -> None:
    names = read_agency_names(panel_store, Path("no such table"))
    found = list(compare(panel_store, names, DISCLOSURE))
    planted = {("carried_over", CARRIED), ("documents", MADE), ("repeated_text", REPEATED), ("jump", IDLE)}
    assert planted <= {(one.kind, one.agency) for one in found}  # of invented figures others may jump, too
    expected = [one for one in found if one.agency == office]
    _show(page, "adding_up", office=office)
    (findings,) = (table for table in _tables(page) if len(table["headers"][0]) == 4)
    assert [row["cells"][0]["text"] for row in findings["rows"]] == [one.chinese for one in expected]
    for row, one in zip(findings["rows"], expected, strict=True):
        assert {int(cell["p"].partition(":")[0]) for cell in row["cells"][1:]} == {quote.document_id for quote in one.evidence}
        assert [int(cell["text"].partition(" ")[0]) for cell in row["cells"][1:]] == [one.year - 1, one.year]
    assert any(caption.value.startswith("报告之间的核对：") for caption in page.caption)


def test_the_quality_page_is_narrowed_to_a_cause_a_kind_and_a_year(page: AppTest) -> None:
    _show(page, "adding_up", cause="source", check="requests.balance", any_year=WRONG_YEAR)
    offices, checks = _tables(page)
    assert [row["label"] for row in offices["rows"]] == [WRONG]
    assert [row["label"] for row in checks["rows"]] == [f"{WRONG} {WRONG_YEAR}"]


def test_the_quality_page_says_where_nothing_is_wrong(page: AppTest) -> None:
    _show(page, "adding_up", cause="extraction")
    assert [info.value for info in page.info] == ["没有不符的核验。"]


def test_without_a_comparison_the_quality_page_says_so(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = _page(workspace, monkeypatch)
    _show(page, "adding_up")
    assert "报告之间尚未核对；请运行 extractor compare workspace。" in [caption.value for caption in page.caption]
    findings = workspace / "findings.json"
    findings.write_text("[\n]\n", encoding="utf-8")
    os.utime(findings, (0, 0))
    page.run()
    assert any(caption.value.endswith("其后有 5 份报告变动，可再次运行 extractor compare workspace。") for caption in page.caption)
    findings.write_text('[\n{"kind": "none"}\n]\n', encoding="utf-8")
    page.run()
    assert "不是 extractor compare 写出的" in page.error[0].value


def test_a_renamed_office_is_one_over_the_years(page: AppTest) -> None:
    _show(page, "profile", agency=RENAMED)
    (table,) = _tables(page)
    assert [name for name, _ in table["headers"][0]][1:] == [str(year) for year in YEARS]
    assert all(cell["p"] for cell in table["rows"][0]["cells"])
    assert f"各年名称：{FORMER}（2021–2022）、{RENAMED}（2023–2024）" in [caption.value for caption in page.caption]
    assert FORMER not in page.selectbox[0].options


def test_a_long_table_has_pages(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.numbers.MOST_ROWS", 5)
    _show(page, "comparison", **{"page.across.ranking.16": 2})
    (second,) = _tables(page)
    assert [row["label"].partition("　")[0] for row in second["rows"]] == ["6", "7", "8", "9", "10"]


def test_a_bar_of_the_distribution_leads_to_its_offices(page: AppTest) -> None:
    _show(page, "comparison", measures=["received"])
    bars = next(bars for spec in page.get("vega_lite_chart") if (bars := _bars(spec)) is not None)
    everybody = len(_tables(page)[0]["rows"])
    assert sum(bar["count"] for bar in bars) == everybody
    for bar in bars:
        _show(page, "comparison", between=bar["address"])
        (table,) = _tables(page)
        values = [int(row["cells"][0]["text"].replace(",", "")) for row in table["rows"]]
        assert len(values) == bar["count"]
        assert all(bar["low"] <= value < bar["high"] for value in values)


def _bars(element: Any) -> list[dict[str, Any]] | None:  # noqa: ANN401 - Streamlit's element of a chart
    """The rows that a plot draws as bars from ``low`` to ``high``."""
    for dataset in element.proto.datasets:
        table = convert_arrow_bytes_to_pandas_df(dataset.data.data)
        if "low" in table:
            return list(table.to_dict("records"))
    return None


def test_an_office_without_a_share_leads_to_its_cell(page: AppTest) -> None:
    _show(page, "comparison", measures=["refused_share"])
    (table,) = _tables(page)
    (idle,) = (row["cells"][0] for row in table["rows"] if IDLE in row["label"])
    assert idle["kind"] == "blank"
    assert _EVIDENCE.fullmatch(idle["p"])


def test_reviewed_values_lead_to_their_reports(store: Store, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_review(store, workspace, document_of(store, "001"), "王敏")
    submit(store, workspace, opened, "王敏", [acceptance(opened, "")])
    page = _page(workspace, monkeypatch)
    _show(page, "quality")
    cells = _cells(page)
    assert all(cell["p"] for cell in cells if re.search(r"[1-9]", cell["text"]))
    specs = [element.proto.spec for element in page.get("vega_lite_chart")]
    assert len(specs) == 2
    assert {button.label for button in page.get("download_button")} == {"PNG", "SVG"}
    for address in {cell["p"] for cell in cells if cell["p"]}:
        _show(page, "quality", reviewed=address)
        behind = _tables(page)[-1]
        assert [row["cells"][0]["p"] for row in behind["rows"]] == [f"{opened.document_id}:/agency"], address


def test_the_queue_is_narrowed_to_reports_without_a_year(store: Store) -> None:
    assert list_queue(store, Filter(status=None, year=0)) == []
    document_id = document_of(store, "001")
    with store.writing() as connection:
        connection.execute(update(results).where(results.c.document_id == document_id).values(year=None))
    assert [line.document_id for line in list_queue(store, Filter(status=None, year=0))] == [document_id]
