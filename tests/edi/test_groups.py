"""Functional groups: GS and GE, UNG and UNE, and what IEA and UNZ say of how many there are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from edi.edifact_writing import PLAIN, edifact_segment
from edi.explaining import explain_file
from edi.facts import DocumentSeen, Fact, Found, Outbound, Step
from edi.framed import Framed, GroupClosed
from edi.pair_state import PairState
from edi.partner_answers import answers_in, verdict_on
from edi.profiles import Profiles, load_profiles
from edi.receiving import receive
from edi.transaction_sets import MESSAGES, read_set
from tests.edi.wire import NOW, codes, frame, interchange, order_set, sets_of

PROFILES = load_profiles({"bonsai": 'ids = ["14:5412345000013"]\n'})

ORDER = ("BGM+220+PO1+9", "DTM+137:20260309:102", "NAD+BY+54::9", "LIN+1++1:EN", "QTY+21:3:PCE",
         "UNS+S", "CNT+2:1")  # fmt: skip
ONE, TWO = ["0001"], ["0001", "0002"]


def without_groups(controls: list[str], claimed: str, *, grouped: int = 0) -> bytes:
    """An interchange of sets, none of which but the first so many lies in a group."""
    sets = [order_set(control=control) for control in controls]
    head, *_, tail = interchange(line_break="").decode().split("~")[:-1]
    lines = [head]
    for at, one in enumerate(sets):
        inside = at < grouped
        lines += [f"GS*PO*ACME*CROSSDOCK*20260302*0615*{at + 1}*X*004010"] * inside
        lines += one
        lines += [f"GE*1*{at + 1}"] * inside
    return "".join(
        f"{line}~" for line in (*lines, tail.replace("IEA*1", f"IEA*{claimed}"))
    ).encode()


def messages(*controls: str) -> list[str]:
    """ORDERS messages under these numbers."""
    out: list[str] = []
    for control in controls:
        out += [f"UNH+{control}+ORDERS:D:96A:UN", *ORDER, f"UNT+{len(ORDER) + 2}+{control}"]
    return out


def group(control: str, *controls: str) -> list[str]:
    """A group of ORDERS under a number, with messages under theirs."""
    head = f"UNG+ORDERS+54:14+HARBORPINE:ZZ+260309:0615+{control}+UN+D:96A"
    return [head, *messages(*controls), f"UNE+{len(controls)}+{control}"]


def edifact(*parts: list[str], claimed: int, control: int = 1) -> bytes:
    """An interchange of groups and messages."""
    lines = [
        f"UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+{control}",
        *(line for part in parts for line in part),
        f"UNZ+{claimed}+{control}",
    ]
    return "".join(line + "'" for line in lines).encode()


def counted(data: bytes) -> list[tuple[str, str]]:
    """What is said of the trailer's count: what it claims, what it should."""
    parts = frame(data)
    assert all(frame(data, cut) == parts for cut in (1, 7, 64))
    return [
        (finding.found, finding.assumed)
        for part in parts
        for finding in getattr(part, "findings", ())
        if finding.code.value == "IEA_COUNT_WRONG"
    ]


def missing(parts: list[Framed]) -> int:
    """How often it is said that sets come without a GS, once their group is closed."""
    return codes([part for part in parts if isinstance(part, GroupClosed)]).count("GS_MISSING")


@pytest.mark.parametrize(
    ("controls", "grouped", "claimed", "said"),
    [
        # sets, in groups | IEA01 | what is said
        (ONE, 0, "0", []),
        (ONE, 0, "1", []),
        (ONE, 0, "2", [("2", "0")]),
        (TWO, 1, "1", []),
        (TWO, 1, "2", []),
        (TWO, 1, "0", [("0", "1")]),
        (TWO, 2, "2", []),
        (TWO, 2, "1", [("1", "2")]),
        ([], 0, "0", []),
        ([], 0, "1", [("1", "0")]),
    ],
)
def test_a_gs_that_is_missing_is_said_once_and_not_again_of_the_count(
    controls: list[str], grouped: int, claimed: str, said: list[tuple[str, str]]
):
    data = without_groups(controls, claimed, grouped=grouped)
    assert counted(data) == said
    assert missing(frame(data)) == (1 if len(controls) > grouped else 0)


