"""An acknowledgment whose numbers fit several of ours: what else it names tells which is meant."""

from __future__ import annotations

import pytest

from edi.explaining import explain_file
from tests.edi.test_explaining import ISA, REFUSED, SENT


def of_release(version: str, number: str, control: int = 1, *, time: str = "0700") -> bytes:
    """The 855 that was sent, in another release and under another interchange's number."""
    return (
        SENT.replace(b"*004010~", f"*{version}~".encode())
        .replace(b"4500017", number.encode())
        .replace(b"*000000001", f"*{control:09d}".encode())
        .replace(b"*0700*U*", f"*{time}*U*".encode())
    )


@pytest.mark.parametrize(
    ("version", "number"),
    [
        ("005010X231", "4500018"),
        ("005010", "4500018"),
        ("004010", "4500017"),
        ("004010VICS", "4500017"),
    ],
)
def test_of_two_groups_of_a_number_the_release_tells_which_is_meant(version: str, number: str):
    sent = of_release("004010", "4500017") + of_release("005010X231", "4500018", 2)
    answer = REFUSED.replace(b"AK1*PR*1~", f"AK1*PR*1*{version}~".encode())
    group, one = explain_file([answer], [sent])
    assert group.sentence == "Group PR 1 is rejected: 0 of 1 sets accepted."
    assert one.faults[0].segment == f"BAK*00*AC*{number}*20260302"


def test_what_fits_several_is_said_to():
    sent = of_release("004010", "4500017") + of_release("005010X231", "4500018", 2)
    several = " It may be any of 2 groups of the file given; the first is shown."
    group, one = explain_file([REFUSED], [sent])
    assert group.sentence.endswith(f"0 of 1 sets accepted.{several}")
    assert one.faults[0].segment == "BAK*00*AC*4500017*20260302"
    other = REFUSED.replace(b"AK1*PR*1~", b"AK1*PR*1*003040~")
    assert explain_file([other], [sent])[0].sentence.endswith(
        several + " It names release 003040; ours is in 004010."
    )


def test_a_ta1_means_the_interchange_of_its_date_and_time():
    sent = of_release("004010", "1", time="0600") + of_release("004010", "2", time="0700")
    for time, at in (("0600", "0600"), ("0700", "0700"), ("0800", "0600")):
        note = f"{ISA}TA1*000000001*260302*{time}*R*006~IEA*0*000000009~".encode()
        (told,) = explain_file([note], [sent])
        assert f"*260302*{at}*U*" in told.faults[0].segment
        assert told.sentence.endswith("the first is shown.") == (time == "0800")


@pytest.mark.parametrize(
    ("under", "number"),
    [
        ("****1*0001*855*005010X231", "4500018"),
        ("****1*0001*855*004010", "4500017"),
        ("US*ACME***1*0001*855", ""),
        ("US*ACME*20260302*0700*1*0001*855*003040", ""),
    ],
)
def test_an_824_means_the_set_of_the_envelope_that_it_names(under: str, number: str):
    sent = of_release("004010", "4500017") + of_release("005010X231", "4500018", 2)
    answer = (
        f"{ISA}GS*AG*ACME*US*20260302*0800*9*X*004010~ST*824*0001~BGN*11*R*20260302~"
        f"OTI*TR*TN*X*{under}~TED*848*No*BAK*2*3~SE*5*0001~GE*1*9~IEA*1*000000009~"
    ).encode()
    (told,) = explain_file([answer], [sent])
    assert told.matched
    assert told.faults[0].segment == f"BAK*00*AC*{number or '4500017'}*20260302"
    assert told.sentence.endswith("any of 2 sets of the file given; the first is shown.") == (
        not number
    )
