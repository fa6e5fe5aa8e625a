"""The file's own bytes are kept: of a set, and of all that stands around sets."""

from __future__ import annotations

import random
from typing import Any, cast

import pytest

from edi.document_rows import note_seen
from edi.envelope import AROUND_MAX
from edi.facts import DocumentSeen, InterchangeSeen, Step
from edi.framed import (
    AcknowledgmentFramed,
    Framed,
    InterchangeClosed,
    InterchangeOpened,
    SetFramed,
)
from edi.framing import Framer, Limits
from edi.open_interchanges import Open
from edi.pair_state import PairState
from edi.receiving import receive
from tests.edi.test_pieces import file_of
from tests.edi.wire import NOW, PROFILES, codes, found, frame, interchange, order_set, take

CLEAN = interchange(order_set(), order_set(control="0002"))
FLAT = CLEAN.replace(b"\n", b"")
ABOUT = "X12/08:ACME/ZZ:CROSSDOCK/000000001"
TA1 = "TA1*000000009*260302*0615*A*000~"


def wrapped(data: bytes, line_break: bytes, width: int = 80) -> bytes:
    """Bytes in lines of one width."""
    lines = [data[at : at + width] for at in range(0, len(data), width)]
    return line_break.join(lines) + line_break


WRAPPED = wrapped(FLAT, b"\r\n")
FILES = {
    "plain": CLEAN,
    "wrapped": WRAPPED,
    "wrapped where a set ends": wrapped(FLAT, b"\n", 37),
    "UTF-16": b"\xff\xfe" + CLEAN.decode().replace("DC", "Dépôt 🚚").encode("utf-16-le"),
    "UTF-16 without mark": CLEAN.decode().encode("utf-16-be"),
    "UTF-16 with half a character": CLEAN.decode()
    .replace("DC", "D\ud800C")
    .encode("utf-16-le", "surrogatepass"),
    "UTF-16, wrapped": wrapped(FLAT, b"\r\n").decode().encode("utf-16-le"),
    "junk before": b"junk\n" + CLEAN,
    "segments outside": CLEAN.replace(b"GE*", b"ZZ*1~\r\nZZ*2~\nGE*"),
    "no trailer": CLEAN[: CLEAN.index(b"IEA")],
    "a set that is cut": CLEAN[: CLEAN.index(b"CTT")],
    "no last terminator": FLAT[:-1],
    "UTF-16, no last terminator": FLAT[:-1].decode().encode("utf-16-le"),
    "answers only": interchange().replace(b"GS*", TA1.encode() * 3 + b"GS*"),
}


def interchanges(parts: list[Framed]) -> list[tuple[int, bytes, int]]:
    """Each interchange of some parts: where it begins, its bytes, where its trailer begins."""
    found: list[tuple[int, bytes, int]] = []
    begin, held = 0, b""
    for part in parts:
        match part:
            case InterchangeOpened(offset=offset):
                begin, held = offset, b""
            case SetFramed(before=before, original=original, raw=raw):
                held += before + (original or raw)
            case InterchangeClosed(rest=rest, offset=offset):
                found.append((begin, held + rest, offset))
            case _:
                pass
    return found


def kept(step: Step, name: str) -> bytes:
    """What a step keeps of the interchange of a name, in order."""
    out = b""
    for fact in step.facts:
        if isinstance(fact, DocumentSeen) and fact.interchange == name:
            out += fact.before + (fact.original or fact.content)
        if isinstance(fact, InterchangeSeen) and fact.row["document"] == name:
            out += fact.content
    return out


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("cut", [0, 1, 50, 333])
def test_an_interchange_is_kept_as_it_lay_in_its_file(name: str, cut: int):
    data = FILES[name]
    ((begin, kept, trailer),) = interchanges(frame(data, cut))
    assert data[begin:].startswith(kept)
    assert begin + len(kept) >= trailer
    left = data[begin + len(kept) :]
    assert left.replace(b"\x00", b"").strip(b"\r\n") == b""


@pytest.mark.parametrize("name", FILES)
def test_a_set_lies_in_its_file_where_its_offset_says(name: str):
    data = FILES[name]
    for part in frame(data):
        if isinstance(part, SetFramed):
            assert data[part.offset :].startswith(part.original or part.raw)
            is_changed = "wrapped" in name or "UTF-16" in name
            assert bool(part.original) == is_changed
            is_whole = not part.findings
            assert (part.original or part.raw).strip(b"\x00").endswith(b"~") == is_whole


def test_every_file_is_kept_as_it_came_in_any_pieces():
    for seed in range(300):
        rng = random.Random(seed)
        data, limits = file_of(rng), rng.choice([None, Limits(segment_bytes=1_000)])
        framer = Framer(limits)
        parts = framer.feed(data) + framer.end()
        after = 0
        for begin, kept, trailer in interchanges(parts):
            assert begin >= after, f"seed {seed}"
            assert data[begin:].startswith(kept), f"seed {seed}"
            after = begin + len(kept)
            assert data[after:trailer].replace(b"\x00", b"").strip(b"\r\n") == b"", f"seed {seed}"


