"""What is agreed with a partner: releases, characters, transport, what a refusal takes along."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from edi.awaiting import overdue
from edi.characters import substituted
from edi.documents.line_parts import LineAnswer
from edi.documents.order_answers import AnsweredLine, OrderAnswer
from edi.documents.parts import Party
from edi.facts import DocumentSeen, Found, Outbound, Step
from edi.frames import frame
from edi.outbound import first_release
from edi.pair_state import PairState
from edi.profiles import Profile, load_profiles
from edi.receiving import receive
from edi.sending import Request, send
from edi.transaction_sets import MESSAGES, SETS, read_set
from tests.edi.wire import BODY, NOW, interchange, order_set, sets_of

FIXTURES = Path(__file__).parent / "fixtures"
ANSWER = OrderAnswer(
    purpose="00", type="AC", number="4500017", date=NOW.date(),
    lines=(AnsweredLine(line="1", identifiers=(("VN", "A"),), answers=(LineAnswer(status="IA"),)),),
)  # fmt: skip


def profile(text: str) -> Profile:
    loaded = load_profiles({"acme": f'ids = ["08:ACME"]\n{text}'})
    assert loaded.faults == ()
    return loaded.partners[0]


def sent(
    text: str,
    name: str = "Acme DC",
    release: str = "004010",
    code: str = "855",
    answer: OrderAnswer = ANSWER,
) -> Step:
    """An answer to acme, who has a party of that name."""
    document = replace(answer, parties=(Party(role="ST", name=name),))
    request = Request(
        id="a-1", sender="ZZ:US", receiver="08:ACME", usage="P", set=code, release=release,
        document=document, raw=b"{}",
    )  # fmt: skip
    return send(PairState(), request, profile(text), NOW)


def out(step: Step) -> Outbound:
    (one,) = (fact for fact in step.facts if isinstance(fact, Outbound))
    return one


def found(step: Step) -> list[tuple[str, str, str, str]]:
    told = [fact.finding for fact in step.facts if isinstance(fact, Found)]
    return [(each.code.value, each.element, each.found, each.assumed) for each in told]


def test_a_release_that_is_not_agreed_on_is_named_and_another_is_not():
    guide = profile('releases = ["004010"]').guide
    for version, expected in (("004010", []), ("004010VICS", []), ("005010", ["005010"])):
        (framed,) = sets_of(interchange(order_set(), version=version))
        findings = read_set(framed, guide).findings
        assert [finding.found for finding in findings] == expected
        assert {finding.element for finding in findings} <= {"GS08"}


def test_the_first_agreed_release_that_has_the_set_is_written():
    releases = ("D.01B", "005010", "004010VICS")
    assert first_release(SETS["855"], releases) == "005010"
    assert first_release(SETS["855"], ("004010VICS",)) == "004010VICS"
    assert first_release(MESSAGES["ORDRSP"], releases) == "D01B"
    assert first_release(SETS["855"], ()) == "004010"


def test_a_release_that_is_not_agreed_on_is_not_sent():
    step = sent('releases = ["004010"]', release="005010")
    assert found(step) == [("RELEASE_UNEXPECTED", "GS08", "005010", "004010")]
    assert step.state.last_interchange == 0
    assert b"*004010~" in out(sent('releases = ["004010"]')).content


@pytest.mark.parametrize(
    ("characters", "text", "written"),
    [
        ("basic", "Café", "CAFE"),
        ("extended", "Café – “1”", 'Cafe - "1"'),
        ("extended", "Straße", "Strasse"),
        ("basic", "Straße", "STRASSE"),
        ("extended", "東", "?"),
        ("latin-1", "Café 東", "Café ?"),
        ("utf-8", "Café 東", "Café 東"),
        ("UNOA", "Café", "CAFE"),
        ("UNOB", "a@b", "a?b"),
        ("extended", "Cafe\u0301", "Cafe"),
    ],
)
def test_what_a_set_lacks_is_spelt_otherwise(characters: str, text: str, written: str):
    assert substituted(text, characters) == written


def test_what_was_spelt_otherwise_is_noted_and_the_document_goes():
    step = sent('characters = "extended"', "Café*1")
    assert found(step) == [("CHARACTER_SUBSTITUTED", "N102", "Café*1", "Cafe 1")]
    assert b"N1*ST*Cafe 1~" in out(step).content
    late = overdue(step.state, NOW + timedelta(days=9)).facts
    assert [fact.row["findings"] for fact in late if isinstance(fact, DocumentSeen)] == [1]


def test_a_partner_who_refuses_substitutes_is_sent_nothing_and_no_number_is_taken():
    step = sent('characters = "extended"\noutside = "refuse"', "Café")
    assert found(step) == [("CHARACTER_OUTSIDE", "N102", "Café", "")]
    assert step.state.last_interchange == 0
    assert found(sent('characters = "extended"\noutside = "refuse"')) == []


@pytest.mark.parametrize(("characters", "encoding"), [("utf-8", "utf-8"), ("latin-1", "latin-1")])
def test_a_document_is_read_by_the_characters_that_it_was_written_in(
    characters: str, encoding: str
):
    text = f'characters = "{characters}"'
    content = out(sent(text, "Café")).content
    assert "Café".encode(encoding) in content
    (framed,) = sets_of(content)
    read = read_set(framed, profile(text).guide)
    assert (read.findings, read.document.parties[0].name) == ((), "Café")
    (framed,) = sets_of(content.decode(encoding).encode("utf-16"))
    read = read_set(framed, profile(text).guide)
    assert (read.findings, read.document.parties[0].name) == ((), "Café")


def test_characters_outside_the_agreed_set_are_a_finding_of_the_guide():
    (framed,) = sets_of(interchange(order_set(tuple(line.lower() for line in BODY[:1]) + BODY[1:])))
    codes = [f.code.value for f in read_set(framed, profile('characters = "basic"').guide).findings]
    assert codes[0] == "CHARACTER_OUTSIDE"


@pytest.mark.parametrize(
    ("characters", "level"), [("", "UNOC:3"), ("UNOA", "UNOA:3"), ("utf-8", "UNOW:4")]
)
def test_edifact_says_in_what_characters_it_is(characters: str, level: str):
    text = f'characters = "{characters}"' if characters else ""
    (example,) = sets_of((FIXTURES / "ORDRSP_part_now.edi").read_bytes())
    step = sent(text, "Café", "D96A", "ORDRSP", read_set(example).document)
    content = out(step).content
    assert f"UNB+{level}+".encode() in content
    (framed,) = sets_of(content)
    read = read_set(framed, profile(text).guide)
    assert read.findings == ()
    assert framed.interchange.date == "260302"
    assert read.document.parties[0].name == ("CAFE" if characters == "UNOA" else "Café")


def test_a_transport_says_where_a_document_lies_and_under_what_name():
    step = sent('[transport]\nfolder = "to-acme"\nfile = "{set}.{pair}.{control}.edi"')
    one = out(step)
    assert (one.folder, one.name) == ("to-acme", "855.08-ACME_ZZ-US_P.000000001")
    by_parts = sent('[transport]\nfile = "{control}-{sender}-{usage}"')
    assert out(by_parts).name == "000000001-US-P"
    assert (out(sent("")).folder, out(sent("")).name) == ("", "855_08-ACME_ZZ-US_P_000000001")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('transport = "folder"', "transport: a table is wanted"),
        ('[transport]\nkind = "pigeon"', "transport.kind: 'pigeon' is neither folder nor api"),
        ('[transport]\nfolder = "../up"', "transport.folder: '../up' is no name"),
        ('[transport]\nfile = "{set}-{pair}"', "lacks {control}, which tells"),
        ('[transport]\nfile = "{sender}-{receiver}-{control}"', "lacks {usage} (or {pair}), for"),
        ('[transport]\nfile = "{sender}-{usage}-{control}"', "lacks {receiver} (or {pair}), for"),
        ('[transport]\nfile = "{receiver}{usage}{control}"', "lacks {sender} (or {pair}), for"),
        (
            'ids = ["08:A", "ZZ:A"]\n[transport]\nfile = "{sender}{receiver}{usage}{control}"',
            "lacks {pair}, for two ids",
        ),
        ('[transport]\nfile = "{colour}"', "is no pattern"),
        ("[transport]\nport = 1", "transport.port: there is no such key"),
        ('releases = ["four"]', "releases: 'four' cannot be"),
        ('characters = "ebcdic"', "characters cannot be"),
        ('outside = "perhaps"', "outside cannot be"),
        ('refuse = "all"', "refuse cannot be"),
    ],
)
def test_what_cannot_be_agreed_on_is_a_sentence(text: str, fault: str):
    (told,) = load_profiles({"acme": text}).faults
    assert told.startswith("partner acme: ")
    assert fault in told


# What a refused set takes with it.

BAD = order_set(control="0002", count=99)


def two_groups() -> bytes:
    """A good set in a group, and a good and a bad one in the next."""
    one = interchange(order_set()).decode()
    other = order_set(tuple(line.replace("4500017", "4500018") for line in BODY))
    two = interchange(other, BAD, control=2).decode()
    head, tail = one.index("IEA"), two.index("GS*")
    return (one[:head] + two[tail : two.index("IEA")] + "IEA*2*000000001~\n").encode()


@pytest.mark.parametrize(
    ("refuse", "statuses"),
    [
        ("set", ["accepted", "accepted", "rejected"]),
        ("group", ["accepted", "rejected", "rejected"]),
        ("interchange", ["rejected", "rejected", "rejected"]),
    ],
)
@pytest.mark.parametrize("piecewise", [False, True])
def test_a_refused_set_takes_with_it_what_the_partner_wants(
    refuse: str,
    statuses: list[str],
    piecewise: bool,
):
    profiles = load_profiles({"acme": f'ids = ["08:ACME"]\nrefuse = "{refuse}"'})
    parts = list(frame([two_groups()]))
    state, facts = PairState(), []
    for some in [[part] for part in parts] if piecewise else [parts]:
        step = receive(
            PairState.thaw(state.freeze()), some, now=NOW, profiles=profiles, stream="one"
        )
        state = step.state
        facts += step.facts
    rows = [fact.row for fact in facts if isinstance(fact, DocumentSeen)]
    assert [row["status"] for row in rows if row["direction"] == "in"] == statuses
    (answer,) = (fact.content for fact in facts if isinstance(fact, Outbound))
    assert [line[4:] for line in answer.decode().split("~\n") if line.startswith("AK5")] == [
        {"accepted": "A", "rejected": "R"}[status] + ("*4" if at == 2 else "")
        for at, status in enumerate(statuses)
    ]


def test_an_interchange_without_a_fault_is_taken_whole():
    profiles = load_profiles({"acme": 'ids = ["08:ACME"]\nrefuse = "interchange"'})
    step = receive(PairState(), list(frame([interchange(order_set())])), now=NOW, profiles=profiles)
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    assert [row["status"] for row in rows if row["direction"] == "in"] == ["accepted"]
    assert step.state.open == {}
