"""Results of a report type as typed models: their JSON Schema, and reading them back."""

from functools import cache
from typing import Any

from pydantic import ValidationError, create_model

from extractor.reports.base import ReportType
from extractor.result import ReportModel, Result


@cache
def _model(report: type[ReportModel]) -> type[Result]:
    typed: Any = report | None
    return create_model("Result", __base__=Result, __doc__=Result.__doc__, report=(typed, None))


def json_schema(report_type: ReportType) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a result's file."""
    return _model(report_type.model).model_json_schema(mode="serialization")


def load_result(text: str | bytes, report_type: ReportType) -> Result | None:
    """The typed result that a file holds; None where it holds none of this type."""
    try:
        result = _model(report_type.model).model_validate_json(text)
    except ValidationError:
        return None
    return result if result.schema_name == report_type.schema else None
