"""What disclosure reports count, as data: the wordings of each indicator of the contract's list.

All patterns are matched on folded text (half-width, simplified) without white space.
"""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Rule:
    """A wording of an indicator. The first rule that fits decides.

    ``own``: the fact's own words, from its verb (or channel) to its measure word. ``context``: something that must
    stand before the fact, in the subheading, or in the fact's own words. ``units``: the measure words it takes, None
    for any. ``named``: the noun alone says what is counted, so that a quote needs no verb (召开新闻发布会8次, but
    制定规范性文件9件).
    """

    indicator: str
    own: re.Pattern[str]
    context: re.Pattern[str] | None = None
    units: frozenset[str | None] | None = None
    named: bool = False


_CASES = "件|宗|条|起|份|个|次|人次"
_SUITS = "件|起|宗|例|次"
_PROPOSALS = "件|个|份|项|宗|次"
_PEOPLE = "人|人次|名|位"
_TIMES = "次|场|期|场次|条|批|批次|轮|个|件|回"
_TOPICS = "条|篇|件|则|份|条次|篇次|件次|幅|期"
_MESSAGES = "条|篇|件|个|则|份|次|条次|篇次|件次|幅|期|部|项|篇/次"


TOPIC_UNITS = frozenset(_TOPICS.split("|"))


def _named(indicator: str, own: str, units: str = "", context: str = "") -> Rule:
    return _rule(indicator, own, units, context, named=True)


def _rule(indicator: str, own: str, units: str = "", context: str = "", *, named: bool = False) -> Rule:
    return Rule(
        indicator,
        re.compile(own),
        re.compile(context) if context else None,
        frozenset(units.split("|")) if units else None,
        named,
    )


_DISCLOSE = "公开|发布|公布|公示|推送|编发|更新|上传|刊登|刊载|转发|发送|撰写|报送|录入|发文|发稿"
_ROUTE = "^(?!.*(?:信息|发布|推送|访问|浏览|留言|咨询|访谈|栏目|媒体|回复|解读|满意)).*(?:"
_REQUEST = "依申请|公开申请|信息申请|申请公开|申请信息"
_WEBSITE = "网站|门户网|官网|网页|官方网|县网|局网|信息公开平台|政务公开平台|政府信息公开网|政务网"
_GENERIC = (
    "(?:政府|政务|公开|各类?|各种|相关|有关|重点|动态|工作|公共|最新|重要)*(?:信息|内容|稿件|消息|文章|"
    "图文(?:消息|信息)?|推文|作品)(?:公开)?(?:总?数量?|总量|共计)?(?:(?:、[^、,]{2,6})*等)?"
)


CHANNELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("disclosed_wechat", re.compile("微信|公众号|视频号")),
    ("disclosed_weibo", re.compile("微博")),
    ("disclosed_toutiao", re.compile("头条")),
    ("disclosed_douyin", re.compile("抖音|短视频|快手")),
    ("disclosed_website", re.compile(_WEBSITE)),
    ("disclosed_media", re.compile("报刊|报纸|日报|晚报|电视|电台|广播|(?<![新自])媒体|新闻单位|学习强国")),
    (
        "disclosed_other_channel",
        re.compile(
            "新媒体|两微一端|客户端|小程序|手机报|APP|公开栏|公示栏|宣传栏|公告栏|显示屏|电子屏|查阅点|查阅场所|"
            "其[他它](?:公开)?(?:渠道|方式|途径|平台|形式|载体)|档案馆|图书馆|大喇叭|村村通|明白纸|政务大厅"
        ),
    ),
)
"""Where information is disclosed; a phrase that names two of them names no channel of its own."""

PUBLISHED = re.compile(
    rf"^(?:主动|对外|向社会|累计|新增|新|集中|及时)*(?:{_DISCLOSE})*(?:涉及)?(?:了|过|的)?{_GENERIC}$|"
    rf"^(?:主动)?(?:{_DISCLOSE})+了?$"
)
"""Verb and noun that say only that something was published: the channel, if one is named, belongs to the fact."""

