"""The Avro contracts of what topics hold, each the twin of one polars schema.

The contract is the `.avsc` file beside this module; a test holds both twins to each other.
Evolution: a reader decodes with the writer's schema and then conforms the rows to its own
columns, so a field added with a default of null stays readable both ways.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl

from schemas.decisions import DECISION
from schemas.events import INVENTORY_EVENT, SOURCE_WATERMARK, TIMESTAMP
from schemas.findings import FINDING_ROW
from schemas.tables import EXCEPTIONS, ORDERS_RECEIVED

_PLAIN: Final[dict[str, pl.DataType]] = {
    "string": pl.String(),
    "bytes": pl.Binary(),
    "long": pl.Int64(),
    "int": pl.Int32(),
    "boolean": pl.Boolean(),
    "double": pl.Float64(),
    "float": pl.Float32(),
}
_LOGICAL: Final[dict[tuple[str, str], pl.DataType]] = {
    ("long", "timestamp-micros"): TIMESTAMP,
    ("int", "date"): pl.Date(),
}
_COLUMNAR: Final = frozenset({"string", "long", "int", "boolean", "double", "float"})
"""Plain types that whole batches can be coded in; bytes are coded one message at a time."""


class AvroUnsupportedError(ValueError):
    """An Avro schema uses a type that no contract of ours uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AvroContract:
    """One contract: its Avro text, the polars schema that is its twin, the columns never null."""

    name: str
    text: str
    schema: pl.Schema
    required: tuple[str, ...]


CONTRACTS: Final[dict[str, pl.Schema]] = {
    "inventory_event": INVENTORY_EVENT,
    "source_watermark": SOURCE_WATERMARK,
    "order_received": ORDERS_RECEIVED,
    "finding": FINDING_ROW,
    "exception": EXCEPTIONS,
    "decision": DECISION,
}
"""Every contract by its file's name, with the polars schema of its rows."""


@cache
def contract(name: str) -> AvroContract:
    """The contract of that name, read from its file once."""
    document = json.loads(
        files("schemas").joinpath("avro", f"{name}.avsc").read_text(encoding="utf-8")
    )
    return AvroContract(
        name=name,
        text=json.dumps(document, separators=(",", ":")),
        schema=CONTRACTS[name],
        required=tuple(
            field["name"] for field in document["fields"] if not _is_nullable(field["type"])
        ),
    )


@cache
def polars_twin(text: str) -> pl.Schema:
    """The polars schema that an Avro record schema describes; enums as polars enums.

    >>> text = '{"type": "record", "name": "R", "fields": [{"name": "a", "type": "long"}]}'
    >>> dict(polars_twin(text))
    {'a': Int64}
    """
    document = json.loads(text)
    named: dict[str, pl.DataType] = {}
    return pl.Schema({field["name"]: _twin(field["type"], named) for field in document["fields"]})


@cache
def is_columnar(text: str) -> bool:
    """Whether whole batches of messages of this Avro schema can be coded at once."""
    return _types(json.loads(text)) <= _COLUMNAR


def _is_nullable(avro: Any) -> bool:
    return isinstance(avro, list) and "null" in avro


def _twin(avro: Any, named: dict[str, pl.DataType]) -> pl.DataType:
    match avro:
        case [*branches]:
            inner = [branch for branch in branches if branch != "null"]
            if len(inner) != 1:
                message = f"A union of {branches} has no column type."
                raise AvroUnsupportedError(message)
            return _twin(inner[0], named)
        case {"type": "enum", "name": name, "symbols": symbols}:
            named[name] = pl.Enum(symbols)
            return named[name]
        case {"type": "array", "items": items}:
            return pl.List(_twin(items, named))
        case {"type": "record", "name": name, "fields": fields}:
            named[name] = pl.Struct(
                {field["name"]: _twin(field["type"], named) for field in fields}
            )
            return named[name]
        case {"type": plain, "logicalType": logical} if (plain, logical) in _LOGICAL:
            return _LOGICAL[plain, logical]
        case {"logicalType": logical}:
            message = f"The Avro logical type {logical} has no column type."
            raise AvroUnsupportedError(message)
        case {"type": plain} | plain if isinstance(plain, str) and plain in _PLAIN:
            return _PLAIN[plain]
        case str() if avro in named:
            return named[avro]
        case _:
            message = f"The Avro type {avro} has no column type."
            raise AvroUnsupportedError(message)


def _types(avro: Any) -> set[str]:
    match avro:
        case [*branches]:
            inner = [branch for branch in branches if branch != "null"]
            return set[str]().union(*(_types(branch) for branch in inner))
        case {"type": "enum"}:
            return {"string"}
        case {"type": "array", "items": items}:
            return _types(items)
        case {"type": "record", "fields": fields}:
            return set[str]().union(*(_types(field["type"]) for field in fields))
        case {"type": inner}:
            return _types(inner)
        case _:
            # The name of an enum or record was judged where it was defined.
            return {avro} & _PLAIN.keys()
