"""What was found in large EDI files before: they stay in the inbox, and are not scanned each start.

It may be lost at any time, for it follows from the files: they are scanned again.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any, Final

from sources.openers import Openers, read_openers

if TYPE_CHECKING:
    from pathlib import Path

    from sources.inboxes import InboxFile

NAME: Final = "openers.jsonl"
"""The file in a flow's state that keeps it."""
KEPT_FROM: Final = 1 << 16
"""A smaller file is scanned as fast as its place here would be found."""
LARGEST: Final = 1 << 24
"""So many bytes are kept; then it is begun anew."""


class KnownOpeners:
    """Openers by the marks of a file's path and version; processes append to one file of them."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known: dict[str, Openers] | None = None

    def of(self, file: InboxFile) -> Openers:
        """The openers of a file, known or found now; one that is gone raises."""
        if self._path is None or file.size < KEPT_FROM:
            return read_openers(file.path)
        if self._known is None:
            self._known = _read(self._path)
        key = (file.path_mark() + file.version_mark()).hex()
        # It is asked for once a version, so it need not be kept longer.
        found = self._known.pop(key, None)
        if found is None:
            found = read_openers(file.path)
            if found.told:
                _append(self._path, [key, *found.parties])
        return found


def _append(path: Path, entry: list[Any]) -> None:
    with contextlib.suppress(OSError), path.open("ab", buffering=0) as file:
        file.write(json.dumps(entry).encode() + b"\n")


def _read(path: Path) -> dict[str, Openers]:
    known: dict[str, Openers] = {}
    try:
        if path.stat().st_size > LARGEST:
            path.unlink()
        lines = path.read_bytes().splitlines()
    except OSError:
        return known
    for line in lines:
        try:
            key, *parties = json.loads(line)
            known[str(key)] = Openers(parties=tuple((str(a), str(b)) for a, b in parties))
        except (ValueError, TypeError):
            # It was cut when the machine stopped.
            continue
    return known
