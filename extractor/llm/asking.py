"""For whom a model is asked."""

from contextvars import ContextVar
from dataclasses import dataclass

from extractor.llm.budget import Account


@dataclass(frozen=True, slots=True)
class Asking:
    """On whose account a call goes and which document it is for; ``until`` is the document's deadline (monotonic seconds).

    ``probing``: a server error is taken for an answer after the second time (llama-cpp-python says 500 to a mode that
    it does not know).
    """

    account: Account
    document: str
    until: float
    probing: bool = False


asking_for: ContextVar[Asking] = ContextVar("asking_for")
"""Of the present call: what stands between a question and its HTTP request passes nothing on."""
