"""Files of every kind under any name: the content decides, and what cannot be read says why."""

import hashlib
import io
import os
import quopri
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pymupdf
import pytest

from extractor.documents import office
from extractor.documents.model import Document, Table
from extractor.documents.open import (
    DOC,
    DOCX,
    HTML,
    LARGEST_FILE,
    LARGEST_TEXT,
    MARKDOWN,
    PDF,
    RTF,
    TEXT,
    open_bytes,
    open_document,
)
from extractor.errors import (
    BrokenFileError,
    DocumentError,
    EmptyFileError,
    EncryptedFileError,
    OfficeMissingError,
    TooLargeError,
    UnreadableFileError,
    UnsupportedTypeError,
)

EXAMPLES = sorted(Path("examples").glob("*.txt"))
PAGE = "<html><head><meta charset={}></head><body><p>一、总体情况</p><p>全年主动公开政府信息100条，其中网站60条。</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _docx() -> bytes:
    file = docx.Document()
    file.add_paragraph("总体情况")
    table = file.add_table(2, 3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = str(number) if number % 2 else ""
    table.cell(0, 0).merge(table.cell(1, 0)).text = "规章"
    file.add_paragraph("主动公开")  # a .doc cannot end with a table
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _pdf() -> bytes:
    with pymupdf.open() as file:
        file.new_page().insert_text((72, 72), "政府信息公开", fontname="china-s")
        return bytes(file.tobytes())


def _archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def _mhtml(charset: str) -> bytes:
    body = quopri.encodestring(PAGE.format(charset).encode(charset)).decode()
    return (
        "From: <Saved>\r\nSubject: =?gb2312?B?xOq2yLGou+E=?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        f'\tboundary="--=_b"\r\n\r\n----=_b\r\nContent-Type: text/html; charset="{charset}"\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}\r\n----=_b--\r\n"
    ).encode()


def grid(document: Document) -> list[tuple[int, int, int, int, str]]:
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span, cell.text)
        for block in document.blocks
        if isinstance(block, Table)
        for cell in block.cells
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name[:3])
def test_samples_open_the_same_in_every_encoding(path: Path, tmp_path: Path) -> None:
    plain = open_document(path)
    assert plain.source.name == path.name
    assert plain.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (plain.source.media_type, plain.source.pages) == (TEXT, None)
    text = path.read_bytes().decode("utf-8")
    for encoding in ("gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        copy = tmp_path / f"{encoding}.dat"
        copy.write_bytes(text.encode(encoding))
        document = open_document(copy)
        assert (document.text, document.blocks) == (plain.text, plain.blocks)


@pytest.mark.parametrize(
    ("name", "data", "media_type", "words"),
    [
        ("scan.txt", _pdf(), PDF, "政府信息公开"),
        ("page.pdf", b"\r\n" + _pdf(), PDF, "政府信息公开"),
        ("report.doc", PAGE.format("gb2312").encode("gb18030"), HTML, "总体情况"),
        ("report.doc", _mhtml("gb2312"), HTML, "总体情况"),
        ("report.wps", _mhtml("utf-8"), HTML, "总体情况"),
        ("report.html", _docx(), DOCX, "总体情况"),
        ("report.pdf", "一、总体情况\n公开信息3条。<保密>不在此列。".encode(), TEXT, "<保密>"),
        ("fragment.txt", "﻿ <!-- x -->\n<p>一、总体情况</p><table><tr><td>规章<td>3</table>".encode(), HTML, "规章\t3"),
        ("fragment.txt", "说明<table><tr><td>规章</td><td>3</td></tr></table>".encode(), HTML, "规章\t3"),
        ("report.txt", "| 规章 | 3 |\n|---|---|\n| 文件<br>数 | 4 |\n".encode(), MARKDOWN, "规章"),
        ("report.txt", "## 一、总体情况\n公开3条\n".encode(), MARKDOWN, "总体情况"),
        ("report.txt", "规章 | 3 |\n文件 | 4 |\n".encode(), TEXT, "规章"),
    ],
)
def test_the_content_decides_not_the_name(name: str, data: bytes, media_type: str, words: str) -> None:
    document = open_bytes(data, name)
    assert document.source.media_type == media_type
    assert words in document.text


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFileError),
        (b"\xef\xbb\xbf \r\n\t", EmptyFileError),
        ("\u3000\u00a0\n".encode(), EmptyFileError),
        ("\ufeff \n".encode("utf-16-le"), EmptyFileError),
        (b"<html><body><script>1</script></body></html>", EmptyFileError),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(200)), BrokenFileError),
        (b"\xff\xd8\xff\xe0" + bytes(range(200)), BrokenFileError),
        (b"7z\xbc\xaf" + bytes(range(200)), UnsupportedTypeError),
        (b"MZ\x90\0" + bytes(range(200)), UnsupportedTypeError),
        (_archive("xl/workbook.xml"), BrokenFileError),
        (_archive("ppt/presentation.xml"), UnsupportedTypeError),
        (_archive("OFD.xml"), UnsupportedTypeError),
        (_archive(), UnsupportedTypeError),
        (_docx()[:2000], BrokenFileError),
        (OLE + "Workbook".encode("utf-16-le"), UnsupportedTypeError),
        (OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedFileError),
        (OLE + b"\xec\xa5" + bytes(9) + b"\x03" + bytes(500) + "WordDocument".encode("utf-16-le"), EncryptedFileError),
        (b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nabc", UnsupportedTypeError),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', UnsupportedTypeError),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, error: type[DocumentError]) -> None:
    with pytest.raises(error, match=r"r\.doc") as caught:
        open_bytes(data, "r.doc")
    assert type(caught.value) is error


def test_missing_folder_and_other_unreadable_files(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path / "missing.txt", tmp_path, loop, pipe):
        with pytest.raises(UnreadableFileError, match=path.name) as caught:
            open_document(path)
        assert str(tmp_path) + os.sep not in str(caught.value)


def test_a_link_is_opened(tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(EXAMPLES[0].resolve())
    assert open_document(link).text == open_document(EXAMPLES[0]).text


def test_sizes_are_limited(tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)  # a sparse file: no such space is taken
    with pytest.raises(TooLargeError, match=r"large\.pdf"):
        open_document(large)
    with pytest.raises(TooLargeError):
        open_bytes(b"a" * (LARGEST_TEXT + 1), "large.txt")


def test_importing_the_module_loads_no_reader() -> None:
    heavy = "{'lxml', 'docx', 'pymupdf', 'charset_normalizer', 'opencc', 'email'}"
    program = f"import sys, extractor.documents.open; print(sorted({heavy} & {{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- LibreOffice --------------------------------------------------------------------------------------------------

_SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(_SOFFICE is None, reason="LibreOffice (soffice) is not installed here")


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The same document as .doc and .rtf, made by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "given.docx").write_bytes(_docx())
    for extension in ("doc", "rtf"):
        command = [str(_SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", extension, "--outdir", str(folder), str(folder / "given.docx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {extension: (folder / f"given.{extension}").read_bytes() for extension in ("doc", "rtf")}


@needs_libreoffice
@pytest.mark.parametrize(("extension", "name", "media_type"), [("doc", "r.wps", DOC), ("rtf", "r.doc", RTF)])
def test_old_office_files_read_as_their_docx(
    converted: dict[str, bytes], extension: str, name: str, media_type: str
) -> None:
    document = open_bytes(converted[extension], name)
    assert document.source.media_type == media_type
    assert document.text == open_bytes(_docx(), "r.docx").text
    assert grid(document) == [
        (0, 0, 2, 1, "规章"), (0, 1, 1, 1, "1"), (0, 2, 1, 1, ""), (1, 1, 1, 1, ""), (1, 2, 1, 1, "5")
    ]  # fmt: skip


@needs_libreoffice
def test_what_libreoffice_cannot_read_is_broken(converted: dict[str, bytes]) -> None:
    with pytest.raises(BrokenFileError, match=r"r\.doc"):
        open_bytes(converted["doc"][:2500], "r.doc")


def test_without_libreoffice_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for data in (b"{\\rtf1 x}", OLE + "WordDocument".encode("utf-16-le")):
        with pytest.raises(OfficeMissingError, match="LibreOffice"):
            open_bytes(data, "r.doc")


def test_a_conversion_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n/bin/sleep 60 &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "TIMEOUT", 0.5)
    with pytest.raises(BrokenFileError, match=r"r\.rtf"):
        open_bytes(b"{\\rtf1 x}", "r.rtf")
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"
