"""The XML of a Word document: the body and, behind the first NUL, the numbering."""

import io
import zipfile

from extractor.documents.model import Source
from extractor.documents.open import DOCX
from extractor.documents.word import read_docx
from extractor.errors import DocumentError
from fuzz.promises import keeps_document


def target(data: bytes) -> None:
    """Read ``data`` as the parts of a package, so that no mutation is spent on the archive around them."""
    body, _, numbering = data.partition(b"\0")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("word/document.xml", body)
        if numbering:
            archive.writestr("word/numbering.xml", numbering)
    try:
        keeps_document(read_docx(package.getvalue(), Source("fuzz.docx", "", DOCX, None)))
    except DocumentError:
        return
