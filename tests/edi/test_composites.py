"""Composites of X12, held to their components, and repetitions of what does not repeat."""

from __future__ import annotations

import random
from functools import cache

import pytest

from edi.bulk import joined, of_run
from edi.checking import Checks
from edi.clean import matcher
from edi.column_judging import clean_sets
from edi.dictionary.segments import Element, Note, Segment, segments
from edi.framed import SetFramed
from edi.framing import Framer
from edi.grammar import Grammar
from edi.judging import judge
from edi.profiles import Profiles, load_profiles
from edi.rewriting import write_json
from edi.set_runs import SetRun
from edi.transaction_sets import SETS, nearest_release, read_set
from edi.wire_json import read_file
from tests.edi.test_acknowledgment_codes import told as answered
from tests.edi.wire import BODY, PROFILES, interchange, order_set, sets_of

OLD, NEW, GUIDED = "004010", "005010", "005010X220A1"
PLACES = {"SLN05": "SLN*1**I*3*", "REF04": "REF*IA*1**", "PO110": "PO1*3*1*EA*1**VN*A*UP*"}
compiled = cache(matcher)


def with_line(line: str, version: str = OLD, repetition: str = "") -> bytes:
    """An interchange of one order with a line more, in whose envelope this separates repetitions."""
    data = interchange(order_set((*BODY[:-1], line, BODY[-1])), version=version)
    return data.replace(b"*U*00401*", f"*{repetition}*00501*".encode()) if repetition else data


def grammar_of(framed: SetFramed) -> Grammar:
    known = SETS[framed.code]
    return known.grammars[nearest_release(known, framed.group.version)]


def told(data: bytes) -> list[tuple[str, str, str]]:
    """Code, place and value of what is found in the only set; a pattern never says otherwise."""
    (framed,) = sets_of(data)
    grammar = grammar_of(framed)
    found = judge(framed, grammar).findings
    assert found == [] or not at_once(framed, grammar)
    return [(one.code.value, one.element, one.found) for one in found]


def at_once(framed: SetFramed, grammar: Grammar) -> bool:
    """Whether the pattern of a grammar calls a set clean."""
    matches = compiled(grammar, framed.interchange.delimiters)
    return matches is not None and framed.raw.isascii() and matches(framed.raw) is not None


TRIPLE = "EA>1>2"
FIFTEEN = ">".join([TRIPLE] * 5)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("EA", []),
        (TRIPLE, []),
        ("EA>>2", []),
        ("EA >1 >2", []),
        (FIFTEEN, []),
        (f"{FIFTEEN}>QQ", [("COMPONENT_TOO_MANY", "SLN05-16", "QQ")]),
        (f"{FIFTEEN}>CA>1>2", [("COMPONENT_TOO_MANY", "SLN05-16", "CA")]),
        ("QQ", [("ELEMENT_CODE", "SLN05-1", "QQ")]),
        ("E", [("ELEMENT_SHORT", "SLN05-1", "E")]),
        ("EAA", [("ELEMENT_LONG", "SLN05-1", "EAA")]),
        ("EA>-1.5", []),
        ("EA>X", [("ELEMENT_CHARACTER", "SLN05-2", "X")]),
        ("EA>123456789012345", []),
        ("EA>1234567890123456", [("ELEMENT_LONG", "SLN05-2", "1234567890123456")]),
        ("EA>>1234567890", []),
        ("EA>>12345678901", [("ELEMENT_LONG", "SLN05-3", "12345678901")]),
        ("EA>1>2>CA>X", [("ELEMENT_CHARACTER", "SLN05-5", "X")]),
        ("EA>1>2>QQ", [("ELEMENT_CODE", "SLN05-4", "QQ")]),
        ("EA>\x01", [("ELEMENT_CHARACTER", "SLN05-2", "\x01")]),
        (">1", [("ELEMENT_MISSING", "SLN05-1", "")]),
        ("EA>", [("TRAILING_EMPTY", "SLN05-2", "")]),
        ("EA>1>> ", [("TRAILING_EMPTY", "SLN05-4", "")]),
        ("QQ>", [("TRAILING_EMPTY", "SLN05-2", ""), ("ELEMENT_CODE", "SLN05-1", "QQ")]),
        (">>", [("TRAILING_EMPTY", "SLN05-3", ""), ("ELEMENT_CONDITION", "SLN05", "")]),
    ],
)
def test_a_unit_of_measure_is_up_to_five_units_with_exponents_and_multipliers(
    value: str, found: list[tuple[str, str, str]]
):
    for version in (OLD, NEW):
        assert told(with_line(PLACES["SLN05"] + value, version)) == found


