"""What makes a number of running prose no count, as data: dates, ordinals, deadlines, numbers of documents.

All patterns are matched on folded text (half-width, simplified) without white space.
"""

import re

DURATIONS = frozenset({"年", "日", "天", "个月", "小时", "个小时", "分钟", "个工作日"})
"""Measures of time: deadlines, opening hours, dates. No work is counted in them."""

QUANTITY = re.compile(
    "(?:量|数|总数|次数|人数|用户|粉丝|得分|分数|点击|阅读|浏览|访问|播放|关注|订阅|总计|人次|"
    "件次)(?:共计?|达到?|为|是|约|近|超过?|逾|突破|:)*$"
)
"""A number without measure word or magnitude is a fact only after one of these."""

NOT_COUNTED = re.compile(
    "(?:个)?(?:方面|层面|环节|阶段|原则|维度|角度|步骤|关键|抓手|统一|坚持|到位|确保|必须|一律|转变|"
    "意识|自信|维护|务必)|.{0,16}之一"
)
"""Nouns after a measure word that make the number part of an argument."""

ORDINAL_BEFORE = re.compile(r"第|届|前|[〔\[(【]20|每|〔")
"""What makes the number after it an ordinal, a frequency or part of a document number."""

ORDINAL_AFTER = re.compile(
    "号|届|级|〕|楼|室|版|时|点钟|年|月|日|周年|世纪|中全会|热线|大(?!项|类)|第|步|字形|型|季度|强|环|路|线"
)

BARE_NAME = re.compile(r"(?:19|20)\d\d|12\d{3}|9[56]\d{3}|1[12]\d")
"""A number without measure word or magnitude that is a year, or a telephone service known by its number."""

DIALLED = re.compile("(?:电话|拨打|致电|传真|热线|邮编|邮政编码)(?:号码)?[:为是]?$")
"""What stands before the number of a telephone, a fax or a postal code."""

BESIDE_NAME = re.compile("[A-Za-z+×*/~:-]")
"""What stands right beside a number that is part of a name, a version or a formula."""

FREQUENCY = re.compile("每(?:个)?(?:季度|月|周|年|日|天|半年|旬|工作日|名|人|个|件|条|次|场)|不少于每|至少每")
"""A clause with one of these states a rule, not a count."""
