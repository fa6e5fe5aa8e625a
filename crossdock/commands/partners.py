"""Partners: which are known, and a new one drafted from samples."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crossdock.console import DONE, FOUND, Column, CommandFailed, Speaker, words
from edi.onboarding import draft
from edi.profiles import FALLBACK, load_profiles
from flows.partners import partner_folders, read_profiles
from storage.files import replace_durably

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edi.profiles import Profile
    from flows.settings import FlowSettings

PROFILE: Final = "partner.toml"
SAMPLES: Final = "samples"


def list_partners(speaker: Speaker, settings: FlowSettings) -> int:
    """Every partner that is known, of the product and of this deployment."""
    profiles = read_profiles(settings)
    folders = partner_folders(settings)
    rows = [_listed(profile, folders[profile.name]) for profile in profiles.partners]
    if speaker.json:
        speaker.emit({"partners": rows, "faults": list(profiles.faults)})
    else:
        names = ("name", "title", "ids", "sets_in", "sets_out", "transport", "samples")
        columns = [Column(title=name.replace("_", " "), show=words) for name in names]
        shown = [[_said(row[name]) for name in names] for row in rows]
        speaker.table(columns, shown)
        for fault in profiles.faults:
            speaker.trouble(fault)
    return FOUND if profiles.faults else DONE


def _listed(profile: Profile, folder: Path) -> dict[str, Any]:
    return {
        "name": profile.name,
        "title": profile.title,
        "ids": list(profile.ids),
        "sets_in": list(profile.sets_in),
        "sets_out": list(profile.sets_out),
        "transport": profile.transport.kind,
        "samples": len(list((folder / SAMPLES).glob("*"))),
    }


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]


def new_partner(
    speaker: Speaker,
    settings: FlowSettings,
    name: str,
    samples: Sequence[Path],
    *,
    ours: Sequence[str],
    out: Path | None,
) -> int:
    """Draft a partner's folder from its sample documents."""
    if not (name.isascii() and name.replace("_", "").replace("-", "").isalnum()):
        raise CommandFailed(f"{name!r} is no name for a folder: letters, digits, - and _ are.")
    if name == FALLBACK:
        raise CommandFailed(
            f"{name!r} is how senders are read whom no profile knows; take another name."
        )
    root = out or Path(settings.partners or "partners")
    folder = root / name
    if (folder / PROFILE).exists():
        raise CommandFailed(f"{folder / PROFILE} exists; it is not written over.")
    named = _named(samples)
    contents = {sample: read_sample(path) for sample, path in named.items()}
    made = draft(name, contents, (*settings.our_ids, *ours))
    for complaint in made.complaints:
        speaker.trouble(complaint)
    if not made.used:
        raise CommandFailed("No sample can be read, so nothing was drafted.")
    if made.both:
        raise CommandFailed(
            f"The samples go both ways ({', '.join(made.both)}), and it is not known who of them is"
            " us, so nothing was drafted. Name our id with --ours, or as our_ids in the settings."
        )
    (folder / SAMPLES).mkdir(parents=True, exist_ok=True)
    for sample in made.used:
        shutil.copyfile(named[sample], folder / SAMPLES / sample)
    replace_durably(folder / PROFILE, made.text.encode())
    drafted = load_profiles({name: made.text})
    shared = shared_ids(settings, drafted.partners[0]) if drafted.partners else []
    for fault in (*drafted.faults, *shared):
        speaker.trouble(fault)
    if speaker.json:
        complaints = [*made.complaints, *shared]
        speaker.emit({"folder": str(folder), "samples": list(made.used), "complaints": complaints})
    else:
        speaker.line(f"{folder / PROFILE}, from {len(made.used)} samples.")
        speaker.line(f"Read it, decide its policies, then: crossdock partner test {name}")
    return FOUND if drafted.faults or made.complaints else DONE


def rivals(settings: FlowSettings, profile: Profile) -> dict[str, list[str]]:
    """The other partners who have ids of this one, and which."""
    others = (one for one in read_profiles(settings).partners if one.name != profile.name)
    shared = {one.name: [own for own in profile.ids if own in one.ids] for one in others}
    return {name: ids for name, ids in shared.items() if ids}


def shared_ids(settings: FlowSettings, profile: Profile) -> list[str]:
    """Sentences on ids of a partner that others have too."""
    return [
        f"partner {profile.name}: {', '.join(ids)} belongs to partner {name} too; a run takes one"
        " of the two for it, by the id of ours that is written to (`our_ids`), or else the first"
        " by name. Take it out of one of them."
        for name, ids in rivals(settings, profile).items()
    ]


def _named(samples: Sequence[Path]) -> dict[str, Path]:
    """Samples by names that no two share: `x.edi` of another folder is `x-2.edi`."""
    named: dict[str, Path] = {}
    for path in dict.fromkeys(path.absolute() for path in samples):
        free = (f"{path.stem}-{number}{path.suffix}" for number in count(2))
        name = path.name if path.name not in named else next(n for n in free if n not in named)
        named[name] = path
    return named


def read_sample(path: Path) -> bytes:
    """The bytes of a sample."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandFailed(f"The sample {path} cannot be read: {error.strerror}.") from error
