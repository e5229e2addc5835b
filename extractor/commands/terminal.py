"""What may be written to a terminal."""

import re

_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, line ends, and what turns the direction of the text around it."""


def visible(text: str) -> str:
    """``text`` on one line and without what a terminal would obey: file names may hold line ends and escapes.

    >>> visible("a\\x1b[2J\\n.txt")
    'a\\\\x1b[2J\\\\n.txt'
    """
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
