"""``python -m bench [NAME…]``: run all benchmarks, or those named."""

import sys
from collections.abc import Callable

from bench import batches, model, pdf, review, start, store, text

BENCHMARKS: dict[str, Callable[[], None]] = {
    "start": start.measure,
    "text": text.measure,
    "pdf": pdf.measure,
    "workers": batches.measure_workers,
    "memory": batches.measure_memory,
    "store": store.measure,
    "review": review.measure,
    "model-calls": model.measure_throughput,
    "model-reports": model.measure_reports,
    "model-tokens": model.measure_tokens,
}


def main(names: list[str]) -> int:
    """Run benchmarks; exit status 2 for an unknown name."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"没有这项测试 No such benchmark: {', '.join(unknown)}. {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
