"""Interchanges that are odd as a whole: they are read, or it is an error that they were not."""

from __future__ import annotations

import pytest

from edi.facts import ExceptionSeen, InterchangeSeen, Step
from edi.findings import Code
from edi.framed import InterchangeClosed, InterchangeOpened
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from tests.edi.wire import (
    NOW,
    answers,
    codes,
    found,
    frame,
    interchange,
    opened,
    order_set,
    orders,
    segments,
    take,
)

FLAT = interchange(order_set(), line_break="")
TWO = FLAT + interchange(order_set(), control=2, line_break="")
UNB = "UNB+UNOC:3+5412345000013:14+CROSSDOCK:ZZ+260302:0615+7'"
MESSAGE = (
    "UNH+1+ORDERS:D:96A:UN'BGM+220+P1+9'DTM+137:20260309:102'NAD+BY+5412345000013::9'"
    "LIN+1++5410000000019:EN'QTY+21:3'UNS+S'CNT+2:1'UNT+9+1'"
)


@pytest.mark.parametrize("blanks", [" ", "  ", "\t", "\x00", " \x00"])
@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("data", [FLAT, TWO, FLAT.replace(b"~", b"~\r\n")])
def test_blanks_around_the_component_separator_are_read_over(
    data: bytes, blanks: str, *, before: bool
):
    spaced = data.replace(b">", b" >" if before else f">{blanks}".encode())
    parts = frame(spaced)
    assert set(codes(parts)) == {"ISA_WIDTH"}
    step = take(PairState(), spaced)
    assert len(orders(step)) == 1
    assert frame(spaced, 1) == parts
    marks = opened(spaced).delimiters
    assert (marks.component, marks.segment) == (b">", b"~")


def test_a_blank_that_ends_segments_is_still_one():
    assert (
        opened(FLAT.replace(b"ACME  ", b"ACME--").replace(b"~", b"\t")).delimiters.segment == b"\t"
    )


@pytest.mark.parametrize("noise", ["␍", "|", "\x00|", " ;", "^^^"])
@pytest.mark.parametrize("line_break", ["", "\r\n"])
def test_bytes_that_stand_behind_every_terminator_are_part_of_it(noise: str, line_break: str):
    data = TWO.replace(b"~", f"~{noise}{line_break}".encode())
    parts = frame(data)
    assert codes(parts) == ["TERMINATOR_MULTIBYTE"] * 2
    assert opened(data).delimiters.segment == f"~{noise}".encode()
    assert len(orders(take(PairState(), data))) == 1
    assert frame(data, 1) == parts


def test_bytes_that_stand_behind_one_terminator_are_no_part_of_it():
    data = FLAT.replace(b">~", ">~␍".encode())
    assert opened(data).delimiters.segment == b"~"
    assert "GS_MISSING" in codes(frame(data))


LOST = {
    "quoted": b"".join(b"> " + line + b"\n" for line in FLAT.replace(b"~", b"~\n").splitlines()),
    "junk": FLAT[:106] + b"what is this?~" + FLAT[-16:],
    "an end alone": FLAT[:106] + b"SE*1*0001~" + FLAT[-16:],
    "noise of edifact": (UNB + "␍UNH+1+ORDERS:D:96A:UN'␍BGM+220+1'␍UNT+3+1'␍UNZ+1+7'").encode(),
    "junk of edifact": (UNB + "what is this?!'UNZ+0+7'").encode(),
    "an end of edifact": (UNB + "UNT+1+1'UNZ+1+7'").encode(),
}


def received(data: bytes, settings: str = "") -> Step:
    """What is done with a file of acme."""
    profiles = load_profiles({"acme": 'ids = ["08:ACME", "14:5412345000013"]\n' + settings})
    return receive(PairState(), frame(data), now=NOW, profiles=profiles)


