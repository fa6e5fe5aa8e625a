"""A finding on the wire: what is wrong, where, what was found there and what was assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from edi.codes import CATALOGUE, Code

if TYPE_CHECKING:
    from edi.codes import Level
    from schemas.findings import Severity

__all__ = ["CATALOGUE", "Code", "WireFinding", "is_segment", "place_in", "shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WireFinding:
    """What is wrong on the wire, where it is, what was found there, and what was assumed.

    `offset` counts bytes of the file from 0. `segment` counts segments: from 1 at ISA for
    envelope findings, from 1 at ST for findings in a set. `element` is `BEG03`, `PO107` or, for a
    component, `REF04-2`, with `^2` for a second repetition; empty where a whole segment is meant.
    """

    code: Code
    offset: int
    segment: int = 0
    element: str = ""
    found: str = ""
    assumed: str = ""
    message: str = ""

    @property
    def severity(self) -> Severity:
        """The catalogue's severity, before any partner's profile."""
        return CATALOGUE[self.code].severity

    @property
    def level(self) -> Level:
        """What the finding judges, from the envelope up to the business."""
        return CATALOGUE[self.code].level

    def as_json(self) -> dict[str, object]:
        """The finding in the shape that commands print."""
        entry = CATALOGUE[self.code]
        return {
            "code": self.code.value,
            "severity": entry.severity.value,
            "offset": self.offset,
            "segment": self.segment,
            "element": self.element,
            "found": self.found,
            "assumed": self.assumed,
            "message": self.message or entry.sentence,
        }

    def freeze(self) -> tuple[object, ...]:
        """The finding as a plain tuple, for snapshots."""
        return (
            self.code.value,
            self.offset,
            self.segment,
            self.element,
            self.found,
            self.assumed,
            self.message,
        )

    @staticmethod
    def thaw(frozen: tuple[object, ...]) -> WireFinding:
        """The finding that `freeze` made this tuple of."""
        code, offset, segment, element, found, assumed, message = frozen
        return WireFinding(
            code=Code(str(code)),
            offset=int(str(offset)),
            segment=int(str(segment)),
            element=str(element),
            found=str(found),
            assumed=str(assumed),
            message=str(message),
        )


FOUND_MAX: Final = 99
"""The most of a bad value that a finding repeats: AK404 carries 99 characters."""


def is_segment(element: str) -> bool:
    """Whether a finding's `element` is the id of a segment: `W06`, where `W0602` is an element."""
    return len(element) <= len("W06")


def place_in(element: str) -> tuple[str, str, str]:
    """A finding's `element` as the element, its component and its repetition.

    >>> place_in("CTX01-2^3"), place_in("BEG03")
    (('CTX01', '2', '3'), ('BEG03', '', ''))
    """
    whole, _, repetition = element.partition("^")
    place, _, component = whole.partition("-")
    return place, component, repetition


def shown(value: bytes | str) -> str:
    """A value as a finding shows it: text, cut to what an acknowledgment may carry."""
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    return text[:FOUND_MAX]
