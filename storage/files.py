"""Files that survive a crash: written whole, synced, and shown by one rename."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from storage.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class FileFault(Fault):
    """A file that a committed state lists is not where it must be."""


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes | Iterable[bytes]) -> int:
    """Write a new file, sync it and its folder's entry; returns the number of bytes."""
    pieces = (content,) if isinstance(content, bytes) else content
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    fsync_folder(path.parent)
    return size


def replace_durably(path: Path, content: bytes) -> None:
    """Put new content in a file's place, so that a reader sees the old or the new, whole."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.fresh")
    write_durably(fresh, content)
    fresh.replace(path)
    fsync_folder(path.parent)


def publish(staged: Path, final: Path) -> None:
    """Show a staged file under its final name; again is harmless, a lost file is a fault.

    The caller syncs the final folder once after a number of these.
    """
    try:
        staged.replace(final)
    except FileNotFoundError:
        if not final.exists():
            message = (
                f"The staged file {staged} is gone and {final} does not exist: "
                "the data directory was changed by hand; restore it from a backup."
            )
            raise FileFault(message) from None
