"""Mailboxes with interchanges of several partners: each partner's count in the order they came."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from flows import trading
from flows.settings import FlowSettings
from sources import reading
from tests.edi.test_exceptions import body
from tests.edi.wire import interchange, order_set
from tests.flows.crash_simulation import Crash
from tests.flows.test_decisions import ended, execute, table
from tests.flows.test_request_order import STORY, put, settings_of, told

if TYPE_CHECKING:
    from edi.facts import Step

SENDERS: Final = ("ACME", "UMBRA", "BONSAI", "NOBODY", "GLOBEX")
SIZE: Final = 40
CRASHES: Final = (4, 12, 20, 28, 36)


def drawn(seed: int) -> tuple[list[bytes], list[tuple[str, str, str]]]:
    """Mailboxes in the order in which they came, and what has to become of what is in them.

    Of orders of one sender under one number, the first counts, and each differs from the others.
    """
    chance = random.Random(seed)
    mailboxes, fates = [], []
    taken: set[tuple[str, str]] = set()
    waiting = b""
    for number in range(1, SIZE + 1):
        sender, order = chance.choice(SENDERS), str(chance.randrange(1, 4))
        wire = interchange(order_set(body(order, str(number + 20))), control=number, sender=sender)
        waiting += chance.choice((b"", b"", b"left between\n")) + wire
        fates.append((f"{number:09d}", sender, "held" if (sender, order) in taken else "accepted"))
        taken.add((sender, order))
        if chance.random() < 0.4 or number == SIZE:
            mailboxes.append(
                waiting if chance.random() < 0.7 else waiting.decode().encode("utf-16")
            )
            waiting = b""
    return mailboxes, fates


def settings_with(folder: Path, mailboxes: list[bytes], seed: int) -> FlowSettings:
    """An inbox of mailboxes, by their names in no order and by their times in theirs."""
    for sender in SENDERS:
        if sender != "NOBODY":
            partner = folder / "partners" / sender.lower()
            partner.mkdir(parents=True)
            (partner / "partner.toml").write_text(f'ids = ["08:{sender}"]\n')
    inbox = folder / "inbox" / "edi"
    inbox.mkdir(parents=True)
    names = random.Random(seed).sample(range(100), len(mailboxes))
    for at, (name, content) in enumerate(zip(names, mailboxes, strict=True)):
        path = inbox / f"{name}.edi"
        path.write_bytes(content)
        moment = time.time() - 1000 + at
        os.utime(path, (moment, moment))
    return FlowSettings(
        data=str(folder / "data"),
        inboxes=(str(folder / "inbox"),),
        partitions=2,
        partners=str(folder / "partners"),
    )


def became(settings: FlowSettings) -> tuple[list[tuple[str, str, str]], Counter[str]]:
    """What became of each interchange, and how often each finding was told."""
    with closing(sqlite3.connect(settings.views_path)) as views:
        documents = views.execute(
            "SELECT interchange_control, document, status FROM documents "
            "WHERE direction = 'in' ORDER BY interchange_control"
        ).fetchall()
    return (
        [(control, name.split("/")[1].partition(":")[2], status)
         for control, name, status in documents],
        Counter(row["code"] for row in table(settings, "findings")),
    )  # fmt: skip


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(3))
def test_in_mixed_mailboxes_the_first_order_under_a_number_counts_as_in_one_lane(
    tmp_path: Path, seed: int
) -> None:
    mailboxes, fates = drawn(seed)
    settings = settings_with(tmp_path, mailboxes, seed)
    execute(settings)
    documents, found = became(settings)
    assert documents == fates
    assert found["STRAY_BYTES"] == sum(
        _text(mailbox).count("left between") for mailbox in mailboxes
    )


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", range(3, 5))
def test_mixed_mailboxes_come_to_the_same_whatever_crashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    mailboxes, fates = drawn(seed)
    whole = settings_with(tmp_path / "whole", mailboxes, seed)
    execute(whole)
    crashed = settings_with(tmp_path / "crashed", mailboxes, seed)
    monkeypatch.setattr(reading, "EDI_BYTES", 300)
    received, calls, crashes = trading.receive, 0, 0

    def receive(*given: Any, **named: Any) -> Step:
        nonlocal calls, crashes
        calls += 1
        if calls in CRASHES:
            crashes += 1
            raise Crash
        return received(*given, **named)

    monkeypatch.setattr(trading, "receive", receive)
    while not ended(crashed):
        pass
    assert crashes == len(CRASHES)
    assert became(crashed) == became(whole)
    assert became(crashed)[0] == fates
    assert len(table(crashed, "orders_received")) == len(table(whole, "orders_received"))


def _text(content: bytes) -> str:
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1")


def test_answers_behind_what_others_sent_are_read_between_the_requests_that_they_lie_between(
    tmp_path: Path,
) -> None:
    alone, mixed = (settings_of(tmp_path / name) for name in ("alone", "mixed"))
    for number, (name, _) in enumerate(STORY):
        put(tmp_path / "alone", number)
        put(tmp_path / "mixed", number)
        if name.startswith("edi/"):
            path = tmp_path / "mixed" / "inbox" / name
            status = path.stat()
            other = interchange(order_set(body("1")), control=number, sender=f"VAN{number}")
            path.write_bytes(other + path.read_bytes())
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    execute(alone)
    execute(mixed)
    assert told(mixed)[0] == told(alone)[0]
