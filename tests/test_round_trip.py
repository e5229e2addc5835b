"""What is laid out is read back: ``extract(render(report)) == report``, in every dialect and both editions.

Where a dialect loses empty cells, no value may differ except to null, and such a null must be flagged.
``HYPOTHESIS_PROFILE=long`` draws many more reports.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eval.rendering.dialects import DIALECTS, Dialect
from eval.rendering.pdf import Setting, unruled_pdf
from eval.rendering.printing import Manner, Printed
from eval.rendering.sheet import Sheet
from extractor import Result, extract
from extractor.documents.open import open_document
from extractor.reports.base import Sum
from extractor.reports.disclosure.form import BLOCKS, IDENTITIES
from extractor.result import value_at
from tests.rendering.reports import sheets
from tests.rendering.wording import styles

META = ("/title", "/agency", "/year", "/period/start", "/period/end", "/published_on")
TEXTS = ("/overview/text", "/problems/text", "/other_matters/text")
STATUTORY = sorted(
    {
        block.pointer_of(row, column)
        for block in BLOCKS
        for layout in block.layouts
        for row in block.rows
        for column in layout.columns
    }
)
SUMS = [identity for identity in IDENTITIES if isinstance(identity, Sum)]
def _named(*, lossless: bool, paper: bool) -> list[Any]:
    chosen = [dialect for dialect in DIALECTS if dialect.lossless == lossless and (dialect.suffix == ".pdf") == paper]
    return [pytest.param(dialect, id=dialect.name) for dialect in chosen]


half = settings(max_examples=max(settings().max_examples // 2, 1))
"""Placing what is left where empty cells were lost takes time."""
quarter = settings(max_examples=max(settings().max_examples // 4, 1))
"""Drawing a PDF and reading it takes five times as long as text."""
FULL_PAGES = sheets(
    style=styles().map(lambda style: replace(style, spaced=False)),
    manner=st.builds(Manner, seed=st.integers(0, 99), full_width=st.booleans()),
)
"""Reports in which every 0 is printed and no heading has spaces inside, so that no dialect loses a cell."""

Render = Callable[[Sheet, Dialect], Path]


@pytest.fixture(scope="module")
def render(tmp_path_factory: pytest.TempPathFactory) -> Render:
    """Writes a sheet to a file in a dialect."""
    folder = tmp_path_factory.mktemp("pages")

    def write(sheet: Sheet, dialect: Dialect) -> Path:
        path = folder / f"{dialect.name}{dialect.suffix}"
        path.write_bytes(dialect.render(sheet))
        return path

    return write


def _got(result: Result, pointer: str) -> tuple[Any, str | None]:
    evidence = result.evidence.get(pointer)
    return value_at(result.report, pointer) if result.report else None, evidence.qualifier if evidence else None


def _differences(sheet: Sheet, result: Result) -> list[str]:
    """Statutory cells whose value or qualifier is not what the page prints; cells the page lacks must be null."""
    found = []
    for pointer in STATUTORY:
        cell = sheet.cells.get(pointer)
        value, qualifier = _got(result, pointer)
        if cell is None and value is not None:
            found.append(f"{pointer}: not on the page, read as {value!r}")
        if cell is not None and (value, qualifier) != (cell.value, cell.qualifier):
            found.append(f"{pointer}: {cell.text!r} read as {value!r} ({qualifier})")
    return found


def _squeezed(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return "".join(value.split()) if isinstance(value, str) else value


def _ungrounded(result: Result, path: Path) -> Iterator[str]:
    text = open_document(path).text
    for pointer, evidence in result.evidence.items():
        if text[evidence.start : evidence.end] != evidence.raw:
            yield f"{pointer}: {evidence.raw!r} is not at {evidence.start}–{evidence.end}"


def _assert_read_back(sheet: Sheet, path: Path) -> None:
    result = extract(path)
    assert result.report is not None
    assert _differences(sheet, result) == []
    assert value_at(result.report, "/edition") == sheet.report.edition
    assert [check.id for check in result.failed_checks()] == []
    assert list(_ungrounded(result, path)) == []
    read = {pointer: _squeezed(value_at(result.report, pointer)) for pointer in (*META, *TEXTS)}
    assert read == {pointer: _squeezed(value_at(sheet.report, pointer)) for pointer in (*META, *TEXTS)}


def _assert_nothing_invented(sheet: Sheet, path: Path) -> None:
    """No value but the page's own, and every value that was lost is named by a flag or a failed check."""
    result = extract(path)
    assert result.error is None
    wrong, lost = [], []
    for pointer in STATUTORY:
        cell = sheet.cells.get(pointer, Printed("", None))
        value, _ = _got(result, pointer)
        if value is not None and value != cell.value:
            wrong.append(f"{pointer}: {cell.text!r} read as {value!r}")
        if value is None and cell.value is not None:
            lost.append(pointer)
    assert wrong == []
    assert list(_ungrounded(result, path)) == []
    doubts = {pointer for flag in result.flags if flag.review for pointer in flag.pointers}
    doubts |= {pointer for check in result.failed_checks() for pointer in check.pointers}
    assert [pointer for pointer in lost if not any(f"{pointer}/".startswith(f"{doubt}/") for doubt in doubts)] == []
    assert result.status == "needs_review" or not lost


