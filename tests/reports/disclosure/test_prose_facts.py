"""Facts in the wordings of many offices: quote, value, measure word and indicator of each number that counts."""


import pytest

from extractor.documents.model import Document, Source
from extractor.documents.text import read_text
from extractor.readers.prose_flow import flow
from extractor.reading import Item
from extractor.reports.disclosure.prose_facts import find_facts
from tests.timing import processor_seconds

Expected = tuple[str, float, str | None, str]


def _document(text: str) -> Document:
    return read_text(text, Source("report.txt", "0", "text/plain", None))


def _items(text: str, year: int = 2021) -> list[Item]:
    document = _document(text)
    return find_facts([flow(document, block.start, block.end) for block in document.blocks], year)


def _facts(text: str, year: int = 2021) -> list[Expected]:
    found = (dict(item.content) for item in _items(text, year) if not isinstance(item.content, str))
    return [(fact["quote"], fact["value"], fact["unit"], fact["indicator"]) for fact in found]


DISCLOSED: list[tuple[str, list[Expected]]] = [
    (
        "2021年，我局共主动公开政府信息5231条，其中政策文件类123条、财政信息45条、机构职能类12条。",
        [
            ("主动公开政府信息5231条", 5231, "条", "disclosed_total"),
            ("政策文件类123条", 123, "条", "disclosed_by_topic"),
            ("财政信息45条", 45, "条", "disclosed_by_topic"),
            ("机构职能类12条", 12, "条", "disclosed_by_topic"),
        ],
    ),
    (
        "通过市政府门户网站发布信息1.2万条，较上年增长15%；通过政务微博发布信息1890条。",
        [
            ("通过市政府门户网站发布信息1.2万条", 12000, "条", "disclosed_website"),
            ("较上年增长15%", 15, "%", "rate"),
            ("通过政务微博发布信息1890条", 1890, "条", "disclosed_weibo"),
        ],
    ),
    (
        "政务新媒体发布信息3,456条，阅读量达1200万人次，粉丝量突破50万。",
        [
            ("政务新媒体发布信息3,456条", 3456, "条", "disclosed_other_channel"),
            ("阅读量达1200万人次", 12000000, "人次", "views"),
            ("粉丝量突破50万", 500000, None, "followers_other"),
        ],
    ),
    (
        "通过门户网站、微信公众号等多种渠道累计公开信息共1024条，其中在局门户网站公开856条，在政务微信公众号公开168条。",
        [
            ("公开信息共1024条", 1024, "条", "disclosed_total"),
            ("在局门户网站公开856条", 856, "条", "disclosed_website"),
            ("在政务微信公众号公开168条", 168, "条", "disclosed_wechat"),
        ],
    ),
    (
        "“山城发布”微信公众号共发布图文消息865条，关注用户12.6万人，总阅读量356万次；抖音号发布短视频126个。",
        [
            ("发布图文消息865条", 865, "条", "disclosed_wechat"),
            ("关注用户12.6万人", 126000, "人", "followers_wechat"),
            ("总阅读量356万次", 3560000, "次", "views"),
            ("短视频126个", 126, "个", "disclosed_douyin"),
        ],
    ),
    (
        "全年发布微信推文650篇、微博1200条，微信粉丝3.2万人，微博粉丝1.1万人。",
        [
            ("微信推文650篇", 650, "篇", "disclosed_wechat"),
            ("微博1200条", 1200, "条", "disclosed_weibo"),
            ("微信粉丝3.2万人", 32000, "人", "followers_wechat"),
            ("微博粉丝1.1万人", 11000, "人", "followers_weibo"),
        ],
    ),
    (
        "在《江南日报》等主流媒体刊发稿件23篇，接受媒体采访18次。",
        [("刊发稿件23篇", 23, "篇", "disclosed_media"), ("媒体采访18次", 18, "次", "interviews")],
    ),
    (
        "共发布公告公示156条、人事任免信息23条、采购信息45条。",
        [
            ("公告公示156条", 156, "条", "disclosed_by_topic"),
            ("人事任免信息23条", 23, "条", "disclosed_by_topic"),
            ("采购信息45条", 45, "条", "disclosed_by_topic"),
        ],
    ),
    (
        "我镇利用公告栏、电子屏等向社会公开各类政务信息328条次，其中：通知文件12条，镇村动态8条。",
        [
            ("利用公告栏、电子屏等向社会公开各类政务信息328条次", 328, "条次", "disclosed_other_channel"),
            ("通知文件12条", 12, "条", "disclosed_by_topic"),
            ("镇村动态8条", 8, "条", "disclosed_by_topic"),
        ],
    ),
    ("发送手机短信5.6万条。", [("手机短信5.6万条", 56000, "条", "messages_sent")]),
    (
        "通过政务新媒体（微信公众号）发布信息251条；局网站发布公告、文件等1506条；公开涉及就业、社保等方面信息42条。",
        [
            ("通过政务新媒体（微信公众号）发布信息251条", 251, "条", "disclosed_wechat"),
            ("公告、文件等1506条", 1506, "条", "disclosed_by_topic"),
            ("公开涉及就业、社保等方面信息42条", 42, "条", "disclosed_total"),
        ],
    ),
    ("局门户网站12个栏目更新稿件83篇。", [("12个栏目", 12, "个", "other"), ("更新稿件83篇", 83, "篇", "disclosed_website")]),
    (
        "全年网站总访问量1356.8万次，首页访问量达到450万人次，注册用户12.3万。",
        [
            ("网站总访问量1356.8万次", 13568000, "次", "views"),
            ("首页访问量达到450万人次", 4500000, "人次", "views"),
            ("注册用户12.3万", 123000, None, "followers_other"),
        ],
    ),
]

