"""A file as a document, whatever its type. The type is told by the content; a name proves nothing."""

import contextlib
import errno
import hashlib
import os
import re
import stat
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Literal

from extractor.documents.model import Document, Source
from extractor.errors import (
    BrokenFileError,
    EmptyFileError,
    EncryptedFileError,
    TooLargeError,
    UnreadableFileError,
    UnsupportedTypeError,
)

LARGEST_FILE = 200 * 1024 * 1024
"""Bytes. The largest scanned reports have some 100 MB; a worker holds the file and what is read from it in memory."""
LARGEST_TEXT = 50 * 1024 * 1024
"""Bytes of text or HTML: a thousand reports' worth. Beyond it stands a dump, not a report."""

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC = "application/msword"
RTF = "application/rtf"
UNKNOWN = "application/octet-stream"

IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"GIF8": "image/gif",
}
"""Signature -> media type of the images that are read as scanned pages."""
BMP = "image/bmp"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = ((b"%PDF-", PDF), (b"PK", DOCX), (_OLE, DOC), (b"{\\rtf", RTF))
_MIME = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:\s*1", re.IGNORECASE)
_MIME_HEADERS = 16_384
_WORD_XML = re.compile(rb"<\?mso-application\s+progid=[\"']Word\.Document|<pkg:package|<w:wordDocument")
_HTML_OPENING = re.compile(
    r"\s*+(?:(?><\?xml[^>]*>|<!--.*?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(
    r"</?(?:table|tbody|tr|td|th|p|div|span|br|font|strong|h[1-6]|ul|li|center|section)\b[^<>]*>", re.I
)
_HTML_SAMPLE = 65_536
_CHARACTERS_PER_TAG = 2000
"""A fragment has a tag every 20 to 200 characters; a text that merely mentions a tag has one in many thousands."""
_MARKDOWN = re.compile(
    r"^[ \t]*+\|?[ \t]*+:?-{3,}+:?[ \t]*+\|[ \t|:-]*+$|^\#{1,6}[ \t]+\S|(?:^|[\s|])\*\*[^\s*][^*\n]{0,80}\*\*(?:$|[\s|])",
    re.MULTILINE,
)
"""The rule below a table's heading, a heading, or bold type."""
_OTHER_TYPES = (
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"\xfd7zXZ\0", "xz 压缩包", "an xz archive"),
    (b"BZh", "bzip2 压缩包", "a bzip2 archive"),
    (b"\x7fELF", "可执行文件", "an executable"),
    (b"\xca\xfe\xba\xbe", "可执行文件", "an executable"),
    (b"#!", "脚本", "a script"),
)
_TAR = (257, b"ustar")
_ZIP = (b"PK\3\4", b"PK\5\6")


