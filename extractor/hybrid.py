"""How a model takes part in reading one document: what it is asked, and what of it the result keeps."""

from collections.abc import Sequence

from extractor.arbitration import arbitrated, open_cells
from extractor.documents.model import Document
from extractor.errors import AnswerAwaitedError, ModelError
from extractor.llm.session import Asker, ModelSession
from extractor.llm.settings import GGUF
from extractor.readers.llm import Work
from extractor.readers.llm_tables import read_blocks
from extractor.reading import Note, Reading
from extractor.reconcile import reconcile
from extractor.reports.base import Outline, ReportType, Settled
from extractor.result import Engine, Run


class Asking:
    """One document and the session to ask about it."""

    def __init__(self, document: Document, report_type: ReportType, outline: Outline, session: ModelSession) -> None:
        self.document = document
        self.report_type = report_type
        self.outline = outline
        self.session = session
        self.asker = Asker(session, document.source.name)

    def read(self, engine: Engine, readings: Sequence[Reading], run: Run) -> list[Reading]:
        """The readings that the result is made of; fills in ``run``.

        ``llm``: the model's alone, with what no question asks for (section texts), which is copied. ``hybrid``: tables
        and prose by rules, what they leave open by the model; a failing model leaves the rules' reading and a flag.
        Raises ModelError with ``llm`` where the model gives nothing.
        """
        tables, prose = readings
        questions = self.report_type.questions()
        try:
            if engine == "llm":
                whole = questions.read_all(self.document, self.report_type, self.outline, self.asker)
                left = {pointer: found for pointer, found in prose.values.items() if questions.leaves(pointer)}
                return [Reading(values=left), self.session.run(whole), *self._other_model()]
            opened = self.session.run(
                questions.read_open(self.document, self.report_type, self.outline, self.asker, _settled(prose))
            )
            if any(note.code == AnswerAwaitedError.code for note in opened.notes):
                return [tables, prose, opened]  # which cells are in doubt is known when the prose is read
            return [*self._arbitrate(tables, [prose, opened]), prose, opened, *self._other_model()]
        finally:
            self._account(run)

    def _arbitrate(self, tables: Reading, others: list[Reading]) -> list[Reading]:
        """The table reading with proven cells of the model where cells were in doubt, and the cells it agrees to.

        The model is asked by the text; what is still in doubt then, by the picture of the page where it takes pictures.
        """
        work = Work(self.document, self.report_type, self.outline, self.asker)
        agreed = work.reading.values
        sees = self.session.settings.vision and self.document.picture is not None
        for by_sight in (False, True) if sees else (False,):
            doubtful = self._doubtful([tables, Reading(values=agreed), *others])
            if not doubtful:
                break
            try:
                asked, dropped = self.session.run(
                    read_blocks(self.document, self.report_type, self.outline, self.asker, doubtful, by_sight=by_sight)
                )
            except ModelError as error:
                if not any(note.code == error.code for reading in others for note in reading.notes):
                    work.errors.append(error)
                break
            work.dropped += dropped
            answers = {pointer: cell for pointer, cell in asked.values.items() if pointer in doubtful}
            tables, same = arbitrated(self.document, self.report_type, tables, others, answers, doubtful)
            agreed |= same
        return [tables, work.finished()]

    def _doubtful(self, readings: Sequence[Reading]) -> set[str]:
        """The statutory cells that these readings leave in doubt."""
        reconciled, _, checks = reconcile(self.document, self.report_type, readings)
        return open_cells(self.report_type, checks, reconciled.flags)

    def _other_model(self) -> list[Reading]:
        """A note where the server says that another model answered than was asked for."""
        asked = self.session.model
        others = sorted(name for name in self.asker.account.answered_by if name and not name.startswith(asked))
        if not others or self.session.settings.is_local or asked.startswith(GGUF):
            return []
        chinese = f"请求的模型是 {asked}，服务称回答的是 {'、'.join(others)}。"
        english = f"{asked} was asked for; the server says that {', '.join(others)} answered."
        return [Reading(notes=[Note("other_model", chinese, english, review=False)])]

    def _account(self, run: Run) -> None:
        account = self.asker.account
        run.model = self.session.model
        run.calls, run.cached = account.calls, account.cached
        run.prompt_tokens, run.completion_tokens = account.prompt_tokens, account.completion_tokens
        run.cost = None if account.cost is None else round(account.cost, 6)
        run.dropped, run.prompts = account.dropped, dict(sorted(account.prompts.items()))


def _settled(prose: Reading) -> Settled:
    """The numbers that the rules read without a choice, and the pointers that they filled."""
    spans = [
        (candidate.start, candidate.end)
        for items in prose.items.values()
        for item in items
        for candidate in item.evidence.values()
        if candidate.certain and isinstance(candidate.value, int | float)
    ]
    filled = {pointer for pointer, items in prose.items.items() if items}
    return Settled(spans, frozenset(prose.values) | filled)
