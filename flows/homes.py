"""Where trading pairs are kept: all of one partner's in one group, which judges them together.

A partner is known by its profile, with the ids that this has had. Where profiles have changed, and
where states were written when each pair had a group of its own, pairs are moved between groups
before a start.
"""

from __future__ import annotations

import json
import os
import time
import zlib
from typing import TYPE_CHECKING, Any, Final

from flows.former_ids import ids_had, ids_sent_to, ids_with, is_noted, note_ids, partners_by_id
from flows.intake_plan import FLOW, GROUPS, TRADE
from storage import recovery
from storage.files import replace_durably
from storage.segments import EMPTY, SegmentStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from edi.pair_memory import KnownOrder
    from edi.pair_state import PairState
    from edi.remembered import Remembered
    from flows.former_ids import PartnerIds
    from flows.pairs import Pairs
    from flows.settings import FlowSettings
    from sources.pairs import Whose
    from storage.segments import Manifest

VERSION: Final = 1
HOLDER: Final = "pairs"
"""The name under which a group's pairs are stored."""


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


def keep_ids(settings: FlowSettings, state: Path) -> None:
    """Note the ids that partners have now beside those that they have had.

    It comes before all that asks whose a pair is; every process of the start reads the same.
    """
    from flows.partners import digest_of, read_profiles  # noqa: PLC0415 - all of EDI loads slowly

    digest = digest_of(settings)
    if is_noted(state, digest):
        return
    try:
        profiles = read_profiles(settings)
    except (OSError, UnicodeDecodeError):
        return  # the flow does not start, and tells what is wrong
    had = ids_had(state)
    if had is None:
        had = _ids_of_before(state)
    note_ids(state, digest, ids_with(had, profiles))


def _ids_of_before(state: Path) -> PartnerIds:
    """The ids of a state in which none were noted, by whom our documents in it went to."""
    _, found = _load(state, _kept(state))
    every = (pairs.get(name) for pairs in found.values() for name in pairs.names())
    return ids_sent_to(sent for pair in every for sent in pair.sent.values())


def keep_at_home(settings: FlowSettings, state: Path) -> None:
    """Move the states of pairs to the groups that keep them, where partners have changed."""
    from flows.partners import digest_of, read_profiles  # noqa: PLC0415 - all of EDI loads slowly

    had = ids_had(state)
    said = {"version": VERSION, "partners": digest_of(settings, had)}
    path = state / "pairs.json"
    if path.exists() and json.loads(path.read_bytes()) == said:
        return
    kept = _kept(state)
    if any(_manifest(one) != EMPTY for one in kept.values()):
        try:
            profiles = read_profiles(settings)
        except (OSError, UnicodeDecodeError):
            return  # the flow does not start, and tells what is wrong
        move(state, kept, partners_by_id(profiles, had))
    replace_durably(path, json.dumps(said, indent=1).encode())


def move(state: Path, kept: Mapping[str, Any], whose: Whose) -> None:
    """Put the pairs of these states of groups, each into its own group.

    They are put there before they are taken from where they were: each group is durable by itself,
    and what was begun is done again.
    """
    store, found = _load(state, kept)
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


def _kept(state: Path) -> dict[str, Any]:
    """What a resume would load of each group."""
    step = f"{FLOW}.{TRADE}"
    return {key: one for name, key, one in recovery.states(state / "recovery") if name == step}


def _load(state: Path, kept: Mapping[str, Any]) -> tuple[SegmentStore, dict[str, Pairs]]:
    """The pairs of these states of groups, and where they are stored."""
    from flows.pairs import Pairs  # noqa: PLC0415 - all of EDI loads slowly

    store = SegmentStore(state / "segments" / TRADE, f"{time.time_ns():016x}-{os.getpid()}")
    return store, {group: Pairs(*store.load(_manifest(one))) for group, one in kept.items()}


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
