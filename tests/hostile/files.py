"""Files made to do harm, each with the code that its result has to have (None: it is read like any other)."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pymupdf

from tests.batch.documents import report
from tests.documents.test_word import NAMESPACES, package, paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOT_A_REPORT = "not_a_report"
_TEXT = "BT /F 12 Tf 72 700 Td (Report 2023: 12 items) Tj ET"
_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


@dataclass(frozen=True)
class Case:
    """A file by its name, what makes its bytes (``server``: an address that nobody may ask for), and its code."""

    name: str
    data: "Callable[[str], bytes]"
    code: str | None

    def __str__(self) -> str:
        return self.name


def pdf(objects: "Sequence[str | bytes]", trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + (content.encode() if isinstance(content, str) else content) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer <</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def stream(content: str | bytes, entries: str = "") -> bytes:
    """A stream object."""
    data = content.encode() if isinstance(content, str) else content
    return f"<<{entries}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def page(
    content: bytes, *, box: str = "0 0 595 842", entries: str = "", catalog: str = "", more: "Sequence[str | bytes]" = ()
) -> bytes:
    """A PDF of one page with this content stream as object 4, the font 5, and ``more`` from 6 on."""
    return pdf(
        [
            f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R"
            f"/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>{entries}>>",
            content,
            _FONT,
            *more,
        ]
    )


def flate(content: bytes, times: int = 1) -> bytes:
    """A stream deflated so many times."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, f"/Filter[{'/FlateDecode' * times}]")


def _forms(depth: int, fan: int) -> bytes:
    """A page that shows a form that shows another ``fan`` times, and so on: fan^depth texts."""
    box = "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>"
    inner = [stream("/X Do " * fan, f"{box}/XObject<</X {7 + level} 0 R>>>>") for level in range(depth)]
    return page(stream("/X Do"), more=[*inner, stream(_TEXT, f"{box}>>")])


