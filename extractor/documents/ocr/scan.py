"""From the picture of a page to a ``Page`` of glyphs and rules, and what is uncertain about its characters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import cv2

from extractor.documents.layout.glyphs import Glyph, Page
from extractor.documents.model import Place, Recognised
from extractor.documents.ocr.arrays import Gray
from extractor.documents.ocr.engine import Character, Engine, LineReading, Scanned
from extractor.documents.ocr.ink import LOW, Ink, Pixels, find_ink, ink_of, points
from extractor.documents.ocr.picture import Picture, leaves, turned

PADDING, WIDER = 0.15, 0.4
"""Shares of a run's height left white around it: at the first reading, and at the second, where it is smaller."""

SURE = 0.9
"""A run all of whose characters are likelier than this reads as it stands."""

UPRIGHT = 0.75
"""The mean confidence from which a page's longest lines are taken to stand upright; sideways they stay below 0.5."""

FULL_STOP = LineReading((Character("。", 0.0, 1.0, 1.0),))

STOP = 4.0
"""Points. A lower ring is a full stop: digits of 6-point type are 4.2 points high."""

FEWEST_RULES = 3
"""Rules each way that make a picture's drawing a table: two columns and two rows."""

SHORT = 3
"""Characters. Runs so short may be a misread number whatever they say, but for Chinese ones."""

ALIKE = 1.15
"""Sizes within this ratio are one: the height of a run tells its em to a tenth."""

OPENING, CLOSING, AROUND = '“‘（《〈【「("', '，。、；：！？”’）》〉】」)"', 0.6
"""Punctuation fills half its em or less, so that what looks like a gap before or after it is its own (in ems)."""

SAMPLE = 8
"""How many lines tell the way a page stands."""

UNREAD = LineReading((Character("\ufffd", 0.0, 1.0, 0.0),))
"""Ink in which the engine sees no character: no value, but no empty cell either."""

DASH = LineReading((Character("—", 0.0, 1.0, 1.0),))
"""Flat ink by itself, which engines take for 一, _ or -."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A run as read: once, and a second time if it is a number. ``white``: pixels left around it when it was read.

    ``digits``: how many pieces of ink as high as a digit it has.
    """

    run: Pixels
    line: LineReading
    second: LineReading | None
    digits: int
    white: int

    @property
    def height(self) -> int:
        return self.run[3] - self.run[1]

    @property
    def middle(self) -> float:
        return (self.run[1] + self.run[3]) / 2


def scan(picture: Picture, number: int, engine: Engine, origin: int) -> Iterator[Scanned]:
    """The page, or the two pages of a spread, that a level picture shows; ``origin`` is that of the first glyph."""
    picture = _upright(picture, engine)
    for leaf in leaves(picture, ink_of(picture.gray)):
        scanned = _read(leaf, find_ink(leaf.gray, ink_of(leaf.gray), leaf.scale), number, engine, origin)
        origin += len(scanned.page.glyphs)
        yield scanned


def scan_table(picture: Picture, number: int, engine: Engine, origin: int) -> Scanned | None:
    """The ruled table in a picture that is a part of a page, in points of the displayed page; None where it shows none."""
    ink = find_ink(picture.gray, ink_of(picture.gray), picture.scale)
    flat = sum(rule[2] - rule[0] > rule[3] - rule[1] for rule in ink.rules)
    if min(flat, len(ink.rules) - flat) < FEWEST_RULES:
        return None
    scanned = _read(picture, ink, number, engine, origin)
    page = scanned.page
    glyphs = [_moved(glyph, picture) for glyph in page.glyphs]
    rules = [picture.shown(rule) for rule in page.rules]
    return replace(scanned, page=replace(page, glyphs=glyphs, rules=rules))


def _moved(glyph: Glyph, picture: Picture) -> Glyph:
    """A glyph on the displayed page, from the reading space of a picture on it."""
    left, top, _, _ = glyph.box
    box = picture.shown(glyph.box)
    baseline = picture.shown((left, top, left, glyph.baseline))[3]
    size = glyph.size * (box[3] - box[1]) / (glyph.box[3] - top)
    return replace(glyph, box=box, baseline=baseline, order=box[0], size=size)


