"""What work reports state, as data: the indicators and the wordings of each.

Patterns are matched on folded text without white space: the fact's own words, from its verb to its noun.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Indicator = Literal[
    "gdp",
    "gdp_per_capita",
    "primary_industry",
    "secondary_industry",
    "tertiary_industry",
    "industrial_output",
    "fixed_investment",
    "retail_sales",
    "foreign_trade",
    "exports",
    "foreign_capital",
    "budget_revenue",
    "tax_revenue",
    "budget_expenditure",
    "household_income",
    "urban_income",
    "rural_income",
    "urban_jobs",
    "unemployment_rate",
    "consumer_prices",
    "grain_output",
    "urbanisation_rate",
    "energy_intensity",
    "clean_air_days",
    "fine_dust",
    "water_quality",
    "forest_cover",
    "research_spending",
    "high_tech_firms",
    "market_entities",
    "projects",
    "investment_raised",
    "loans",
    "deposits",
    "visitors",
    "tourism_income",
    "roads",
    "farmland",
    "housing",
    "school_places",
    "hospital_beds",
    "proposals",
    "other",
]

INDICATORS: Mapping[str, str] = {
    "gdp": "地区生产总值",
    "gdp_per_capita": "人均地区生产总值",
    "primary_industry": "第一产业",
    "secondary_industry": "第二产业",
    "tertiary_industry": "第三产业",
    "industrial_output": "工业增加值",
    "fixed_investment": "固定资产投资",
    "retail_sales": "社会消费品零售额",
    "foreign_trade": "进出口",
    "exports": "出口",
    "foreign_capital": "利用外资",
    "budget_revenue": "财政收入",
    "tax_revenue": "税收",
    "budget_expenditure": "财政支出",
    "household_income": "居民收入",
    "urban_income": "城镇居民收入",
    "rural_income": "农村居民收入",
    "urban_jobs": "城镇新增就业",
    "unemployment_rate": "失业率",
    "consumer_prices": "居民消费价格",
    "grain_output": "粮食产量",
    "urbanisation_rate": "城镇化率",
    "energy_intensity": "能耗强度",
    "clean_air_days": "优良天数",
    "fine_dust": "细颗粒物",
    "water_quality": "水质",
    "forest_cover": "森林覆盖率",
    "research_spending": "研发投入",
    "high_tech_firms": "高新技术企业",
    "market_entities": "经营主体",
    "projects": "项目",
    "investment_raised": "招商引资",
    "loans": "贷款",
    "deposits": "存款",
    "visitors": "游客",
    "tourism_income": "旅游收入",
    "roads": "道路",
    "farmland": "农田",
    "housing": "住房",
    "school_places": "学位",
    "hospital_beds": "床位",
    "proposals": "建议提案",
    "other": "其他",
}
"""What each is called."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording of an indicator; the first rule that fits decides. ``units``: the measure words it takes, None for any."""

    indicator: Indicator
    own: re.Pattern[str]
    units: frozenset[str | None] | None = None


def _rule(indicator: Indicator, own: str, units: str = "") -> Rule:
    return Rule(indicator, re.compile(own), frozenset(units.split("|")) if units else None)


