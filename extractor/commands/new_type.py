"""``extractor new-type NAME --title TITLE``: lay out the skeleton of a report type, which reads documents at once."""

import argparse
import keyword
import re
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import OutputError, UsageError

if TYPE_CHECKING:
    from extractor.commands import Commands

_NAME = re.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_SKELETON = Path(__file__).parents[1] / "skeleton"
_PROMPT = ".md.txt"


def add(commands: "Commands") -> None:
    """Put the command on the command line."""
    parser = commands.add_parser(
        "new-type",
        help="新建一种报告类型 / lay out a new report type",
        description="写出 extractor/reports/NAME/ 和 prompts/NAME/，随即可用；说明见 docs/report-types.md。"
        "Writes extractor/reports/NAME/ and prompts/NAME/, which work at once; see docs/report-types.md.",
    )
    parser.add_argument("name", metavar="NAME", help="名称，如 audit-report / such as audit-report")
    parser.add_argument(
        "--title",
        required=True,
        metavar="TITLE",
        help="文件标题中的字样，如 审计工作报告 / words that the documents' titles hold",
    )
    parser.set_defaults(run=_new_type)


def _new_type(arguments: argparse.Namespace) -> int:
    for path in lay_out(arguments.name, arguments.title, Path(__file__).parents[2]):
        print(path)
    return 0


def lay_out(name: str, title: str, root: Path) -> list[Path]:
    """Write the skeleton below ``root``, which holds ``extractor/`` and ``prompts/``; the files written.

    Raises UsageError for a name that cannot be a package's, and where anything of that name is there already.
    """
    package = name.replace("-", "_")
    code, prompts = root / "extractor" / "reports" / package, root / "prompts" / name
    if not _NAME.fullmatch(name) or keyword.iskeyword(package):
        raise UsageError(
            f"“{name}”不能作为名称；请用小写字母、数字和连字符，如 audit-report，且不是 Python 关键字。",
            f"{name} is no name for a type: lower-case letters, digits and hyphens, such as audit-report, and no word of "
            "Python's own.",
        )
    if not re.fullmatch(r"[\w（）()、·-]+", title):
        raise UsageError(f"“{title}”不能作为标题字样；只用文字。", f"{title} cannot stand for a title: letters alone.")
    taken = [path for path in (code, code.with_suffix(".py"), prompts) if path.exists()]
    if taken:
        raise UsageError(f"“{taken[0]}”已存在；请换一个名称。", f"{taken[0]} is there already; choose another name.")
    values = {"name": name, "package": package, "title": title, "Class": _class(name), "CONSTANT": package.upper()}
    return [_write(template, prompts if template.name.endswith(_PROMPT) else code, values) for template in _templates()]


def _templates() -> list[Path]:
    return sorted(_SKELETON.glob("*.txt"))


def _class(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def _write(template: Path, folder: Path, values: dict[str, str]) -> Path:
    """A template filled in; ``{{words}}`` that it has no value for (a prompt's own fields) stay."""
    from extractor.result import write_text  # loads pydantic

    text = template.read_text(encoding="utf-8")
    filled = re.sub(r"\{\{(\w+)\}\}", lambda match: values.get(match[1], match[0]), text)
    path = folder / template.name.removesuffix(".txt")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_text(path, filled)
    except OSError as error:
        raise OutputError(
            f"无法写入“{path}”：{error.strerror}；请在项目的源代码中运行。",
            f"{path} cannot be written: {error.strerror}; run it in a checkout of the project.",
        ) from error
    return path
