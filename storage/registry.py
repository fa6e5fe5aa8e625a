"""Schema registries: which Avro schema a message was written with, by the id in its first bytes.

With a URL it is a Confluent schema registry; without one, a folder that holds each schema under
an id made from its text. Such ids are the same in every deployment, so that a lost folder is
refilled by the next start and no id ever means two schemas.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

from storage.faults import TopicFault
from storage.files import replace_durably

if TYPE_CHECKING:
    from pathlib import Path

    from confluent_kafka.schema_registry import SchemaRegistryClient

_NOT_FOUND: Final = 404


class Registry(Protocol):
    """Schemas by id; both ways are cached by the caller's side, so that calls are few."""

    def register(self, subject: str, schema: str) -> int:
        """The id of a schema under a subject, registered where it was not."""
        ...

    def schema(self, number: int) -> str | None:
        """The schema of that id, or None where the registry has none."""
        ...


def open_registry(url: str, folder: Path) -> Registry:
    """The registry at a URL (`mock://` for one in memory), or the folder where the URL is empty."""
    return ServerRegistry(url) if url else FolderRegistry(folder)


class FolderRegistry:
    """A registry without a server: `<folder>/<id>.avsc`, each written once."""

    def __init__(self, folder: Path) -> None:
        """The folder is made at the first registration."""
        self._folder = folder
        self._known: dict[int, str] = {}

    def register(self, subject: str, schema: str) -> int:
        """The id of a schema, which its text alone decides."""
        del subject
        text = json.dumps(json.loads(schema), separators=(",", ":"))
        number = schema_id(text)
        known = self.schema(number)
        if known is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_durably(self._folder / f"{number}.avsc", text.encode())
            self._known[number] = text
        elif known != text:
            message = (
                f"{self._folder / f'{number}.avsc'} holds another schema than its id says; "
                "remove the file if it was edited by hand."
            )
            raise TopicFault(message)
        return number

    def schema(self, number: int) -> str | None:
        """The schema of that id, or None."""
        if number not in self._known:
            try:
                text = (self._folder / f"{number}.avsc").read_text(encoding="utf-8")
            except FileNotFoundError:
                return None
            self._known[number] = text
        return self._known[number]


def schema_id(text: str) -> int:
    """The id of a schema without a server: 31 bits of its text's SHA-256.

    >>> schema_id('"string"') == schema_id('"string"') != schema_id('"long"')
    True
    """
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") & 0x7FFF_FFFF


class ServerRegistry:
    """A Confluent schema registry."""

    def __init__(self, url: str) -> None:
        """Nothing is asked of the server yet."""
        self._client = _client(url)
        self._url = url

    def register(self, subject: str, schema: str) -> int:
        """The id that the server gives the schema under the subject."""
        from confluent_kafka.schema_registry import Schema  # noqa: PLC0415 - loads slowly

        try:
            return self._client.register_schema(subject, Schema(schema, "AVRO"))
        except (
            Exception
        ) as broken:  # the client lets through what its HTTP and JSON libraries raise
            message = f"The schema registry {self._url} did not take {subject}: {broken}"
            raise TopicFault(message) from broken

    def schema(self, number: int) -> str | None:
        """The schema of that id, or None where the server says that it has none."""
        try:
            return self._client.get_schema(number).schema_str
        except Exception as broken:  # as above
            if getattr(broken, "http_status_code", 0) == _NOT_FOUND:
                return None
            message = f"The schema registry {self._url} did not answer for {number}: {broken}"
            raise TopicFault(message) from broken


@cache
def _client(url: str) -> SchemaRegistryClient:
    from confluent_kafka.schema_registry import SchemaRegistryClient  # noqa: PLC0415 - loads slowly

    return SchemaRegistryClient.new_client({"url": url})
