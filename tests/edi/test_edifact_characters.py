"""A message is in the characters that its UNB declares, whatever the partner's profile names."""

from __future__ import annotations

import pytest

from edi.characters import encoding_of
from edi.facts import Outbound
from edi.framed import InterchangeOpened
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from edi.transaction_sets import read_set
from tests.edi.test_edifact import GOOD, message
from tests.edi.wire import NOW, frame, opened, sets_of

NUMBER = "PO\u00e9"
PARTNER = 'ids = ["14:5412345000013"]\n'


def declaring(level: str, number: str, encoding: str) -> bytes:
    """A good order of this number, in a level of this syntax."""
    body = message(GOOD[0].replace("PO1", number), *GOOD[1:]).decode("latin-1")
    day = "+20260309:" if level.endswith("4") else "+260309:"
    return body.replace("UNOC:3", level).replace("+260309:", day).encode(encoding)


def judged(data: bytes, profile: str = "") -> tuple[str, list[tuple[str, str, str, str]]]:
    """The number that is read, and what is found on characters."""
    partner = load_profiles({"bonsai": PARTNER + profile}).partners[0]
    (one,) = sets_of(data)
    read = read_set(one, partner.guide)
    told = [(f.code.value, f.element, f.found, f.assumed) for f in read.findings]
    return read.document.number, told


@pytest.mark.parametrize(
    ("level", "encoding", "profile", "number", "found"),
    [
        ("UNOC:3", "latin-1", "", NUMBER, []),
        ("UNOC:3", "latin-1", "UNOC", NUMBER, []),
        ("UNOC:3", "latin-1", "latin-1", NUMBER, []),
        ("UNOY:4", "utf-8", "UNOC", NUMBER, [("CHARACTERS_UNEXPECTED", "UNB01", "UNOY", "UNOC")]),
        ("UNOW:4", "utf-8", "UNOC", NUMBER, [("CHARACTERS_UNEXPECTED", "UNB01", "UNOW", "UNOC")]),
        ("UNOW:4", "utf-8", "UNOY", NUMBER, []),
        ("UNOC:3", "latin-1", "UNOY", NUMBER, [("CHARACTERS_UNEXPECTED", "UNB01", "UNOC", "UNOY")]),
        ("UNOC:3", "latin-1", "UNOA", NUMBER, [("CHARACTERS_UNEXPECTED", "UNB01", "UNOC", "UNOA")]),
        # Bytes that cannot be what UNB declares: the partner's set, else Latin-1.
        (
            "UNOB:3", "utf-8", "utf-8", NUMBER,
            [
                ("CHARACTERS_UNEXPECTED", "UNB01", "UNOB", "utf-8"),
                ("ELEMENT_UNDECLARED", "BGM02", "\u00a9\u00c3", "UNOB"),
                ("CHARACTERS_ASSUMED", "BGM02", "UNOB", "utf-8"),
            ],
        ),
        (
            "UNOY:4", "latin-1", "", NUMBER,
            [("CHARACTERS_ASSUMED", "BGM02", "UNOY", "latin-1")],
        ),
        # A level that nobody knows: the partner's set.
        ("UNOX:3", "utf-8", "utf-8", NUMBER, [("CHARACTERS_UNEXPECTED", "UNB01", "UNOX", "utf-8")]),
        # Levels A and B have few letters; what is released is a character as well.
        ("UNOA:3", "ascii", "", "PO1", []),
        ("UNOA:3", "ascii", "", "Po", [("ELEMENT_UNDECLARED", "BGM02", "o", "UNOA")]),
        ("UNOB:3", "ascii", "", "Po", []),
        ("UNOB:3", "ascii", "", "P?+@#", [("ELEMENT_UNDECLARED", "BGM02", "#@", "UNOB")]),
        ("UNOC:3", "ascii", "", "P@#", []),
    ],
)  # fmt: skip
def test_what_unb_declares_is_read_and_what_it_lacks_is_named(
    level: str, encoding: str, profile: str, number: str, found: list[tuple[str, str, str, str]]
):
    text = f'characters = "{profile}"\n' if profile else ""
    read, told = judged(declaring(level, number, encoding), text)
    assert (read, told) == (number.replace("?+", "+"), found)


