"""Whom to ask about a report: address, postcode, telephone, fax, e-mail and website."""

import re
from collections.abc import Sequence

from extractor.readers.prose_flow import Flow

_TELEPHONE = r"(?:\(?0\d{2,3}\)?[-— ]?)?\d{7,8}(?:[-转]\d{1,6})?"
_LABEL_END = r"(?:\([^)]{1,8}\)|/传真)?[:为是]?"
_CONTACT = {
    "address": re.compile(
        r"(?<!邮箱)(?<!网站)(?<!邮件)(?<!下载)(?<!查阅)地址[:为是]"
        r"(?![A-Za-z0-9-]{1,63}[.:])(?=[^\u4e00-\u9fff,。;:@]{0,20}[\u4e00-\u9fff])"
        r"(?P<value>(?:[^,。;:@()]|\([^,。;:@()]{1,30}\)){4,60}?)"
        r"(?=[,。;)]|$|\(?(?:(?:联系|咨询)?电话|传真|邮编|邮政编码|(?:电子)?邮[箱件]|网址|办公时间))"
    ),
    "postcode": re.compile(r"(?:邮政编码|邮编)[:为是]?(?P<value>\d{6})(?!\d)"),
    "phone": re.compile(
        rf"(?<!监督)(?<!举报)(?<!投诉)电话(?:号码)?{_LABEL_END}"
        rf"(?P<value>(?:{_TELEPHONE}(?:[、/]{_TELEPHONE})*|1[3-9]\d{{9}}))(?!\d)"
    ),
    "fax": re.compile(rf"传真(?:号码|电话)?{_LABEL_END}(?P<value>{_TELEPHONE})(?!\d)"),
    "email": re.compile(r"(?P<value>(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,})"),
    "website": re.compile(
        r"(?!(?:https?://)?www\.gov\.cn)(?P<value>(?:https?://|www\.)[A-Za-z0-9][A-Za-z0-9./:_?=&%#~-]{0,300}[A-Za-z0-9/])"
    ),
}
"""Each with its ``value``. The State Council's site, which reports name for the form and the law, is no agency's own."""
_SITE = re.compile("(?:https?://)?([^/]+)")
"""A site without its pages (of telephone numbers the first): what two statements of one contact share."""

_Stated = tuple[Flow, re.Match[str]]


def read_contact(introduction: Sequence[Flow], below: Sequence[Flow]) -> dict[str, tuple[Flow, re.Match[str], bool]]:
    """Key -> where its ``value`` stands, and whether for certain; from the introduction, else below the last section."""
    found = {}
    for key, pattern in _CONTACT.items():
        for flows in (introduction, below):
            stated = [(flow, match) for flow in flows for match in pattern.finditer(flow.text)]
            if stated:
                found[key] = _chosen(stated)
                break
    return found


def _chosen(stated: Sequence[_Stated]) -> tuple[Flow, re.Match[str], bool]:
    """The one in the sentence that says whom to ask; else the first, in doubt where others differ."""
    asked = [(flow, match) for flow, match in stated if "联系" in flow.before(match.start())]
    sites = {site[1] for _, match in stated if (site := _SITE.match(match["value"]))}
    return *(asked or stated)[0], bool(asked) or len(sites) == 1
