"""860 Purchase Order Change Request - Buyer Initiated: what a buyer changes in an order.

BCH*04*SA*4500017**1*20260302*****20260304~
POC*1*QD*10*10*EA*9.25*PE*VN*A~
CTT*1~
"""

from __future__ import annotations

from functools import partial
from textwrap import indent
from typing import TYPE_CHECKING, Final

from edi import fragments as text
from edi.elements import DAY
from edi.listed_items import without_listed
from edi.order_shapes import change_key, change_shapes, judge_change
from edi.shapes import one
from edi.transaction_set import TransactionSet

if TYPE_CHECKING:
    from edi.grammar import Grammar

CODE: Final = "860"
_TEXT: Final = f"""
ST M 1; BCH M 1
{text.HEADER_PRICES}; CSH O 5
{text.CHARGE}
ITD O 5; {text.HEADER_TERMS}; 4: LDT O 12; {text.HEADER_ITEMS}; PKG O 200
{text.CARRIERS}; CTB O >1; MAN O 10; G53 O >1; TXI O >1; PCT O >1
{text.HEADER_LEAD_TIMES}
{text.AMOUNTS + text.NOTES + text.PARTIES + text.SPECIFICATIONS}
[POC] O >1
    POC M 1; LIN O >1; SI O >1; CUR O 1; CN1 O 1; PO3 O 25; CTP O >1; PAM O 10; MEA O 40
{indent(text.DESCRIPTION, "    ")}
    PWK O 25; PKG O 200; PO4 O >1; REF O >1; PER O 3
{indent(text.CHARGE, "    ")}
    {text.LINE_TERMS}; DTM O 10; {text.LINE_CARRIERS}; MAN O 10; PCT O >1; TC2 O 2; CTB O >1
    TXI O >1; SPI O >1; 4: MSG O >1; 5: MTX O >1
{indent(text.QUANTITIES, "    ")}
    [SCH] O 200
        SCH M 1; {text.CARRIERS}; 5: REF O >1
{indent(text.NOTES + text.LEAD_TIMES + text.LINE_PARTIES, "    ")}
    [SLN] O 1000
        {text.PART}; PO3 O 104; 5: MEA O >1; TC2 O 2
{indent(text.PART_CHARGE, "        ")}
        DTM O 10; CTP O 25; PAM O 10; PO4 O 1; TAX O 3; ADV O >1
{indent(text.QUANTITIES + text.PART_NOTES + text.PART_PARTIES, "        ")}
{indent(text.LINE_AMOUNTS + text.LISTS, "    ")}
{text.CHANGE_TOTALS}
"""
GRAMMARS: Final[dict[str, Grammar]] = text.grammars(CODE, _TEXT)

_BEGIN: Final = one(
    "BCH",
    purpose=1,
    type=2,
    number=3,
    release=4,
    sequence=5,
    date=DAY(6),
    request=7,
    contract=8,
    seller_number=9,
    changed=DAY(11),
)
SHAPE, TEXT_SHAPE = change_shapes(_BEGIN)
"""The second is that since 005010."""


SET: Final = TransactionSet(
    code=CODE,
    title="Purchase Order Change Request",
    group="PC",
    grammars=GRAMMARS,
    shape=SHAPE,
    shapes={"005010": TEXT_SHAPE},
    judge=partial(judge_change, number_at="BCH03"),
    key=change_key,
    spread=without_listed,
)
