"""Worker processes: answers, exceptions, deaths, time limits."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.batch import pool
from extractor.batch.interrupts import Interrupts
from extractor.batch.pool import Crash, Pool
from extractor.errors import OutputError

HERE = (__name__,)


def double(number: int) -> int:
    return 2 * number


def process_of(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def die_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def hang_at_three(number: int) -> int:
    if number == 3:
        time.sleep(60)
    return number


def wait_for_another(_: int) -> float:
    """Computes a moment, then waits for another machine; when it computed."""
    time.sleep(0.05)
    computed = time.monotonic()
    pool.tell_waiting()
    time.sleep(1.0)
    return computed


def ask_late(file: Path) -> None:
    """Computes longer than its pool lives, then asks another machine."""
    file.with_suffix(".begun").touch()
    time.sleep(1.0)
    pool.tell_waiting()
    file.touch()


def sleep_long(_: int) -> None:
    time.sleep(60)


def refuse(number: int) -> int:
    raise OutputError(f"第 {number} 个。", f"Number {number}.")


def test_every_task_gets_its_answer() -> None:
    with Pool(double, 2, HERE) as workers:
        assert dict(workers.run(range(100))) == {number: 2 * number for number in range(100)}
        assert dict(workers.run(range(5))) == {number: 2 * number for number in range(5)}


def test_work_is_shared() -> None:
    with Pool(process_of, 2, HERE) as workers:
        assert len({answer for _, answer in workers.run(range(10))}) == 2


def test_a_deep_folder_for_temporary_files_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / ("深" * 40)
    folder.mkdir()
    script = f"""
from extractor.batch.pool import Pool
from {__name__} import HERE, double
if __name__ == "__main__":
    with Pool(double, 2, HERE) as pool:
        print(sorted(answer for _, answer in pool.run(range(3))))
"""
    (tmp_path / "script.py").write_text(script)
    environment = os.environ | {"TMPDIR": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, str(tmp_path / "script.py")], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[0, 2, 4]\n", done.stderr


def test_ctrl_c_while_processes_are_still_being_loaded_is_an_interruption(tmp_path: Path) -> None:
    (tmp_path / "slow_to_load.py").write_text(f"""
import time
from pathlib import Path

Path({str(tmp_path / "loading")!r}).touch()
time.sleep(2)
""")
    (tmp_path / "script.py").write_text(f"""
from extractor.batch.interrupts import Interrupts
from extractor.batch.pool import Pool
from {__name__} import double
if __name__ == "__main__":
    try:
        with Interrupts(), Pool(double, 1, ["slow_to_load"]) as pool:
            print(list(pool.run(range(3))))
    except KeyboardInterrupt:
        print("interrupted")
""")
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "script.py")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(Path(__file__).parents[2])))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "loading").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60) == ("interrupted\n", "")


def test_a_pool_waits_for_its_workers_in_words_until_it_is_interrupted() -> None:
    told: list[float] = []

    def interrupt_soon() -> None:
        told.append(time.monotonic())
        threading.Timer(1.0, os.kill, [os.getpid(), signal.SIGINT]).start()

    def run() -> None:
        with Interrupts(), Pool(sleep_long, 2, HERE, patience=50.0, patient=interrupt_soon) as workers:
            threading.Timer(1.5, os.kill, [os.getpid(), signal.SIGINT]).start()
            list(workers.run(range(2)))

    with pytest.raises(KeyboardInterrupt):
        run()
    assert len(told) == 1
    assert 0.9 < time.monotonic() - told[0] < 10


def test_what_no_pool_waits_for_is_not_asked(tmp_path: Path) -> None:
    file = tmp_path / "asked"

    def end_early() -> Iterator[Path]:
        yield file
        while not file.with_suffix(".begun").exists():
            time.sleep(0.05)
        raise KeyboardInterrupt

    def run() -> None:
        with Pool(ask_late, 2, HERE, patience=20.0) as workers:
            list(workers.run(end_early()))

    with pytest.raises(KeyboardInterrupt):
        run()
    assert file.with_suffix(".begun").exists()
    assert not file.exists()


def test_a_pool_whose_workers_do_nothing_waits_for_nothing() -> None:
    told: list[str] = []
    with Pool(double, 2, HERE, patience=50.0, patient=lambda: told.append("waits")) as workers:
        list(workers.run(range(4)))
    assert told == []


def test_no_more_workers_than_tasks() -> None:
    with Pool(process_of, 8, HERE) as workers:
        assert len({answer for _, answer in workers.run(range(1))}) == 1


def test_while_a_task_waits_for_another_machine_the_next_one_begins() -> None:
    """One computes at a time, all eight wait together; a ninth has no process."""
    with Pool(wait_for_another, 8, HERE, computing=1) as workers:
        computed = sorted(answer for _, answer in workers.run(range(9)) if isinstance(answer, float))
    assert all(later - earlier >= 0.05 for earlier, later in itertools.pairwise(computed))
    assert computed[8] - computed[0] >= 1.0


def test_no_more_processes_are_started_than_have_work() -> None:
    with Pool(process_of, 8, HERE, computing=2) as workers:
        assert len({answer for _, answer in workers.run(range(20))}) <= 2


def test_the_death_of_a_worker_costs_its_task_alone() -> None:
    with Pool(die_at_three, 2, HERE) as workers:
        answers = dict(workers.run(range(8)))
    assert answers.pop(3) == Crash(-signal.SIGKILL, timed_out=False)
    assert answers == {number: number for number in (0, 1, 2, 4, 5, 6, 7)}


def test_a_task_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "TIME_LIMIT", 2.0)
    with Pool(hang_at_three, 2, HERE) as workers:
        answers = dict(workers.run(range(8)))
    crash = answers.pop(3)
    assert isinstance(crash, Crash)
    assert crash.timed_out
    assert len(answers) == 7


def test_an_error_of_the_work_itself_ends_the_run_with_its_own_words() -> None:
    with Pool(refuse, 1, HERE) as workers, pytest.raises(OutputError, match=r"第 0 个。 Number 0\."):
        list(workers.run(range(3)))


def test_tasks_are_taken_as_they_are_needed() -> None:
    taken: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    with Pool(double, 2, HERE) as workers:
        answers = workers.run(tasks())
        for _ in range(3):
            next(answers)
    assert len(taken) <= 6


def test_processes_end_with_the_pool() -> None:
    with Pool(process_of, 2, HERE) as workers:
        processes = {answer for _, answer in workers.run(range(6)) if isinstance(answer, int)}
    assert processes
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