REQUESTS: list[tuple[str, list[Expected]]] = [
    (
        "全年共受理政府信息公开申请128件（其中自然人申请120件，法人8件），均已按时办结，办结率100%。",
        [
            ("受理政府信息公开申请128件", 128, "件", "requests_received"),
            ("自然人申请120件", 120, "件", "requests_received"),
            ("法人8件", 8, "件", "requests_received"),
            ("办结率100%", 100, "%", "rate"),
        ],
    ),
    (
        "新收政府信息公开申请56件，上年结转2件，本年度办结55件，结转下年度继续办理3件。",
        [
            ("新收政府信息公开申请56件", 56, "件", "requests_received"),
            ("上年结转2件", 2, "件", "requests_carried_in"),
            ("办结55件", 55, "件", "requests_answered"),
            ("结转下年度继续办理3件", 3, "件", "requests_carried_out"),
        ],
    ),
    (
        "予以公开30件，部分公开5件，不予公开4件，无法提供12件，不予处理2件，其他处理2件。",
        [
            ("予以公开30件", 30, "件", "requests_granted"),
            ("部分公开5件", 5, "件", "requests_partial"),
            ("不予公开4件", 4, "件", "requests_refused"),
            ("无法提供12件", 12, "件", "requests_unable"),
            ("不予处理2件", 2, "件", "requests_rejected"),
            ("其他处理2件", 2, "件", "requests_other_outcome"),
        ],
    ),
    (
        "受理信息公开申请14件（网上申请10件、信函申请2件、当面申请1件、电子邮件申请1件），按期答复14件，"
        "其中同意公开9件，告知信息不存在3件，撤回申请1件。",
        [
            ("受理信息公开申请14件", 14, "件", "requests_received"),
            ("网上申请10件", 10, "件", "requests_online"),
            ("信函申请2件", 2, "件", "requests_by_letter"),
            ("当面申请1件", 1, "件", "requests_in_person"),
            ("电子邮件申请1件", 1, "件", "requests_by_email"),
            ("答复14件", 14, "件", "requests_answered"),
            ("同意公开9件", 9, "件", "requests_granted"),
            ("告知信息不存在3件", 3, "件", "requests_unable"),
            ("撤回申请1件", 1, "件", "requests_other_outcome"),
        ],
    ),
    (
        "全年收到26份政府信息公开申请，答复依申请公开17件。",
        [
            ("收到26份政府信息公开申请", 26, "份", "requests_received"),
            ("答复依申请公开17件", 17, "件", "requests_answered"),
        ],
    ),
    (
        "共收到申请46件。其中，通过网站提交申请的32件，占比69.6%；当面提交14件。",
        [
            ("收到申请46件", 46, "件", "requests_received"),
            ("通过网站提交申请的32件", 32, "件", "requests_online"),
            ("占比69.6%", 69.6, "%", "rate"),
            ("当面提交14件", 14, "件", "requests_in_person"),
        ],
    ),
    (
        "因政府信息公开被申请行政复议3件，其中维持2件，纠正1件；行政诉讼1件，尚未审结1件。",
        [
            ("行政复议3件", 3, "件", "reconsiderations"),
            ("维持2件", 2, "件", "reconsiderations"),
            ("纠正1件", 1, "件", "reconsiderations"),
            ("行政诉讼1件", 1, "件", "litigations"),
            ("尚未审结1件", 1, "件", "litigations"),
        ],
    ),
    ("全年收到行政复议2起，驳回1起。", [("行政复议2起", 2, "起", "reconsiderations"), ("驳回1起", 1, "起", "reconsiderations")]),
    ("收取信息处理费1250元。", [("收取信息处理费1250元", 1250, "元", "fees_charged_yuan")]),
    ("全年收取费用0元。", [("收取费用0元", 0, "元", "fees_charged_yuan")]),
]

