"""What is paid for is counted and kept; what is known is not asked again; a spent budget stops cleanly."""

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from extractor.errors import BudgetSpentError, SettingsError
from extractor.llm.budget import load_prices
from extractor.llm.cache import Cache, key_of
from extractor.llm.prompts import load_prompt
from extractor.llm.session import Asker, ModelSession, check_usable
from extractor.llm.settings import ModelSettings
from tests.llm.server import ScriptedServer, answer
from tests.llm.test_client import RIGHT, Things

PROMPT = load_prompt("probe")


def settings_of(server: ScriptedServer, **more: object) -> ModelSettings:
    return ModelSettings("gpt-4o-mini", server.base_url, mode="json_schema", **more)  # type: ignore[arg-type]


def test_tokens_and_money_are_counted_for_document_and_run() -> None:
    with ScriptedServer(lambda _: answer(RIGHT)) as server, ModelSession(settings_of(server)) as session:
        askers = [Asker(session, "甲.txt"), Asker(session, "乙.txt")]
        for number in range(3):
            session.run(askers[number % 2].ask(PROMPT, Things, f"桌子{number}"))
    first, second, run = (*(asker.account for asker in askers), session.ledger.run)
    assert (first.calls, first.prompt_tokens, first.completion_tokens) == (2, 200, 20)
    assert (second.calls, second.tokens) == (1, 110)
    assert (run.calls, run.tokens) == (3, 330)
    assert run.cost == pytest.approx((300 * 0.15 + 30 * 0.6) / 1e6)
    assert first.prompts == {"probe": PROMPT.hash}


def test_a_second_run_makes_no_call(tmp_path: Path) -> None:
    with ScriptedServer([answer(RIGHT)]) as server:
        for run in range(2):
            with ModelSession(settings_of(server, cache=tmp_path)) as session:
                asker = Asker(session, "甲.txt")
                assert session.run(asker.ask(PROMPT, Things, "桌子三张")) == Things(**RIGHT)
                assert (asker.account.calls, asker.account.cached) == (1 - run, run)
    assert len(server.requests) == 1


def test_without_a_cache_every_run_asks() -> None:
    with ScriptedServer([answer(RIGHT), answer(RIGHT)]) as server:
        for _ in range(2):
            with ModelSession(settings_of(server)) as session:
                session.run(Asker(session, "甲.txt").ask(PROMPT, Things, "桌子三张"))
    assert len(server.requests) == 2


def test_whatever_decides_an_answer_is_in_its_key() -> None:
    parts = {"model": "m", "prompt": "p", "schema": "s", "text": "t", "parameters": {"temperature": 0}}
    keys = {key_of(**parts)}
    for name in parts:
        keys.add(key_of(**parts | {name: "other"}))
    assert len(keys) == 1 + len(parts)


