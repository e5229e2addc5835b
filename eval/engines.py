"""Engines by name: the extractor's own, and the peers of ``eval/peers``, each a way from a file to a result."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path

from extractor.errors import UsageError
from extractor.result import Result
from extractor.settings import EngineChoice

Engine = Callable[[Path], Result]

OWN: tuple[EngineChoice, ...] = ("offline", "hybrid", "llm")
PEERS = {"find-tables": "find_tables", "langextract": "langextract_peer", "one-call": "one_call"}
"""Peer -> its module in ``eval/peers``, which is imported (with what it needs installed) only when it is named."""

NAMES = (*OWN, *PEERS)


def engine(name: str) -> Engine:
    """The engine of that name. Raises UsageError for an unknown one, or a peer that is not installed."""
    if name in PEERS:
        return _peer(name)
    for own in OWN:
        if name == own:
            return partial(_extract, own)
    raise UsageError(
        f"没有引擎“{name}”；可用：{'、'.join(NAMES)}。", f"No engine {name}; there are {', '.join(NAMES)}."
    )


def _extract(name: EngineChoice, path: Path) -> Result:
    from extractor.pipeline import extract

    return extract(path, engine=name)


def _peer(name: str) -> Engine:
    try:
        module = import_module(f"eval.peers.{PEERS[name]}")
    except ModuleNotFoundError as error:
        requirements = f"eval/peers/requirements-{name}.txt"
        raise UsageError(
            f"对比工具“{name}”未安装（缺少 {error.name}）；请先运行 pip install -r {requirements}。",
            f"The peer {name} is not installed ({error.name} is missing); pip install -r {requirements} first.",
        ) from error
    found: Engine = module.extract
    return found