def _encrypted() -> bytes:
    with pymupdf.open() as file:
        file.new_page().insert_text((72, 72), "Report")
        return bytes(file.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o", user_pw="u"))


def _truncated() -> bytes:
    with pymupdf.open() as file:
        file.new_page().insert_text((72, 72), "Report " * 40)
        data = bytes(file.tobytes())
    return data[: len(data) // 3]


def _without_unicode() -> bytes:
    """A font of glyph numbers alone, as scanners and old print drivers make them."""
    font = "<</Type/Font/Subtype/Type0/BaseFont/ABC/Encoding/Identity-H/DescendantFonts[6 0 R]>>"
    inner = (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABC"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    )
    shown = stream("BT /F 12 Tf 72 700 Td <0F010F020F030F040F050F060F070F08> Tj ET")
    return page(shown, more=[inner]).replace(_FONT.encode(), font.encode())


def _surrogates() -> bytes:
    """A font whose Unicode map has halves of surrogate pairs, which no UTF-8 can hold."""
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        "1 beginbfrange <41> <7a> <D800> endbfrange endcmap end end"
    )
    font = _FONT.replace(">>", "/ToUnicode 6 0 R>>")
    return page(stream(_TEXT), more=[stream(cmap)]).replace(_FONT.encode(), font.encode())


def _active(server: str) -> bytes:
    """JavaScript on opening, a launch action, a file within, and a content stream that lies on a server."""
    action = "<</S/JavaScript/JS(while(true){app.launchURL('%s/js')})>>" % server  # noqa: UP031 - it is full of braces
    launch = "<</S/Launch/F(/bin/sh)>>"
    files = "/Names<</EmbeddedFiles<</Names[(evil.exe) <</Type/Filespec/F(evil.exe)/EF<</F 6 0 R>>>>]>>>>"
    return page(
        stream(_TEXT),
        entries=f"/AA<</O {launch}/C {action}>>",
        catalog=f"/OpenAction {action}{files}/AA<</WC<</S/URI/URI({server}/uri)>>>>",
        more=[stream(b"MZ\x90\0", "/Type/EmbeddedFile"), f"<</FS/URL/F({server}/stream)/Length 0>>"],
    )


def _html_links(server: str) -> bytes:
    """Every element that makes a browser ask a server, in a report."""
    links = (
        f"<!DOCTYPE html SYSTEM '{server}/dtd'><link rel=stylesheet href='{server}/css'><script src='{server}/js'></script>"
        f"<img src='{server}/img'><iframe src='{server}/frame'></iframe><object data='{server}/object'></object>"
        f"<meta http-equiv=refresh content='0;url={server}/refresh'><base href='{server}/'>"
    )
    return (links + "".join(f"<p>{line}</p>" for line in report("云浦县审计局", 2023).split("\n"))).encode()


def _docx_links(server: str) -> bytes:
    """A package whose parts lie elsewhere, and whose XML includes what does."""
    relations = (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' "
        "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate' "
        f"Target='{server}/template' TargetMode='External'/></Relationships>"
    )
    included = f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{server}/include'/>"
    return package(paragraph("总体情况") + included, parts={"word/_rels/document.xml.rels": relations})


def _rtf_links(server: str) -> bytes:
    """What LibreOffice would fetch on loading: a linked picture, and a template."""
    picture = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{server}/picture.png" \\\\d}}{{\\fldrslt x}}}}'
    return (
        f"{{\\rtf1\\ansi {{\\*\\template {server}/template}} {picture} Report "
        f'{{\\field{{\\*\\fldinst INCLUDETEXT "{server}/text"}}{{\\fldrslt y}}}}}}'
    ).encode()


def _doctype(entities: str) -> bytes:
    return package(paragraph("&bomb;"), head=f"<!DOCTYPE x [{entities}]>")


def _laughs() -> bytes:
    """The billion laughs: ten levels of ten."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _doctype(f'<!ENTITY l0 "ha">{levels}<!ENTITY bomb "&l9;">')


def _many_names() -> bytes:
    """An archive of names that lead out of it, beside a document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(500):
            archive.writestr(f"../../../../tmp/evil-{number}", "x")
        archive.writestr("/etc/evil", "x")
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{paragraph('一')}</w:body></w:document>")
    return buffer.getvalue()


def _nested_mail() -> bytes:
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
    return f"MIME-Version: 1.0\n{parts}".encode()


def _head(agency: str) -> str:
    return f"<p>{agency}2023年政府信息公开工作年度报告</p><p>一、总体情况</p>"


def _always(data: "Callable[[], bytes]") -> "Callable[[str], bytes]":
    return lambda _: data()


CASES = (
    Case("bomb.docx", _always(lambda: package(paragraph("0" * 1000) * 20_000)), "too_large"),
    Case("laughs.docx", _always(_laughs), "broken_file"),
    Case("quadratic.docx", _always(lambda: _doctype(f'<!ENTITY bomb "{"0" * 100_000}">')), "broken_file"),
    Case("passwd.docx", _always(lambda: _doctype('<!ENTITY bomb SYSTEM "file:///etc/passwd">')), "broken_file"),
    Case("names.docx", _always(_many_names), NOT_A_REPORT),
    Case("links.docx", _docx_links, NOT_A_REPORT),
    Case("links.html", _html_links, None),
    Case("links.rtf", _rtf_links, NOT_A_REPORT),
    Case("large.html", _always(lambda: _head("甲局").encode() + b"<p>1</p>" * 25_000_000), "too_large"),
    Case("nested.html", _always(lambda: (_head("甲局") + "<div><table><tr><td>" * 30_000).encode()), NOT_A_REPORT),
    Case("nested.mht", _always(_nested_mail), "broken_file"),
    Case("encrypted.pdf", _always(_encrypted), "encrypted_pdf"),
    Case("truncated.pdf", _always(_truncated), "broken_file"),
    Case(
        "cycle.pdf",
        _always(lambda: pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 4>>"])),
        "broken_file",
    ),
    Case(
        "pages.pdf",
        _always(lambda: pdf(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 2147483647>>"])),
        "broken_file",
    ),
    Case("million.pdf", _always(lambda: page(stream(_TEXT), more=["<</A 1>>"] * 1_000_000)), NOT_A_REPORT),
    Case("poster.pdf", _always(lambda: page(stream(_TEXT), box="0 0 100000 100000")), NOT_A_REPORT),
    Case("strip.pdf", _always(lambda: page(stream("0 0 m 20 14000 l S 1 1 9 13900 re S"), box="0 0 20 14000")), "no_text"),
    Case("endless.pdf", _always(lambda: page(stream(_TEXT), box="-1e30 -1e30 1e30 1e30")), NOT_A_REPORT),
    Case("active.pdf", _active, NOT_A_REPORT),
    Case("no-unicode.pdf", _always(_without_unicode), "no_text"),
    Case("surrogates.pdf", _always(_surrogates), NOT_A_REPORT),
    Case("circle.pdf", _always(lambda: _forms(1, 10).replace(b"/X 7 0 R", b"/X 6 0 R")), "no_text"),
    Case("digits.txt", _always(lambda: f"{report('甲局', 2023)}\n公开{'9' * 100_000}条。".encode()), None),
    Case("=1+1.md", _always(lambda: report("等号局", 2023).encode()), None),
)
"""All of them together take a few seconds to read."""
