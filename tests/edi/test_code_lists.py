"""Code lists of the standards: what is no code is found where it stands, and nothing else is."""

from __future__ import annotations

import random
import re
import string
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from edi.clean import matcher
from edi.dictionary.alternation import one_of
from edi.dictionary.code_lists import x12_code_lists
from edi.dictionary.segments import segments
from edi.facts import DocumentSeen, Found, Outbound
from edi.framed import SetFramed
from edi.grammar import Grammar
from edi.judging import judge
from edi.overlays import read_overlays
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from edi.transaction_sets import SETS, release_of
from tests.edi.wire import BODY, NOW, frame, interchange, order_set, sets_of
from tests.edi.wire import segments as texts_of

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.edi"))
ACME = 'ids = ["08:ACME"]\nitem_qualifiers = ["VN", "UP"]\n'
RELEASES = ("004010", "005010")
ALPHABET = string.ascii_uppercase + string.digits
LINE = "PO1*2*3*EA*1.5*PE*VN*B"
compiled = cache(matcher)


def order(*body: str, version: str = "004010") -> SetFramed:
    """An 850 of these segments between ST and SE."""
    (framed,) = sets_of(interchange(order_set(body), version=version))
    return framed


def base(framed: SetFramed) -> Grammar:
    """The standard's grammar of a set."""
    return SETS[framed.code].grammars[release_of(framed)]


def told(framed: SetFramed, grammar: Grammar | None = None) -> list[tuple[str, str, str]]:
    """Code, place and value of what is found; what is known to be clean at once has nothing."""
    grammar = grammar or base(framed)
    findings = judge(framed, grammar).findings
    assert findings == [] or not known_at_once(framed, grammar)
    return [(f.code.value, f.element, f.found) for f in findings]


def known_at_once(framed: SetFramed, grammar: Grammar) -> bool:
    """Whether the pattern of a grammar calls a set clean."""
    matches = compiled(grammar, framed.interchange.delimiters)
    return matches is not None and framed.raw.isascii() and matches(framed.raw) is not None


def test_codes_in_their_lists_are_known_at_once():
    framed = order(*BODY[:-1], "REF*IA*1", "SLN*1**I*3*EA>>1", BODY[-1])
    assert known_at_once(framed, base(framed))


@pytest.mark.parametrize(
    ("at", "instead", "place", "value"),
    [
        ("BEG*00*SA", "BEG*09*SA", "BEG01", "09"),
        ("BEG*00*SA", "BEG*00*QQ", "BEG02", "QQ"),
        ("DTM*002", "DTM*117", "DTM01", "117"),
        ("N1*BY", "N1*AAZ", "N101", "AAZ"),
        ("*92*0042", "*60*0042", "N103", "60"),
        ("*12*EA", "*12*QQ", "PO103", "QQ"),
        ("9.25*PE", "9.25*ZZ", "PO105", "ZZ"),
        ("*UP*0", "*QX*0", "PO106", "QX"),
        (LINE, f"{LINE}~SLN*1**I*3*QQ", "SLN05-1", "QQ"),
        (LINE, f"{LINE}~SLN*1**I*3*EA>>1>QQ>>1", "SLN05-4", "QQ"),
        (LINE, f"{LINE}~SLN*1**I*3*EA>>1>CA>>1", None, ""),
        (LINE, f"{LINE}~REF*IA*1**QQQ>5", "REF04-1", "QQQ"),
        (LINE, f"{LINE}~REF*IA*1**IA>5>QQQ>6", "REF04-3", "QQQ"),
        (LINE, f"{LINE}~REF*IA*1**IA>5>VR>6", None, ""),
    ],
)
def test_what_is_no_code_of_its_list_is_found_where_it_stands(
    at: str, instead: str, place: str | None, value: str
):
    body = "~".join(BODY)
    assert at in body
    framed = order(*body.replace(at, instead, 1).split("~"))
    assert told(framed) == ([] if place is None else [("ELEMENT_CODE", place, value)])


def test_a_code_counts_from_the_release_that_added_it():
    body = ("BEG*57*SA*4500017**20260302", *BODY[1:])
    assert told(order(*body)) == [("ELEMENT_CODE", "BEG01", "57")]
    assert told(order(*body, version="005010")) == []