@pytest.mark.parametrize(
    ("profile", "answer"),
    [
        ("", "UCI+1+5412345000013:14+HARBORPINE:ZZ+7'"),
        ("strict = true\n", "UCM+1+ORDERS:D:96A:UN+4'\nUCS+2'\nUCD+21+3'"),
        ('levels = { elements = "error" }\n', "UCM+1+ORDERS:D:96A:UN+4'\nUCS+2'\nUCD+21+3'"),
    ],
)
def test_only_a_strict_partner_is_refused_for_letters_that_the_level_lacks(
    profile: str, answer: str
):
    profiles = load_profiles({"bonsai": PARTNER + profile})
    data = declaring("UNOA:3", "po1", "ascii")
    step = receive(PairState(), frame(data), now=NOW, profiles=profiles)
    (sent,) = [fact.content.decode() for fact in step.facts if isinstance(fact, Outbound)]
    assert answer in sent


@pytest.mark.parametrize(
    ("came", "profile", "unb", "unh"),
    [
        ("UNOC:3", "", "UNB+UNOC:3+HARBORPINE:ZZ+5412345000013:14+260302:0700+0", "D:3:UN"),
        ("UNOC:4", "", "UNB+UNOC:4+HARBORPINE:ZZ+5412345000013:14+20260302:0700+0", "4:1:UN"),
        ("UNOA:1", "", "UNB+UNOA:1+HARBORPINE:ZZ+5412345000013:14+260302:0700+0", "D:3:UN"),
        ("UNOA:3", "", "UNB+UNOA:3+", "D:3:UN"),
        ("UNOB:2", "", "UNB+UNOB:2+", "D:3:UN"),
        ("UNOB:4", "", "UNB+UNOB:4+HARBORPINE:ZZ+5412345000013:14+20260302:0700+0", "4:1:UN"),
        ("UNOE:3", "", "UNB+UNOE:3+", "D:3:UN"),
        ("UNOY:4", "", "UNB+UNOY:4+", "4:1:UN"),
        ("UNOA:1", "UNOC", "UNB+UNOC:3+", "D:3:UN"),
        ("UNOA:1", "UNOA", "UNB+UNOA:1+", "D:3:UN"),
        ("UNOB:2", "UNOB", "UNB+UNOB:2+", "D:3:UN"),
        ("UNOC:3", "UNOY", "UNB+UNOY:4+HARBORPINE:ZZ+5412345000013:14+20260302:0700+0", "4:1:UN"),
    ],
)
def test_an_answer_is_of_the_syntax_version_that_came(came: str, profile: str, unb: str, unh: str):
    text = f'characters = "{profile}"\n' if profile else ""
    profiles = load_profiles({"bonsai": PARTNER + text})
    step = receive(PairState(), frame(declaring(came, "PO1", "ascii")), now=NOW, profiles=profiles)
    (sent,) = [fact.content for fact in step.facts if isinstance(fact, Outbound)]
    assert sent.decode().startswith(unb)
    assert f"UNH+1+CONTRL:{unh}'" in sent.decode()
    assert read_set(sets_of(sent)[0]).findings == ()


def test_an_asterisk_in_syntax_4_is_released():
    data = declaring("UNOC:4", "PO1", "ascii").replace(b"0615+1'", b"0615+A*1'")
    step = receive(PairState(), frame(data), now=NOW, profiles=load_profiles({"bonsai": PARTNER}))
    (sent,) = [fact.content for fact in step.facts if isinstance(fact, Outbound)]
    assert b"UCI+A?*1+" in sent
    assert read_set(sets_of(sent)[0]).document.control == "A*1"


def answered(data: bytes, profile: str = "") -> list[str]:
    """The segments of the CONTRL on an interchange, in the characters that its UNB names."""
    profiles = load_profiles({"default": profile})
    step = receive(PairState(), frame(data), now=NOW, profiles=profiles)
    (sent,) = [fact.content for fact in step.facts if isinstance(fact, Outbound)]
    encoding = encoding_of(sent[4:8].decode())
    return sent.decode(encoding).split("'\n")


