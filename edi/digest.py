"""A hash that can stop in the middle of a gigabyte and go on in another process."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

HASH_PIECE: Final = 65_536
"""hashlib's state cannot be stored, so the digest is chained over pieces of this size."""


class Digest:
    """A SHA-256 that can be frozen: chained every 64 KiB, plain for what is shorter."""

    def __init__(self) -> None:
        self.chained = b""
        self.rest = b""

    def add(self, data: bytes) -> None:
        """Hash more bytes."""
        data = self.rest + data if self.rest else data
        whole = len(data) - len(data) % HASH_PIECE
        view = memoryview(data)
        for at in range(0, whole, HASH_PIECE):
            piece = sha256(self.chained)
            piece.update(view[at : at + HASH_PIECE])
            self.chained = piece.digest()
        self.rest = data[whole:]

    def hexdigest(self) -> str:
        """The digest of all bytes so far."""
        if not self.rest and self.chained:
            return self.chained.hex()
        return sha256(self.chained + self.rest).hexdigest()