def test_a_release_between_ours_is_not_held_to_the_lists_of_the_nearest():
    body = ("BEG*57*SA*4500017**20260302", *BODY[1:])
    assert told_by_steps(order(*body, version="004030")) == []
    assert told_by_steps(order(*body, version="004010VICS")) == [("ELEMENT_CODE", "BEG01")]


def test_blanks_behind_a_code_mean_nothing():
    body = tuple(line.replace("*12*EA", "*12*EA ") for line in BODY)
    assert [code for code, *_ in told_by_steps(order(*body))] == []


def told_by_steps(framed: SetFramed) -> list[tuple[str, str]]:
    """What the steps find."""
    return [(f.code.value, f.element) for f in judge(framed, base(framed)).findings]


def test_components_are_cut_at_a_control_character_too():
    framed = order(*BODY[:-1], "SLN*1**I*3*EA>>1", BODY[-1])
    marks = replace(framed.interchange.delimiters, component=b"\x1f")
    framed = replace(
        framed,
        raw=framed.raw.replace(b">", b"\x1f"),
        interchange=replace(framed.interchange, delimiters=marks),
    )
    assert told(framed) == []
    assert told(replace(framed, raw=framed.raw.replace(b"EA\x1f", b"QQ\x1f"))) == [
        ("ELEMENT_CODE", "SLN05-1", "QQ")
    ]


# Every list, and every coded element of every document of ours.


@pytest.mark.parametrize("release", RELEASES)
def test_every_code_fits_the_elements_that_have_it(release: str):
    for segment in segments(release).values():
        for element in segment.elements:
            for code in element.codes:
                assert code.isascii(), (segment.id, element.number, code)
                assert code.isalnum(), (segment.id, element.number, code)
                assert code == code.upper(), (segment.id, element.number, code)
                fits = element.shortest <= len(code) <= element.longest
                assert fits, (segment.id, element.number, code)


def test_a_later_release_has_all_codes_of_the_earlier_or_any():
    earlier, later = map(x12_code_lists, RELEASES)
    assert all(codes <= later[number] for number, codes in earlier.items() if number in later)
    assert {"353", "92", "98", "128", "374", "235", "355"} <= later.keys()


def outside(codes: frozenset[str], length: int, rng: random.Random) -> str:
    """A word that could be a code, and is none; nothing where all words are codes."""
    for _ in range(500):
        word = "".join(rng.choices(ALPHABET, k=length))
        if word not in codes:
            return word
    return ""


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_any_other_code_is_clean_and_what_is_none_is_that_one_finding(path: Path):
    rng = random.Random(path.stem)
    for framed in sets_of(path.read_bytes()):
        if framed.interchange.standard != "X12" or told(framed):
            continue
        marks = framed.interchange.delimiters
        pieces = framed.raw.split(marks.segment)
        for number, position, codes in rng.sample(coded := coded_in(framed), min(30, len(coded))):
            elements = pieces[number].split(marks.element)
            for word in (rng.choice(sorted(codes)), outside(codes, 2, rng)):
                changed = list(pieces)
                lead = elements[position][: -len(elements[position].strip())]
                put = [*elements[:position], lead + word.encode(), *elements[position + 1 :]]
                changed[number] = marks.element.join(put)
                if not word:
                    continue
                found = told(replace(framed, raw=marks.segment.join(changed)))
                place = f"{elements[0].strip().decode()}{position:02d}"
                if word in codes:
                    assert found == []
                else:
                    assert [(code, at) for code, at, _ in found] in (
                        [("ELEMENT_CODE", place)],
                        [("ELEMENT_SHORT", place)],
                        [("ELEMENT_LONG", place)],
                    )


def coded_in(framed: SetFramed) -> list[tuple[int, int, frozenset[str]]]:
    """The coded elements of a set: segment, element, and its list."""
    marks, found = framed.interchange.delimiters, []
    table = segments(release_of(framed))
    for number, piece in enumerate(framed.raw.split(marks.segment)):
        name, *values = piece.strip().split(marks.element)
        segment = table.get(name.decode())
        for position, value in enumerate(values, 1):
            if segment is not None and position <= len(segment.elements):
                codes = segment.elements[position - 1].codes
                if value and codes:
                    found.append((number, position, codes))
    return found


