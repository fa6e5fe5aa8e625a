"""What a well-typed record must still satisfy to be an inventory event, judged in columns.

The ladder is in the order of the catalogue: a row that breaks several rules is refused by the
first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from schemas.events import (
    BUCKETS,
    INVENTORY_EVENT,
    REQUIRED,
    Kind,
)
from schemas.findings import Finding

QUANTITY_MAX: Final = 10**12
"""Largest quantity of one event: a million such still fit into a position."""
ROW: Final = "row"
"""The column that counts the lines or records of a piece."""
_BUCKET_FIELDS: Final = ("bucket", "from_bucket", "to_bucket")
_KINDS: Final = [kind.value for kind in Kind]
_BUCKETS: Final = [bucket.value for bucket in BUCKETS]
TYPED: Final = pl.Schema(
    {
        ROW: pl.Int64(),
        **{
            name: pl.String() if isinstance(kind, pl.Enum) else kind
            for name, kind in INVENTORY_EVENT.items()
        },
    },
)
"""A record whose fields have the right types, but kinds and buckets are still any text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that breaks a rule: which rule, in which field, and what stood there."""

    row: int
    code: Finding
    field: str
    value: str | None
    event_id: str | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """The rows that are events, with their `row`, and those that are not."""

    accepted: pl.DataFrame
    refused: list[Refused]


def judge(typed: pl.DataFrame) -> Ruled:
    """Judge rows of `TYPED`; columns that are missing count as null throughout."""
    whole = typed.with_columns(
        [
            pl.lit(None, kind).alias(name)
            for name, kind in TYPED.items()
            if name not in typed.columns
        ]
    )
    ladder = _ladder()
    broken = whole.select(pl.any_horizontal([rung for *_, rung in ladder]).alias("broken"))[
        "broken"
    ]
    refused: list[Refused] = []
    if broken.any():
        refused = _refusals(whole.filter(broken), ladder)
        whole = whole.filter(~broken)
    accepted = whole.select(
        ROW,
        *(
            pl.col(name).cast(kind) if isinstance(kind, pl.Enum) else pl.col(name)
            for name, kind in INVENTORY_EVENT.items()
        ),
    )
    return Ruled(accepted=accepted, refused=refused)


def _ladder() -> list[tuple[Finding, str, pl.Expr]]:
    """Every rule as code, field and the expression that is true where it is broken."""
    kind = pl.col("kind")
    moves = (kind != Kind.HEARTBEAT.value).fill_null(value=True)
    quantity = pl.col("quantity")
    rungs: list[tuple[Finding, str, pl.Expr]] = [
        (Finding.FIELD_MISSING, field, _missing(field)) for field in REQUIRED
    ]
    rungs += [
        (Finding.FIELD_MISSING, field, moves & _missing(field))
        for field in ("item", "location", "quantity")
    ]
    rungs.append(
        (Finding.FIELD_MISSING, "as_of", (kind == Kind.SNAPSHOT.value) & pl.col("as_of").is_null())
    )
    rungs.append((Finding.KIND_UNKNOWN, "kind", ~kind.is_in(_KINDS)))
    rungs += [
        (Finding.BUCKET_UNKNOWN, field, ~pl.col(field).is_in(_BUCKETS)) for field in _BUCKET_FIELDS
    ]
    rungs += [
        (Finding.BUCKET_MISSING, field, (kind == Kind.MOVE.value) & pl.col(field).is_null())
        for field in ("from_bucket", "to_bucket")
    ]
    rungs.append(
        (Finding.QUANTITY_SIGN, "quantity", (quantity < 0) & (kind != Kind.ADJUST.value)),
    )
    far = (quantity > QUANTITY_MAX) | (quantity < -QUANTITY_MAX)
    rungs.append((Finding.QUANTITY_RANGE, "quantity", far))
    return [(code, field, rung.fill_null(value=False)) for code, field, rung in rungs]


def _missing(field: str) -> pl.Expr:
    empty = pl.col(field).is_null()
    return empty | (pl.col(field) == "") if TYPED[field] == pl.String() else empty


def _refusals(broken: pl.DataFrame, ladder: list[tuple[Finding, str, pl.Expr]]) -> list[Refused]:
    first = pl.coalesce(
        [pl.when(rung).then(pl.lit(number)) for number, (*_, rung) in enumerate(ladder)]
    )
    rungs = broken.select(first.alias("rung"))["rung"].to_list()
    refused: list[Refused] = []
    for values, rung in zip(broken.iter_rows(named=True), rungs, strict=True):
        code, field, _ = ladder[rung]
        value = values[field]
        refused.append(
            Refused(
                row=values[ROW],
                code=code,
                field=field,
                value=None if value is None else str(value),
                event_id=values["event_id"],
                source=values["source"],
            )
        )
    return refused
