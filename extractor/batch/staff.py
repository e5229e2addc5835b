"""Who carries out the tasks of a run on this machine: worker processes, which alone load the readers."""

from functools import partial

from extractor.batch.pool import Pool
from extractor.batch.tasks import Answer, Job, Staff, Work

READERS = "extractor.batch.work"
"""What worker processes load before anything else."""


def work(job: Job, task: Work) -> Answer:
    """Carry out a task in a worker process, which alone loads the readers. See ``extractor.batch.work``."""
    from extractor.batch.work import carry_out

    return carry_out(job, task)


def processes(number: int) -> Staff:
    """That many processes of this machine."""
    return lambda job: Pool(partial(work, job), number, READERS, job.time_limit, patience(job))


def patience(job: Job) -> float:
    """Seconds that workers get to end what they do: an answer that is paid for is worth waiting for."""
    return 0.2 if job.engine == "offline" else job.time_limit
