"""The one bridge between the engine and columnar state: a step whose keys are groups of keys.

It holds a fold's state, restores and snapshots it by manifests of segment files, and knows no
rule. Items reach it as `(group, (group, value))`; a value is data or a `Tick`.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import bytewax.operators as op
from bytewax.operators import StatefulBatchLogic
from typing_extensions import override

from schemas.ticks import Tick
from storage.segments import EMPTY, Holder, Manifest, SegmentStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from bytewax.operators import KeyedStream

VERSION = 1
ColumnarState: TypeAlias = tuple[int, str, Any, tuple[tuple[str, Manifest], ...]]
"""Version, group, the fold's few plain numbers, a manifest for each of its holders."""


class Fold(Protocol):
    """State of one group, and the rule that takes values into it."""

    def holders(self) -> Mapping[str, Holder]:
        """The columnar parts of the state, by the names under which they are stored."""
        ...

    def numbers(self) -> Any:
        """The small rest of the state, as plain values."""
        ...

    def apply(self, values: Sequence[Any]) -> list[Any]:
        """Take values in; returns what goes on downstream now."""
        ...

    def tick(self, tick: Tick) -> list[Any]:
        """All before is durable; returns what goes on downstream now."""
        ...


class Loaded(Protocol):
    """Bytes of each holder as a resume found them: base and changes."""

    def __call__(self, holder: str) -> tuple[bytes | None, list[bytes]]:
        """The base, or None, and the changes since, oldest first."""
        ...


BuildFold: TypeAlias = "Callable[[str, Any, Loaded], Fold]"
"""Makes a group's fold from its name, its numbers (None at first) and its stored bytes."""


class ColumnarLogic(StatefulBatchLogic[Any, Any, ColumnarState]):
    """The engine's side of one group."""

    def __init__(self, build: BuildFold, store: SegmentStore, resume: ColumnarState | None) -> None:
        self._build = build
        self._store = store
        self._group = ""
        self._fold: Fold | None = None
        if resume is not None:
            _, group, numbers, manifests = resume
            self._start(group, numbers, dict(manifests))

    @override
    def on_batch(self, values: list[Any]) -> tuple[Iterable[Any], bool]:
        fold = self._fold or self._start(values[0][0], None, {})
        out: list[Any] = []
        data: list[Any] = []
        for _, value in values:
            if isinstance(value, Tick):
                if data:
                    out.extend(fold.apply(data))
                    data = []
                self._store.collect()
                out.extend(fold.tick(value))
            else:
                data.append(value)
        if data:
            out.extend(fold.apply(data))
        return out, StatefulBatchLogic.RETAIN

    @override
    def on_eof(self) -> tuple[Iterable[Any], bool]:
        return (), StatefulBatchLogic.RETAIN

    @override
    def snapshot(self) -> ColumnarState:
        assert self._fold is not None, "a group is made by its first item"
        manifests = tuple(
            (name, self._store.manifest(f"{self._group}/{name}")) for name in self._fold.holders()
        )
        return (VERSION, self._group, self._fold.numbers(), manifests)

    def _start(self, group: str, numbers: Any, manifests: dict[str, Manifest]) -> Fold:
        def loaded(holder: str) -> tuple[bytes | None, list[bytes]]:
            return self._store.load(manifests.get(holder, EMPTY))

        fold = self._build(group, numbers, loaded)
        for name, holder in fold.holders().items():
            self._store.join(f"{group}/{name}", holder, manifests.get(name, EMPTY))
        self._group, self._fold = group, fold
        return fold


def columnar(
    step: str, up: KeyedStream[tuple[str, Any]], build: BuildFold, segments: Path
) -> KeyedStream[Any]:
    """A stateful step over groups, its segment files under `segments/<step>`."""
    stores: list[SegmentStore] = []

    def logic(resume: ColumnarState | None) -> ColumnarLogic:
        if not stores:
            execution = f"{time.time_ns():016x}-{os.getpid()}"
            stores.append(SegmentStore(segments / step, execution))
        return ColumnarLogic(build, stores[0], resume)

    return op.stateful_batch(step, up, logic)
