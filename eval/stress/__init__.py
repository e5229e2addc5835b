"""Stress sets: labelled reports made harder on purpose, with a fixed seed, each with the label that is then true."""

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from eval.labels import LabelSet
from eval.stress.base import Case, Original, originals
from eval.stress.dialects import dialects, lost_blanks
from eval.stress.digits import single_digits
from eval.stress.scans import scans
from eval.stress.text import encodings, ocr_noise, swapped_sections, traditional
from extractor.result import write_text

Stress = Callable[[Original, random.Random], Iterator[Case]]

STRESSES: dict[str, Stress] = {
    "dialects": dialects,
    "lost_blanks": lost_blanks,
    "ocr_noise": ocr_noise,
    "swapped_sections": swapped_sections,
    "traditional": traditional,
    "encodings": encodings,
    "single_digits": single_digits,
}

SCANS: dict[str, Stress] = {"scans": scans}
"""A set of its own: to make and to read it takes a hundred times as long."""


def make_stress_sets(
    labels: LabelSet, out: Path, seed: int, stresses: Mapping[str, Stress] = STRESSES
) -> dict[str, int]:
    """Write every one of ``stresses`` of every present fixture under ``out/<stress>/``; returns the number of cases of each.

    Each case has its own generator, seeded by ``seed``, stress and fixture, so that adding one changes no other.
    """
    counts = dict.fromkeys(stresses, 0)
    for original in originals(labels):
        for name, stress in stresses.items():
            for case in stress(original, random.Random(f"{seed} {name} {original.fixture.name}")):
                _write(out / name / f"{original.fixture.name}{case.suffix}", case)
                counts[name] += 1
    return counts


def _write(folder: Path, case: Case) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / case.label.name).write_bytes(case.source)
    write_text(folder / "label.json", case.label.to_json())