OF_GOVERNMENT = re.compile("主动公开|政府信息")
"""Wordings of the total, whatever channels the sentence speaks of before."""

COMPARED = re.compile(
    r"^(?:同比|环比|(?:较|比|与|同)(?:上|去|前|20\d\d))|(?:较|比)(?:上|去|20\d\d)年|"
    r"(?:增加|增长|减少|下降|上升|提高|降低)了?$"
)
"""What is compared with another year is no count of this one."""

ENDED = re.compile(
    "(?:结果)?(?:维持|纠正|撤销|驳回|确认违法|其他结果|(?:尚未|未)(?:审结|办结)|审理中|正在审理|调解|撤诉|胜诉|败诉)"
)
"""How a challenge ended; of what is told before it, not what was challenged."""

WITHDRAWN = re.compile("^(?:主动|申请人)*撤[回销](?:申请)?$|^终止(?:审理)?$")
"""How a challenge ended that is told in the same sentence; else these words are of requests."""

RULES: tuple[Rule, ...] = (
    _rule("other", COMPARED.pattern),
    # Challenges before requests: 因政府信息公开申请引起的行政复议.
    _named(
        "litigations",
        "(?:未经复议|复议后|直接).{0,4}(?:诉讼|起诉)|(?<!复议和)(?<!复议、)(?<!复议及)行政诉讼|诉讼案|"
        "(?<!复议、)(?<!复议和)应诉|被诉|败诉|胜诉",
    ),
    _named("reconsiderations", "复议"),
    _rule("litigations", ENDED.pattern, _SUITS, "诉讼(?:(?!复议).)*$"),
    _rule("reconsiderations", ENDED.pattern, _SUITS, "复议"),
    _rule("litigations", WITHDRAWN.pattern, _SUITS, "诉讼(?:(?!复议)[^。;])*$"),
    _rule("reconsiderations", WITHDRAWN.pattern, _SUITS, "复议[^。;]*$"),
    # Requests: what came of them, how they came, how many.
    _rule("other", "予以公开.*部分公开|部分公开.*予以公开"),
    _rule(
        "requests_carried_in",
        "(?:上年|去年|上一年)度?.{0,6}(?:结转|转结|遗留|转入)|结转.{0,3}(?:上年|去年|上一年)|^结转申请$",
        _CASES,
    ),
    _rule(
        "requests_carried_out",
        "(?:结转|转入?|转至|延至|顺延).{0,6}(?:下年|下一年|次年|明年|20\\d\\d年|下年度)|结转$|(?:下年|"
        "下一年)度?.{0,4}(?:办理|答复|处理)",
        _CASES,
    ),
    _rule("requests_partial", "部分(?:予以)?(?:公开|提供)|区分处理", _CASES),
    _rule(
        "requests_refused",
        "不予以?公开|不同意公开|(?<!政府)不公开|属于国家秘密|三安全一稳定|内部事务信息|过程性信息|"
        "行政执法案卷|第三方合法权益",
        _CASES,
    ),
    _rule(
        "requests_unable",
        "无法(?:予以)?提供|(?:信息)?不存在|不掌握|未制作|(?:不属于|非)本(?:机关|单位|部门|局|级)|没有现成|另行制作",
        _CASES,
    ),
    _rule(
        "requests_rejected",
        "不予(?:以)?(?:处理|受理)|重复申请|信访(?:举报)?投诉类?|(?:作为|属于?)?信访类|公开出版物|大量反复申请|重新出具",
        _CASES,
        f"{_REQUEST}|申请|不予处理",
    ),
    _rule(
        "requests_other_outcome",
        "其[他它](?:方式)?(?:处理|答复|情形|情况|类)|(?:主动)?撤[回销](?:申请)?|(?:逾期)?(?:未|不)补正|"
        "(?:通知|告知)?补正|视为放弃|终止|不再处理",
        _CASES,
        f"{_REQUEST}|申请|其他处理|不予处理",
    ),
    _rule(
        "requests_granted",
        "(?<!不)予以(?:主动)?公开|同意公开|全部公开|已主动公开|(?<!不)予公开|准予公开",
        _CASES,
        f"{_REQUEST}|申请|答复",
    ),
    _rule("requests_granted", "^(?:主动)?公开$", _CASES, f"(?:{_REQUEST}|申请|答复)[^。]*$"),
    _rule("requests_granted", "(?<!不)予以公开|同意公开", _CASES),
    _rule("requests_by_email", _ROUTE + "(?:电子)?邮[件箱]|(?i:e-?mail))", _CASES, "申请"),
    _rule(
        "requests_by_letter",
        _ROUTE + "信函|邮寄|邮政|信件|快递|挂号|书信|邮递|EMS)",
        _CASES,
        "申请",
    ),
    _rule(
        "requests_in_person",
        _ROUTE + "当面|现场|窗口|上门|来访|书面|面交|自取)",
        _CASES,
        "申请",
    ),
    _rule(
        "requests_online",
        _ROUTE + "(?<!新)(?:网络|网上|在线|网站|互联网|线上|网页|平台|门户网)(?!.*(?:公开信息|发布)))",
        _CASES,
        "申请",
    ),
    _rule(
        "requests_other_route",
        "传真|其[他它](?:方式|渠道|途径|形式)|电话申请|口头|转办|移交",
        _CASES,
        "申请",
    ),
    _rule(
        "requests_answered",
        f"(?:办结|答复|回复|办理完[毕成]|处理完毕|审结|结案).*(?:{_REQUEST}|申请)|(?:{_REQUEST}|"
        f"申请).{{0,4}}(?:办结|答复|回复)|^(?:本年度?)?办理结果(?:总计|合计|共计?)?$",
        _CASES,
    ),
    _rule(
        "requests_answered",
        "^(?:已|均|按时|按期|依法|全部|当年|本年度?|如期|期限内|规范|予以)*(?:办结|答复|回复|处理|办理|办理完[毕成])+$",
        "件|宗|条|起|份|个",
        f"{_REQUEST}|公开申请",
    ),
    _rule(
        "requests_received",
        rf"(?:{_REQUEST})(?!公开栏)(?!.*(?:目录|栏|服务|清单|点$|窗口|渠道|系统|平台|流程|案件))",
        "件|宗|条|起|份|个|次|例|人次|件次",
    ),
    _rule(
        "requests_received",
        "^(?:新?收到?|接[收到]|受理|新收|本年新收|收到)?(?:[^,]{0,6})?申请$",
        _CASES,
        f"{_REQUEST}|公开申请",
    ),
    _rule("requests_received", "^(?:收到|接收|接到|受理|新收)申请$", _CASES),
    # People and offices.
    _named("trainees", "培训|参训|受训|学员|轮训", f"{_PEOPLE}|余人"),
    _named("trainings", "培训|讲座|学习班|轮训|以会代训|学习会|研讨班|专题学习|业务学习|跟班学习"),
    _named(
        "staff_full_time",
        "专职|专兼职|专、兼职|专\\(兼\\)职|专□+职|(?:政务公开|信息公开)(?:工作)?人员|专人|专门(?:工作)?人员",
        _PEOPLE,
    ),
    _named("staff_part_time", "兼职", _PEOPLE),
    _named("npc_proposals", "人大|代表(?:建议|议案|意见)|建议、?提案|建议和提案|议案", _PROPOSALS),
    _named("cppcc_proposals", "政协|提案|委员(?:建议|意见)", _PROPOSALS),
    # What explains policy.
    _named("open_days", "开放日|开放周|开放月|政府开放|公众开放|开放活动"),
    _named("press_conferences", "发布会|吹风会|通气会|媒体见面会|记者会|新闻发布|媒体通报会", _TIMES),
    _named("interviews", "访谈|采访|专访|政风行风热线|(?:走进|做客).{0,8}(?:直播间|演播室|栏目)|对话节目"),
    _named(
        "policy_interpretations",
        "解读|图解|读懂|漫画|政策(?:问答|说明|动画|短?视频|宣讲|宣传片)|问答(?!平台|知识库)|明白卡",
    ),
    _named("gazette_issues", "公报", "期|份|册|本|辑"),
    # Messages, followers, views: before the channels they belong to.
    _named("messages_sent", "短信|彩信"),
    _named("followers_wechat", "(?:微信|公众号|视频号).{0,12}(?:用户|粉丝|关注|订阅)"),
    _named("followers_weibo", "微博.{0,12}(?:用户|粉丝|关注|订阅)"),
    _named("followers_other", "(?:新媒体|头条|抖音|快手|客户端|APP|小程序|账号).{0,10}(?:用户|粉丝|关注|订阅)"),
    _named(
        "followers_wechat",
        "粉丝|关注(?:人数|总?量|总?数|用户|者|度)|订阅(?:人数|量|用户|数)?|用户(?:总?数|总量)?$",
        context="(?:微信|公众号)(?:(?!微博|抖音|头条).)*$",
    ),
    _named(
        "followers_weibo",
        "粉丝|关注(?:人数|总?量|总?数|用户|者|度)|订阅(?:人数|量|用户|数)?|用户(?:总?数|总量)?$",
        context="微博(?:(?!微信|公众号|抖音|头条).)*$",
    ),
    _named(
        "followers_other",
        "粉丝|关注(?:人数|总?量|总?数|用户|者)|订阅(?:人数|量|用户|数)|(?:注册|实名)?用户(?:总?数|总量)?$",
    ),
    _named(
        "views",
        "(?:浏览|访问|阅读|点击|播放|观看|收看|收听|点播|下载|转发|点赞|查阅|曝光|页面|流量)(?:总|次|人|访问|"
        "用户)*(?:量|数|次|率|人)|(?:浏览|访问|阅读|点击|播放|观看|收看|下载)(?:人次)?$|PV|UV",
    ),
    # Calls and questions.
    _named(
        "hotline_calls",
        "接听|接通|拨打|呼入|呼出|话务|自动语音|自助语音|人工接听|来电|通话|人工服务量|热线(?:电话|工单|来电|转办件?|诉求)?$",
    ),
    _rule(
        "hotline_calls",
        "回应|受理|办理|处理|答复|接|诉求|工单|咨询|解答|服务|转办|来电|投诉|求助|电话",
        "",
        r"(?:热线|123\d\d)[^,;]{0,24}$",
    ),
    _rule(
        "inquiries_answered",
        "留言|咨询|信箱|来信|接访|来访|信访|网民|诉求|会话|问答|提问|互动|信件|邮件|投诉|举报|工单|意见建议|"
        "社会关切|公众关切|群众关切|热点|舆情|民意|群众反映|民声|求助|网友|疑问|问政|关切|解答|(?:答复|回复|"
        "回应|解决).{0,10}问题",
    ),
    # Documents, meetings, lists, inspections.
    _rule(
        "other",
        "(?:废止|失效|修改|修订|清理|备案|现行有效|保留|继续有效|宣布失效)(?!.*(?:印发|制定|出台)).*|法规规章|^新?制定$",
    ),
    _rule(
        "normative_documents_issued",
        "(?:印发|制发|制定|出台|发布|起草|新制|制作).{0,20}规范性文件|规范性文件.{0,6}(?:印发|制发|制定|"
        "出台)|^行?政?规范性文件$",
        "件|份|个|部|项|篇",
    ),
    _rule(
        "meetings_disclosed",
        "(?<!政务)(?<!信息)(?:公开|开放|发布|列席|邀请|解读|直播|旁听).{0,24}(?:会议|常务会|办公会|"
        "[局厅委院行]务会|党组会|全会)(?!.*培训)|^(?!召开|组织|举行|开展).{0,10}(?:常务|办公|[局厅委院行]务|"
        "党组)会议?",
        f"{_TIMES}|条|份|篇|项",
    ),
    _named(
        "websites_closed",
        "(?:关停|关闭|注销|整合|撤销|归并|撤并|迁移|下线|清退).{0,14}(?:网站|门户)|(?:网站|"
        "门户).{0,6}(?:关停|关闭|注销|整合|撤并)",
    ),
    _rule("other", "(?:公众号|微博|账号|新媒体|网站|客户端|小程序|抖音号|头条号|视频号|矩阵)$", "个|家|类"),
    _named(
        "supervision",
        "检查|督查|督导|督办|通报|考核|考评|评估|抽查|巡查|监测|约谈|巡检|测评|评议|自查|社会评议|调研",
        f"{_TIMES}|份|家|篇|项|名|人|人次|条|处",
    ),
    _named(
        "service_items",
        "(?:许可|服务|审批|权力|权责|办事|权利|监管|执法|政务|便民|权责清单|责任清单|一件事|"
        "事项)(?:类)?(?:事项|清单|指南|目录|主题)|办事指南|权责清单|权力清单|责任清单|证明事项|服务事项|"
        "事项目录|事项$",
        "项|个|条|大项|小项|类|份|件|条",
    ),
    _rule("fees_charged_yuan", "处理费|(?:收取|收费|缴纳|减免|收缴).{0,12}费?", "元"),
    # Disclosure by channel; an unqualified message belongs to the channel its sentence speaks of.
    _named("disclosed_weibo", "微博(?!.*用户)", _MESSAGES),
    _named("disclosed_wechat", "微信|公众号|视频号", _MESSAGES),
    _named("disclosed_toutiao", "头条", _MESSAGES),
    _named("disclosed_douyin", "抖音|短视频|快手|视频作品", _MESSAGES),
    _rule("disclosed_website", _WEBSITE, _MESSAGES),
    _named(
        "disclosed_media",
        "宣传报道|新闻报道|新闻稿|报刊|报纸|日报|电视|电台|广播|(?<![新自])媒体|(?:刊|播)□*(?:发|登|播)|报道|"
        "学习强国|新闻$",
        _MESSAGES,
    ),
)

