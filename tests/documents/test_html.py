"""HTML pages: exact origins, tables on their grid, the article without the page around it, and hostile markup."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.rendering.html import site_html
from eval.rendering.sheet import Sheet
from extractor.documents.html import read_html
from extractor.documents.model import Document, Source, Table
from tests.rendering.reports import sheets
from tests.timing import processor_seconds

SOURCE = Source("page.html", "", "text/html", None)
FORM = """<table border=1><tr><td colspan="4">第二十条第（一）项</td></tr>
<tr><td>信息内容</td><td>本年制<br>发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>
<tr><td>规章</td><td>0</td><td>0</td><td>3</td></tr>
<tr><td>规范性文件</td><td>12</td><td>&nbsp;</td><td>45</td></tr></table>"""


def read(markup: str) -> Document:
    return read_html(markup, SOURCE)


def lines(document: Document) -> list[str]:
    return [line for line in document.text.split("\n") if line]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def grid(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


def check_blocks(document: Document) -> None:
    """Blocks and cells lie in the text in order and say what it says; cells do not overlap."""
    position = 0
    for block in document.blocks:
        assert position <= block.start <= block.end <= len(document.text)
        position = block.end
        if isinstance(block, Table):
            covered: set[tuple[int, int]] = set()
            for cell in block.cells:
                assert document.text[cell.start : cell.end] == cell.text
                own = {
                    (row, column)
                    for row in range(cell.row, cell.row + cell.row_span)
                    for column in range(cell.column, cell.column + cell.column_span)
                }
                assert not own & covered
                covered |= own
            assert [(cell.row, cell.column) for cell in block.cells] == sorted(
                (cell.row, cell.column) for cell in block.cells
            )
        else:
            assert document.text[block.start : block.end] == block.text


def check_origins(document: Document, markup: str) -> None:
    """Every character that is no separator stands at its origin, itself or as a character reference."""
    for offset, character in enumerate(document.text):
        if character in "\n\t ":
            continue
        origin = document.origin(offset)
        if markup[origin] == "&" and character != "&":
            reference = re.compile("&#?[A-Za-z0-9]+;?").match(markup, origin)
            assert reference
            assert character in unescape(reference.group())
        else:
            assert markup[origin] == character


# --- text ---------------------------------------------------------------------------------------------------------


def test_white_space_collapses_and_blocks_break_lines() -> None:
    markup = "<body><p>全年  公开\r\n <b>信息</b>1,200 条<br>其中\u3000网站</p>text<div>下<span>一</span>段</div><li>项"
    assert lines(read(markup)) == ["全年 公开 信息1,200 条", "其中\u3000网站", "text", "下一段", "项"]


def test_character_references_map_to_where_they_begin() -> None:
    markup = "<p>&emsp;&#12288;A&amp;B&nbsp;&#x4E00;&lt；&copy2020 &unknown; & &#</p>"
    document = read(markup)
    assert document.text == "A&B\xa0一<；©2020 &unknown; & &#\n"
    check_origins(document, markup)
    assert document.origin(1) == markup.index("&amp;")
    assert document.origin(4) == markup.index("&#x4E00;")


def test_what_a_browser_hides_is_no_text() -> None:
    markup = """<html><head><title>标题</title><style>p {}</style></head><body><!-- 规章 77 --><script>"<p>78</p>"</script>
    <noscript>79</noscript><template><p>80</p></template><p hidden>81</p><div style="color:red; DISPLAY : none">82<p>83</p></div>
    <p style="visibility:hidden">84</p><select><option>85</select><button>86</button><![if !supportLists]>一、<![endif]>总体
    <?xml version="1.0"?><![CDATA[>情况</body></html>"""
    assert lines(read(markup)) == ["一、总体 情况"]


def test_preformatted_text_keeps_its_lines() -> None:
    assert lines(read("<body><pre>一  行\n  二\t行\r\n三</pre>")) == ["一  行", "二\t行", "三"]


def test_text_with_tables_in_it_keeps_its_own_lines() -> None:
    document = read(f"一、总体情况\n公开信息12条。\n\n{FORM}\n三、收到申请\n")
    assert lines(document)[:2] == ["一、总体情况", "公开信息12条。"]
    assert lines(document)[-1] == "三、收到申请"
    assert len(tables(document)) == 1


def test_misnested_and_unclosed_tags() -> None:
    markup = "<body><p>一<p>二<b><div>三</b>四</div></span></td>五<ul><li>六<li>七</ul></p>八<td>九"
    assert lines(read(markup)) == ["一", "二", "三四", "五", "六", "七", "八", "九"]


# --- tables -------------------------------------------------------------------------------------------------------


def test_rowspan_and_colspan_give_grid_positions() -> None:
    markup = """<table><thead><tr><th rowspan=2 colspan="2">项目</th><th colspan=2>情况</th></tr>
    <tr><th>甲</th><th>乙</th></tr></thead>
    <tr><td rowspan="3">结果</td><td>一</td><td>1</td><td></td></tr>
    <tr><td>二<td>2<td>&nbsp;
    <tr><td>三</td><td>3</td><td>/</td></table>"""
    (table,) = tables(read(markup))
    assert table.gridded
    assert grid(table) == [
        (0, 0, 2, 2, "项目"), (0, 2, 1, 2, "情况"),
        (1, 2, 1, 1, "甲"), (1, 3, 1, 1, "乙"),
        (2, 0, 3, 1, "结果"), (2, 1, 1, 1, "一"), (2, 2, 1, 1, "1"), (2, 3, 1, 1, ""),
        (3, 1, 1, 1, "二"), (3, 2, 1, 1, "2"), (3, 3, 1, 1, ""),
        (4, 1, 1, 1, "三"), (4, 2, 1, 1, "3"), (4, 3, 1, 1, "/"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("attribute", "row_span", "column_span"),
    [
        ("rowspan=0", 3, 1),
        ("rowspan=999999999999", 3, 1),
        ("colspan=0", 1, 1),
        ("colspan=999999", 1, 100),
        ("colspan=-2 rowspan='x'", 1, 1),
        ("colspan='2px' rowspan=' 2'", 2, 2),
        ("colspan", 1, 1),
    ],
)
def test_spans_that_make_no_sense_are_bounded(attribute: str, row_span: int, column_span: int) -> None:
    document = read(f"<table><tr><td {attribute}>甲</td></tr><tr><td>乙</td></tr><tr><td>丙</td></tr></table>")
    check_blocks(document)
    first = tables(document)[0].cells[0]
    assert (first.row_span, first.column_span) == (row_span, column_span)


def test_overlapping_spans_leave_no_position_to_two_cells() -> None:
    document = read("<table><tr><td>1<td rowspan=2>2<td>3<tr><td colspan=3>4<td>5<tr><td>6<td>7</table>")
    check_blocks(document)
    assert [cell.text for cell in tables(document)[0].cells] == list("1234567")


def test_pieces_of_a_cell_join_as_labels_and_never_as_one_number() -> None:
    markup = """<table><tr><td><p>商业</p>
    <p>企业</p></td><td>12<br>34</td><td><p>5</p><p>件</p></td><td><span>1</span><span>7</span></td></tr>
    <tr><td>（三）<br/>不予公开</td><td><p>&nbsp;</p></td><td>第<br>Ⅱ</td><td>a<br>b</td></tr></table>"""
    cells = [cell.text for cell in tables(read(markup))[0].cells]
    assert cells == ["商业企业", "12 34", "5 件", "17", "（三）不予公开", "", "第 Ⅱ", "a b"]


def test_a_table_for_layout_becomes_flow() -> None:
    sentence = "全年主动公开政府信息，" * 60
    markup = f"<table><tr><td>标题</td><td>侧栏</td></tr><tr><td colspan=2><p>{sentence}</p>{FORM}<p>落款</p></td></tr></table>"
    document = read(markup)
    check_blocks(document)
    assert lines(document)[:3] == ["标题", "侧栏", sentence]
    assert lines(document)[-1] == "落款"
    assert [len(table.cells) for table in tables(document)] == [13]


def test_a_table_in_a_cell_that_only_formats_it_leaves_the_cell_a_cell() -> None:
    document = read("<table><tr><td>规章</td><td><table><tr><td>12</td></tr></table></td></tr></table>")
    assert [cell.text for cell in tables(document)[0].cells] == ["规章", "12"]


def test_rows_wrapped_in_other_elements_are_rows() -> None:
    markup = "<table><form><tr><font><td>规章</font></td><td>1</td></form></tr><div>注：略</div><td>文件<td>2</table>"
    document = read(markup)
    assert grid(tables(document)[0]) == [
        (0, 0, 1, 1, "规章"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "文件"), (1, 1, 1, 1, "2")
    ]  # fmt: skip
    assert lines(document)[0] == "注：略"


def test_what_is_struck_through_is_no_text() -> None:
    struck = "<del>77</del>1023<s>5</s><strike>6</strike><span style='color:red;text-decoration: red line-through'>8</span>件"
    assert read(f"<p>{struck}<u style='text-decoration:underline'>以上</u></p>").text == "1023件以上\n"


def test_raised_and_lowered_digits_are_none_of_a_number() -> None:
    markup = (
        "<table><tr><td>受理<sup>1</sup></td><td>134<sup><b>２</b></sup></td><td>5<span style='Vertical-Align:super'>[3]</span></td>"
        "</tr><tr><td>CO<sub>2</sub></td><td>7<em style='vertical-align:sub'>4</em></td><td>8<i style='vertical-align:top'>9</i></td>"
        "</tr></table><p>公开1023<sup>5</sup>条</p>"
    )
    document = read(markup)
    assert lines(document) == ["受理¹\t134²\t5[³]", "CO₂\t7₄\t89", "公开1023⁵条"]
    assert document.origin(document.text.index("²")) == markup.index("２")


def test_what_is_raised_as_a_whole_is_text_like_any_other() -> None:
    markup = "<table><tr><td><sup> 12 </sup></td><td style='vertical-align:super'>13</td></tr><tr><td>甲</td><td>1</td></tr></table>"
    assert lines(read(markup)) == ["12\t13", "甲\t1"]
    assert read("<sup><p>14<p>15件</sup>").text == "14\n15件\n"


def test_a_hidden_row_is_no_row() -> None:
    markup = '<table><tr><td>规章<td>1<tr style="display:none"><td>规章<td>9<tr><td>文件<td>2</table>'
    assert [cell.text for cell in tables(read(markup))[0].cells] == ["规章", "1", "文件", "2"]


# --- the page around the article ----------------------------------------------------------------------------------

PAGE = """<html><body><header><h1>某市人民政府</h1></header><div class="nav"><a href="/">首页</a> <a href="/b">政务公开</a></div>
<div class="loc">您现在的位置：<a href="/">首页</a> &gt; 年报</div>
<table><tr><td>索引号：</td><td>0143/2021-1</td><td>发布日期：</td><td>2021-01-20</td></tr></table>
<h2>某局2020年政府信息公开工作年度报告</h2><div>来源：<a href="/s">某局</a> 发布时间：2021-01-20 字体：[大 中 小]</div>
<div class="share">分享到：</div>
<div {article}><p>一、总体情况</p><p>全年主动公开政府信息100条，其中网站60条。</p>{form}
<p>五、存在的主要问题及改进情况</p><p>公开不够及时，下一步改进。</p><p>某局</p><p>2021年1月20日</p></div>
<p>【打印】【关闭】</p><p>上一篇：<a href="1">某局2019年报告</a></p>
<div class="related"><ul><li><a href="2">某局2018年政府信息公开工作年度报告</a></li></ul></div>
<div id="footer"><p>主办：某市人民政府 承办：某局，网站标识码：1234</p><p>电话：0000-1234567</p></div></body></html>"""


@pytest.mark.parametrize("article", ['id="zoom"', 'class="TRS_Editor"', ""])
def test_only_the_article_its_title_and_its_particulars_stay(article: str) -> None:
    document = read(PAGE.format(article=article, form=FORM))
    check_blocks(document)
    assert lines(document) == [
        "索引号：\t0143/2021-1\t发布日期：\t2021-01-20",
        "某局2020年政府信息公开工作年度报告",
        "来源：某局 发布时间：2021-01-20 字体：[大 中 小]",
        "一、总体情况",
        "全年主动公开政府信息100条，其中网站60条。",
        "第二十条第（一）项",
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
        "规章\t0\t0\t3",
        "规范性文件\t12\t\t45",
        "五、存在的主要问题及改进情况",
        "公开不够及时，下一步改进。",
        "某局",
        "2021年1月20日",
    ]


def test_a_table_outside_the_obvious_article_is_not_lost() -> None:
    prose = "<p>" + "全年主动公开政府信息100条，其中网站60条。" * 30 + "</p>"
    document = read(
        f'<body><div id="zoom">{prose}</div><p><a href="x">附件</a></p><div class="foot">{FORM}</div></body>'
    )
    assert len(tables(document)) == 1


def test_a_page_without_sentences_and_figures_stays_whole() -> None:
    assert lines(read("<body><nav><a href='/'>首页</a></nav><p>标题</p></body>")) == ["首页", "标题"]


@given(sheets())
def test_site_pages_keep_the_report_and_nothing_of_the_page(sheet: Sheet) -> None:
    markup = site_html(sheet).decode()
    document = read(markup)
    check_blocks(document)
    check_origins(document, markup)
    for word in ("首页", "版权", "指南", "网站标识码", "document.write"):
        assert word not in document.text
    assert sum(len(table.cells) for table in tables(document)) > 150


# --- any markup ---------------------------------------------------------------------------------------------------

_NAMES = st.sampled_from(
    ["p", "div", "span", "table", "tr", "td", "th", "tbody", "li", "b", "a", "br", "pre", "form", "x"]
)
_ATTRIBUTES = st.sampled_from(["", " colspan=2", ' rowspan="3"', " href='/'", ' class="nav"', " hidden", ' a="', " =<"])
_TEXTS = st.text(st.sampled_from("一二，。；件12 ,\n\t\r\u3000\u200b&#<>;x'\""), max_size=8)
_REFERENCES = st.sampled_from(["&nbsp;", "&amp;", "&lt", "&#12288;", "&#x4e00;", "&hellip;", "&NotEqualTilde;", "&#0;"])
_PIECES = st.one_of(
    st.builds("<{}{}>".format, _NAMES, _ATTRIBUTES), st.builds("</{}>".format, _NAMES), _TEXTS, _REFERENCES,
    st.sampled_from(["<!-- 件 -->", "<script>件</script>", "<!x>", "<title>", "</"]),
)  # fmt: skip


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_every_character_stands_where_its_origin_says(markup: str) -> None:
    document = read(markup)
    check_blocks(document)
    check_origins(document, markup)


# --- hostile markup -----------------------------------------------------------------------------------------------

_MANY = 100_000


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * _MANY + "件" + "</div>" * _MANY,
        "<table><tr><td>" * _MANY + "件",
        "<p><table><tr><td>" + "<span>" * _MANY + "</p>" * _MANY,
        "<title>" * _MANY + "<!--" * _MANY,
        "<a " * _MANY + "<a b='\"" * _MANY,
        "&#" * _MANY + "<" * _MANY,
        "<nav>x</nav>" * 20_000 + "<p>，。</p>" + "<nav>x</nav><p>x</p>" * 20_000,
        "<table>" + ("<tr>" + "<td colspan=99999 rowspan=99999>1" * 10) * 1000,
    ],
    ids=["nested", "tables", "scopes", "raw text", "attributes", "references", "navigation", "spans"],
)
def test_hostile_markup_takes_linear_time(markup: str) -> None:
    assert processor_seconds(lambda: read(markup)) < 5
