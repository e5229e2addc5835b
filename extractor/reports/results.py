"""Results of a report type as typed models: their JSON Schema, and reading them back."""

from functools import cache
from typing import Any

from pydantic import BaseModel, Field, ValidationError, create_model

from extractor.reports.base import ReportType
from extractor.reports.registry import report_type_of
from extractor.result import NO_REPORT, ReportModel, Result


@cache
def _model(report: type[ReportModel]) -> type[Result]:
    typed: Any = report | None
    return create_model("Result", __base__=Result, __doc__=Result.__doc__, report=(typed, None))


class _Head(BaseModel):
    schema_name: str = Field(alias="schema")


def json_schema(report_type: ReportType) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a result's file."""
    return _model(report_type.model).model_json_schema(mode="serialization")


def load_result(text: str | bytes, report_type: ReportType | None = None) -> Result | None:
    """The typed result that a file holds; None where it holds none, of this type or (without one) of any known type.

    The result of a document that failed before its type was known is one of every type.
    """
    try:
        schema = _Head.model_validate_json(text).schema_name
        known = report_type_of(schema) if report_type is None else report_type
        if schema != NO_REPORT and (known is None or known.schema != schema):
            return None
        return (Result if known is None else _model(known.model)).model_validate_json(text)
    except ValidationError:
        return None
