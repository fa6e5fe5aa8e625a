"""Interchanges whose envelope is in error: all answers, and all that is done, say one thing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from edi.deciding import decide
from edi.facts import DocumentSeen, ExceptionSeen, Step
from edi.identities import pair_of_name
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from tests.edi.test_closing import closing
from tests.edi.wire import NOW, answers, frame, interchange, order_set, orders, segments

STRICT = 'ids = ["08:ACME", "14:5412345000013"]\nstrict = true\n'
GOOD = interchange(order_set())
TWO_GROUPS = GOOD.replace(
    b"IEA*1", GOOD[GOOD.index(b"GS*") : GOOD.index(b"IEA*")].replace(b"*1*X*", b"*2*X*").replace(
        b"GE*1*1", b"GE*1*2").replace(b"4500017", b"4500018") + b"IEA*2"
)  # fmt: skip
AK9_OF_NONE, AK9_OF_ALL = "AK9*R*1*1*0", "AK9*A*1*1*1"


def take(data: bytes, settings: str = "", state: PairState | None = None) -> Step:
    """What is done with a file of a strict partner."""
    profiles = load_profiles({"acme": STRICT + settings})
    return receive(state or PairState(), frame(data), now=NOW, profiles=profiles)


def judged(step: Step) -> list[str]:
    """What the answers judge: TA1, UCI, AK5 and AK9."""
    told = [each for answer in answers(step) for each in segments(answer.content)]
    return [each for each in told if each[:3] in ("TA1", "AK5", "AK9", "UCI")]


def statuses(step: Step) -> list[str]:
    """What became of the documents that came in."""
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [str(row["status"]) for row in rows if row["direction"] == "in"]


def sentences(step: Step) -> list[str]:
    """What the exceptions say."""
    return [str(fact.row["message"]) for fact in step.facts if isinstance(fact, ExceptionSeen)]


def ta1(verdict: str, note: str, moment: str = "260302*0615", control: str = "000000001") -> str:
    """A TA1 on the interchange."""
    return f"TA1*{control}*{moment}*{verdict}*{note}"


@pytest.mark.parametrize("settings", ["", 'refuse = "group"', 'refuse = "interchange"'])
@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (b"*260302*0615*U", b"*261302*0615*U", ta1("R", "014", "261302*0615")),
        (b"*0615*U", b"*2515*U", ta1("R", "015", "260302*2515")),
        (b"*U*00401", b"*U*00999", ta1("R", "017")),
        (b"*08*ACME", b"*Q@*ACME", ta1("R", "005")),
        (b"*ZZ*CROSSDOCK", b"*QQ*CROSSDOCK", ta1("R", "007")),
        (b"ACME           *ZZ", b"ACME*ZZ", ta1("R", "022")),
        (b"*0*P*>", b"*0*Q*>", ta1("R", "020")),
        (b"*000000001*0*P", b"*         *0*P", ta1("R", "018", control="")),
    ],
)
def test_an_error_of_the_header_refuses_the_whole_interchange(
    right: bytes, wrong: bytes, told: str, settings: str
):
    assert right in GOOD
    data = GOOD.replace(right, wrong, 1)
    text = STRICT.replace('"08:ACME"', '"08:ACME", "Q@:ACME"') + settings
    step = receive(PairState(), frame(data), now=NOW, profiles=load_profiles({"acme": text}))
    assert judged(step)[0].split("*")[4:] == told.split("*")[4:]
    assert judged(step)[0].split("*")[2:4] == told.split("*")[2:4]
    assert judged(step)[1:] == ["AK5*R", AK9_OF_NONE]
    assert (orders(step), statuses(step)) == ([], ["rejected"])
    assert all("was rejected" in each for each in sentences(step))
    assert not any("all or nothing" in each for each in sentences(step))


def test_a_file_of_utf_16_is_refused_where_that_is_an_error():
    step = take(GOOD.decode().encode("utf-16"))
    assert judged(step) == [ta1("R", "024"), "AK5*R", AK9_OF_NONE]
    assert orders(step) == []
    assert all("was rejected" in each for each in sentences(step))


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (GOOD.replace(b"IEA*1*000000001", b"IEA*1*000000002"), "001"),
        (GOOD.replace(b"IEA*1*", b"IEA*7*"), "021"),
        (GOOD[: GOOD.index(b"IEA")], "023"),
        (GOOD.replace(b"IEA*", b"REF*DP*1~\nIEA*"), "024"),
    ],
)
def test_an_error_behind_the_header_is_told_of_what_was_taken(data: bytes, note: str):
    asked = take(data.replace(b"*0*P*>", b"*1*P*>"))
    assert judged(asked) == [ta1("E", note), "AK5*A", AK9_OF_ALL]
    step = take(data)
    assert judged(step) == ["AK5*A", AK9_OF_ALL]
    assert (len(orders(step)), statuses(step)) == (1, ["accepted"])
    (said,) = sentences(step)
    assert said.startswith("Interchange 000000001 was read in spite of an error. ")
    whole = take(data, 'refuse = "interchange"')
    assert judged(whole) == [ta1("R", note), "AK5*R", AK9_OF_NONE]
    assert (orders(whole), statuses(whole)) == ([], ["rejected"])
    assert all("was rejected" in each for each in sentences(whole))


def test_a_group_without_sets_is_refused_with_its_interchange():
    begin, end = GOOD.index(b"ST*"), GOOD.index(b"GE*")
    data = (GOOD[:begin] + GOOD[end:]).replace(b"GE*1*", b"GE*0*").replace(b"*00401*", b"*00999*")
    assert judged(take(data)) == [ta1("R", "017"), "AK9*R*0*0*0"]


def test_all_groups_are_refused_for_the_header_before_the_trailer_is_there():
    data = TWO_GROUPS.replace(b"*00401*", b"*00999*")
    step = take(data[: data.index(b"IEA")])
    assert judged(step) == [ta1("R", "017"), "AK5*R", AK9_OF_NONE, "AK5*R", AK9_OF_NONE]
    assert orders(step) == []


def test_nothing_taken_is_rejected_whatever_part_is_wrong():
    bad = interchange(order_set(("BEG*00*SA",))).replace(b"IEA*1*", b"IEA*7*")
    step = take(bad)
    assert judged(step)[0] == ta1("R", "021")
    assert "Interchange 000000001 was rejected." in " ".join(sentences(step))


def test_a_number_that_was_forgotten_meanwhile_is_judged_as_if_it_came_first():
    settings = "look_back_days = 1\n"
    state = take(GOOD, settings).state
    other = GOOD.replace(b"4500017", b"4500018").replace(b"IEA*1*", b"IEA*7*")
    parts, profiles = frame(other), load_profiles({"acme": STRICT + settings})
    begun = receive(state, parts[:-1], now=NOW, profiles=profiles, stream="a")
    later = NOW + timedelta(days=9)
    between = receive(
        begun.state, frame(interchange(order_set(), control=2)), now=later, profiles=profiles,
        stream="b",
    )  # fmt: skip
    step = receive(between.state, parts[-1:], now=later, profiles=profiles, stream="a")
    assert judged(step) == ["AK5*A", AK9_OF_ALL]
    assert statuses(step) == ["accepted"]
    assert sentences(step)[0].startswith("Interchange 000000001 was read in spite of an error. ")


@pytest.mark.parametrize("is_wrong", [False, True])
def test_a_ta1_in_an_interchange_that_is_refused_says_nothing_of_ours(*, is_wrong: bool):
    note = b"TA1*000000009*260302*0700*A*000~\n"
    data = GOOD.replace(b"GS*", note + b"GS*", 1)
    data = data.replace(b"*00401*", b"*00999*") if is_wrong else data
    unmatched = "ACK_UNMATCHED" in str(take(data).facts)
    assert unmatched is not is_wrong


def edifact(*, references: tuple[str, str] = ("7", "7"), version: str = "UNOC:3") -> bytes:
    """An ORDERS of a strict partner between UNB and UNZ."""
    body = ["BGM+220+4500017", "DTM+137:20260302:102", "NAD+BY+1::92", "LIN+1++A:SA", "QTY+21:12",
            "UNS+S"]  # fmt: skip
    lines = [
        f"UNB+{version}+5412345000013:14+HARBORPINE:ZZ+260302:0615+{references[0]}",
        "UNH+1+ORDERS:D:96A:UN", *body, f"UNT+{len(body) + 2}+1", f"UNZ+1+{references[1]}",
    ]  # fmt: skip
    return "".join(line + "'\n" for line in lines).encode()


def test_a_contrl_rejects_only_where_nothing_was_taken():
    data = edifact(references=("7", "8"))
    step = take(data)
    assert b"UCI+7+5412345000013:14+HARBORPINE:ZZ+7+28+UNZ+3'" in answers(step)[0].content
    assert statuses(step) == ["accepted"]
    assert sentences(step)[0].startswith("Interchange 7 was read in spite of an error. ")
    whole = take(data, 'refuse = "interchange"')
    assert b"UCI+7+5412345000013:14+HARBORPINE:ZZ+4+28" in answers(whole)[0].content
    assert statuses(whole) == ["rejected"]


def file(data: bytes, name: str = "inbox/edi/a b.edi", state: PairState | None = None) -> Step:
    """What is done with a file that belongs to no trading pair."""
    profiles = load_profiles({})
    return receive(state or PairState(), frame(data), now=NOW, profiles=profiles, stream=name)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"ST*850*0001~SE*2*0001~", "There is no ISA or UNB: nobody says who sends this."),
        (b"", "The file holds nothing."),
        (b"ISA*00*~", "There is no ISA or UNB: nobody says who sends this."),
    ],
)
def test_a_file_without_an_interchange_is_an_exception_that_a_person_closes(data: bytes, why: str):
    step = file(data)
    (raised,) = [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
    assert raised["code"] == "EDI-SYNTAX"
    assert raised["message"] == f"The file a b.edi was not read, from byte 0 on. {why}"
    assert str(raised["reference"]).startswith("FILE/a b.edi/")
    assert pair_of_name(str(raised["reference"])) == ""
    assert sentences(file(data, state=step.state)) == []
    assert len(sentences(file(data, "other.edi", step.state))) == 1
    closed = decide(
        PairState.thaw(step.state.freeze()), closing(raised), now=NOW, profiles=load_profiles({})
    )
    (row,) = [fact.row for fact in closed.facts if isinstance(fact, ExceptionSeen)]
    assert (row["status"], row["resolved_by"]) == ("resolved", "anna")


def test_what_lies_around_an_interchange_and_is_no_error_is_no_exception():
    (stray, *_) = frame(b"HELLO\n" + GOOD)
    step = receive(PairState(), [stray], now=NOW, profiles=load_profiles({}), stream="a.edi")
    assert "STRAY_BYTES" in str(step.facts)
    assert sentences(step) == []


def test_a_file_is_forgotten_after_the_look_back():
    old = file(b"nothing")
    later = receive(
        old.state, frame(b""), now=NOW + timedelta(days=61), profiles=load_profiles({}), stream="b"
    )
    assert len(later.state.raised) == 1
