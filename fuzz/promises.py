"""What holds of everything that is read, whatever the file."""

import math

from extractor.documents.model import Document, Paragraph
from extractor.result import Evidence, Result


def keeps_document(document: Document) -> None:
    """Blocks stand in the text where they say, every character has an origin, and the text can be written down."""
    text = document.text
    text.encode()
    assert document.origins is None or len(document.origins) == len(text)
    end = 0
    for block in document.blocks:
        assert end <= block.start <= block.end <= len(text), block
        end = block.end
        parts = (block,) if isinstance(block, Paragraph) else block.cells
        for part in parts:
            assert block.start <= part.start <= part.end <= block.end, part
            assert part.text == text[part.start : part.end], part
        if parts:
            document.place(parts[0].start, parts[0].end)


def keeps_number(value: float) -> None:
    """A number is finite and exact in every program that reads JSON (RFC 8259, 6: beyond 2^53 it need not be)."""
    assert math.isfinite(value)
    assert abs(value) < 2**53


def keeps_evidence(evidence: Evidence, document: Document) -> None:
    """What a value was read from lies in the text, and the trust in it is a share."""
    assert 0 <= evidence.start <= evidence.end <= len(document.text)
    assert 0.0 <= evidence.confidence <= 1.0


def keeps_result(result: Result, again: Result | None) -> None:
    """A result read back from its file is the same result."""
    assert again is not None
    assert again.to_json() == result.to_json()