def test_one_pattern_has_all_words_and_no_other():
    rng = random.Random(7)
    for _ in range(200):
        letters = rng.choice(("AB1", "A-]", ALPHABET))
        words = frozenset(
            "".join(rng.choices(letters, k=rng.randrange(1, 5)))
            for _ in range(rng.randrange(1, 60))
        )
        matches = re.compile(one_of(words)).fullmatch
        assert all(map(matches, words))
        for _ in range(60):
            word = "".join(rng.choices(letters, k=rng.randrange(0, 5)))
            assert (matches(word) is not None) is (word in words), (words, word)


# Partners.


def laid(text: str) -> Grammar:
    """The 850 of 004010 with an overlay of acme's."""
    profiles = load_profiles({"acme": f'{ACME}[overlays."850"]\n{text}\n'})
    assert profiles.faults == ()
    return profiles.partners[0].guide.grammars["850", "004010"]


UNKNOWN = ("BEG*00*QQ*4500017**20260302", *BODY[1:], "SLN*1**I*3*QQ")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["BEG02", "SLN05-1"]),
        ('more_codes = { BEG02 = ["QQ"] }', ["SLN05-1"]),
        ('more_codes = { BEG02 = ["QX", "QQ"], "PO1/SLN/SLN05-1" = ["QQ"] }', []),
        ('codes = { BEG02 = ["QQ", "SA"], "SLN05-1" = ["QQ"] }', []),
        ('codes = { BEG02 = ["SA"] }\nmore_codes = { BEG02 = ["QQ"] }', ["SLN05-1"]),
    ],
)
def test_a_partner_may_have_codes_of_its_own(text: str, found: list[str]):
    framed = order(*UNKNOWN[:-2], UNKNOWN[-1], UNKNOWN[-2])
    grammar = laid(text)
    assert [place for _, place, _ in told(framed, grammar)] == found


def test_a_partner_may_narrow_a_list_and_the_standard_holds_besides():
    grammar = laid('codes = { BEG02 = ["NE"] }')
    assert told(order(*BODY), grammar) == [("GUIDE_ELEMENT_CODE", "BEG02", "SA")]
    assert told(order(BODY[0].replace("*SA*", "*QQ*"), *BODY[1:]), grammar) == [
        ("ELEMENT_CODE", "BEG02", "QQ"),
        ("GUIDE_ELEMENT_CODE", "BEG02", "QQ"),
    ]


def test_a_key_that_is_no_list_of_codes_is_named():
    overlays = read_overlays({"850": {"more_codes": {"BEG02": "QQ", "ZZZ01": ["Q"]}}})
    assert any("overlays.850.more_codes.BEG02: a list of codes" in each for each in overlays.faults)
    assert any("more_codes: there is no ZZZ in 850" in each for each in overlays.faults)


def answered(text: str) -> tuple[list[str], list[str], list[str]]:
    """Codes found, statuses of what came in, and the 997's notes on the set, for acme."""
    data = interchange(order_set(("BEG*00*QQ*4500017**20260302", *BODY[1:])))
    profiles = load_profiles({"acme": f"{ACME}{text}\n"})
    facts = receive(PairState(), list(frame(data)), now=NOW, profiles=profiles).facts
    rows = [fact.row for fact in facts if isinstance(fact, DocumentSeen)]
    (answer,) = (fact.content for fact in facts if isinstance(fact, Outbound))
    return (
        [f.finding.code.value for f in facts if isinstance(f, Found)],
        [str(row["status"]) for row in rows if row["direction"] == "in"],
        [line for line in texts_of(answer) if line.startswith(("AK3", "AK4", "AK5"))],
    )


def test_a_code_is_the_business_of_findings_and_not_of_the_997():
    assert answered("") == (["ELEMENT_CODE"], ["accepted"], ["AK5*A"])
    assert answered("strict = true") == (["ELEMENT_CODE"], ["accepted"], ["AK5*A"])


def test_a_partner_who_wants_it_is_told_of_codes_in_the_997():
    levels = 'acknowledged_levels = ["structure", "elements", "codes"]'
    notes = ["AK3*BEG*2**8", "AK4*2*92*7*QQ"]
    assert answered(levels) == (["ELEMENT_CODE"], ["accepted_with_errors"], [*notes, "AK5*E*5"])
    strict = f'{levels}\nlevels = {{ codes = "error" }}'
    assert answered(strict) == (["ELEMENT_CODE"], ["rejected"], [*notes, "AK5*R*5"])