RULES: tuple[Rule, ...] = (
    _rule("gdp_per_capita", "人均(?:地区)?(?:生产总值|GDP)"),
    _rule(
        "energy_intensity", "单位(?:地区)?(?:生产总值|GDP)(?:能耗|能源消耗)|万元(?:地区)?(?:生产总值|GDP)能耗|能耗强度"
    ),
    _rule("research_spending", "(?:研发|研究与试验发展|R&D)[^,]{0,8}(?:投入|经费|支出|强度)"),
    _rule("tax_revenue", "税收(?!占)"),
    _rule("budget_revenue", "(?:一般|地方)?(?:公共)?(?:财政|预算)(?:预算)?收入"),
    _rule("budget_expenditure", "(?:一般|地方)?(?:公共)?(?:财政|预算)(?:预算)?支出"),
    _rule("gdp", "(?:地区)?生产总值|GDP|经济总量", "元|%|个百分点|亿元"),
    _rule("industrial_output", "规模?以?上?工业增加值|工业增加值"),
    _rule("primary_industry", "第?一(?:次)?产业?增加值|第一产业|一产"),
    _rule("secondary_industry", "第?二(?:次)?产业?增加值|第二产业|二产"),
    _rule("tertiary_industry", "第?三(?:次)?产业?增加值|第三产业|三产|服务业增加值"),
    _rule("fixed_investment", "固定资产投资|固投"),
    _rule("retail_sales", "社会消费品零售|社零|消费品零售总额"),
    _rule("exports", "(?<!进)出口(?:总?额|总值)?$"),
    _rule("foreign_trade", "进出口|外贸"),
    _rule("foreign_capital", "(?:利用|使用)外资"),
    _rule("urban_income", "城镇(?:常住)?居民人均可支配收入|城镇居民收入"),
    _rule("rural_income", "农村(?:常住)?居民人均可支配收入|农民人均(?:纯|可支配)收入|农村居民收入"),
    _rule("household_income", "居民人均可支配收入|居民收入"),
    _rule("urban_jobs", "城镇新增就业|新增城镇就业|新增就业", "人|个|"),
    _rule("unemployment_rate", "失业率", "%|个百分点"),
    _rule("consumer_prices", "居民消费价格|CPI|物价", "%"),
    _rule("grain_output", "粮食(?:总)?(?:产量|总产)"),
    _rule("urbanisation_rate", "城镇化率|城市化率", "%|个百分点"),
    _rule("water_quality", "(?:断面|水质|水体)[^,]{0,12}(?:比例|达标率|优良|率)"),
    _rule("clean_air_days", "(?:空气质量)?优良(?:天数)?(?:比例|比率|率|天数)|空气质量优良"),
    _rule("fine_dust", "细颗粒物|PM2\\.5|PM□"),
    _rule("forest_cover", "森林覆盖率", "%|个百分点"),
    _rule("high_tech_firms", "高新技术企业|专精特新[^,]{0,10}企业|科技型[^,]{0,6}企业", "家|户|个|%"),
    _rule("market_entities", "(?:经营|市场)主体", "户|家|个|%"),
    _rule("investment_raised", "到位(?:资金|内资)|招商引资|引资|总投资|完成投资|年度投资", "元|%"),
    _rule("projects", "项目|工程$", "个|项|宗|%"),
    _rule("loans", "贷款(?:余额)?|各项贷款", "元|%"),
    _rule("deposits", "存款(?:余额)?", "元|%"),
    _rule("tourism_income", "旅游[^,]{0,6}(?:收入|花费)|旅游总花费"),
    _rule("visitors", "游客|旅游(?:人数|人次)", "人次|人|%"),
    _rule("roads", "公路|道路|高速|铁路|里程", "公里|%"),
    _rule("farmland", "高标准农田|耕地", "亩|公顷|%"),
    _rule("housing", "保障性(?:租赁)?住房|棚户区|老旧小区|危旧房|安置房|住房", "套|户|个|平方米|%"),
    _rule("school_places", "学位", "个|%"),
    _rule("hospital_beds", "床位", "张|个|%"),
    _rule("proposals", "建议|提案", "件|%"),
)

SINGLE: frozenset[str] = frozenset(
    {
        "gdp",
        "industrial_output",
        "fixed_investment",
        "retail_sales",
        "budget_revenue",
        "urban_income",
        "rural_income",
        "unemployment_rate",
        "urbanisation_rate",
        "forest_cover",
    }
)
"""Indicators of which a region has one value a year: where a report states it twice, both are the same."""


def indicator_of(own: str, unit: str | None) -> Indicator:
    """The indicator of a fact's own words and measure word; ``other`` where no wording fits."""
    for rule in RULES:
        if (rule.units is None or unit in rule.units or (unit is None and "" in rule.units)) and rule.own.search(own):
            return rule.indicator
    return "other"
