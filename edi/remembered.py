"""A map that knows what changed since it was last written down, so that a snapshot costs that.

A working copy is made by `edit`, and costs what changed, not what exists; the map it was made of
stays as it was. `settle` makes the changes part of what exists, for the one who owns the map.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from typing import Generic, TypeVar

from typing_extensions import override

V = TypeVar("V")


class Remembered(Mapping[str, V], Generic[V]):
    """Values under their keys: the settled ones, and over them what was put or forgotten since."""

    __slots__ = ("_changes", "_settled")

    def __init__(
        self, settled: dict[str, V] | None = None, changes: dict[str, V | None] | None = None
    ) -> None:
        self._settled: dict[str, V] = {} if settled is None else settled
        self._changes: dict[str, V | None] = {} if changes is None else changes

    def edit(self) -> Remembered[V]:
        """A working copy over the same settled values."""
        return Remembered(self._settled, dict(self._changes))

    def put(self, key: str, value: V) -> None:
        """Remember a value; for working copies only."""
        self._changes[key] = value

    def forget(self, key: str) -> None:
        """No longer know a key; for working copies only."""
        self._changes[key] = None

    def changes(self) -> ItemsView[str, V | None]:
        """What was put since the last settling; None where a key was forgotten."""
        return self._changes.items()

    def settle(self) -> Remembered[V]:
        """The same with its changes settled; every copy made before is no longer to be used."""
        for key, value in self._changes.items():
            if value is None:
                self._settled.pop(key, None)
            else:
                self._settled[key] = value
        return Remembered(self._settled)

    @override
    def __getitem__(self, key: str) -> V:
        if key in self._changes:
            value = self._changes[key]
            if value is None:
                raise KeyError(key)
            return value
        return self._settled[key]

    @override
    def __iter__(self) -> Iterator[str]:
        for key in self._settled:
            if key not in self._changes:
                yield key
        for key, value in self._changes.items():
            if value is not None:
                yield key

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    @override
    def __len__(self) -> int:
        return sum(1 for _ in self)
