"""Segments fitted into a partner's characters before they are written, each change a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edi.characters import substituted
from edi.findings import Code, WireFinding, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.elements import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Segments that a character set can write, and what was written otherwise than asked."""

    segments: tuple[Sequence[Written], ...]
    findings: tuple[WireFinding, ...]


def fitted(segments: Sequence[Sequence[Written]], characters: str, marks: bytes) -> Fitted:
    """Segments between ST and SE in a character set; `marks` are delimiters that data cannot have.

    X12 has no way to write a delimiter within data, nor any syntax to write a control character:
    they become blanks. Blanks at the end of a value say nothing, and are not written.
    """
    banned = {**dict.fromkeys(range(32), " "), **dict.fromkeys(marks, " ")}
    out: list[Sequence[Written]] = []
    found: list[WireFinding] = []
    for number, segment in enumerate(segments, 2):
        kept = list(segment)
        for at, value in enumerate(segment):
            if not at:
                continue
            said = _ended(value)
            made = kept[at] = _ended(_fit(said, characters, banned))
            if made != said:
                found += _told(f"{segment[0]}{at:02d}", number, said, made)
        out.append(tuple(kept))
    return Fitted(segments=tuple(out), findings=tuple(found))


def _fit(value: Written, characters: str, banned: dict[int, str]) -> Written:
    if isinstance(value, str):
        return substituted(value.translate(banned), characters).translate(banned)
    return tuple(
        substituted(part.translate(banned), characters).translate(banned) for part in value
    )


def ended(segment: Sequence[Written]) -> list[Written]:
    """A segment without the blanks at the ends of its values, which say nothing."""
    return [*map(_ended, segment)]


def _ended(value: Written) -> Written:
    """A value without the blanks at its end, or at those of its components."""
    if isinstance(value, str):
        return value.rstrip(" ")
    return tuple(part.rstrip(" ") for part in value)


def _told(element: str, segment: int, value: Written, made: Written) -> list[WireFinding]:
    """One finding for a simple element, one for each component of a composite one."""
    pairs = [(element, value, made)]
    if not isinstance(value, str):
        names = (f"{element}-{at}" for at in range(1, len(value) + 1))
        pairs = [*zip(names, value, made, strict=True)]
    return [
        WireFinding(
            code=Code.CHARACTER_SUBSTITUTED, offset=0, segment=segment, element=name,
            found=shown(str(old)), assumed=shown(str(new)),
        )
        for name, old, new in pairs
        if old != new
    ]  # fmt: skip
