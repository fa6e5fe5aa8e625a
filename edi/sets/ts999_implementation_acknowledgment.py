"""999 Implementation Acknowledgment: what a check by an implementation guide says of one group.

AK1*PR*17~
AK2*855*0001~
IK3*ACK*7**8~
CTX*SITUATIONAL TRIGGER*PO1*6~
IK4*2*380*6*1O~
IK5*R*5~
AK9*R*1*1*0~
"""

from __future__ import annotations

from typing import Final

from edi.documents.answers import (
    Acknowledgment,
    Context,
    ElementAnswer,
    SegmentAnswer,
    SetAnswer,
)
from edi.elements import COUNT, TEXT, Texts
from edi.grammar import Grammar, read_grammar
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet

CODE: Final = "999"
_TEXT: Final = """
ST M 1; AK1 M 1
[AK2] O >1
    AK2 M 1
    [IK3] O >1
        IK3 M 1; CTX O 10
        [IK4] O >1
            IK4 M 1; CTX O 10
    IK5 M 1
AK9 M 1; SE M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}

_CONTEXTS: Final = each(
    "CTX",
    "contexts",
    Context,
    name=TEXT(1, 1),
    reference=TEXT(1, 2),
    segment=2,
    position=COUNT(3),
    loop=4,
    element=TEXT(5, 1),
    component=TEXT(5, 2),
)
_ELEMENT: Final = Shape(
    ElementAnswer,
    one(
        "IK4",
        position=TEXT(1, 1),
        component=TEXT(1, 2),
        repetition=TEXT(1, 3),
        number=2,
        code=3,
        value=4,
    ),
    _CONTEXTS,
)
_SEGMENT: Final = Shape(
    SegmentAnswer,
    one("IK3", segment=1, position=COUNT(2), loop=3, codes=Texts(4)),
    _CONTEXTS,
    loops("IK4", "elements", _ELEMENT),
)
_SET: Final = Shape(
    SetAnswer,
    one("AK2", set=1, control=2, guide=3),
    loops("IK3", "segments", _SEGMENT),
    one("IK5", verdict=1, codes=Texts(2)),
)
SHAPE: Final = Shape(
    Acknowledgment,
    one("AK1", group=1, control=2, version=3),
    loops("AK2", "sets", _SET),
    one(
        "AK9",
        verdict=1,
        claimed=COUNT(2),
        received=COUNT(3),
        accepted=COUNT(4),
        codes=Texts(5),
    ),
)
SET: Final = TransactionSet(
    code=CODE,
    title="Implementation Acknowledgment",
    group="FA",
    grammars=GRAMMARS,
    shape=SHAPE,
    key=lambda document: f"{document.group}*{document.control}",
)
