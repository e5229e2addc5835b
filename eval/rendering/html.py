"""HTML dialects: the bare page of an office program's export, and a government site's page around the article."""

import random
from collections.abc import Iterator
from html import escape

from eval.rendering.pages import Line, page
from eval.rendering.sheet import Sheet
from eval.rendering.tables import FormTable, Slot

INLINE = (
    "{}",
    "<p>{}</p>",
    '<p style="text-align:center"><span style="font-size:14px">{}</span></p>',
    '<p><font face="宋体"><span><strong>{}</strong></span></font></p>',
    "<div>\n    {}\n</div>",
    '<p class="MsoNormal">\n<span lang="EN-US">{}<o:p></o:p></span></p>',
)
EMPTY = ("", "&nbsp;", "<p>&nbsp;</p>", "<p><br></p>", "<p> \u3000</p>")
NAVIGATION = """<div class="head"><ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/zwgk/">政务公开</a></li></ul></div>
<div class="location">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 政府信息公开年报</div>
<div class="sidebar"><ul><li><a href="1.html">{earlier}年政府信息公开工作年度报告</a></li>
<li><a href="2.html">政府信息公开指南</a></li></ul></div>"""
SCRIPT = """<script>var rows = [["一、总体情况", 17], ["二、主动公开政府信息情况", 99]];
document.write("<p>一、总体情况</p>");</script>
<style>.MsoNormal { margin: 0 }</style><!-- <table><tr><td>规章</td><td>77</td></tr></table> -->"""
FOOTER = """<div class="footer"><p>主办：{agency} 版权所有</p><p>网站标识码：1234560001 电话：0000-1234567</p></div>
<script src="/js/count.js"></script>"""
HIDDEN_ROW = '<tr style="display:none"><td colspan="{columns}">规章</td></tr>'
HIDDEN_VALUES = '<tr style="display: none;"><td>规章</td><td>41</td><td>42</td><td colspan="{rest}">43</td></tr>'


def _inner(slot: Slot, generator: random.Random, pattern: str) -> str:
    if not slot.text:
        return generator.choice(EMPTY)
    parts = [escape(part, quote=False) for part in slot.text.split("\n")]
    if len(parts) > 1 and generator.random() < 0.5:
        return "".join(f"<p><span>{part}</span></p>" for part in parts)
    text = "<br/>".join(parts)
    if len(text) > 3 and "<br/>" not in text and generator.random() < 0.2:  # office programs split runs anywhere
        text = f"<span>{text[:2]}</span><span>{text[2:]}</span>"
    return pattern.format(text)


def _spans(slot: Slot) -> str:
    rows = f' rowspan="{slot.row_span}"' if slot.row_span > 1 else ""
    columns = f" colspan={slot.column_span}" if slot.column_span > 1 else ""
    return rows + columns


def _stands_alone(row: list[Slot], columns: int) -> bool:
    """No cell reaches into the row or out of it, so that a hidden row behind it shifts nothing."""
    return all(slot.row_span == 1 for slot in row) and sum(slot.column_span for slot in row) == columns


def _table(table: FormTable, generator: random.Random, *, site: bool) -> Iterator[str]:
    pattern = generator.choice(INLINE)
    yield '<table border="1" cellspacing="0"><tbody>'
    for row in table.rows:
        tag = "th" if site and all(slot.kind == "heading" for slot in row) else "td"
        cells = [f"<{tag}{_spans(slot)}>{_inner(slot, generator, pattern)}</{tag}>" for slot in row]
        yield "<tr>" + generator.choice(("", "\n")).join(cells) + "</tr>"
        if site and _stands_alone(row, table.columns) and generator.random() < 0.1:
            hidden = generator.choice((HIDDEN_ROW, HIDDEN_VALUES))
            yield hidden.format(columns=table.columns, rest=table.columns - 3)
    yield "</tbody></table>"


def _paragraph(line: Line, generator: random.Random) -> str:
    text = escape(line.text, quote=False)
    if line.kind == "title":
        return f'<p style="text-align: center;"><strong>{text}</strong></p>'
    indent = generator.choice(("", "&emsp;&emsp;", "\u3000\u3000"))
    return f'<p style="text-indent: 2em;">{indent}<span>{text}</span></p>'


def _article(sheet: Sheet, generator: random.Random, *, site: bool) -> str:
    parts: list[str] = []
    for block in page(sheet, together=generator.random() < 0.6):
        if isinstance(block, FormTable):
            parts += _table(block, generator, site=site)
        else:
            parts.append(_paragraph(block, generator))
    return "\n".join(parts)


def plain_html(sheet: Sheet) -> bytes:
    """Tables with rowspan and colspan, cells of nested p, span and font."""
    generator = random.Random(sheet.style.seed)
    charset = generator.choice(("utf-8", "gb18030"))
    article = _article(sheet, generator, site=False)
    head = f'<meta charset="{charset}"><title>{sheet.prose.title_lines[-1]}</title>'
    return f"<!DOCTYPE html>\n<html><head>{head}</head><body>\n{article}\n</body></html>".encode(charset)


def _metadata(sheet: Sheet) -> str:
    published = sheet.prose.published_on
    date = f"<tr><td>发布日期：</td><td>{published.isoformat()}</td></tr>" if published else ""
    title = "".join(sheet.prose.title_lines)
    return (
        '<table class="xxgk"><tbody><tr><td>索引号：</td><td>000014349/2021-00017</td><td>信息分类：</td>'
        f"<td>政府信息公开年报</td></tr><tr><td>发布机构：</td><td>{sheet.prose.agency}</td></tr>{date}"
        f"<tr><td>名称：</td><td>{title}</td></tr></tbody></table>"
    )


def site_html(sheet: Sheet) -> bytes:
    """The article in a layout table, with navigation, scripts, hidden rows, a footer and a metadata table around."""
    generator = random.Random(sheet.style.seed)
    article = _article(sheet, generator, site=True)
    navigation = NAVIGATION.format(earlier=sheet.prose.year - 1)
    footer = FOOTER.format(agency=sheet.prose.agency)
    title = "".join(sheet.prose.title_lines)
    layout = (
        f'<table width="100%" border="0"><tr><td>{_metadata(sheet)}</td></tr><tr><td><table><tr><td>'
        f'<div id="zoom">{article}</div></td></tr></table></td></tr></table>'
    )
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{title}_'
        f"{sheet.prose.agency}</title>{SCRIPT}</head><body>{navigation}{layout}{footer}</body></html>"
    ).encode()
