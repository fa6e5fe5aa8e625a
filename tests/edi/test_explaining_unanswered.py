"""Acknowledgments that leave out a verdict or a name: the sentences say so, and stay sentences."""

from __future__ import annotations

import pytest

from edi.explaining import explain_file
from tests.edi.test_explaining import ORDRSP, SENT, contrl
from tests.edi.test_sending import acknowledgment

NONE = "not answered for: no {} says a verdict"
ALL = "Group PR 1 is rejected: 0 of 1 sets accepted. It speaks for 1 sets that it does not name."


@pytest.mark.parametrize(
    ("was", "now", "group", "one"),
    [
        (b"AK9*R*1*1*0~", b"", f"Group PR 1 is {NONE.format('AK9')}.", "The 855 0001 is rejected."),
        (b"AK5*R~", b"", "Group PR 1 is rejected: 0 of 1 sets accepted.",
         f"The 855 0001 is {NONE.format('AK5')}."),
        (b"AK9*R*1*1*0~", b"AK9*Q~", "Group PR 1 is answered by 'Q', which is no verdict of AK9.",
         "The 855 0001 is rejected."),
        (b"AK1*PR*1~", b"AK1~",
         "Group (without a name) is rejected: 0 of 1 sets accepted. It is not in the file given.",
         "The 855 0001 is rejected. It is not in the file given."),
        (b"AK2*855*0001~", b"AK2~", ALL, "The set is rejected. It is not in the file given."),
    ],
)  # fmt: skip
def test_what_an_acknowledgment_leaves_out_is_said(was: bytes, now: bytes, group: str, one: str):
    answer = acknowledgment("R")
    assert was in answer
    told = explain_file([answer.replace(was, now)], [SENT])
    assert [each.sentence for each in told] == [group, one]
    if NONE[:12] in told[0].sentence:
        assert not told[0].accepted


def test_an_accepted_group_does_not_reject_a_set_without_a_verdict():
    answer = acknowledgment("A").replace(b"AK5*A~", b"")
    group, one = explain_file([answer], [SENT])
    assert group.sentence == "Group PR 1 is accepted: 1 of 1 sets accepted."
    assert one.sentence == f"The 855 0001 is {NONE.format('AK5')}."


def test_a_contrl_without_actions_says_so():
    answer = contrl("UCI+000000301+HARBORPINE:ZZ+5412345000013:14", "UCM+1+ORDRSP:D:96A:UN")
    whole, one = explain_file([answer], [ORDRSP.encode()])
    assert whole.sentence == f"Interchange 000000301 is {NONE.format('UCI')} (CONTRL)."
    assert one.sentence == f"The ORDRSP 1 is {NONE.format('UCM')}."
    assert not whole.accepted
