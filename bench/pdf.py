"""PDF reports against bare PyMuPDF on the same pages: ``get_text("words")`` and ``find_tables``."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pymupdf
from hypothesis import find

from bench.line import tell
from eval.rendering.pdf import open_sides_pdf, ruled_pdf, unruled_pdf
from extractor import extract
from extractor.documents.open import open_document
from tests.rendering.reports import sheets

_SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
_TIMES = 5
_FEWEST_CELLS = 190


def measure() -> None:
    """Ratios for the sample, where it is present, and for generated reports."""
    with TemporaryDirectory() as folder:
        for path in _documents(Path(folder)):
            bare = _seconds(lambda path=path: _bare(path))  # type: ignore[misc]
            opened = _seconds(lambda path=path: open_document(path))  # type: ignore[misc]
            whole = _seconds(lambda path=path: extract(path, engine="offline"))  # type: ignore[misc]
            pages = pymupdf.open(path).page_count
            details = f"{pages} pages: bare {bare:.2f} s, opened {opened:.2f} s, whole result {whole:.2f} s"
            tell(f"PDF / bare PyMuPDF, {path.stem}", f"{whole / bare:.2f}", "<= 0.2", details)


def _documents(folder: Path) -> Iterator[Path]:
    yield from sorted(_SAMPLES.glob("*.pdf"))
    sheet = find(sheets(), lambda sheet: len(sheet.cells) >= _FEWEST_CELLS, random=Random(0))
    for render in (ruled_pdf, open_sides_pdf, unruled_pdf):
        path = folder / f"{render.__name__}.pdf"
        path.write_bytes(render(sheet))
        yield path


def _bare(path: Path) -> None:
    with pymupdf.open(path) as document:
        for page in document:
            page.get_text("words")
            for table in page.find_tables():
                table.extract()


def _seconds(work: Callable[[], object]) -> float:
    """The best of some times: what the work takes when nothing else disturbs it."""
    work()
    times = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)
