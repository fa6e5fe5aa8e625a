"""Units of measure: exact conversion to an item's base unit, whole columns of integers at a time.

A unit is `numerator / denominator` base units (F16). Nothing is ever rounded up, and nothing
passes through floating point: what is no whole number of base units is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import polars as pl

from domain.columns import Codes
from domain.key_index import Marks
from schemas.findings import Finding

BASE_UNIT: Final = "EA"
"""The unit of an item whose units nobody told us."""
ANY_ITEM: Final = "*"
"""Stands for every item in the table of units."""
UNITS: Final = pl.Schema(
    {"item": pl.String(), "uom": pl.String(), "num": pl.Int64(), "den": pl.Int64()}
)
"""One row per (item, unit): one `uom` is `num / den` base units; the base unit itself is 1 / 1."""
_INT64_MAX: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class InBase:
    """Quantities in base units, with what could not be converted marked (and 0 there)."""

    quantity: Codes
    indivisible: Marks
    beyond: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """Events in base units, and those refused; unpacks as `(events, refused)`.

    `refused` has the columns of the events, then `code` and `message`.
    """

    events: pl.DataFrame
    refused: pl.DataFrame

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Both frames in order."""
        return iter((self.events, self.refused))


def to_base(quantity: Codes, num: Codes | int, den: Codes | int) -> InBase:
    """Quantities of a unit as quantities in base units.

    >>> found = to_base(np.array([3, 1]), 10, 3)  # a pack of 10/3 kg
    >>> found.quantity.tolist(), found.indivisible.tolist()
    ([10, 0], [False, True])
    """
    num, den = np.broadcast_to(num, quantity.shape), np.broadcast_to(den, quantity.shape)
    shared = np.gcd(num, den)
    num, den = num // shared, den // shared
    # With the fraction in lowest terms, a whole result needs a quantity that `den` divides.
    parts, rest = np.divmod(quantity, den)
    indivisible = rest != 0
    # A remainder of -2^63 has no absolute value; no unit's part can be that large and fit.
    beyond = ~indivisible & ((parts > _INT64_MAX // num) | (parts < -(_INT64_MAX // num)))
    bad = indivisible | beyond
    return InBase(
        quantity=np.where(bad, 0, parts * np.where(bad, 0, num)),
        indivisible=indivisible,
        beyond=beyond,
    )


def units_within(base_quantity: Codes, num: Codes | int, den: Codes | int) -> Codes:
    """How many whole units a quantity in base units holds: what can be sold, rounded down.

    >>> units_within(np.array([75]), 4, 1).tolist()  # 7.5 l in tenths, by the 0.4 l
    [18]
    """
    num, den = np.broadcast_to(num, base_quantity.shape), np.broadcast_to(den, base_quantity.shape)
    shared = np.gcd(num, den)
    num, den = num // shared, den // shared
    # base * den // num without leaving 64 bits: whole parts first, then what they leave.
    parts, rest = np.divmod(base_quantity, num)
    return parts * den + rest * den // num


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The units of all items."""

    table: pl.DataFrame

    @classmethod
    def none(cls) -> Self:
        """No unit is known but the base unit of every item."""
        return cls(table=pl.DataFrame(schema=UNITS))

    @classmethod
    def of(cls, rows: pl.DataFrame) -> Self:
        """The units in rows of `UNITS`; of several for the same item and unit the last counts.

        Rows whose fraction is not positive say nothing and are left out.
        """
        known = rows.select(UNITS.names()).cast(UNITS)
        known = known.filter((known["num"] > 0) & (known["den"] > 0))
        return cls(table=known.unique(["item", "uom"], keep="last", maintain_order=True))

    def convert(self, events: pl.DataFrame) -> Converted:
        """Events with their quantities in base units; `uom` stays as it was sent.

        No unit, and `EA` where the table does not say otherwise, mean the base unit. An unknown
        unit, a quantity that is no whole number of base units, and one that no position can
        hold, are refused. The heartbeat, which has no quantity, passes.
        """
        asked = events["uom"].is_not_null() & events["quantity"].is_not_null()
        if self.table.is_empty():
            asked &= events["uom"] != BASE_UNIT
        # `null & true` is null where there is no unit.
        asked = asked.fill_null(value=False).to_numpy()
        if not asked.any():
            return Converted(events=events, refused=_refused(events.clear(), None, None))
        num, den = self._fractions(events)
        unknown = asked & (num == 0)
        applies = asked & ~unknown
        found = to_base(
            events["quantity"].fill_null(0).to_numpy(),
            np.where(applies, num, 1),
            np.where(applies, den, 1),
        )
        refusals = (
            (unknown, Finding.UOM_UNKNOWN, "{} is not a known unit of {}."),
            (found.indivisible, Finding.UOM_INDIVISIBLE, "In {}, {}'s quantity is not whole."),
            (found.beyond, Finding.QUANTITY_RANGE, "In {}, {}'s quantity is beyond all bounds."),
        )
        bad = unknown | found.indivisible | found.beyond
        refused = [
            _refused(events.filter(marks), code, message)
            for marks, code, message in refusals
            if marks.any()
        ]
        converted = events.with_columns(
            quantity=pl.when(pl.Series(applies))
            .then(pl.Series(found.quantity))
            .otherwise(pl.col("quantity"))
        )
        return Converted(
            events=converted.filter(~bad) if bad.any() else converted,
            refused=pl.concat(refused) if refused else _refused(events.clear(), None, None),
        )

    def _fractions(self, events: pl.DataFrame) -> tuple[Codes, Codes]:
        """Numerator and denominator of each event's unit; 0 where it is unknown."""
        asked = events.select("item", "uom")
        own = asked.join(self.table, on=["item", "uom"], how="left", maintain_order="left")
        every = asked.select("uom").join(
            self.table.filter(pl.col("item") == ANY_ITEM).drop("item"),
            on="uom",
            how="left",
            maintain_order="left",
        )
        base = pl.when(asked["uom"] == BASE_UNIT).then(1).otherwise(0)
        return (
            _first(own["num"], every["num"], base),
            _first(own["den"], every["den"], base),
        )


def _first(own: pl.Series, every: pl.Series, base: pl.Expr) -> Codes:
    return pl.select(pl.coalesce(own, every, base.cast(pl.Int64))).to_series().to_numpy()


def _refused(events: pl.DataFrame, code: Finding | None, message: str | None) -> pl.DataFrame:
    said = pl.lit(None, pl.String) if message is None else pl.format(message, "uom", "item")
    return events.with_columns(code=pl.lit(code and code.value, pl.String), message=said)
