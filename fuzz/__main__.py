"""``python -m fuzz NAME [libFuzzer arguments]``: one target under atheris, with the extractor's own code instrumented."""

import importlib
import sys

import atheris

from fuzz import TARGETS


def main() -> None:
    """Run the target named by the first argument; libFuzzer reads the others and ends the process."""
    name = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"python -m fuzz NAME …: NAME is one of {', '.join(TARGETS)}")
    with atheris.instrument_imports(include=["extractor", "fuzz"]):
        target = importlib.import_module(f"fuzz.{name}").target
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


main()
