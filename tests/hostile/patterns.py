"""Every regular expression of the product with how it is used, and texts made to send it astray."""

import ast
import importlib
import pkgutil
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import extractor

_SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path("extractor").rglob("*.py")))
_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_NOT_WORD": "-"}


@dataclass(frozen=True)
class Usage:
    """A pattern and whether it is tried at every place of a text (``search``, ``sub``) or at the first alone."""

    name: str
    pattern: "re.Pattern[Any]"
    everywhere: bool


def usages() -> list[Usage]:
    """All compiled patterns that modules of the product hold, also in tables and data classes, and inline ones."""
    found: dict[re.Pattern[Any], Usage] = {}
    for module in pkgutil.walk_packages(extractor.__path__, "extractor."):
        if "migrations" in module.name or module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for pattern in _patterns(value, 4):
                everywhere = not isinstance(value, re.Pattern) or _is_searched(name)
                found.setdefault(pattern, Usage(f"{module.name}.{name}", pattern, everywhere))
    for pattern in _inline():
        found.setdefault(pattern, Usage(pattern.pattern, pattern, True))
    return list(found.values())


def _patterns(value: object, depth: int) -> "Iterator[re.Pattern[Any]]":
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, Mapping):
        yield from (pattern for part in (*value, *value.values()) for pattern in _patterns(part, depth - 1))
    elif depth and isinstance(value, tuple | list | set | frozenset):
        yield from (pattern for part in value for pattern in _patterns(part, depth - 1))
    elif depth and is_dataclass(value) and not isinstance(value, type):
        parts = (getattr(value, part.name, None) for part in fields(value))
        yield from (pattern for part in parts for pattern in _patterns(part, depth - 1))


def _is_searched(name: str) -> bool:
    """Whether a pattern of this name is asked for anything but a match at one place; also where that is not known."""
    methods = set(re.findall(rf"\b{name}\b(?:\[\w+\])?\.(\w+)\(", _SOURCES))
    return not methods or bool(methods - {"match", "fullmatch"}) or re.search(rf"[(,] ?{name}[,)]", _SOURCES) is not None


def _inline() -> "Iterator[re.Pattern[Any]]":
    """Patterns that are written where they are used: ``re.sub(r"\\s+", …)``."""
    for node in ast.walk(ast.parse(_SOURCES.replace("from __future__", "#"))):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re":
            given = node.args[0] if isinstance(node, ast.Call) and node.args else None
            if called.attr not in ("compile", "escape") and isinstance(given, ast.Constant):
                yield re.compile(given.value)


@dataclass
class _Alphabet:
    """What a pattern is made of: characters, one for each set, and runs of literals."""

    characters: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def add(self, parsed: Iterable[tuple[Any, Any]]) -> None:
        word = ""
        for operation, argument in [*parsed, ("END", None)]:
            kind = str(operation)
            if kind == "LITERAL":
                self.characters.add(chr(argument))
                word += chr(argument)
                continue
            self.words |= {word} if len(word) > 1 else set()
            word = ""
            if kind == "IN":
                self.characters |= {_of_set(*member) for member in argument}
            elif kind in ("ANY", "NOT_LITERAL"):
                self.characters.add("a")
            for inner in _inner(kind, argument):
                self.add(inner)


def _of_set(operation: object, argument: Any) -> str:  # noqa: ANN401 - as the parser gives it
    kind = str(operation)
    if kind == "LITERAL":
        return chr(argument)
    return chr(argument[0]) if kind == "RANGE" else _CATEGORIES.get(str(argument), "a")


def _inner(kind: str, argument: Any) -> list[Any]:  # noqa: ANN401 - as the parser gives it
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [argument[2]]
    if kind == "SUBPATTERN":
        return [argument[3]]
    if kind == "BRANCH":
        return list(argument[1])
    if kind in ("ASSERT", "ASSERT_NOT"):
        return [argument[1]]
    return [argument] if kind == "ATOMIC_GROUP" else []


def attacks(pattern: "re.Pattern[Any]") -> list[tuple[str, str]]:
    """(beginning, what is repeated after it): single characters of the pattern, its words, and random ways to mix them."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    alphabet = _Alphabet()
    alphabet.add(parser.parse(text, pattern.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL)))
    draw = random.Random(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    characters = sorted(alphabet.characters | {"1", " ", "\n", "一", ","})
    words = sorted(alphabet.words, key=lambda word: (len(word), word))
    repeated = draw.sample(characters, min(len(characters), 30)) + draw.sample(words, min(len(words), 20))
    mixed = ["".join(draw.choices(characters + words, k=draw.randint(2, 3))) for _ in range(25)]
    openings = ["", *words[:1], *draw.sample(characters, 1)]
    return [(opening, pump) for pump in {" ", "\n", "1", *repeated, *mixed} for opening in openings]
