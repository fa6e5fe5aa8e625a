"""The settings: flags over environment (`CROSSDOCK_*`) over `crossdock.toml` over defaults.

Paths in a settings file are meant relative to that file, all others relative to where the command
was started. What the flows get of it is `flows.settings.FlowSettings`, which travels as JSON.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from typing_extensions import override

from crossdock.console import CommandFailed
from flows.settings import FlowSettings

CONFIG_FILE: Final = "crossdock.toml"
"""The settings file that is read from the current folder when no other is named."""
_PATHS: Final = ("data", "partners")


class SettingsInvalid(CommandFailed):
    """The settings cannot be used; the message says which one, and why."""


class TopicsSettings(BaseModel):
    """Where the topics live: files of the data directory, or Kafka."""

    model_config = ConfigDict(extra="forbid")

    backing: Literal["embedded", "kafka"] = "embedded"
    bootstrap: str = ""
    registry_url: str = ""
    prefix: str = ""
    replication: int = -1
    options: tuple[tuple[str, str], ...] = ()


class Settings(BaseSettings):
    """All settings of one data directory, each documented in `crossdock.toml`."""

    model_config = SettingsConfigDict(
        env_prefix="CROSSDOCK_", env_nested_delimiter="__", extra="forbid"
    )

    data: Path = Path("data")
    inboxes: tuple[Path, ...] = ()
    topics: TopicsSettings = Field(default_factory=TopicsSettings)
    partitions: int = Field(default=16, ge=1, le=100)
    workers: int = Field(default=1, ge=1, le=64)
    epoch_seconds: float = Field(default=0.5, ge=0.05, le=60.0)
    our_ids: tuple[Annotated[str, Field(pattern="^[^:]*:.")], ...] = ()
    partners: Path | None = None
    contracts: dict[str, Any] = Field(default_factory=dict)
    safety_stock: tuple[tuple[str, str, int], ...] = ()
    retention_days: int = Field(default=3, ge=1)
    look_back_days: int = Field(default=30, ge=1)

    def for_flows(self) -> FlowSettings:
        """What the flows need to know of it, with absolute paths."""
        return FlowSettings(
            data=str(self.data.absolute()),
            inboxes=tuple(str(inbox.absolute()) for inbox in self.inboxes),
            workers=self.workers,
            epoch_seconds=self.epoch_seconds,
            topics=self.topics.model_dump(mode="json"),
            partitions=self.partitions,
            contracts=self.contracts,
            partners=None if self.partners is None else str(self.partners.absolute()),
            our_ids=self.our_ids,
            safety_stock=self.safety_stock,
            retention_days=self.retention_days,
            look_back_days=self.look_back_days,
        )


def load(config: Path | None = None, **flags: Any) -> Settings:
    """The settings of this command; a flag that is None was not given.

    Raises `SettingsInvalid` when a file is missing or a value is not one that may be set.
    """
    document = _document(config)

    class Layered(Settings):
        @classmethod
        @override
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (init_settings, env_settings, InitSettingsSource(settings_cls, document))

    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Layered(**given)
    except ValidationError as error:
        lines = [f"  {_place(each['loc'])}: {each['msg']}" for each in error.errors()]
        raise SettingsInvalid("These settings cannot be used:\n" + "\n".join(lines)) from error


def _document(config: Path | None) -> dict[str, Any]:
    """The settings file as a document, its paths made absolute."""
    path = Path(CONFIG_FILE) if config is None else config
    if config is None and not path.exists():
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsInvalid(f"There is no settings file {path}.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(f"The settings file {path} cannot be read: {error}.") from error
    folder = path.absolute().parent
    for name in _PATHS:
        if isinstance(document.get(name), str):
            document[name] = folder / document[name]
    if isinstance(document.get("inboxes"), list):
        document["inboxes"] = [folder / str(inbox) for inbox in document["inboxes"]]
    return document


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)