LONG_OLD, LONG_NEW = "N" * 31, "N" * 51


@pytest.mark.parametrize(
    ("value", "old", "new"),
    [
        ("IA>5", [], []),
        ("IA>5>VR>6>DP>7", [], []),
        ("IA", *[[("ELEMENT_MISSING", "REF04-2", "")]] * 2),
        ("IA>5>VR", *[[("ELEMENT_CONDITION", "REF04-4", "")]] * 2),
        ("IA>5>>6", *[[("ELEMENT_CONDITION", "REF04-3", "")]] * 2),
        ("IA>5>VR>6>>7", *[[("ELEMENT_CONDITION", "REF04-5", "")]] * 2),
        ("IA>5>VR>6>DP>7>CO", *[[("COMPONENT_TOO_MANY", "REF04-7", "CO")]] * 2),
        (f"IA>{LONG_OLD}", [("ELEMENT_LONG", "REF04-2", LONG_OLD)], []),
        (f"IA>{LONG_NEW}", *[[("ELEMENT_LONG", "REF04-2", LONG_NEW)]] * 2),
    ],
)
def test_a_reference_identifier_is_up_to_three_pairs(
    value: str, old: list[tuple[str, str, str]], new: list[tuple[str, str, str]]
):
    assert told(with_line(PLACES["REF04"] + value, OLD)) == old
    assert told(with_line(PLACES["REF04"] + value, NEW)) == new


ACK = (
    "ISA*00*          *00*          *08*ACME           *ZZ*CROSSDOCK      *260302*0615*^*00501"
    "*000000001*0*P*>~GS*FA*ACME*CROSSDOCK*20260302*0615*1*X*{version}~ST*{set}*0001~AK1*PO*1{is_new}~"
    "AK2*850*0001~{notes}{kind}K5*R*5~AK9*R*1*1*0~SE*{count}*0001~GE*1*1~IEA*1*000000001~"
)


def acknowledgment(code: str, notes: str, version: str) -> bytes:
    kind = "I" if code == "999" else "A"
    is_new = f"*{version}" if version >= "005" else ""
    return ACK.format(
        version=version, set=code, notes=notes, kind=kind, is_new=is_new, count=6 + notes.count("~")
    ).encode()


@pytest.mark.parametrize(
    ("code", "version", "notes", "found"),
    [
        ("997", OLD, "AK3*BEG*2**8~AK4*3*324*5~", []),
        ("997", OLD, "AK3*REF*2**8~AK4*4>2*127*5~", []),
        ("997", OLD, "AK3*REF*2**8~AK4*4>2>3*127*5~", [("COMPONENT_TOO_MANY", "AK401-3", "3")]),
        ("997", NEW, "AK3*REF*2**8~AK4*4>2>3*127*5~", []),
        ("997", NEW, "AK3*REF*2**8~AK4*4>2>12345*127*5~", [("ELEMENT_LONG", "AK401-3", "12345")]),
        ("997", OLD, "AK3*BEG*2**8~AK4*123*324*5~", [("ELEMENT_LONG", "AK401-1", "123")]),
        ("997", OLD, "AK3*BEG*2**8~AK4*>2*324*5~", [("ELEMENT_MISSING", "AK401-1", "")]),
        ("997", OLD, "AK3*BEG*2**8~AK4*X*324*5~", [("ELEMENT_CHARACTER", "AK401-1", "X")]),
        ("999", NEW, "IK3*BEG*2**8~CTX*Order>1~IK4*3*324*5~", []),
        ("999", NEW, "IK3*BEG*2**8~CTX*Order>1^Line>2^Item~IK4*3*324*5~", []),
        (
            "999", NEW, "IK3*BEG*2**8~CTX*Order>1^>2~IK4*3*324*5~",
            [("ELEMENT_MISSING", "CTX01-1^2", "")],
        ),
        (
            "999", NEW, f"IK3*BEG*2**8~CTX*{'^'.join(str(at) for at in range(12))}~IK4*3*324*5~",
            [("REPETITION_TOO_MANY", "CTX01^11", "10")],
        ),
        (
            "999", NEW, "IK3*BEG*2**8~CTX*TRIGGER*BEG*2**3*324>X~IK4*3*324*5~",
            [("ELEMENT_CHARACTER", "CTX06-2", "X")],
        ),
    ],
)  # fmt: skip
def test_places_and_contexts_of_acknowledgments_are_composites(
    code: str, version: str, notes: str, found: list[tuple[str, str, str]]
):
    assert told(acknowledgment(code, notes, version)) == found


