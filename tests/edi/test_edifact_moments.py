"""Moments of EDIFACT: days, times and zones by their formats, and what is none of these."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.edi.test_edifact_content import read, segments


@pytest.mark.parametrize(
    ("sent", "said", "written"),
    [
        ("202603100755+01:303", ("0755", "+01"), ""),
        ("202603100755UTC:303", ("0755", "UTC"), ""),
        ("20260310075530+01:304", ("075530", "+01"), ""),
        ("202603100755-0530:205", ("0755", "-0530"), ""),
        ("2603100755+01:301", ("0755", "+01"), "202603100755+01:303"),
        ("260310075530+01:302", ("075530", "+01"), "20260310075530+01:304"),
        ("20260310075530:204", ("075530", ""), ""),
        # What is no day, or not of its format, stays as it stands.
        ("202603:610", None, ""),
        ("0755+01:401", None, ""),
        ("075530+01:404", None, ""),
        ("202603100755:303", None, ""),
        ("202613100755+01:303", None, ""),
        ("202603100755+1:205", None, ""),
        ("2026031020260312:102", None, ""),
        ("2026031007:102", None, ""),
    ],
)
def test_a_moment_keeps_its_zone_or_its_text_wherever_it_stands(
    sent: str, said: tuple[str, str] | None, written: str
):
    form = sent.rpartition(":")[2]
    text = sent.rpartition(":")[0]
    wire = sent.replace("+", "?+")
    kept = (written or sent).replace("+", "?+")

    def is_as_sent(moment: Any) -> bool:
        if said is None:
            return (moment.date, moment.text, moment.format) == (None, text, form)
        return (moment.date, moment.time, moment.zone) == (date(2026, 3, 10), *said)

    event = ("BGM+23+ST-1+9", "CNI+1+SH-1", "STS+1+21", f"DTM+334:{wire}", f"DTM+7:{wire}")
    status = read("IFTSTA", *event).document
    (happened,) = status.legs[0].events
    assert [*map(is_as_sent, happened.dates)] == ([True] if said else [True, True])
    assert said is None or is_as_sent(happened)
    assert segments("IFTSTA", status)[3:] == [f"DTM+334:{kept}", f"DTM+7:{kept}"]
    order = (
        "BGM+220+P1+9",
        f"DTM+2:{wire}",
        "PAT+1",
        f"DTM+13:{wire}",
        "LIN+1++1:EN",
        "QTY+21:1:PCE",
    )
    document = read(
        "ORDERS", *order, f"DTM+2:{wire}", "SCC+1", "QTY+21:1:PCE", f"DTM+2:{wire}"
    ).document
    (line,) = document.lines
    moments = [*document.dates, *document.terms[0].dates, *line.dates, *line.schedules[0].dates]
    assert [*map(is_as_sent, moments)] == [True] * 4
    again = segments("ORDERS", document)
    assert [each for each in again if each.startswith("DTM")] == [
        f"DTM+2:{kept}", f"DTM+13:{kept}", f"DTM+2:{kept}", f"DTM+2:{kept}"
    ]  # fmt: skip
    assert read("ORDERS", *again).document == document


def test_the_first_day_on_which_an_event_happened_is_its_own():
    body = ("BGM+23+ST-1+9", "CNI+1+SH-1", "STS+1+21", "DTM+334:202603:610", "DTM+334:20260310:102")
    status = read("IFTSTA", *body).document
    (event,) = status.legs[0].events
    assert (event.date, [each.text for each in event.dates]) == (date(2026, 3, 10), ["202603"])
    assert read("IFTSTA", *segments("IFTSTA", status)).document == status


def test_a_document_keeps_the_time_and_the_zone_of_its_own_date():
    body = ("BGM+35+INV-1+9", "DTM+137:202603090615?+01:303", "LIN+1++1:EN", "QTY+145:1:PCE")
    advice = read("INVRPT", *body).document
    assert (advice.date, advice.dates[0].time, advice.dates[0].zone) == (
        date(2026, 3, 9), "0615", "+01",
    )  # fmt: skip
    assert segments("INVRPT", advice)[1] == body[1]


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("202603100755?+01:303", None),
        ("202603102555?+01:303", "ELEMENT_TIME"),
        ("202603100755?+0100:205", None),
        ("202603100755?+01:205", "ELEMENT_DATE"),
        ("260310075530UTC:302", None),
        ("075530UTC:404", None),
        ("995530UTC:404", "ELEMENT_TIME"),
    ],
)
def test_a_moment_in_a_zone_is_judged_by_its_format(moment: str, code: str | None):
    body = ("BGM+35+INV-1+9", f"DTM+137:{moment}", "LIN+1++1:EN", "QTY+145:1:PCE")
    found = [f.code.value for f in read("INVRPT", *body).findings]
    assert found == ([] if code is None else [code])
