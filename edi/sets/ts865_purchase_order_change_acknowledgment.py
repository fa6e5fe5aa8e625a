"""865 Purchase Order Change Acknowledgment: the seller's answer to a change, or wish for one.

BCA*04*AC*4500017**1*20260302***SO-881*20260304~
POC*1*QD*10*10*EA*9.25*PE*VN*A~
ACK*IQ*10*EA*067*20260310~
CTT*1~
"""

from __future__ import annotations

from functools import partial
from textwrap import indent
from typing import TYPE_CHECKING, Final

from edi import fragments as text
from edi.elements import DAY
from edi.listed_items import without_listed
from edi.order_shapes import ANSWERS, change_key, change_shapes, judge_change
from edi.shapes import one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from edi.grammar import Grammar

CODE: Final = "865"
_AMOUNTS: Final = """
[AMT] O >1
    AMT M 1; PCT O >1
"""
_TEXT: Final = f"""
ST M 1; BCA M 1
{text.HEADER_PRICES}; CSH O 1
{text.CHARGE}
ITD O 5; {text.HEADER_TERMS}; 4: LDT O 12; {text.HEADER_ITEMS}; PKG O 25
{text.CARRIERS}; PCT O >1; MAN O 10; TXI O >1; CTB O >1; G53 O >1
5: [LDT] O >1
    LDT M 1; QTY O >1; MTX O >1
{text.NOTES + text.ANSWER_PARTIES + _AMOUNTS + text.ADVERTISING}
5: [LM] O >1
    LM M 1; LQ M >1
[POC] O >1
    POC M 1; LIN O >1; SI O >1; CUR O 1; PO3 O 25; CTP O >1; PAM O 10; MEA O 40
{indent(text.DESCRIPTION, "    ")}
    PWK O 25; PKG O 25; PO4 O >1; REF O >1; PER O 3
{indent(text.CHARGE, "    ")}
    {text.LINE_TERMS}; DTM O 10; {text.LINE_CARRIERS}; TXI O >1; PCT O >1
{indent(text.ANSWER, "    ")}
    MAN O 10; SPI O >1; 4: MSG O >1; 5: MTX O >1; CTB O >1
    5: [LM] O >1
        LM M 1; LQ M >1
{indent(_AMOUNTS + text.QUANTITIES + text.SCHEDULE, "    ")}
    [LDT] O >1
        LDT M 1; QTY O >1; 4: MSG O 1; 5: MTX O >1
{indent(text.LISTS, "        ")}
{indent(text.NOTES, "    ")}
    [N1] O 200
        {text.NAMES}; N4 O 1; QTY O >1; NX2 O >1; REF O 12; PER O 3; SI O >1; DTM O 1; FOB O 1
        SCH O 200; {text.CARRIERS}; PKG O 25
        [LDT] O >1
            LDT M 1; MAN O 10; QTY O 5; 4: MSG O 1; 5: MTX O >1
{indent(text.ANSWERED_PART, "    ")}
        [N9] O >1
            N9 M 1; DTM O >1; 5: MTX O >1
{indent(text.PART_PARTIES, "        ")}
    [PD] O >1
        PD M 1; PDD O >1
{text.CHANGE_TOTALS}
"""
GRAMMARS: Final[dict[str, Grammar]] = text.grammars(CODE, _TEXT)

_BEGIN: Final = one(
    "BCA",
    purpose=1,
    type=2,
    number=3,
    release=4,
    sequence=5,
    date=DAY(6),
    request=7,
    contract=8,
    seller_number=9,
    changed=DAY(10),
)
SHAPE, TEXT_SHAPE = change_shapes(_BEGIN, ANSWERS)
"""The second is that since 005010."""


SET: Final = TransactionSet(
    code=CODE,
    title="Purchase Order Change Acknowledgment",
    group="CA",
    grammars=GRAMMARS,
    shape=SHAPE,
    shapes={"005010": TEXT_SHAPE},
    judge=partial(judge_change, number_at="BCA03"),
    key=change_key,
    spread=without_listed,
)
