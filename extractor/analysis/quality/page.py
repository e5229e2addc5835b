"""A quality report as one self-contained HTML page: no script, no picture, nothing fetched from anywhere."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from extractor.analysis.quality.compose import QualityReport

_CAUSES = {
    "source": "读数无疑，原文如此 so it stands in the source",
    "extraction": "读取有误 misread",
    "unknown": "原因未定 cause not known",
}
_STATUSES = {"accepted": "读数无存疑 no value in doubt", "needs_review": "有读数待核 some values await review"}


def render(quality: QualityReport) -> str:
    """The page."""
    environment = Environment(
        loader=PackageLoader("extractor.analysis.quality"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("page.html").render(
        quality=quality,
        result=quality.report.result,
        places={place.number: place for place in quality.places},
        causes=_CAUSES,
        statuses=_STATUSES,
    )
