"""Columnar state on disk: segment files of what changed, and the manifests that list them.

The engine's own snapshot of a group holds its manifest only. The first group of a worker that is
asked for its manifest when an epoch closes writes the changes of *all* groups of that worker into
one segment file and syncs it once; so an epoch costs what changed, not what exists. That is right
because a step applies all items of an epoch before it takes the epoch's first snapshot, and a
manifest becomes durable only after the bytes that it lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from storage.files import write_durably

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SEGMENT: Final = "segment"
"""Marks a reference to bytes in a segment file wherever it stands in a state."""
Reference: TypeAlias = tuple[str, str, int, int]
"""`("segment", file, offset, length)`."""
Manifest: TypeAlias = tuple[Reference | None, tuple[Reference, ...]]
"""A group's base, and the changes since, oldest first."""
EMPTY: Final[Manifest] = (None, ())

DELTAS_MAX = 200
"""Files that a resume opens for one group, at most."""
SLACK_BYTES = 1 << 16


class Holder(Protocol):
    """Columnar state that can write down what changed."""

    def changed(self) -> bool:
        """Whether anything changed since the last dump."""
        ...

    def dump_changes(self) -> bytes:
        """The rows changed since the last dump, whose marks this clears."""
        ...

    def dump_all(self) -> bytes:
        """All rows; clears the marks too."""
        ...


@dataclass(slots=True)
class _Group:
    holder: Holder
    manifest: Manifest


class SegmentStore:
    """The segment files of one step in one worker process."""

    def __init__(self, folder: Path, execution: str) -> None:
        """`folder` is the step's own, made when missing; `execution` is unique to this start."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._groups: dict[str, _Group] = {}
        self._written: set[str] = set()
        self._execution = execution
        self._number = 0

    def load(self, manifest: Manifest) -> tuple[bytes | None, list[bytes]]:
        """The bytes that a manifest lists: the base or None, and the changes in order."""
        base, deltas = manifest
        return (None if base is None else self._read(base)), [self._read(delta) for delta in deltas]

    def join(self, group: str, holder: Holder, manifest: Manifest = EMPTY) -> None:
        """Take a group's state into the store, with the manifest that it was loaded from."""
        self._groups[group] = _Group(holder, manifest)

    def manifest(self, group: str) -> Manifest:
        """The group's manifest, after all changed groups of this worker were written down."""
        if any(entry.holder.changed() for entry in self._groups.values()):
            self._flush()
        return self._groups[group].manifest

    def collect(self) -> None:
        """Delete files of this execution that no manifest lists any more.

        Only to be called on an item that a source emitted after the last snapshot: it proves that
        the manifests held here are the durable ones.
        """
        live = {
            reference[1]
            for entry in self._groups.values()
            for reference in references(entry.manifest)
        }
        for name in self._written - live:
            (self._folder / name).unlink(missing_ok=True)
        self._written &= live

    def _flush(self) -> None:
        self._number += 1
        name = f"{self._execution}-{self._number:06d}.seg"
        write_durably(self._folder / name, self._pieces(name))
        self._written.add(name)

    def _pieces(self, name: str) -> Iterator[bytes]:
        """What changed, a group at a time: together it may weigh as much as the state itself."""
        offset = 0
        for entry in self._groups.values():
            if not entry.holder.changed():
                continue
            rewrite = _wants_base(entry.manifest)
            piece = entry.holder.dump_all() if rewrite else entry.holder.dump_changes()
            reference: Reference = (SEGMENT, name, offset, len(piece))
            base, deltas = entry.manifest
            entry.manifest = (reference, ()) if rewrite else (base, (*deltas, reference))
            offset += len(piece)
            yield piece

    def _read(self, reference: Reference) -> bytes:
        _, name, offset, length = reference
        with (self._folder / name).open("rb") as file:
            file.seek(offset)
            piece = file.read(length)
        assert len(piece) == length, f"segment {name} is shorter than its manifest says"
        return piece


def references(state: object) -> Iterator[Reference]:
    """Every segment reference anywhere in a plain state of nested tuples, lists and dicts."""
    if isinstance(state, tuple) and len(state) == 4 and state[0] == SEGMENT:
        yield state
    elif isinstance(state, (tuple, list)):
        for part in state:
            yield from references(part)
    elif isinstance(state, dict):
        for part in state.values():
            yield from references(part)


def _wants_base(manifest: Manifest) -> bool:
    """Whether the changes since the base weigh more than the base itself, or are too many."""
    base, deltas = manifest
    if base is None:
        return True
    return len(deltas) >= DELTAS_MAX or _bytes(deltas) > base[3] + SLACK_BYTES


def _bytes(found: Sequence[Reference]) -> int:
    return sum(reference[3] for reference in found)
