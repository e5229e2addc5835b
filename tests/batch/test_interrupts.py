"""Ctrl-C: held back in the midst of work, obeyed where a run waits."""

import signal
import time

import pytest

from extractor.batch.interrupts import Interrupts


def _interrupt(times: int = 1) -> None:
    for _ in range(times):
        signal.raise_signal(signal.SIGINT)


def _held(work: list[str]) -> None:
    with Interrupts():
        _interrupt()
        work.append("the rest of the transaction")


def _wait(interrupts: Interrupts, seconds: float) -> None:
    with interrupts.waiting():
        _interrupt()
        time.sleep(seconds)


def test_a_signal_in_the_midst_of_work_waits_for_its_end() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        _held(done)
    assert done


def test_a_signal_before_a_wait_is_obeyed_instead_of_waiting() -> None:
    with Interrupts() as interrupts:
        _interrupt()
        with pytest.raises(KeyboardInterrupt), interrupts.waiting():
            pytest.fail("it waited")


def test_a_signal_cuts_a_wait_short() -> None:
    started = time.monotonic()
    with Interrupts() as interrupts, pytest.raises(KeyboardInterrupt):
        _wait(interrupts, 30)
    assert time.monotonic() - started < 10


def test_the_second_signal_strikes_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), Interrupts():
        _interrupt(times=2)


def test_the_handler_of_before_is_back_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupts():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
