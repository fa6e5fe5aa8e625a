"""Keeps the lanes of the inbox agreed on what requests were taken, before each start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.former_ids import ids_had, partners_by_id
from flows.intake_plan import FLOW, READ_INBOX
from storage import recovery
from storage.files import replace_durably

if TYPE_CHECKING:
    from flows.settings import FlowSettings

VERSION: Final = 4
"""Since which all interchanges of a partner have one lane; before, the files that began with one
had, and before 3, those of a trading pair. Before 2, each file of requests had one lane; since
then, every lane reads all requests."""


def keep_in_step(settings: FlowSettings, state: Path) -> None:
    """Mend the states of lanes where partners, and so what each lane reads, have changed.

    States that were written when lanes shared out files otherwise are carried over likewise.
    """
    from flows.partners import digest_of  # noqa: PLC0415 - all of EDI loads slowly

    said = {"version": VERSION, "partners": digest_of(settings, ids_had(state))}
    path = state / "requests.json"
    if path.exists() and json.loads(path.read_bytes()) == said:
        return
    step = f"{FLOW}.{READ_INBOX}"
    store = state / "recovery"
    lanes = {key: kept for name, key, kept in recovery.states(store) if name == step}
    if lanes:
        try:
            changed = _in_step(settings, state, lanes)
        except (OSError, UnicodeDecodeError):
            return  # the flow does not start, and tells what is wrong with its partners
        recovery.rewrite(store, {(step, lane): kept for lane, kept in changed.items()})
    replace_durably(path, json.dumps(said, indent=1).encode())


def _in_step(settings: FlowSettings, state: Path, lanes: dict[str, Any]) -> dict[str, Any]:
    from flows.partners import read_profiles  # noqa: PLC0415 - all of EDI loads slowly
    from sources.inboxes import walk, with_readers  # noqa: PLC0415
    from sources.known_openers import NAME, KnownOpeners  # noqa: PLC0415
    from sources.taken import in_step  # noqa: PLC0415

    roots = [str(Path(inbox).resolve()) for inbox in settings.inboxes]
    whose = partners_by_id(read_profiles(settings), ids_had(state))
    known = KnownOpeners(state / NAME)
    files = (with_readers(file, whose, known) for root in roots for file in walk(root))
    return in_step(lanes, (file for file in files if file is not None))