@pytest.mark.parametrize(
    ("parts", "claimed", "said"),
    [
        # messages, groups | UNZ01 | what is said
        ((messages("1"),), 1, []),
        ((messages("1", "2"),), 2, []),
        ((messages("1", "2"),), 1, [("1", "2")]),
        ((messages("1"),), 0, [("0", "1")]),
        ((group("7", "1", "2"),), 1, []),
        ((group("7", "1", "2"),), 2, [("2", "1")]),
        ((group("7", "1"), group("8", "1")), 2, []),
        ((group("7", "1"), messages("1")), 1, []),
        ((group("7", "1"), messages("1")), 2, []),
        ((group("7", "1"), messages("1")), 3, [("3", "1")]),
        ((), 0, []),
    ],
)
def test_unz_counts_groups_or_else_messages(
    parts: tuple[list[str], ...], claimed: int, said: list[tuple[str, str]]
):
    assert counted(edifact(*parts, claimed=claimed)) == said


def contrl(data: bytes, profiles: Profiles = PROFILES) -> list[str]:
    """The segments of the CONTRL that answers an interchange, without its envelope."""
    for cut in (False, True):
        step = taken(data, profiles, cut=cut)
        (report,) = (fact.content for fact in step.facts if isinstance(fact, Outbound))
        (one,) = sets_of(report)
        assert read_set(one).findings == ()
    return report.decode().replace("\n", "").split("'")[2:-3]


def taken(data: bytes, profiles: Profiles = PROFILES, *, cut: bool = False) -> Step:
    """An interchange that is received, with its state frozen between its parts where cut."""
    state, facts = PairState(), list[Fact]()
    parts = frame(data)
    for piece in [[part] for part in parts] if cut else [parts]:
        step = receive(PairState.thaw(state.freeze()), piece, now=NOW, profiles=profiles)
        state = step.state
        facts += step.facts
    return Step(state=state, facts=tuple(facts))


def statuses(step: Step) -> list[str]:
    """What became of the documents that came in."""
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [str(row["status"]) for row in rows if row["direction"] == "in"]


UCI = "UCI+1+5412345000013:14+HARBORPINE:ZZ+"
UCF = "+54:14+HARBORPINE:ZZ+"
UCM = "UCM+{}+ORDERS:D:96A:UN+{}"
GOOD, OTHER = group("7", "1"), group("8", "2")


@pytest.mark.parametrize(
    ("parts", "told", "became"),
    [
        # the first group, the second | what the CONTRL says | what became of their orders
        ((GOOD, OTHER),
         [f"{UCI}7", f"UCF+7{UCF}7", UCM.format(1, 7), f"UCF+8{UCF}7", UCM.format(2, 7)],
         ["accepted", "duplicate"]),
        (([*GOOD[:-1], "UNE+2+7"], OTHER),
         [f"{UCI}7", f"UCF+7{UCF}4+29+UNE+2", f"UCF+8{UCF}7", UCM.format(2, 7)],
         ["rejected", "accepted"]),
        (([*GOOD[:-1], "UNE+1+9"], OTHER),
         [f"{UCI}7", f"UCF+7{UCF}4+28+UNE+3", f"UCF+8{UCF}7", UCM.format(2, 7)],
         ["rejected", "accepted"]),
        ((GOOD[:-1], OTHER),
         [f"{UCI}7", f"UCF+7{UCF}4+13+UNE", f"UCF+8{UCF}7", UCM.format(2, 7)],
         ["rejected", "accepted"]),
        ((GOOD, group("7", "2")),
         [f"{UCI}7", f"UCF+7{UCF}7", UCM.format(1, 7), f"UCF+7{UCF}4+26+UNG+6"],
         ["accepted", "rejected"]),
        (([*GOOD[:-2], "UNT+5+1", GOOD[-1]], OTHER),
         [f"{UCI}7", f"UCF+7{UCF}4", f"{UCM.format(1, 4)}+29+UNT+2",
          f"UCF+8{UCF}7", UCM.format(2, 7)],
         ["rejected", "accepted"]),
        (([*GOOD[:-1], "UNE+2+7"], [*OTHER[:-1], "UNE+2+8"]),
         [f"{UCI}4", f"UCF+7{UCF}4+29+UNE+2", f"UCF+8{UCF}4+29+UNE+2"],
         ["rejected", "rejected"]),
        ((messages("1"), OTHER),
         [f"{UCI}7", UCM.format(1, 7), f"UCF+8{UCF}7", UCM.format(2, 7)],
         ["accepted", "duplicate"]),
    ],
)  # fmt: skip
def test_a_group_is_judged_and_answered_by_a_ucf(
    parts: tuple[list[str], ...], told: list[str], became: list[str]
):
    data = edifact(*parts, claimed=2)
    assert contrl(data) == told
    assert statuses(taken(data)) == became


