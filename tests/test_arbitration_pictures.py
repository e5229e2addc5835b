"""Table cells that stay in doubt after the text was asked: read once more from the picture of their page."""

import base64
import random
from pathlib import Path

import pymupdf
import pytest

from extractor.documents.cutout import LONGEST_SIDE, MOST_BYTES, cut_out
from extractor.pipeline import extract
from extractor.result import Result, value_at
from tests.documents.pdf_drawing import Drawing, cells
from tests.llm.server import Json, Reply, ScriptedServer, answer, session_of
from tests.readers.test_llm import empty, kind_of

COLUMNS = ["natural_person", "business", "research", "public_interest", "legal_service", "other", "total"]
HEADINGS = ["申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
CARRIED_IN = "二、上年结转政府信息公开申请数量"
ROWS = [
    ["一、本年新收政府信息公开申请数量", "19", "0", "0", "0", "0", "2", "21"],
    ["(七)总计", "19", "0", "0", "0", "0", "3", "22"],
    ["四、结转下年度继续办理", "4", "0", "0", "0", "0", "0", "4"],
]
"""All but the row of what was carried in, which is 4 and 1, 5 in all."""
RIGHT = ["4", "", "", "", "", "1", "5"]


def report(folder: Path) -> Path:
    """A page with one row whose text is no table row, and does not say which columns its numbers belong to."""
    drawing = Drawing()
    drawing.paragraph("云山市水务局2023年政府信息公开工作年度报告", centred=True)
    drawing.paragraph("一、总体情况")
    drawing.paragraph("二、主动公开政府信息情况")
    drawing.paragraph("三、收到和处理政府信息公开申请情况")
    widths = [170.0, *[40.0] * 7]
    drawing.draw_table(cells(HEADINGS, ROWS[0]), widths)
    drawing.paragraph(f"{CARRIED_IN} : 4 ; 1 ; 5 |", indent=False)
    drawing.draw_table(cells(*ROWS[1:]), widths)
    drawing.paragraph("四、政府信息公开行政复议、行政诉讼情况")
    path = folder / "报告.pdf"
    path.write_bytes(drawing.to_bytes())
    return path


def pictures_of(request: Json) -> list[bytes]:
    """The pictures of a request."""
    content = request["messages"][-1]["content"]
    urls = [part["image_url"]["url"] for part in content if part["type"] == "image_url"] if isinstance(content, list) else []
    assert all(url.startswith("data:image/png;base64,") for url in urls)
    return [base64.b64decode(url.partition(",")[2]) for url in urls]


def read(path: Path, seen: list[str], *, vision: bool = True, cache: Path | None = None) -> tuple[Result, list[Json]]:
    """The result with a model that makes nothing of the text and reads ``seen`` in the picture, and what it was asked."""

    def script(request: Json) -> Reply:
        if not pictures_of(request):
            return answer(empty(kind_of(request)))
        rows = request["messages"][-1]["content"][-1]["text"].partition("列：")[0].splitlines()
        return answer({"rows": [{"row": int(row.split()[0]), "cells": seen} for row in rows if "上年结转" in row]})

    with ScriptedServer(script) as server, session_of(server, vision=vision, cache=cache) as session:
        result = extract(path, engine="hybrid", model=session)
    return result, server.requests


def carried_in(result: Result) -> list[object]:
    assert result.report is not None
    return [value_at(result.report, f"/requests/carried_in/{column}") for column in COLUMNS]


def test_a_row_that_the_text_leaves_open_is_shown_and_taken_where_sums_prove_it(tmp_path: Path) -> None:
    path = report(tmp_path)
    assert carried_in(extract(path, engine="offline")) == [None] * 7
    result, requests = read(path, RIGHT)
    shown = [request for request in requests if pictures_of(request)]
    assert len(shown) == 1
    (picture,) = pictures_of(shown[0])
    assert picture.startswith(b"\x89PNG")
    dots = pymupdf.Pixmap(picture)
    assert max(dots.width, dots.height) <= LONGEST_SIDE
    assert len(picture) <= MOST_BYTES
    assert carried_in(result) == [4, None, None, None, None, 1, 5]
    evidence = result.evidence["/requests/carried_in/other"]
    assert (evidence.raw, evidence.readers, evidence.page) == ("1", ["llm"], 0)
    assert result.run.calls == len(requests)


@pytest.mark.parametrize(
    "seen",
    [["4", "1", "", "", "", "", "5"], ["", "4", "", "", "", "1", "5"], ["4", "", "", "", "", "2", "6"], ["4", "1", "5"]],
    ids=["in another column", "in other columns", "other numbers", "too few cells"],
)
def test_what_a_picture_is_said_to_show_is_not_taken_unproven(seen: list[str], tmp_path: Path) -> None:
    result, requests = read(report(tmp_path), seen)
    assert any(pictures_of(request) for request in requests)
    for read_value, right in zip(carried_in(result), [4, None, None, None, None, 1, 5], strict=True):
        assert read_value in (None, right)
    assert result.status == "needs_review"


def test_without_a_vision_model_no_picture_is_sent(tmp_path: Path) -> None:
    result, requests = read(report(tmp_path), RIGHT, vision=False)
    assert requests
    assert not any(pictures_of(request) for request in requests)
    assert carried_in(result) == [None] * 7


def test_an_answer_to_a_picture_is_kept_and_another_picture_is_another_question(tmp_path: Path) -> None:
    path, cache = report(tmp_path), tmp_path / "cache"
    _, first = read(path, RIGHT, cache=cache)
    result, again = read(path, RIGHT, cache=cache)
    assert again == []
    assert result.run.cached == len(first)
    assert carried_in(result) == [4, None, None, None, None, 1, 5]
    with pymupdf.open(path) as pdf:
        pdf[0].draw_circle((420, 160), 4)
        path.write_bytes(pdf.tobytes())
    _, changed = read(path, RIGHT, cache=cache)
    assert [bool(pictures_of(request)) for request in changed] == [True]


def test_a_noisy_scan_is_made_coarse_enough_to_send() -> None:
    noise = pymupdf.Pixmap(pymupdf.csGRAY, 2000, 2000, random.Random(1).randbytes(4_000_000), False)
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_image(page.rect, pixmap=noise)
        data = pdf.tobytes()
    picture = cut_out(data, 0, (0.0, 0.0, 595.0, 842.0))
    assert len(picture) <= MOST_BYTES
    assert len(cut_out(noise.tobytes("png"), 0, (0.0, 0.0, 300.0, 300.0))) <= MOST_BYTES