def _upright(picture: Picture, engine: Engine) -> Picture:
    """The picture turned so that its lines can be read; as it is where they can, or where it has none."""
    best, most = picture, 0.0
    for quarters in (0, 2, 1, 3):
        candidate = turned(picture, quarters)
        ink = find_ink(candidate.gray, ink_of(candidate.gray), candidate.scale)
        wide = [run for run in ink.runs if 3 * (run[3] - run[1]) < run[2] - run[0] < 16 * ink.em]
        sample = sorted(wide, key=lambda run: run[0] - run[2])[:SAMPLE]
        readings = engine.read([_cut(ink, run, PADDING) for run in sample])
        characters = [character for reading in readings for character in reading.characters]
        if not characters and quarters == 0:
            return picture
        sure = sum(character.confidence for character in characters)
        if characters and sure >= UPRIGHT * len(characters):
            return candidate
        if sure > most:
            best, most = candidate, sure
    return best


def _read(picture: Picture, ink: Ink, number: int, engine: Engine, origin: int) -> Scanned:
    runs = [run for run in _in_reading_order(ink) if run[3] - run[1] < 5 * ink.em]
    readings = _readings(ink, runs, engine)
    glyphs: list[Glyph] = []
    recognised: list[Recognised] = []
    for reading, (size, baseline) in zip(readings, _set(readings, ink.em), strict=True):
        start = origin + len(glyphs)
        glyphs += _glyphs(reading, size, baseline, picture.scale, start)
        recognised.append(_recognised(reading, start, origin + len(glyphs)))
    page = Page(
        width=picture.gray.shape[1] / picture.scale,
        height=picture.gray.shape[0] / picture.scale,
        glyphs=glyphs,
        rules=[points(rule, picture.scale) for rule in ink.rules],
        show=lambda box: Place(number, picture.shown(box)),
        upright=picture.upright,
    )
    return Scanned(page, recognised)


def _in_reading_order(ink: Ink) -> list[Pixels]:
    return sorted(ink.runs, key=lambda run: (round((run[1] + run[3]) / ink.em), run[0]))


def _white(run: Pixels, em: int, padding: float) -> int:
    return round(padding * max(run[3] - run[1], 0.6 * em)) + 2


def _cut(ink: Ink, run: Pixels, padding: float) -> Gray:
    """The picture of a run with white around it; a dash keeps the height of a line."""
    x0, y0, x1, y1 = run
    height = max(y1 - y0, round(0.6 * ink.em))
    white = _white(run, ink.em, padding)
    middle = (y0 + y1) // 2
    top, bottom = min(y0, middle - height // 2) - white, max(y1, middle + height // 2) + white
    return ink.gray[max(top, 0) : bottom, max(x0 - white, 0) : x1 + white]


def _readings(ink: Ink, runs: Sequence[Pixels], engine: Engine) -> list[Reading]:
    """Every run as read, numbers twice."""
    read = engine.read([_cut(ink, run, PADDING) for run in runs])
    first = [_mended(line, run, ink) for line, run in zip(read, runs, strict=True)]
    numbers = [index for index, reading in enumerate(first) if _is_number(reading.text)]
    again = engine.read([_cut(ink, runs[index], WIDER) for index in numbers])
    second = dict(zip(numbers, again, strict=True))
    return [
        Reading(
            run, reading, second.get(index), _digits(ink, run) if index in second else 0, _white(run, ink.em, PADDING)
        )
        for index, (run, reading) in enumerate(zip(runs, first, strict=True))
    ]


def _mended(line: LineReading, run: Pixels, ink: Ink) -> LineReading:
    """A reading in which what an engine cannot tell from a single line's picture is put right by where it stands."""
    if _is_flat(run, ink.em):
        return DASH
    if not line.text.strip():
        return UNREAD
    if line.text in "0oO〇" and run[3] - run[1] < STOP * ink.scale:
        return FULL_STOP
    first, *rest = line.characters
    if first.text in "-—_" and rest and rest[0].text in "、，.":
        return LineReading((replace(first, text="一"), *rest))
    return line


def _is_flat(run: Pixels, em: int) -> bool:
    return run[3] - run[1] < 0.25 * em and run[2] - run[0] > 0.3 * em


def _is_number(text: str) -> bool:
    """Whether a run reads like a table's number, or like the letters that digits are mistaken for."""
    if len(text) <= SHORT and not _is_chinese(text):
        return True
    return 2 * sum(character.isdigit() for character in text) >= len(text)


def _digits(ink: Ink, run: Pixels) -> int:
    """How many pieces of ink as high as a digit stand in a run: what tells 11 from 1."""
    x0, y0, x1, y1 = run
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink_of(ink.gray[y0:y1, x0:x1]))
    return int((stats[1:count, cv2.CC_STAT_HEIGHT] > 0.6 * (y1 - y0)).sum())