def part(kind: str, low: int, high: int, *codes: str) -> Element:
    return Element(
        number="1", mandatory=False, kind=kind, shortest=low, longest=high, codes=frozenset(codes)
    )


PARTS = (
    part("AN", 2, 3), part("ID", 2, 2, "EA"), part("N0", 1, 3), part("N2", 1, 3), part("R", 1, 3),
    part("DT", 8, 8), part("TM", 4, 8), part("AN", 1, 1), part("AN", 1, 1), part("AN", 1, 1),
)  # fmt: skip


@pytest.mark.parametrize(
    ("at", "value", "code"),
    [
        (1, "AB", None),
        (1, "A", "ELEMENT_SHORT"),
        (1, "ABCD", "ELEMENT_LONG"),
        (1, "A\x02", "ELEMENT_CHARACTER"),
        (2, "EA", None),
        (2, "CA", "ELEMENT_CODE"),
        (3, "-123", None),
        (3, "1234", "ELEMENT_LONG"),
        (3, "1.2", "ELEMENT_CHARACTER"),
        (4, "123", None),
        (4, "1234", "ELEMENT_LONG"),
        (5, "-1.23", None),
        (5, "1.234", "ELEMENT_LONG"),
        (5, "1,2", "ELEMENT_CHARACTER"),
        (6, "20240229", None),
        (6, "20230229", "ELEMENT_DATE"),
        (7, "2359", None),
        (7, "2400", "ELEMENT_TIME"),
        (11, "X", "COMPONENT_TOO_MANY"),
    ],
)
def test_each_component_is_held_to_its_own_kind_of_data_element(
    at: int, value: str, code: str | None
):
    element = Element(
        number="C", mandatory=False, kind="C", shortest=0, longest=0, components=PARTS
    )
    assert judged(element, ">" * (at - 1) + value) == (
        [] if code is None else [(code, f"ZZ01-{at}")]
    )


def judged(element: Element, value: str) -> list[tuple[str, str]]:
    """What is found in a segment of one element; what is clean has nothing."""
    checks = Checks({"ZZ": Segment(id="ZZ", elements=(element,), notes=())}, "*", ">", "^")
    found = checks.findings("ZZ", ["ZZ", value], 0, 1)
    assert found == [] or not checks.is_clean("ZZ", f"ZZ*{value}", ["ZZ", value])
    return [(one.code.value, one.element) for one in found]


@pytest.mark.parametrize(
    ("letter", "value", "found"),
    [
        ("P", "A>B>", "ZZ01-3"), ("P", "A>B>C", ""), ("P", "A", ""),
        ("R", "A", "ZZ01-2"), ("R", "A>>C", ""),
        ("E", "A>B>C", "ZZ01-3"), ("E", "A>B", ""),
        ("C", "A>B", "ZZ01-3"), ("C", "A>>C", ""),
        ("L", "A>B", "ZZ01-3"), ("L", "A>>C", ""),
    ],
)  # fmt: skip
def test_syntax_notes_bind_components_as_they_bind_elements(letter: str, value: str, found: str):
    element = Element(
        number="C", mandatory=False, kind="C", shortest=0, longest=0,
        components=(part("AN", 1, 1),) * 3, notes=(Note(letter=letter, positions=(2, 3)),),
    )  # fmt: skip
    told_of = [place for code, place in judged(element, value) if code != "TRAILING_EMPTY"]
    assert told_of == ([found] if found else [])


