"""PDF files."""

from extractor.documents.model import Source
from extractor.documents.open import PDF
from extractor.documents.pdf import read_pdf
from extractor.errors import DocumentError
from fuzz.promises import keeps_document


def target(data: bytes) -> None:
    """Read ``data`` as a PDF."""
    try:
        keeps_document(read_pdf(data, Source("fuzz.pdf", "", PDF, None)))
    except DocumentError:
        return
