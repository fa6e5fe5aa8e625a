"""Answers and documents of ours under `kill -9`: each goes out once, under one number, unchanged.

Files of orders come in, some of them twice, some in error; requests to send come in between. A
carrier takes away what lies in the outbox after every kill, as a partner's transport does.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edi.framed import AcknowledgmentFramed, InterchangeOpened, SetFramed
from edi.frames import frame
from edi.identities import pair_of
from tests.edi.wire import BODY, interchange, order_set
from tests.kill.campaign import Campaign, drain, view

ORDERS = (Path(__file__).parents[1] / "edi" / "fixtures" / "ORDERS_bonsai_order.edi").read_bytes()
SENDERS = ("08:ACME", "ZZ:ACME", "12:UMBRA")
FILES = 14
"""Interchanges of each sender in X12, and of one in EDIFACT."""
REQUESTS = 30
NEUTRAL = {
    "ISA": (9, 10, 13), "GS": (4, 5, 6), "GE": (2,), "IEA": (2,), "UNB": (4, 5), "UNZ": (2,),
}  # fmt: skip
"""Times and numbers of ours, which depend on when a file is read, and after which others."""


@dataclass(slots=True)
class Carrier:
    """Takes documents out of an outbox, and holds every one that comes back to its bytes."""

    outbox: Path
    taken: dict[str, bytes] = field(default_factory=dict)

    def take(self) -> None:
        """Take what lies there; where workers are killed, files may still come after it."""
        for path in sorted(self.outbox.rglob("*.edi")):
            name = str(path.relative_to(self.outbox))
            content = path.read_bytes()
            assert self.taken.setdefault(name, content) == content, f"{name} went out twice"
            path.unlink()


def make_inbox(folder: Path, seed: int) -> tuple[Path, Path]:
    """An inbox and the settings to read it with."""
    rng = random.Random(seed)
    wire, wanted, partners = (
        (folder / "inbox" / "edi"),
        (folder / "inbox" / "documents"),
        "partners",
    )
    for path in (wire, wanted, folder / partners / "both", folder / partners / "umbra"):
        path.mkdir(parents=True)
    (folder / partners / "both" / "partner.toml").write_text('ids = ["08:ACME", "ZZ:ACME"]\n')
    (folder / partners / "umbra" / "partner.toml").write_text(
        'ids = ["12:UMBRA"]\nour_ids = ["ZZ:CROSSDOCK"]\nta1 = "always"\n'
    )
    for number in range(1, FILES + 1):
        for sender in SENDERS:
            name = f"{sender.replace(':', '-')}-{number}.edi"
            (wire / name).write_bytes(orders_of(sender, number))
            if rng.random() < 0.3:
                (wire / f"again-{name}").write_bytes(orders_of(sender, number))
        message = ORDERS.replace(b"000000017", f"{number:09d}".encode())
        message = message.replace(b"4500017", f"BT-{number}".encode())
        (wire / f"bonsai-{number}.edi").write_bytes(message)
    for part in range(3):
        lines = [request(number) for number in range(REQUESTS) if number % 3 == part]
        (wanted / f"wanted-{part}.jsonl").write_text("".join(lines))
    settings = folder / "crossdock.toml"
    settings.write_text(
        f'partners = "{folder / partners}"\nour_ids = ["ZZ:CROSSDOCK", "ZZ:HARBORPINE"]\n'
    )
    return folder / "inbox", settings


def orders_of(sender: str, number: int) -> bytes:
    """An interchange of three orders; of every fifth one is in error."""
    qualifier, _, name = sender.partition(":")
    sets = [
        order_set(
            tuple(line.replace("4500017", f"{sender}-{number}-{one}") for line in BODY),
            f"{one:04d}",
            count=99 if number % 5 == 0 and one == 2 else None,
        )
        for one in range(1, 4)
    ]
    data = interchange(*sets, control=number, sender=name)
    return data.replace(b"*08*" + name.encode(), f"*{qualifier}*{name}".encode(), 1)


def request(number: int) -> str:
    """One line that asks for an 855."""
    order = {"purpose": "00", "type": "AT", "number": f"PO-{number}", "date": "2026-03-02"}
    partner = ("both", "umbra")[number % 2]
    return (
        json.dumps({"id": f"r-{number}", "partner": partner, "set": "855", "document": order})
        + "\n"
    )


def neutral(content: bytes) -> str:
    """A document of ours without its times and its numbers."""
    mark, end = ("+", "'") if content[:2] == b"UN" else ("*", "~")
    segments = [segment.strip().split(mark) for segment in content.decode().split(end)]
    for elements in segments:
        for at in NEUTRAL.get(elements[0], ()):
            elements[at] = "-"
    return end.join(mark.join(elements) for elements in segments)


def answered(content: bytes) -> Iterator[tuple[str, str, str]]:
    """What a document of ours answers, by whom it goes to: set, and number of what it is on."""
    for part in frame([content]):
        match part:
            case AcknowledgmentFramed(interchange=opened, elements=elements):
                yield (receiver_of(opened), "TA1", elements[0])
            case SetFramed(interchange=opened, code=code, raw=raw):
                mark, end = (b"+", b"'") if code == "CONTRL" else (b"*", b"~")
                second = raw.split(end)[1].strip().split(mark)
                at = {"997": 2, "CONTRL": 1, "855": 3}[code]
                yield (receiver_of(opened), code, second[at].decode())
            case _:
                pass


def receiver_of(opened: InterchangeOpened) -> str:
    """Whom a document of ours goes to."""
    return f"{opened.receiver_qualifier}:{opened.receiver}"


def hold_to_truth(taken: dict[str, bytes]) -> None:
    """Each interchange has its answers once, each request its document; numbers have no gap."""
    expected = [(sender, "997", str(n)) for sender in SENDERS for n in range(1, FILES + 1)]
    expected += [("12:UMBRA", "TA1", f"{n:09d}") for n in range(1, FILES + 1)]
    expected += [("14:5412345000013", "CONTRL", f"{n:09d}") for n in range(1, FILES + 1)]
    expected += [(("08:ACME", "12:UMBRA")[n % 2], "855", f"PO-{n}") for n in range(REQUESTS)]
    assert Counter(each for content in taken.values() for each in answered(content)) == Counter(
        expected
    )
    numbers: dict[str, list[int]] = {}
    for content in taken.values():
        (opened,) = (part for part in frame([content]) if isinstance(part, InterchangeOpened))
        numbers.setdefault(pair_of(opened), []).append(int(opened.control))
    for pair, given in numbers.items():
        assert sorted(given) == list(range(1, len(given) + 1)), pair


def hold_rows_to_files(data: Path, taken: dict[str, bytes]) -> None:
    """Every file that went out has its row of `documents`, by its bytes."""
    rows = view(data, "documents", ["sha256", "direction"], ["document"])
    sent = Counter(digest for digest, direction in rows if direction == "out")
    assert sent == Counter(hashlib.sha256(content).hexdigest() for content in taken.values())


def seen(data: Path) -> tuple[object, ...]:
    """What a reader sees of all that came in, whatever the order it came in."""
    came = view(data, "documents", ["document", "direction", "status"], ["document"])
    raised = view(data, "exceptions", ["exception", "status"], ["exception"])
    return (
        [row for row in came if row[1] == "in"],
        [row for row in raised if row[1] == "open"],
    )


def undisturbed(folder: Path, inbox: Path, settings: Path) -> tuple[Carrier, Path]:
    """The same inbox drained once."""
    copy = folder / "copy"
    shutil.copytree(inbox, copy)
    data = folder / "clean"
    drain(Campaign(data=data, inbox=copy, settings=settings, seed=0))
    carrier = Carrier(data / "outbox")
    carrier.take()
    return carrier, data


def attack(folder: Path, seed: int, workers: int, kills: int) -> None:
    """Kill drains of an inbox, finish it, and hold it to the undisturbed run."""
    inbox, settings = make_inbox(folder, seed)
    clean, clean_data = undisturbed(folder, inbox, settings)
    hold_to_truth(clean.taken)
    data = folder / "data"
    carrier = Carrier(data / "outbox")
    campaign = Campaign(
        data=data, inbox=inbox, settings=settings, seed=seed, workers=workers, between=carrier.take
    )
    campaign.attack(kills)
    drain(campaign)
    carrier.take()
    hold_to_truth(carrier.taken)
    hold_rows_to_files(data, carrier.taken)
    assert Counter(map(neutral, carrier.taken.values())) == Counter(
        map(neutral, clean.taken.values())
    )
    assert seen(data) == seen(clean_data)
    count = len(carrier.taken)
    drain(campaign)
    assert not list(carrier.outbox.rglob("*.edi")), "running again sent something again"
    assert len(carrier.taken) == count


@pytest.mark.kill
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("seed", "workers"), [(31, 1), (32, 2)])
def test_answers_survive_kills_at_any_moment(seed: int, workers: int, tmp_path: Path):
    attack(tmp_path, seed, workers, kills=5)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(300, 310))
def test_soak_answers_survive_many_kills(seed: int, tmp_path: Path):
    attack(tmp_path, seed, 1 + seed % 2, kills=26)
