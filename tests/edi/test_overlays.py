"""Overlays: what a partner's guide asks beyond the standard, read, judged at once, and written."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from edi.clean import matcher
from edi.codes import Code, Level
from edi.documents.line_parts import LineAnswer
from edi.documents.order_answers import AnsweredLine, OrderAnswer
from edi.facts import DocumentSeen, Found, Outbound
from edi.framed import SetFramed
from edi.frames import frame
from edi.grammar import Grammar, places
from edi.judging import judge
from edi.overlays import read_overlays
from edi.pair_state import PairState
from edi.profiles import Profiles, load_profiles
from edi.receiving import receive
from edi.sending import Request, send
from edi.transaction_sets import MESSAGES, SETS, read_set, release_of
from schemas.findings import Severity
from tests.edi.mutations import mutate
from tests.edi.wire import BODY, NOW, interchange, order_set, segments, sets_of

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.edi"))
OVERLAYS, MUTANTS = 3, 8
ACME = 'ids = ["08:ACME"]\n'


def acme(overlay: str, more: str = "") -> Profiles:
    """Acme's profile with an overlay of its 850."""
    profiles = load_profiles({"acme": f'{ACME}{more}\n[overlays."850"]\n{overlay}\n'})
    assert profiles.faults == ()
    return profiles


def told(overlay: str, body: tuple[str, ...] = BODY) -> list[tuple[str, str, int]]:
    """What is found on an order: code, element, segment; read often enough to be known at once."""
    guide = acme(overlay).partners[0].guide
    (framed,) = sets_of(interchange(order_set(body)))
    reads = [read_set(framed, guide) for _ in range(20)]
    assert all(read.findings == reads[0].findings for read in reads)
    assert all(read.document == reads[0].document for read in reads)
    return [(f.code.value, f.element, f.segment) for f in reads[0].findings]


def changed(old: str, *new: str) -> tuple[str, ...]:
    """The order with one segment replaced."""
    return tuple(line for each in BODY for line in (new if each == old else (each,)))


@pytest.mark.parametrize(
    ("overlay", "found"),
    [
        ('required = ["REF"]', ("GUIDE_SEGMENT_MISSING", "REF", 3)),
        ('required = ["DTM**20260311"]', ("GUIDE_SEGMENT_MISSING", "DTM", 4)),
        ('required = ["N1*BT"]', ("GUIDE_SEGMENT_MISSING", "N1", 6)),
        ('required = ["PO1/PID"]', ("GUIDE_SEGMENT_MISSING", "PID", 7)),
        ('required = ["BEG06"]', ("GUIDE_ELEMENT_MISSING", "BEG06", 2)),
        ('unused = ["DTM"]', ("GUIDE_SEGMENT_UNUSED", "DTM", 3)),
        ('unused = ["CTT"]', ("GUIDE_SEGMENT_UNUSED", "CTT", 8)),
        ('unused = ["DTM02"]', ("GUIDE_ELEMENT_UNUSED", "DTM02", 3)),
        ("most = { N1 = 1 }", ("GUIDE_LOOP_OVER_MAX", "N1", 5)),
        ("most = { PO1 = 1 }", ("GUIDE_LOOP_OVER_MAX", "PO1", 7)),
        ('codes = { BEG02 = ["NE", "DS"] }', ("GUIDE_ELEMENT_CODE", "BEG02", 2)),
        ('codes = { "N1/N101" = ["BY"] }', ("GUIDE_ELEMENT_CODE", "N101", 5)),
        ("lengths = { BEG03 = [1, 6] }", ("GUIDE_ELEMENT_LONG", "BEG03", 2)),
        ("lengths = { BEG03 = [8, 22] }", ("GUIDE_ELEMENT_SHORT", "BEG03", 2)),
        ("lengths = { PO104 = [3, 9] }", ("GUIDE_ELEMENT_SHORT", "PO104", 7)),
    ],
)
def test_what_a_guide_narrows_is_found_where_it_stands(overlay: str, found: tuple[str, str, int]):
    assert found in told(overlay)
    assert {Code(code) for code, _, _ in told(overlay)} <= {
        code for code in Code if code.value.startswith("GUIDE_")
    }
    assert told("most = { REF = 9 }") == []