SERVICE: list[tuple[str, list[Expected]]] = [
    (
        "全年制发规范性文件12件，废止3件，现行有效45件。",
        [
            ("制发规范性文件12件", 12, "件", "normative_documents_issued"),
            ("废止3件", 3, "件", "other"),
            ("现行有效45件", 45, "件", "other"),
        ],
    ),
    (
        "发布政策解读材料156篇，其中图文解读98篇、视频解读23个，召开新闻发布会12场，政策吹风会5次。",
        [
            ("政策解读材料156篇", 156, "篇", "policy_interpretations"),
            ("图文解读98篇", 98, "篇", "policy_interpretations"),
            ("视频解读23个", 23, "个", "policy_interpretations"),
            ("新闻发布会12场", 12, "场", "press_conferences"),
            ("政策吹风会5次", 5, "次", "press_conferences"),
        ],
    ),
    (
        "组织政府开放日活动3场，开展“民生面对面”访谈4期。",
        [
            ("政府开放日活动3场", 3, "场", "open_days"),
            ("“民生面对面”访谈4期", 4, "期", "interviews"),
        ],
    ),
    (
        "办理省、市人大代表建议35件、政协提案42件，办复率、满意率均达100%。",
        [
            ("省、市人大代表建议35件", 35, "件", "npc_proposals"),
            ("政协提案42件", 42, "件", "cppcc_proposals"),
            ("办复率、满意率均达100%", 100, "%", "rate"),
        ],
    ),
    (
        "12345政务服务便民热线共受理群众诉求12.3万件，办结率99.2%。",
        [
            ("受理群众诉求12.3万件", 123000, "件", "hotline_calls"),
            ("办结率99.2%", 99.2, "%", "rate"),
        ],
    ),
    (
        "领导信箱收到群众来信327件，办结321件；回复群众留言咨询512条。",
        [
            ("收到群众来信327件", 327, "件", "inquiries_answered"),
            ("办结321件", 321, "件", "inquiries_answered"),
            ("回复群众留言咨询512条", 512, "条", "inquiries_answered"),
        ],
    ),
    (
        "举办政务公开培训班2期，培训人员300余人次，开展专项检查4次，下发通报3期。",
        [
            ("政务公开培训班2期", 2, "期", "trainings"),
            ("培训人员300余人次", 300, "人次", "trainees"),
            ("专项检查4次", 4, "次", "supervision"),
            ("通报3期", 3, "期", "supervision"),
        ],
    ),
    (
        "配备专职工作人员2名、兼职工作人员5名。",
        [
            ("专职工作人员2名", 2, "名", "staff_full_time"),
            ("兼职工作人员5名", 5, "名", "staff_part_time"),
        ],
    ),
    (
        "市政府办公室现有3名专职和6名兼职人员。",
        [("3名专职", 3, "名", "staff_full_time"), ("6名兼职人员", 6, "名", "staff_part_time")],
    ),
    ("编印《云山市人民政府公报》12期。", [("《云山市人民政府公报》12期", 12, "期", "gazette_issues")]),
    (
        "梳理公布行政许可事项236项，公共服务事项78项，编制办事指南1256个。",
        [
            ("行政许可事项236项", 236, "项", "service_items"),
            ("公共服务事项78项", 78, "项", "service_items"),
            ("办事指南1256个", 1256, "个", "service_items"),
        ],
    ),
    ("关停整合政府网站5家。", [("关停整合政府网站5家", 5, "家", "websites_closed")]),
    (
        "公开区长办公会议9次，邀请公众代表列席常务会议3次。",
        [
            ("公开区长办公会议9次", 9, "次", "meetings_disclosed"),
            ("邀请公众代表列席常务会议3次", 3, "次", "meetings_disclosed"),
        ],
    ),
    (
        "累计培训一千二百余人次，举办专题培训班三期。",
        [("培训一千二百余人次", 1200, "人次", "trainees"), ("专题培训班三期", 3, "期", "trainings")],
    ),
    ("疫情防控新闻发布会累计举行151场。", [("疫情防控新闻发布会累计举行151场", 151, "场", "press_conferences")]),
    (
        "共维护13个专栏，设置机构概况、通知公告等8个栏目。",
        [("13个专栏", 13, "个", "other"), ("8个栏目", 8, "个", "other")],
    ),
    (
        "联合教育、卫健等12家单位开展宣传，宣传解读了20余件惠企政策。",
        [
            ("联合教育、卫健等12家单位", 12, "家", "other"),
            ("宣传解读了20余件惠企政策", 20, "件", "policy_interpretations"),
        ],
    ),
]

