"""What Word and Excel files have in common: a zip archive of XML parts (ECMA-376 part 2), opened within limits."""

import io
import re
import zipfile
from typing import Literal

from extractor.errors import EncryptedFileError, TooLargeError

WORD_MAIN_PART = re.compile(r"word/document\d*\.xml")
LARGEST_PART = 64 * 1024 * 1024
"""Bytes that a part of the package may unpack to: more than a thousand pages; lxml needs about ten times as much."""
HIGHEST_RATIO = 250
"""Times that a part beyond 1 MB may grow on unpacking. Office's own XML grows 10 to 40 times, a zip bomb 1000 times."""


def content_of(data: bytes) -> Literal["word", "excel"] | None:
    """What a zip archive holds, None where that is neither. Raises zipfile.BadZipFile where it is no whole archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    if any(WORD_MAIN_PART.fullmatch(name) for name in names):
        return "word"
    return "excel" if "xl/workbook.xml" in names else None


def read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    """One part unpacked; ``name`` is the file's, for the message.

    Raises EncryptedFileError, TooLargeError (``LARGEST_PART``, ``HIGHEST_RATIO``), and what ``zipfile`` raises.
    """
    if info.flag_bits & 1:
        raise EncryptedFileError(
            f"文件 {name} 有密码保护；请取消密码后再试。",
            f"{name} is protected by a password; remove it and try again.",
        )
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > LARGEST_PART or (info.file_size > 1024 * 1024 and ratio > HIGHEST_RATIO):
        raise TooLargeError(
            f"文件 {name} 解压后过大（{info.file_size} 字节，{ratio:.0f} 倍），可能是压缩炸弹，未读取。",
            f"{name} unpacks to too much ({info.file_size} bytes, {ratio:.0f} times); it may be a zip bomb and was not read.",
        )
    return archive.read(info)