@pytest.mark.parametrize("dialect", _named(lossless=True, paper=False))
@given(sheet=sheets())
def test_a_lossless_page_is_read_back_whole(render: Render, dialect: Dialect, sheet: Sheet) -> None:
    _assert_read_back(sheet, render(sheet, dialect))


@pytest.mark.parametrize("dialect", _named(lossless=True, paper=True))
@quarter
@given(sheet=sheets())
def test_a_ruled_paper_page_is_read_back_whole(render: Render, dialect: Dialect, sheet: Sheet) -> None:
    _assert_read_back(sheet, render(sheet, dialect))


@pytest.mark.parametrize("dialect", _named(lossless=False, paper=False))
@half
@given(sheet=sheets())
def test_a_lossy_page_gives_no_wrong_value(render: Render, dialect: Dialect, sheet: Sheet) -> None:
    _assert_nothing_invented(sheet, render(sheet, dialect))


@pytest.mark.parametrize("dialect", _named(lossless=False, paper=True))
@quarter
@given(sheet=sheets())
def test_a_paper_page_without_its_rules_gives_no_wrong_value(render: Render, dialect: Dialect, sheet: Sheet) -> None:
    _assert_nothing_invented(sheet, render(sheet, dialect))


SETTINGS = st.builds(
    Setting,
    width=st.sampled_from((595.0, 700.0, 842.0)),
    height=st.sampled_from((500.0, 595.0, 842.0)),
    size=st.sampled_from((7.5, 9.0, 10.5)),
    values=st.sampled_from(("left", "centre", "right")),
)


@half
@given(sheet=sheets(), setting=SETTINGS)
def test_however_a_page_without_rules_is_set_it_gives_no_wrong_value(
    tmp_path_factory: pytest.TempPathFactory, sheet: Sheet, setting: Setting
) -> None:
    path = tmp_path_factory.mktemp("settings") / "page.pdf"
    path.write_bytes(unruled_pdf(sheet, setting))
    _assert_nothing_invented(sheet, path)


@pytest.mark.parametrize("dialect", _named(lossless=False, paper=False))
@given(sheet=FULL_PAGES)
def test_a_lossy_page_without_empty_cells_is_read_back_whole(render: Render, dialect: Dialect, sheet: Sheet) -> None:
    _assert_read_back(sheet, render(sheet, dialect))


@st.composite
def _corrupted(draw: st.DrawFn) -> tuple[Sheet, str]:
    """A report with one digit of one summed cell printed wrong, and that cell's pointer."""
    sheet = draw(sheets())
    pointers = [pointer for pointer, cell in sheet.cells.items() if cell.value and not pointer.startswith("/proactive")]
    assume(pointers)
    pointer = draw(st.sampled_from(pointers))
    text = sheet.cells[pointer].text
    at = draw(st.sampled_from([index for index, character in enumerate(text) if character.isdecimal()]))
    digits = "０１２３４５６７８９" if text[at] > "9" else "0123456789"
    slip = draw(st.sampled_from([digit for digit in digits[1:] if digit != text[at]]))
    cell = replace(sheet.cells[pointer], text=text[:at] + slip + text[at + 1 :])
    return replace(sheet, cells={**sheet.cells, pointer: cell}), pointer


@given(corrupted=_corrupted())
def test_a_wrong_digit_fails_a_check(render: Render, corrupted: tuple[Sheet, str]) -> None:
    sheet, pointer = corrupted
    broken = {identity.id for identity in SUMS if pointer in (*identity.left, *identity.right)}
    result = extract(render(sheet, DIALECTS[0]))
    assert broken & {check.id for check in result.failed_checks()}
