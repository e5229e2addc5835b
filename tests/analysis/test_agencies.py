"""Whose name it is: variants, renamed offices, regions, and the table that people correct."""

import csv
from pathlib import Path

import pytest

from extractor.analysis import AgencyNames, read_agency_names, resolve
from extractor.analysis.agency_names import AGENCY_NAMES
from extractor.analysis.regions import find_region
from extractor.errors import UsageError
from extractor.store.engine import Store
from tests.analysis.conftest import fill
from tests.rendering.years import Filing, filings

SAME = (
    ("南京市人力资源社会保障局", "南京市人力资源和社会保障局"),
    ("南京市人社局", "江苏省南京市人力资源和社会保障局"),
    ("江苏省人力资源社会保障厅", "江苏省人力资源和社会保障厅"),
    ("江苏省司法局", "江苏省司法厅"),
    ("南京市发改委", "南京市发展和改革委员会"),
    ("南京市发展改革委", "南京市发展和改革委员会"),
    ("南京市住房城乡建设局", "南京市住房和城乡建设局"),
    ("浦东新区卫健委", "上海市浦东新区卫生健康委员会"),
    ("南京市市场监管局", "南京市市场监督管理局"),
    ("南京市政府办公室", "南京市人民政府办公厅"),
    ("南京市政府", "南京市人民政府"),
    ("雲浦縣司法局", "云浦县 司法局"),
)
OTHERS = (
    ("南京市人民政府", "南京市人民政府办公室"),
    ("南京市鼓楼区司法局", "徐州市鼓楼区司法局"),
    ("南京市司法局", "南京市玄武区司法局"),
    ("吉林省财政厅", "吉林省吉林市财政局"),
    ("南京市教育局", "南京市体育局"),
    ("南京市城市管理局", "南京市管理局"),
)
SUCCEEDED = (
    ("南京市国土资源局", "南京市自然资源局"),
    ("江苏省环境保护厅", "江苏省生态环境厅"),
    ("南京市质量技术监督局", "南京市市场监督管理局"),
    ("云浦县扶贫开发办公室", "云浦县乡村振兴局"),
    ("云浦县扶贫开发办公室", "云浦县农业农村局"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_variants_of_one_name(one: str, other: str) -> None:
    assert resolve(one).key == resolve(other).key


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_names_of_two_offices(one: str, other: str) -> None:
    assert resolve(one).successor != resolve(other).successor


@pytest.mark.parametrize(("before", "after"), SUCCEEDED)
def test_renamed_offices(before: str, after: str) -> None:
    assert resolve(before).key != resolve(after).key
    assert resolve(before).successor == resolve(after).successor


@pytest.mark.parametrize(
    ("name", "code", "level"),
    [
        ("江苏省财政厅", "320000", "province"),
        ("南京市财政局", "320100", "prefecture"),
        ("江苏省南京市鼓楼区财政局", "320106", "county"),
        ("江苏省溧水区财政局", "320117", "county"),
        ("仙桃市财政局", "429004", "county"),
        ("东莞市财政局", "441900", "prefecture"),
        ("上海市浦东新区财政局", "310115", "county"),
        ("积石山保安族东乡族撒拉族自治县财政局", "622927", "county"),
        ("鼓楼区财政局", None, None),
        ("西区街道办事处", None, None),
        ("攀枝花市西区财政局", "510403", "county"),
        ("忠县财政局", "500233", "county"),
        ("云浦县财政局", None, None),
    ],
)
def test_regions(name: str, code: str | None, level: str | None) -> None:
    region, _ = find_region(name)
    assert (region and region.code, region and region.level) == (code, level)


@pytest.fixture
def table(store: Store, tmp_path: Path) -> Path:
    """A table of three names of two offices, as the program proposes it."""
    drawn = filings(1, [2022, 2023])
    chosen = [drawn["南京市江宁区财政局", 2022], drawn["南京市江宁区财政局", 2023], drawn["南京市六合区财政局", 2023]]
    for filing, name in zip(chosen, ("江宁区财政局", "南京市江宁区财政局", "南京市六合区财政局"), strict=True):
        filing.agency = name
    fill(store, chosen)
    read_agency_names(store, tmp_path / AGENCY_NAMES).write(tmp_path / AGENCY_NAMES)
    return tmp_path / AGENCY_NAMES


def _lines(table: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines()))


def _rewrite(table: Path, lines: list[dict[str, str]], encoding: str = "utf-8-sig") -> None:
    with table.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


def _again(store: Store, table: Path) -> AgencyNames:
    names = read_agency_names(store, table)
    names.write(table)
    return names


def test_what_the_program_proposes(table: Path) -> None:
    found = {
        line["name"]: (line["identity"], line["how"], line["region_code"], line["region"]) for line in _lines(table)
    }
    assert found["江宁区财政局"] == ("南京市江宁区财政局", "variant", "320115", "江苏省南京市江宁区")
    assert found["南京市江宁区财政局"] == ("南京市江宁区财政局", "variant", "320115", "江苏省南京市江宁区")
    assert found["南京市六合区财政局"][:2] == ("南京市六合区财政局", "exact")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_what_a_person_decided_stays(encoding: str, store: Store, table: Path) -> None:
    lines = _lines(table)
    for line in lines:
        line["note"] = "看过"
    lines[0] |= {"identity": "另一个机关", "region_code": "110000"}
    lines[1] |= {"reorganised": "2023；2024"}
    lines[2] |= {"checked": "x"}
    lines.append({**dict.fromkeys(lines[0], ""), "name": "尚无报告的局", "identity": "某局"})
    _rewrite(table, lines, encoding)
    names = _again(store, table)
    kept = {line["name"]: line for line in _lines(table)}
    assert kept[lines[0]["name"]]["identity"] == "另一个机关"
    assert kept[lines[0]["name"]]["region"] == "北京市"
    assert kept[lines[1]["name"]]["reorganised"] == "2023；2024"
    assert kept[lines[2]["name"]]["checked"] == "x"
    assert kept["尚无报告的局"]["identity"] == "某局"
    assert all(kept[line["name"]]["note"] == "看过" for line in lines[:3])
    assert names.agency(lines[1]["name"]).reorganised == {2023, 2024}
    before = table.read_bytes()
    _again(store, table)
    assert table.read_bytes() == before


def test_a_later_report_renews_what_nobody_decided(store: Store, table: Path) -> None:
    fill(store, [Filing("江苏省南京市六合区财政局", 2024, {}, {})])
    _again(store, table)
    lines = {line["name"]: line for line in _lines(table)}
    assert lines["南京市六合区财政局"]["identity"] == "江苏省南京市六合区财政局"


@pytest.mark.parametrize(
    "change",
    [{"reorganised": "去年"}, {"region_code": "999999"}, {"name": ""}],
    ids=["no year", "no such code", "no name"],
)
def test_a_table_that_makes_no_sense_is_refused_and_left_alone(
    change: dict[str, str], store: Store, table: Path
) -> None:
    lines = _lines(table)
    lines[0] |= change
    _rewrite(table, lines)
    before = table.read_bytes()
    with pytest.raises(UsageError, match="2"):
        _again(store, table)
    assert table.read_bytes() == before


def test_a_file_that_is_no_table_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_bytes(b"\xff\xfe\x00\x01\x02")
    with pytest.raises(UsageError, match=r"names\.csv"):
        read_agency_names(store, tmp_path / "names.csv")
    (tmp_path / "names.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError, match="identity"):
        read_agency_names(store, tmp_path / "names.csv")
