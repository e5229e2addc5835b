"""The statutory form of the annual disclosure report as data: both editions' tables and their arithmetic.

Sources: 《政府信息公开条例》 (国令第711号) article 20; the form of 国办公开办函〔2019〕60号 (edition ``2019``, reports for
2019 and 2020) and of 国办公开办函〔2021〕30号 (edition ``2021``, reports from 2021 on). Labels are compared folded, without
white space, numbering or punctuation, so each wording stands here once; the first one is the form's own.
"""

from extractor.reports.base import AtMost, Block, Column, Identity, Layout, Row, Sum

_ORGANISATIONS = ("法人或其他组织", "法人和其他组织")

APPLICANTS: tuple[Column, ...] = (
    Column("natural_person", ("自然人",)),
    Column("business", ("商业企业", "企业"), groups=_ORGANISATIONS),
    Column("research", ("科研机构",), groups=_ORGANISATIONS),
    Column("public_interest", ("社会公益组织", "公益组织"), groups=_ORGANISATIONS),
    Column("legal_service", ("法律服务机构", "法律机构"), groups=_ORGANISATIONS),
    Column("other", ("其他",), groups=_ORGANISATIONS),
    Column("total", ("总计", "合计")),
)

_OUTCOMES = "三、本年度办理结果"
_REFUSED = "（三）不予公开"
_UNABLE = "（四）无法提供"
_REJECTED = "（五）不予处理"
_OTHERWISE = "（六）其他处理"


def _outcome(group: str, group_label: str, key: str, *labels: str, optional: bool = False) -> Row:
    return Row(f"outcomes/{group}/{key}", labels, (_OUTCOMES, group_label), optional=optional)


OUTCOME_ROWS: tuple[Row, ...] = (
    Row("outcomes/granted", ("（一）予以公开",), (_OUTCOMES,)),
    Row(
        "outcomes/partial",
        (
            "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            "（二）部分公开",
            "部分公开（区分处理的只计这一情形）",
        ),
        (_OUTCOMES,),
    ),
    _outcome("refused", _REFUSED, "state_secret", "1.属于国家秘密"),
    _outcome("refused", _REFUSED, "prohibited_by_law", "2.其他法律行政法规禁止公开", "其他法律法规禁止公开"),
    _outcome("refused", _REFUSED, "public_security", "3.危及“三安全一稳定”"),
    _outcome("refused", _REFUSED, "third_party_rights", "4.保护第三方合法权益", "损害第三方合法权益"),
    _outcome("refused", _REFUSED, "internal_affairs", "5.属于三类内部事务信息", "属于内部事务信息"),
    _outcome("refused", _REFUSED, "deliberative_process", "6.属于四类过程性信息", "属于过程性信息"),
    _outcome("refused", _REFUSED, "enforcement_file", "7.属于行政执法案卷"),
    _outcome("refused", _REFUSED, "administrative_inquiry", "8.属于行政查询事项"),
    _outcome("unable", _UNABLE, "not_held", "1.本机关不掌握相关政府信息", "本机关不掌握相关信息"),
    _outcome("unable", _UNABLE, "needs_creation", "2.没有现成信息需要另行制作"),
    _outcome("unable", _UNABLE, "unclear", "3.补正后申请内容仍不明确"),
    _outcome("rejected", _REJECTED, "petition", "1.信访举报投诉类申请"),
    _outcome("rejected", _REJECTED, "repeat", "2.重复申请"),
    _outcome("rejected", _REJECTED, "publication", "3.要求提供公开出版物"),
    _outcome("rejected", _REJECTED, "abusive", "4.无正当理由大量反复申请"),
    _outcome("rejected", _REJECTED, "reconfirmation", "5.要求行政机关确认或重新出具已获取信息"),
    _outcome(
        "closed_otherwise",
        _OTHERWISE,
        "uncorrected",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "申请人无正当理由逾期不补正",
        optional=True,
    ),
    _outcome(
        "closed_otherwise",
        _OTHERWISE,
        "unpaid",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "申请人逾期未按收费通知要求缴纳费用",
        optional=True,
    ),
    _outcome("closed_otherwise", _OTHERWISE, "other", "3.其他", "（六）其他处理"),
)

REQUEST_ROWS: tuple[Row, ...] = (
    Row("received", ("一、本年新收政府信息公开申请数量", "本年新收")),
    Row("carried_in", ("二、上年结转政府信息公开申请数量", "上年结转")),
    *OUTCOME_ROWS,
    Row("outcomes/total", ("（七）总计", "合计"), (_OUTCOMES,)),
    Row("carried_out", ("四、结转下年度继续办理", "结转下年度")),
)

RESULTS: tuple[Column, ...] = (
    Column("upheld", ("结果维持", "维持结果")),
    Column("corrected", ("结果纠正", "纠正结果")),
    Column("other", ("其他结果",)),
    Column("pending", ("尚未审结", "未审结")),
    Column("total", ("总计", "合计")),
)

CHALLENGES: tuple[Row, ...] = (
    Row("reconsideration", ("行政复议",)),
    Row("litigation_direct", ("未经复议直接起诉",), ("行政诉讼",)),
    Row("litigation_after_reconsideration", ("复议后起诉",), ("行政诉讼",)),
)

_PRIOR = Column("prior_items", ("上一年项目数量", "上年项目数量"))
_CHANGE = Column("change", ("本年增/减", "本年增减", "本年增加/减少"), "change")
_DECISIONS_2019 = Column("decisions", ("处理决定数量",))
_DECISIONS_2021 = Column("decisions", ("本年处理决定数量",))

