"""The official form: what is written to Word and Excel is read back to the same values, whatever the report."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from eval.rendering.dialects import DIALECTS, Dialect
from eval.rendering.sheet import Sheet
from extractor import Result, extract
from extractor.export.form_excel import excel_form
from extractor.export.form_word import word_form
from extractor.export.notes import notes_of
from extractor.reports.arithmetic import flatten
from extractor.reports.disclosure.model import DisclosureReport
from extractor.reports.disclosure.page import page
from extractor.reports.page import PageLine, PageTable
from tests.rendering.reports import sheets
from tests.store.making import read_example
from tests.test_pipeline import FIXTURES, source_of

WRITERS = {".docx": word_form, ".xlsx": excel_form}
LAYOUTS = [dialect for dialect in DIALECTS if dialect.name in ("tabs", "plain_html")]
SOFFICE = shutil.which("soffice")
half = settings(max_examples=max(settings().max_examples // 2, 1))
"""Every report is read twice."""
Again = Callable[[Result, str], Result]


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Again:
    """Writes a result's form and reads it."""
    folder = tmp_path_factory.mktemp("forms")

    def write_and_read(result: Result, suffix: str) -> Result:
        path = folder / f"form{suffix}"
        path.write_bytes(WRITERS[suffix](page(result), notes_of(result, ())))
        return extract(path, engine="offline")

    return write_and_read


def differences(before: Result, after: Result) -> list[tuple[str, object, object]]:
    """Every value that is not the same, and every one that is stated otherwise (blank, /, about, …)."""
    assert before.report is not None
    assert after.report is not None
    ours, theirs = (flatten(result.report.model_dump(mode="json")) for result in (before, after) if result.report)
    stated = [{pointer: item.qualifier for pointer, item in result.evidence.items()} for result in (before, after)]
    values = [(p, ours.get(p), theirs.get(p)) for p in {**ours, **theirs} if ours.get(p) != theirs.get(p)]
    return values + [
        (p, stated[0].get(p), stated[1].get(p)) for p in {**stated[0], **stated[1]} if stated[0].get(p) != stated[1].get(p)
    ]


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("label", FIXTURES, ids=lambda path: path.parent.name)
def test_a_sample_s_form_is_read_back_whole(label: Path, suffix: str, again: Again) -> None:
    result = extract(source_of(label), engine="offline")
    assert differences(result, again(result, suffix)) == []


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
@pytest.mark.parametrize("suffix", WRITERS)
def test_a_form_that_libreoffice_saved_anew_is_read_back_whole(suffix: str, tmp_path: Path) -> None:
    result = read_example(1)
    given = tmp_path / f"form{suffix}"
    given.write_bytes(WRITERS[suffix](page(result), notes_of(result, ())))
    command = [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", suffix[1:], "--outdir", str(tmp_path / "saved"), str(given)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert differences(result, extract(tmp_path / "saved" / given.name, engine="offline")) == []


def test_a_value_in_doubt_has_a_note_in_either_form() -> None:
    result = read_example(1)
    notes = notes_of(result, ())
    shown = {slot.pointer for block in page(result) if isinstance(block, PageTable) for _, _, slot in block.placed()}
    texts = sorted(note.text for pointer, note in notes.items() if pointer in shown)
    assert texts
    word = docx.Document(io.BytesIO(word_form(page(result), notes)))
    assert sorted(comment.text for comment in word.comments) == texts
    sheet = load_workbook(io.BytesIO(excel_form(page(result), notes))).worksheets[0]
    assert sorted(cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment) == texts


def test_a_cell_that_nobody_could_read_is_no_blank(again: Again) -> None:
    result = read_example(1).model_copy(deep=True)
    assert isinstance(result.report, DisclosureReport)
    cells = {"business": "I2", "research": ""}
    for column, raw in cells.items():
        setattr(result.report.requests.received, column, None)
        result.evidence[f"/requests/received/{column}"].raw = raw
    for suffix in WRITERS:
        read = again(result, suffix)
        assert isinstance(read.report, DisclosureReport)
        for column in cells:
            assert getattr(read.report.requests.received, column) is None
            assert read.evidence[f"/requests/received/{column}"].qualifier == "exact"


@pytest.mark.parametrize("gone", [("title",), ("published_on",), ("title", "published_on"), ("title", "agency")])
@pytest.mark.parametrize("example", [0, 4])
def test_whose_report_it_is_is_read_back_wherever_the_document_said_it(
    gone: tuple[str, ...], example: int, again: Again
) -> None:
    result = read_example(example).model_copy(deep=True)
    for name in gone:
        setattr(result.report, name, None)
        del result.evidence[f"/{name}"]
    assert [name for name, *_ in differences(result, again(result, ".docx")) if name.count("/") == 1] == []


def test_plain_numbers_are_numbers_to_excel() -> None:
    sheet = load_workbook(io.BytesIO(excel_form(page(read_example(0)), {}))).worksheets[0]
    numbers = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value is not None]
    assert min(numbers) < 0 < max(numbers)
    assert not any(str(cell.value).lstrip("-").isdecimal() for row in sheet.iter_rows() for cell in row if cell.data_type == "s")


def test_text_that_looks_like_a_formula_is_text() -> None:
    data = excel_form([PageLine("=1+1", "paragraph"), PageLine("\x07甲", "paragraph")], {})
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert (sheet["A1"].value, sheet["A1"].data_type, sheet["A1"].quotePrefix) == ("=1+1", "s", True)
    assert sheet["A2"].value == "甲"


@pytest.mark.parametrize("suffix", WRITERS)
@half
@given(sheet=sheets(), layout=st.sampled_from(LAYOUTS))
def test_a_generated_report_s_form_is_read_back_whole(
    suffix: str, again: Again, tmp_path_factory: pytest.TempPathFactory, sheet: Sheet, layout: Dialect
) -> None:
    source = tmp_path_factory.getbasetemp() / "generated"
    source.write_bytes(layout.render(sheet))
    result = extract(source, engine="offline")
    assert differences(result, again(result, suffix)) == []
