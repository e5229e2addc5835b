"""How long ``extractor --help`` takes."""

import subprocess
import time

from bench.line import COMMAND, tell

_TIMES = 10


def measure() -> None:
    """The median of some starts."""
    seconds = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        subprocess.run([*COMMAND, "--help"], stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - started)
    tell("extractor --help", f"{sorted(seconds)[_TIMES // 2]:.2f} s", "< 0.3 s")
