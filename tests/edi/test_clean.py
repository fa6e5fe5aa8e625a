"""What one pattern calls clean, the judgement step by step has nothing to say about."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from edi.clean import FIRST, matcher
from edi.delimiters import Delimiters
from edi.framed import SetFramed
from edi.frames import frame
from edi.judging import judge, placed_segments
from edi.tallies import Tally
from edi.transaction_sets import SETS, read_set, release_of
from tests.edi.mutations import mutate
from tests.edi.wire import BODY, interchange, order_set, sets_of

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.edi"))
MUTANTS = 60
compiled = cache(matcher)


def told_at_once(framed: SetFramed) -> bool:
    """Whether the pattern of the set's grammar calls it clean."""
    grammar = SETS[framed.code].grammars[release_of(framed)]
    matches = compiled(grammar, framed.interchange.delimiters)
    return matches is not None and framed.raw.isascii() and matches(framed.raw) is not None


def faults(framed: SetFramed) -> list[str]:
    """What the judgement step by step says of its form."""
    grammar = SETS[framed.code].grammars[release_of(framed)]
    return [finding.code.value for finding in judge(framed, grammar).findings]


def assert_reads_alike(framed: SetFramed) -> None:
    """What is called clean has nothing wrong, and reads as what was judged step by step."""
    grammar = SETS[framed.code].grammars[release_of(framed)]
    judged = judge(framed, grammar)
    assert judged.findings == []
    assert placed_segments(framed, grammar) == [(s.path, s.elements) for s in judged.segments]


def sets_in(data: bytes) -> list[SetFramed]:
    """The X12 sets of a file that we read."""
    parts = [part for part in frame([data]) if isinstance(part, SetFramed)]
    return [p for p in parts if p.interchange.standard == "X12" and p.code in SETS]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_clean_document_is_known_at_once(path: Path):
    for framed in sets_in(path.read_bytes()):
        assert told_at_once(framed) is (faults(framed) == [])
        if told_at_once(framed):
            assert_reads_alike(framed)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_mutant_is_never_called_clean_that_has_a_fault(path: Path):
    rng, data = random.Random(path.stem), path.read_bytes()
    usual = {framed.interchange.delimiters for framed in sets_in(data)}
    for _ in range(MUTANTS):
        for framed in sets_in(mutate(data, rng)):
            if framed.interchange.delimiters in usual and told_at_once(framed):
                assert_reads_alike(framed)


def test_every_set_of_a_run_reads_alike_whichever_way_it_was_judged():
    path = next(path for path in FIXTURES if path.stem == "850_big_box_order")
    (framed, *_) = sets_of(path.read_bytes())
    reads = [read_set(framed) for _ in range(40)]
    assert {repr(read.document) for read in reads} == {repr(reads[0].document)}
    assert {read.findings for read in reads} == {reads[0].findings}


ORDER = b"ST*850*0001~BEG*00*SA*4500017**20260302~PO1*1*12*EA~PO1*2*3.50*EA~CTT*2*15.5~SE*6*0001~"
TALLY = Tally(number=("BEG", 3), lines="PO1", total="CTT", unsure=("SDQ",))
MARKS = Delimiters(element=b"*", component=b">", segment=b"~")


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (b"CTT*2*", b"CTT*3*"),
        (b"15.5", b"15.6"),
        (b"*4500017*", b"*  *"),
        (b"PO1*1*12", b"PO1**12"),
        (b"PO1*1*12", b"PO1*1*-12"),
        (b"PO1*2*", b"SDQ*2*"),
        (b"PO1*1*12*EA~PO1*2*3.50*EA~", b""),
    ],
)
def test_a_tally_is_sure_of_right_totals_only(said: bytes, instead: bytes):
    assert TALLY.holds(ORDER, MARKS)
    assert not TALLY.holds(ORDER.replace(said, instead), MARKS)


def test_a_tally_holds_under_any_delimiters_and_line_breaks():
    other = ORDER.replace(b"*", b"|").replace(b"~", b"'\r\n")
    assert TALLY.holds(other, replace(MARKS, element=b"|", segment=b"'"))


def test_a_segment_that_ends_before_a_mandatory_element_lacks_it():
    short = ("BEG*00*SA*4500017", *BODY[1:])
    for _ in range(FIRST + 2):
        (framed,) = sets_of(interchange(order_set(short)))
        assert [(f.code.value, f.element) for f in read_set(framed).findings] == [
            ("ELEMENT_MISSING", "BEG05")
        ]
