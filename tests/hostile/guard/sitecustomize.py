"""Loaded by every Python process that has this folder on PYTHONPATH: writes down what no run may do.

``GUARD_LOG`` is the file to write to; ``GUARD_ALLOWED`` the folders, set apart by colons, that may be written into.
"""

import os
import sys
from typing import Any

_LOG = os.open(os.environ["GUARD_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
_ALLOWED = tuple(os.path.realpath(folder) for folder in os.environ["GUARD_ALLOWED"].split(":"))
_CHANGING = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.link", "os.chmod"}


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        if not str(arguments[1] if event == "socket.connect" else "").startswith(("/", "\\0", "b'")):
            _report(event, arguments[-1])
    elif event == "open":
        path, _, flags = arguments
        if isinstance(path, str | bytes) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
            _check(event, path)
    elif event in _CHANGING and arguments[-1] in (-1, None):  # else relative to a folder that was opened by its path
        for path in arguments[:2]:
            if isinstance(path, str | bytes):
                _check(event, path)


def _check(event: str, path: str | bytes) -> None:
    folder, name = os.path.split(os.fsdecode(path))
    full = f"{os.path.realpath(folder or '.')}/{name}"
    if full not in _ALLOWED and not full.startswith((*(f"{folder}/" for folder in _ALLOWED), "/dev/")):
        _report(event, path)


def _report(event: str, what: object) -> None:
    os.write(_LOG, f"{event} {what!r}\n".encode("utf-8", "backslashreplace"))


sys.addaudithook(_watch)
