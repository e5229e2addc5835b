"""The whole way of a file: any bytes to a result, and the result to what is kept of it."""

from extractor.batch.work import entry_of
from extractor.documents.open import open_bytes
from extractor.errors import DocumentError
from extractor.pipeline import read_document
from extractor.reports.disclosure import DISCLOSURE
from extractor.reports.results import load_result
from fuzz.promises import keeps_document, keeps_evidence, keeps_result


def target(data: bytes) -> None:
    """Read ``data`` as a file of whatever type it is; LibreOffice is not started for it."""
    if data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return
    try:
        document = open_bytes(data, "fuzz")
        keeps_document(document)
        result = read_document(document)
    except DocumentError:
        return
    for evidence in result.evidence.values():
        keeps_evidence(evidence, document)
    keeps_result(result, load_result(result.to_json(), DISCLOSURE))
    entry_of(result)