@pytest.mark.parametrize(
    ("overlay", "body"),
    [
        ('extra = [{ segment = "ZZA", after = "PO1/PO1" }]',
         changed(BODY[4], BODY[4], "ZZA*SO*12*ANY*THING")),
        ('extra = [{ segment = "W05", after = "BEG" }]', changed(BODY[0], BODY[0], "W05*N*1")),
        ('optional = ["BEG05"]', changed(BODY[0], "BEG*00*SA*4500017")),
        ('unused = ["BEG05"]', changed(BODY[0], "BEG*00*SA*4500017")),
        ('optional = ["CTT/CTT01"]', changed(BODY[6], "CTT**15")),
        ("lengths = { BEG03 = [1, 30] }",
         changed(BODY[0], "BEG*00*SA*" + "4500017" * 4 + "**20260302")),
        ("most = { DTM = 12 }", changed(BODY[1], *[BODY[1]] * 12)),
        ("most = { CTT = 2 }", (*BODY[:-1], "CTT*2", "CTT*2")),
    ],
)  # fmt: skip
def test_what_a_guide_widens_is_not_found(overlay: str, body: tuple[str, ...]):
    assert told(overlay, body) == []


def test_without_the_guide_the_standard_finds_it():
    assert told('unused = ["FOB"]', changed(BODY[4], BODY[4], "ZA*SO*12")) == [
        ("SEGMENT_NOT_IN_SET", "ZA", 7)
    ]
    long = changed(BODY[0], "BEG*00*SA*" + "4500017" * 4 + "**20260302")
    assert told("most = { REF = 9 }", long) == [("ELEMENT_LONG", "BEG03", 2)]


def test_an_extra_segment_is_read_over_though_its_id_stands_elsewhere():
    profiles = acme('extra = [{ segment = "REF", after = "N1/N1" }]'.replace("REF", "BEG"))
    (framed,) = sets_of(
        interchange(order_set(changed(BODY[2], BODY[2], "BEG*01*NE*OTHER**20260302")))
    )
    read = read_set(framed, profiles.partners[0].guide)
    assert (read.findings, read.document.number) == ((), "4500017")


def test_a_release_has_an_overlay_of_its_own():
    profiles = acme('unused = ["FOB"]\n[overlays."850"."005010"]\nunused = ["DTM"]')
    guide = profiles.partners[0].guide
    old, new = (
        sets_of(interchange(order_set(), version=version))[0] for version in ("004010", "005010")
    )
    assert read_set(old, guide).findings == ()
    assert [f.code for f in read_set(new, guide).findings] == [Code.GUIDE_SEGMENT_UNUSED]


