"""Every dialect by name: how to lay a report out in it, and whether everything survives."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from eval.rendering import text
from eval.rendering.docx import word
from eval.rendering.html import plain_html, site_html
from eval.rendering.pdf import hairlines_missing_pdf, open_sides_pdf, ruled_pdf, unruled_pdf
from eval.rendering.sheet import Sheet
from eval.rendering.xlsx import excel, unruled_excel


@dataclass(frozen=True)
class Dialect:
    """``render`` gives the content of a file whose name ends in ``suffix``. Lossy dialects drop empty cells."""

    name: str
    suffix: str
    render: Callable[[Sheet], bytes]
    lossless: bool = True


def _text(table_lines: text.TableLines, *, lossless: bool = True, suffix: str = ".txt") -> Dialect:
    render = partial(text.render_text, table_lines=table_lines)
    return Dialect(table_lines.__name__, suffix, render, lossless)


DIALECTS = (
    _text(text.tabs),
    _text(text.bars),
    _text(text.bars_each_line),
    _text(text.markdown, suffix=".md"),
    _text(text.lines_kept),
    _text(text.lines_gaps, lossless=False),
    _text(text.tab_rows),
    _text(text.spaces, lossless=False),
    Dialect("plain_html", ".html", plain_html),
    Dialect("site_html", ".html", site_html),
    Dialect("word", ".docx", word),
    Dialect("ruled_pdf", ".pdf", ruled_pdf),
    Dialect("open_sides_pdf", ".pdf", open_sides_pdf),
    Dialect("hairlines_missing_pdf", ".pdf", hairlines_missing_pdf, lossless=False),
    Dialect("unruled_pdf", ".pdf", unruled_pdf, lossless=False),
    Dialect("excel", ".xlsx", excel),
    Dialect("unruled_excel", ".xlsx", unruled_excel, lossless=False),
)
