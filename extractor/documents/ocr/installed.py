"""Which OCR engine is installed, if any."""

from functools import cache
from importlib.util import find_spec

from extractor.documents.ocr.engine import Engine


def has_engine() -> bool:
    """Whether the packages of the extra ``ocr`` are installed; loads none of them."""
    return all(find_spec(package) is not None for package in ("rapidocr", "onnxruntime", "cv2"))


@cache
def installed_engine() -> Engine | None:
    """The engine of this process; None where the extra ``ocr`` is not installed."""
    if not has_engine():
        return None
    from extractor.documents.ocr.rapid import RapidEngine

    return RapidEngine()