def test_a_message_of_edifact_has_overlays_too():
    path = next(path for path in FIXTURES if path.stem == "ORDERS_bonsai_order")
    (framed,) = sets_of(path.read_bytes())
    assert read_set(framed).findings == ()
    text = (
        'codes = { BGM01 = ["221"], "LIN/LIN03-2" = ["EN"] }\n'
        'required = ["PAI", "NAD*IV", "RFF*CT", "RFF*ZZ"]\nunused = ["UNS"]\nmost = { LIN = 1 }'
    )
    loaded = load_profiles({"bonsai": f'[overlays."ORDERS"]\n{text}'})
    assert loaded.faults == ()
    found = read_set(framed, loaded.partners[0].guide).findings
    assert [(f.code.value, f.element) for f in found] == [
        ("GUIDE_ELEMENT_CODE", "BGM01-1"),
        ("GUIDE_SEGMENT_MISSING", "PAI"),
        ("GUIDE_LOOP_OVER_MAX", "LIN"),
        ("GUIDE_SEGMENT_UNUSED", "UNS"),
        ("GUIDE_SEGMENT_MISSING", "NAD"),
        ("GUIDE_SEGMENT_MISSING", "RFF"),
    ]
    assert {f.level for f in found} == {Level.GUIDE}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[overlays."999X"]', "overlays.999X: we read no such set"),
        ('[overlays]\n"850" = 3', "overlays.850: a table of keys is wanted"),
        ('[overlays."850"]\ncolour = 1', "overlays.850.colour: there is no such key"),
        ('[overlays."850"]\nrequired = "REF"', "overlays.850.required: a list of"),
        ('[overlays."850"]\nrequired = [1]', "overlays.850.required: 1 is no segment"),
        ('[overlays."850"]\nrequired = ["ref"]', "overlays.850.required: 'ref' is no segment"),
        ('[overlays."850"]\nrequired = ["N1*ST/N3"]', "N1*ST/N3 is no segment with an element"),
        ('[overlays."850"]\nrequired = ["N1*ST/N301"]', "N1*ST/N301 is no segment with an"),
        ('[overlays."850"]\nunused = ["SLN"]', "there is no SLN in 850; there is PO1/SLN"),
        ('[overlays."850"]\nunused = ["SE"]', "overlays.850.unused: SE is the set's envelope"),
        ('[overlays."850"]\nunused = ["N1/N1"]', "N1/N1 begins its loop; name the loop"),
        ('[overlays."850"]\nrequired = ["BEG99"]', "BEG99: BEG has 12 elements"),
        ('[overlays."850"]\nmost = { REF = -1 }', "overlays.850.most.REF: a number is wanted"),
        ('[overlays."850"]\ncodes = { BEG02 = "SA" }', "overlays.850.codes.BEG02: a list of"),
        ('[overlays."850"]\ncodes = { BEG = ["SA"] }', "BEG is a segment; name an element"),
        ('[overlays."850"]\nlengths = { BEG03 = [9, 1] }', "overlays.850.lengths.BEG03: the least"),
        ('[overlays."850"]\nextra = [{ segment = "ZA" }]', "overlays.850.extra: segment, after"),
        ('[overlays."850"]\nextra = [{ segment = "REF", after = "BEG" }]', "REF stands at the top"),
        ('[overlays."850"]\nextra = [{ segment = "ZA", after = "SE" }]', "nothing comes after SE"),
        ('[overlays."850"."009999"]\nunused = ["FOB"]', "we have no 850 of that release"),
        ('[overlays."850"]\noptional = ["REF"]', "optional: REF need not come"),
        ('[overlays."850"]\noptional = ["BEG06"]', "optional: BEG06 need not come"),
        ('[overlays."850"."004010"]\noptional = ["REF"]', "850.004010.optional: REF need not"),
        ('[overlays."850"]\noptional = ["PO1"]', "held all the same (ORDER_WITHOUT_LINES)"),
        ('[overlays."810"]\nunused = ["BIG02"]', "same (DOCUMENT_NUMBER_MISSING)"),
        ('[overlays."ORDERS"]\noptional = ["LIN"]', "held all the same (ORDER_WITHOUT_LINES)"),
        ('[overlays."850"]\noptional = ["BEG05"]\nrequired = ["BEG05"]', "BEG05 stands under"),
        ('[overlays."850"]\nrequired = ["REF"]\nunused = ["REF"]', "REF stands under unused"),
        ('[overlays."850"]\ncodes = { BEG02 = ["SAAAA"] }', "BEG02: 'SAAAA' has 5 characters"),
        ('[overlays."850"]\nmore_codes = { "SLN05-1" = ["X"] }', "'X' has 1 characters"),
        ('[overlays."ORDERS"]\ncodes = { BGM01 = ["2200"] }', "'2200' has 4 characters"),
        ('[overlays."850"]\nrequired = ["N1*ST*92"]', "N1*ST*92 names more than one element"),
        ('[overlays."850"]\nrequired = ["N1*ST*"]', "name one, as N1*ST"),
        ('[overlays."850"]\nrequired = ["N1*STXX"]', "required.N101: 'STXX' has 4 characters"),
        ('[overlays."850"]\nrequired = ["N1***********92"]', "N1 has 6 elements"),
        ('[overlays."ORDERS"]\nrequired = ["NAD*BYER"]', "NAD01: 'BYER' has 4 characters"),
    ],
)  # fmt: skip
def test_a_bad_overlay_is_a_sentence_and_the_rest_holds(text: str, fault: str):
    profiles = load_profiles({"acme": ACME + text, "umbra": 'ids = ["ZZ:UMBRA"]'})
    (told_of,) = profiles.faults
    assert told_of.startswith("partner acme: partner.toml, overlays")
    assert fault in told_of
    assert profiles.find("08", "ACME")[1]


@pytest.mark.parametrize(
    "text",
    [
        '[overlays."850"]\ncodes = { BEG02 = ["SAAAA"] }\nlengths = { BEG02 = [2, 5] }',
        '[overlays."850"]\noptional = ["PO1"]\n[severities]\nORDER_WITHOUT_LINES = "warning"',
        '[overlays."850"]\noptional = ["BEG05"]\n[overlays."850"."005010"]\nrequired = ["BEG05"]',
    ],
)
def test_an_overlay_that_has_an_effect_is_not_told_of(text: str):
    assert load_profiles({"acme": ACME + text}).faults == ()


