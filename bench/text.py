"""Text reports a second on one core, from file to JSON."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.line import EXAMPLES, tell
from extractor import extract
from extractor.result import write_text

_SECONDS = 10.0


def measure() -> None:
    """Read and write the examples over and over for some seconds, in this process."""
    for path in EXAMPLES:
        extract(path, engine="offline")  # what is built once, is
    rates = {}
    with TemporaryDirectory() as folder:
        for path in EXAMPLES:
            rates[path.name[:3]] = _rate(path, Path(folder) / "result.json")
    mean = len(rates) / sum(1 / rate for rate in rates.values())
    tell("text reports, one core", f"{mean:.0f} /s", ">= 100 /s", ", ".join(f"{n}: {r:.0f}" for n, r in rates.items()))


def _rate(path: Path, out: Path) -> float:
    done = 0
    started = time.perf_counter()
    while (elapsed := time.perf_counter() - started) < _SECONDS / len(EXAMPLES):
        write_text(out, extract(path, engine="offline").to_json())
        done += 1
    return done / elapsed
