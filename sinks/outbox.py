"""Documents into the outbox: `<outbox>/<partner>[/<folder>]/<name>.edi`, once, never changed.

A partner's transport takes files away as soon as it sees them, so a file that is gone may have
been sent: it is not enough to look whether it is there. When all documents of an epoch are in
their places, the staged file is renamed to say so, and is never read again. Only a crash in the
milliseconds before that rename can bring a document back that was already taken; it is then the
same byte for byte, under the same name and control number.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from sinks.staging import PublishedFolders, Staging, path_safe
from sinks.two_phase import Staged, TwoPhasePartition, TwoPhaseSink
from storage.faults import Fault
from storage.files import FileFault, fsync_folder, write_durably

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from schemas.outgoing import Outgoing

VERSION: Final = 1
DONE: Final = ".done"
NAME_MAX: Final = 200
"""File systems take 255 bytes; what is longer is cut and told apart by its hash."""


class OutboxFault(Fault):
    """The outbox holds other bytes under a name that was given for these."""


class OutboxPartition(TwoPhasePartition):
    """One sink partition; receives outgoing documents, all those of a partner."""

    def __init__(self, outbox: Path, staging: Staging, resume: tuple[Any, ...] | None) -> None:
        super().__init__()
        self._outbox = outbox
        self._folders = PublishedFolders(outbox)
        self._staging = staging
        _, self._number = resume or (VERSION, 0)
        self._documents: list[Outgoing] = []

    @override
    def receive(self, values: list[Any]) -> None:
        self._documents.extend(values)

    @override
    def prepare(self) -> Sequence[Staged]:
        if not self._documents:
            return []
        documents, self._documents = self._documents, []
        name = f"{self._number:010d}.outgoing"
        self._number += 1
        write_durably(self._staging.folder / name, (document.content for document in documents))
        places: list[tuple[str, str, int, str]] = [
            (document.partner, document.name, len(document.content), document.folder)
            for document in documents
        ]
        return [(name, tuple(places))]

    @override
    def publish(self, staged: Sequence[Staged]) -> None:
        folders: set[Path] = set()
        shown: list[Path] = []
        for name, places in staged:
            path = self._staging.folder / name
            if path.with_suffix(DONE).exists():
                continue
            content = self._content(path)
            offset = 0
            # Places that were staged before partners had folders are of three parts.
            for partner, document, length, *folder in places:
                final = outbox_path(self._outbox, partner, document, *folder)
                self._folders.make(final.parent)
                _put(final, content[offset : offset + length])
                folders.add(final.parent)
                offset += length
            shown.append(path)
        for folder in sorted(folders):
            fsync_folder(folder)
        for path in shown:
            path.rename(path.with_suffix(DONE))
        if shown:
            self._staging.sync()

    @override
    def forget(self, staged: Sequence[Staged]) -> None:
        self._staging.delete(_both_names(staged))

    @override
    def clear(self) -> None:
        self._staging.clear(_both_names(self.staged_names()))

    @override
    def own_state(self) -> tuple[Any, ...]:
        return (VERSION, self._number)

    def _content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            message = (
                f"The staged documents {path} are gone, though committed state lists them: "
                "the data directory was changed by hand; restore it from a backup."
            )
            raise FileFault(message) from None


def outbox_path(outbox: Path, partner: str, name: str, folder: str = "") -> Path:
    """Where a document of a partner lies, whatever characters their names have."""
    own = outbox / _short(path_safe(partner))
    if folder:
        own /= _short(path_safe(folder))
    return own / f"{_short(path_safe(name))}.edi"


def outbox_sink(
    outbox: Path, *, step: str, partitions: Sequence[str], staging: Path
) -> TwoPhaseSink:
    """A sink into the outbox folder; `step` is its flow and step id."""
    folder = staging / path_safe(step)

    def build(name: str, own: tuple[Any, ...] | None) -> OutboxPartition:
        return OutboxPartition(outbox, Staging(folder / path_safe(name)), own)

    return TwoPhaseSink(partitions, build)


def _put(final: Path, content: bytes) -> None:
    """Make the file, whole at once; when it is there already, it must be the same."""
    try:
        present = final.read_bytes()
    except FileNotFoundError:
        fresh = final.with_name(f".{final.name}.fresh")
        write_durably(fresh, content)
        fresh.replace(final)
        return
    if present != content:
        message = (
            f"{final} was already given out with other bytes. A document's name is given once: "
            "the state was restored from before it was sent. Move the file away to send again."
        )
        raise OutboxFault(message)


def _both_names(staged: Iterable[Staged]) -> list[str]:
    names: list[str] = []
    for name, _ in staged:
        names += [name, name.removesuffix(".outgoing") + DONE]
    return names


def _short(name: str) -> str:
    if len(name) <= NAME_MAX:
        return name
    return f"{name[: NAME_MAX - 33]}-{sha256(name.encode()).hexdigest()[:32]}"
