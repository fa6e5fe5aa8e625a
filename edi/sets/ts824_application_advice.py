"""824 Application Advice: what an application says of documents that were well-formed.

BGN*11*AD-17*20260302*0712~
OTI*TR*PO*4500017~
TED*007*Total differs*TDS*12*1*610*9900~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import number_missing
from edi.documents.answers import Advice, AdviceError, ApplicationAdvice
from edi.elements import COUNT, DAY
from edi.findings import WireFinding
from edi.grammar import Grammar, read_grammar
from edi.sections import PARTY, REFERENCES
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "824"


def _text(*, contexts: str) -> str:
    """The grammar, where releases differ: since 005010 an error says its `contexts`."""
    return f"""
ST M 1; BGN M 1
[N1] O >1
    N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 12; PER O 3
[OTI] M >1
    OTI M 1; REF O 12; DTM O 2; PER O 3; AMT O >1; QTY O >1; NM1 O 9
    [TED] O >1
        TED M 1; {contexts}; NTE O 100; RED O 100
    [LM] O >1
        LM M 1
        [LQ] M 100
            LQ M 1; RED O 100
SE M 1
"""


_TEXTS: Final = {"004010": _text(contexts=""), "005010": _text(contexts="CTX O 10")}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

_ERROR: Final = Shape(
    AdviceError,
    one(
        "TED",
        code=1,
        message=2,
        segment=3,
        position=COUNT(4),
        element=COUNT(5),
        number=6,
        value=7,
    ),
    each("NTE", "notes", str, 2),
)
_ADVICE: Final = Shape(
    Advice,
    one(
        "OTI",
        verdict=1,
        qualifier=2,
        value=3,
        sender=4,
        receiver=5,
        date=DAY(6),
        time=7,
        group_control=8,
        set_control=9,
        set=10,
        version=11,
    ),
    REFERENCES,
    loops("TED", "errors", _ERROR),
)
SHAPE: Final = Shape(
    ApplicationAdvice,
    one("BGN", purpose=1, number=2, date=DAY(3), time=4),
    loops("N1", "parties", PARTY),
    loops("OTI", "advices", _ADVICE),
)


def judge(advice: ApplicationAdvice, segments: Sequence[Judged]) -> list[WireFinding]:
    """The advice has a number."""
    return [] if advice.number.strip() else [number_missing(segments, "BGN02")]


SET: Final = TransactionSet(
    code=CODE,
    title="Application Advice",
    group="AG",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.number,
)
