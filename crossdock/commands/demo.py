"""The demo: a day is made, every flow runs on it, and its tables are held to the truth."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING, Final

from crossdock.commands.run import drain
from crossdock.console import DONE, FOUND, CommandFailed, Speaker
from crossdock.demo.inbox import Inbox, Scale, make_inbox
from crossdock.demo.judging import judge
from crossdock.demo.story import Told, as_document, tell
from crossdock.settings import load

if TYPE_CHECKING:
    from pathlib import Path

MADE_BY_DEMO: Final = ("inbox", "data", "partners", "crossdock.toml")
"""What the demo puts into its folder, and takes away when it begins again."""


def run_demo(speaker: Speaker, out: Path, scale: Scale, *, workers: int) -> int:
    """Make the day, run it, judge it, tell it."""
    _clear(out)
    started = time.monotonic()
    inbox = make_inbox(out, scale)
    made_in = time.monotonic() - started
    _open(speaker, inbox, made_in)
    settings = load(out / "crossdock.toml", workers=workers, data=out / "data").for_flows()
    started = time.monotonic()
    outcome = drain(speaker, settings, [], once=True)
    ran_in = time.monotonic() - started
    verdict = judge(inbox.truth, settings)
    told = Told(inbox=inbox, settings=settings, outcome=outcome, verdict=verdict, seconds=ran_in)
    if speaker.json:
        speaker.emit(as_document(told))
    else:
        tell(speaker, told, out)
    return DONE if verdict.is_right else FOUND


def _open(speaker: Speaker, inbox: Inbox, seconds: float) -> None:
    speaker.line(
        "Monday, 2 March 2026, at Harbor & Pine, a distributor of household goods.", "bold"
    )
    speaker.line(
        f"Made in {seconds:.1f} s: {inbox.event_lines:,} event lines in {inbox.event_files} files, "
        f"{inbox.edi_files} EDI files, {inbox.bytes / 1e6:.1f} MB in {inbox.folder}"
    )


def _clear(out: Path) -> None:
    """Begin anew in the demo's own folder; a folder of somebody else's is left alone."""
    if out.exists() and not out.is_dir():
        raise CommandFailed(f"{out} is no folder; name another by --out.")
    if out.exists() and any(out.iterdir()):
        if not all((out / name).exists() for name in ("inbox", "crossdock.toml")):
            raise CommandFailed(
                f"{out} is not empty and was not made by the demo; name another folder by --out."
            )
        for name in MADE_BY_DEMO:
            path = out / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)