# Repetitions.


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("PO1*3*5^6*EA*1**VN*A", [("REPETITION_TOO_MANY", "PO102^2", "6")]),
        ("PO1*3*5^6^7*EA*1**VN*A", [("REPETITION_TOO_MANY", "PO102^2", "6")]),
        (
            "PO1*3*X^6*EA*1**VN*A",
            [("REPETITION_TOO_MANY", "PO102^2", "6"), ("ELEMENT_CHARACTER", "PO102", "X")],
        ),
        ("PO1*3*5*EA^CA*1**VN*A", [("REPETITION_TOO_MANY", "PO103^2", "CA")]),
        ("PO1*3*5*EA*1**VN*A^B", [("REPETITION_TOO_MANY", "PO107^2", "B")]),
        ("PO1*3*5*EA*1**VN*A^", [("TRAILING_EMPTY", "PO107^2", "")]),
        ("PO1*3*5*EA*1**VN*^B", [("REPETITION_TOO_MANY", "PO107^2", "B")]),
        ("PO1*3*5*EA*1**VN*^", [("TRAILING_EMPTY", "PO107^2", ""), ("ELEMENT_CONDITION", "PO107", "")]),
        ("DTM*002*20260310^20260311", [("REPETITION_TOO_MANY", "DTM02^2", "20260311")]),
        ("SLN*1**I*3*EA>1^CA", [("REPETITION_TOO_MANY", "SLN05^2", "CA")]),
        (
            "SLN*1**I*3*EA>X^CA",
            [("REPETITION_TOO_MANY", "SLN05^2", "CA"), ("ELEMENT_CHARACTER", "SLN05-2", "X")],
        ),
    ],
)  # fmt: skip
def test_a_repetition_of_what_does_not_repeat_is_one_too_many(
    line: str, found: list[tuple[str, str, str]]
):
    body = (*BODY[:1], line, *BODY[1:]) if line.startswith("DTM") else None
    for version in (OLD, NEW):
        data = (
            with_line(line, version, "^")
            if body is None
            else interchange(order_set(body), version=version).replace(b"*U*00401*", b"*^*00501*")
        )
        assert told(data) == found


def test_a_caret_is_a_character_like_others_where_the_envelope_names_no_repetitions():
    assert told(with_line("PO1*3*5*EA*1**VN*A^B")) == []
    assert told(with_line("PO1*3*5*EA*1**VN*A^B", NEW, "!")) == []
    assert told(with_line("PO1*3*5*EA*1**VN*A!B", NEW, "!")) == [
        ("REPETITION_TOO_MANY", "PO107^2", "B")
    ]


# Acknowledgments.


def notes(data: bytes, profiles: Profiles = PROFILES) -> list[str]:
    """What a 997 or 999 says of the segments of a set, and its verdict on it."""
    return [each for each in answered(data, profiles) if each[:3] not in ("AK2", "AK9")]


@pytest.mark.parametrize(
    ("value", "old", "new"),
    [
        (f"{FIFTEEN}>CA>1>2", "AK4*5>16**3*CA", "K4*5>16**13*CA"),
        (
            "EA>1234567890123456",
            "AK4*5>2*1018*5*1234567890123456",
            "K4*5>2*1018*5*1234567890123456",
        ),
        ("EA>>X", "AK4*5>3*649*6", "K4*5>3*649*6"),
        ("E", "AK4*5>1*355*4*E", "K4*5>1*355*4*E"),
        (">1", "AK4*5>1*355*1", "K4*5>1*355*1"),
    ],
)
def test_a_component_is_told_by_its_place_and_its_own_number(value: str, old: str, new: str):
    line = PLACES["SLN05"] + value
    assert notes(with_line(line)) == ["AK3*SLN*8**8", old, "AK5*E*5"]
    assert notes(with_line(line, NEW)) == ["AK3*SLN*8**8", f"A{new}", "AK5*E*5"]
    assert notes(with_line(line, GUIDED)) == ["IK3*SLN*8**8", f"I{new}", "IK5*E*5"]


