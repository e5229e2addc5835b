"""How every figure is printed, and where the example reports are."""

import sys
from pathlib import Path

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))
COMMAND = (sys.executable, "-m", "extractor")


def tell(name: str, measured: str, wanted: str, details: str = "") -> None:
    """One figure beside what is wanted."""
    print(f"{name:<34}{measured:>16}   {wanted:<14}{details}".rstrip(), flush=True)
