"""Charges and taxes that an EDIFACT message says in two currencies, and what a summary says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edi.test_edifact_content import read, totals
from tests.edi.test_edifact_said import again, changed, data_of

HEAD = ("BGM+380+INV-1+9", "DTM+137:20260311:102")
RATE = "CUX+2:USD:4+3:EUR:11+0.9"
LINE = ("LIN+1++1:EN", "QTY+47:10:PCE", "MOA+203:50", "PRI+AAA:5")
CHARGE = ("ALC+C++++FC", "MOA+23:10:USD", "MOA+23:9:EUR")
TAXED = ("TAX+7+VAT+++:::21+S", "MOA+124:10.5:USD", "MOA+124:9.45:EUR")
SUM = ("UNS+S", "MOA+77:60:USD")
FREIGHT = "ALC+C++++FC"
DISCOUNT = "ALC+A++++DI"


def told(*body: str) -> list[tuple[str, str, str | None]]:
    found = read("INVOIC", *HEAD, *body).findings
    return [(one.code.value, one.found, one.assumed) for one in found]


def swapped(lines: tuple[str, ...]) -> tuple[str, ...]:
    return (lines[0], lines[2], lines[1])


@pytest.mark.parametrize("charge", [CHARGE, swapped(CHARGE)])
@pytest.mark.parametrize("of_line", [False, True])
def test_a_charge_counts_in_the_currency_of_the_invoice(charge: tuple[str, ...], of_line: bool):
    body = (RATE, *LINE, *charge) if of_line else (RATE, *charge, *LINE)
    found = read("INVOIC", *HEAD, *body, *SUM)
    assert found.findings == ()
    (made,) = found.document.lines[0].charges if of_line else found.document.charges
    (other,) = made.amounts
    assert (made.amount, made.currency, made.amount_kind) == (10, "USD", "23")
    assert (other.amount, other.currency, other.qualifier) == (9, "EUR", "23")
    assert told(*body, "UNS+S", "MOA+77:59") == [
        ("TOTAL_DIFFERS", "59", "50.00" if of_line else "60.00")
    ]


@pytest.mark.parametrize("taxed", [TAXED, swapped(TAXED)])
def test_a_tax_counts_in_the_currency_of_the_invoice(taxed: tuple[str, ...]):
    found = read("INVOIC", *HEAD, RATE, *LINE, "UNS+S", "MOA+77:60.5", *taxed)
    assert found.findings == ()
    (tax,) = found.document.taxes
    assert (tax.amount, tax.currency) == (10.5, "USD")
    assert [(str(each.amount), each.currency) for each in tax.amounts] == [("9.45", "EUR")]
    assert told(RATE, *LINE, "UNS+S", "MOA+77:59.45", *taxed) == [
        ("TOTAL_DIFFERS", "59.45", "60.50")
    ]


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
def test_amounts_in_two_currencies_are_written_as_they_came(directory: str):
    body = (*HEAD, RATE, *CHARGE, *LINE, *CHARGE, "UNS+S", "MOA+77:80.5:USD", *TAXED)
    invoice = again("INVOIC", directory, *body)
    assert [len(one.amounts) for one in (*invoice.charges, *invoice.taxes)] == [1, 1]
    based = ("TAX+7+VAT+++:::21+S", "MOA+125:50:USD", "MOA+125:45:EUR")
    (tax,) = again("INVOIC", directory, *HEAD, RATE, *LINE, "UNS+S", "MOA+77:50", *based).taxes
    assert (tax.taxable, tax.taxable_currency, len(tax.amounts)) == (50, "USD", 1)


@pytest.mark.parametrize("charge", [CHARGE, swapped(CHARGE)])
def test_a_changed_invoice_keeps_its_other_amounts(charge: tuple[str, ...]):
    data = data_of("INVOIC", "D96A", *HEAD, RATE, *LINE, *charge, *SUM)

    def change(table: Any) -> None:
        made = table["lines"][0]["charges"][0]
        made["amount"], made["amounts"][0]["amount"] = "11", "9.9"
        table["total"] = "61"

    own, other = b"MOA+23:11:USD", b"MOA+23:9.9:EUR"
    written = changed(data, change)
    assert own in written
    assert other in written
    assert (written.count(b"MOA+"), written.count(b"ALC+")) == (4, 1)


def test_an_amount_that_comes_again_in_the_same_currency_is_told():
    assert told(RATE, *LINE, FREIGHT, "MOA+23:10", "MOA+23:9:USD", "UNS+S", "MOA+77:60") == [
        ("VALUE_REPEATED", "9", "10")
    ]
    assert told(RATE, *LINE, FREIGHT, "MOA+23:10", "MOA+23:10:USD", "UNS+S", "MOA+77:60") == []
    order = ("BGM+220+P1+9", "DTM+137:20260311:102", "CUX+2:USD:9")
    line = ("LIN+1++1:EN", "QTY+21:10:PCE", "PRI+AAA:5", "ALC+C++++FC")
    found = read("ORDERS", *order, *line, *swapped(CHARGE)[1:], "UNS+S", "MOA+86:60")
    assert found.findings == ()
    assert found.document.lines[0].charges[0].amount == 10


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Nothing else says what is charged: the summary does.
        ((*LINE, "UNS+S", "MOA+77:57.5", "MOA+79:50", FREIGHT, "MOA+8:7.5"), []),
        ((*LINE, "UNS+S", "MOA+77:50", FREIGHT, "MOA+8:7.5"), [("50", "57.50")]),
        ((*LINE, "UNS+S", "MOA+77:49", FREIGHT, "MOA+8:7.5", DISCOUNT, "MOA+8:8.5"), []),
        # The header says the same.
        ((FREIGHT, "MOA+8:7.5", *LINE, "UNS+S", "MOA+77:57.5", FREIGHT, "MOA+8:7.5"), []),
        ((FREIGHT, "MOA+8:7.5", *LINE, "UNS+S", "MOA+77:57.5", "ALC+C", "MOA+8:7.5"), []),
        (
            (FREIGHT, "MOA+8:7.5", *LINE, "UNS+S", "MOA+77:65", FREIGHT, "MOA+8:7.5"),
            [("65", "57.50")],
        ),
        # The header says one of two, or a line does.
        (
            (FREIGHT, "MOA+8:7.5", *LINE, "UNS+S", "MOA+77:52.5", FREIGHT, "MOA+8:7.5",
             DISCOUNT, "MOA+8:5"),
            [],
        ),
        ((*LINE, FREIGHT, "MOA+8:10", "UNS+S", "MOA+77:60", FREIGHT, "MOA+8:10"), []),
        # One without an amount, or in another currency, leaves the total unsure.
        ((*LINE, "UNS+S", "MOA+77:57.5", FREIGHT), []),
        ((RATE, *LINE, "UNS+S", "MOA+77:57.5", FREIGHT, "MOA+8:7.5:EUR"), []),
        ((RATE, *LINE, FREIGHT, "MOA+8:7.5:EUR", "UNS+S", "MOA+77:57.5"), []),
    ],
)  # fmt: skip
def test_a_total_is_right_with_what_its_summary_says_is_charged(
    body: tuple[str, ...], expected: list[tuple[str, str]]
):
    assert totals(*body) == expected
