"""An acknowledgment is never acknowledged, whatever its envelope, its number or its profile say."""

from __future__ import annotations

import pytest

from edi.decisions import Action
from edi.facts import ExceptionSeen, Step
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.receiving import receive
from tests.edi.test_deciding import decided, decision, held
from tests.edi.wire import NOW, answers, found, frame, interchange, order_set, segments

IDS = 'ids = ["08:ACME", "14:5412345000013"]\n'
TA1 = "TA1*000000001*260302*0615*A*000~"
PROFILES = (
    'ta1 = "always"',
    "strict = true",
    'ta1 = "always"\nused_number = "refuse"',
    'refuse = "interchange"\nta1 = "always"',
)


def isa(
    between: str, *, control: int = 1, asked: str = "1", groups: int = 0, end: int = 0
) -> bytes:
    """An interchange of acme with this between its ISA and its IEA."""
    good = interchange(control=control, ta1=asked, line_break="").decode()
    return f"{good[:106]}{between}IEA*{groups}*{end or control:09d}~".encode()


def group(code: str, body: str, control: int = 1) -> str:
    """A group of one set, if it has one."""
    head = f"GS*{code}*ACME*CROSSDOCK*20260302*0615*{control}*X*004010~"
    return f"{head}{body}GE*{1 if body else 0}*{control}~"


FA = group("FA", "ST*997*0001~AK1*PO*1~AK9*A*1*1*1~SE*4*0001~")
PO = group("PO", "~".join([*order_set(), ""]), 2)
CONTRL = (
    "UNB+UNOC:3+5412345000013:14+CROSSDOCK:ZZ+260302:0615+{control}'"
    "UNH+1+CONTRL:D:3:UN'UCI+9+CROSSDOCK:ZZ+5412345000013:14+7'UNT+3+1'UNZ+{count}+{last}'"
)
EMPTY_UNG = (
    "UNB+UNOC:3+5412345000013:14+CROSSDOCK:ZZ+260302:0615+7'"
    "UNG+CONTRL+5412345000013:14+CROSSDOCK:ZZ+260302:0615+1+UN+D:3'UNE+0+1'UNZ+1+7'"
)


def take(data: bytes, settings: str, state: PairState | None = None) -> Step:
    """What is done with a file by a profile."""
    profiles = load_profiles({"acme": IDS + settings})
    return receive(state or PairState(), frame(data), now=NOW, profiles=profiles)


def contrl(control: str = "7", count: int = 1, last: str = "") -> bytes:
    """An interchange of one CONTRL."""
    return CONTRL.format(control=control, count=count, last=last or control).encode()


@pytest.mark.parametrize("settings", PROFILES)
@pytest.mark.parametrize(
    "data",
    [
        isa(TA1),
        isa(TA1, asked="0"),
        isa(TA1 + TA1),
        isa(TA1, groups=3),
        isa(TA1, end=9),
        isa(TA1).replace(b"*0615*U*", b"*2515*U*"),
        isa(TA1)[:-20],
        isa(TA1 + "ZZZ*what is this~"),
        isa(TA1 + FA, groups=1),
        isa(FA, groups=9),
        isa(group("FA", ""), groups=1),
        isa("ST*997*0001~AK1*PO*1~AK9*A*1*1*1~SE*4*0001~"),
        contrl(),
        contrl(count=4),
        contrl(last="8"),
        EMPTY_UNG.encode(),
    ],
)
def test_acknowledgments_alone_are_never_answered(data: bytes, settings: str):
    assert answers(take(data, settings)) == []


def test_what_is_wrong_with_their_envelope_is_told_to_a_person():
    step = take(isa(TA1, end=9), "strict = true")
    assert "IEA_CONTROL_DIFFERS" in found(step)
    raised = [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
    assert [row["code"] for row in raised] == ["EDI-SYNTAX"]


@pytest.mark.parametrize("between", ["", "ZZZ*1~"])
def test_what_holds_no_acknowledgment_is_answered(between: str):
    (answer,) = answers(take(isa(between), 'ta1 = "always"'))
    assert answer.set == "TA1"


@pytest.mark.parametrize(("asked", "sets"), [("0", ["997"]), ("1", ["TA1", "997"])])
def test_a_group_beside_a_ta1_is_answered_as_usual(asked: str, sets: list[str]):
    step = take(isa(TA1 + PO, asked=asked, groups=1), "")
    assert [answer.set for answer in answers(step)] == sets


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (isa(TA1), isa(TA1 + TA1)),
        (isa(FA, groups=1), isa(FA.replace("AK9*A", "AK9*R"), groups=1)),
        (contrl(), contrl().replace(b"14+7'", b"14+4'")),
    ],
)
def test_a_number_that_acknowledgments_use_again_is_refused_to_nobody(first: bytes, second: bytes):
    settings = 'used_number = "refuse"'
    profiles = load_profiles({"acme": IDS + settings})
    step = take(second, settings, take(first, settings).state)
    again = take(second, settings, step.state)
    (name,) = held(again)
    rejected = decided(again, decision(name, Action.REJECT), profiles)
    assert [*answers(step), *answers(again), *answers(rejected)] == []
    assert held(rejected) == []
    same = take(first, settings, step.state)
    assert answers(same) == []


def test_an_order_under_a_used_number_is_refused_to_its_sender():
    settings = 'used_number = "refuse"'
    state = take(isa(PO, groups=1), settings).state
    (answer,) = answers(take(isa(PO.replace("4500017", "4500018"), groups=1), settings, state))
    assert segments(answer.content)[1].endswith("*R*025")
