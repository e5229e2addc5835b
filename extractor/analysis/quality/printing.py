"""HTML to PDF by a program that is there: a browser of the Chromium family, else LibreOffice."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from extractor.errors import PdfError

_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
_OFFICES = ("soffice", "libreoffice")
_TIMEOUT = 120.0
"""Seconds. A browser takes 2, LibreOffice 5 to 10; a machine under load ten times as long."""


def print_pdf(page: Path, pdf: Path) -> None:
    """Write ``pdf`` from the HTML at ``page``, whole or not at all.

    Raises PdfError where neither program is installed, or where it makes nothing of the page.
    """
    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        made = Path(folder, f"{page.stem}.pdf")
        try:
            subprocess.run(
                _command(page, made), stdin=subprocess.DEVNULL, capture_output=True, timeout=_TIMEOUT, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise _failed(page) from error
        if not made.is_file():
            raise _failed(page)
        temporary = pdf.with_name(f".{pdf.name}.part")
        try:
            shutil.copyfile(made, temporary)
            temporary.replace(pdf)
        finally:
            temporary.unlink(missing_ok=True)


def _command(page: Path, made: Path) -> list[str]:
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser is not None:
        sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # Chromium refuses root else
        profile = f"--user-data-dir={made.parent / 'profile'}"
        options = ["--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", profile, *sandbox]
        return [browser, *options, f"--print-to-pdf={made}", page.resolve().as_uri()]
    office = next((found for name in _OFFICES if (found := shutil.which(name))), None)
    if office is not None:
        profile = f"-env:UserInstallation={(made.parent / 'profile').as_uri()}"
        options = [profile, "--headless", "--norestore", "--convert-to", "pdf:writer_web_pdf_Export"]
        return [office, *options, "--outdir", str(made.parent), str(page.resolve())]
    raise PdfError(
        f"生成 PDF 需要 Chromium（或 Chrome、Edge）或 LibreOffice；网页已写入“{page}”，可在浏览器中打印为 PDF。",
        f"A PDF needs Chromium (or Chrome, Edge) or LibreOffice; the page is at {page}, print it from a browser.",
    )


def _failed(page: Path) -> PdfError:
    return PdfError(
        f"未能由“{page}”生成 PDF；可在浏览器中打开该网页并打印为 PDF。",
        f"No PDF could be made of {page}; open it in a browser and print it from there.",
    )
