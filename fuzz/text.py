"""Plain text, tab-separated tables and Markdown."""

from extractor.documents.model import Source
from extractor.documents.text import read_text
from fuzz.promises import keeps_document


def target(data: bytes) -> None:
    """Read ``data`` as UTF-8 text."""
    keeps_document(read_text(data.decode("utf-8", "replace"), Source("fuzz.md", "", "text/markdown", None)))
