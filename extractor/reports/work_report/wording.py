"""How work reports word a result or a target, as data.

All patterns are matched on folded text (half-width, simplified) without white space; □ stands for quoted characters.
"""

import re

from extractor.reports.work_report.model import Direction

DIRECTIONS: dict[str, Direction] = {
    **dict.fromkeys(
        ("增长", "增加", "提高", "上升", "提升", "上涨", "扩大", "增收", "增", "涨幅", "增速", "增幅"), "up"
    ),
    **dict.fromkeys(("下降", "减少", "降低", "回落", "下滑", "收窄", "缩减", "压减", "减收", "减", "降"), "down"),
}
"""Words for a change. Behind each, 到 or 至 would make the number a level: 提高到65%."""

_DIRECTION = "|".join(sorted(DIRECTIONS, key=len, reverse=True))
_AGAINST = r"(?:比|较|与)(?:上年|去年|上一年|20\d\d年|上年度|年初|上年末|“?十[三四]五”?末)(?:同期|末|底|初|相比)*"
_BASIS = rf"(?:同比|环比|年均|{_AGAINST}|按可比价格?(?:计算)?|可比|同口径|名义|实际)"
_MANNER = "(?:预计|分别|累计|平均|净|又|再)*"
_ROUGHLY = "(?:约|近|超过?|突破|逾|达到?|将近|不低于|不少于|不超过|在|为|了)*"

CHANGE_AFTER = re.compile(
    rf"[,、(]?{_MANNER}(?P<basis>(?:{_BASIS},?)*){_MANNER}(?P<direction>{_DIRECTION})(?!到|至|速|幅)(?:幅度|率)?{_ROUGHLY}(?=[\d-])"
)
"""Right behind a number: its change, up to the number that says by how much."""

CHANGE_BEFORE = re.compile(
    rf"{_MANNER}(?P<basis>(?:{_BASIS},?)*){_MANNER}(?P<direction>{_DIRECTION})(?:幅度|率)?{_ROUGHLY}$"
)
"""Right before a number: it is itself a change."""

BASIS_END = re.compile(rf"{_BASIS}+$")
"""At the end of a name: words of the change that follows, not of the name."""

ATTRIBUTE = re.compile("(?<=以[上下内])[\u4e00-\u9fff]{2,8}")
"""Between a bound and the number that counts: 10亿元以上项目5个 counts projects."""

SHARED_CHANGE = re.compile("分别")
"""In what stands before a change: there is one for each of the values before it."""

BETWEEN = re.compile("[、和与及]")
"""Between the names or the numbers of a row."""

UNCHANGED = re.compile(rf"[,、(]?(?P<basis>{_AGAINST}|同比)?(?:基本)?持平")

ROSE_TO = re.compile(rf"[,]?(?P<direction>{_DIRECTION})(?:到|至)(?:了|约|近|超过?)*")
"""Between an earlier value and the later one: 由100家增加到120家."""

FROM = re.compile(r"(?:由|从)(?P<basis>(?:上年|去年|20\d\d年|年初|上年末)(?:末|底)?)?的?$")
"""Right before an earlier value."""

LEAD = re.compile(
    "(?:[,、:和及与并]|全[年市县省区州国旗]|预计|其中|同时|力争|努力|确保|争取|实现|完成|累计|共计?|已经?|全部|先后|分别|"
    "一年来|五年来|预期|目标是|主要|经济社会发展|(?:比|较)(?:上年|去年)|(?:到)?20\\d\\d年(?:末|底)?|今年|去年|年内|新一年|我们|"
    "扎实|深入|大力|加快|持续|全面|稳步|有序|积极|成功|顺利|再|又|将)+"
)
"""What opens a clause and says nothing about what is counted."""

GENERAL = re.compile("总[数量额]|规模|数量|占.*")
"""Labels that speak of what was counted right before."""

COPULA = re.compile(
    "(?:的?(?:总量|总额|总数)?(?:共计?|总计|累计|合计|达到?了?|为|是|在|约|近|超过?|突破|跃上|稳定|保持|控制|维持|迈上|站上|实现|完成|有|"
    "不低于|不少于|不超过|至少|逾|增至|升至|降至|提高到|提升到|增加到|增长到|下降到|降低到|扩大到|扩大至|提高至|提升至|到|至))+$"
)
"""What stands between a noun and its number."""

VERB = re.compile(
    "(?:新改扩建|新签约|净增|铺设|改扩建|新开工|增加|增设|投用|新增|新建|改建|扩建|建成(?!区)|建设|开工|实施|推进|引进|签约|落地|培育|发放|兑现|办理|投入|筹集|改造|修复|治理|整治|"
    "打造|开展|举办|接待|吸引|盘活|处置|减免|竣工|投产|认定|获批|获评|创建|发展|招引|储备|拨付|解决|化解|帮助|资助|救助|培训|输送|转移|"
    "供应|建立|设立|组建|修建|开通|栽植|植树|完善|优化|清理|查处|出台|制定|安排|落实|带动|支持|惠及|完工|交付)+(?:了|各类)?"
)
"""Verbs of governments' work; a noun may follow them, or the number with its noun."""

NO_NOUN = re.compile(
    f"(?:{_DIRECTION})|同比|环比|比|较|占|以上|以内|左右|以下|的|,|并|且|为|已|均|全部|居|排|位|在|于|是|和|及|与|再|由|从|到|至|等|年均|名义|实际"
)
"""What follows a measure word and is not the noun it counts."""

NOUN_END = re.compile(
    "的|(?:建成|开工|投产|竣工|实现|完成|落地|签约|同比|比上年|较上年|增长|以上|左右|并|已|均|全部|投入使用|达到|等$)"
)

SCOPE = re.compile(
    "(?:过去|近)?[三四五]年(?:来|间)|(?:自[^,。;]{2,12}|成立|开通|运行|上线)以来|[□“]*十[一二三四五]五[□”]*(?:期间|以来|时期)|(?:前三|上半|前[一二])(?:季度|年)"
)
"""Words for a time other than the year."""

YEAR = re.compile(r"(?<![与较比同对由从])(20\d\d)年(?!以来|的|末|底|初)")
"""A year that the numbers behind it are of."""

BEYOND_WHOLE = re.compile("完成|目标|任务|进度|计划|覆盖倍数|增长|增速|增幅|涨幅")
"""Words of a percentage that may be more than a hundred."""

FOREIGN_UNITS = re.compile(
    r"(?:美元|欧元|公斤|斤|公顷|千瓦时|千瓦|立方米|微克/立方米|标准煤|标箱|车位|床位|卡|兆瓦|度)"
)
"""Measure words of work reports that other reports have no use for."""

REAL_GROWTH = frozenset({"gdp", "primary_industry", "secondary_industry", "tertiary_industry", "industrial_output"})
"""Indicators whose growth is stated at constant prices: it does not follow from the stated amounts."""
