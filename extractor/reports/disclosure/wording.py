"""How disclosure reports word a count, as data: verbs, openings of clauses, and what makes a number no fact.

All patterns are matched on folded text (half-width, simplified) without white space; □ stands for quoted characters.
"""

import re

VERB = re.compile(
    "(?:(?:新|主动|对外|向社会|及时|集中|公开|宣传|协助|代理?|定期|联合|共同|统一|牵头|严格|积极)*"
    "(?:(?<!信息)(?<!政务)(?<!申请)(?<!部分)(?<!予以)(?<!不予)(?<!院务)(?<!村务)(?<!结果)公开(?!率|并|栏|"
    "申请|工作|方式|渠道)|"
    "公布|(?<!公告)公示(?!栏|公告)|发布(?!会|活动|厅|平台|渠道|量|率)|发放|印发|制发|下发|转发(?!量|率|"
    "数)|制定|出台|修订|废止|推送|编发|受理(?!量|率|点)|"
    "收到|收取|接收|接到|新收|办理(?!信息|结果|率|情况|量|费|程序|流程|时限|期限|工作|答复率|指南)|"
    "办结(?!率|量)|处理(?!决定|费|率|结果|情况|量|意见)|"
    "答复(?!率|书|量|意见|文书)|回复(?!率|量|意见)|回应(?!率)|解答(?!率|量)|接听(?!量|率|总)|接待(?!日|"
    "量)|治理|关停|整合|关闭|注销|撤并|迁移|"
    "清理|审核|审查|报送|上报|采用|更新(?!量|率)|上传|录入|梳理|编制|编印|编写|汇编|制作|推广|刊□*发|"
    "刊□*播|刊登|刊载|播□*发|播出|"
    "发送|开展|举办|举行|召开|(?<!其他)(?<!其它)(?<!社会)(?<!公益)组织(?!机构|领导|体系|部)|参加|参与|"
    "接受|承办|承接|配备|(?<!机构)设置|设立|开设|新设|增设|建立|建成|搭建|打造|完成|编辑(?!部)|出版|刊印|"
    "征集|采纳|收集|收录|归集|转办(?!件)|交办|查处|整改(?!率|情况)|撰写|印制|张贴|投放|选派|抽取|"
    "联合(?!国|会)|会同|邀请|纳入|实现|确保|进行|"
    "安排|调整|优化|确定|形成|取得|获得|处置|解决|落实(?!率)|动态调整|拥有|涉及|涵盖|覆盖|公开发布|"
    "(?<!无法)提供(?!方)|建设(?=了|$)|新建|构建|新增|删除|取消|承担|解读(?=了|$)|"
    "达到|保持|通过(?=了)|存有|设有|现有|共有|建有)、?)+(?:了|过|到|出|成)?"
)
"""Verbs of reports' work, with what shows that the same characters are a noun here (公开率, 发布会)."""

LIGHT_VERB = re.compile(
    "(?:新|定期|积极|共同|统一|及时|主动)*(?:开展|举办|举行|召开|组织|设置|设立|开设|新设|增设|建立|建成|"
    "搭建|打造|配备|参加|参与|接受|承办|进行|完成|制作|编制|"
    "编印|编写|汇编|拥有|实现|确保|达到|保持|形成|取得|获得|涉及|涵盖|覆盖|安排|现有|设有|共有|建有|印制|"
    "编辑|出版|刊印|承接|存有|优化|调整)+(?:了|过|到|出|成)?"
)
"""Verbs that add nothing to what is counted; no quote needs them."""

LEAD = re.compile(
    "(?:[和与及、的:]|以及|并且?|同时|此外|另外|另有?|有(?![关效偿限机])|还|也|其中|具体|包括|包含|含|即|"
    "如(?!期)|主要(?!负责|领导|媒体|是)|分别|全年|本?年度?(?=[^检报终])|今年|年内|当年|当前|目前|"
    "我们|一年来|先后|(?:共计?|总共|合计|累计|总计|一共)(?![享同建青治产赢识性])|已经?|及时|积极|"
    "按[期时]|认真|扎实|依法|依规|(?:同期|期间)|度(?!假)|"
    "\\d{1,2}月份?|(?:自.{2,10}?)?以来|截[至止](?:.{0,6}?(?:底|日|目前|末|止))?|(?:我|本|全)(?:局|厅|委|"
    "办|县|市|区|镇|乡|街道|单位|部门|机关|院|省|州|旗|站|中心|署|处|校|系统|盟|会|所|支队|"
    "大队)(?:及所属单位|办公室|机关)?|"
    "各[县市区镇乡](?=$)|[一二三四五六七八九十]{1,2}[是要]|\\d{1,2}[.、]|[一二三四五六七八九十]+、|"
    "[((][一二三四五六七八九十\\d]{1,3}[))])+"
)
"""What opens a clause and says nothing about what is counted."""

