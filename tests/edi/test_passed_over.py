"""What a document lacks though it came is said where it came, and a person hears of it."""

from __future__ import annotations

import pytest

from edi.facts import ExceptionSeen, Step
from edi.transaction_sets import ReadSet
from tests.edi.test_advising import out, partner, status, took
from tests.edi.test_placing import SHIPPED, edifact, x12
from tests.edi.wire import interchange

LOST = "CONTENT_PASSED_OVER"
TORN = "LINE_INCOMPLETE"
ORDER = ("BEG*00*SA*1**20260302", "PO1*1*1*EA***VN*A")
ADVICE = (
    "W06*F*D-1*20260305*SH-1", "LX*1", "W12*CC*12*12**EA**VN*A", "G69*BLUE", "N9*LI*1", "W03*12",
)  # fmt: skip
CARRIER = "W27*M*RDWY"


def told(read: ReadSet, *codes: str) -> list[tuple[str, str, int]]:
    """What is said of what the document lacks."""
    wanted = codes or (LOST, TORN)
    return [
        (each.code.value, each.element, each.segment)
        for each in read.findings
        if each.code.value in wanted
    ]


def passed(read: ReadSet) -> list[tuple[str, int]]:
    """The segments that are said to be passed over."""
    return [
        (each.element, each.segment)
        for each in read.findings
        if "it was passed over" in each.message and each.code.value not in (LOST, TORN)
    ]


def whole(code: str, group: str, *body: str) -> bytes:
    """An interchange with one set of a body."""
    lines = [f"ST*{code}*0001", *body, f"SE*{len(body) + 2}*0001"]
    return interchange(lines).replace(b"GS*PO", b"GS*" + group.encode())


def raised(step: Step) -> list[str]:
    """The codes of the exceptions that are open."""
    rows = [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
    return [str(row["code"]) for row in rows if row["status"] == "open"]


@pytest.mark.parametrize(
    ("read", "lost"),
    [
        (x12("856", *SHIPPED[:4], "REF*DP*1", "PRF*2"), ("PRF", 7)),
        (x12("856", *SHIPPED[:4], "PRF*2"), ("PRF", 6)),
        (x12("850", ORDER[0], "REF*DP*1", "BEG*00*SA*2**20260302", ORDER[1]), ("BEG", 4)),
        (x12("850", ORDER[0], "N4*NYC*NY", ORDER[1]), ("N4", 3)),
        (x12("850", *ORDER, "CTT*1", "CTT*2"), ("CTT", 5)),
        (x12("945", ADVICE[0], "MAN*GM*00006141411234567890", *ADVICE[1:]), ("MAN", 3)),
        (edifact("ORDERS", "BGM+220+1+9", "DTM+137:20260309:102", "BGM+220+2+9"), ("BGM", 4)),
    ],
)  # fmt: skip
def test_what_is_not_in_the_document_says_so(read: ReadSet, lost: tuple[str, int]):
    assert passed(read) == [lost]
    assert told(read, LOST) == [(LOST, *lost)]


def test_what_the_document_has_is_not_passed_over():
    late = x12("856", *SHIPPED[:3], "REF*DP*1", "PRF*1")
    assert (passed(late), told(late)) == ([], [])
    repeated = x12("856", *SHIPPED[:3], *["TD5*B*2*RDWY"] * 13)
    assert (passed(repeated), told(repeated)) == ([], [])
    assert len(repeated.document.levels[0].levels[0].routing) == 13


def test_a_segment_that_says_the_same_again_is_passed_over_and_nothing_is_lost():
    read = x12("850", ORDER[0], "REF*DP*1", *ORDER)
    assert passed(read) == [("BEG", 4)]
    assert read.accepted


def test_a_late_segment_is_read_where_its_place_is_empty():
    late = x12("945", *ADVICE[:3], CARRIER, *ADVICE[3:])
    assert (passed(late), told(late)) == ([], [])
    (transport,) = late.document.transport
    assert transport.carrier == "RDWY"
    full = x12("945", ADVICE[0], CARRIER, *ADVICE[1:3], "W27*M*XPOL", *ADVICE[3:])
    assert passed(full) == [("W27", 6)]
    assert told(full) == [(LOST, "W27", 6)]
    assert [one.carrier for one in full.document.transport] == ["RDWY"]


LEVELS = ("BSN*00*SH-1*20260309*0101*0004", "HL*1**S", "HL*2*1*O", "PRF*1")


@pytest.mark.parametrize(
    ("body", "torn"),
    [
        (("HL*3*2*I", "LIN**VN*A", "SN1**1*EA", "LIN**VN*B", "HL*4*2*I", "SN1**2*EA"), 10),
        (("HL*3*2*I", "LIN**VN*A", "HL*4*2*I", "SN1**1*EA", "LIN**VN*B", "SN1**2*EA"), 6),
        (("PRF*2", "HL*3*1*O", "HL*4*3*I", "LIN**VN*A", "SN1**1*EA"), 7),
    ],
)
def test_a_line_or_an_order_of_which_a_part_went_astray_is_told(body: tuple[str, ...], torn: int):
    assert told(x12("856", *LEVELS, *body), TORN) == [(TORN, "HL", torn)]


def test_a_line_is_not_held_for_what_no_segment_astray_would_say():
    read = x12("856", *LEVELS, "TD5*B*2*RDWY", "PID*F****X", "HL*3*1*O", "HL*4*3*I", "LIN**VN*A")
    assert told(read, LOST, TORN, "SEGMENT_OUT_OF_SEQUENCE") == [
        ("SEGMENT_OUT_OF_SEQUENCE", "PID", 7)
    ]


def test_a_person_hears_of_what_was_passed_over_and_the_997_says_what_it_said():
    data = whole("856", "SH", *LEVELS, "PRF*2", "HL*3*1*O")
    step = took(partner(""), data)
    assert [line for line in out(step)["997"] if line[:3] in ("AK3", "AK5")] == [
        "AK3*PRF*6**5",
        "AK5*E*5",
    ]
    assert status(step) == ["held"]
    assert raised(step) == ["EDI-HELD"]
    lenient = partner(f'[severities]\n{LOST} = "warning"\n{TORN} = "warning"\n')
    taken = took(lenient, data)
    assert status(taken) == ["accepted_with_errors"]
    assert raised(taken) == []


def test_a_lawful_segment_without_a_field_is_not_passed_over_because_another_is_astray():
    lines = ("PO1*1*10*EA*5**VN*A", "SCH*10*EA***002*20261211", "TD5**2*UPSN", "CTT*1")
    read = x12("850", "BEG*00*SA*P1**20261127", "REF*IA*1", "CUR*BY*USD", *lines)
    assert [(each.code.value, each.element) for each in read.findings] == [
        ("SEGMENT_OUT_OF_SEQUENCE", "CUR")
    ]


def test_what_was_passed_over_of_edifact_is_shown_with_its_usual_separators():
    head = ("BGM+220+1+9", "DTM+137:20260310:102", "NAD+BY+1::9")
    read = edifact("ORDERS", *head, "LIN+1++A:SA", "QTY+21:12:PCE", "UNS+S", "QTY+21:13:PCE")
    assert [each.found for each in read.findings] == ["QTY", "13", "21:13:PCE"]
