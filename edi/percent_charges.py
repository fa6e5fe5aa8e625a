"""What charges and allowances come to where some say a percentage and no amount (X12's SAC).

SAC05, the amount, takes precedence where it is said with a percentage. SAC06 (378) says what a
percentage is of. Where that is not certain, nothing is known of the sum.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from edi.values import in_cents, less, scaled, times

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edi.documents.parts import Charge

OF_GROSS: Final = frozenset({"3", "6"})
"""378: of the gross (3), of the base price amount (6): of what is allowed from or charged on."""
OF_NET: Final = frozenset({"4", "7"})
"""378: of the net (4), of the base price amount less the discount before (7)."""


def charged_on(charges: Iterable[Charge], gross: Decimal | None) -> list[Decimal | None] | None:
    """Charges on a gross amount, allowances as what they take away, and the taxes on either.

    None where one of them is not certain: it says a rate alone, a percentage of what is none of
    `OF_GROSS` and `OF_NET`, of a `gross` that is not known, or of a net behind a charge, which may
    be part of that or not.
    """
    net = gross
    amounts: list[Decimal | None] = []
    for charge in charges:
        if charge.indicator in ("A", "C"):
            of = gross if charge.percent_of in OF_GROSS else net
            if charge.percent_of not in OF_GROSS | OF_NET:
                of = None
            amount = _amount(charge, of)
            if amount is None:
                return None
            is_less = charge.indicator == "A"
            amounts.append(amount.copy_negate() if is_less else amount)
            net = less(net, amount) if is_less and net is not None else None
        amounts += [tax.amount for tax in charge.taxes]
    return amounts


def _amount(charge: Charge, of: Decimal | None) -> Decimal | None:
    """What one comes to, in cents; one that says nothing at all comes to nothing."""
    if charge.amount is not None:
        return charge.amount
    if charge.percent is None:
        return Decimal(0) if charge.rate is None else None
    if of is None:
        return None
    return in_cents(scaled(times(of, charge.percent), -2), ROUND_HALF_UP)
