"""Bytes to text: text that can be written down as UTF-8, or a refusal in words."""

from extractor.documents.decode import decode
from extractor.errors import UnsupportedTypeError


def target(data: bytes) -> None:
    """Decode ``data``; its first byte chooses what the caller declares."""
    declared = (None, "gb2312", "big5", "utf-16", "x-unknown")[data[0] % 5] if data else None
    try:
        text = decode(data[1:], "fuzz", declared)
    except UnsupportedTypeError:
        return
    text.encode()