@pytest.mark.parametrize(
    ("trailer", "told"),
    [
        ("UNZ+1+1", ""),
        ("UNZ+2+1", "+29+UNZ+2"),
        ("UNZ+1+9", "+28+UNZ+3"),
        ("", "+13+UNZ"),
    ],
)
@pytest.mark.parametrize("part", [GOOD, messages("1")])
def test_what_is_wrong_with_unz_is_told_of_an_interchange_that_is_taken(
    part: list[str], trailer: str, told: str
):
    data = edifact(part, claimed=1).replace(b"UNZ+1+1'", f"{trailer}'".encode() * bool(trailer))
    assert contrl(data)[0] == f"{UCI}7{told}"
    assert statuses(taken(data)) == ["accepted"]


def test_messages_without_groups_are_answered_without_a_ucf():
    assert contrl(edifact(messages("1"), claimed=1)) == [f"{UCI}7", UCM.format(1, 7)]


def test_a_partner_who_wants_only_what_is_wrong_is_told_no_more():
    text = 'ids = ["14:5412345000013"]\nacknowledge_accepted_sets = false'
    profiles = load_profiles({"bonsai": text})
    assert contrl(edifact(GOOD, OTHER, claimed=2), profiles) == [f"{UCI}7"]
    bad = [*GOOD[:-1], "UNE+2+7"]
    assert contrl(edifact(bad, OTHER, claimed=2), profiles) == [
        f"{UCI}7", f"UCF+7{UCF}4+29+UNE+2",
    ]  # fmt: skip


def test_a_group_says_when_it_was_written_and_nothing_of_its_password_is_kept():
    head = "UNG+ORDERS+54:14+HARBORPINE:ZZ+260308:1730+7+UN+D:96A+secret"
    step = taken(edifact([head, *GOOD[1:]], claimed=1))
    (row, *_) = (fact.row for fact in step.facts if isinstance(fact, DocumentSeen))
    assert row["event_time"] == datetime(2026, 3, 8, 17, 30, tzinfo=UTC)
    assert (row["release"], row["group_control"]) == ("D:96A:UN", "7")


def test_a_group_without_a_reference_is_named():
    head = "UNG+ORDERS+54:14+HARBORPINE:ZZ+260309:0615++UN+D:96A"
    step = taken(edifact([head, *GOOD[1:-1], "UNE+1+"], claimed=1))
    found = [fact.finding for fact in step.facts if isinstance(fact, Found)]
    assert [(each.code.value, each.element) for each in found] == [("GS_CONTROL", "UNG05")]
    assert statuses(step) == ["accepted"]


SENT_GROUPS = edifact(group("7", "1"), claimed=1, control=301).replace(
    b"+5412345000013:14+HARBORPINE:ZZ+", b"+HARBORPINE:ZZ+5412345000013:14+"
)
"""What we would have sent, had it a group."""


@pytest.mark.parametrize(
    ("lines", "verdict", "detail"),
    [
        (["UCF+7+54:14+HARBORPINE:ZZ+7"], "A", ""),
        (["UCF+7+54:14+HARBORPINE:ZZ+4+29+UNE+2"], "R", "group 7: R (29)"),
        (["UCF+7+54:14+HARBORPINE:ZZ+7", "UCM+1+ORDERS:D:96A:UN+4+29"], "R", "ORDERS 1: R (29)"),
    ],
)
def test_a_contrl_with_groups_says_what_became_of_ours(lines: list[str], verdict: str, detail: str):
    read = read_set(sets_of(answer_of(*lines))[0])
    assert read.findings == ()
    (answer,) = answers_in(read, "")
    said = verdict_on(answer, "ORDERS")
    assert (answer.control, said.code, said.detail) == ("301", verdict, detail)


