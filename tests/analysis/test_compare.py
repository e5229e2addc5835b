"""Findings one by one: what is told, with which evidence, and what is left alone."""

import csv
import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from extractor.analysis import KINDS, Finding, compare, read_agency_list, read_agency_names
from extractor.analysis.repetition import repetition, shingles
from extractor.analysis.words import KIND_NAMES, SENTENCES
from extractor.analysis.writing import write_findings
from extractor.cli import main
from extractor.errors import UsageError
from extractor.reports.disclosure import DISCLOSURE
from extractor.store import engine
from extractor.store.engine import Store
from tests.analysis.conftest import fill, keep
from tests.rendering.years import ALONE, BELOW, UPPER, Filing, filings, spoil, write_list

YEARS = (2022, 2023)
IN_FORCE = "/proactive/normative_documents/in_force"


def found(store: Store, folder: Path, reports: Iterable[Filing], *, table: str = "", listed: str = "") -> list[Finding]:
    fill(store, reports)
    if table:
        _decide(store, folder / "names.csv", table)
    if listed:
        (folder / "list.csv").write_text(listed, encoding="utf-8")
    names = read_agency_names(store, folder / "names.csv")
    return list(compare(store, names, DISCLOSURE, read_agency_list(folder / "list.csv") if listed else None))


