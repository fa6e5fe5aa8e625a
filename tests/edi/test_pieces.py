"""In which pieces a file comes changes nothing: not a part, not a finding, not their order."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from edi.framed import Framed, SetFramed
from edi.framing import Framer, Limits
from tests.edi.mutations import mutate
from tests.edi.wire import BODY, interchange, order_set

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.edi"))
CLEAN = interchange(order_set(), order_set(control="0002"))
FLAT = interchange(order_set(), line_break="")
ODD = [
    CLEAN,
    interchange(order_set((*BODY[:3], "BIN*9*ab~SE*1~c", *BODY[3:]))),
    b"\r\n".join(FLAT[at : at + 80] for at in range(0, len(FLAT), 80)),
    CLEAN.decode().encode("utf-16-le"),
    b"\xfe\xff" + CLEAN.decode().encode("utf-16-be"),
    CLEAN.decode().encode("utf-16-le") + CLEAN,
    FLAT + CLEAN.decode().encode("utf-16"),
    CLEAN.replace(b"~", "…".encode()),
    FLAT.replace(b"*", b"\n"),
    CLEAN.replace(b"*", b"Q"),
    CLEAN.replace(b"\nPO1", b"\n  PO1").replace(b"GE*", b"~~ge*"),
]
LIMITS = [
    None,
    Limits(segment_bytes=200, set_bytes=1_500),
    Limits(segment_bytes=1_000, set_bytes=900),
]


def file_of(rng: random.Random) -> bytes:
    """One to three interchanges, most of them mutated."""
    sources = [*ODD, *(path.read_bytes() for path in rng.sample(FIXTURES, 3))]
    chosen = [rng.choice(sources) for _ in range(rng.choice((1, 1, 2, 3)))]
    return b"".join(mutate(data, rng) if rng.random() < 0.7 else data for data in chosen)


def in_pieces(data: bytes, rng: random.Random, limits: Limits | None) -> list[Framed]:
    """The parts of a file that comes in pieces, with crashes between some of them."""
    framer = Framer(limits)
    parts: list[Framed] = []
    most = rng.choice((1, 7, 60, 500, 3_000))
    at = 0
    while at < len(data):
        size = rng.randrange(1, most + 1)
        parts += framer.feed(data[at : at + size])
        at += size
        if rng.random() < 0.3:
            framer = Framer.thaw(framer.freeze(), limits)
    return parts + framer.end()


@pytest.mark.parametrize("part", range(8))
def test_the_same_bytes_in_any_pieces_are_the_same_parts_and_findings(part: int):
    for seed in range(part * 100, part * 100 + 100):
        rng = random.Random(seed)
        data, limits = file_of(rng), rng.choice(LIMITS)
        framer = Framer(limits)
        whole = framer.feed(data) + framer.end()
        assert in_pieces(data, rng, limits) == whole, f"seed {seed}"


@pytest.mark.soak
@pytest.mark.parametrize("part", range(50))
def test_soak_fifty_thousand_files_in_any_pieces(part: int):
    for seed in range(10_000 + part * 1_000, 10_000 + part * 1_000 + 1_000):
        rng = random.Random(seed)
        data, limits = file_of(rng), rng.choice(LIMITS)
        framer = Framer(limits)
        whole = framer.feed(data) + framer.end()
        assert in_pieces(data, rng, limits) == whole, f"seed {seed}"


def test_a_set_beyond_the_limit_keeps_its_first_bytes_however_it_comes():
    limits = Limits(set_bytes=100)
    framer = Framer(limits)
    whole = framer.feed(CLEAN) + framer.end()
    sets = [part for part in whole if isinstance(part, SetFramed)]
    assert all(len(part.raw) == 100 for part in sets)
    assert [finding.code.value for part in sets for finding in part.findings] == [
        "SET_TOO_LARGE", "SET_TOO_LARGE",
    ]  # fmt: skip
    assert in_pieces(CLEAN, random.Random(1), limits) == whole
