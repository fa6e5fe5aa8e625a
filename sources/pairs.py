"""Whose a file is: what is of one partner is read in one lane, in the order in which it came.

A file may hold interchanges of several partners. Each lane of theirs reads it, and passes on those
that are its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from sources.names import LANES, lane_of

if TYPE_CHECKING:
    from edi.framed import InterchangeOpened
    from sources.openers import Openers

ALL_LANES: Final = tuple(range(LANES))

Whose: TypeAlias = Callable[[str, str], str]
"""The name of a partner, by its id and ours, each as `qualifier:id`; '' where it is nobody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """What a file's first interchange is of, and the lanes that read the file for its partners."""

    pair: str
    lanes: tuple[int, ...]


def nobodys(theirs: str, ours: str) -> str:
    """No partner is known: each pair stands alone."""
    del theirs, ours
    return ""


def kept_with(theirs: str, ours: str, whose: Whose) -> str:
    """What a trading pair is read with: the name of its partner; of nobody's, the pair itself."""
    return whose(theirs, ours) or "/".join(id_.replace(":", "/", 1) for id_ in (theirs, ours))


def readers_of(openers: Openers, name: str, whose: Whose) -> Readers:
    """Who reads a file of that name and with these openers.

    It depends on the bytes and the partners alone, so all processes say the same of one version of
    a file. One without an interchange falls to a lane by its name; where it cannot be told whose
    there are, every lane reads it.
    """
    kept = [kept_with(theirs, ours, whose) for theirs, ours in openers.parties]
    pair = kept[0] if kept else ""
    lanes = {lane_of(pair or name), *map(lane_of, kept)}
    return Readers(pair=pair, lanes=tuple(sorted(lanes)) if openers.told else ALL_LANES)


def lane_of_interchange(opened: InterchangeOpened, whose: Whose) -> int:
    """The lane that reads what an interchange's partner sends."""
    theirs = f"{opened.sender_qualifier}:{opened.sender}"
    return _lane_of(theirs, f"{opened.receiver_qualifier}:{opened.receiver}", whose)


@lru_cache(maxsize=1 << 12)
def _lane_of(theirs: str, ours: str, whose: Whose) -> int:
    return lane_of(kept_with(theirs, ours, whose))
