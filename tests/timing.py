"""Processor time for the tests that hold a reader to its bound."""

import gc
import time
from collections.abc import Callable

_RUNS = 3


def processor_seconds(work: Callable[[], object]) -> float:
    """The least processor time in seconds of three runs of `work`.

    The garbage collector rests meanwhile: in a suite as large as this a full collection takes half a second
    wherever it happens to fall. The least of three leaves out what else the machine did.
    """
    return min(_once(work) for _ in range(_RUNS))


def _once(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        gc.enable()
