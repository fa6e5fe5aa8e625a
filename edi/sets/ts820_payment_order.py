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
from edi.sections import DATES, PARTY, REFERENCES
from edi.shapes import Shape, each, loops, one
from edi.transaction_set import TransactionSet
from edi.values import total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.judging import Judged

CODE: Final = "820"
_TEXT: Final = """
ST M 1; BPR M 1; NTE O >1; TRN O 1; CUR O 1; REF O >1; DTM O >1
[N1] O >1
    N1 M 1; N2 O >1; N3 O >1; N4 O 1; REF O >1; PER O >1; RDM O 1; DTM O 1
[ENT] O >1
    ENT M 1
    [NM1] O >1
        NM1 M 1; N2 O >1; N3 O >1; N4 O 1; REF O >1; PER O >1
    [ADX] O >1
        ADX M 1; NTE O >1; PER O >1; REF O >1; DTM O 1
    [RMR] O >1
        RMR M 1; NTE O >1; REF O >1; DTM O >1
        [IT1] O >1
            IT1 M 1; REF O >1; SLN O >1
        [ADX] O >1
            ADX M 1; NTE O >1; PER O >1; REF O >1
SE M 1
"""
GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
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
