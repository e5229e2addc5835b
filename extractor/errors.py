"""Every error this package raises on purpose, as one tree with stable codes.

A message is one sentence in Chinese and one in English: what happened to which file, and what to do.
The code goes into ``Result.error`` and is what users filter by; it never changes.
"""

from typing import ClassVar


class ExtractorError(Exception):
    """Root of the tree. ``code`` is stable; ``str(error)`` is the bilingual message."""

    code: ClassVar[str] = "error"

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(chinese, english)  # both as arguments: errors travel between processes by pickling
        self.chinese = chinese
        self.english = english

    def __str__(self) -> str:
        return f"{self.chinese} {self.english}"


class UsageError(ExtractorError):
    """A command or call that cannot be carried out as given; exit status 2."""

    code = "usage"


class ReasonWantedError(UsageError):
    """A value that is proven by the form's arithmetic is changed only with a reason."""

    code = "reason_wanted"


class SettingsError(UsageError):
    """A setting or environment variable that is missing or makes no sense."""

    code = "settings"


class OutputError(ExtractorError):
    """Results cannot be written: the disk is full, or DIR may not be written to. The run stops."""

    code = "output"


class PdfError(ExtractorError):
    """A page could not be printed as PDF: no program for it is there, or it failed. The page itself is written."""

    code = "pdf"


class StoreError(ExtractorError):
    """The workspace's database cannot be opened, read or written. The run stops; the same command goes on later."""

    code = "store"


class StoreLostError(StoreError):
    """The connection to the workspace's database broke; waiting may mend it."""

    code = "store_lost"


class ClusterError(ExtractorError):
    """The Ray cluster cannot be reached, or failed beyond what it mends itself. The run stops; the same command goes on."""

    code = "cluster"


class ReviewConflictError(ExtractorError):
    """A review of a result that somebody else changed or holds meanwhile; nothing was written."""

    code = "review_conflict"


class DocumentError(ExtractorError):
    """A file that could not be turned into a report; the batch goes on without it."""

    code = "document"


class UnreadableFileError(DocumentError):
    """The file vanished, is no regular file, or may not be read."""

    code = "unreadable_file"


class EmptyFileError(DocumentError):
    """No bytes, or no text in them."""

    code = "empty_file"


class UnsupportedTypeError(DocumentError):
    """The content is of a type that no reader takes."""

    code = "unsupported_type"


class BrokenFileError(DocumentError):
    """The content is of a known type, but damaged or truncated."""

    code = "broken_file"


class EncryptedFileError(DocumentError):
    """The content is protected by a password."""

    code = "encrypted_file"


class EncryptedPdfError(EncryptedFileError):
    """A PDF that opens only with a password."""

    code = "encrypted_pdf"


class TooLargeError(DocumentError):
    """The file, or what it unpacks to, is beyond the stated limits."""

    code = "too_large"


class OfficeMissingError(DocumentError):
    """A .doc or .wps file on a machine without LibreOffice."""

    code = "libreoffice_missing"


class NoTextError(DocumentError):
    """Pages without a text layer (a scan), on a machine without an OCR engine."""

    code = "no_text"


class NotAReportError(DocumentError):
    """A readable document that is no report of a known type."""

    code = "not_a_report"


class TypeUnclearError(DocumentError):
    """A document that more than one report type takes for its own."""

    code = "type_unclear"


class ModelError(DocumentError):
    """The language model gave nothing usable for one document; the batch goes on without it."""

    code = "model"


class ModelUnavailableError(ModelError):
    """The endpoint did not answer before the deadline, whatever it was asked again."""

    code = "model_unavailable"


class ModelRejectedError(ModelError):
    """The endpoint turned the request down: key, model name, address or parameters."""

    code = "model_rejected"


class ModelAnswerError(ModelError):
    """The model answered, but not with what was asked for: refusal, nothing, or a wrong form after two re-asks."""

    code = "model_answer"


class AnswerCutError(ModelAnswerError):
    """The model's answer ran into its length limit and is not whole."""

    code = "model_answer_cut"


class BudgetSpentError(ModelError):
    """The tokens or the money allowed for the run are used up; no further call is made."""

    code = "budget_spent"


class AnswerAwaitedError(ModelError):
    """The question waits for a batch; the document is read to its end once that has answered."""

    code = "answer_awaited"


class TimeLimitError(DocumentError):
    """Reading the document took longer than allowed; its process was ended."""

    code = "time_limit"


class MemoryLimitError(DocumentError):
    """Reading the document took more memory than allowed."""

    code = "memory_limit"


class CrashError(DocumentError):
    """The process that read the document died."""

    code = "crashed"


class InternalError(DocumentError):
    """A fault of this program met while reading one document; ``--debug`` shows the traceback."""

    code = "internal"
