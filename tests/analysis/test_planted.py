"""Every planted mistake is found, and nothing else, on generated reports of two years and of five.

``HYPOTHESIS_PROFILE=long`` draws many more seeds.
"""

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.rendering.dialects import DIALECTS
from extractor.analysis import Finding, compare, read_agency_list, read_agency_names
from extractor.cli import main
from extractor.reports.disclosure import DISCLOSURE
from extractor.store.engine import open_store
from tests.analysis.conftest import fill
from tests.rendering.years import SILENT, Filing, Filings, Planted, filings, spoil, write_list

YEARS = {"two years": (2022, 2023), "five years": (2021, 2022, 2023, 2024, 2025)}
LOSSLESS = [dialect for dialect in DIALECTS if dialect.name in ("tabs", "markdown", "plain_html")]
few = settings(max_examples=max(settings().max_examples // 5, 1))
"""A workspace of up to 75 reports is filled and compared for each seed."""


def findings(reports: Iterable[Filing], *more: str) -> list[Finding]:
    """What a workspace with these reports gives; ``more``: who else is on the list."""
    with TemporaryDirectory() as name, closing(open_store(Path(name))) as store:
        fill(store, reports)
        write_list(Path(name, "list.csv"), *more)
        names = read_agency_names(store, Path(name, "names.csv"))
        return list(compare(store, names, DISCLOSURE, read_agency_list(Path(name, "list.csv"))))


def as_planted(found: Iterable[Finding]) -> set[Planted]:
    return {Planted(finding.kind, finding.agency, finding.year, finding.subject) for finding in found}


def missing(clean: Filings) -> set[Planted]:
    return {Planted("missing", SILENT, year, "agencies") for _, year in clean}


@pytest.mark.parametrize("years", YEARS.values(), ids=YEARS)
@few
@given(seed=st.integers(0, 2**32))
def test_clean_reports_give_no_finding(years: tuple[int, ...], seed: int) -> None:
    assert findings(filings(seed, years).values()) == []


@pytest.mark.parametrize("years", YEARS.values(), ids=YEARS)
@few
@given(seed=st.integers(0, 2**32))
def test_every_planted_mistake_is_found(years: tuple[int, ...], seed: int) -> None:
    spoiled = spoil(filings(seed, years), seed)
    found = findings([*spoiled.filings.values(), *spoiled.again], SILENT)
    assert as_planted(found) == spoiled.planted | missing(spoiled.filings)
    assert len(found) == len(as_planted(found)), "a mistake is told twice"
    assert all(finding.evidence for finding in found)


def _write(folder: Path, reports: Iterable[Filing]) -> None:
    folder.mkdir(exist_ok=True)
    for number, filing in enumerate(reports):
        dialect = LOSSLESS[number % len(LOSSLESS)]
        (folder / f"{filing.agency}{filing.year}-{number}{dialect.suffix}").write_bytes(dialect.render(filing.sheet()))


def _compared(folder: Path) -> set[Planted]:
    assert main(["run", str(folder / "in"), "--out", str(folder / "out"), "--engine", "offline", "--workers", "1"]) == 0
    assert main(["compare", str(folder / "out"), "--agencies", str(folder / "list.csv")]) == 0
    found = json.loads((folder / "out" / "findings.json").read_text(encoding="utf-8"))
    return {Planted(*(finding[name] for name in ("kind", "agency", "year", "subject"))) for finding in found}


def test_reports_that_are_really_read(tmp_path: Path) -> None:
    """The same through files in three dialects, ``extractor run`` and ``extractor compare``."""
    clean = filings(7, YEARS["two years"])
    write_list(tmp_path / "list.csv")
    _write(tmp_path / "in", clean.values())
    assert _compared(tmp_path) == set()
    spoiled = spoil(clean, 7)
    write_list(tmp_path / "list.csv", SILENT)
    _write(tmp_path / "in", [*spoiled.filings.values(), *spoiled.again])
    assert _compared(tmp_path) == spoiled.planted | missing(clean)
