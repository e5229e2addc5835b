"""Typed, proven data from Chinese annual reports on government information disclosure (政府信息公开工作年度报告).

>>> from extractor import extract
>>> result = extract("report.pdf")  # doctest: +SKIP
>>> result.status, result.report.requests.received.total  # doctest: +SKIP
('accepted', 21)

Names are loaded when they are first used (PEP 562), so that importing the package, and ``extractor --help``, is quick.
"""

import os
from typing import TYPE_CHECKING

from extractor import errors

# PyMuPDF loads ONNX Runtime, which would note a device number in the home folder and report to its makers' server.
# Only this variable, and only before it is loaded, keeps it from that.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from extractor.batch.local import extract_many
    from extractor.pipeline import extract
    from extractor.result import Result
else:
    _HOMES = {
        "extract": "extractor.pipeline",
        "extract_many": "extractor.batch.local",
        "Result": "extractor.result",
    }

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)


__all__ = ["Result", "errors", "extract", "extract_many"]
