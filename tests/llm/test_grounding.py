"""Quotes back to their places: what models change in them is seen through, what they invent is not found."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.llm.grounding import Grounder
from extractor.readers.llm_chunks import plain_numbers
from tests.timing import processor_seconds

TEXT = (
    "全年通过门户网站主动公开政府信息１,２６３条，政务微博发布\n消息1 275条。"
    "总阅读量达164.5万次；开展“政府\u200b开放日”活动十二次，受理申請21件，其中：网络申请 19 件。"
)


def places(quote: str, text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in Grounder(text, plain_numbers).find(quote)]


@pytest.mark.parametrize(
    ("quote", "original"),
    [
        ("主动公开政府信息１,２６３条", "主动公开政府信息１,２６３条"),
        ("主动公开政府信息1263条", "主动公开政府信息１,２６３条"),
        ("政务微博发布消息", "政务微博发布\n消息"),
        ("总阅读量达1645000次", "总阅读量达164.5万次"),
        ("总阅读量达164.5 万次", "总阅读量达164.5万次"),
        ("开展‘政府开放日’活动12次", "开展“政府\u200b开放日”活动十二次"),
        ('开展"政府开放日"活动十二次', "开展“政府\u200b开放日”活动十二次"),
        ("受理申请２１件,其中:网络申请19件", "受理申請21件，其中：网络申请 19 件"),
    ],
    ids=["verbatim", "width and commas", "line break", "magnitude", "space", "quotes", "straight", "traditional"],
)
def test_what_only_looks_different_is_found_whole(quote: str, original: str) -> None:
    assert places(quote) == [original]


def test_a_word_left_out_is_found_nearly() -> None:
    (found,) = places("全年通过网站主动公开政府信息1263条")
    assert "主动公开政府信息１,２６３条" in found


@pytest.mark.parametrize(
    "quote",
    ["", "  ", "举办业务培训班三十一期", "全年接待来访群众人次", "印发文件", "。"],
    ids=["empty", "blank", "invented", "invented from common words", "short and invented", "a stop alone"],
)
def test_what_does_not_stand_there_is_not_found(quote: str) -> None:
    assert places(quote) == ([] if quote != "。" else ["。", "。"])


def test_every_place_is_found_in_order() -> None:
    grounder = Grounder("召开会议3次，开展培训3次，检查3次。", plain_numbers)
    assert grounder.find("3次") == [(4, 6), (11, 13), (16, 18)]


def test_a_part_of_a_number_is_no_place_of_its_own() -> None:
    """The digits of a longer number answer with the whole number, whose value then gives them away."""
    assert places("5次", "召开会议15次。") == ["15次"]
    assert places("64万次", "阅读164万次。") == ["164万次"]


@given(st.text(alphabet="公开信息条次，。 \n123０５万十百“”‘’(（", max_size=60), st.data())
def test_whatever_stands_in_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = text[start:end]
    for first, last in Grounder(text, plain_numbers).find(quote):
        assert 0 <= first < last <= len(text)
    whole = Grounder(text, plain_numbers).find(text)
    if text.strip():
        assert whole
        assert text[whole[0][0] : whole[0][1]].strip() == text.strip()


def test_five_hundred_quotes_in_a_long_section_take_no_time() -> None:
    """Half of them changed by a character; the bound of 0.2 s is the issue's, with room for a busy machine."""
    text = "".join(path.read_text() for path in sorted(Path("examples").glob("*.txt")) * 2)[:20000]
    assert len(text) == 20000
    generator = random.Random(1)
    quotes = []
    for number in range(500):
        start = generator.randrange(len(text) - 60)
        quote = text[start : start + generator.randrange(12, 50)]
        quotes.append(quote[:5] + "某" + quote[6:] if number % 2 else quote)

    def found() -> int:
        grounder = Grounder(text, plain_numbers)
        return sum(bool(grounder.find(quote)) for quote in quotes)

    assert found() > 430
    assert processor_seconds(found) < 0.6
