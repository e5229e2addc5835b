"""The command ``extractor``. Modules that take time to load are imported by the commands that use them."""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from eval.commands import add_eval_commands
from extractor.commands import (
    batch,
    compare,
    doctor,
    export,
    new_type,
    report,
    retry,
    review,
    run,
    schema,
    show,
    status,
    text,
)
from extractor.commands.terminal import visible
from extractor.errors import ExtractorError, UsageError

_OK, _FAILED, _USAGE, _INTERRUPTED = 0, 1, 2, 130


class _Parser(argparse.ArgumentParser):
    """A command's parser: each takes ``--debug``, and tells of wrong usage in both languages."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 what argparse takes
        super().__init__(**options)
        self.add_argument(
            "--debug", action="store_true", default=argparse.SUPPRESS, help="出错时显示详情 / show tracebacks"
        )

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(_USAGE, f"{self.prog}: 用法有误 wrong usage: {message}\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top: argparse.ArgumentParser = _Parser(
        prog="extractor",
        description="读取政府信息公开工作年度报告，给出有据可查的数据。"
        "Typed, proven data from Chinese annual reports on government information disclosure.",
    )
    top.set_defaults(debug=False)
    commands = top.add_subparsers(title="命令 commands", metavar="COMMAND", required=True)
    for module in (run, status, retry, batch, review, export, compare, report, text, schema, show, doctor, new_type):
        module.add(commands)
    add_eval_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command. Exit status: 0 done, 1 some documents failed, 2 wrong usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # names that the terminal's encoding does not have
    chosen = parser().parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _OK
    except KeyboardInterrupt:
        _complain("已中断。再次运行同一命令即可继续。 Interrupted; the same command goes on from here.")
        return _INTERRUPTED
    except ExtractorError as error:
        _complain(visible(str(error)))
        return _USAGE if isinstance(error, UsageError) else _FAILED
    except Exception as error:
        if chosen.debug:
            raise
        _complain(
            f"程序出错：{type(error).__name__}。请用 --debug 重新运行并报告。"
            f" The program failed ({type(error).__name__}); run again with --debug and report it."
        )
        return _FAILED
    return status


def _complain(message: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(f"extractor: {message}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
