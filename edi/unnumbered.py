"""Answers that wait, because every control number of the partner's range is used."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edi.open_interchanges import Open

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnumbered:
    """The answer to one interchange, which waits for a number: what it is made of, since when.

    `set` is what has no number. `is_refusal` says that it tells no more than that the number of
    the interchange was used; `mark` tells an interchange that is not the first under its number.
    """

    set: str
    at: datetime
    mark: str
    is_refusal: bool
    packed: bytes

    def opened(self) -> Open:
        """The interchange that is answered; its sender's findings are all that was found on it."""
        # Our own bytes: the plain tuple of a frozen interchange.
        return Open.thaw(pickle.loads(zlib.decompress(self.packed)))  # noqa: S301

    def freeze(self) -> tuple[object, ...]:
        """The answer as a plain tuple."""
        return (self.set, self.at, self.mark, self.is_refusal, self.packed)

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Unnumbered:
        """The answer that `freeze` made this tuple of."""
        return Unnumbered(**dict(zip(Unnumbered.__dataclass_fields__, frozen, strict=True)))


def kept_name(about: str, *, is_refusal: bool) -> str:
    """The name of an answer that has no number: that of what it answers, and what it is."""
    return f"{about}/{'refusal' if is_refusal else 'answer'}"
