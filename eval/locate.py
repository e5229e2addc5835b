"""Where a quote stands in a text, white space apart."""

from extractor.documents.characters import squeeze

Span = tuple[int, int]


class Locator:
    """Finds quotes in one text. Offsets are into ``text``; white space is passed over, as the contract compares."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._kept = [offset for offset, character in enumerate(text) if not character.isspace()]
        self._squeezed = squeeze(text)

    def find(self, quote: str, after: int = 0) -> Span | None:
        """The first place at or behind ``after`` where ``quote`` stands, else the first of all, else None."""
        wanted = squeeze(quote)
        if not wanted:
            return None
        start = next((n for n, offset in enumerate(self._kept) if offset >= after), 0)
        at = self._squeezed.find(wanted, start)
        if at < 0:
            at = self._squeezed.find(wanted)
        return None if at < 0 else (self._kept[at], self._kept[at + len(wanted) - 1] + 1)
