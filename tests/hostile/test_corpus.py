"""The fuzz targets without a fuzzer: over the committed corpus, which holds what fuzzing found, and over drawn input."""

import importlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz import TARGETS

CORPUS = Path(__file__).parent / "corpus"
_FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file())
_PIECES = {
    "decode": ("公开", "gb2312", "charset=", "\x00", "\ufffd"),
    "text": ("\t", "|", "｜", "\n", "---", "公开3条", "\u3000", "\r\n", "# "),
    "html": ("<table>", "<tr>", "<td rowspan=0>", "</table>", "<p", ">", "<!--", "-->", "&nbsp", "&#0;", "件", "<pre>", "\r"),
    "numbers": ("1", "9" * 16, ",", ".", "万", "亿", "百分之", "二", "十", "约", "余", "条", "%", "-", "元", " ", "0"),
    "document": ("<p>", "一、总体情况", "公开1条，", "|", "\n", "政府信息公开工作年度报告", "2023年", "\x00"),
    "results": ("\x00", "\x01", "\x07", "&", "\x7f", "("),
}
"""What the parsers look for; drawn input is put together from these and from any bytes."""


@pytest.mark.parametrize("path", _FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_corpus_keeps_every_promise(path: Path) -> None:
    importlib.import_module(f"fuzz.{path.parent.name}").target(path.read_bytes())


def test_the_corpus_is_small_and_has_every_target() -> None:
    assert {path.parent.name for path in _FILES} == set(TARGETS)
    assert sum(path.stat().st_size for path in _FILES) < 300_000


@pytest.mark.parametrize("name", sorted(_PIECES))
def test_drawn_input_keeps_every_promise(name: str) -> None:
    target = importlib.import_module(f"fuzz.{name}").target
    pieces = st.sampled_from([piece.encode() for piece in _PIECES[name]]) | st.binary(max_size=3)

    @settings(max_examples=3 * settings().max_examples)
    @given(st.lists(pieces, max_size=40))
    def keeps(parts: list[bytes]) -> None:
        target(b"".join(parts))

    keeps()


_ELEMENTS = ("tbl", "tr", "tc", "p", "r", "t", "sdt", "ins", "br", "tcPr", "vMerge", "gridSpan", "pPr", "numPr", "drawing")


def _element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    content = st.lists(inside, max_size=4).map("".join)
    return st.builds(
        "<w:{0} w:val='{1}'>{2}</w:{0}>".format, st.sampled_from(_ELEMENTS), st.sampled_from("012"), content
    )


@given(st.recursive(st.sampled_from(("", "一", "12")), _element, max_leaves=30))
def test_any_nesting_of_word_s_elements_keeps_every_promise(body: str) -> None:
    main = f"<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>"
    importlib.import_module("fuzz.docx").target(main.encode())


_SEEDS = {name: (CORPUS / name / seed).read_bytes() for name, seed in (("pdf", "plain"), ("docx", "table"))}


@pytest.mark.parametrize("name", sorted(_SEEDS))
def test_damage_to_a_real_file_keeps_every_promise(name: str) -> None:
    target = importlib.import_module(f"fuzz.{name}").target
    seed = _SEEDS[name]

    @given(st.integers(0, len(seed) - 1), st.binary(max_size=8), st.integers(0, 40))
    def keeps(place: int, put: bytes, left_out: int) -> None:
        target(seed[:place] + put + seed[place + left_out :])

    keeps()
