"""What a partner's guide finds where the standard has found something, or would find nothing."""

from __future__ import annotations

import pytest

from edi.codes import Code
from edi.judging import judge
from edi.profiles import load_profiles
from edi.transaction_sets import read_set
from tests.edi.test_overlays import acme, at_once, changed, taken, told
from tests.edi.wire import BODY, interchange, order_set, sets_of

BOTH = "lengths = { BEG03 = [1, 6] }"


@pytest.mark.parametrize(
    ("overlay", "body", "standard", "guide"),
    [
        (BOTH, changed(BODY[0], "BEG*00*SA*" + "4500017" * 4 + "**20260302"),
         ("ELEMENT_LONG", "BEG03"), ("GUIDE_ELEMENT_LONG", "BEG03")),
        ('codes = { BEG02 = ["NE"] }', changed(BODY[0], "BEG*00*Q9*4500017**20260302"),
         ("ELEMENT_CODE", "BEG02"), ("GUIDE_ELEMENT_CODE", "BEG02")),
        ('unused = ["REF03"]', changed(BODY[1], "REF*IA*7*" + "x" * 81),
         ("ELEMENT_LONG", "REF03"), ("GUIDE_ELEMENT_UNUSED", "REF03")),
        ('required = ["BEG06"]', changed(BODY[0], "BEG*00*SA*4500017**20260302*"),
         ("TRAILING_EMPTY", "BEG06"), ("GUIDE_ELEMENT_MISSING", "BEG06")),
        ('required = ["BEG05"]', changed(BODY[0], "BEG*00*SA*4500017"),
         ("ELEMENT_MISSING", "BEG05"), ("GUIDE_ELEMENT_MISSING", "BEG05")),
        ('required = ["N1/N104"]', changed(BODY[2], "N1*BY*DC*92"),
         ("ELEMENT_CONDITION", "N104"), ("GUIDE_ELEMENT_MISSING", "N104")),
        ('required = ["PO1"]', (*BODY[:4], BODY[6]),
         ("SEGMENT_MISSING", "PO1"), ("GUIDE_SEGMENT_MISSING", "PO1")),
    ],
)  # fmt: skip
def test_the_guide_is_told_of_what_the_standard_speaks_of_too(
    overlay: str, body: tuple[str, ...], standard: tuple[str, str], guide: tuple[str, str]
):
    """Which of the two holds a document, the severities of its partner say."""
    found = [(code, element) for code, element, _ in told(overlay, body)]
    assert {standard, guide} <= set(found)
    assert found.count(guide) == 1
    lax = 'levels = { guide = "error", structure = "warning" }'
    _, statuses, _ = taken(acme(overlay, lax), interchange(order_set(body)))
    assert set(statuses) <= {"held", "rejected"}
    both = 'levels = { guide = "error" }\nacknowledged_levels = ["structure", "elements", "guide"]'
    _, statuses, answer = taken(acme(overlay, both), interchange(order_set(body)))
    assert statuses == ["rejected"]
    notes = [line for line in answer if line.startswith(("AK3", "AK4"))]
    assert len(notes) == len(set(notes))


@pytest.mark.parametrize(
    ("wanted", "segment", "found"),
    [
        ("BGM03", "BGM+220+4711+", "BGM03"),
        ("NAD02", "NAD+BY+", "NAD02"),
        ("LIN/IMD03", "IMD+F++", "IMD03"),
        ("LIN/IMD03", "IMD+F++:", "IMD03"),
        ("LIN/QTY01-3", "QTY+21:12:", "QTY01-3"),
    ],
)
def test_an_empty_last_element_of_edifact_is_what_the_guide_misses(
    wanted: str, segment: str, found: str
):
    body = ["BGM+220+4711+9", "DTM+137:20260309:102", "NAD+BY+5412345000099::9", "CUX+2:EUR:9",
            "LIN+1++5410000000019:EN", "IMD+F++:::WIDGET", "QTY+21:12:PCE", "UNS+S"]  # fmt: skip
    lines = [segment if each[:3] == segment[:3] else each for each in body]
    data = "'".join([
        "UNB+UNOC:3+5412345000077:14+US:ZZ+260309:0615+9", "UNH+1+ORDERS:D:96A:UN", *lines,
        f"UNT+{len(lines) + 2}+1", "UNZ+1+9", "",
    ]).encode()  # fmt: skip
    profiles = load_profiles({"oak": f'[overlays."ORDERS"]\nrequired = ["{wanted}"]'})
    assert profiles.faults == ()
    (framed,) = sets_of(data)
    findings = read_set(framed, profiles.partners[0].guide).findings
    assert (Code.GUIDE_ELEMENT_MISSING, found) in [(f.code, f.element) for f in findings]


@pytest.mark.parametrize(
    ("overlay", "body", "found"),
    [
        ('required = ["BEG04"]', changed(BODY[0], "BEG*00*SA*4500017* *20260302"), "BEG04"),
        ('required = ["BEG04"]', changed(BODY[0], "BEG*00*SA*4500017*>*20260302"), "BEG04"),
        ('extra = [{ segment = "ZZA", after = "PO1/PO1" }]\nrequired = ["PO1/ZZA02"]',
         changed(BODY[4], BODY[4], "ZZA*1"), "ZZA02"),
    ],
)  # fmt: skip
def test_what_holds_nothing_is_not_there_at_once_and_step_by_step(
    overlay: str, body: tuple[str, ...], found: str
):
    guide = acme(overlay).partners[0].guide
    (framed,) = sets_of(interchange(order_set(body)))
    grammar = guide.grammars["850", "004010"]
    findings = judge(framed, grammar).findings
    assert [(f.code.value, f.element) for f in findings] == [("GUIDE_ELEMENT_MISSING", found)]
    assert not at_once(framed, grammar)
