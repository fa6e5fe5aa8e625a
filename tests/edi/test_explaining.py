"""An acknowledgment in plain words, held against what was sent."""

from __future__ import annotations

from edi.explaining import explain_file
from edi.facts import Outbound
from tests.edi.test_sending import PairState, acknowledgment, of, request, sent

SENT = of(sent(PairState(), request()), Outbound)[0].content
REFUSED = acknowledgment("R").replace(b"AK5*R", b"AK3*BAK*2**8~AK4*3*324*7*4500017~AK5*R*5")


def test_what_was_refused_is_shown_in_the_segment_that_was_sent():
    group, one = explain_file([REFUSED], [SENT])
    assert group["sentence"] == "Group PR 1 is rejected: 0 of 1 sets accepted."
    assert one["accepted"] is False
    (fault,) = one["faults"]
    assert fault["sentence"] == (
        "Segment 2 (BAK), BAK03: The element is no code of its list. (7) The value was '4500017'."
    )
    assert fault["segment"] == "BAK*00*AC*4500017*20260302"
    assert fault["marker"] == "          ^^^^^^^"
    assert fault["segment"][10:17] == "4500017"


def test_an_accepted_group_says_so():
    group, one = explain_file([acknowledgment()], [SENT])
    assert group["accepted"] is True
    assert one["accepted"] is True
    assert one["faults"] == []


def test_what_is_not_in_the_original_is_said_to_be_missing():
    group, one = explain_file([acknowledgment(control="7")], [SENT])
    assert "not in the file given" in group["sentence"]
    assert "not in the file given" in one["sentence"]


def test_rubbish_explains_nothing():
    assert explain_file([b"rubbish"], [SENT]) == []
    assert explain_file([REFUSED], [b""])[1]["faults"][0]["segment"] == ""
