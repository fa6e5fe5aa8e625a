"""How documents reach a partner, as data; to carry them is for others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: Final = ("folder", "api")
FOLDERS: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
FILES: Final = re.compile(r"(?:[A-Za-z0-9._ -]|\{(?:set|pair|control|sender|receiver|usage)\})+")
NAMED: Final = "{set}_{pair}_{control}"
"""The names of a partner that has no pattern."""
_ESCAPED: Final = {ord(mark): f"%{ord(mark):02X}" for mark in "%_-"}
_IN_IDS: Final = re.compile("%|_(?=.*-)", re.DOTALL)
"""What an id must not have lest it read as the end of one party and the begin of the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """Where a partner's documents are put, and under which names.

    `folder`: a program of the deployment takes them from the outbox. `api`: they stay there until
    the partner fetches them, by whatever serves the outbox. Both are written alike.
    """

    kind: str = "folder"
    folder: str = ""
    file: str = ""

    def name(self, kind: str, pair: tuple[str, str, str], control: str, in_round: int = 1) -> str:
        """A document's name by the partner's pattern, or by `NAMED` where it has none.

        `pair` is sender and receiver, as `qualifier:id`, and the usage; `control` is the
        interchange's control number as the wire has it. From the second round through the
        numbers on, the round follows it, for names are given once and numbers are not.
        """
        if in_round > 1:
            control += f"-{in_round}"
        sender, receiver, usage = pair
        ours, theirs = sender.partition(":")[2], receiver.partition(":")[2]
        both = f"{_party(receiver)}_{_party(sender)}_{_short(usage)}"
        filled = (self.file or NAMED).format(
            set=kind, pair=both, control=control, sender=ours, receiver=theirs, usage=usage
        )
        return filled.removesuffix(".edi")


FOLDER: Final = Transport()


def read_transport(value: object) -> tuple[Transport, tuple[str, ...]]:
    """The transport that a profile names, and sentences on what it cannot be."""
    if not isinstance(value, dict):
        return FOLDER, (f"transport: a table is wanted, not {value!r}",)
    table: dict[str, Any] = value
    faults = [
        f"transport.{key}: there is no such key; there are kind, folder, file"
        for key in table.keys() - {"kind", "folder", "file"}
    ]
    kind, folder, file = (table.get(key, "") for key in ("kind", "folder", "file"))
    if kind not in ("", *KINDS):
        faults.append(f"transport.kind: {kind!r} is neither folder nor api")
        kind = ""
    if folder and not (isinstance(folder, str) and FOLDERS.fullmatch(folder)):
        faults.append(f"transport.folder: {folder!r} is no name of one folder")
        folder = ""
    if file and not (isinstance(file, str) and FILES.fullmatch(file)):
        faults.append(
            f"transport.file: {file!r} is no pattern; letters, digits, ._- and {{set}}, {{pair}}, "
            "{control}, {sender}, {receiver}, {usage} make one"
        )
        file = ""
    made = Transport(kind=kind or "folder", folder=str(folder), file=str(file))
    return made, tuple(sorted(faults))


def _party(text: str) -> str:
    """Qualifier and id as `{pair}` has them: no two parties, whatever came as such, are alike."""
    qualifier, _, own = text.partition(":")
    escaped = _IN_IDS.sub(lambda found: found.group().translate(_ESCAPED), own)
    return f"{_short(qualifier)}-{escaped}"


def _short(text: str) -> str:
    """A qualifier or usage, without the marks that end it."""
    return text.translate(_ESCAPED)


def lacking(file: str, ids: Sequence[str]) -> str:
    """What a pattern of names must still have, and why, lest two documents have one name.

    Control numbers are counted for each pair of ids, and for production and test apart. `ids` are
    those of the partner. Empty where names cannot repeat.
    """
    wanted: list[str] = []
    if "{control}" not in file:
        wanted.append("{control}, which tells the documents of one pair apart")
    if "{pair}" not in file:
        bare = {own.partition(":")[2] for own in ids}
        if len(bare) < len(ids):
            wanted.append("{pair}, for two ids of the partner differ in their qualifiers only")
        elif len(ids) != 1 and "{receiver}" not in file:
            wanted.append("{receiver} (or {pair}), for documents go to more than one id")
        if "{sender}" not in file:
            wanted.append("{sender} (or {pair}), for each id of ours has numbers of its own")
        if "{usage}" not in file:
            wanted.append("{usage} (or {pair}), for test documents have numbers of their own")
    return "; ".join(wanted)