FALLBACKS: tuple[Rule, ...] = (
    _rule("disclosed_other_channel", CHANNELS[-1][1].pattern, f"{_TOPICS}|次"),
    _rule("messages_sent", "推送", "条", "短信"),
    _named(
        "disclosed_by_topic",
        r"^(?!.*(?:印发|制发|下发|出台|修订|编制|制定|报送|征集|收集|审核|审查|办理|收到|受理)).*(?:信息|动态|"
        r"公告|公示|资讯|要闻|文件|政策|法规|计划|总结|预算|决算|数据|(?<!宣传)资料|制度|简报|清单|结果|类|"
        r"报告|案例|规划|职能|目录|名单|通知|标准|指南)(?:共|等)?$",
        _TOPICS,
    ),
    _rule("disclosed_by_topic", "^(?:主动|对外|向社会)*(?:公开|发布|公布|公示)(?!答复)..", _TOPICS),
)
"""What is left after the channel of the sentence has had its say."""


@cache
def rules_for(unit: str | None) -> tuple[Rule, ...]:
    """The rules that take the measure word ``unit``, in order."""
    return tuple(rule for rule in RULES if rule.units is None or unit in rule.units)


@cache
def fallbacks_for(unit: str | None) -> tuple[Rule, ...]:
    """The fallbacks that take the measure word ``unit``, in order."""
    return tuple(rule for rule in FALLBACKS if rule.units is None or unit in rule.units)
