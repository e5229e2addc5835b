"""Runs of the real command under a guard that writes down what it may not do."""

import csv
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

GUARD = Path(__file__).parent / "guard"
WITHOUT_RIGHTS = (
    [str(shutil.which("setpriv")), "--bounding-set=-dac_override,-dac_read_search", "--"] if os.geteuid() == 0 else []
)
"""Makes the superuser heed the rights of files, as everybody else does."""


@dataclass(frozen=True)
class Outcome:
    """A finished run: its exit status, what it said, and what the guard saw."""

    status: int
    said: str
    broken_rules: str
    out: Path

    def codes(self) -> dict[str, str | None]:
        """File name -> code of the error, None where there is none, for every file in the summary."""
        with (self.out / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["name"]: row["error_code"] or None for row in csv.DictReader(file)}

    def result(self, name: str) -> Any:  # noqa: ANN401 - any JSON
        """A result as it lies in DIR."""
        return json.loads((self.out / "reports" / f"{name}.json").read_text(encoding="utf-8"))


def extractor_run(
    paths: Sequence[Path],
    folder: Path,
    *arguments: str,
    before: Sequence[str] = (),
    variables: dict[str, str] | None = None,
) -> Outcome:
    """``extractor run`` over ``paths`` into ``folder/out``; ``before`` is put in front of the command."""
    out = folder / "out"
    temporary = folder / "t"  # short: sockets of the worker processes lie in it, and their paths may have 107 bytes
    temporary.mkdir(exist_ok=True)
    log = folder / "guard.log"
    log.touch()
    log.chmod(0o666)
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("EXTRACTOR_", "OPENAI_"))}
    environment = clean | {
        "PYTHONPATH": f"{GUARD}{os.pathsep}{Path.cwd()}",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(temporary),
        "HOME": str(temporary),
        "GUARD_LOG": str(log),
        "GUARD_ALLOWED": f"{out}:{temporary}",
    }
    command = [*before, sys.executable, "-m", "extractor", "run", *map(str, paths), "--out", str(out), *arguments]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=300, check=False, env=environment | (variables or {})
    )
    return Outcome(done.returncode, done.stdout + done.stderr, log.read_text(encoding="utf-8"), out)


@contextmanager
def trap() -> Iterator[tuple[str, list[str]]]:
    """The address of a server that nobody may ask, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_POST = do_GET  # noqa: N815 - names that the library asks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
