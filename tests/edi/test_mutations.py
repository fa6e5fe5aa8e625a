"""Mutated documents: nothing raises, nothing hangs, nothing grows, and what is lost is named.

A mutation can make another valid document: a digit of a quantity, a letter of a name. Such a one
says something else without a fault, and no reader could tell. What no mutant may do is lose a
segment, a set or an interchange, or get one, without a finding; and where nothing was found, every
segment that plain cutting sees is in the parts, and nothing else is.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from edi.framed import SetFramed
from edi.frames import frame
from edi.profiles import load_profiles
from edi.reading import answers_of, facts_of, findings_of
from tests.edi.mutations import mutate, observed, pieces, unsaid
from tests.edi.wire import codes as codes_of

HERE = Path(__file__).parent
SAMPLES = HERE.parents[2] / "shared" / "edi-samples"
FIXTURES = sorted((HERE / "fixtures").glob("*.edi"))
FOREIGN = sorted(path for path in SAMPLES.rglob("*") if path.is_file() and path.suffix != ".tsv")
PROFILES = load_profiles({})
NOW = datetime(2026, 3, 2, tzinfo=UTC)
OTHER = {"SENDER_UNKNOWN", "TEST_INTERCHANGE", "ACK_UNMATCHED"}
"""Findings that say nothing of a file's form."""
SECONDS_MAX = 20.0
"""Of the processor: no mutant of a few kilobytes takes a hundredth of it; one that does hangs."""


def counted(data: bytes) -> int:
    """The segments that lie in sets, as far as they are framed."""
    return sum(
        len(pieces(part.raw, part.interchange.delimiters))
        for part in frame([data])
        if isinstance(part, SetFramed)
    )


@cache
def whole(original: bytes) -> tuple[int, int, set[str]]:
    """What an original holds: sets and interchanges, segments, and the codes of its findings."""
    said, known, _ = observed(original)
    return len(said), counted(original), known


def withstand(seed: int, sources: list[bytes]) -> None:
    """One mutant: read, judged, answered; what it lost is named."""
    rng = random.Random(seed)
    original = rng.choice(sources)
    mutant = mutate(original, rng)
    began = time.process_time()
    said, codes, _ = observed(mutant)
    facts = facts_of([mutant], now=NOW, profiles=PROFILES)
    codes |= {str(found["code"]) for found in findings_of(facts)}
    codes -= OTHER
    answer = answers_of(facts)
    took = time.process_time() - began
    assert took < SECONDS_MAX, f"seed {seed}: {took:.1f} s for {len(mutant)} bytes"
    if answer:
        wrong = set(codes_of(list(frame([answer]))))
        assert wrong == set(), f"seed {seed}: the answer itself is faulty"
    units, count, known = whole(original)
    differ = len(said) != units or counted(mutant) != count
    if differ and not known:
        assert codes, f"seed {seed}: something was lost or came to it, and nothing says so"
    if not codes:
        assert unsaid(mutant) == [], f"seed {seed}: what stands there is told nowhere"


def contents(paths: list[Path], limit: int = 20_000) -> list[bytes]:
    return [data for path in paths if len(data := path.read_bytes()) < limit]


@pytest.mark.parametrize("part", range(10))
def test_mutants_of_our_documents_are_withstood(part: int):
    sources = contents(FIXTURES)
    for seed in range(part * 400, part * 400 + 400):
        withstand(seed, sources)


@pytest.mark.skipif(not FOREIGN, reason="the sample documents are not beside the project")
@pytest.mark.parametrize("part", range(4))
def test_mutants_of_documents_of_others_are_withstood(part: int):
    sources = contents(FOREIGN, 4_000)
    for seed in range(10_000 + part * 300, 10_000 + part * 300 + 300):
        withstand(seed, sources)


def test_mutants_leave_no_memory_behind():
    sources = contents(FIXTURES)
    for seed in range(20_000, 20_050):
        withstand(seed, sources)
    tracemalloc.start()
    for seed in range(20_050, 20_100):
        withstand(seed, sources)
    first, _ = tracemalloc.get_traced_memory()
    for seed in range(20_100, 20_250):
        withstand(seed, sources)
    last, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert last - first < 2_000_000


@pytest.mark.soak
@pytest.mark.parametrize("part", range(100))
def test_soak_two_hundred_thousand_mutants_are_withstood(part: int):
    sources = contents(FIXTURES) + contents(FOREIGN, 4_000)
    for seed in range(100_000 + part * 2_000, 100_000 + part * 2_000 + 2_000):
        withstand(seed, sources)
