"""Files of one thing over and over are read in linear time and bounded memory, and honestly."""

from __future__ import annotations

import time

import pytest

from edi.control_numbers import ODD_MAX
from edi.framing import Framer, Limits
from edi.judging import FINDINGS_MAX
from edi.profiles import load_profiles
from edi.transaction_sets import read_set
from tests.edi.wire import BODY, codes, interchange, order_set, sets_of

CLEAN = interchange(order_set())
ISA = CLEAN[:106]
HEAD = CLEAN[: CLEAN.index(b"ST*")]
UNB = b"UNA:+.? 'UNB+UNOC:3+BUYER:14+US:14+260302:0615+7'"
PIECE = 1 << 18


def parts_of(data: bytes) -> int:
    framer = Framer(Limits(set_bytes=100_000))
    count = sum(len(framer.feed(data[at : at + PIECE])) for at in range(0, len(data), PIECE))
    assert len(repr(framer.freeze())) < 300_000
    return count + len(framer.end())


@pytest.mark.parametrize(
    ("unit", "before"),
    [
        (ISA, b""),
        (ISA + b"BIN*1*a~", b""),
        (ISA + ISA.replace(b"*", b"|").replace(b"~", b"'"), b""),
        (UNB, b""),
        (b"UNA:+.? '", b""),
        (b"ISA*", b""),
        (b"Isabel has a visa ", b""),
        (b"ISA*X~", HEAD + b"ST*850*0001~"),
        (b"BIN*9*a~", HEAD + b"ST*850*0001~"),
        (b"BIN*4*a~b~~", HEAD + b"ST*850*0001~"),
        (b" X*1~", HEAD),
        (b"~", HEAD),
        (CLEAN, b""),
    ],
)
def test_four_times_the_bytes_take_about_four_times_the_time(unit: bytes, before: bytes):
    took: list[float] = []
    for size in (100_000, 400_000):
        data = before + unit * (size // len(unit))
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            parts_of(data)
            best = min(best, time.process_time() - began)
        took.append(best)
    # Were it quadratic, it would be sixteen times.
    assert took[1] < 9 * took[0] + 0.2


@pytest.mark.parametrize("letter", ["A", ""])
def test_where_repeated_control_numbers_are_no_longer_noticed_is_said(letter: str):
    def pair(number: int) -> bytes:
        control = f"{letter}{number * 3 % 10**8:08d}".encode()
        return b"ST*850*" + control + b"~SE*2*" + control + b"~"

    sets = [pair(number) for number in range(1, ODD_MAX + 3)]
    data = HEAD + b"".join([*sets[:100], sets[0], *sets[100:]]) + b"GE*1*1~IEA*1*000000001~"
    framer = Framer()
    parts = framer.feed(data) + framer.end()
    found = [f for part in parts for f in getattr(part, "findings", ())]
    told = [f for f in found if f.code.value == "CONTROLS_UNCHECKED"]
    assert [f.element for f in told] == ["ST02"]
    assert data[told[0].offset :].startswith(sets[ODD_MAX - 1][:7])
    assert codes(parts).count("ST_CONTROL_DUPLICATE") == 1


def test_a_flood_of_faults_in_a_set_is_cut_and_what_comes_behind_is_read_as_before():
    count = FINDINGS_MAX + 20
    body = (BODY[0], *["DTM*QQ *20261345"] * count, "DTM*002 *20260310", *BODY[2:])
    (framed,) = sets_of(interchange(order_set(body)))
    read = read_set(framed)
    told = [(finding.code.value, finding.segment) for finding in read.findings]
    assert len(told) == FINDINGS_MAX + 1
    assert told[-1][0] == "FINDINGS_CUT"
    assert sorted(segment for _, segment in told) == [segment for _, segment in told]
    assert len({segment for _, segment in told}) < count / 2
    dates = read.document.dates
    assert [moment.qualifier for moment in dates[-2:]] == ["QQ", "002"]
    assert len(dates) == count + 1


def test_what_may_hold_a_set_is_told_behind_a_flood_of_milder_faults():
    body = (*BODY[:2], *["REF*QQQQ*1"] * (FINDINGS_MAX + 20), *BODY[2:4],
            *["PO1*1*12*EA*9.25*PE*UP"] * 3, "CTT*3")  # fmt: skip
    (framed,) = sets_of(interchange(order_set(body)))
    text = 'required = ["PO109", "N1*BT"]\nunused = ["CTT"]\nlengths = { PO106 = [3, 9] }'
    profiles = load_profiles({"acme": f'ids = ["08:ACME"]\n[overlays."850"]\n{text}'})
    told = [f.code.value for f in read_set(framed, profiles.partners[0].guide).findings]
    assert told[FINDINGS_MAX:] == [
        "FINDINGS_CUT", "ELEMENT_CONDITION", "GUIDE_ELEMENT_SHORT", "GUIDE_ELEMENT_MISSING",
        "GUIDE_SEGMENT_UNUSED", "GUIDE_SEGMENT_MISSING",
    ]  # fmt: skip
