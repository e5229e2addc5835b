"""The report's plots as SVG text, drawn by Vega-Lite (altair, vl-convert); nothing is loaded from anywhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import altair as alt

from eval.confidence import Floats, reliability, risk_coverage
from eval.summary import Metric
from eval.values import OUTCOMES, Verdict

_WIDTH, _HEIGHT = 330, 230
_BLUE, _GREY = "#2f6db3", "#9aa5b1"
_COLOURS = ("#2f6db3", "#8fb8de", "#c0392b", "#e08e0b", "#7d5ba6", "#5f6b76")
_FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"


def _svg(chart: Any) -> str:  # noqa: ANN401 - altair's chart classes have no common public type
    sized = chart.configure(font=_FONT).configure_view(stroke=None).configure_axis(labelFontSize=11, titleFontSize=12)
    buffer = StringIO()
    sized.save(buffer, format="svg")
    return buffer.getvalue()


def _data(rows: Sequence[Mapping[str, object]]) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in rows])


def plot_reliability(confidence: Floats, right: Floats) -> str:
    """Share right against confidence, a point for each tenth, as large as its values are many."""
    rows = [{"confidence": b.confidence, "right": b.right, "count": b.count} for b in reliability(confidence, right)]
    scale = alt.Scale(domain=[0, 1])
    diagonal = (
        alt.Chart(_data([{"confidence": 0, "right": 0}, {"confidence": 1, "right": 1}]))
        .mark_line(color=_GREY, strokeDash=[4, 4])
        .encode(x="confidence:Q", y="right:Q")
    )
    points = (
        alt.Chart(_data(rows))
        .mark_point(filled=True, color=_BLUE, opacity=0.85)
        .encode(
            x=alt.X("confidence:Q", title="置信度 confidence", scale=scale),
            y=alt.Y("right:Q", title="实际正确率 share right", scale=scale),
            size=alt.Size("count:Q", scale=alt.Scale(type="log", range=[40, 500]), legend=None),
        )
    )
    texts = (
        alt.Chart(_data(rows))
        .mark_text(dx=-12, align="right", fontSize=11)
        .encode(x="confidence:Q", y="right:Q", text="count:Q")
    )
    return _svg((diagonal + points + texts).properties(width=_WIDTH, height=_HEIGHT))


def plot_risk_coverage(confidence: Floats, right: Floats) -> str:
    """The share wrong among the surest values, against how many of them are taken."""
    coverage, risk = risk_coverage(confidence, right)
    rows = [{"coverage": float(c), "risk": float(r)} for c, r in zip(coverage, risk, strict=True)]
    chart = (
        alt.Chart(_data(rows))
        .mark_line(color=_BLUE, interpolate="step-before", point=True)
        .encode(
            x=alt.X("coverage:Q", title="覆盖率 coverage", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
            y=alt.Y("risk:Q", title="错误率 share wrong", axis=alt.Axis(format="~%", tickCount=5), scale=alt.Scale(domainMin=0)),
        )
    )
    return _svg(chart.properties(width=_WIDTH, height=_HEIGHT))


def cause(judged: Verdict) -> str:
    """Why an error came about, as far as the result itself knows: its flag, else what was taken for what."""
    if judged.flags:
        return judged.flags[0]
    if not judged.stated:
        return "not_found"
    return judged.kind or "unflagged"


def plot_errors(verdicts: Sequence[Verdict]) -> str:
    """How many errors of each cause, coloured by outcome."""
    counted = Counter((cause(judged), judged.outcome) for judged in verdicts if judged.error)
    rows = [{"cause": name, "outcome": outcome, "errors": number} for (name, outcome), number in counted.items()]
    chart = (
        alt.Chart(_data(rows))
        .mark_bar()
        .encode(
            x=alt.X("errors:Q", title="错误数 errors", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("cause:N", title=None, sort="-x", axis=alt.Axis(labelLimit=200)),
            color=alt.Color(
                "outcome:N",
                scale=alt.Scale(domain=list(OUTCOMES[1:]), range=list(_COLOURS)),
                legend=alt.Legend(title=None, orient="bottom"),
            ),
        )
    )
    return _svg(chart.properties(width=_WIDTH, height=alt.Step(18)))


def plot_groups(metrics: Mapping[str, Metric]) -> str:
    """One metric for each group of documents, with its interval."""
    rows = [
        {
            "group": name,
            "value": m.value,
            "low": m.value if m.low is None else m.low,
            "high": m.value if m.high is None else m.high,
        }
        for name, m in metrics.items()
    ]
    base = alt.Chart(_data(rows)).encode(y=alt.Y("group:N", title=None, sort=None, axis=alt.Axis(labelLimit=220)))
    axis = alt.Axis(format="%")
    bars = base.mark_bar(color=_BLUE, height=11).encode(
        x=alt.X("value:Q", title="完全正确的值 values exactly right", scale=alt.Scale(domain=[0, 1]), axis=axis)
    )
    rules = base.mark_rule(color="#1b2733", strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    return _svg((bars + rules).properties(width=2 * _WIDTH, height=alt.Step(20)))
