"""What decides a run's results, as the workspace keeps it, and which failures the same command tries again."""

import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from extractor.batch.tasks import Job
from extractor.errors import InternalError, ModelError, NoTextError, OfficeMissingError, UnreadableFileError
from extractor.store.enqueue import Configuration

AGAIN = frozenset(
    kind.code
    for error in (InternalError, NoTextError, OfficeMissingError, UnreadableFileError, ModelError)
    for kind in (
        error,
        *error.__subclasses__(),
        *(below for sub in error.__subclasses__() for below in sub.__subclasses__()),
    )
)
"""Failures that another try may mend though the file is the same: a program or a model was missing, or we failed.

A model that failed fails no document that the rules read: there its error is a flag of the same code."""


def configuration_of(job: Job) -> Configuration:
    """The configuration of a run. A run without a model has no prompts."""
    return Configuration(
        engine=job.engine,
        version=version("disclosure-extractor"),
        model=job.model,
        prompts={} if job.engine == "offline" else _prompts(),
        settings={} if job.report_type is None else {"report_type": job.report_type},
    )


def _prompts() -> dict[str, str]:
    """Name -> SHA-256 of every prompt file."""
    return dict(_prompts_in(files("prompts"), ""))


def _prompts_in(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for file in folder.iterdir():
        if file.is_dir():
            yield from _prompts_in(file, f"{path}{file.name}/")
        elif file.name.endswith(".md"):
            yield path + file.name.removesuffix(".md"), hashlib.sha256(file.read_bytes()).hexdigest()