def test_the_base_grammar_is_untouched():
    before = [(p.path, p.most, p.mandatory) for p in places(SETS["850"].grammars["004010"].root)]
    acme('unused = ["FOB"]\nmost = { REF = 1 }\nextra = [{ segment = "ZA", after = "BEG" }]')
    after = [(p.path, p.most, p.mandatory) for p in places(SETS["850"].grammars["004010"].root)]
    assert before == after


# Narrowing and widening at random, in every set: what is told at once is what the steps say.


def overlay_of(code: str, release: str, rng: random.Random) -> dict[str, Any]:
    """An overlay of up to six rules on places and elements that the set has."""
    grammar = {**SETS, **MESSAGES}[code].grammars[release]
    here = [
        place
        for place in places(grammar.root)
        if place not in (grammar.root.children[0], grammar.root.children[-1])
        and not (place.position == 0 and place.parent is not grammar.root)
    ]
    table: dict[str, Any] = {}
    for _ in range(rng.randrange(1, 7)):
        place = rng.choice(here)
        element = f"{place.path}{rng.choice((1, 1, 2, 3)):02d}"
        keys = ("required", "unused", "optional", "most", "codes", "more_codes", "lengths", "extra")
        key = rng.choice(keys)
        match key:
            case "most":
                table.setdefault(key, {})[place.path] = rng.choice((0, 1, 2, 5))
            case "codes" | "more_codes":
                codes = ["SA", "00", "BY", "VN", "EA", "1", "A", "N"]
                table.setdefault(key, {})[element] = rng.sample([*codes, "QQ"], 4)
            case "lengths":
                table.setdefault(key, {})[element] = rng.choice(([1, 2], [2, 9], [1, 90]))
            case "extra":
                extra = {"segment": rng.choice(("ZA", "REF", "N9")), "after": place.path}
                table.setdefault(key, []).append(extra)
            case _:
                named = rng.choice(
                    (place.path, place.path, f"{place.path}*BY", f"{place.path}**A", element)
                )
                table.setdefault(key, []).append(named if key == "required" else place.path)
    return table


compiled = cache(matcher)


def at_once(framed: SetFramed, grammar: Grammar) -> bool:
    matches = compiled(grammar, framed.interchange.delimiters)
    return matches is not None and framed.raw.isascii() and matches(framed.raw) is not None


def x12_sets(data: bytes) -> list[SetFramed]:
    parts = [part for part in frame([data]) if isinstance(part, SetFramed)]
    return [p for p in parts if p.interchange.standard == "X12" and p.code in SETS]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_what_is_told_at_once_is_what_the_steps_say(path: Path):
    rng, data = random.Random(path.stem), path.read_bytes()
    usual = {framed.interchange.delimiters for framed in x12_sets(data)}
    for framed in x12_sets(data):
        for _ in range(OVERLAYS):
            table = {framed.code: overlay_of(framed.code, release_of(framed), rng)}
            grammar = read_overlays(table).grammars[framed.code, release_of(framed)]
            assert at_once(framed, grammar) is (judge(framed, grammar).findings == []), table
            for _ in range(MUTANTS):
                for mutant in x12_sets(mutate(data, rng)):
                    same = (mutant.code, release_of(mutant)) == (grammar.code, grammar.release)
                    if same and mutant.interchange.delimiters in usual and at_once(mutant, grammar):
                        assert judge(mutant, grammar).findings == [], (table, mutant.raw)


# What comes of the findings.


def taken(profiles: Profiles, data: bytes) -> tuple[list[str], list[str], list[str]]:
    """Codes found, statuses of what came in, the segments of the first answer."""
    step = receive(PairState(), list(frame([data])), now=NOW, profiles=profiles)
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    out = [fact.content for fact in step.facts if isinstance(fact, Outbound)]
    return (
        [fact.finding.code.value for fact in step.facts if isinstance(fact, Found)],
        [str(row["status"]) for row in rows if row["direction"] == "in"],
        segments(out[0]) if out else [],
    )


