"""An INVOIC whose amounts are in several currencies: only what is in its own adds up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edi.test_edifact_content import read, totals
from tests.edi.test_edifact_said import again, changed, data_of

CUX = "CUX+2:EUR:4"
RATE = "CUX+2:EUR:4+3:USD:11+1.1"
ONE = ("LIN+1++1:EN", "QTY+47:10:PCE")
TWO = ("LIN+2++2:EN", "QTY+47:1:PCE")
PRICED = "PRI+AAA:10"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # All in its own, said or not.
        ((CUX, *ONE, "MOA+203:100:EUR:4", PRICED, "UNS+S", "MOA+77:100:EUR:4"), []),
        ((CUX, *ONE, "MOA+203:100:EUR:4", "UNS+S", "MOA+77:99"), [("99", "100.00")]),
        ((*ONE, "MOA+203:100:EUR", "UNS+S", "MOA+77:99:EUR"), [("99", "100.00")]),
        # A line that is in dollars is not added to the others, nor held against its price.
        ((CUX, *ONE, "MOA+203:100", *TWO, "MOA+203:7:USD", "UNS+S", "MOA+77:107"), []),
        ((CUX, *ONE, "MOA+203:100", *TWO, "MOA+203:7:USD", "UNS+S", "MOA+77:1"), []),
        ((CUX, *ONE, "MOA+203:110:USD", PRICED, "UNS+S", "MOA+77:100"), []),
        ((CUX, *ONE, "MOA+203:110", "CUX+2:USD:4", PRICED, "UNS+S", "MOA+77:100"), []),
        # What it comes to in both currencies counts in its own, in any order.
        ((RATE, *ONE, "MOA+203:110:USD", "MOA+203:100:EUR", "UNS+S", "MOA+77:100"), []),
        (
            (RATE, *ONE, "MOA+203:100:EUR", "MOA+203:110:USD", PRICED, "UNS+S", "MOA+77:110"),
            [("110", "100.00")],
        ),
        # So do totals: those in another currency are no total, and no sum of lines or taxes.
        ((RATE, *ONE, PRICED, "UNS+S", "MOA+77:110:USD", "MOA+77:100:EUR"), []),
        ((RATE, *ONE, PRICED, "UNS+S", "MOA+77:110:USD", "MOA+77:1:EUR"), [("1", "100.00")]),
        ((RATE, *ONE, PRICED, "UNS+S", "MOA+77:110:USD"), []),
        ((RATE, *ONE, PRICED, "UNS+S", "MOA+77:100", "MOA+79:110:USD"), []),
        (
            (RATE, *ONE, PRICED, "UNS+S", "MOA+77:121", "MOA+124:22:USD", "MOA+124:21:EUR"),
            [],
        ),
        ((RATE, *ONE, PRICED, "UNS+S", "MOA+77:100:EUR", "MOA+113:5:USD"), []),
        # A charge or a tax in another currency leaves the total unsure.
        ((RATE, "ALC+C++++FC", "MOA+23:5:USD", *ONE, PRICED, "UNS+S", "MOA+77:100"), []),
        ((RATE, *ONE, PRICED, "TAX+7+VAT", "MOA+124:21:USD", "UNS+S", "MOA+77:1"), []),
        # Without a currency of its own it is in that of its lines, or of its first total.
        ((*ONE, "MOA+203:100:EUR", "UNS+S", "MOA+77:110:USD", "MOA+77:100:EUR"), []),
        ((*ONE, "MOA+203:100:EUR", *TWO, "MOA+203:7:USD", "UNS+S", "MOA+77:9:EUR"), []),
        ((*ONE, PRICED, "UNS+S", "MOA+77:9:EUR", "MOA+77:100:USD"), [("9", "100.00")]),
    ],
)
def test_only_amounts_in_the_currency_of_the_invoice_add_up(
    body: tuple[str, ...], expected: list[tuple[str, str]]
):
    assert totals(*body) == expected


HEAD = ("BGM+380+INV-1+9", "DTM+137:20260311:102")


def test_the_total_is_the_one_in_the_currency_of_the_invoice_and_comes_back():
    amounts = ("MOA+77:110:USD", "MOA+77:100:EUR", "MOA+86:100")
    invoice = read("INVOIC", *HEAD, RATE, *ONE, PRICED, "UNS+S", *amounts).document
    assert (invoice.total, invoice.total_kind, invoice.total_currency) == (100, "", "EUR")
    assert [(each.qualifier, each.currency) for each in invoice.amounts] == [
        ("77", "USD"),
        ("86", ""),
    ]
    own_first = (amounts[1], amounts[0], amounts[2])
    data = data_of("INVOIC", "D96A", *HEAD, RATE, *ONE, PRICED, "UNS+S", *own_first)

    def change(table: Any) -> None:
        table["total"], table["amounts"][0]["amount"] = "99", "109"
        table["lines"][0]["price"] = "9.9"

    right = data.replace(b"77:100", b"77:99").replace(b"77:110", b"77:109")
    assert changed(data, change) == right.replace(b"AAA:10", b"AAA:9.9")


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
def test_a_currency_of_an_amount_is_said_wherever_it_stands(directory: str):
    taxed = ("TAX+7+VAT+++:::21+S", "MOA+124:21:EUR")
    charge = ("ALC+C++++FC", "MOA+8:5:EUR")
    line = (*ONE, "MOA+203:100:EUR", "CUX+2:EUR:4+3:USD:4+1.1", PRICED, *taxed)
    body = (*HEAD, CUX, *charge, *line, "UNS+S", "MOA+77:126:EUR", "MOA+79:100:EUR", *taxed)
    invoice = again("INVOIC", directory, *body)
    (made,) = invoice.lines
    said = [made.amounts[0], made.taxes[0], invoice.charges[0], invoice.amounts[0]]
    assert [each.currency for each in (*said, *invoice.taxes)] == ["EUR"] * 5
    assert [str(each.rate) for each in made.amounts[0].currencies] == ["1.1"]
