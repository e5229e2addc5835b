"""The 34 province-level divisions as tiles, and what offices in each of them report."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from extractor.analysis.agency_names import AgencyNames
from extractor.analysis.panel import Reported, figure
from extractor.reports.base import Measure


@dataclass(frozen=True, slots=True)
class Tile:
    """A division: the first two digits of its national code, its short names, and its place (from the north-west)."""

    code: str
    chinese: str
    english: str
    column: int
    row: int


TILES: tuple[Tile, ...] = (
    Tile("23", "黑龙江", "Heilongjiang", 8, 0),
    Tile("15", "内蒙古", "Inner Mongolia", 5, 1),
    Tile("22", "吉林", "Jilin", 8, 1),
    Tile("65", "新疆", "Xinjiang", 0, 2),
    Tile("62", "甘肃", "Gansu", 2, 2),
    Tile("64", "宁夏", "Ningxia", 3, 2),
    Tile("14", "山西", "Shanxi", 5, 2),
    Tile("13", "河北", "Hebei", 6, 2),
    Tile("11", "北京", "Beijing", 7, 2),
    Tile("21", "辽宁", "Liaoning", 8, 2),
    Tile("63", "青海", "Qinghai", 2, 3),
    Tile("61", "陕西", "Shaanxi", 4, 3),
    Tile("41", "河南", "Henan", 5, 3),
    Tile("37", "山东", "Shandong", 6, 3),
    Tile("12", "天津", "Tianjin", 7, 3),
    Tile("54", "西藏", "Tibet", 1, 4),
    Tile("51", "四川", "Sichuan", 2, 4),
    Tile("50", "重庆", "Chongqing", 3, 4),
    Tile("42", "湖北", "Hubei", 4, 4),
    Tile("34", "安徽", "Anhui", 5, 4),
    Tile("32", "江苏", "Jiangsu", 6, 4),
    Tile("31", "上海", "Shanghai", 7, 4),
    Tile("52", "贵州", "Guizhou", 3, 5),
    Tile("43", "湖南", "Hunan", 4, 5),
    Tile("36", "江西", "Jiangxi", 5, 5),
    Tile("33", "浙江", "Zhejiang", 6, 5),
    Tile("53", "云南", "Yunnan", 2, 6),
    Tile("45", "广西", "Guangxi", 3, 6),
    Tile("44", "广东", "Guangdong", 4, 6),
    Tile("35", "福建", "Fujian", 5, 6),
    Tile("71", "台湾", "Taiwan", 7, 6),
    Tile("46", "海南", "Hainan", 3, 7),
    Tile("82", "澳门", "Macao", 4, 7),
    Tile("81", "香港", "Hong Kong", 5, 7),
)
"""Every division has one square of one size: neighbours stand beside each other, areas and borders are not drawn."""


@dataclass(frozen=True, slots=True)
class Regional:
    """What the offices of a division report: the median of those that state it; None where none does."""

    tile: Tile
    median: float | None
    stated: int
    reports: tuple[Reported, ...]


def by_province(
    reports: Iterable[Reported], names: AgencyNames, measure: Measure
) -> tuple[list[Regional], list[Reported]]:
    """Every tile with its offices, and the reports of offices of which ``names`` tells no division."""
    inside: dict[str, list[Reported]] = {tile.code: [] for tile in TILES}
    unknown: list[Reported] = []
    for report in reports:
        region = names.agency(report.agency_key).region
        inside.get(region.code[:2] if region else "", unknown).append(report)
    return [_regional(tile, inside[tile.code], measure) for tile in TILES], unknown


def _regional(tile: Tile, reports: list[Reported], measure: Measure) -> Regional:
    values = [value for report in reports if (value := figure(report, measure).value) is not None]
    return Regional(tile, median(values) if values else None, len(values), tuple(reports))
