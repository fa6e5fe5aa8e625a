"""Pallets, seals and temperatures of warehouse documents."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierLoad:
    """A W10: how many pallets were shipped and how, under which seals, at which temperatures."""

    unit_load: str = ""
    pallets: int | None = None
    pallet_exchange: str = ""
    seal: str = ""
    second_seal: str = ""
    temperature: Decimal | None = None
    temperature_unit: str = ""
    second_temperature: Decimal | None = None
    second_temperature_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PalletReceipt:
    """A G08: pallets that came and went back, and a quantity that is contested, for a condition."""

    received: int | None = None
    returned: int | None = None
    contested: Decimal | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperature:
    """A W18: what a probe showed, and where it was (456)."""

    probe: str = ""
    temperature: Decimal | None = None
    unit: str = ""
