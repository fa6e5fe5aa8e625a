"""Code lists of EDIFACT: what is no code is found where it stands, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edi.dictionary.code_lists import (
    edifact_code_lists,
    edifact_composites,
    edifact_unjudged,
    read_lists,
)
from edi.dictionary.edifact import tags
from edi.edifact_checking import EdifactChecks
from edi.edifact_syntax import COMPONENT
from edi.judging import judge
from edi.transaction_sets import MESSAGES, release_of
from tests.edi.d96a_codes import D96A
from tests.edi.wire import sets_of

DIRECTORIES = ("D96A", "D01B")
UNH = {"D96A": "D:96A:UN", "D01B": "D:01B:UN"}
MESSAGE = (
    "BGM+220+4500017+9",
    "DTM+137:20260302:102",
    "RFF+CT:1",
    "NAD+BY+5412345000013::9",
    "LIN+1++4000862141404:EN",
    "QTY+21:12",
    "PRI+AAA:1.5",
    "UNS+S",
    "CNT+2:1",
)


def orders(*body: str, directory: str = "D:01B:UN") -> list[tuple[str, str, str]]:
    """What is found on an ORDERS of these segments between UNH and UNT."""
    lines = ("UNB+UNOC:3+ACME:14+CROSSDOCK:14+260302:0615+1", f"UNH+1+ORDERS:{directory}", *body)
    data = "'".join((*lines, f"UNT+{len(body) + 2}+1", "UNZ+1+1", "")).encode()
    (framed,) = sets_of(data)
    grammar = MESSAGES["ORDERS"].grammars[release_of(framed)]
    return [(f.code.value, f.element, f.found) for f in judge(framed, grammar).findings]


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize(
    ("at", "instead", "place", "value"),
    [
        ("BGM+220", "BGM+220", None, ""),
        ("BGM+220", "BGM+999", "BGM01-1", "999"),
        ("BGM+220+", "BGM+999::9+", None, ""),
        ("BGM+220+", "BGM+999::6+", "BGM01-1", "999"),
        ("BGM+220+", "BGM+22E+", None, ""),
        ("4500017+9", "4500017+66", "BGM03", "66"),
        ("DTM+137", "DTM+749", "DTM01-1", "749"),
        ("DTM+137", "DTM+X12", None, ""),
        (":102", ":101:", None, ""),
        (":102", ":104", "DTM01-3", "104"),
        ("RFF+CT", "RFF+QQ", "RFF01-1", "QQ"),
        ("NAD+BY", "NAD+QQQ", "NAD01", "QQQ"),
        ("LIN+1+", "LIN+1+777", "LIN02", "777"),
        (":EN", ":QQQ", "LIN03-2", "QQQ"),
        (":EN", ":QQQ:92", None, ""),
        (":EN", ":QQQ::9", None, ""),
        (":EN", ":QQQ::6", "LIN03-2", "QQQ"),
        ("QTY+21", "QTY+998", "QTY01-1", "998"),
        ("QTY+21", "QTY+17E", None, ""),
        ("PRI+AAA", "PRI+QQQ", "PRI01-1", "QQQ"),
        ("CNT+2", "CNT+58", "CNT01-1", "58"),
    ],
)
def test_a_code_is_held_to_its_list_unless_another_is_named(
    directory: str, at: str, instead: str, place: str | None, value: str
):
    body = "'".join(MESSAGE)
    assert at in body
    found = orders(*body.replace(at, instead, 1).split("'"), directory=UNH[directory])
    wanted = [] if place is None else [("ELEMENT_CODE", place, value)]
    assert [each for each in found if each[0] == "ELEMENT_CODE"] == wanted


def test_a_directory_without_lists_allows_any_code():
    wrong = ("BGM+999+4500017+9", MESSAGE[1], "NAD+QQQ+1", *MESSAGE[4:])
    assert [at for _, at, _ in orders(*wrong, directory="D:01B:UN")] == ["BGM01-1", "NAD01"]
    assert [at for _, at, _ in orders(*wrong, directory="D:96A:UN")] == ["BGM01-1", "NAD01"]
    assert orders(*wrong, directory="D:97A:UN") == []


# Every list: the data element, a code of both directories, and what is none in either.

ROWS = """
1001 380 999,  1153 ON QQ,    1225 9 66,     1227 1 10,     1229 1 777,    1373 7 35
2005 137 749,  2009 3 18,     2013 W X,      2015 10 8,     2017 D I,      2151 D DD
2379 102 104,  2475 5 10,     3035 BY QQQ,   3045 1 4,      3139 OC QQ,    3155 TE QQ
3227 7 231,    4017 1 8,      4043 WH QQ,    4055 6 7,      4183 1 174,    4215 PP QQ
4221 BP QQ,    4233 30 31,    4277 1 8,      4279 1 78,     4295 AA QQ,    4343 AC QQ
4347 1 13,     4401 AF QQ,    4403 1 32,     4405 1 117,    4431 10 15,    4435 1 16
4439 1 51,     4447 1 12,     4451 AAI QQQ,  4453 1 8,      4461 42 52,    4471 2 38
4493 BK QQ,    4499 1 12,     4501 1 3,      4503 1 4,      4517 1 6,      5025 203 525
5125 AAA QQQ,  5153 VAT QQQ,  5189 1 71,     5213 A Q,      5245 12 160,   5249 1 21
5273 1 4,      5283 7 8,      5305 S Q,      5375 CA QQ,    5387 SRP QQQ,  5419 1 12
5463 A I,      5495 1 3,      6063 21 446,   6069 2 58,     6155 1 31,     6167 1 16
6311 PD QQ,    6321 3 14,     6341 AAA QQQ,  6343 9 19,     6347 2 8,      7073 1 28
7075 1 6,      7077 F Q,      7081 35 138,   7083 A Q,      7085 1 23,     7143 SA QQ
7161 FC QQ,    7187 1 32,     7233 52 6,     7297 1 19,     7365 1 134,    7383 1S 3S
7405 BN QQ,    7491 1 5,      8051 20 34,    8053 CN QQ,    8077 1 8,      8101 BS QQ
8169 5 9,      8179 31 111,   8249 2 15,     8273 ADR QQQ,  8275 1 9,      8281 1 4
8393 1 11,     8395 1 4,      8457 A Q,      8459 A Q,      9013 14 109,   9015 1 6
9213 1 4,      9303 CA QQ
"""
CODES = {
    number: (code, none)
    for number, code, none in map(str.split, ROWS.strip().replace("\n", ",").split(","))
}


def places_of(number: str, directory: str) -> Iterator[tuple[str, int, int]]:
    """Segment, element and component (from 0) of all places of a data element."""
    for tag in tags(directory).values():
        for position, field in enumerate(tag.fields):
            for at, component in enumerate(field.components):
                if component.number == number:
                    yield tag.id, position, at


def not_codes(directory: str, place: tuple[str, int, int], code: str) -> list[str]:
    """What is found to be no code in a segment that has only this one component."""
    name, position, at = place
    elements = [name, *[""] * position, COMPONENT * at + code]
    found = EdifactChecks(tags(directory)).findings(name, elements, 0, 1)
    return [each.found for each in found if each.code.value == "ELEMENT_CODE"]


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("number", CODES)
def test_at_every_place_a_code_is_taken_and_what_is_none_is_found(directory: str, number: str):
    code, none = CODES[number]
    places = list(places_of(number, directory))
    assert places
    for place in places:
        assert not_codes(directory, place, code) == []
        assert not_codes(directory, place, none) == [none]


def test_every_list_has_its_row_above():
    assert edifact_code_lists("D01B").keys() == CODES.keys()
    assert edifact_code_lists("D96A").keys() - CODES.keys() == {"9011"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1001", "492"),
        ("4017", "25"),
        ("5387", "OCR"),
        ("6311", "DR"),
        ("6311", "ABD"),
        ("6311", "VT"),
        ("8051", "14"),
        ("8273", "TEC"),
    ],
)
def test_what_was_withdrawn_since_d96a_is_a_code_of_it_and_of_no_later_one(number: str, code: str):
    for place in places_of(number, "D96A"):
        assert not_codes("D96A", place, code) == []
        assert not_codes("D01B", place, code) == [code]


def test_a_status_event_is_held_to_a_list_in_d96a_alone():
    place = ("STS", 1, 0)
    assert not_codes("D96A", place, "21") == []
    assert not_codes("D96A", place, "104") == ["104"]
    assert not_codes("D01B", place, "104") == []


def test_every_code_that_d96a_published_is_in_its_list():
    lists = edifact_code_lists("D96A")
    for number, codes in read_lists([D96A]).items():
        assert codes - lists[number] == set(), number


def test_every_coded_element_has_a_list_or_a_reason_that_it_has_none():
    # Data elements that are coded have odd numbers, and no others have.
    coded = {number for numbers in edifact_composites().values() for number in numbers} - {"-"}
    composites: set[str] = set()
    for tag in tags().values():
        for field in tag.fields:
            if not field.number.isdigit():
                composites.add(field.number)
            elif int(field.number) % 2:
                coded.add(field.number)
    assert all(int(number) % 2 for number in coded)
    without = [number for numbers in edifact_unjudged().values() for number in numbers]
    judged = edifact_code_lists("D96A").keys()
    assert len(without) == len(set(without))
    assert judged & set(without) == set()
    assert judged | set(without) == coded
    # Texts; the rest are of the syntax.
    texts = {"C058", "C059", "C106", "C108", "C208", "C210", "C234", "C235", "C236"}
    assert {name for name in composites - edifact_composites().keys() if name[0] == "C"} == texts
    assert edifact_composites().keys() <= composites


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_every_code_fits_the_components_that_have_it(directory: str):
    coded = 0
    for tag in tags(directory).values():
        for field in tag.fields:
            assert len(edifact_composites().get(field.number, ())) <= len(field.components)
            for component in field.components:
                coded += bool(component.codes)
                assert all(len(code) <= component.longest for code in component.codes), tag.id
    assert coded > 140


@pytest.mark.parametrize(
    ("name", "elements", "longer", "place"),
    [
        ("DOC", ["380", "4711:7:letter:en:2:1"], "4711:::english", "DOC02-4"),
        ("TAX", ["7", "", "", "", "A1::9:reduced:1::9"], "A1::9:reduced:1::9999", "TAX05-7"),
        ("MEA", ["PD", "A:3:1:" + "x" * 70], "A:3:1:" + "x" * 71, "MEA02-4"),
    ],
)
def test_a_composite_has_all_components_of_the_directory(
    name: str, elements: list[str], longer: str, place: str
):
    def found(*values: str) -> list[tuple[str, str]]:
        marked = [name, *(value.replace(":", COMPONENT) for value in values)]
        all_found = EdifactChecks(tags("D01B")).findings(name, marked, 0, 1)
        return [(each.code.value, each.element) for each in all_found]

    assert found(*elements) == []
    assert found(*elements[:-1], longer) == [("ELEMENT_LONG", place)]
