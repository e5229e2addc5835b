"""Who carries out the tasks of a run on this machine: worker processes, which alone load the readers."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from extractor.batch.pool import Pool
from extractor.batch.tasks import Answer, Job, Staff, Work

READERS = ("extractor.batch.work",)
"""What worker processes load before anything else."""
ASKERS = (
    *READERS,
    "extractor.hybrid",
    "extractor.llm.modes",
    "httpcore2",
    "anyio._backends._asyncio",
    "instructor.v2.providers.openai",
    "instructor.v2.core.multimodal",
)
"""And where they ask a model. The last four the SDKs load at their first call: 0.2 s in each process."""


def work(job: Job, task: Work) -> Answer:
    """Carry out a task in a worker process, which alone loads the readers. See ``extractor.batch.work``."""
    from extractor.batch.work import carry_out

    return carry_out(job, task)


def processes(
    number: int, computing: int | None = None, calls: int = 128, patient: Callable[[], None] = lambda: None
) -> Staff:
    """That many processes of this machine, of which ``computing`` may do else than wait for a model; None: all.

    ``calls``: how many calls to the model they may have under way together. ``patient`` is called where a run that is
    cut short waits for what a model still answers.
    """

    def pool(job: Job) -> Pool[Work, Answer]:
        preload = READERS if job.engine == "offline" else ASKERS
        shared = replace(job, calls=max(calls // number, 1))
        tell = patient if job.engine != "offline" else lambda: None
        return Pool(partial(work, shared), number, preload, job.time_limit, patience(job), computing, tell)

    return pool


def patience(job: Job) -> float:
    """Seconds that workers get to end what they do: an answer that is paid for is worth waiting for."""
    return 0.2 if job.engine == "offline" else job.time_limit
