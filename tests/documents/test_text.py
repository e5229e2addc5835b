"""Plain text: table marks, line ends, invisible characters and the way back to the source."""

from pathlib import Path

import pytest

from extractor.documents.model import Document, Paragraph, Source, Table
from extractor.documents.text import read_text

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.txt"))


def opened(text: str) -> Document:
    return read_text(text, Source("page.txt", "", "text/plain", None))


def rows(document: Document, number: int = 0) -> list[list[str]]:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [[cell.text for cell in row] for row in tables[number].rows]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name[:3])
def test_every_block_stands_in_the_text_where_it_says(path: Path) -> None:
    document = opened(path.read_text(encoding="utf-8"))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert len(tables) >= 3
    for block in document.blocks:
        pieces = block.cells if isinstance(block, Table) else (block,)
        assert all(piece.text == document.text[piece.start : piece.end] for piece in pieces)


def test_a_tab_opens_a_cell_and_a_line_without_one_goes_on_with_it() -> None:
    document = opened("二、情况\n\t信息内容\n\t本年新\n制作数量\n\n\t规章\n\t\n\n后文")
    assert rows(document) == [["信息内容", "本年新\n制作数量"], ["规章", ""]]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["二、情况", "后文"]


def test_a_leading_bar_is_a_frame_only_where_most_rows_have_one() -> None:
    framed = opened("| 甲 | 乙 |\n| --- | --- |\n|  | 3 |\n")
    assert rows(framed) == [["甲", "乙"], ["", "3"]]
    open_sided = opened("甲 | 乙 |\n丙 | 丁 |\n | 3 |\n")
    assert rows(open_sided)[2] == ["", "3"]


def test_every_character_knows_its_place_in_the_source() -> None:
    source = "\ufeff总体\r\n情\u200b况\r规章\t1"
    document = opened(source)
    assert document.text == "总体\n情况\n规章\t1"
    for offset, character in enumerate(document.text):
        original = source[document.origin(offset)]
        assert original == character or (character == "\n" and original in "\r\n")


def test_markdown_marks_are_no_text() -> None:
    source = "## **一、总体情况**\n| **规章** | **12** | 1\\.5 |\n\\*注"
    document = read_text(source, Source("page.md", "", "text/markdown", None), markdown=True)
    assert document.text == "一、总体情况\n| 规章 | 12 | 1.5 |\n*注"
    assert all(source[document.origin(offset)] == character for offset, character in enumerate(document.text))
