"""Composites of X12 are held to their components, and what does not repeat comes once."""

from __future__ import annotations

import random
from functools import cache

import pytest

from edi.bulk import joined, of_run
from edi.checking import Checks
from edi.clean import matcher
from edi.column_judging import clean_sets
from edi.dictionary.segments import Element, Note, Segment
from edi.framed import SetFramed
from edi.framing import Framer
from edi.grammar import Grammar
from edi.judging import judge
from edi.set_runs import SetRun
from edi.transaction_sets import SETS, nearest_release
from tests.edi.composites import FIFTEEN, NEW, OLD, REFERENCE, SUBLINE, TRIPLE, with_line
from tests.edi.wire import BODY, interchange, order_set, sets_of

compiled = cache(matcher)


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
        assert told(with_line(SUBLINE + value, version)) == found


def test_a_segment_and_its_composite_may_both_end_in_nothing():
    found = told(with_line(f"{SUBLINE}EA>*1*PE*"))
    assert [(code, place) for code, place, _ in found] == [
        ("TRAILING_EMPTY", "SLN08"),
        ("TRAILING_EMPTY", "SLN05-2"),
    ]


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
    assert told(with_line(REFERENCE + value, OLD)) == old
    assert told(with_line(REFERENCE + value, NEW)) == new


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
            "999", NEW, "IK3*REF*2**8~CTX*TRIGGER*REF*2**4>2*C040>12345~IK4*3*324*5~",
            [("ELEMENT_LONG", "CTX06-2", "12345")],
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
        (
            "PO1*3*5*EA*1**VN*^",
            [("TRAILING_EMPTY", "PO107^2", ""), ("ELEMENT_CONDITION", "PO107", "")],
        ),
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


def test_no_value_is_cut_at_what_numbers_and_addresses_have():
    for mark in "-./":
        assert told(with_line("PO1*3*-1.5*EA*1**VN*A-B/C", NEW, mark)) == []


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
    return rng.choice((SUBLINE, REFERENCE, "PO1*3*1*EA*1**VN*A*UP*")) + value


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize("repetition", ["", "^", "-"])
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
