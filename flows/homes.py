"""Where trading pairs are kept: all of one partner's in one group, which judges them together.

A partner is known by its profile. Where profiles have changed, and where states were written when
each pair had a group of its own, pairs are moved between groups before a start.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from flows.intake_plan import FLOW, GROUPS, TRADE
from storage import recovery
from storage.files import replace_durably
from storage.segments import EMPTY, SegmentStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from edi.pair_memory import KnownOrder
    from edi.pair_state import PairState
    from edi.profiles import Profiles
    from edi.remembered import Remembered
    from flows.pairs import Pairs
    from flows.settings import FlowSettings
    from sources.pairs import Whose
    from storage.segments import Manifest

VERSION: Final = 1
HOLDER: Final = "pairs"
"""The name under which a group's pairs are stored."""


def partners_by_id(profiles: Profiles) -> Whose:
    """Says whose a pair is, by the partner's id and ours; '' where no profile knows."""

    @lru_cache(maxsize=1 << 16)
    def whose(theirs: str, ours: str) -> str:
        qualifier, _, id_ = theirs.partition(":")
        profile, is_known = profiles.find(qualifier, id_, ours)
        return profile.name if is_known else ""

    return whose


def home_of(pair: str, whose: Whose) -> str:
    """What a pair is kept with: the name of its partner; of nobody's, the pair itself."""
    parts = pair.split("/")[:-1]
    # An id may have a slash in it.
    named = (whose("/".join(parts[:at]), "/".join(parts[at:])) for at in range(1, len(parts)))
    return next(filter(None, named), pair)


def group_of(pair: str, whose: Whose) -> str:
    """The group that keeps a pair."""
    return GROUPS[zlib.crc32(home_of(pair, whose).encode()) % len(GROUPS)]


class Kin:
    """Which pairs are judged beside each other: those of one partner and of one usage."""

    def __init__(self, pairs: Pairs, whose: Whose) -> None:
        self._pairs = pairs
        self._whose = whose
        self._of: dict[tuple[str, str], set[str]] = {}
        for pair in pairs.names():
            self.meet(pair)

    def meet(self, pair: str) -> None:
        """A pair that has a state by now."""
        self._of.setdefault(self._key(pair), set()).add(pair)

    def states(self, pair: str) -> dict[str, PairState]:
        """The states of the pair itself, and of those beside it, in a fixed order."""
        names = sorted({pair, *self._of.get(self._key(pair), ())})
        return {name: self._pairs.get(name) for name in names}

    def beside(self, pair: str) -> list[PairState]:
        """The states of those beside a pair."""
        return [state for name, state in self.states(pair).items() if name != pair]

    def orders(self, pair: str) -> list[Remembered[KnownOrder]]:
        """What orders those beside a pair took."""
        return [state.orders for state in self.beside(pair)]

    def _key(self, pair: str) -> tuple[str, str]:
        return home_of(pair, self._whose), pair.rpartition("/")[2]


def keep_at_home(settings: FlowSettings, state: Path) -> None:
    """Move the states of pairs to the groups that keep them, where partners have changed."""
    from flows.partners import digest_of, read_profiles  # noqa: PLC0415 - all of EDI loads slowly

    said = {"version": VERSION, "partners": digest_of(settings)}
    path = state / "pairs.json"
    if path.exists() and json.loads(path.read_bytes()) == said:
        return
    step = f"{FLOW}.{TRADE}"
    kept = {key: one for name, key, one in recovery.states(state / "recovery") if name == step}
    if any(_manifest(one) != EMPTY for one in kept.values()):
        try:
            profiles = read_profiles(settings)
        except (OSError, UnicodeDecodeError):
            return  # the flow does not start, and tells what is wrong
        move(state, kept, partners_by_id(profiles))
    replace_durably(path, json.dumps(said, indent=1).encode())


def move(state: Path, kept: Mapping[str, Any], whose: Whose) -> None:
    """Put the pairs of these states of groups, each into its own group.

    They are put there before they are taken from where they were: each group is durable by itself,
    and what was begun is done again.
    """
    from flows.pairs import Pairs  # noqa: PLC0415 - all of EDI loads slowly

    store = SegmentStore(state / "segments" / TRADE, f"{time.time_ns():016x}-{os.getpid()}")
    found = {group: Pairs(*store.load(_manifest(one))) for group, one in kept.items()}
    whole: dict[str, dict[str, PairState]] = {
        group: {name: pairs.get(name) for name in pairs.names()} for group, pairs in found.items()
    }
    homes = {name: group_of(name, whose) for names in whole.values() for name in names}
    astray = [(group, name) for group, names in whole.items() for name in names
              if homes[name] != group]  # fmt: skip
    if lost := sorted({homes[name] for _, name in astray} - {*whole}):
        message = f"The state in {state} lacks the groups {lost}, to which trading pairs belong."
        raise recovery.RecoveryFault(message)
    for group, name in astray:
        whole[homes[name]].setdefault(name, whole[group][name])
    _rewrite(state, store, kept, {home: whole[home] for home in {homes[one] for _, one in astray}})
    for group, name in astray:
        del whole[group][name]
    _rewrite(state, store, kept, {group: whole[group] for group, _ in astray})


def _rewrite(
    state: Path,
    store: SegmentStore,
    kept: Mapping[str, Any],
    changed: Mapping[str, Mapping[str, PairState]],
) -> None:
    """Groups with other pairs in them, written down whole."""
    from flows.pairs import Pairs  # noqa: PLC0415 - all of EDI loads slowly

    for group, pairs in changed.items():
        store.join(group, Pairs.of(pairs))
    rewritten: dict[tuple[str, str], Any] = {}
    for group in changed:
        version, name, numbers, manifests = kept[group]
        manifests = {**dict(manifests), HOLDER: store.manifest(group)}
        rewritten[f"{FLOW}.{TRADE}", group] = (version, name, numbers, tuple(manifests.items()))
    recovery.rewrite(state / "recovery", rewritten)


def _manifest(state: Any) -> Manifest:
    """What a group's state says of where its pairs are stored."""
    _, _, _, manifests = state
    return dict(manifests).get(HOLDER, EMPTY)
