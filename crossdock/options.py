"""Options that many commands share, and the settings that they make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from crossdock.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Config = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads the annotation while it runs
    typer.Option("--config", metavar="FILE", help="Settings; crossdock.toml here by default."),
]
Data = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--data", metavar="DIR", help="The data directory; data/ by default."),
]
Limit = Annotated[int, typer.Option(min=0, help="How many rows people see; 0 shows all.")]
Text = Optional[str]  # noqa: UP045
ROWS = 40


def settings_of(config: Path | None, data: Path | None, **flags: object) -> Settings:
    """Settings from the file, the environment and these flags, which stand over both."""
    from crossdock.settings import load

    return load(config, data=data, **flags)
