"""The adaptive limit against a simulated endpoint that takes so many calls at once and no more."""

import asyncio
import time

import pytest

from extractor.llm.concurrency import AdaptiveLimit


class Endpoint:
    """Takes ``allowed`` calls at once, each ``latency`` seconds long; more are rejected."""

    def __init__(self, allowed: int, latency: float) -> None:
        self.allowed, self.latency = allowed, latency
        self.active = self.most = self.rejected = self.served = 0

    async def call(self) -> bool:
        if self.active >= self.allowed:
            self.rejected += 1
            return False
        self.active += 1
        self.most = max(self.most, self.active)
        await asyncio.sleep(self.latency)
        self.active -= 1
        self.served += 1
        return True


async def drive(limit: AdaptiveLimit, endpoint: Endpoint, calls: int) -> float:
    async def one() -> None:
        while True:
            async with limit.slot() as ticket:
                if await endpoint.call():
                    limit.succeeded()
                    return
                limit.rejected(ticket)
            await asyncio.sleep(endpoint.latency / 2)

    started = time.monotonic()
    await asyncio.gather(*(one() for _ in range(calls)))
    return time.monotonic() - started


def test_it_starts_low_and_grows_to_what_the_endpoint_takes() -> None:
    limit, endpoint = AdaptiveLimit(first=8, highest=128), Endpoint(64, 0.05)
    asyncio.run(drive(limit, endpoint, 64 * 40))
    assert endpoint.served == 64 * 40
    assert endpoint.most == 64
    assert endpoint.rejected < 100


def test_it_never_exceeds_its_highest() -> None:
    limit, endpoint = AdaptiveLimit(first=8, highest=16), Endpoint(1000, 0.01)
    asyncio.run(drive(limit, endpoint, 300))
    assert endpoint.most == 16


def test_a_rejection_halves_and_a_burst_counts_once() -> None:
    async def burst() -> list[int]:
        limit = AdaptiveLimit(first=32)
        tickets = []
        for _ in range(32):
            tickets.append(await limit.slot().__aenter__())
        seen = []
        for ticket in tickets[:3]:
            limit.rejected(ticket)
            seen.append(limit.limit)
        return seen

    assert asyncio.run(burst()) == [16, 16, 16]


def test_a_burst_of_rejections_tells_how_many_are_taken() -> None:
    async def burst() -> int:
        limit = AdaptiveLimit(first=128)
        tickets = [await limit.slot().__aenter__() for _ in range(128)]
        for ticket in tickets[64:]:
            limit.rejected(ticket)
        for _ in range(200):
            limit.succeeded()
        return limit.limit

    assert asyncio.run(burst()) == 64


def test_it_never_falls_below_one() -> None:
    limit, endpoint = AdaptiveLimit(first=4), Endpoint(1, 0.002)
    asyncio.run(drive(limit, endpoint, 50))
    assert endpoint.served == 50
    assert limit.limit >= 1


def test_a_cancelled_waiter_gives_its_place_to_the_next() -> None:
    async def scene() -> int:
        limit = AdaptiveLimit(first=1, highest=1)
        entered = 0

        async def hold(seconds: float) -> None:
            nonlocal entered
            async with limit.slot():
                entered += 1
                await asyncio.sleep(seconds)

        first = asyncio.create_task(hold(0.02))
        await asyncio.sleep(0)
        second, third = asyncio.create_task(hold(0)), asyncio.create_task(hold(0))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.wait_for(asyncio.gather(first, third), 1)
        with pytest.raises(asyncio.CancelledError):
            await second
        return entered

    assert asyncio.run(scene()) == 2
