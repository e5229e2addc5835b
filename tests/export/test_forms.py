"""The official form: what is written to Word and Excel is read back to the same values, whatever the report."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.rendering.dialects import DIALECTS
from eval.rendering.sheet import Sheet
from extractor import Result, extract
from extractor.export.form_excel import excel_form
from extractor.export.form_word import word_form
from extractor.export.notes import notes_of
from extractor.reports.arithmetic import flatten
from extractor.reports.disclosure.page import page
from tests.rendering.reports import sheets
from tests.test_pipeline import FIXTURES, source_of

WRITERS = {".docx": word_form, ".xlsx": excel_form}
LAYOUTS = [dialect for dialect in DIALECTS if dialect.name in ("tabs", "plain_html")]
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


@pytest.mark.parametrize("suffix", WRITERS)
@given(sheet=sheets(), layout=st.sampled_from(LAYOUTS))
def test_a_generated_report_s_form_is_read_back_whole(
    suffix: str, again: Again, tmp_path_factory: pytest.TempPathFactory, sheet: Sheet, layout: object
) -> None:
    source = tmp_path_factory.getbasetemp() / "generated"
    source.write_bytes(layout.render(sheet))
    result = extract(source, engine="offline")
    assert differences(result, again(result, suffix)) == []
