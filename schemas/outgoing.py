"""A document on its way out: bytes for a partner, under a name that is given once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One interchange to send to a partner, byte for byte as it will stand in its file.

    `name` is the file's name without its suffix. It is given once: the same name for the same
    partner always means the same bytes, so make it of the control number. `folder` is one within
    the partner's own, empty for none.
    """

    partner: str
    name: str
    content: bytes
    folder: str = ""
