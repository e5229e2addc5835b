"""The report types there are: each package in this folder gives one."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from extractor import reports
from extractor.errors import UsageError
from extractor.reports.base import ReportType


@cache
def report_types() -> tuple[ReportType, ...]:
    """Every report type, by the name of its package."""
    packages = sorted(module.name for module in iter_modules(reports.__path__) if module.ispkg)
    return tuple(_type_in(package) for package in packages)


def _type_in(package: str) -> ReportType:
    found = [
        value
        for value in vars(import_module(f"{reports.__name__}.{package}")).values()
        if isinstance(value, ReportType)
    ]
    assert len(found) == 1, f"extractor/reports/{package}/__init__.py has to hold one ReportType, not {len(found)}"
    return found[0]


def report_type_named(name: str) -> ReportType:
    """The report type of this name. Raises UsageError where there is none."""
    for report_type in report_types():
        if report_type.name == name:
            return report_type
    known = "、".join(report_type.name for report_type in report_types())
    raise UsageError(f"没有名为“{name}”的报告类型；现有：{known}。", f"There is no report type {name}; known: {known}.")


def report_type_of(schema: str) -> ReportType | None:
    """The report type whose results have this schema; None where there is none."""
    return next((report_type for report_type in report_types() if report_type.schema == schema), None)