@pytest.mark.parametrize("cut", [0, 1])
@pytest.mark.parametrize("name", FILES)
def test_what_is_received_is_kept_as_it_came(name: str, cut: int):
    data = FILES[name]
    ((_, whole, _),) = interchanges(frame(data))
    first = take(PairState(), data, cut=cut)
    assert kept(first, ABOUT) == whole
    again = take(first.state, data, cut=cut)
    seen = [fact for fact in again.facts if isinstance(fact, DocumentSeen | InterchangeSeen)]
    assert seen == []


def test_an_interchange_that_is_held_is_kept_as_it_came_under_its_own_name():
    first = take(PairState(), CLEAN)
    other = FLAT.replace(b"4500017", b"4500018").replace(b"GS*", TA1.encode() + b"GS*", 1)
    other = wrapped(other, b"\n")
    held = take(first.state, other, cut=1)
    (end,) = (fact for fact in held.facts if isinstance(fact, InterchangeSeen))
    name = str(end.row["document"])
    assert name.startswith(f"{ABOUT}~")
    ((_, whole, _),) = interchanges(frame(other))
    assert kept(held, name) == whole
    (note,) = (
        fact for fact in held.facts
        if isinstance(fact, DocumentSeen) and fact.row["set"] == "TA1"
    )  # fmt: skip
    assert (note.content, note.marks) == (TA1.encode(), b"*>~")


def test_the_hash_of_a_document_is_that_of_what_was_read_however_it_came():
    plain, wide = take(PairState(), CLEAN), take(PairState(), FILES["UTF-16 without mark"])
    hashes = [
        [fact.row["sha256"] for fact in step.facts if isinstance(fact, DocumentSeen)][:2]
        for step in (plain, wide)
    ]
    assert hashes[0] == hashes[1]
    assert found(take(plain.state, WRAPPED))[0] == "EDI-DUP-CONTROL"


def test_a_ta1_is_kept_with_its_terminator():
    data = interchange().replace(b"GS*", TA1.encode() + b"\nGS*")
    wide = data.decode().encode("utf-16-le")
    (note,) = (part for part in frame(data) if isinstance(part, AcknowledgmentFramed))
    assert (note.raw, note.original) == (TA1.encode(), b"")
    (note,) = (part for part in frame(wide, 7) if isinstance(part, AcknowledgmentFramed))
    assert (note.raw, note.original) == (TA1.encode(), TA1.encode("utf-16-le"))


def test_what_lies_between_two_sets_is_kept_up_to_a_limit_and_that_is_said():
    head = CLEAN[: CLEAN.index(b"ST*")]
    for over, said in ((0, 0), (1, 1)):
        junk = b"X" * (AROUND_MAX - len(head) + over - 1) + b"~"
        data = CLEAN.replace(b"ST*850*0001", junk + b"ST*850*0001")
        for cut in (0, 5_000):
            parts = frame(data, cut)
            assert codes(parts).count("BETWEEN_SETS_CUT") == said
            first = next(part for part in parts if isinstance(part, SetFramed))
            assert first.before == (head + junk)[:AROUND_MAX]


def test_a_set_beyond_the_limit_keeps_no_other_bytes_than_its_first():
    limits = Limits(set_bytes=100)
    (one, other) = (part for part in frame(WRAPPED, 40, limits) if isinstance(part, SetFramed))
    assert (one.original, other.original) == (b"", b"")
    assert len(one.raw) == 100


@pytest.mark.parametrize("name", FILES)
def test_what_was_frozen_before_the_file_was_kept_goes_on_without(name: str):
    data = FILES[name]
    sets = [part.raw for part in frame(data) if isinstance(part, SetFramed)]
    for cut in (150, 300, 450):
        framer = Framer()
        parts = framer.feed(data[:cut])
        frozen = list(framer.freeze())
        places, envelope = frozen[5], frozen[6]
        assert isinstance(places, tuple)
        frozen[5] = places[:6]
        if isinstance(envelope, tuple):
            frozen[6] = (*envelope[:2], envelope[2][:4], *envelope[3:13])
        framer = Framer.thaw(tuple(frozen))
        parts += framer.feed(data[cut:]) + framer.end()
        assert [part.raw for part in parts if isinstance(part, SetFramed)] == sets
        assert isinstance(parts[-1], InterchangeClosed)


def test_sets_and_notes_that_waited_before_the_file_was_kept_are_read():
    first = take(PairState(), CLEAN)
    other = CLEAN.replace(b"4500017", b"4500018").replace(b"GS*", TA1.encode() + b"GS*", 1)
    parts = frame(other)
    waiting = receive(first.state, parts[:-1], now=NOW, profiles=PROFILES).state.open[""]
    frozen = list(waiting.freeze())
    sets = [(*group[:5], tuple(one[:9] for one in group[5])) for group in cast("Any", frozen[7])]
    use, notes, held_notes, closed = cast("Any", frozen[8])
    frozen[7:] = [tuple(sets), (use, notes, tuple(note[:2] for note in held_notes), closed)]
    item = Open.thaw(tuple(frozen))
    assert [framed.raw for held in item.held for framed in held.sets] == [
        part.raw for part in parts if isinstance(part, SetFramed)
    ]
    (note,) = item.held_notes
    row: dict[str, object] = {}
    assert note_seen(note, row).content == TA1.encode()
