"""The acknowledgments in the outbox, read here as a retailer would read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one 997 or 999 says of one group."""

    file: str
    receiver: str
    control: str
    group: str
    code: str
    received: int
    accepted: int


def read_answers(outbox: Path) -> Iterator[Answer]:
    """Every answer that lies in the outbox; a file that is no interchange is an answer to none."""
    for path in sorted(outbox.rglob("*.edi")):
        yield from _answers(path)


def _answers(path: Path) -> Iterator[Answer]:
    text = path.read_bytes().decode("latin-1")
    element, terminator = text[3], text[105]
    segments = [each.strip("\r\n").split(element) for each in text.split(terminator)]
    receiver = control = group = ""
    for segment in segments:
        match segment:
            case ["ISA", *rest]:
                receiver, control = rest[7].strip(), rest[12]
            case ["AK1", _, number, *_]:
                group = number
            case ["AK9", code, _, received, accepted, *_]:
                yield Answer(
                    file=path.name,
                    receiver=receiver,
                    control=control,
                    group=group,
                    code=code,
                    received=int(received),
                    accepted=int(accepted),
                )
            case _:
                continue
