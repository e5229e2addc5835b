"""A report type is a folder: in a copy of the house, the skeleton reads documents and nothing else was touched."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.llm.server import Json, Reply, ScriptedServer, answer

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "001_79dfd87bc59a18f9.txt"
HOUSE = ("extractor", "prompts", "eval", "ui", ".importlinter", "pyproject.toml")
DOCUMENT = """松泉县2024年度审计工作报告

一、基本情况
全年完成审计项目38个，查出问题金额1.2亿元，整改率达到96.5%。

二、存在的问题
6个单位未及时上缴收入。
"""

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project's code."""
    copy = tmp_path_factory.mktemp("house")
    for name in HOUSE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "fixtures"))
        else:
            shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def command(house: Path) -> Command:
    """Runs ``extractor`` of the copy."""

    def run(*arguments: str | Path, module: str = "extractor", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=house,
            env=os.environ | {"PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1"} | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def _digests(house: Path) -> dict[str, str]:
    files = (path for name in HOUSE for path in (house / name, *(house / name).rglob("*")) if path.is_file())
    return {str(path.relative_to(house)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def laid_out(house: Path, command: Command) -> dict[str, str]:
    """The files that the command added, after it was seen to change no other."""
    before = _digests(house)
    done = command("new-type", "audit-report", "--title", "审计工作报告")
    assert (done.returncode, done.stderr) == (0, "")
    after = _digests(house)
    assert {name: digest for name, digest in after.items() if name in before} == before
    return {name: digest for name, digest in after.items() if name not in before}


def _result(folder: Path, name: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((folder / "reports" / f"{name}.json").read_text(encoding="utf-8"))
    return result


def test_a_type_is_one_folder_of_code_and_one_of_prompts(laid_out: dict[str, str]) -> None:
    folders = {name.rpartition("/")[0] for name in laid_out}
    assert folders == {"extractor/reports/audit_report", "prompts/audit-report"}


def test_its_documents_are_recognised_and_read_and_others_are_not(
    laid_out: dict[str, str], command: Command, tmp_path: Path
) -> None:
    (tmp_path / "审计.txt").write_text(DOCUMENT, encoding="utf-8")
    shutil.copy(EXAMPLE, tmp_path / "公开.txt")
    out = tmp_path / "out"
    done = command(
        "run", tmp_path / "审计.txt", tmp_path / "公开.txt", "--out", out, "--engine", "offline", "--workers", "1"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result = _result(out, "审计.txt")
    assert (result["schema"], result["error"]) == ("audit-report/1", None)
    report = result["report"]
    assert (report["title"], report["year"]) == ("松泉县2024年度审计工作报告", 2024)
    assert [(fact["label"], fact["value"], fact["unit"]) for fact in report["situation"]["facts"]] == [
        ("全年完成审计项目", 38, "个"),
        ("查出问题金额", 120000000, "元"),
        ("整改率达到", 96.5, "%"),
    ]
    assert [fact["value"] for fact in report["problems"]["facts"]] == [6]
    assert [(check["id"], check["status"]) for check in result["checks"]] == [("shares", "pass")]
    assert _result(out, "公开.txt")["schema"] == "disclosure-report/1"
    header, *rows = (out / "summary.csv").read_text(encoding="utf-8-sig").splitlines()
    assert {"title", "year", "requests_received"} <= set(header.split(","))
    assert len(rows) == 2


def test_a_model_is_asked_by_its_own_prompt(laid_out: dict[str, str], command: Command, tmp_path: Path) -> None:
    (tmp_path / "审计.txt").write_text(DOCUMENT, encoding="utf-8")

    def script(request: Json) -> Reply:
        if request["response_format"]["json_schema"]["name"] != "FactsAnswer":
            return answer({"name": "铅笔", "count": 7})
        told = {"number": "38", "quote": "完成审计项目38个", "label": "审计项目", "indicator": "other"}
        invented = told | {"number": "99", "quote": "完成审计项目99个"}
        return answer({"facts": [told, invented], "others": []})

    with ScriptedServer(script) as server:
        environment = {
            "EXTRACTOR_MODEL": "scripted",
            "EXTRACTOR_BASE_URL": server.base_url,
            "XDG_CACHE_HOME": str(tmp_path),
        }
        out = tmp_path / "out"
        done = command("run", tmp_path / "审计.txt", "--out", out, "--engine", "llm", "--workers", "1", **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    result = _result(out, "审计.txt")
    assert set(result["run"]["prompts"]) == {"audit-report/facts"}
    assert [(fact["label"], fact["value"]) for fact in result["report"]["situation"]["facts"]] == [("审计项目", 38)]
    assert result["evidence"]["/situation/facts/0/value"]["readers"] == ["llm"]


def test_its_contract_is_printed_and_its_result_shown(
    laid_out: dict[str, str], command: Command, tmp_path: Path
) -> None:
    schema = json.loads(command("schema", "audit-report").stdout)
    assert set(schema["$defs"]["AuditReport"]["properties"]) == {"title", "year", "situation", "problems"}
    (tmp_path / "审计.txt").write_text(DOCUMENT, encoding="utf-8")
    shown = command("show", tmp_path / "审计.txt").stdout
    assert "松泉县2024年度审计工作报告" in shown
    assert "查出问题金额1.2亿元" in shown


def test_it_is_clean_code_that_keeps_to_its_place(laid_out: dict[str, str], command: Command, house: Path) -> None:
    modules = [name for name in laid_out if name.endswith(".py")]
    checked = command("check", "--no-cache", "--ignore", "I001", *modules, module="ruff")  # the name decides the order
    assert checked.returncode == 0, checked.stdout
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    arrows = subprocess.run(
        [sys.executable, "-c", program], cwd=house, capture_output=True, text=True, timeout=120, check=False
    )
    assert arrows.returncode == 0, arrows.stdout + arrows.stderr
    assert "No report type knows another KEPT" in arrows.stdout


@pytest.mark.parametrize("name", ["Audit", "审计", "audit_report", "-audit", "base", "disclosure", "work-report", "class"])
def test_names_that_cannot_be_or_are_taken_are_refused(
    name: str, laid_out: dict[str, str], command: Command, house: Path
) -> None:
    before = _digests(house)
    done = (
        command("new-type", name, "--title", "审计工作报告")
        if name[0] != "-"
        else command("new-type", "--title", "甲", "--", name)
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert _digests(house) == before
