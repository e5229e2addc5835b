"""Section five as lists of problems and improvements, in the layouts of different offices."""

import pytest

from extractor.documents.characters import squeeze
from extractor.documents.model import Source
from extractor.documents.text import read_text
from extractor.readers.prose_flow import section_flows
from extractor.reports.disclosure.outline import outline
from extractor.reports.disclosure.prose_problems import find_problems

REPORT = """一、总体情况
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
{}
六、其他需要报告的事项
无。"""

CASES: list[tuple[str, list[str], list[str]]] = [
    (
        "2021年，我局工作取得一定成效，但还存在一些不足：一是解读形式单一。二是队伍不稳定，人员更换频繁。\n"
        "改进措施：一是丰富解读形式。采用图解、视频等方式。二是加强培训，提高能力。",
        ["解读形式单一", "队伍不稳定，人员更换频繁"],
        ["丰富解读形式。采用图解、视频等方式", "加强培训，提高能力"],
    ),
    (
        "（一）存在的主要问题\n1.政策解读有待深入。\n2.栏目更新不及时。\n（二）改进措施\n1.深化解读。\n2.专人负责栏目维护。",
        ["政策解读有待深入", "栏目更新不及时"],
        ["深化解读", "专人负责栏目维护"],
    ),
    (
        "（一）存在的主要问题和困难：一是意识有待提高；二是内容需要进一步丰富。\n"
        "（二）解决办法和改进措施：我局将加大培训力度，规范公开行为。同时，加强内容审核，提升可读性。",
        ["意识有待提高", "内容需要进一步丰富"],
        ["加大培训力度，规范公开行为", "同时，加强内容审核，提升可读性"],
    ),
    (
        "2021年主要存在公开内容不够全面、解读形式单一、业务水平有待提高等问题。2022年，我局将完善制度；加大培训力度，提高水平；拓宽渠道。",
        ["公开内容不够全面", "解读形式单一", "业务水平有待提高"],
        ["完善制度", "加大培训力度，提高水平", "拓宽渠道"],
    ),
    (
        "仍存在一些不足，主要是：研判能力不足，答复规范性有待提升，运维管理还需加强等。\n"
        "针对以上问题，2022年我们将从以下两个方面着手，切实改进。（一）强化研判。（二）规范答复。",
        ["研判能力不足", "答复规范性有待提升", "运维管理还需加强"],
        ["强化研判", "规范答复"],
    ),
    (
        "一是解读不够深入。下一步，将丰富形式，提高质量。二是能力有待提升。下一步，将加强培训，提升能力。",
        ["解读不够深入", "能力有待提升"],
        ["丰富形式，提高质量", "加强培训，提升能力"],
    ),
    *(
        (f"主要问题：一是解读形式单一。二是更新不及时。\n{plan}一是丰富形式。二是加强更新。",
         ["解读形式单一", "更新不及时"],
         ["丰富形式", "加强更新"])
        for plan in ("（二）2024年改进措施。", "下一年度改进计划：", "改进举措：", "2024年度工作改进举措\n", "改进方面：",
                     "2024年，重点做好以下工作：", "来年，我局着力抓好以下几个方面：")
    ),
    *(
        (f"{problems}\n一是解读材料少；二是人员不足。\n{plan}\n一是增加材料；二是配强人员。",
         ["解读材料少", "人员不足"],
         ["增加材料", "配强人员"])
        for problems, plan in (
            ("（一）本年度存在的问题", "（二）改进对策"), ("（一）2023年存在的问题", "（二）整改落实情况"),
            ("（一）当前工作中的不足", "（二）改进提升措施"), ("【存在问题】", "【改进措施】"), ("（一）问题分析", "（二）改进"),
            ("问题：", "改进："), ("（一）我局政务公开工作中的问题和不足", "（二）整改："),
        )
    ),
    (
        "（一）人员力量不足\n专职人员少。\n（二）解读工作的问题\n形式单一。\n（三）改进解读的力度不够\n图解少。",
        ["人员力量不足专职人员少", "解读工作的问题形式单一", "改进解读的力度不够图解少"],
        [],
    ),
    (
        "工作中存在以下问题：①目录更新不及时。②栏目设置不合理；⑪人员力量不足。\n下一步，我局将：①及时更新目录②优化栏目。",
        ["目录更新不及时", "栏目设置不合理", "人员力量不足"],
        ["及时更新目录", "优化栏目"],
    ),
    (
        "一是解读不够深入。二是能力有待提升。\n下一步：\n一是丰富形式。\n（1）制作图解。\n（2）制作视频。\n二是加强培训。",
        ["解读不够深入", "能力有待提升"],
        ["丰富形式。（1）制作图解。（2）制作视频", "加强培训"],
    ),
    ("一是数智化转型有待加强。", ["数智化转型有待加强"], []),
    ("下一步，我局将认真对标上级要求，做好各项工作，加大公开力度，不断优化内容，进一步提高效能。", [],
     ["认真对标上级要求，做好各项工作", "加大公开力度", "不断优化内容，进一步提高效能"]),
    ("无。", [], []),
]  # fmt: skip


def _find(text: str) -> tuple[list[str], list[str]]:
    document = read_text(REPORT.format(text), Source("report.txt", "0", "text/plain", None))
    section = outline(document).section("problems")
    assert section is not None
    problems, improvements = find_problems(section_flows(document, section))
    for item in (*problems, *improvements):
        candidate = item.evidence[""]
        assert document.text[candidate.start : candidate.end] == candidate.raw
        assert candidate.value == item.content
        assert squeeze(str(item.content)) == squeeze(candidate.raw)
    return [str(item.content) for item in problems], [str(item.content) for item in improvements]


@pytest.mark.parametrize(("text", "problems", "improvements"), CASES)
def test_problems_and_improvements(text: str, problems: list[str], improvements: list[str]) -> None:
    assert _find(text) == (problems, improvements)


def test_lines_that_were_wrapped_to_a_page() -> None:
    text = (
        "总结本年度工作，公开数量明显增加，公开形式更加规范有序，仍存\n在以下问题：\n"
        "一是组织建设仍需改进。业务骨干以兼职为主，队伍建设整体不够稳\n定；二是公开内容较少，不够丰富。\n"
        "针对以上问题，我局从以下几个方面着手，继续深入推进信息公开工\n作：\n一是加大培训力度；二是丰富公开内容。"
    )
    assert _find(text) == (
        ["组织建设仍需改进。业务骨干以兼职为主，队伍建设整体不够稳定", "公开内容较少，不够丰富"],
        ["加大培训力度", "丰富公开内容"],
    )