@pytest.mark.parametrize(
    ("came", "encoding", "sender", "unb"),
    [
        ("UNOA:1", "ascii", "ACME", "UNOA:1"),
        ("UNOA:1", "ascii", "acme", "UNOB:1"),
        ("UNOA:2", "ascii", "acme", "UNOB:2"),
        ("UNOA:1", "ascii", "AC@ME", "UNOC:3"),
        ("UNOB:2", "latin-1", "Café", "UNOC:3"),
        ("UNOA:3", "latin-1", "Café", "UNOC:3"),
        ("UNOC:3", "latin-1", "Café", "UNOC:3"),
        ("UNOE:3", "iso8859-5", "Маг", "UNOE:3"),
        ("UNOY:4", "utf-8", "Café Маг", "UNOY:4"),
        ("UNOC:4", "latin-1", "Café", "UNOC:4"),
        ("UNOC:3", "utf-16", "Café", "UNOC:3"),
    ],
)
def test_an_answer_takes_a_wider_level_only_where_a_character_needs_it(
    came: str, encoding: str, sender: str, unb: str
):
    text = declaring(came, "PO1", "ascii").decode().replace("5412345000013:14+HARBORPINE", "\0+US")
    lines = answered(text.replace("\0", f"{sender}:ZZ").encode(encoding))
    assert lines[0].startswith(f"UNB+{unb}+US:ZZ+{sender}:ZZ+")
    assert lines[2] == f"UCI+1+{sender}:ZZ+US:ZZ+7"


def test_the_level_that_came_is_known_whatever_separates_components():
    text = declaring("UNOA:1", "PO1", "ascii").decode()
    lines = answered(("UNA|+.? '" + text.replace(":", "|")).encode())
    assert lines[0].startswith("UNB+UNOA:1+")


ROUTED = "5412345000013:14:DEPT1{0}+HARBORPINE:ZZ:SUB9{0}"


@pytest.mark.parametrize(
    ("syntax", "more", "theirs", "ours"),
    [
        ("UNOC:3", "", ":DEPT1", ":SUB9"),
        ("UNOC:3", ":X", ":DEPT1", ":SUB9"),
        ("UNOC:4", ":X", ":DEPT1:X", ":SUB9:X"),
    ],
)
def test_an_answer_goes_back_to_whom_the_sender_routes_it(
    syntax: str, more: str, theirs: str, ours: str
):
    text = declaring(syntax, "PO1", "ascii").decode()
    data = text.replace("5412345000013:14+HARBORPINE:ZZ", ROUTED.format(more)).encode()
    lines = answered(data)
    assert lines[0].startswith(f"UNB+{syntax}+HARBORPINE:ZZ{ours}+5412345000013:14{theirs}+")
    assert lines[2] == f"UCI+1+5412345000013:14{theirs}+HARBORPINE:ZZ{ours}+7"
    read = read_set(sets_of("'\n".join(lines).encode())[0])
    assert read.findings == ()
    assert f":{read.document.sender_routing}" == ":DEPT1"


def test_an_empty_routing_stands_in_its_place():
    text = declaring("UNOC:4", "PO1", "ascii").decode().replace("0013:14+", "0013:14::X+")
    lines = answered(text.encode())
    assert lines[2] == "UCI+1+5412345000013:14::X+HARBORPINE:ZZ+7"


def test_routing_stays_in_a_state_and_states_of_before_have_none():
    text = declaring("UNOC:3", "PO1", "ascii").decode().replace("0013:14+", "0013:14:DEPT1+")
    event = opened(text.encode())
    assert InterchangeOpened.thaw(event.freeze()) == event
    assert event.sender_routing == ("DEPT1",)
    before = InterchangeOpened.thaw(event.freeze()[:14])
    assert (before.sender_routing, before.receiver_routing) == ((), ())
