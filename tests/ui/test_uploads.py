"""Uploads: kept under a name of their own, limited in size and type, read by the normal run in a process of its own."""

import hashlib
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from extractor.errors import BrokenFileError, EmptyFileError, TooLargeError, UnsupportedTypeError, UsageError
from extractor.review import uploads
from extractor.review.uploads import LARGEST_UPLOAD, keep_upload, read_upload
from extractor.store.engine import Store, open_store
from extractor.store.review_queue import Filter, count_queue
from extractor.store.reviewing import result_at
from tests.ui.browsing import new_page, served, sign_in
from tests.ui.conftest import EXAMPLES

_REPORT = next(EXAMPLES.glob("001*")).read_text(encoding="utf-8")
_OTHER = _REPORT.replace("济宁市", "示例市").encode()


def _zipped(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "text")
    return held.getvalue()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("报告.pdf", "报告.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\报告\\年报.docx", "年报.docx"),
        ("/.ssh/.hidden.txt", "hidden.txt"),
        ("~$年报.docx", "$年报.docx"),
        ("a\0b\n\u202e.txt", "ab.txt"),
        ("..", "upload"),
        ("", "upload"),
    ],
)
def test_an_upload_stays_in_its_folder_whatever_it_is_called(tmp_path: Path, given: str, kept: str) -> None:
    path = keep_upload(tmp_path, given, b"text")
    assert path == tmp_path / "uploads" / kept
    assert [*(tmp_path / "uploads").iterdir()] == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_a_long_name_is_cut_and_keeps_its_ending(tmp_path: Path) -> None:
    path = keep_upload(tmp_path, "年" * 300 + ".pdf", b"text")
    assert path.suffix == ".pdf"
    assert len(path.name.encode()) <= 160


def test_no_upload_ever_replaces_a_file(tmp_path: Path) -> None:
    one = keep_upload(tmp_path, "年报.txt", b"one")
    two = keep_upload(tmp_path, "年报.txt", b"two")
    assert two.name == f"年报~{hashlib.sha256(b'two').hexdigest()[:8]}.txt"
    assert (one.read_bytes(), two.read_bytes()) == (b"one", b"two")
    assert keep_upload(tmp_path, "年报.txt", b"one") == one
    assert keep_upload(tmp_path, "年报.txt", b"two") == two
    (tmp_path / "elsewhere").write_bytes(b"three")
    (tmp_path / "uploads" / "link.txt").symlink_to(tmp_path / "elsewhere")
    assert keep_upload(tmp_path, "link.txt", b"three").name.startswith("link~")
    assert len([*(tmp_path / "uploads").iterdir()]) == 4


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b" \n", EmptyFileError),
        (b"MZ\x90\0" + bytes(100), UnsupportedTypeError),
        (b"MZ\x0c\0" + bytes(100), UnsupportedTypeError),
        (b"#!/bin/sh\n", UnsupportedTypeError),
        (b"Rar!\x1a\x07", UnsupportedTypeError),
        (_zipped("a.txt"), UnsupportedTypeError),
        (b"PK\3\4" + bytes(100), BrokenFileError),
        (b"a.txt".ljust(257, b"\0") + b"ustar" + bytes(250), UnsupportedTypeError),
        (b" " * ((LARGEST_UPLOAD << 20) + 1), TooLargeError),
    ],
    ids=["empty", "program", "other program", "script", "rar", "zip", "damaged zip", "tar", "large"],
)
def test_what_is_no_report_is_not_kept(tmp_path: Path, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"报告\.pdf"):
        keep_upload(tmp_path, "报告.pdf", data)
    assert not (tmp_path / "uploads").exists()


def test_an_upload_is_read_by_a_run_of_its_own_one_at_a_time(tmp_path: Path) -> None:
    path = keep_upload(tmp_path, "年报.txt", _OTHER)
    reading = read_upload(tmp_path, path)
    with pytest.raises(UsageError):
        read_upload(tmp_path, path)
    assert reading.process.wait() == 0
    with closing(open_store(tmp_path)) as store:
        found = result_at(store, "uploads/年报.txt")
    assert found is not None
    assert (found.status, found.error) == ("needs_review", None)
    reading.told.close()
    del uploads._readings[tmp_path]


@pytest.fixture
def page(browser: Browser, workspace: Path, tmp_path: Path) -> Iterator[Page]:
    with served(workspace, tmp_path / "server.log") as address:
        page = new_page(browser)
        sign_in(page, address, "王敏")
        yield page
        page.close()


def _upload(page: Page, name: str, data: bytes) -> None:
    page.locator("input[type=file]").set_input_files(FilePayload(name=name, mimeType="text/plain", buffer=data))


def test_an_uploaded_report_is_read_and_opened(page: Page, workspace: Path, store: Store) -> None:
    _upload(page, "新.txt", _OTHER)
    expect(page.get_by_text("已读取“新.txt”：待审。")).to_be_visible()
    page.get_by_role("button", name="打开").last.click()
    expect(page.locator(".sheet")).to_contain_text("示例市")
    assert (workspace / "uploads" / "新.txt").read_bytes() == _OTHER
    assert (workspace / "reports" / "新.txt.json").is_file()
    assert count_queue(store, Filter(status=None)) == 6


def test_hostile_uploads_are_told_and_harm_nothing(page: Page, workspace: Path, store: Store) -> None:
    _upload(page, "![a](http://x/y.png).pdf", b"MZ\x90\0" + bytes(1000))
    expect(page.get_by_text("是可执行文件，无法读取")).to_be_visible()
    assert page.locator("img[alt=a]").count() == 0
    assert not (workspace / "uploads").exists()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("5 reports match")).to_be_visible()
    _upload(page, "broken.pdf", b"%PDF-1.7\n" + b"\xff" * 1000)
    expect(page.get_by_text("broken.pdf could not be read")).to_be_visible()
    assert count_queue(store, Filter(status="failed")) == 1
    assert count_queue(store, Filter(status="needs_review")) == 5
