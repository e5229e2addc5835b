"""Small reports with chosen numbers, for tests of what happens to many of them."""

from pathlib import Path

_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)
_COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def report(agency: str, year: int, *, received: int = 5, carried_in: int = 0, carried_out: int = 0) -> str:
    """A report of the 2021 edition: natural persons alone asked, and what was answered was granted."""
    answered = received + carried_in - carried_out
    rows = (
        ("一、本年新收政府信息公开申请数量", received),
        ("二、上年结转政府信息公开申请数量", carried_in),
        ("（一）予以公开", answered),
        ("（七）总计", answered),
        ("四、结转下年度继续办理", carried_out),
    )
    table = [f"| 办理情况 | {' | '.join(_COLUMNS)} |", "|" + " --- |" * 8]
    table += [f"| {label} | {number} | 0 | 0 | 0 | 0 | 0 | {number} |" for label, number in rows]
    blocks = [f"{agency}{year}年政府信息公开工作年度报告"]
    for number, heading in enumerate(_HEADINGS):
        blocks += [heading, "\n".join(table) if number == 2 else "无。"]
    return "\n\n".join(blocks) + "\n"


def write(folder: Path, name: str, text: str) -> Path:
    """A file with ``text``, its folder made."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