@pytest.mark.parametrize("name", LOST)
def test_an_interchange_of_which_nothing_was_read_is_an_error_and_answered(name: str):
    data = LOST[name]
    step = received(data)
    assert found(step).count("INTERCHANGE_UNREAD") == 1
    (raised,) = [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
    assert (raised["code"], raised["status"]) == ("EDI-SYNTAX", "open")
    assert "was rejected. No group and no set was found" in str(raised["message"])
    (kept,) = [fact for fact in step.facts if isinstance(fact, InterchangeSeen)]
    assert kept.content in data
    (answer,) = answers(step)
    if b"UNB" in data:
        assert "\nUCI+7+5412345000013:14+CROSSDOCK:ZZ+4+33'" in answer.content.decode()
    else:
        assert segments(answer.content)[1] == "TA1*000000001*260302*0615*R*024"
    assert frame(data, 1) == frame(data)


NOTE = b"TA1*000000001*260302*0615*A*000~"


@pytest.mark.parametrize("stray", [b"BEG*00*SA*1**20260302~", b"BEG*00~what is this?~"])
def test_a_ta1_with_what_is_no_acknowledgment_is_refused(stray: bytes):
    data = FLAT[:106] + NOTE + stray + FLAT[-16:].replace(b"IEA*1", b"IEA*0")
    step = received(data)
    assert found(step).count("INTERCHANGE_UNREAD") == 1
    (answer,) = answers(step)
    assert segments(answer.content)[1] == "TA1*000000001*260302*0615*R*024"
    again = receive(step.state, frame(data), now=NOW, profiles=load_profiles({}))
    assert [out.content for out in answers(again)] == [answer.content]


@pytest.mark.parametrize(
    "stray", [b"", b"ZZZ*1~", b"AK1*PO*1~AK9*A*1*1*1~", b"BEG*00~SE*2*1~", b"GE*1*1~"]
)
def test_what_may_be_left_of_an_acknowledgment_is_not_answered(stray: bytes):
    step = received(FLAT[:106] + NOTE + stray + FLAT[-16:].replace(b"IEA*1", b"IEA*0"))
    assert answers(step) == []


def test_an_error_of_what_was_not_read_stands_where_that_begins():
    (end,) = [part for part in frame(LOST["junk"]) if isinstance(part, InterchangeClosed)]
    (unread,) = [each for each in end.findings if each.code is Code.INTERCHANGE_UNREAD]
    assert (unread.offset, unread.segment) == (106, 2)


def test_what_was_not_read_is_answered_only_where_the_profile_answers():
    step = received(LOST["junk"], 'ta1 = "never"')
    assert answers(step) == []
    assert [fact.row["code"] for fact in step.facts if isinstance(fact, ExceptionSeen)] == [
        "EDI-SYNTAX"
    ]


@pytest.mark.parametrize("data", [FLAT[:106] + b"IEA*0*000000001~", (UNB + "UNZ+0+7'").encode()])
def test_an_interchange_that_holds_nothing_is_no_error(data: bytes):
    assert codes(frame(data)) == []
    assert [part for part in frame(data) if isinstance(part, InterchangeOpened)]


SPOILT = {
    "x12": interchange(order_set(), order_set(control="0002")).replace(
        b"ST*850*0002", b"SX*850*0002"
    ),
    "edifact": (
        f"{UNB}{MESSAGE}{MESSAGE.replace('UNH', 'UNX').replace('P1', 'P2')}UNZ+2+7'"
    ).encode(),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_set_whose_head_is_none_is_an_exception_and_the_others_are_taken(name: str):
    data = SPOILT[name].replace(b"GE*2", b"GE*1")
    step = received(data)
    assert len(orders(step)) == 1
    assert "ST_MISSING" in found(step)
    raised = [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
    assert [(row["code"], row["status"]) for row in raised] == [("EDI-SYNTAX", "open")]
    assert "was read in spite of an error. An SE without an ST" in str(raised[0]["message"])
