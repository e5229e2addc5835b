"""Waiting for a database that does not answer: a transaction that was cut off is carried out again."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential

from extractor.errors import StoreLostError

_PATIENCE = 120.0
"""Seconds for which a run waits for a database that does not answer."""

Returned = TypeVar("Returned")
Taken = ParamSpec("Taken")


def patiently(call: Callable[Taken, Returned], *arguments: Taken.args, **named: Taken.kwargs) -> Returned:
    """Carry out a transaction; where the connection to the database is lost, again until it is back."""
    retrying = Retrying(
        retry=retry_if_exception_type(StoreLostError),
        wait=wait_exponential(0.2, max=5),
        stop=stop_after_delay(_PATIENCE),
        reraise=True,
    )
    return retrying(call, *arguments, **named)