def open_document(path: Path, *, by_sight: bool = False) -> Document:
    """The document in a file. Raises an ``extractor.errors.DocumentError`` that says what is wrong with it.

    ``by_sight``: read a PDF by OCR although it has text (see ``read_pdf``).
    """
    name = name_of(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError(
                f"{name} 不是普通文件；请给出文件的路径。", f"{name} is no regular file; give the path of a file."
            )
        _limit(status.st_size, LARGEST_FILE, name)
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        number = error.errno if isinstance(error, OSError) else errno.EINVAL
        reason = errno.errorcode.get(number or 0, type(error).__name__)
        raise UnreadableFileError(
            f"无法读取文件 {name}（{reason}）；请检查文件是否存在、是否有读取权限。",
            f"{name} cannot be read ({reason}); check that it exists and may be read.",
        ) from error
    return open_bytes(data, name, by_sight=by_sight)


def name_of(path: Path) -> str:
    """What results and messages call a file; names that old archives left in GB 18030 are told, not refused."""
    name = os.fsencode(path.name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "replace")


def source_of(path: Path) -> Source:
    """What can be said of a file that gave no document: its name, and hash and type where its bytes can be had."""
    digest = content_hash(path) or ""
    beginning = b""
    if digest:
        with contextlib.suppress(OSError), path.open("rb") as file:  # it may be gone by now; the error tells why
            beginning = file.read(1024)
    media_type = next((kind for signature, kind in _SIGNATURES if beginning.startswith(signature)), UNKNOWN)
    return Source(name_of(path), digest, image_type(beginning) or media_type, None)


def content_hash(path: Path) -> str | None:
    """The SHA-256 of a file that may be read; None for one that cannot be (a pipe, a device) or is beyond
    ``LARGEST_FILE``, which is not read even for this."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def image_type(data: bytes) -> str | None:
    """The media type of an image that can be read, told by how it begins; None for anything else."""
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":  # four reserved bytes: no text begins like this
        return BMP
    return next((kind for signature, kind in IMAGES.items() if data.startswith(signature)), None)


def open_bytes(data: bytes, name: str, *, by_sight: bool = False) -> Document:
    """The document in the bytes of a file; ``name`` is what results and messages call it.

    ``by_sight``: read a PDF by OCR although it has text (see ``read_pdf``).
    Raises EmptyFileError, UnsupportedTypeError, BrokenFileError, EncryptedFileError, TooLargeError,
    OfficeMissingError, or what the reader of the type raises.
    """
    _limit(len(data), LARGEST_FILE, name)
    source = Source(name, hashlib.sha256(data).hexdigest(), TEXT, None)
    document = _read(data, source, by_sight=by_sight)
    if not document.text.strip() and document.source.media_type != PDF:
        raise _empty(name)
    return document


def refuse_foreign(data: bytes, name: str) -> None:
    """Raise what the bytes tell before anything reads them: EmptyFileError where there are none that say anything,
    UnsupportedTypeError where they are another kind of file, BrokenFileError where they are a damaged archive."""
    if not data.strip(b"\0\t\n\v\f\r ").removeprefix(b"\xef\xbb\xbf"):
        raise _empty(name)
    for signature, chinese, english in _OTHER_TYPES:
        if data.startswith(signature):
            raise _unsupported(name, chinese, english)
    if data.startswith(b"MZ") and b"\0" in data[:64]:
        raise _unsupported(name, "可执行文件", "an executable")
    if data.startswith(_TAR[1], _TAR[0]):
        raise _unsupported(name, "tar 压缩包", "a tar archive")
    if data.startswith(_ZIP):
        _zipped(data, name)


def _read(data: bytes, source: Source, *, by_sight: bool) -> Document:
    refuse_foreign(data, source.name)
    if b"%PDF-" in data[:1024]:
        from extractor.documents.pdf import read_pdf

        return read_pdf(data, replace(source, media_type=PDF), by_sight=by_sight)
    image = image_type(data)
    if image is not None:
        from extractor.documents.pdf import read_pdf

        return read_pdf(data, replace(source, media_type=image), by_sight=True)
    if data.startswith(_ZIP):
        return _read_zip(data, source)
    if data.startswith(_OLE):
        return _read_ole(data, source)
    if data.startswith(b"{\\rtf"):
        from extractor.documents.office import read_office

        return read_office(data, "rtf", replace(source, media_type=RTF))
    return _read_text(data, source)


def _read_zip(data: bytes, source: Source) -> Document:
    if _zipped(data, source.name) == "word":
        from extractor.documents.word import read_docx

        return read_docx(data, replace(source, media_type=DOCX))
    from extractor.documents.excel import read_xlsx

    return read_xlsx(data, replace(source, media_type=XLSX))


def _zipped(data: bytes, name: str) -> Literal["word", "excel"]:
    """Which Office document a zip archive is. Raises BrokenFileError, UnsupportedTypeError where it is none."""
    from extractor.documents.package import content_of

    try:
        content = content_of(data)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BrokenFileError(
            f"文件 {name} 是 Office 文档或压缩包，但已损坏或不完整；请重新获取。",
            f"{name} is an Office document or an archive, but damaged or truncated; get it again.",
        ) from error
    if content is None:
        raise _unsupported(name, "压缩包或其他 Office/OFD 文件", "an archive or another kind of Office or OFD file")
    return content


def _read_ole(data: bytes, source: Source) -> Document:
    """A compound file: .doc or .wps, an encrypted .docx, or something else (.xls, .ppt, .msi)."""
    from extractor.documents.office import read_office

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or (holds("WordDocument") and _is_encrypted_doc(data)):
        raise EncryptedFileError(
            f"文件 {source.name} 有密码保护；请取消密码后再试。",
            f"{source.name} is protected by a password; remove it and try again.",
        )
    if not holds("WordDocument") and (holds("Workbook") or holds("PowerPoint Document")):
        raise _unsupported(source.name, "旧版 Excel 或 PowerPoint 文件", "an old Excel file or a PowerPoint file")
    return read_office(data, "doc", replace(source, media_type=DOC))


def _is_encrypted_doc(data: bytes) -> bool:
    """The flag fEncrypted of the File Information Block ([MS-DOC] 2.5.2), which begins a sector with 0xA5EC."""
    blocks = (
        data[start : start + 12] for start in range(512, len(data), 512) if data[start : start + 2] == b"\xec\xa5"
    )
    return any(len(block) == 12 and bool(block[11] & 1) for block in blocks)


def _read_text(data: bytes, source: Source) -> Document:
    from extractor.documents.decode import decode
    from extractor.documents.text import read_text

    _limit(len(data), LARGEST_TEXT, source.name)
    if _MIME.match(data[:_MIME_HEADERS]):
        return _read_mhtml(data, source)
    if _WORD_XML.search(data, 0, 2048):  # LibreOffice shifts cells of such tables, so it is no way to read them
        raise _unsupported(
            source.name, "Word 2003 XML 文件（可用 Word/WPS 另存为 .docx）", "Word 2003 XML (save it as .docx)"
        )
    text = decode(data, source.name)
    if _is_html(text):
        return _read_html(text, source)
    markdown = _MARKDOWN.search(text) is not None
    return read_text(text, replace(source, media_type=MARKDOWN if markdown else TEXT), markdown=markdown)


def _read_html(markup: str, source: Source) -> Document:
    from extractor.documents.html import read_html

    return read_html(markup, replace(source, media_type=HTML))


def _is_html(text: str) -> bool:
    """Markup: a page, or a fragment with tags throughout. ``<`` and a stray ``<br>`` alone do not make any."""
    if _HTML_OPENING.match(text):
        return True
    sample = text[:_HTML_SAMPLE]
    tags = [match.group() for match in _HTML_TAG.finditer(sample)]
    structure = [tag for tag in tags if not tag.lower().startswith(("<br", "<span", "<font"))]
    return bool(structure) and len(tags) > 1 and len(tags) * _CHARACTERS_PER_TAG >= len(sample)


def _read_mhtml(data: bytes, source: Source) -> Document:
    """A page saved whole by a browser or by Word: MIME with the HTML among its parts."""
    from email import message_from_bytes

    from extractor.documents.decode import decode

    try:
        parts = [*message_from_bytes(data).walk()]
    except RecursionError as error:  # parts within parts, a thousand deep
        raise BrokenFileError(
            f"文件 {source.name} 是网页归档，但已损坏；请重新保存网页。",
            f"{source.name} is a web archive, but damaged; save the page again.",
        ) from error
    for part in parts:
        if part.get_content_type() == HTML:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                return _read_html(decode(payload, source.name, part.get_content_charset()), source)
    raise _unsupported(source.name, "没有正文的邮件或网页归档", "a mail or web archive without a page in it")


def _limit(size: int, limit: int, name: str) -> None:
    if size > limit:
        raise TooLargeError(
            f"文件 {name} 有 {size} 字节，超过 {limit} 字节的上限；请只提供报告本身。",
            f"{name} has {size} bytes, more than the limit of {limit}; provide the report alone.",
        )


def _empty(name: str) -> EmptyFileError:
    return EmptyFileError(
        f"文件 {name} 是空的，或其中没有文字；请检查来源，重新下载。",
        f"{name} is empty or has no text in it; check its source and download it again.",
    )


def _unsupported(name: str, chinese: str, english: str) -> UnsupportedTypeError:
    return UnsupportedTypeError(
        f"文件 {name} 是{chinese}，无法读取；请提供 TXT、HTML、DOCX、XLSX、PDF 或图片文件。",
        f"{name} is {english}, which cannot be read; provide a TXT, HTML, DOCX, XLSX, PDF or image file.",
    )
