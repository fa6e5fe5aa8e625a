"""The states of trading pairs in the intake flow: kept by pair, written down as what changed."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from edi.pair_state import PairState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Pairs:
    """The states of the trading pairs of one group, written down pair by pair."""

    def __init__(self, base: bytes | None, deltas: Sequence[bytes]) -> None:
        self._states: dict[str, PairState] = {}
        self._dirty: set[str] = set()
        for piece in (base, *deltas):
            if piece is not None:
                # Our own bytes: plain tuples under their pairs.
                frozen: dict[str, tuple[Any, ...]] = pickle.loads(piece)  # noqa: S301
                for pair, state in frozen.items():
                    self._states[pair] = PairState.thaw(state, self._states.get(pair))

    @classmethod
    def of(cls, states: Mapping[str, PairState]) -> Pairs:
        """Pairs with these states, none of which is written down."""
        pairs = cls(None, ())
        for pair, state in states.items():
            pairs.put(pair, state)
        return pairs

    def get(self, pair: str) -> PairState:
        """The state of a pair, which is empty at first."""
        return self._states.get(pair, PairState())

    def names(self) -> list[str]:
        """All pairs."""
        return sorted(self._states)

    def put(self, pair: str, state: PairState) -> None:
        """Keep the new state of a pair."""
        self._states[pair] = state
        self._dirty.add(pair)

    def changed(self) -> bool:
        """Whether a pair changed since the last dump."""
        return bool(self._dirty)

    def dump_changes(self) -> bytes:
        """What changed in the pairs that changed since the last dump."""
        frozen = {pair: self._states[pair].freeze_changes() for pair in sorted(self._dirty)}
        self._settle()
        return pickle.dumps(frozen, protocol=5)

    def dump_all(self) -> bytes:
        """All pairs."""
        frozen = {pair: state.freeze() for pair, state in sorted(self._states.items())}
        self._settle()
        return pickle.dumps(frozen, protocol=5)

    def _settle(self) -> None:
        for pair in self._dirty:
            self._states[pair] = self._states[pair].settle()
        self._dirty = set()
