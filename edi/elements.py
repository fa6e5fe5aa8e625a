"""Kinds of elements, both ways: the text of an element as a value, and a value as its text.

An `At` is a kind at a position of a segment, or of a component of it. What cannot be read is
empty; judging, not reading, says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from edi.values import count_of, day_of, decimal_of, implied_decimal_of, scaled

if TYPE_CHECKING:
    from datetime import date

Written: TypeAlias = str | tuple[str, ...]
"""An element to write: text, or the components of a composite."""
Cut: TypeAlias = Callable[[str], Sequence[str]]
"""Cuts a composite element into its components."""


UPC_LENGTH: Final = 12


class Binding(Protocol):
    """Where a value stands in a segment; `empty` is what it is when it is not said."""

    @property
    def empty(self) -> Any:
        """What the value is when nothing is said."""
        ...

    def get(self, elements: Sequence[str], cut: Cut) -> Any:
        """The value in these elements, of which the first is the segment's id."""
        ...

    def put(self, value: Any, out: dict[int, Written]) -> None:
        """Write the value at its position, unless it is empty."""
        ...


@dataclass(frozen=True, slots=True)
class At:
    """One value at an element, or at a component of it (from 1; 0 is the whole element).

    Where the element is empty, `otherwise` may read the value from others.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    empty: Any
    element: int
    component: int = 0
    read_only: bool = False
    otherwise: Binding | None = None

    def get(self, elements: Sequence[str], cut: Cut) -> Any:
        """The value; `empty` where the element is missing."""
        if self.element >= len(elements):
            return self.empty
        text = elements[self.element]
        if not text and self.otherwise is not None:
            return self.otherwise.get(elements, cut)
        if self.component:
            parts = cut(text)
            text = parts[self.component - 1] if self.component <= len(parts) else ""
        return self.read(text) if text else self.empty

    def put(self, value: Any, out: dict[int, Written]) -> None:
        """Write it, beside the other components of its element."""
        if self.read_only or value is None or value == "":
            return
        text = self.write(value)
        if not self.component:
            out[self.element] = text
            return
        known = out.get(self.element, ())
        parts = [known] if isinstance(known, str) else list(known)
        parts += [""] * (self.component - len(parts))
        parts[self.component - 1] = text
        out[self.element] = tuple(parts)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Qualifier and value pairs: from one position on, or at the positions of their qualifiers.

    `upc` is the position of a UPC that stands alone, as warehouse documents have it; it is the
    first pair, of qualifier UP.
    """

    first: int = 0
    positions: tuple[int, ...] = ()
    upc: int = 0
    empty: tuple[tuple[str, str], ...] = ()

    def get(self, elements: Sequence[str], cut: Cut) -> tuple[tuple[str, str], ...]:
        """All pairs of which both halves are there, in order."""
        del cut
        places = self.positions or range(self.first, len(elements) - 1, 2)
        pairs = tuple(
            (elements[at], elements[at + 1])
            for at in places
            if at + 1 < len(elements) and elements[at] and elements[at + 1]
        )
        if self.upc and self.upc < len(elements) and elements[self.upc]:
            return (("UP", elements[self.upc]), *pairs)
        return pairs

    def put(self, value: tuple[tuple[str, str], ...], out: dict[int, Written]) -> None:
        """Write the pairs side by side, as many as there is room for."""
        if self.upc and value and value[0][0] == "UP" and len(value[0][1]) == UPC_LENGTH:
            out[self.upc] = value[0][1]
            value = value[1:]
        places = self.positions or range(self.first, self.first + 2 * len(value), 2)
        for at, (qualifier, text) in zip(places, value, strict=False):
            out[at], out[at + 1] = qualifier, text


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts from a position on, one after the other, without the empty ones.

    They are elements, or where `element` is set, components of it, of which `last` is the last.
    """

    first: int
    last: int = 0
    element: int = 0
    empty: tuple[str, ...] = ()

    def get(self, elements: Sequence[str], cut: Cut) -> tuple[str, ...]:
        """The texts."""
        if not self.element:
            return tuple(text for text in elements[self.first :] if text)
        parts = cut(elements[self.element]) if self.element < len(elements) else ()
        return tuple(text for text in parts[self.first - 1 : self.last] if text)

    def put(self, value: tuple[str, ...], out: dict[int, Written]) -> None:
        """Write the texts side by side, components as many as there is room for."""
        if not self.element:
            out.update(enumerate(value, self.first))
            return
        for component, text in zip(range(self.first, self.last + 1), value, strict=False):
            TEXT(self.element, component).put(text, out)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of element; called with a position (and component), it stands there."""

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    empty: Any

    def __call__(self, element: int, component: int = 0, *, otherwise: Binding | None = None) -> At:
        """This kind at a position."""
        return At(self.read, self.write, self.empty, element, component, otherwise=otherwise)


def _same(text: str) -> str:
    return text


def _plain(number: Decimal) -> str:
    text = str(number)
    return text if "E" not in text else format(number, "f")


def _cents(number: Decimal) -> str:
    whole = scaled(number, 2)
    return _plain(whole.to_integral_value() if whole == whole.to_integral_value() else whole)


@lru_cache(maxsize=4096)
def _day(day: date) -> str:
    return day.strftime("%Y%m%d").zfill(8)


def _short_day(day: date) -> str:
    return day.strftime("%y%m%d")


TEXT: Final = Kind(_same, _same, "")
NUMBER: Final = Kind(decimal_of, _plain, None)
"""R: an exact decimal."""
COUNT: Final = Kind(count_of, str, None)
"""N0: a whole number."""
CENTS: Final = Kind(lambda text: implied_decimal_of(text, 2), _cents, None)
"""N2: two implied decimals; the value is the amount, not the cents."""
DAY: Final = Kind(day_of, _day, None)
"""DT: CCYYMMDD; six digits are read as a day of this century."""
SHORT_DAY: Final = Kind(day_of, _short_day, None)
"""DT of six digits: YYMMDD."""


def sent(element: int, component: int = 0) -> At:
    """The text as it was sent, beside a value that another binding of the element writes."""
    return At(_same, _same, "", element, component, read_only=True)
