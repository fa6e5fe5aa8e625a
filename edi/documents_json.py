"""Documents as JSON and back: decimals and dates as text, so that no digit is lost."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from edi.values import decimal_of

if TYPE_CHECKING:
    from collections.abc import Callable

D = TypeVar("D")


class Unfit(Exception):
    """A JSON value that is no such document; the message names the place and what is wanted."""


def repeated_fields(text: bytes | str) -> list[str]:
    """The names that stand twice in one object of some JSON, wherever that stands.

    >>> repeated_fields('{"a": 1, "b": [{"c": 1, "c": 2}]}')
    ['c']
    """
    repeated: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> None:
        if len(pairs) > 1:
            names = [name for name, _ in pairs]
            if len({*names}) < len(names):
                repeated.extend(name for at, name in enumerate(names) if name in names[:at])

    json.loads(text, object_pairs_hook=look, parse_int=str, parse_float=str)
    return repeated


def as_json(value: object) -> object:
    """A document as JSON's own types: decimals and dates as text, pairs as lists."""
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        items: tuple[object, ...] = value
        return [as_json(item) for item in items]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_json(kind: Callable[..., D], value: object, place: str = "document") -> D:
    """The document that `as_json` printed; what is left out is empty.

    Raises `Unfit` where a key is unknown or a value is of another kind.
    """
    return _made(kind, value, place)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _made(kind: Any, value: Any, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (UnionType, Union):
        if value is None:
            return None
        return _made(next(a for a in get_args(kind) if a is not type(None)), value, place)
    if origin is tuple:
        return _tuple(get_args(kind), value, place)
    if is_dataclass(kind):
        return _document(kind, value, place)
    return _plain(kind, value, place)


def _document(kind: Any, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise Unfit(f"{place}: an object is wanted, not {value!r}")
    table: dict[str, Any] = value
    hints = _hints(kind)
    for key in table:
        if key not in hints:
            raise Unfit(f"{place}.{key}: there is no such field of {kind.__name__}")
    return kind(**{key: _made(hints[key], item, f"{place}.{key}") for key, item in table.items()})


def _tuple(kinds: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Unfit(f"{place}: a list is wanted, not {value!r}")
    items: list[Any] = value
    if len(kinds) == 2 and kinds[1] is ...:
        return tuple(_made(kinds[0], item, f"{place}[{at}]") for at, item in enumerate(items))
    if len(items) != len(kinds):
        raise Unfit(f"{place}: {len(kinds)} values are wanted, not {len(items)}")
    return tuple(
        _made(kind, item, f"{place}[{at}]")
        for at, (kind, item) in enumerate(zip(kinds, items, strict=True))
    )


def _plain(kind: Any, value: Any, place: str) -> Any:
    if kind is Decimal:
        number = decimal_of(value) if isinstance(value, str) else None
        if isinstance(value, int) and not isinstance(value, bool):
            number = Decimal(value)
        if number is None:
            raise Unfit(f"{place}: a decimal as text is wanted, not {value!r}")
        return number
    if kind is date:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise Unfit(f"{place}: a day as YYYY-MM-DD is wanted, not {value!r}") from None
    if type(value) is not kind:
        raise Unfit(f"{place}: {kind.__name__} is wanted, not {value!r}")
    return value
