"""Payments and what they pay: 820. Money is exact, in the currency of the payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents.parts import Moment, Party, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """An ADX: less or more than was billed, and why."""

    amount: Decimal | None = None
    reason: str = ""
    qualifier: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance:
    """An RMR loop: one open item, what is paid of it, of how much, less which discount."""

    qualifier: str = ""
    number: str = ""
    action: str = ""
    paid: Decimal | None = None
    billed: Decimal | None = None
    discount: Decimal | None = None
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidEntity:
    """An ENT loop: for whom the remittances are, and what is paid more or less than for them."""

    number: int | None = None
    role: str = ""
    qualifier: str = ""
    id: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    remittances: tuple[Remittance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """An 820: an order to pay, or the advice of a payment; `amount` is BPR02.

    The money goes from an account at the `payer_bank` (of the kind `payer_bank_kind`, as 01 is an
    ABA number) to one at the `payee_bank`; `company` is who the payer is to its bank.
    """

    handling: str = ""
    amount: Decimal | None = None
    credit: str = ""
    method: str = ""
    format: str = ""
    payer_bank_kind: str = ""
    payer_bank: str = ""
    payer_account_kind: str = ""
    payer_account: str = ""
    company: str = ""
    company_code: str = ""
    payee_bank_kind: str = ""
    payee_bank: str = ""
    payee_account_kind: str = ""
    payee_account: str = ""
    date: date | None = None
    trace_type: str = ""
    trace: str = ""
    currency: str = ""
    references: tuple[Reference, ...] = ()
    dates: tuple[Moment, ...] = ()
    parties: tuple[Party, ...] = ()
    entities: tuple[PaidEntity, ...] = ()
