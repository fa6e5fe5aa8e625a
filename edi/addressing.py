"""Whether an interchange is ours to take: addressed to us, and not one that we sent ourselves.

Who we are is said by the settings and by the partners' profiles (`our_ids`); where neither names
anybody, all that comes is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from edi.findings import Code, WireFinding
from edi.identities import sender_of

if TYPE_CHECKING:
    from edi.framed import InterchangeOpened
    from edi.profiles import Profiles

NOT_OURS: Final = frozenset({Code.RECEIVER_UNEXPECTED, Code.SENDER_OURS})
"""Findings on an interchange that is none of ours to take or to answer."""


def receiver_of(opened: InterchangeOpened) -> str:
    """Who receives: qualifier and id, for an id alone may be another's under another qualifier."""
    return f"{opened.receiver_qualifier}:{opened.receiver}"


def misdirected(opened: InterchangeOpened, profiles: Profiles) -> WireFinding | None:
    """Why an interchange is not ours to take, or None where it is.

    One that names no receiver is judged by its header, which is in error.
    """
    if profiles.takes_all:
        return None
    sender, receiver = sender_of(opened), receiver_of(opened)
    if profiles.is_ours(sender):
        said = f"It is from {sender}, which is one of us; it is held, and not answered."
        return _finding(Code.SENDER_OURS, opened, ("ISA06", sender), said)
    expected = profiles.expected(sender)
    if not expected or not opened.receiver or receiver in expected:
        return None
    known = " or ".join(expected)
    said = f"It is addressed to {receiver}, and this sender writes to {known}; it is held."
    return _finding(Code.RECEIVER_UNEXPECTED, opened, ("ISA08", receiver), said)


def _finding(code: Code, opened: InterchangeOpened, at: tuple[str, str], said: str) -> WireFinding:
    element, found = at
    return WireFinding(
        code=code, offset=opened.offset, segment=1, element=opened.called(element), found=found,
        message=said,
    )  # fmt: skip
