"""Which ids partners have had: what is known under one that a profile has no more is still its."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from storage.files import replace_durably

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from edi.pair_memory import Sent
    from edi.profiles import Profiles
    from sources.pairs import Whose

VERSION: Final = 1
NAME: Final = "partner_ids.json"
ANY: Final = ""
"""The id of ours of a partner whose profile names none: it writes to any."""

PartnerIds: TypeAlias = "Mapping[str, Mapping[str, str]]"
"""The name of the partner that last had an id, by that id and the id of ours that it writes to."""


def partners_by_id(profiles: Profiles, had: PartnerIds | None = None) -> Whose:
    """Says whose a pair is, by the partner's id and ours; '' where no profile knows.

    An id that no profile has any more is that of the profile which had it last. Judging goes by
    what profiles say now alone.
    """
    names = {profile.name for profile in profiles.partners}

    @lru_cache(maxsize=1 << 16)
    def whose(theirs: str, ours: str) -> str:
        qualifier, _, id_ = theirs.partition(":")
        profile, is_known = profiles.find(qualifier, id_, ours)
        now = profile.name if is_known else ""
        if is_known and (not profile.our_ids or ours in profile.our_ids):
            return now
        once = (had or {}).get(theirs, {})
        # Of partners with one id, each keeps what went between it and its own id of ours.
        others = () if ours in once else (once.get(ANY, ""), *once.values())
        said = (once.get(ours, ""), now, *others)
        return next((name for name in said if name in names), "")

    return whose


def ids_had(state: Path) -> PartnerIds | None:
    """Which ids partners have had, as it was noted before this start; None where it never was."""
    path = state / NAME
    return json.loads(path.read_bytes())["ids"] if path.exists() else None


def is_noted(state: Path, partners: str) -> bool:
    """Whether the ids of these partners, a hash of all their profiles, are noted."""
    path = state / NAME
    return path.exists() and json.loads(path.read_bytes())["partners"] == partners


def note_ids(state: Path, partners: str, had: PartnerIds) -> None:
    """Note which ids partners have had, and a hash of the profiles of which that was seen."""
    said: dict[str, Any] = {"version": VERSION, "partners": partners, "ids": had}
    replace_durably(state / NAME, json.dumps(said, indent=1).encode())


def ids_with(had: PartnerIds, profiles: Profiles) -> PartnerIds:
    """What partners have had, and what they have now: that is theirs, whosever it was."""
    now: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for profile in profiles.partners:
        for theirs in profile.ids:
            for ours in profile.our_ids or (ANY,):
                # The first has it, as where profiles are looked up.
                if ANY not in now[theirs]:
                    now[theirs].setdefault(ours, profile.name)
    kept = {
        theirs: {ours: name for ours, name in had.get(theirs, {}).items() if ours != ANY}
        for theirs, names in now.items()
        if ANY not in names
    }
    return {**had, **{theirs: {**kept.get(theirs, {}), **names} for theirs, names in now.items()}}


def ids_sent_to(documents: Iterable[Sent]) -> PartnerIds:
    """What can be told of a state of before ids were noted: whom documents of ours went to."""
    from edi.identities import read_name  # noqa: PLC0415 - all of EDI loads slowly

    had: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for sent in sorted(documents, key=lambda sent: sent.sent_at):
        said = read_name(sent.document)
        if said is not None and sent.partner:
            had[said.receiver][said.sender] = sent.partner
    return had
