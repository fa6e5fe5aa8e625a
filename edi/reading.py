"""A file read by hand: what `edi read`, `edi check` and `edi ack` print; no file is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edi.documents_json import as_json
from edi.facts import Found, Outbound, Step
from edi.findings import CATALOGUE
from edi.framed import (
    GroupClosed,
    GroupOpened,
    InterchangeClosed,
    InterchangeOpened,
    SetFramed,
    StrayBytes,
)
from edi.framing import Framer
from edi.pair_state import PairState
from edi.receiving import pair_of, receive
from edi.transaction_sets import read_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from edi.framed import Framed
    from edi.profiles import Profiles


def frame(chunks: Iterable[bytes]) -> Iterator[Framed]:
    """All parts of a file that is read in pieces."""
    framer = Framer()
    for chunk in chunks:
        yield from framer.feed(chunk)
    yield from framer.end()


def read_file(chunks: Iterable[bytes]) -> dict[str, object]:
    """The file as one JSON object: interchanges, groups, sets, documents, findings."""
    interchanges: list[dict[str, Any]] = []
    stray: list[object] = []
    for part in frame(chunks):
        match part:
            case InterchangeOpened():
                interchanges.append(
                    {
                        "standard": part.standard,
                        "sender": f"{part.sender_qualifier}:{part.sender}",
                        "receiver": f"{part.receiver_qualifier}:{part.receiver}",
                        "control_number": part.control,
                        "usage": part.usage,
                        "groups": [],
                        "findings": [finding.as_json() for finding in part.findings],
                    }
                )
            case GroupOpened():
                interchanges[-1]["groups"].append(
                    {
                        "group": part.code,
                        "control_number": part.control,
                        "release": part.version,
                        "transaction_sets": [],
                        "findings": [],
                    }
                )
            case SetFramed():
                interchanges[-1]["groups"][-1]["transaction_sets"].append(_set_object(part))
            case GroupClosed():
                found = [finding.as_json() for finding in part.findings]
                interchanges[-1]["groups"][-1]["findings"] += found
            case InterchangeClosed():
                interchanges[-1]["sha256"] = part.sha256
                interchanges[-1]["findings"] += [finding.as_json() for finding in part.findings]
            case StrayBytes():
                stray += [finding.as_json() for finding in part.findings]
            case _:
                interchanges[-1].setdefault("acknowledgments", []).append(list(part.elements))
    return {"interchanges": interchanges, "findings": stray}


def _set_object(framed: SetFramed) -> dict[str, object]:
    read = read_set(framed)
    return {
        "set": framed.code,
        "control_number": framed.control,
        "accepted": read.accepted,
        "document": as_json(read.document),
        "findings": [finding.as_json() for finding in read.findings],
    }


def check_file(
    chunks: Iterable[bytes], *, now: datetime, profiles: Profiles
) -> list[dict[str, object]]:
    """All findings on a file, as its senders' profiles judge it, in the order of the bytes."""
    found = [fact for fact in _facts(chunks, now, profiles) if isinstance(fact, Found)]
    found.sort(key=_by_place)
    return [
        {
            **fact.finding.as_json(),
            "severity": fact.severity.value,
            "document": fact.document,
            "partner": fact.partner,
            "action": CATALOGUE[fact.finding.code].action,
        }
        for fact in found
    ]


def acknowledge_file(chunks: Iterable[bytes], *, now: datetime, profiles: Profiles) -> bytes:
    """The acknowledgments that a file earns when it comes first: 997, 999, TA1."""
    facts = _facts(chunks, now, profiles)
    return b"".join(fact.content for fact in facts if isinstance(fact, Outbound))


def _facts(chunks: Iterable[bytes], now: datetime, profiles: Profiles) -> list[object]:
    states: dict[str, PairState] = {}
    facts: list[object] = []
    pair = ""
    for part in frame(chunks):
        if isinstance(part, InterchangeOpened):
            pair = pair_of(part)
        step: Step = receive(states.get(pair, PairState()), [part], now=now, profiles=profiles)
        states[pair] = step.state
        facts += step.facts
    return facts


def _by_place(fact: Found) -> tuple[int, int, str]:
    return (fact.finding.offset, fact.finding.segment, fact.finding.code.value)
