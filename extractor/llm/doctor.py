"""Trying out an endpoint and saying in plain words what works: ``extractor doctor``."""

import time
from collections.abc import Iterator

from extractor.errors import ModelError
from extractor.llm.asking import Asking
from extractor.llm.budget import Account
from extractor.llm.session import ModelSession
from extractor.llm.settings import MODES, ModelSettings, ModeName

_MEANING: dict[ModeName, tuple[str, str]] = {
    "json_schema": ("按模式约束输出，最可靠", "held to a schema; the most reliable"),
    "tools": ("函数调用", "function calls"),
    "json": ("JSON 输出，靠提示说明格式", "JSON, told the schema in words"),
    "md_json": ("从文字中取 JSON，最不可靠", "JSON picked out of prose; the least reliable"),
}


def diagnose(settings: ModelSettings) -> Iterator[str]:
    """Lines in Chinese and English, as they are found out: the endpoint, each mode, what it took, the price."""
    from extractor.llm.modes import try_mode  # loads the OpenAI client and instructor

    with ModelSession(settings) as session:
        yield f"模型 Model: {session.model}"
        client = session.run(session.open_client())
        yield f"地址 Endpoint: {client.settings.address}"
        working: list[ModeName] = []
        account = Account()
        for mode in MODES if settings.mode == "auto" else (settings.mode,):
            started = time.perf_counter()
            trial = session.run(try_mode(client, mode, _asking(settings, account)))
            seconds = time.perf_counter() - started
            chinese, english = _MEANING[mode]
            if trial.error is None:
                working.append(mode)
                yield f"✓ {mode}（{chinese} {english}）: {seconds:.1f} s"
            else:
                yield f"✗ {mode}: {trial.error}"
                if trial.hopeless:
                    break
        if settings.vision and working:
            yield _pictures(session, working[0], _asking(settings, account))
        yield from _summary(session, working, account)


def _asking(settings: ModelSettings, account: Account) -> Asking:
    return Asking(account, "doctor", time.monotonic() + settings.deadline)


def _pictures(session: ModelSession, mode: ModeName, asking: Asking) -> str:
    """What asking with a picture came to."""
    from extractor.llm.modes import sees

    client = session.run(session.open_client())
    try:
        seen = session.run(sees(client, mode, asking))
    except ModelError as error:
        return f"✗ 图片 pictures: {error}"
    if not seen:
        return "✗ 图片 pictures: 没有读出图中的数字，请关闭 EXTRACTOR_VISION。It misread the picture; unset EXTRACTOR_VISION."
    return "✓ 图片（能看清图中的数字 it reads the number in a picture）"


def _summary(session: ModelSession, working: list[ModeName], account: Account) -> Iterator[str]:
    if account.answered_by - {session.model, ""}:
        names = "、".join(sorted(account.answered_by - {""}))
        yield f"服务自称的模型 The server calls itself: {names}"
    if account.calls:
        counted = "由程序估计 estimated" if account.estimated else "由服务提供 told by the server"
        yield f"用量 Tokens: {account.prompt_tokens} + {account.completion_tokens}（{counted}）"
    price = session.ledger.price
    if price is None:
        yield "价格未知：--max-cost 不可用，可用 --prices 给出。The price is not known: give --prices for --max-cost."
    else:
        currency = session.ledger.prices.currency
        yield f"价格 Price: {price.prompt} / {price.completion} {currency}（每百万词元 per million tokens）"
    if working:
        yield f"可以使用，将采用 {working[0]}。It works; {working[0]} will be used."
    else:
        yield "不能使用：请按上面的说明检查。It does not work; see above."
