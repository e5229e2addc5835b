"""Which engine reads, and what the first line says of it."""

import pytest

from extractor.errors import SettingsError
from extractor.settings import EngineChoice, choose_engine, describe_engine, model_of

KEYED = {"EXTRACTOR_MODEL": "m", "EXTRACTOR_API_KEY": "k"}
LOCAL = {"EXTRACTOR_MODEL": "m", "EXTRACTOR_BASE_URL": "http://127.0.0.1:8604/v1"}
OPENAI = {"OPENAI_MODEL": "m", "OPENAI_API_KEY": "k"}
NOTHING = ({}, {"EXTRACTOR_MODEL": ""}, {"OPENAI_API_KEY": "k"})
WRONG = {
    "EXTRACTOR_API_KEY": {"EXTRACTOR_MODEL": "m"},
    "EXTRACTOR_MAX_TOKENS": KEYED | {"EXTRACTOR_MAX_TOKENS": "1e6"},
    "EXTRACTOR_VISION": KEYED | {"EXTRACTOR_VISION": "yes"},
    "between 1 and 128": KEYED | {"EXTRACTOR_MAX_CONCURRENCY": "0"},
}


@pytest.mark.parametrize("environment", [KEYED, LOCAL, OPENAI])
def test_auto_is_hybrid_where_a_model_is_configured(environment: dict[str, str]) -> None:
    assert choose_engine("auto", environment) == "hybrid"


@pytest.mark.parametrize("environment", NOTHING)
def test_auto_is_offline_where_none_is(environment: dict[str, str]) -> None:
    assert choose_engine("auto", environment) == "offline"


@pytest.mark.parametrize("environment", NOTHING)
@pytest.mark.parametrize("choice", ["llm", "hybrid"])
def test_engines_with_a_model_say_what_to_set(choice: EngineChoice, environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="EXTRACTOR_MODEL"):
        choose_engine(choice, environment)


@pytest.mark.parametrize("choice", ["auto", "llm", "hybrid"])
@pytest.mark.parametrize(("told", "environment"), WRONG.items())
def test_a_model_that_is_named_with_settings_that_make_no_sense_is_not_passed_over(
    told: str, environment: dict[str, str], choice: EngineChoice
) -> None:
    with pytest.raises(SettingsError, match=told):
        choose_engine(choice, environment)
    assert choose_engine("offline", environment) == "offline"


def test_offline_asks_no_model_whatever_is_configured() -> None:
    assert choose_engine("offline", KEYED) == "offline"
    assert model_of("offline", KEYED) is None
    assert model_of("hybrid", KEYED) == "m"


def test_the_first_line_says_what_is_left_out() -> None:
    assert "no language model is configured" in describe_engine("offline", "auto")
    assert "rules alone" in describe_engine("offline", "offline")
    assert "configured" not in describe_engine("offline", "offline")
    assert describe_engine("hybrid", "auto").startswith("引擎 hybrid")
