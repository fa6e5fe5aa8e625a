"""Who takes part in the demo's day: warehouses, retailers, items; seeded and fixed in the past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from random import Random

DAY: Final = datetime(2026, 3, 2, tzinfo=UTC)
"""The demo's Monday. It lies in the past, so nothing in the demo depends on today."""
OUR_QUALIFIER: Final = "ZZ"
OUR_ID: Final = "HARBORPINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """A warehouse and its WMS; one that does not pack ships what it picked."""

    location: str
    source: str
    packs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Retailer:
    """A trading partner that sends 850s, with the delimiters that its translator writes."""

    name: str
    title: str
    qualifier: str
    identity: str
    release: str
    element: str = "*"
    component: str = ">"
    terminator: str = "~"
    line_break: str = "\n"
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of the catalogue; `lots` is empty where it is not lot tracked."""

    item: str
    title: str
    upc: str
    price_cents: int
    lots: tuple[str, ...]
    popularity: float


WAREHOUSES: Final = (
    Warehouse(location="NYC", source="wms-nyc", packs=True),
    Warehouse(location="DAL", source="wms-dal", packs=True),
    Warehouse(location="RNO", source="wms-rno", packs=False),
)
WEB_SHOP: Final = "web-shop"
TRANSPORT: Final = "tms-main"
ERP: Final = "erp"
COUNTERS: Final = "rf-count"
"""Handhelds that count: they do not number what they say, and send a count long after it."""

RETAILERS: Final = (
    Retailer(
        name="acme", title="Acme Home Stores", qualifier="01", identity="081234567", release="4010"
    ),
    Retailer(
        name="umbra",
        title="Umbra Outdoor",
        qualifier="ZZ",
        identity="UMBRAOUTDOOR",
        release="4010",
        element="|",
        component="^",
    ),
    Retailer(
        name="northgate",
        title="Northgate Grocers",
        qualifier="08",
        identity="9251230000",
        release="4010",
        line_break="",
    ),
    Retailer(
        name="pelican",
        title="Pelican Markets",
        qualifier="12",
        identity="2125550142",
        release="4010",
        component=":",
        terminator="\n",
        line_break="",
    ),
    Retailer(
        name="trellis",
        title="Trellis & Co",
        qualifier="ZZ",
        identity="TRELLIS",
        release="5010",
        component=":",
    ),
    Retailer(
        name="summit",
        title="Summit Supply",
        qualifier="01",
        identity="117654321",
        release="4010",
        line_break="\r\n",
    ),
    Retailer(
        name="bluebird",
        title="Bluebird Pharmacies",
        qualifier="ZZ",
        identity="BLUEBIRDRX",
        release="5010",
        component="<",
    ),
    Retailer(
        name="cobalt",
        title="Cobalt Office",
        qualifier="12",
        identity="3125550188",
        release="4010",
        element="\x1d",
        component="\x1f",
        terminator="\x1c",
        line_break="",
    ),
)
STRANGER: Final = Retailer(
    name="stranger",
    title="Driftwood Bazaar",
    qualifier="ZZ",
    identity="DRIFTWOOD",
    release="4010",
    known=False,
)
"""A sender whom no profile knows."""

_FIRST: Final = (
    "Harbor",
    "Cedar",
    "Copper",
    "Granite",
    "Linen",
    "Maple",
    "Ember",
    "Slate",
    "Willow",
    "Cotton",
    "Juniper",
    "Amber",
    "Cobblestone",
    "Meadow",
    "Iron",
    "Birch",
)
_SECOND: Final = (
    "kettle",
    "lantern",
    "skillet",
    "blanket",
    "planter",
    "basket",
    "stool",
    "pitcher",
    "towel",
    "toolbox",
    "thermos",
    "doormat",
    "teapot",
    "hammock",
    "shelf",
    "mug",
)
LOT_TRACKED_EVERY: Final = 12
"""One item in so many is lot tracked."""


def catalogue(items: int, random: Random) -> list[Item]:
    """The items, few of which sell much: popularity falls as in any shop."""
    ranks = np.arange(1, items + 1, dtype=np.float64)
    weights = 1.0 / ranks**0.8
    weights /= weights.sum()
    order = list(range(items))
    random.shuffle(order)
    return [_item(number, float(weights[order[number]]), random) for number in range(items)]


def _item(number: int, popularity: float, random: Random) -> Item:
    first = _FIRST[number % len(_FIRST)]
    second = _SECOND[(number // len(_FIRST)) % len(_SECOND)]
    body = f"08{(4_100_000_00 + number):09d}"
    lots: tuple[str, ...] = ()
    if number % LOT_TRACKED_EVERY == 0:
        lots = tuple(f"L{number:04d}{letter}" for letter in "ABC"[: random.randint(2, 3)])
    return Item(
        item=f"HP-{number + 10_000}",
        title=f"{first} {second}",
        upc=body + _check_digit(body),
        price_cents=random.randint(199, 12_999),
        lots=lots,
        popularity=popularity,
    )


def _check_digit(body: str) -> str:
    """The twelfth digit of a GTIN-12."""
    odd = sum(int(digit) for digit in body[0::2])
    even = sum(int(digit) for digit in body[1::2])
    return str(-(odd * 3 + even) % 10)
