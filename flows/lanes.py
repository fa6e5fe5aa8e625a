"""Keeps the lanes of the inbox agreed on what requests were taken, before each start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from flows.intake_plan import FLOW, READ_INBOX
from storage import recovery
from storage.files import replace_durably

if TYPE_CHECKING:
    from flows.settings import FlowSettings

VERSION: Final = 2
"""Since which every lane reads all requests; before, each file of them had one lane."""


def keep_in_step(settings: FlowSettings, state: Path) -> None:
    """Mend the states of lanes where partners, and so the lanes of their requests, have changed.

    States that were written before every lane read all requests are carried over likewise.
    """
    from flows.partners import digest_of  # noqa: PLC0415 - all of EDI loads slowly

    said = {"version": VERSION, "partners": digest_of(settings)}
    path = state / "requests.json"
    if path.exists() and json.loads(path.read_bytes()) == said:
        return
    step = f"{FLOW}.{READ_INBOX}"
    store = state / "recovery"
    lanes = {key: kept for name, key, kept in recovery.states(store) if name == step}
    if lanes:
        changed = _in_step(settings, lanes)
        recovery.rewrite(store, {(step, lane): kept for lane, kept in changed.items()})
    replace_durably(path, json.dumps(said, indent=1).encode())


def _in_step(settings: FlowSettings, lanes: dict[str, Any]) -> dict[str, Any]:
    from sources.inboxes import walk  # noqa: PLC0415 - framing and columns load slowly
    from sources.taken import in_step  # noqa: PLC0415

    roots = [str(Path(inbox).resolve()) for inbox in settings.inboxes]
    return in_step(lanes, (file for root in roots for file in walk(root)))
