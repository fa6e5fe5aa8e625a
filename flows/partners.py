"""Where partners lie: those that come with the product, and over them those of a deployment."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from edi.profiles import Profiles, load_profiles

if TYPE_CHECKING:
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
