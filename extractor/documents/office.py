"""Documents that only an office program reads (.doc, .wps, .rtf), by way of LibreOffice and DOCX."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from extractor.documents.model import Document, Source
from extractor.errors import BrokenFileError, OfficeMissingError

Extension = Literal["doc", "rtf"]
"""What LibreOffice is told the file is; a .wps file of WPS Office is a .doc by its content."""

TIMEOUT = 60.0
"""Seconds. LibreOffice starts in 2 to 10 and converts a report in 1; one that takes longer hangs."""


def read_office(data: bytes, extension: Extension, source: Source) -> Document:
    """A document from the bytes of a file that LibreOffice can read; origins are those of the DOCX made of it.

    Raises OfficeMissingError without LibreOffice, and BrokenFileError where it makes nothing of the file.
    """
    from extractor.documents.word import read_docx

    return read_docx(_to_docx(data, extension, source.name), source)


def _to_docx(data: bytes, extension: Extension, name: str) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise OfficeMissingError(
            f"读取文件 {name}（旧版 Word/WPS 或 RTF 格式）需要 LibreOffice；请安装 LibreOffice，或用 Word/WPS 另存为 .docx。",
            f"{name} (an old Word or WPS format, or RTF) needs LibreOffice; install it, or save the file as .docx.",
        )
    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        given = Path(folder, f"given.{extension}")
        given.write_bytes(data)
        # A profile of its own lets several conversions run at once, beside an open LibreOffice.
        profile = Path(folder, "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "docx"]
        _run([*command, "--outdir", folder, str(given)], name, Path(folder))
        made = Path(folder, "given.docx")
        if not made.is_file():
            raise BrokenFileError(
                f"LibreOffice 无法读取文件 {name}，文件可能已损坏；请重新获取，或用 Word/WPS 打开后另存为 .docx。",
                f"LibreOffice cannot read {name}, which may be damaged; get it again, or save it as .docx in Word or WPS.",
            )
        return made.read_bytes()


def _run(command: list[str], name: str, folder: Path) -> None:
    """Run LibreOffice to its end; a conversion beyond ``TIMEOUT`` is killed with all its processes.

    ``folder`` is its home, too: whatever it and its libraries write (font caches, dconf) goes with it.
    """
    homes = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), str(folder))
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | homes,
        start_new_session=True,
    )
    try:
        process.wait(TIMEOUT)
    except subprocess.TimeoutExpired as error:
        raise BrokenFileError(
            f"LibreOffice 在 {TIMEOUT:.0f} 秒内未能转换文件 {name}；请用 Word/WPS 打开后另存为 .docx。",
            f"LibreOffice did not convert {name} within {TIMEOUT:.0f} seconds; save it as .docx in Word or WPS.",
        ) from error
    finally:
        _kill(process)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End what is left of the process and its children (soffice is a script that starts the program proper)."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