@pytest.mark.parametrize(
    ("line", "old", "new"),
    [
        ("PO1*3*5^6*EA*1**VN*A", "AK4*2*330*3*6", "K4*2>>2*380*12*6"),
        ("SLN*1**I*3*EA^CA", "AK4*5**3*CA", "K4*5>>2**12*CA"),
    ],
)
def test_a_repetition_too_many_is_an_element_too_many_before_there_are_repetitions(
    line: str, old: str, new: str
):
    name = line[:3]
    assert notes(with_line(line, OLD, "^")) == [f"AK3*{name}*8**8", old, "AK5*E*5"]
    assert notes(with_line(line, NEW, "^")) == [f"AK3*{name}*8**8", f"A{new}", "AK5*E*5"]
    assert notes(with_line(line, GUIDED, "^")) == [f"IK3*{name}*8**8", f"I{new}", "IK5*E*5"]


def test_a_condition_on_components_is_told_where_a_profile_wants_conditions():
    levels = 'acknowledged_levels = ["envelope", "structure", "elements", "conditions"]\n'
    profiles = load_profiles({"acme": f'ids = ["08:ACME"]\n{levels}'})
    data = with_line("REF*IA*1**IA>5>VR")
    assert notes(data, profiles) == ["AK3*REF*8**8", "AK4*4>4*127*2", "AK5*E*5"]


def test_empty_components_at_an_end_are_noted_since_005010_and_once_a_segment():
    line = f"{PLACES['SLN05']}EA>*1*PE*"
    assert notes(with_line(line)) == ["AK5*A"]
    assert notes(with_line(line, NEW)) == ["AK3*SLN*8**10", "AK5*E*5"]
    assert [each for _, each, _ in told(with_line(line, NEW))] == ["SLN08", "SLN05-2"]


# Numbers and lengths of quantities.


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("PO102", "330 R 1/15", "380 R 1/15"),
        ("POC03", "330 R 1/15", "380 R 1/15"),
        ("POC04", "671 R 1/9", "671 R 1/9"),
        ("SN102", "382 R 1/10", "382 R 1/10"),
        ("SN105", "330 R 1/15", "380 R 1/15"),
        ("IT102", "358 R 1/10", "358 R 1/15"),
        ("ACK02", "380 R 1/15", "380 R 1/15"),
        ("SLN04", "380 R 1/15", "380 R 1/15"),
        ("W0101", "330 R 1/15", "380 R 1/15"),
        ("W7601", "330 R 1/15", "380 R 1/15"),
        ("W1202", "330 R 1/15", "380 R 1/15"),
        ("W1203", "382 R 1/10", "382 R 1/10"),
        ("W1204", "383 R 1/9", "383 R 1/9"),
        ("W0701", "413 R 1/7", "413 R 1/7"),
        ("W1301", "380 R 1/15", "380 R 1/15"),
        ("W1401", "413 R 1/7", "413 R 1/7"),
        ("W1403", "414 R 1/9", "414 R 1/9"),
        ("W1902", "477 R 1/10", "477 R 1/10"),
    ],
)
def test_quantities_have_the_numbers_and_lengths_of_their_release(place: str, old: str, new: str):
    for release, wanted in ((OLD, old), (NEW, new)):
        one = segments(release)[place[:-2]].elements[int(place[-2:]) - 1]
        assert f"{one.number} {one.kind} {one.shortest}/{one.longest}" == wanted


# Partners' guides.


def by_guide(overlay: str, line: str) -> list[tuple[str, str]]:
    profiles = load_profiles({"acme": f'ids = ["08:ACME"]\n[overlays."850"]\n{overlay}'})
    assert profiles.faults == ()
    (framed,) = sets_of(with_line(line))
    found = read_set(framed, profiles.partners[0].guide).findings
    return [(one.code.value, one.element) for one in found]


