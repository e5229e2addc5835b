"""The version pins cover what the project asks for, and say nothing of where it comes from."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.!+]+)")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    matches = [PIN.fullmatch(line) for line in lines]
    assert all(matches), "every line pins one version and nothing else"
    return {_normal(match[1]): match[2] for match in matches if match}


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    names = {_normal(re.match(r"[A-Za-z0-9._-]+", name)[0]) for name in asked}  # type: ignore[index]
    assert names - _pins().keys() == set()


def test_the_project_does_not_pin_itself() -> None:
    assert "disclosure-extractor" not in _pins()
