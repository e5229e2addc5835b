"""Stress sets: labelled reports made harder on purpose, with a fixed seed, each with the label that is then true."""

import random
from collections.abc import Callable, Collection, Iterator
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
    "scans": scans,
}


def make_stress_sets(
    labels: LabelSet, out: Path, seed: int, names: Collection[str] = tuple(STRESSES)
) -> dict[str, int]:
    """Write the stresses of these ``names`` of every present fixture under ``out/<stress>/``; how many cases of each.

    Each case has its own generator, seeded by ``seed``, stress and fixture, so that adding one changes no other.
    """
    chosen = {name: stress for name, stress in STRESSES.items() if name in names}
    counts = dict.fromkeys(chosen, 0)
    for original in originals(labels):
        for name, stress in chosen.items():
            for case in stress(original, random.Random(f"{seed} {name} {original.fixture.name}")):
                _write(out / name / f"{original.fixture.name}{case.suffix}", case)
                counts[name] += 1
    return counts


def _write(folder: Path, case: Case) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / case.label.name).write_bytes(case.source)
    write_text(folder / "label.json", case.label.to_json())
