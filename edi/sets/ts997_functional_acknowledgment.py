"""997 Functional Acknowledgment: what the receiver's syntax check says of one group.

AK1*PR*17~
AK2*855*0001~
AK3*ACK*7**8~
AK4*2*380*6*1O~
AK5*R*5~
AK9*R*1*1*0~
"""

from __future__ import annotations

from typing import Final

from edi.documents.answers import Acknowledgment, ElementAnswer, SegmentAnswer, SetAnswer
from edi.elements import COUNT, TEXT, Texts
from edi.grammar import Grammar, read_grammar
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet

CODE: Final = "997"
_TEXT: Final = """
ST M 1; AK1 M 1
[AK2] O 999999
    AK2 M 1
    [AK3] O 999999
        AK3 M 1; AK4 O 99
    AK5 M 1
AK9 M 1; SE M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}

_SEGMENT: Final = Shape(
    SegmentAnswer,
    one("AK3", segment=1, position=COUNT(2), loop=3, codes=Texts(4)),
    each(
        "AK4",
        "elements",
        ElementAnswer,
        position=TEXT(1, 1),
        component=TEXT(1, 2),
        repetition=TEXT(1, 3),
        number=2,
        code=3,
        value=4,
    ),
)
_SET: Final = Shape(
    SetAnswer,
    one("AK2", set=1, control=2, guide=3),
    loops("AK3", "segments", _SEGMENT),
    one("AK5", verdict=1, codes=Texts(2)),
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
    title="Functional Acknowledgment",
    group="FA",
    grammars=GRAMMARS,
    shape=SHAPE,
    key=lambda document: f"{document.group}*{document.control}",
)
