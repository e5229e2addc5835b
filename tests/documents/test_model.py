"""The document model's own arithmetic: a piece of a document keeps the whole one's offsets."""

from extractor.documents.html import read_html
from extractor.documents.model import Paragraph, Source, Table


def test_what_stands_before_a_cell_keeps_its_offsets_and_the_rows_above() -> None:
    page = "<p>标题</p><table><tr><td>受理</td><td>7</td></tr><tr><td>另一份</td><td>9</td></tr></table><p>落款</p>"
    document = read_html(page, Source("page.html", "", "text/html", None))
    end = document.text.index("另一份")
    piece = document.before(end)
    paragraph, table = piece.blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells] == ["受理", "7"]
    assert all(piece.text[cell.start : cell.end] == cell.text for cell in table.cells)
    assert (table.end, piece.text, piece.folded) == (end, document.text[:end], document.folded[:end])
