"""820 Payment Order/Remittance Advice: money on its way, and what it pays.

BPR*C*113.5*C*ACH*CTX************20260401~
TRN*1*PAY-301~
ENT*1~
RMR*IV*INV-5501**113.5*113.5~
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.complaints import complaint
from edi.documents.remittance import Adjustment, PaidEntity, Payment, Remittance
from edi.elements import COUNT, DAY, NUMBER
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.inner_loops import ACCOUNTS, within
from edi.sections import DATES, PARTY, REFERENCES
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "820"


def _items(*, first: str, dated: str) -> str:
    """The loop of items that are paid or adjusted: `first` behind an IT1, `dated` in its SAC."""
    return f"""
[IT1] O >1
    IT1 M 1; {first}
    [REF] O >1
        REF M 1; DTM O 1
    [SAC] O >1
        SAC M 1; TXI O >1; {dated}
    [SLN] O >1
        SLN M 1
        [REF] O >1
            REF M 1; DTM O >1
        [SAC] O >1
            SAC M 1; TXI O >1
"""


_REFERENCES: Final = """
[REF] O >1
    REF M 1; DTM O >1
"""
_PEOPLE: Final = """
[LX] O >1
    LX M 1; REF O >1; TRN O >1
    [NM1] O >1
        NM1 M 1; REF O >1; G53 O 1
        [AIN] O >1
            AIN M 1; QTY O >1; DTP O >1
        [PEN] O >1
            PEN M 1; AMT O >1; DTP O >1
            [INV] O >1
                INV M 1; DTP O >1
"""
"""Whose contributions are paid, and into what they go."""
_ROYALTIES: Final = """
[RYL] O >1
    RYL M 1
    [NM1] O >1
        NM1 M 1
        [LOC] O >1
            LOC M 1
            [PID] O >1
                PID M 1; DTM O 1
                [PCT] O >1
                    PCT M 1; QTY O 1
                    [AMT] O >1
                        AMT M 1; ADX O >1
        [ASM] O 1
            ASM M 1; ADX O 1
"""


def _text(*, accounts: str, items: str, adjusted: str, vehicle: str, taxes: str, wages: str) -> str:
    """The grammar, where releases differ: since 005010 accounts are charged, items say more.

    `items` and `adjusted` are those of what is paid and of adjustments; `vehicle`, `taxes` and
    `wages` end the segments that come before them, behind a TXP, and behind an N9.
    """
    return f"""
ST M 1; BPR M 1; NTE O >1; TRN O 1; CUR O 1; REF O >1; DTM O >1
[N1] O >1
    N1 M 1; N2 O >1; N3 O >1; N4 O 1; REF O >1; PER O >1; RDM O 1; DTM O 1
[ENT] O >1
    ENT M 1
{within(1, accounts)}
    [NM1] O >1
        NM1 M 1; N2 O >1; N3 O >1; N4 O 1; REF O >1; PER O >1
    [ADX] O >1
        ADX M 1; NTE O >1; PER O >1; DTM O 1
{within(2, _REFERENCES, adjusted, accounts)}
    [RMR] O >1
        RMR M 1; NTE O >1; REF O >1; DTM O >1; {vehicle}
{within(2, items)}
        [ADX] O >1
            ADX M 1; NTE O >1; PER O >1
{within(3, _REFERENCES, adjusted)}
{within(2, accounts)}
[TXP] O >1
    TXP M 1; TXI O >1; {taxes}
DED O >1
{_PEOPLE}
[N9] O 1
    N9 M 1; {wages}
    [AMT] O >1
        AMT M 1; REF O >1
    [N1] O >1
        N1 M 1; REF O >1
        [EMS] O >1
            EMS M 1; ATN O >1; AIN O >1; PYD O >1
{_ROYALTIES}
SE M 1
"""


_TEXTS: Final = {
    "004010": _text(
        accounts="",
        items=_items(first="", dated=""),
        adjusted=_items(first="", dated=""),
        vehicle="",
        taxes="",
        wages="",
    ),
    "005010": _text(
        accounts=ACCOUNTS,
        items=_items(first="RPA O 1; QTY O 1", dated=""),
        adjusted=_items(first="RPA O 1; QTY O 1", dated="DTM O 10"),
        vehicle="VEH O 1",
        taxes="REF O >1; DTM O >1",
        wages="REF O >1",
    ),
}
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, text) for release, text in _TEXTS.items()
}

_ADJUSTMENTS: Final = each(
    "ADX",
    "adjustments",
    Adjustment,
    amount=NUMBER(1),
    reason=2,
    qualifier=3,
    reference=4,
)
_REMITTANCE: Final = Shape(
    Remittance,
    one(
        "RMR",
        qualifier=1,
        number=2,
        action=3,
        paid=NUMBER(4),
        billed=NUMBER(5),
        discount=NUMBER(6),
    ),
    REFERENCES,
    DATES,
    _ADJUSTMENTS,
)
_ENTITY: Final = Shape(
    PaidEntity,
    one("ENT", number=COUNT(1), role=2, qualifier=3, id=4),
    _ADJUSTMENTS,
    loops("RMR", "remittances", _REMITTANCE),
)
SHAPE: Final = Shape(
    Payment,
    one(
        "BPR",
        handling=1,
        amount=NUMBER(2),
        credit=3,
        method=4,
        format=5,
        payer_bank_kind=6,
        payer_bank=7,
        payer_account_kind=8,
        payer_account=9,
        company=10,
        company_code=11,
        payee_bank_kind=12,
        payee_bank=13,
        payee_account_kind=14,
        payee_account=15,
        date=DAY(16),
    ),
    one("TRN", trace_type=1, trace=2),
    one("CUR", fixed={1: "PR"}, currency=2),
    REFERENCES,
    DATES,
    loops("N1", "parties", PARTY),
    loops("ENT", "entities", _ENTITY),
)


def judge(payment: Payment, segments: Sequence[Judged]) -> list[WireFinding]:
    """What is paid of the items, and what adjusts it beside them, adds up to the payment.

    An adjustment ahead of the items (ENT/ADX) is signed, and changes the payment by itself; one of
    an item says why less is paid of that than was billed, and is in what is paid of it.
    """
    paid = [
        amount
        for entity in payment.entities
        for amount in (
            *(item.paid for item in entity.remittances),
            *(each.amount for each in entity.adjustments),
        )
        if amount is not None
    ]
    if payment.amount is None or not paid or total(paid) == payment.amount:
        return []
    return [complaint(Code.TOTAL_DIFFERS, segments[1], "BPR02", payment.amount, total(paid))]


SET: Final = TransactionSet(
    code=CODE,
    title="Payment Order/Remittance Advice",
    group="RA",
    grammars=GRAMMARS,
    shape=SHAPE,
    judge=judge,
    key=lambda document: document.trace,
)
