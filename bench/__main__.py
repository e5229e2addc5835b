"""``python -m bench [NAME…]``: run all benchmarks but the long ones, or those named."""

import sys
from collections.abc import Callable

from bench import across, batches, exports, grounding, large, model, pages, pdf, review, sharing, start, store, text

BENCHMARKS: dict[str, Callable[[], None]] = {
    "start": start.measure,
    "text": text.measure,
    "pdf": pdf.measure,
    "workers": batches.measure_workers,
    "memory": batches.measure_memory,
    "store": store.measure,
    "exports": exports.measure,
    "across": across.measure,
    "pages": pages.measure,
    "grounding": grounding.measure,
    "review": review.measure,
    "model-calls": model.measure_throughput,
    "model-reports": model.measure_reports,
    "model-tokens": model.measure_tokens,
}
LONG: dict[str, Callable[[], None]] = {
    "large-small": large.measure_small,
    "large": large.measure,
    "sharing": sharing.measure,
}
"""Those that take long or need a database server: ``make bench-large``."""


def main(names: list[str]) -> int:
    """Run benchmarks; exit status 2 for an unknown name."""
    known = BENCHMARKS | LONG
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"没有这项测试 No such benchmark: {', '.join(unknown)}. {', '.join(known)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        known[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