@pytest.mark.parametrize(
    ("overlay", "line", "found"),
    [
        ('codes = { "SLN05-1" = ["EA"] }', "SLN*1**I*3*CA", [("GUIDE_ELEMENT_CODE", "SLN05-1")]),
        ('codes = { "SLN05-1" = ["EA"] }', "SLN*1**I*3*EA", []),
        ('more_codes = { "SLN05-4" = ["QQ"] }', "SLN*1**I*3*EA>1>2>QQ", []),
        ('lengths = { "SLN05-2" = [1, 1] }', "SLN*1**I*3*EA>1.5", [("GUIDE_ELEMENT_LONG", "SLN05-2")]),
        ('lengths = { "SLN05-2" = [1, 2] }', "SLN*1**I*3*EA>1.5", []),
        ('lengths = { "SLN05-2" = [1, 20] }', "SLN*1**I*3*EA>1234567890123456", []),
        ('lengths = { "SLN05-12" = [1, 1] }', f"SLN*1**I*3*{FIFTEEN}5", []),
        ('required = ["SLN05-2"]', "SLN*1**I*3*EA", [("GUIDE_ELEMENT_MISSING", "SLN05-2")]),
        ('unused = ["SLN05-2"]', "SLN*1**I*3*EA>1", [("GUIDE_ELEMENT_UNUSED", "SLN05-2")]),
        ('optional = ["REF04-2"]', "REF*IA*1**IA", []),
    ],
)  # fmt: skip
def test_a_guide_narrows_and_widens_components(
    overlay: str, line: str, found: list[tuple[str, str]]
):
    assert by_guide(overlay, line) == found


def test_a_component_that_a_composite_does_not_have_is_no_address():
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\n[overlays."850"]\nunused = ["SLN05-16"]'})
    assert "SLN05-16: there are 15 components" in profiles.faults[0]


# Reading, and writing again.


@pytest.mark.parametrize("line", [f"{PLACES['SLN05']}{FIFTEEN}>QQ", "PO1*3*5^6*EA*1**VN*A"])
def test_what_was_read_comes_back_and_what_was_put_there_is_refused_by_name(line: str):
    data = with_line(line, NEW, "^")
    table = read_file([data])
    assert write_json(table, None).content == data
    clean = read_file([with_line("SLN*1**I*3*EA", NEW, "^")])
    one = clean["interchanges"][0]["groups"][0]["transaction_sets"][0]  # pyright: ignore
    one["segments"][7] = line.split("*")
    one["document"] = None
    (finding, *_) = write_json(clean, None).findings
    assert finding.code.value in ("COMPONENT_TOO_MANY", "REPETITION_TOO_MANY")


# Three ways to the same judgement.

WORDS = (
    "",
    "",
    " ",
    "EA",
    "CA",
    "QQ",
    "IA",
    "VR",
    "1",
    "-1.5",
    "X",
    "12345678901",
    "N" * 31,
    "EA ",
)


def made_line(rng: random.Random) -> str:
    """A segment with a composite of any components, and now and then a repetition."""
    parts = [rng.choice(WORDS) for _ in range(rng.choice((1, 1, 2, 2, 3, 4, 6, 7, 15, 16)))]
    if rng.random() < 0.6:
        parts[0] = rng.choice(("EA", "IA"))
    value = ">".join(parts)
    if rng.random() < 0.15:
        at = rng.randrange(len(value) + 1)
        value = f"{value[:at]}^{value[at:]}"
    return rng.choice(tuple(PLACES.values())) + value


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize("repetition", ["", "^"])
def test_patterns_and_columns_call_clean_only_what_the_steps_do(version: str, repetition: str):
    rng = random.Random(f"{version}{repetition}")
    bodies = [(*BODY[:-1], made_line(rng), BODY[-1]) for _ in range(400)]
    sets = [order_set(body, f"{at:04d}") for at, body in enumerate(bodies, 1)]
    data = interchange(*sets, version=version)
    if repetition:
        data = data.replace(b"*U*00401*", b"*^*00501*")
    framer = Framer()
    runs = [
        each for each in (*framer.feed_runs(data), *framer.end_runs()) if isinstance(each, SetRun)
    ]
    assert sum(map(len, runs)) > 300
    counts = {"steps": 0, "pattern": 0, "columns": 0}
    for run in runs:
        grammar = grammar_of(run[0])
        columns, _ = clean_sets(joined([of_run(run, 0)]), grammar)
        for at in range(len(run)):
            by_steps = judge(run[at], grammar).findings == []
            by_pattern = at_once(run[at], grammar)
            assert by_steps >= by_pattern, run[at].raw
            assert by_steps >= bool(columns[at]), run[at].raw
            counts["steps"] += by_steps
            counts["pattern"] += by_pattern
            counts["columns"] += bool(columns[at])
    assert counts["steps"] > 40
    assert counts["pattern"] > counts["columns"] > 5