NOT_FACTS = [
    "依据《条例》第二十条、国令第711号和国办发〔2019〕14号文件，坚持“五公开”，落实“六稳”“六保”。",
    "地址：人民路90号3楼501室，邮编：726000，电话：0914-2313045，办公时间8:30-12:00，服务热线12345。",
    "提供24小时不打烊服务，20个工作日内答复，自2021年1月1日起至12月31日止。",
    "每季度开展1次检查，每年培训不少于2次。",
    "市政府第4次常务会议听取汇报，在全省考核中名列第3名，排名前10。",
    "从3个方面着手，形成一级抓一级、层层抓落实的局面，第一时间推送了一批政策，提供一站式服务。",
    "（一）组织领导。1.健全体系。一是加强领导。二是完善制度。",
    "被列为全国9件重大事件之一。",
    "推进IPV6改造，升级5G网络，开发H5页面，建设3A级机房。",
    "印发《2021年政务公开工作要点（第2版）》，学习贯彻十九届五中全会精神。",
    "三大类，两免一串，最多跑一次，一网通办。",
]


def test_what_is_published_is_no_answer_to_a_request_of_another_sentence() -> None:
    assert [found[3] for found in _facts("申请均及时答复。全年主动公开500条。")] != ["requests_granted"]
    assert _facts("本年度办理结果总计20件。")[0][3] == "requests_answered"


def test_what_is_withdrawn_is_of_what_its_sentence_speaks_of() -> None:
    challenged = _facts("因信息公开申请被申请行政复议4件，其中维持2件、撤回2件。")
    assert [found[3] for found in challenged] == ["reconsiderations"] * 3
    requests = _facts("未发生行政复议。收到政府信息公开申请9件，申请人撤回2件。")
    assert [found[3] for found in requests] == ["requests_received", "requests_other_outcome"]


@pytest.mark.parametrize(("sentence", "expected"), [*DISCLOSED, *REQUESTS, *SERVICE])
def test_facts_of_a_sentence(sentence: str, expected: list[Expected]) -> None:
    assert _facts(sentence) == expected


@pytest.mark.parametrize("sentence", NOT_FACTS)
def test_numbers_that_count_nothing(sentence: str) -> None:
    assert _facts(sentence) == []


def test_evidence_is_the_number_as_it_stands() -> None:
    text = "　　全年发布政府信息 1200余 条，其中网站公开约1.2万条。"
    for item in _items(text):
        candidate = item.evidence["/value"]
        assert text[candidate.start : candidate.end] == candidate.raw
    first, second = (item.evidence["/value"] for item in _items(text))
    assert (first.raw, first.qualifier, first.reader) == ("1200余 条", "over", "rule")
    assert (second.raw, second.value, second.qualifier) == ("1.2万条", 12000, "about")


