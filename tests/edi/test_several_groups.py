"""A 997, 999 or CONTRL that answers several groups or interchanges in one set."""

from __future__ import annotations

import pytest

from edi.facts import DocumentSeen, Found
from edi.pair_state import PairState
from edi.several_groups import APART
from edi.transaction_sets import read_set
from tests.edi.test_sending import acknowledgment, answered, of, request, sent
from tests.edi.wire import NOW, sets_of

TAKEN = ("AK2*855*0001", "AK5*A", "AK9*A*1*1*1")
REFUSED = ("AK2*855*0001", "AK5*R*5", "AK9*R*1*1*0")


def answer(*segments: str, code: str = "997") -> bytes:
    """A 997 of acme with these segments between ST and SE."""
    head, rest = acknowledgment().split(b"ST*", 1)
    tail = rest[rest.index(b"GE*") :]
    body = [f"ST*{code}*0001", *segments, f"SE*{len(segments) + 2}*0001"]
    text = "".join(segment + "~" for segment in body)
    return head + text.encode() + tail


def became(data: bytes) -> tuple[dict[str, str], list[tuple[str, str | None]]]:
    """What became of two documents of ours, by group number; the findings, each with its place."""
    state = sent(sent(PairState(), request()).state, request("a-2", "4500018")).state
    step = answered(state, data, NOW)
    rows = [seen.row for seen in of(step, DocumentSeen)]
    ours = {str(r["group_control"]): str(r["status"]) for r in rows if r["direction"] == "out"}
    found = [fact.finding for fact in of(step, Found)]
    return ours, [(one.code.value, one.message) for one in found]


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (TAKEN, REFUSED, {"1": "accepted", "2": "rejected"}),
        (REFUSED, TAKEN, {"1": "rejected", "2": "accepted"}),
        (TAKEN[2:], REFUSED[2:], {"1": "accepted", "2": "rejected"}),
        (REFUSED[2:], TAKEN, {"1": "rejected", "2": "accepted"}),
    ],
)
def test_each_group_of_a_997_has_the_verdict_on_itself(
    first: tuple[str, ...], second: tuple[str, ...], outcome: dict[str, str]
):
    said, findings = became(answer("AK1*PR*1", *first, "AK1*PR*2", *second))
    assert said == outcome
    assert findings == [("SEGMENT_OVER_MAX", APART)]


def test_a_999_answers_two_groups_as_a_997_does():
    refused = ("AK2*855*0001", "IK5*R*5", "AK9*R*1*1*0")
    taken = ("AK2*855*0001", "IK5*A", "AK9*A*1*1*1")
    said, _ = became(answer("AK1*PR*1", *taken, "AK1*PR*2", *refused, code="999"))
    assert said == {"1": "accepted", "2": "rejected"}


@pytest.mark.parametrize(
    "segments",
    [
        ("AK1*PR*1", *TAKEN[:2], "AK1*PR*2", *REFUSED),
        ("AK1*PR*1", *TAKEN, "AK1*PR*2", *REFUSED[:2]),
        ("AK1*PR*1", "AK1*PR*2", *REFUSED),
    ],
)
def test_of_groups_of_which_one_has_no_verdict_nothing_is_believed(segments: tuple[str, ...]):
    said, findings = became(answer(*segments))
    assert said == {}
    assert "SEGMENT_MISSING" in [code for code, _ in findings]


def test_a_finding_stands_at_its_own_place_in_the_set():
    data = answer("AK1*PR*1", *TAKEN, "AK1*PR*2", "AK2*855*0001", "AK5*Q", "AK9*A*1*1*1")
    (one,) = sets_of(data)
    found = [(each.code.value, each.segment, each.offset) for each in read_set(one).findings]
    assert ("SEGMENT_OVER_MAX", 6, data.index(b"AK1*PR*2")) in found
    assert ("ELEMENT_CODE", 8, data.index(b"AK5*Q")) in found


def test_a_contrl_that_answers_two_interchanges_answers_each():
    parties = "US:ZZ+ACME:08"
    data = (
        f"UNB+UNOA:1+ACME:08+US:ZZ+260302:0800+9'UNH+1+CONTRL:D:3:UN'"
        f"UCI+000000001+{parties}+7'UCM+1+ORDRSP:D:96A:UN+7'"
        f"UCI+000000002+{parties}+4'UCM+1+ORDRSP:D:96A:UN+4'UNT+6+1'UNZ+1+9'"
    ).encode()
    (one,) = sets_of(data)
    read = read_set(one)
    said = [(each.control, each.verdict, len(each.sets)) for each in (read.document, *read.further)]
    assert said == [("000000001", "A", 1), ("000000002", "R", 1)]


def test_very_many_groups_keep_no_more_findings_than_a_set_does():
    segments = [text for n in range(3000) for text in (f"AK1*PR*{n + 1}", "AK9*A*1*1*1")]
    (one,) = sets_of(answer(*segments))
    read = read_set(one)
    assert len(read.further) == 2999
    assert len(read.findings) == 201
