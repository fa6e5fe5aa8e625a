"""CONTRL Syntax and service report: what the receiver's syntax check says of one interchange.

UCI+000000017+5412345000013:14+HARBORPINE:ZZ+4'
UCM+1+ORDERS:D:96A:UN+4'
UCS+4'
UCD+39+2:2'

Where the interchange has groups, a UCF for each stands above the UCMs of its messages:

UCF+1+ACME:14+HARBORPINE:ZZ+4+29+UNE+2'
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from edi.documents.answers import (
    RECEIVED,
    Acknowledgment,
    ElementAnswer,
    GroupAnswer,
    SegmentAnswer,
    SetAnswer,
)
from edi.elements import COUNT, TEXT, Kind, Texts
from edi.grammar import Grammar, read_grammar
from edi.shape_parts import One
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet

CODE: Final = "CONTRL"
_TEXT: Final = """
UNH M 1; UCI M 1
[UCM] O 999999
    UCM M 1
    [UCS] O 999
        UCS M 1; UCD O 99
[UCF] O 999999
    UCF M 1
    [UCM] O 999999
        UCM M 1
        [UCS] O 999
            UCS M 1; UCD O 99
UNT M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("D96A", "D01B")
}
ACTIONS: Final = {"4": "R", "7": "A", RECEIVED: RECEIVED}
"""0083: rejected, acknowledged, received; what was only received is still to be acknowledged."""


def _said(verdict: str) -> str:
    return {"R": "4", RECEIVED: RECEIVED}.get(verdict, "7")


ACTION: Final = Kind(lambda text: ACTIONS.get(text, text), _said, "")


_SEGMENT: Final = Shape(
    SegmentAnswer,
    one("UCS", position=COUNT(1), codes=Texts(2)),
    each("UCD", "elements", ElementAnswer, code=1, position=TEXT(2, 1), component=TEXT(2, 2)),
)
_SET: Final = Shape(
    SetAnswer,
    one(
        "UCM",
        control=1,
        set=TEXT(2, 1),
        version=TEXT(2, 2),
        guide=TEXT(2, 3),
        agency=TEXT(2, 4),
        association=TEXT(2, 5),
        verdict=ACTION(3),
        codes=Texts(1, 1, 4),
        service=5,
        element=TEXT(6, 1),
        component=TEXT(6, 2),
    ),
    loops("UCS", "segments", _SEGMENT),
)


def _answered(name: str) -> One:
    """UCI or UCF: whose envelope is answered, and what became of it."""
    return one(
        name,
        control=1,
        sender=TEXT(2, 1),
        sender_qualifier=TEXT(2, 2),
        receiver=TEXT(3, 1),
        receiver_qualifier=TEXT(3, 2),
        verdict=ACTION(4),
        codes=Texts(1, 1, 5),
        service=6,
        element=TEXT(7, 1),
        component=TEXT(7, 2),
    )


_GROUP: Final = Shape(
    GroupAnswer,
    _answered("UCF"),
    loops("UCM", "sets", _SET),
)
_INTERCHANGE: Final = _answered("UCI")
_ROUTING: Final = {
    "sender_routing": TEXT(2, 3),
    "sender_routing_part": TEXT(2, 4),
    "receiver_routing": TEXT(3, 3),
    "receiver_routing_part": TEXT(3, 4),
}
"""What a UCI says of parties beyond what a UCF does."""
SHAPE: Final = Shape(
    Acknowledgment,
    replace(_INTERCHANGE, bindings={**_INTERCHANGE.bindings, **_ROUTING}),
    loops("UCM", "sets", _SET),
    loops("UCF", "groups", _GROUP),
)


SET: Final = TransactionSet(
    code=CODE,
    title="Syntax and service report",
    group="",
    grammars=GRAMMARS,
    shape=SHAPE,
    key=lambda document: document.control,
)