def test_the_example_of_the_manual_runs(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_list(tmp_path / "名单.csv", "云山市气象局")
    fill(store, filings(2, YEARS).values())
    page = (Path(__file__).parents[2] / "docs" / "comparison.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engine, "open_store", lambda _: store)
    told: dict[str, object] = {}
    exec(compile(example, "docs/comparison.md", "exec"), told)
    assert isinstance(told["finding"], Finding)


def _decide(store: Store, path: Path, reorganised: str) -> None:
    """Note a year of reorganisation for every name."""
    names = read_agency_names(store, path)
    for line in names.lines.values():
        line["reorganised"] = reorganised
    names.write(path)


@pytest.fixture
def pair() -> tuple[Filing, Filing]:
    """Two years of one office, with three documents more in force than there should be."""
    drawn = filings(3, YEARS)
    before, now = (drawn["南京市江宁区财政局", year] for year in YEARS)
    now.agency = before.agency
    now.values[IN_FORCE] += 3
    return before, now


def test_a_finding_tells_the_arithmetic_and_every_place(
    pair: tuple[Filing, Filing], store: Store, tmp_path: Path
) -> None:
    (finding,) = found(store, tmp_path, pair)
    before, now = pair
    start, made = before.values[IN_FORCE], now.values["/proactive/normative_documents/made"]
    repealed, actual = now.values["/proactive/normative_documents/repealed"], now.values[IN_FORCE]
    assert finding.arithmetic == f"{start} + {made} − {repealed} ≠ {actual}"
    assert (finding.expected, finding.actual, finding.cause) == (actual - 3, actual, "source")
    assert [(place.year, place.pointer.rsplit("/")[-1], place.raw) for place in finding.evidence] == [
        (2022, "in_force", str(start)),
        (2023, "made", str(made)),
        (2023, "repealed", str(repealed)),
        (2023, "in_force", str(actual)),
    ]
    assert all(words in finding.chinese for words in ("规范性文件", str(actual), "机构合并"))
    assert all(words in finding.english for words in (str(actual), "merger"))


def test_a_reorganisation_that_a_person_noted_explains_it(
    pair: tuple[Filing, Filing], store: Store, tmp_path: Path
) -> None:
    assert found(store, tmp_path, pair, table="2023") == []


def test_a_reorganisation_of_another_year_does_not(pair: tuple[Filing, Filing], store: Store, tmp_path: Path) -> None:
    assert [finding.kind for finding in found(store, tmp_path, pair, table="2022")] == ["documents"]


def test_a_renamed_office_need_not_go_on_where_it_was(
    pair: tuple[Filing, Filing], store: Store, tmp_path: Path
) -> None:
    before, now = pair
    before.agency, now.agency = "云浦县环境保护局", "云浦县生态环境局"
    assert found(store, tmp_path, pair) == []


def test_what_all_offices_do_is_no_jump(store: Store, tmp_path: Path) -> None:
    drawn = filings(6, YEARS)
    pointer = "/proactive/penalties/decisions"
    for agency in (*ALONE, *BELOW, UPPER):
        drawn[agency, 2022].values[pointer], drawn[agency, 2023].values[pointer] = 100, 1000
    assert found(store, tmp_path, drawn.values()) == []


def test_an_office_s_own_history_is_enough(store: Store, tmp_path: Path) -> None:
    """One office alone, without peers: its fifth year is far from the others."""
    drawn = filings(6, range(2019, 2024))
    own = [filing for (agency, _), filing in drawn.items() if agency == ALONE[0]]
    for filing, number in zip(own, (100, 120, 90, 110, 1500), strict=True):
        filing.agency = ALONE[0]
        filing.values["/proactive/penalties/decisions"] = number
    (finding,) = found(store, tmp_path, own)
    assert (finding.kind, finding.year, finding.expected, finding.actual) == ("jump", 2023, 110, 1500)
    assert "100、120、90、110" in str(finding.arithmetic)
    assert len(finding.evidence) == 2


def test_two_offices_that_became_one_are_neither_versions_nor_contradictions(store: Store, tmp_path: Path) -> None:
    drawn = filings(5, YEARS)
    one, other = drawn["南京市江宁区财政局", 2022], drawn["南京市六合区财政局", 2022]
    merged = drawn["南京市江宁区财政局", 2023]
    one.agency, other.agency, merged.agency = "云浦县工商行政管理局", "云浦县质量技术监督局", "云浦县市场监督管理局"
    assert found(store, tmp_path, (one, other, merged)) == []


def test_an_upper_office_may_have_more_while_somebody_below_is_missing(store: Store, tmp_path: Path) -> None:
    drawn = filings(5, YEARS)
    del drawn[BELOW[0], 2023]
    write_list(tmp_path / "written.csv")
    listed = (tmp_path / "written.csv").read_text(encoding="utf-8")
    (finding,) = found(store, tmp_path, drawn.values(), listed=listed)
    assert (finding.kind, finding.agency, finding.year) == ("missing", BELOW[0], 2023)
    assert finding.evidence[0].raw.startswith("list.csv:")


def test_an_upper_office_may_not_have_less_even_then(store: Store, tmp_path: Path) -> None:
    drawn = filings(5, YEARS)
    del drawn[BELOW[0], 2023]
    below = sum(drawn[agency, 2023].values["/proactive/penalties/decisions"] for agency in BELOW[1:])
    drawn[UPPER, 2023].values["/proactive/penalties/decisions"] = below - 1
    write_list(tmp_path / "written.csv")
    listed = (tmp_path / "written.csv").read_text(encoding="utf-8")
    findings = found(store, tmp_path, drawn.values(), listed=listed)
    sums = [finding for finding in findings if finding.kind == "sum_below"]
    assert [(finding.subject, finding.expected, finding.actual) for finding in sums] == [
        ("penalties", below, below - 1)
    ]
    assert len(sums[0].evidence) == len(BELOW)
    assert "另有1个机关无此数" in sums[0].chinese


def test_what_was_not_read_is_no_finding(store: Store, tmp_path: Path) -> None:
    """A value left open by the reading contradicts nothing; that report is in the review queue."""
    drawn = filings(3, YEARS)
    agency = next(name for name in ALONE if drawn[name, 2023].values["/proactive/normative_documents/made"])
    results = [drawn[agency, year].result(f"{year}.txt") for year in YEARS]
    results[1].report.proactive.normative_documents.made = None  # type: ignore[union-attr]
    keep(store, results)
    assert list(compare(store, read_agency_names(store, tmp_path / "names.csv"), DISCLOSURE)) == []


def test_a_cell_that_was_not_read_is_no_jump(store: Store, tmp_path: Path) -> None:
    """Of the refusals' eight rows one is left open: what is left of the sum is far from last year's."""
    drawn = filings(6, YEARS)
    results = {key: filing.result(f"{key[0]}{key[1]}.txt") for key, filing in drawn.items()}
    for result in results.values():
        result.report.requests.outcomes.refused.internal_affairs.total = 500  # type: ignore[union-attr]
    results[ALONE[0], 2023].report.requests.outcomes.refused.internal_affairs.total = None  # type: ignore[union-attr]
    keep(store, list(results.values()))
    assert list(compare(store, read_agency_names(store, tmp_path / "names.csv"), DISCLOSURE)) == []


@pytest.mark.parametrize(("confidence", "cause"), [(0.99, "source"), (0.5, "unknown")])
def test_a_doubtful_figure_is_told_as_such(confidence: float, cause: str, store: Store, tmp_path: Path) -> None:
    spoiled = spoil(filings(6, YEARS), 6)
    jump = next(mistake for mistake in spoiled.planted if mistake.subject == "penalties")
    results = [filing.result(f"{agency}{year}.txt") for (agency, year), filing in spoiled.filings.items()]
    for result in results:
        if result.report.agency == jump.agency:  # type: ignore[union-attr]
            result.evidence["/proactive/penalties/decisions"].confidence = confidence
    keep(store, results)
    findings = list(compare(store, read_agency_names(store, tmp_path / "names.csv"), DISCLOSURE))
    assert [finding.cause for finding in findings if finding.subject == "penalties"] == [cause]


def test_repeated_passages_whatever_the_numbers() -> None:
    before = "今年我局组织培训3次，参加人员120人次，进一步提高了工作人员依法公开的意识和能力。下一步将完善制度。"
    now = "本年度工作平稳有序。今年我局组织培训5次，参加人员186人次，进一步提高了工作人员依法公开的意识和能力。新增其他内容若干。"
    alike = repetition(now, shingles(before))
    ((start, end),) = alike.passages
    passage = now[start:end]
    assert passage.startswith("今年我局组织培训5次")
    assert passage.endswith("意识和能力。")
    assert alike.repeated == end - start
    assert repetition(now, shingles("")).passages == ()
    assert repetition("", shingles(before)).share == 0.0


def test_files_hold_every_finding(store: Store, tmp_path: Path) -> None:
    spoiled = spoil(filings(2, YEARS), 2)
    findings = found(store, tmp_path, [*spoiled.filings.values(), *spoiled.again])
    write_findings(tmp_path, iter(findings))
    read = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert [Finding.model_validate({k: v for k, v in line.items() if k != "id"}) for line in read] == findings
    assert [line["id"] for line in read] == [finding.id for finding in findings]
    assert len({finding.id for finding in findings}) == len(findings)
    rows = list(csv.DictReader((tmp_path / "findings.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["id"] for row in rows] == [finding.id for finding in findings]
    assert all(row["evidence"] for row in rows)


def test_every_kind_has_words() -> None:
    assert set(KINDS) == set(SENTENCES) == set(KIND_NAMES)


@pytest.mark.parametrize("text", ["机关\n", "name\n某局\n", "agency,upper\n某局,某局\n"])
def test_a_list_that_makes_no_sense(text: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"list\.csv"):
        read_agency_list(tmp_path / "list.csv")


def test_a_list_in_chinese_as_excel_saves_it(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes("机关,上级\n某市政府,\n某 局,某市政府\n".encode("gb18030"))
    lines = read_agency_list(tmp_path / "list.csv").lines
    assert {name: line.upper for name, line in lines.items()} == {"某市政府": None, "某局": "某市政府"}


def test_a_folder_that_is_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path / "none")]) == 2
    assert "不是工作区" in capsys.readouterr().err
