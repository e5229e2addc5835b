"""RapidOCR's recogniser (PP-OCRv6 on ONNX Runtime), with the models that its package ships; nothing is downloaded."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import rapidocr
from numpy.typing import NDArray

from extractor.documents.ocr.arrays import Gray
from extractor.documents.ocr.engine import NUMERIC, Character, LineReading

MODEL = Path(rapidocr.__file__).parent / "models" / "PP-OCRv6_rec_small.onnx"

HEIGHT = 48
"""Pixels. The height that the model was trained on."""

NARROWEST, WIDEST = 64, 3200
"""Pixels. The model reads single digits as surely in 64 as in its nominal 320; a wider line is squeezed."""

BATCH = 4096
"""Pixels of width in one call: the model's answer takes about 9 KB for each, so a call stays below 40 MB."""

RIVAL = 0.02
"""The least probability of a rival that is kept."""

Probabilities = NDArray[np.float32]
"""Steps × characters; character 0 is the blank between characters."""


class RapidEngine:
    """An ``Engine``. One thread: a batch has a process for each core."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # gives memory back after every call
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
        names = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *names, " "]
        self._numeric = np.array([0, *(self._characters.index(character) for character in NUMERIC)])
        self._input = self._session.get_inputs()[0].name

    def read(self, lines: Sequence[Gray]) -> list[LineReading]:
        """One reading for each picture, in order."""
        found: dict[int, LineReading] = {}
        for batch in _batches([_width(line) for line in lines]):
            widest = max(NARROWEST, *(_width(lines[index]) for index in batch))
            answers = self._session.run(None, {self._input: _stacked([lines[index] for index in batch], widest)})[0]
            for index, answer in zip(batch, answers, strict=True):
                found[index] = self._decoded(answer, widest / _width(lines[index]))
        return [found[index] for index in range(len(lines))]

    def _decoded(self, answer: Probabilities, stretch: float) -> LineReading:
        """The likeliest characters (CTC: a character lasts until it changes); ``stretch``: picture widths per answer."""
        best = answer.argmax(axis=1)
        starts = [step for step in range(len(best)) if best[step] and (step == 0 or best[step] != best[step - 1])]
        ends = [next((s for s in range(start, len(best)) if best[s] != best[start]), len(best)) for start in starts]
        middles = [(start + end) / 2 / len(best) * stretch for start, end in zip(starts, ends, strict=True)]
        borders = [0.0, *((a + b) / 2 for a, b in pairwise(middles)), 1.0]
        characters = [
            self._character(answer[start:end], int(best[start]), min(borders[i], 1.0), min(borders[i + 1], 1.0))
            for i, (start, end) in enumerate(zip(starts, ends, strict=True))
        ]
        return LineReading(tuple(characters), self._as_number(answer))

    def _character(self, steps: Probabilities, best: int, left: float, right: float) -> Character:
        peak = steps[steps[:, best].argmax()]
        order = sorted(self._numeric[1:], key=lambda index: -peak[index])
        rivals = tuple(self._characters[index] for index in order[:3] if index != best and peak[index] >= RIVAL)
        return Character(self._characters[best], left, right, float(peak[best]), rivals)

    def _as_number(self, answer: Probabilities) -> str:
        best = self._numeric[answer[:, self._numeric].argmax(axis=1)]
        changed = [index for step, index in enumerate(best) if index and (step == 0 or index != best[step - 1])]
        return "".join(self._characters[index] for index in changed)


def _width(line: Gray) -> int:
    """The width of a line at the model's height."""
    return min(max(ceil(HEIGHT * int(line.shape[1]) / int(line.shape[0])), 8), WIDEST)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of lines of about one width, so that little is padding, and no call is too large."""
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=lambda index: widths[index]):
        if batch and max(widths[index], NARROWEST) * (len(batch) + 1) > BATCH:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _stacked(lines: Sequence[Gray], width: int) -> NDArray[np.float32]:
    """Lines as the model takes them: from -1 black to 1 white, three equal channels, 0 where a line has ended."""
    stack = np.zeros((len(lines), 3, HEIGHT, width), np.float32)
    for row, line in zip(stack, lines, strict=True):
        own = _width(line)
        row[:, :, :own] = cv2.resize(line, (own, HEIGHT)).astype(np.float32) / 127.5 - 1
    return stack