def test_a_guide_is_the_business_of_findings_and_not_of_the_997():
    found, statuses, answer = taken(acme('required = ["REF"]'), interchange(order_set()))
    assert (found, statuses) == (["GUIDE_SEGMENT_MISSING"], ["accepted"])
    assert "AK5*A" in answer


def test_a_guide_in_error_holds_the_order():
    profiles = acme('required = ["REF"]', 'levels = { guide = "error" }')
    assert profiles.partners[0].severity(Code.GUIDE_SEGMENT_MISSING) is Severity.ERROR
    found, statuses, answer = taken(profiles, interchange(order_set()))
    assert (found, statuses) == (["GUIDE_SEGMENT_MISSING"], ["held"])
    assert "AK5*A" in answer


def test_a_partner_who_wants_it_is_told_of_its_guide_in_the_997():
    levels = 'levels = { guide = "error" }\nacknowledged_levels = ["structure", "guide"]'
    profiles = acme('required = ["REF", "BEG06"]\nunused = ["DTM"]', levels)
    _, statuses, answer = taken(profiles, interchange(order_set()))
    assert statuses == ["rejected"]
    notes = [line for line in answer if line.startswith(("AK3", "AK4", "AK5"))]
    assert notes == ["AK3*BEG*2**8", "AK4*6*367*1", "AK3*REF*3**3", "AK3*DTM*3**2", "AK5*R*5"]


PIDS = changed(BODY[4], BODY[4], "PID*F****RED", "PO4*1", "PO1*9*1*EA*1")


@pytest.mark.parametrize(
    ("wanted", "body", "place", "name"),
    [
        ("N1*BT", BODY, 6, "N1 with N101 BT"),
        ("DTM**20260311", BODY, 4, "DTM with DTM02 20260311"),
        ("CTT*9", BODY, 9, "CTT with CTT01 9"),
        ("PO1/PID*X", PIDS, 8, "PO1/PID with PID01 X"),
        ("PO1/PID*X", (*BODY[:-1], "PID*X****RED", "CTT*2"), 7, "PO1/PID with PID01 X"),
        ("N1/N3*X", changed(BODY[2], BODY[2], "N4*TOWN"), 5, "N1/N3 with N301 X"),
        ("PO1/N1*ST", BODY, 7, "PO1/N1 with N101 ST"),
        ("PO1/PID", BODY, 7, "PO1/PID"),
        ("REF", BODY, 3, "REF"),
    ],
)
def test_what_is_missing_is_named_and_where_it_should_have_come(
    wanted: str, body: tuple[str, ...], place: int, name: str
):
    levels = 'levels = { guide = "error" }\nacknowledged_levels = ["guide"]'
    profiles = acme(f'required = ["{wanted}"]', levels)
    (framed,) = sets_of(interchange(order_set(body)))
    first = read_set(framed, profiles.partners[0].guide).findings[0]
    tag = wanted.rpartition("/")[2].partition("*")[0]
    assert (first.element, first.segment) == (tag, place)
    lines = framed.raw.split(b"~\n")
    assert framed.raw[first.offset - framed.offset :].startswith(lines[place - 1])
    assert first.message == f"The guide requires {name} here."
    _, _, answer = taken(profiles, interchange(order_set(body)))
    notes = [line for line in answer if line.startswith("AK3")]
    assert notes[0] == f"AK3*{tag}*{place}**3"


def test_what_the_partners_guide_forbids_takes_no_number():
    profiles = load_profiles({"acme": f'{ACME}[overlays."855"]\nrequired = ["BAK08"]\n'})
    document = OrderAnswer(
        purpose="00", type="AC", number="4500017", date=NOW.date(),
        lines=(
            AnsweredLine(line="1", identifiers=(("VN", "A"),), answers=(LineAnswer(status="IA"),)),
        ),
    )  # fmt: skip
    request = Request(
        id="a-1", sender="ZZ:US", receiver="08:ACME", usage="P", set="855", release="004010",
        document=document, raw=b"{}",
    )  # fmt: skip
    step = send(PairState(), request, profiles.partners[0], NOW)
    (fact,) = step.facts
    assert isinstance(fact, Found)
    assert (fact.finding.code, fact.finding.element) == (Code.GUIDE_ELEMENT_MISSING, "BAK08")
    assert (fact.severity, step.state.last_interchange) == (Severity.ERROR, 0)