def _set(readings: Sequence[Reading], em: int) -> list[tuple[float, float]]:
    """Each run's em, and the y of its baseline, in pixels. A dash has those of the nearest run on its line."""
    sizes = _sizes(readings, em)
    own = [(size, _baseline(reading, size)) for reading, size in zip(readings, sizes, strict=True)]
    high = [index for index, reading in enumerate(readings) if reading.height >= LOW * em]
    for index, reading in enumerate(readings):
        if reading.height < LOW * em:
            level = (i for i in high if readings[i].run[1] < reading.middle < readings[i].run[3])
            nearest = min(level, key=lambda i: abs(readings[i].run[0] - reading.run[0]), default=index)
            own[index] = own[nearest]
    return own


def _sizes(readings: Sequence[Reading], em: int) -> list[float]:
    """Each run's em in pixels, told by its height and its characters; about equal ones are made equal."""
    told = [_size(reading, em) for reading in readings]
    order = sorted(range(len(told)), key=lambda index: told[index])
    sizes = list(told)
    group: list[int] = []
    for index in [*order, -1]:
        if group and (index < 0 or told[index] > ALIKE * told[group[0]]):
            common = median(told[i] for i in group for _ in readings[i].line.text[:40] or "-")
            for i in group:
                sizes[i] = common
            group = []
        group.append(index)
    return sizes


def _size(reading: Reading, em: int) -> float:
    if _is_chinese(reading.line.text):
        return 1.08 * reading.height if reading.height > 0.6 * em else em
    return reading.height / 0.7 if any(character.isdigit() for character in reading.line.text) else em


def _is_chinese(text: str) -> bool:
    return any(character >= "\u2e80" for character in text)


def _baseline(reading: Reading, size: float) -> float:
    """Digits stand on the baseline, Chinese characters and commas reach below it, a dash hangs above."""
    _, top, _, bottom = reading.run
    if reading.height < LOW * size:
        return (top + bottom) / 2 + 0.35 * size
    if _is_chinese(reading.line.text):
        return bottom - 0.08 * size
    return bottom - (0.14 * size if "," in reading.line.text else 0)


def _glyphs(reading: Reading, size: float, baseline: float, scale: float, origin: int) -> Iterator[Glyph]:
    """A run's characters, side by side over its width. White space counts beside none but Latin letters and digits."""
    x0, y0, x1, y1 = reading.run
    width = x1 - x0 + 2 * reading.white
    spaced = False
    before = ""
    for character in reading.line.characters:
        if character.text.isspace():
            spaced = bool(before) and not _is_chinese(before)
            continue
        left = min(max(x0 - reading.white + character.left * width, x0), x1 - 1)
        right = max(min(x0 - reading.white + character.right * width, x1), left + 1)
        left -= AROUND * size if character.text in OPENING + CLOSING and left <= x0 else 0
        right += AROUND * size if character.text in CLOSING and right >= x1 - 1 else 0
        box = points((left, y0, right, y1), scale)
        before = character.text
        spaced = spaced and not _is_chinese(before)
        yield Glyph(before, box, baseline / scale, box[0], size / scale, spaced, origin)
        spaced = False
        origin += 1


def _recognised(reading: Reading, start: int, end: int) -> Recognised:
    line, second = reading.line, reading.second
    sure = line.confidence >= SURE
    if second is None:
        return Recognised(start, end, sure)
    pieces = sum(character.text.isdigit() for character in line.characters) == reading.digits
    alternatives = tuple(_alternatives(line, second))
    return Recognised(start, end, sure and pieces and not alternatives, alternatives)


def _alternatives(line: LineReading, second: LineReading) -> Iterator[str]:
    """What else a number may say: as read the second time, with digits in place of letters, or with a rival digit."""
    seen = {line.text, ""}
    texts = [second.text]
    if not _is_chinese(line.text):
        texts += [line.numeric, second.numeric]
    for index, character in enumerate(line.characters):
        if character.confidence < SURE:
            before, after = line.text[:index], line.text[index + 1 :]
            texts += [before + rival + after for rival in character.rivals]
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield text
