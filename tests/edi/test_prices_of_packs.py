"""Prices of lines in packs: one per each may be that of a piece, and is not taken."""

from __future__ import annotations

from typing import cast

import pytest

from edi.framed import SetFramed
from edi.orders import order_row
from edi.profiles import Profile
from edi.transaction_sets import read_set
from tests.edi.test_purchase_orders import ARRIVAL, with_line
from tests.edi.wire import interchange, order_set, sets_of


def priced(framed: SetFramed) -> tuple[object, list[tuple[str, str | None]]]:
    """The price of the one line of an order's row, and what is told of it."""
    row, told = order_row(read_set(framed).document, framed, Profile(), ARRIVAL)
    (line,) = cast("list[dict[str, object]]", row["lines"])
    return line["price"], [(each.code.value, each.found) for each in told]


@pytest.mark.parametrize(
    "line", ["CA*5*PE", "AS*5*PE", "KT*5*PE", "DZ*5*TE", "CT*5*QE", "CA*5*HP", "PK*5*PD"]
)
def test_a_price_of_pieces_is_none_of_a_pack(line: str):
    (framed,) = sets_of(interchange(order_set(with_line(f"PO1*1*2*{line}*VN*A"))))
    assert priced(framed) == (None, [("PRICE_BASIS", line[3:].replace("*", " "))])


@pytest.mark.parametrize(
    ("line", "price"),
    [
        ("CA*9.50*", "9.50"),
        ("CA*9.50*UM", "9.50"),
        ("CA*9.5*CT", "9.5"),
        ("CT*9.5*CT", "9.5"),
        ("DZ*9.5*PD", "9.5"),
        ("HU*9.5*HP", "9.5"),
        ("CA*9.5*NC", "0"),
        ("LB*9.5*PE", "9.5"),
        ("PR*9.5*PE", "9.5"),
    ],
)
def test_a_price_of_the_pack_or_of_no_pack_is_taken(line: str, price: str):
    (framed,) = sets_of(interchange(order_set(with_line(f"PO1*1*2*{line}*VN*A"))))
    assert priced(framed) == (price, [])


@pytest.mark.parametrize(
    ("quantity", "said", "price", "told"),
    [
        ("9:PCE", "250:PE", "250", []),
        ("9:EA", "250:PE::1:PCE", "250", []),
        ("9:PCE", "250:PE::1:C62", "250", []),
        ("9:KT", "250:PE::1:PCE", None, [("PRICE_BASIS", "250 PE 1 PCE")]),
        ("9:CT", "250", "250", []),
        ("9:CT", "250:PE", None, [("PRICE_BASIS", "250 PE")]),
        ("9:DZN", "250:PE", None, [("PRICE_BASIS", "250 PE")]),
        ("9:CT", "250:PE::1:CT", "250", []),
    ],
)
def test_an_edifact_price_per_each_is_none_of_a_pack(
    quantity: str, said: str, price: str | None, told: list[tuple[str, str]]
):
    line = f"LIN+1++5:EN'QTY+21:{quantity}'PRI+AAA:{said}'"
    body = f"BGM+220+P1+9'DTM+137:20260309:102'{line}UNS+S'"
    head = "UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+1'UNH+1+ORDERS:D:96A:UN'"
    (framed,) = sets_of(f"{head}{body}UNT+8+1'UNZ+1+1'".encode())
    assert priced(framed) == (price, told)
