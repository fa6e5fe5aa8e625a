"""Where partners lie: those that come with the product, and over them those of a deployment."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from edi.profiles import Profiles, load_profiles

if TYPE_CHECKING:
    from flows.former_ids import PartnerIds
    from flows.settings import FlowSettings


def partner_folders(settings: FlowSettings) -> dict[str, Path]:
    """The folder of every partner, by its name; the deployment's stands over the product's."""
    found: dict[str, Path] = {}
    roots = [Path(str(resources.files("edi.partners")))]
    if settings.partners is not None:
        roots.append(Path(settings.partners))
    for root in roots:
        for path in sorted(root.glob("*/partner.toml")):
            found[path.parent.name] = path.parent
    return found


def read_profiles(settings: FlowSettings) -> Profiles:
    """The profiles of all partners, and sentences on those that cannot be used."""
    folders = partner_folders(settings)
    texts = {
        name: (folder / "partner.toml").read_text(encoding="utf-8")
        for name, folder in folders.items()
    }
    return load_profiles(texts, settings.our_ids)


def digest_of(settings: FlowSettings, had: PartnerIds | None = None) -> str:
    """A hash of all that says who partners are, and who we are; with the ids that they have had."""
    said = [*settings.our_ids] if had is None else [[*settings.our_ids], had]
    digest = hashlib.sha256(json.dumps(said).encode())
    for name, folder in sorted(partner_folders(settings).items()):
        try:
            text = (folder / "partner.toml").read_bytes()
        except OSError:
            text = b""  # the flow tells what is wrong with it
        digest.update(f"{name}\0{len(text)}\0".encode())
        digest.update(text)
    return digest.hexdigest()
