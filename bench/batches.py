"""Whole runs of the command: two workers against one, and the memory of ten thousand reports."""

import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.line import COMMAND, EXAMPLES, tell

_SHARED = 8000
"""Enough that starting up does not count."""
_LARGE = 10_000
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_PLACES = ("铜川", "济宁", "湘潭", "广西壮族自治区")
_OFFLINE = ("--engine", "offline")


def write_variations(folder: Path, count: int) -> None:
    """``count`` reports of as many offices, a hundred to a folder: the examples with other names."""
    texts = [path.read_text(encoding="utf-8") for path in EXAMPLES]
    for number in range(count):
        text = elsewhere(texts[number % len(texts)], number)
        path = folder / f"{number // 100:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def elsewhere(text: str, number: int) -> str:
    """An example as another office's report: results of one agency would be held against each other."""
    for place in _PLACES:
        text = text.replace(place, office(number))
    return text


def office(number: int) -> str:
    """A name of five characters for each number below 100,000."""
    return "".join(_STEMS[int(digit)] for digit in f"{number:05}")


def measure_workers() -> None:
    """The same reports by one worker and by two."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_variations(folder / "in", _SHARED)
        seconds = {workers: _alone(folder / "in", folder / f"out-{workers}", workers) for workers in (1, 2)}
    details = ", ".join(f"{workers}: {_SHARED / taken:.0f} /s" for workers, taken in seconds.items())
    tell(f"two workers / one, {_SHARED} reports", f"{seconds[1] / seconds[2]:.2f}", ">= 1.8", details)


def _alone(inputs: Path, out: Path, workers: int) -> float:
    """Seconds of one run that nobody watches: looking at its memory five times a second takes a tenth of a core."""
    started = time.perf_counter()
    arguments = ("run", str(inputs), "--out", str(out), "--workers", str(workers), *_OFFLINE)
    subprocess.run([*COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def measure_memory() -> None:
    """Ten thousand reports by two workers, and the same again unchanged."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_variations(folder / "in", _LARGE)
        for title in ("reports", "reports, unchanged"):
            seconds, peaks = run_command(folder / "in", folder / "out", 2)
            details = ", ".join(f"{part} {peak >> 20} MB" for part, peak in peaks.items() if part != "all")
            details += f"; {_LARGE / seconds:.0f} /s"
            tell(f"memory, {_LARGE} {title}", f"{peaks['all'] >> 20} MB", "< 300 MB", details)


def run_command(inputs: Path, out: Path, workers: int) -> tuple[float, dict[str, int]]:
    """Seconds and peak memory in bytes of one run: of the parent, of its largest child, and of all together."""
    started = time.perf_counter()
    arguments = ("run", str(inputs), "--out", str(out), "--workers", str(workers), *_OFFLINE)
    process = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    peaks: dict[str, int] = defaultdict(int)
    while process.poll() is None:
        for part, size in _sizes(process.pid).items():
            peaks[part] = max(peaks[part], size)
        time.sleep(0.2)
    seconds = time.perf_counter() - started
    _, told = process.communicate()  # some twenty lines, whatever the number of reports
    if process.returncode:
        raise SystemExit(f"extractor {' '.join(arguments)} gave {process.returncode}: {told}")
    return seconds, dict(peaks)


def _sizes(parent: int) -> Mapping[str, int]:
    """Memory of a process, its largest descendant, and all; pages that they share are shared out (PSS; Linux only)."""
    own = _memory(parent)
    below = [_memory(process) for process in _descendants(parent)]
    return {"parent": own, "largest worker": max(below, default=0), "all": own + sum(below)}


def _descendants(parent: int) -> Iterator[int]:
    try:
        children = [(task / "children").read_text().split() for task in Path(f"/proc/{parent}/task").iterdir()]
    except OSError:  # it has ended
        return
    for child in (int(child) for found in children for child in found):
        yield child
        yield from _descendants(child)


def _memory(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:")), 0)