def test_quotes_are_verbatim_without_layout_space() -> None:
    (item,) = _items("全年受理政府信息\n公开申请17 件。".replace("\n", ""))
    assert isinstance(item.content, dict)
    assert item.content["quote"] == "受理政府信息公开申请17件"


@pytest.mark.parametrize(
    ("sentence", "scopes"),
    [
        ("全年公开信息12条。", [None]),
        ("2020年公开信息890条，2021年公开信息1023条。", ["2020年", None]),
        ("去年受理申请12件。", ["去年"]),
        ("市政府办代表市政府受理政府信息公开申请17件。", ["市政府办"]),
        ("受理公开申请9件，其中自然人8件、商业企业1件。", [None, "自然人", "商业企业"]),
        ("各镇（街道）共主动公开政府信息3567条。", ["各镇（街道）"]),
        ("开通以来累计推送信息2.3万条。", ["开通以来"]),
        ("与2020年相比增加35条，同比增长4%。", [None, None]),
        ("上年结转申请2件。", [None]),
        ("2022年计划制定规范性文件5件。", ["2022年"]),
        ("2019年以来累计受理申请31件。", ["2019年以来"]),
        ("自2021年1月以来受理申请9件。", [None]),
        ("一季度受理申请4件，下半年受理申请7件。", ["一季度", "下半年"]),
        ("全市教育系统共收到公开申请45件。", ["全市教育系统"]),
        ("收到申请16件（2020年为20件），本年度办结15件，结转至2022年4件。", [None, "2020年", None, None]),
    ],
)
def test_scope(sentence: str, scopes: list[str | None]) -> None:
    assert [dict(item.content)["scope"] for item in _items(sentence) if not isinstance(item.content, str)] == scopes


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [
        ("全年公开信息2万1245条，发布解读10至15篇，举办培训3次。", ["公开信息2万1245条", "培训3次"]),
        ("公开信息三点五万条，群众满意率百分之九十八点五。", ["公开信息三点五万条", "群众满意率百分之九十八点五"]),
        ("发布解读材料10篇至15篇，推送信息20条—30条，举办新闻发布会2场。", ["新闻发布会2场"]),
        ("12月5日上午9时30分召开新闻发布会2场。", ["新闻发布会2场"]),
        ("重点公开：①项目审批信息，②个人信息保护制度，③条目式清单，共公开信息320²条。", ["公开信息320²条"]),
        ("开展督查几十次，公开信息数十条，举办培训3次。", ["培训3次"]),
    ],
)
def test_numerals_are_read_whole_or_not_at_all(sentence: str, quotes: list[str]) -> None:
    assert [fact[0] for fact in _facts(sentence)] == quotes


def test_numbers_that_share_their_words() -> None:
    text = "微信、微博分别发布信息12条、34条，当面、信函和网络申请分别为3件、5件和10件。"
    assert _facts(text) == [
        ("微信、微博分别发布信息12条", 12, "条", "disclosed_wechat"),
        ("微信、微博分别发布信息12条、34条", 34, "条", "disclosed_weibo"),
        ("当面、信函和网络申请分别为3件", 3, "件", "requests_in_person"),
        ("当面、信函和网络申请分别为3件、5件", 5, "件", "requests_by_letter"),
        ("当面、信函和网络申请分别为3件、5件和10件", 10, "件", "requests_online"),
    ]
    assert not any(item.evidence["/value"].certain for item in _items(text))


def test_a_chinese_numeral_is_not_certain() -> None:
    (item,) = _items("举办培训班两期。")
    assert item.evidence["/value"].value == 2
    assert item.evidence["/value"].certain is False


@pytest.mark.parametrize("unit", ["公开", "“", "（", "、等", "1.", "发布信息12条，", "一是", "率、"])
def test_time_grows_with_the_length_of_the_text_only(unit: str) -> None:
    def seconds(times: int) -> float:
        text = unit * times + "发布信息3条。"
        return processor_seconds(lambda: _items(text))

    assert seconds(4000) < 40 * max(seconds(400), 0.002)
