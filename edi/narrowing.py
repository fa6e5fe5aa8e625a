"""Which of several documents an answer means: by numbers without their noise, by all that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


def plain_control(control: str) -> str:
    """A control number without blanks and leading zeros, which some leave out."""
    return control.strip().lstrip("0") or "0"


def narrowed(found: Iterable[T], *fits: Callable[[T], bool]) -> list[T]:
    """Of what came into question, what else fits in each respect, as long as anything does."""
    left = list(found)
    for fit in fits:
        left = [one for one in left if fit(one)] or left
    return left