TOTAL = re.compile("全年|(?<![公一总合])共(?![享同建青治产和赢识性服用计克])|共计|累计|总共|合计|总计")
"""An adverb of totals inside a clause: subject and occasion stand before it."""

COPULA = re.compile(
    "(?:共计?|总计|合计|累计|总数|达到?了?|多达|高达|为|是|(?<![现设共建存拥])只?有|约|近|将近|接近|超过?|逾|突破|"
    "不[足到]|至少|不少于|(?:全部)?实现了?|全部达到?了?|分别|均|都|:)+$"
)
"""What stands between a noun and its number; in the quote, not in the label."""

OPENS_NOUN = re.compile("(?:等|了|出|的|对|将|把|由|从|与|和|及|或|为|向|有|至|全[省市县区州旗镇乡]|各|[、:])$")
"""A clause that ends so has no noun of its own before the number."""

NO_NOUN = re.compile("均|都|全部|已|按|被|同比|环比|较|比|占|未|在|于|作为|次数|其中|以|并|且|后|时|,|的|左右|以上|无")
"""What follows a number and its measure word and is not the noun they count."""

NOUN_END = re.compile(
    "(?<=.)(?:走进|走访|参观|研究|前往|深入|围绕|加强|进一步|持续|全面|切实|不断|同步|检查了|均|都|全部|"
    "已|按|被|并|同比|较|占|未|进行|予以|作为|主要(?!负责|领导|媒体|是)|分别|为(?!民)|由|对|在|到|"
    "共(?!同|享|服)|中(?=[,。]|$)|(?<!专)、)"
)
"""Where the noun after a number ends."""

CAUSE = re.compile("(?:因|由).{0,24}?(?:引起|引发|被申请|被提起|提起|申请|导致)的?(?=行政|复议|诉讼)")
"""Why there was a challenge; not what is counted."""

VAGUE = re.compile("^(?:单位|部门|地区|机构|企业|人|人员|区县|镇街|[县市区乡镇])$")
"""Nouns that need their verb and their list to say what is counted: 联合……等6家单位."""

ATTRIBUTIVE = frozenset({"个", "家", "名", "位", "种", "类"})
"""Measure words that a noun follows where one can: 局网站12个栏目 counts 栏目."""

BARE = frozenset({"信息", "留言", "申请", "内容", "消息", "稿件"})
"""Nouns too general to be a label without their verb."""

DISPOSED = re.compile(
    "^(?:已|均|按时|按期|依法|全部|当年|如期|成功)*(?:办结|办复|答复|回复|办理|处理|采纳|解决|回应|上线)$"
)
"""Words that only say what became of what was counted before."""

PART = re.compile(
    "(?:各(?:镇|乡|街道|县|区|科室|处室)|市直|县直|区直|省直|直属|下属|所属|全[省市县区州盟旗](?=.{1,8}系统))[^,。;]{0,16}?"
    "(?=共|累计|主动|公开|发布|受理|收到|办理|全年|新增|制发|印发)"
)
"""A subject that is narrower than the agency, or wider: all offices of its kind (全市教育系统)."""

OFFICE = re.compile("^(?:[\u4e00-\u9fff]{1,14}(?:局|厅|委|镇|乡|街道|科|处|办|中心|股|院|站|所|政府|公司|学校))$")
"""A part that is an office: the count is of its parent, in the scope of the office."""

APPLICANT = re.compile(
    "^(?:自然人|公民|公民个人|个人|法人|(?:商业)?企业|科研机构|社会公益组织|法律服务机构|其[他它]组织|"
    "法人[和或及与、]*(?:者)?其[他它]组织|律师|单位)"
    "(?:(?:提[出交])?(?:的)?(?:公开)?申请件?|提[出交])?$"
)
"""A kind of applicant: a narrower scope of the requests received."""
