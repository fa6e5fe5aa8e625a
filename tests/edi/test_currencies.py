"""Whose currency a document of ours says, and of what."""

from __future__ import annotations

import pytest

from edi.documents.billing import Invoice
from edi.documents.order_answers import OrderAnswer, OrderChange
from edi.documents.orders import PurchaseOrder
from edi.transaction_sets import MESSAGES, SETS


@pytest.mark.parametrize(
    ("code", "release", "document", "currency"),
    [
        ("ORDERS", "D96A", PurchaseOrder(currency="EUR"), ("CUX", ("2", "EUR", "9"))),
        ("ORDCHG", "D96A", OrderChange(currency="EUR"), ("CUX", ("2", "EUR", "9"))),
        ("ORDRSP", "D96A", OrderAnswer(currency="EUR"), ("CUX", ("2", "EUR", "9"))),
        ("INVOIC", "D96A", Invoice(currency="EUR"), ("CUX", ("2", "EUR", "4"))),
        ("850", "004010", PurchaseOrder(currency="EUR"), ("CUR", "BY", "EUR")),
        ("860", "004010", OrderChange(currency="EUR"), ("CUR", "BY", "EUR")),
        ("860", "005010", OrderChange(currency="EUR"), ("CUR", "BY", "EUR")),
        ("865", "004010", OrderChange(currency="EUR"), ("CUR", "SE", "EUR")),
        ("855", "004010", OrderAnswer(currency="EUR"), ("CUR", "SE", "EUR")),
        ("810", "004010", Invoice(currency="EUR"), ("CUR", "SE", "EUR")),
    ],
)
def test_a_currency_is_an_orders_or_an_invoices_and_said_by_the_right_party(
    code: str, release: str, document: object, currency: tuple[object, ...]
):
    written = {**SETS, **MESSAGES}[code].write(document, release)
    assert [tuple(line) for line in written if line[0] in ("CUX", "CUR")] == [currency]
