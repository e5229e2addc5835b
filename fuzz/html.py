"""HTML, whole pages and fragments."""

from extractor.documents.html import read_html
from extractor.documents.model import Source
from fuzz.promises import keeps_document


def target(data: bytes) -> None:
    """Read ``data`` as UTF-8 markup."""
    keeps_document(read_html(data.decode("utf-8", "replace"), Source("fuzz.html", "", "text/html", None)))
