"""When documents were written, by clocks of several zones, and which of two was written later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.pair_state import PairState
from edi.written_times import later, time_said
from tests.edi.test_successions import LATE, REPLACES, edifact, outcomes, take

DAY = date(2026, 11, 27)
ZONES = st.sampled_from(["", "UTC", "GMT", "EST", "PDT", "CET", "ZZZ", "+01", "-0330", "+99", "?"])


@pytest.mark.parametrize(
    ("time", "zone", "said"),
    [
        ("1500", "", "202611271500"), ("150030", "", "20261127150030"),
        ("1500", "UTC", "202611271500Z"), ("1500", "gmt", "202611271500Z"),
        ("1500", "EST", "202611272000Z"), ("2330", "EST", "202611280430Z"),
        ("0030", "+01", "202611262330Z"), ("153045", "-0330", "20261127190045Z"),
        ("1500", "CET", "202611271500CET"), ("1500", "+15", "202611271500+15"),
        ("1500", "-13", "202611271500-13"), ("", "EST", "20261127"), ("2561", "EST", "20261127"),
        ("9999", "", "20261127"),
    ],
)  # fmt: skip
def test_a_time_is_of_utc_where_its_zone_says_how_far_it_is_from_that(
    time: str, zone: str, said: str
):
    assert time_said(DAY, time, zone) == said


def test_a_time_that_is_of_no_day_in_utc_stays_as_it_was_said():
    assert time_said(date.max, "2330", "EST") == "999912312330EST"
    assert time_said(date.min, "0030", "+01") == "000101010030+01"
    assert later("000101010030+01", "999912312330EST") == -1


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        ("202611272000Z", "202611271600Z", 1), ("202611272000Z", "20261127200030Z", 0),
        ("202611271500CET", "202611271600CET", -1), ("20261127", "20261128", -1),
        ("", "20261127", 0), ("20261127", "", 0), ("5010160600", "20261127", 0),
        # 14 hours ahead at most, 12 behind; a minute is over when the next begins.
        ("202611271600", "202611270200Z", 0), ("202611271601", "202611270200Z", 1),
        ("202611270200Z", "202611271601", -1), ("202611270200", "202611271400Z", 0),
        ("202611270200", "202611271401Z", -1), ("20261127", "202611261000Z", 0),
        ("20261127", "202611260959Z", 1), ("20261127", "202611281200Z", -1),
        ("202611271500CET", "202611271600", 0), ("202611271500CET", "202611291600", -1),
    ],
)  # fmt: skip
def test_one_is_later_where_it_is_so_by_whatever_clocks(one: str, other: str, order: int):
    assert later(one, other) == order
    assert later(other, one) == -order


MOMENTS = st.integers(0, 4320).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
AHEAD = st.integers(-12, 14)


@given(MOMENTS, MOMENTS, AHEAD, AHEAD, st.sampled_from(["zone", ""]))
def test_what_is_told_of_two_moments_is_so(
    one: datetime, other: datetime, ahead: int, behind: int, zone: str
):
    here, there = (
        at.astimezone(timezone(timedelta(hours=hours)))
        for at, hours in ((one, ahead), (other, behind))
    )
    first = time_said(here.date(), f"{here:%H%M}", f"{here:%z}")
    second = time_said(there.date(), f"{there:%H%M}", f"{there:%z}" if zone else "")
    truth = (one > other) - (one < other)
    assert later(first, second) in ((truth,) if zone else (truth, 0))


@given(st.dates(), st.text(max_size=8), ZONES, st.text(max_size=16))
def test_whatever_is_said_is_compared(day: date, time: str, zone: str, known: str):
    said = time_said(day, time, zone)
    assert later(said, known) == -later(known, said)
    assert later(said, said) == 0


def despatched(control: int, function: str, quantity: int, moment: str, at: str) -> bytes:
    body = (f"BGM+351+S1+{function}", f"DTM+137:{moment}", "CPS+1", "LIN+1++A:VN",
            f"QTY+12:{quantity}:PCE")  # fmt: skip
    return edifact("DESADV", *body, control=control, at=at)


def changed(control: int, function: str, quantity: int, moment: str, at: str) -> bytes:
    body = (f"BGM+230+C1+{function}", f"DTM+137:{moment}", "RFF+ON:P1", "LIN+1+3+A:VN",
            f"QTY+21:{quantity}", "UNS+S")  # fmt: skip
    return edifact("ORDCHG", *body, control=control, at=at)


@pytest.mark.parametrize("make", [despatched, changed])
@pytest.mark.parametrize(
    "told",
    [
        (("202611271500EST:303", "0615", REPLACES), ("202611271600GMT:303", "0615", LATE)),
        (("202611271600GMT:303", "0615", REPLACES), ("202611271500EST:303", "0615", REPLACES)),
        (("20261127160000-05:304", "0615", REPLACES), ("20261127200000UTC:304", "0615", LATE)),
        (("202611271600-0500:205", "0615", REPLACES), ("202611272000?+0000:205", "0615", LATE)),
        # By CET and by no zone nothing is known of the same hours: by the envelopes then.
        (("202611271500CET:303", "0700", REPLACES), ("202611271600GMT:303", "0615", LATE)),
        (("202611271500:203", "0615", REPLACES), ("202611271400GMT:303", "0700", REPLACES)),
        (("202611271500:203", "0700", REPLACES), ("202611291600GMT:303", "0615", REPLACES)),
        # One clock of an unknown zone is one clock.
        (("202611271500CET:303", "0615", REPLACES), ("202611271400CET:303", "0700", LATE)),
    ],
)
def test_corrections_count_by_their_time_in_utc(make: Any, told: tuple[tuple[str, str, str], ...]):
    first = "9" if make is despatched else "4"
    step = take(PairState(), make(1, first, 10, "202611260600GMT:303", "0600"))
    assert outcomes(step) == ("accepted", "")
    for control, (moment, at, wanted) in enumerate(told, 2):
        state = PairState.thaw(step.state.freeze())
        step = take(state, make(control, "5", 10 - control, moment, at))
        assert " ".join(outcomes(step)) == wanted, moment


def test_a_time_of_a_state_of_before_has_no_zone():
    """It was kept without the zone that was said, so its clock is one that nobody names."""
    assert later("202611272000Z", "202611271500") == 0