@pytest.mark.parametrize(
    ("lines", "code", "found"),
    [
        ([], "A", []),
        (["UCM+1+ORDERS:D:96A:UN+7"], "A", []),
        (["UCM+2+ORDERS:D:96A:UN+4+13"], "A", [("ACK_UNMATCHED", "UCM01", "2")]),
        (["UCM+1+ORDERS:D:96A:UN+4+13"], "R", []),
        (["UCM+1+INVOIC:D:96A:UN+4+13"], "R", [("ACK_UNMATCHED", "UCM01", "1")]),
        (
            ["UCM+1+ORDERS:D:96A:UN+7", "UCM+1+ORDERS:D:96A:UN+4"], "R",
            [("ACK_CONTRADICTS", "UCI04", "7")],
        ),
    ],
)  # fmt: skip
def test_a_contrl_is_read_by_the_messages_that_it_names(
    lines: list[str], code: str, found: list[tuple[str, str, str]]
):
    (answer,) = answers_in(read_set(sets_of(answer_of(*lines))[0]), "")
    said = verdict_on(answer, "ORDERS")
    assert said.code == code
    assert [(f.code.value, f.element, f.found) for f in said.findings] == found


@pytest.mark.parametrize(
    ("lines", "code", "final"),
    [
        ([], "8", False),
        (["UCM+1+ORDERS:D:96A:UN+7"], "A", True),
        (["UCM+1+ORDERS:D:96A:UN+8"], "8", False),
        (["UCM+2+ORDERS:D:96A:UN+7"], "8", False),
        (["UCM+1+ORDERS:D:96A:UN+4+13"], "R", True),
    ],
)
def test_a_message_that_is_taken_is_so_in_an_interchange_that_was_received(
    lines: list[str], code: str, *, final: bool
):
    data = answer_of(*lines).replace(b":14+7'", b":14+8'", 1)
    (answer,) = answers_in(read_set(sets_of(data)[0]), "")
    said = verdict_on(answer, "ORDERS")
    assert (said.code, said.final) == (code, final)


def test_a_message_that_is_taken_in_an_interchange_that_is_not_contradicts_it():
    data = answer_of("UCM+1+ORDERS:D:96A:UN+7").replace(b":14+7'", b":14+4'", 1)
    (answer,) = answers_in(read_set(sets_of(data)[0]), "")
    said = verdict_on(answer, "ORDERS")
    assert said.code == "R"
    (finding,) = said.findings
    assert (finding.code.value, finding.found) == ("ACK_CONTRADICTS", "4")
    assert finding.offset == data.index(b"UCI")


def answer_of(*lines: str) -> bytes:
    """A CONTRL of the partner on our interchange 301."""
    body = ["UCI+301+HARBORPINE:ZZ+5412345000013:14+7", *lines]
    message = ["UNH+1+CONTRL:D:96A:UN", *body, f"UNT+{len(body) + 2}+1"]
    return edifact(message, claimed=1, control=9)


def test_a_contrl_with_groups_is_explained_with_our_segments():
    answer = answer_of(
        "UCF+7+54:14+HARBORPINE:ZZ+4+29+UNE+2", "UCM+1+ORDERS:D:96A:UN+4", "UCF+9+A+B+7"
    )
    whole, of_group, of_message, unknown = explain_file([answer], [SENT_GROUPS])
    assert [each.matched for each in (whole, of_group, of_message)] == [True] * 3
    assert of_group.sentence.startswith("Group 7 is rejected.")
    assert not of_group.accepted
    (fault,) = of_group.faults
    assert (fault.segment, fault.marker.index("^")) == ("UNE+1+7", 4)
    assert not unknown.matched
    assert unknown.sentence == "Group 9 is accepted. It is not in the file given."


def test_a_contrl_with_groups_is_written_as_it_was_read():
    read = read_set(sets_of(answer_of("UCF+7+54:14+HARBORPINE:ZZ+4+29+UNE+2:1"))[0])
    segments = MESSAGES["CONTRL"].write(read.document, "D96A")
    assert [edifact_segment(each, PLAIN) for each in segments] == [
        "UCI+301+HARBORPINE:ZZ+5412345000013:14+7", "UCF+7+54:14+HARBORPINE:ZZ+4+29+UNE+2:1",
    ]  # fmt: skip
