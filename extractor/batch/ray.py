"""The work of a run on a Ray cluster instead of this machine's processes; needs the extra ``ray``.

Ray carries each task to a free processor and tries again, elsewhere, what a node took with it when it died. Everything
else stays as it is on one machine: this run takes the leases, hands out their tasks as processors get free, and alone
keeps the results, each once. On its node a document is read in a process of its own with the limits of a local run, so
that one that kills its process costs itself alone.
"""

import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from extractor.batch.interrupts import waiting
from extractor.batch.pool import Crash, Pool
from extractor.batch.staff import READERS, patience, work
from extractor.batch.tasks import Answer, Job, Work
from extractor.errors import ClusterError, UsageError

if TYPE_CHECKING:
    import ray

_AHEAD = 2
"""Tasks under way for each processor: one is read while the next one is on its way."""
_ANSWER = 10.0
"""Seconds within which a cluster has to answer."""
_PASSED_ON = ("EXTRACTOR_", "OPENAI_", "XDG_CACHE_HOME")
"""Beginnings of the variables that workers need: which model, and where its answers are kept."""

Environment = tuple[tuple[str, str], ...]


class RayPool:
    """Like ``Pool``, with the processors of a cluster; ``address`` is the cluster's, None the one that Ray finds.

    ``most``: processors to use; None: all that the cluster has, also where it grows or shrinks.
    Raises UsageError where Ray is not installed, ClusterError where the cluster cannot be reached.
    """

    def __init__(self, job: Job, most: int | None, address: str | None) -> None:
        self._most = most
        _connect(address)
        import ray

        # An argument, not Ray's runtime_env: that is shown on dashboards, and a key may be among it.
        self._shared = ray.put((job, _passed_on(os.environ)))
        self._carry_out = ray.remote(num_cpus=1, max_retries=-1, scheduling_strategy="SPREAD")(_carry_out)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        import ray

        ray.shutdown()

    def run(self, tasks: Iterable[Work]) -> Iterator[tuple[Work, Answer | Crash]]:
        """Each task with its answer, in the order in which they are done. Raises what the work raised."""
        import ray

        unstarted = iter(tasks)
        under_way: dict[ray.ObjectRef[Answer | Crash], Work] = {}
        while self._feed(unstarted, under_way):
            with waiting():
                (ready, *_), _ = ray.wait(list(under_way))
            yield under_way.pop(ready), _answer(ready)

    def _feed(self, unstarted: Iterator[Work], under_way: "dict[ray.ObjectRef[Answer | Crash], Work]") -> bool:
        """Send tasks to the cluster while it has room; whether any is under way."""
        for task in _bounded(unstarted, self.size * _AHEAD - len(under_way)):
            under_way[self._carry_out.remote(self._shared, task)] = task
        return bool(under_way)

    @property
    def size(self) -> int:
        """The cluster's processors at this moment, within what was asked for."""
        import ray

        processors = max(int(ray.cluster_resources().get("CPU", 1)), 1)  # type: ignore[no-untyped-call]
        return min(processors, self._most or processors)


def _bounded(tasks: Iterator[Work], most: int) -> Iterator[Work]:
    """Up to ``most`` tasks; the iterator is not asked for one more."""
    for _ in range(most):
        task = next(tasks, None)
        if task is None:
            return
        yield task


def _connect(address: str | None) -> None:
    try:
        import ray
    except ModuleNotFoundError as error:
        raise UsageError(
            "使用 Ray 需要安装附加组件：在项目文件夹中运行 pip install -e '.[ray]'。",
            "Ray needs an extra: pip install -e '.[ray]' in the project's folder.",
        ) from error
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing of a run is told to anybody unless the user says so
    where = address or os.environ.get("RAY_ADDRESS", "")
    try:
        _call(where)
        ray.init(address=address, log_to_driver=False, configure_logging=False, include_dashboard=False)
    except (OSError, RuntimeError, ValueError) as error:
        raise ClusterError(
            f"无法连接 Ray 集群（{where}）：{error}。请检查地址和集群是否在运行，然后重新运行同一命令。",
            f"The Ray cluster ({where}) cannot be reached: {error}. Check the address and that it runs, "
            "then run the same command again.",
        ) from error


def _call(where: str) -> None:
    """See whether anybody answers at ``host:port``: Ray itself tries for minutes."""
    host, _, port = where.rpartition("://")[2].rpartition(":")
    if port.isdigit():
        socket.create_connection((host, int(port)), timeout=_ANSWER).close()


def _passed_on(environment: Mapping[str, str]) -> Environment:
    return tuple(sorted((name, value) for name, value in environment.items() if name.startswith(_PASSED_ON)))


def _answer(ready: "ray.ObjectRef[Answer | Crash]") -> Answer | Crash:
    import ray

    try:
        return ray.get(ready)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from error
    except ray.exceptions.RayError as error:
        raise ClusterError(
            f"Ray 集群出错：{error}。已完成的结果均已保存，请重新运行同一命令。",
            f"The Ray cluster failed: {error}. Results so far are kept; run the same command again.",
        ) from error


def _carry_out(shared: tuple[Job, Environment], task: Work) -> Answer | Crash:
    """On a node: one task, in a process that stays for the next ones."""
    ((_, answer),) = _process(*shared).run([task])
    return answer


@cache
def _process(job: Job, environment: Environment) -> Pool[Work, Answer]:
    os.environ.update(environment)
    return Pool(partial(work, job), 1, READERS, job.time_limit, patience(job))
