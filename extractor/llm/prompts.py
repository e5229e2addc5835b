"""Prompts as files: Chinese text with a version, no prompt text in Python."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from extractor.documents.characters import INVISIBLE

PICTURE = "data:image/png;base64,"
"""How the address of a picture begins that is sent within a message."""

_HEAD = re.compile(r"\A---\nversion: (\d+)\n---\n")
_FIELD = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file: what the model is told (``system``) and the frame of a question (``user``).

    ``name`` is the file's, below ``prompts/``: ``disclosure/facts`` is the disclosure report's own.

    ``hash`` is the SHA-256 of the file; it goes into every result. ``{{name}}`` in ``user`` is filled in.
    """

    name: str
    version: int
    system: str
    user: str
    hash: str

    def question(self, material: str, **fields: str) -> str:
        """The question about ``material``, which is fenced as data; a question about pictures alone has none.

        The fence carries a hash of the text between, so that no text can hold its own closing fence; characters that
        show nothing are taken out, since a reader of the page does not see them either.
        """
        material = INVISIBLE.sub("", material)
        mark = hashlib.sha256(material.encode()).hexdigest()[:10]
        fields["material"] = f"<材料 {mark}>\n{material}\n</材料 {mark}>"
        return _FIELD.sub(lambda match: fields[match[1]], self.user)


def messages_of(system: str, question: str, pictures: Sequence[bytes] = ()) -> list[dict[str, Any]]:
    """The chat messages of a question; pictures (PNG) stand before its text, as parts of one message."""
    if not pictures:
        return [{"role": "system", "content": system}, {"role": "user", "content": question}]
    urls = [f"{PICTURE}{base64.b64encode(picture).decode()}" for picture in pictures]
    parts = [*({"type": "image_url", "image_url": {"url": url}} for url in urls), {"type": "text", "text": question}]
    return [{"role": "system", "content": system}, {"role": "user", "content": parts}]


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt ``prompts/<name>.md``: a version, then ``# system`` and ``# user``."""
    raw = (files("prompts") / f"{name}.md").read_bytes()
    text = raw.decode("utf-8")
    head = _HEAD.match(text)
    assert head is not None, f"prompts/{name}.md has no version"
    system, user = text[head.end() :].removeprefix("# system\n").split("\n# user\n")
    return Prompt(name, int(head[1]), system.strip(), user.strip(), hashlib.sha256(raw).hexdigest())
