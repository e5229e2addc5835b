"""How many calls may be under way at once: found out by trying, as TCP finds a path's capacity."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_PATIENCE = 32
"""Rounds without a rejection after which one more than the known ceiling is tried."""


class AdaptiveLimit:
    """A semaphore that grows while calls go well and halves when the endpoint says 429.

    Below the ceiling (the number in flight at the last rejections, less those rejected) every success allows one more call, which
    doubles the limit in a round. At the ceiling only one more is tried after ``_PATIENCE`` rounds, so that a rejection
    costs under one call in a thousand. For use in one event loop.
    """

    def __init__(self, first: int = 8, highest: int = 128, lowest: int = 1) -> None:
        self.lowest = lowest
        self.highest = highest
        self.limit = max(min(first, highest), lowest)
        self.in_flight = 0
        self._ceiling = highest
        self._successes = 0
        self._cuts = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[int]:
        """Wait for a place; yields a ticket for ``rejected``."""
        while self.in_flight >= self.limit:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                self._wake()  # the place this one was woken for goes to the next
                raise
        self.in_flight += 1
        try:
            yield self._cuts
        finally:
            self.in_flight -= 1
            self._wake()

    def _wake(self) -> None:
        free = self.limit - self.in_flight
        while self._waiting and free > 0:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                free -= 1

    def succeeded(self) -> None:
        """A call went well: allow more."""
        self._successes += 1
        if self.limit < self._ceiling:
            self.limit += 1
        elif self.limit < self.highest and self._successes > self.limit * _PATIENCE:
            self._successes = 0
            self._ceiling += 1
            self.limit += 1

    def rejected(self, ticket: int) -> None:
        """The endpoint said that there were too many calls. Those of one burst halve the limit once, and each of them was one
        too many: together they tell the ceiling."""
        if ticket == self._cuts - 1:
            self._ceiling = max(self._ceiling - 1, self.lowest)
        if ticket != self._cuts:
            return
        self._cuts += 1
        self._successes = 0
        self._ceiling = max(self.in_flight - 1, self.lowest)
        self.limit = max(self.limit // 2, self.lowest)