_DOCUMENTS = (
    Layout(
        "2019",
        (
            Column("made", ("本年新制作数量", "本年制作数量")),
            Column("disclosed", ("本年新公开数量", "本年公开数量")),
            Column("public_total", ("对外公开总数量", "对外公开总数")),
        ),
    ),
    Layout(
        "2021",
        (
            Column("made", ("本年制发件数",)),
            Column("repealed", ("本年废止件数",)),
            Column("in_force", ("现行有效件数",)),
        ),
    ),
)
_DECISIONS = (Layout("2019", (_PRIOR, _CHANGE, _DECISIONS_2019)), Layout("2021", (_DECISIONS_2021,)))

BLOCKS: tuple[Block, ...] = (
    Block(
        "documents",
        "proactive",
        "/proactive",
        "第二十条第（一）项",
        (
            Row("regulations", ("规章",)),
            Row("normative_documents", ("规范性文件", "行政规范性文件")),
        ),
        _DOCUMENTS,
    ),
    Block(
        "licensing",
        "proactive",
        "/proactive",
        "第二十条第（五）项",
        (Row("licensing", ("行政许可",)), Row("other_services", ("其他对外管理服务事项",), edition="2019")),
        _DECISIONS,
    ),
    Block(
        "penalties",
        "proactive",
        "/proactive",
        "第二十条第（六）项",
        (Row("penalties", ("行政处罚",)), Row("coercion", ("行政强制",))),
        _DECISIONS,
    ),
    Block(
        "fees",
        "proactive",
        "/proactive",
        "第二十条第（八）项",
        (Row("fees", ("行政事业性收费",)),),
        (
            Layout("2019", (_PRIOR, _CHANGE)),
            Layout(
                "2021",
                (
                    Column(
                        "amount_yuan",
                        (
                            "本年收费金额（单位：万元）",
                            "本年收费金额",
                            "本年收费金额（万元）",
                            "本年收费金额（单位：元）",
                        ),
                        "yuan",
                        10000,
                    ),
                ),
            ),
        ),
    ),
    Block(
        "procurement",
        "proactive",
        "/proactive",
        "第二十条第（九）项",
        (Row("procurement", ("政府集中采购",)),),
        (
            Layout(
                "2019",
                (
                    Column("projects", ("采购项目数量",)),
                    Column(
                        "amount_yuan",
                        ("采购总金额", "采购总金额（万元）", "采购总金额（单位：万元）", "采购总金额（元）"),
                        "yuan",
                    ),
                ),
            ),
        ),
        edition="2019",
    ),
    Block(
        "requests", "requests", "/requests", "收到和处理政府信息公开申请情况", REQUEST_ROWS, (Layout(None, APPLICANTS),)
    ),
    Block(
        "challenges",
        "challenges",
        "/challenges",
        "行政复议、行政诉讼情况",
        CHALLENGES,
        (Layout(None, RESULTS),),
        flat=True,
    ),
)


def _balance(column: Column) -> Sum:
    return Sum(
        f"requests.balance.{column.key}",
        f"{column.labels[0]}：本年新收 + 上年结转 = 办理结果总计 + 结转下年度",
        f"{column.key}: received + carried in = outcomes total + carried out",
        (f"/requests/received/{column.key}", f"/requests/carried_in/{column.key}"),
        (f"/requests/outcomes/total/{column.key}", f"/requests/carried_out/{column.key}"),
    )


def _outcomes(column: Column) -> Sum:
    return Sum(
        f"requests.outcomes.{column.key}",
        f"{column.labels[0]}：各项办理结果之和 = 总计",
        f"{column.key}: the outcome rows add up to their total",
        tuple(f"/requests/{row.key}/{column.key}" for row in OUTCOME_ROWS),
        (f"/requests/outcomes/total/{column.key}",),
        optional=frozenset(f"/requests/{row.key}/{column.key}" for row in OUTCOME_ROWS if row.optional),
    )


def _row(row: Row) -> Sum:
    return Sum(
        f"requests.row.{row.key.replace('/', '.').removeprefix('outcomes.')}",
        f"{row.labels[0]}：各类申请人之和 = 总计",
        f"{row.key}: the six applicant columns add up to the row's total",
        tuple(f"/requests/{row.key}/{column.key}" for column in APPLICANTS[:-1]),
        (f"/requests/{row.key}/total",),
    )


def _challenge(block: Row) -> Sum:
    return Sum(
        f"challenges.{block.key}",
        f"{block.labels[0]}：维持 + 纠正 + 其他 + 未审结 = 总计",
        f"{block.key}: upheld + corrected + other + pending = total",
        tuple(f"/challenges/{block.key}/{column.key}" for column in RESULTS[:-1]),
        (f"/challenges/{block.key}/total",),
    )


def _documents(key: str, chinese: str) -> tuple[AtMost, AtMost]:
    name = f"proactive.documents.{key}"
    here = f"/proactive/{key}"
    return (
        AtMost(
            name,
            f"{chinese}：本年新公开 ≤ 对外公开总数",
            f"{key}: disclosed ≤ public total",
            f"{here}/disclosed",
            f"{here}/public_total",
        ),
        AtMost(name, f"{chinese}：本年制发 ≤ 现行有效", f"{key}: made ≤ in force", f"{here}/made", f"{here}/in_force"),
    )


IDENTITIES: tuple[Identity, ...] = (
    *(_balance(column) for column in APPLICANTS),
    *(_outcomes(column) for column in APPLICANTS),
    *(_row(row) for row in REQUEST_ROWS),
    *(_challenge(block) for block in CHALLENGES),
    *_documents("regulations", "规章"),
    *_documents("normative_documents", "规范性文件"),
)
