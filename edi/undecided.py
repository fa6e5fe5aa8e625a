"""What is held until a person decides: a document, or an interchange whose number was used."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edi.findings import WireFinding
from edi.open_interchanges import Open

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One thing that is held: its bytes as they were framed, and why it is held.

    `finding` is the reason, `findings` how many there are, and `status` what the document would
    have become without it (empty of an interchange). `told` says that the partner was told that it
    is refused; `version` is that of its row, `at` when it came. The framed parts are kept
    compressed, for most are never looked at again.
    """

    finding: WireFinding
    findings: int
    status: str
    at: datetime
    told: bool
    packed: bytes
    version: int = 1

    def opened(self) -> Open:
        """The interchange: closed if all of it is held, else with the one set pending."""
        # Our own bytes: the plain tuple of a frozen interchange.
        return Open.thaw(pickle.loads(zlib.decompress(self.packed)))  # noqa: S301

    def freeze(self) -> tuple[object, ...]:
        """What is held as a plain tuple."""
        return (
            self.finding.freeze(), self.findings, self.status, self.at, self.told, self.packed,
            self.version,
        )  # fmt: skip

    @staticmethod
    def thaw(frozen: tuple[Any, ...]) -> Held:
        """What `freeze` made this tuple of."""
        finding, findings, status, at, told, packed, version = frozen
        return Held(
            finding=WireFinding.thaw(finding),
            findings=findings,
            status=status,
            at=at,
            told=told,
            packed=packed,
            version=version,
        )


def packed(item: Open) -> bytes:
    """An interchange, or what is kept of one, as the bytes of a `Held`."""
    return zlib.compress(pickle.dumps(item.freeze(), protocol=5), 6)