def test_an_entry_cut_off_is_none(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("abc", {"names": ["桌子"]})
    (file,) = tmp_path.rglob("*.json")
    file.write_text(file.read_text()[:-3])
    assert cache.get("abc") is None


@pytest.mark.parametrize("left", [b"\xff\xfe{", b"[" * 200_000], ids=["no UTF-8", "brackets"])
def test_an_entry_that_cannot_be_read_is_none(left: bytes, tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("abc", {"names": ["桌子"]})
    next(tmp_path.rglob("*.json")).write_bytes(left)
    assert cache.get("abc") is None


def test_a_cache_that_takes_nothing_loses_no_answer(tmp_path: Path) -> None:
    """And is told before a run: see ``check_usable``."""
    file = tmp_path / "file"
    file.touch()
    with ScriptedServer(lambda _: answer(RIGHT)) as server:
        settings = settings_of(server, cache=file)
        with ModelSession(settings) as session:
            assert session.run(Asker(session, "甲.txt").ask(PROMPT, Things, "桌子三张")) == Things(**RIGHT)
        with pytest.raises(SettingsError, match="EXTRACTOR_CACHE"):
            check_usable(settings)


def test_settings_that_would_fail_at_every_document_are_told_before_the_first(tmp_path: Path) -> None:
    prices = tmp_path / "prices.json"
    prices.write_text("[]")
    for name, settings in {
        r"prices\.json": ModelSettings("m", api_key="k", prices=prices),
        "--prices": ModelSettings("unheard-of", api_key="k", max_cost=1.0),
        r"no\.gguf": ModelSettings(f"gguf:{tmp_path / 'no.gguf'}"),
    }.items():
        with pytest.raises(SettingsError, match=name):
            check_usable(settings)
    check_usable(ModelSettings("m", api_key="k", cache=tmp_path / "new" / "cache"))


def _write_and_read(folder: Path) -> int:
    cache = Cache(folder)
    wrong = 0
    for turn in range(60):
        key = key_of(turn=turn % 5)
        cache.put(key, {"turn": turn % 5, "long": "甲" * 20000})
        entry = cache.get(key)
        wrong += entry is None or entry["turn"] != turn % 5 or len(entry["long"]) != 20000
    return wrong


def test_processes_share_a_cache(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(_write_and_read, [tmp_path] * 4)) == [0] * 4
    assert len(list(tmp_path.rglob("*"))) == 5 + len({key_of(turn=turn)[:2] for turn in range(5)})


@pytest.mark.parametrize("bound", [{"max_tokens": 200}, {"max_cost": 0.00004}], ids=["tokens", "money"])
def test_a_spent_budget_stops_and_says_how_to_go_on(bound: dict[str, float], tmp_path: Path) -> None:
    """Two calls of 110 tokens fit; the third is not made. What was paid for stays; a higher bound goes on from there."""
    with ScriptedServer(lambda _: answer(RIGHT)) as server:
        with ModelSession(settings_of(server, cache=tmp_path, **bound)) as session:
            for number in range(2):
                session.run(Asker(session, "甲.txt").ask(PROMPT, Things, f"桌子{number}"))
            with pytest.raises(BudgetSpentError, match="--max-"):
                session.run(Asker(session, "乙.txt").ask(PROMPT, Things, "桌子2"))
            assert session.run(Asker(session, "甲.txt").ask(PROMPT, Things, "桌子0")) == Things(**RIGHT)
        assert len(server.requests) == 2
        with ModelSession(settings_of(server, cache=tmp_path)) as session:
            for number in range(3):
                session.run(Asker(session, "甲.txt").ask(PROMPT, Things, f"桌子{number}"))
        assert len(server.requests) == 3


def test_a_budget_in_money_needs_a_price() -> None:
    with pytest.raises(SettingsError, match="--prices"):
        ModelSession(ModelSettings("unheard-of", "https://example.org/v1", "k", max_cost=1.0))


def test_users_give_their_own_prices(tmp_path: Path) -> None:
    file = tmp_path / "prices.json"
    file.write_text(json.dumps({"currency": "CNY", "models": {"qwen": {"prompt": 1, "completion": 2}}}))
    prices = load_prices(file)
    price = prices.of("Qwen-plus-2026")
    assert price is not None
    assert (prices.currency, price.completion) == ("CNY", 2)
    file.write_text("[]")
    with pytest.raises(SettingsError, match=r"prices\.json"):
        load_prices(file)


def test_the_longest_name_gives_the_price() -> None:
    price = load_prices(None).of("gpt-4o-mini-2024-07-18")
    assert price is not None
    assert price.prompt == 0.15


def test_processes_of_one_run_share_its_bounds(tmp_path: Path) -> None:
    """Two sessions with one folder for the run: what one has used, the other counts."""
    with ScriptedServer(lambda _: answer(RIGHT)) as server:
        settings = settings_of(server, max_tokens=200, shared=tmp_path / "shared")
        with ModelSession(settings) as first, ModelSession(settings) as second:
            first.run(Asker(first, "甲.txt").ask(PROMPT, Things, "桌子0"))
            second.run(Asker(second, "乙.txt").ask(PROMPT, Things, "桌子1"))
            for session in (first, second):
                with pytest.raises(BudgetSpentError, match="220"):
                    session.run(Asker(session, "丙.txt").ask(PROMPT, Things, "桌子2"))
    assert len(server.requests) == 2
