"""A fold that is made when first something comes for it: what it is made of loads slowly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flows.columnar import Fold
    from schemas.ticks import Tick
    from storage.segments import Holder


class Waking:
    """A fold without any state yet, and its one holder; from its first value on, the fold itself.

    Only for folds that say nothing at a tick before they had a value.
    """

    def __init__(self, holder: str, make: Callable[[], Fold]) -> None:
        self._holder = holder
        self._make = make
        self._fold: Fold | None = None

    def holders(self) -> Mapping[str, Holder]:
        """This, in the place of the fold's own holder."""
        return {self._holder: self}

    def numbers(self) -> Any:
        """What the fold says; a fold that had no value says nothing besides."""
        return (1,) if self._fold is None else self._fold.numbers()

    def apply(self, values: Sequence[Any]) -> list[Any]:
        """Wake."""
        self._fold = self._fold or self._make()
        return self._fold.apply(values)

    def tick(self, tick: Tick) -> list[Any]:
        """Nothing while it sleeps."""
        return [] if self._fold is None else self._fold.tick(tick)

    def changed(self) -> bool:
        """Whether the fold woke and changed."""
        return self._fold is not None and self._own(self._fold).changed()

    def dump_changes(self) -> bytes:
        """The fold's own."""
        assert self._fold is not None, "a sleeping fold has not changed"
        return self._own(self._fold).dump_changes()

    def dump_all(self) -> bytes:
        """The fold's own."""
        assert self._fold is not None, "a sleeping fold has not changed"
        return self._own(self._fold).dump_all()

    def _own(self, fold: Fold) -> Holder:
        return fold.holders()[self._holder]
