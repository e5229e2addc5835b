"""What OCR read is marked as OCR's, never surer than its characters, and left open where its readings differ."""

from dataclasses import replace

from extractor.documents.model import Document, Recognised, Source
from extractor.documents.text import read_text
from extractor.pipeline import read_document
from extractor.result import Result, value_at

BLOCK = "收到和处理政府信息公开申请情况"
TEXT = (
    "一、总体情况\n本机关认真工作。\n二、主动公开政府信息情况\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n"
    "规章\t7\t0\t9\n四、政府信息公开行政复议、行政诉讼情况\n行政复议\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n"
    "五、存在的主要问题及改进情况\n无。\n六、其他需要报告的事项\n无。"
)


def document(*uncertain: Recognised) -> Document:
    """The text as OCR gave it: every character was read for certain but those of ``uncertain``."""
    plain = read_text(TEXT, Source("页.png", "", "image/png", 1))
    pieces: list[Recognised] = []
    position = 0
    for piece in sorted(uncertain, key=lambda piece: piece.start):
        pieces += [Recognised(position, piece.start, sure=True), piece]
        position = piece.end
    return replace(plain, recognised=(*pieces, Recognised(position, len(TEXT), sure=True)))


def result(*uncertain: Recognised) -> Result:
    return read_document(document(*uncertain))


def flags(result: Result, pointer: str) -> set[str]:
    return {flag.code for flag in result.flags if pointer in flag.pointers}


MADE = "/proactive/regulations/made"
AT = TEXT.index("7\t0\t9")


def test_what_ocr_read_says_so_and_is_reviewed_unless_it_is_proven() -> None:
    seen = result()
    assert seen.status == "needs_review"
    assert seen.evidence[MADE].readers == ["ocr"]
    assert seen.evidence["/overview/text"].readers == ["ocr"]
    assert flags(seen, MADE) == {"low_confidence"}
    assert value_at(seen.report, MADE) == 7


def test_two_readings_of_a_number_that_no_sum_decides_leave_it_null_and_flagged() -> None:
    seen = result(Recognised(AT, AT + 1, sure=False, alternatives=("1",)))
    assert value_at(seen.report, MADE) is None
    assert flags(seen, MADE) == {"digits_open"}


def test_an_unsure_number_without_another_reading_stays_and_is_flagged() -> None:
    seen = result(Recognised(AT, AT + 1, sure=False))
    assert value_at(seen.report, MADE) == 7
    assert flags(seen, MADE) == {"low_confidence"}
    assert seen.evidence[MADE].confidence < result().evidence[MADE].confidence


def test_a_document_that_was_not_seen_has_no_ocr_reader() -> None:
    plain = read_document(replace(document(), recognised=()))
    assert all("ocr" not in item.readers for item in plain.evidence.values())
