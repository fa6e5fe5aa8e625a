"""Decisions that come before what they are about: carried out when it comes, once, as behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edi.deciding import carry_out, decide
from edi.decisions import Action, Decision
from edi.early import turns
from edi.facts import DocumentSeen, ExceptionSeen, Fact, Found, Outbound, Step
from edi.findings import Code
from edi.pair_state import PairState
from edi.profiles import Profiles
from edi.receiving import receive
from tests.edi.test_advising import HOLDS, UNBALANCED, partner
from tests.edi.test_closing import closing
from tests.edi.test_deciding import ABOUT, FIRST, LATER, REUSED, came, documents, held
from tests.edi.test_deciding import decision as deciding
from tests.edi.test_exceptions import body, broken, rows
from tests.edi.wire import PROFILES, answers, found, frame, interchange, order_set, orders

Event = bytes | Decision
JUDGED = partner(f'{HOLDS}advice = "824"')
OTHER = interchange(order_set(body("1", "20")), control=2)
OTHER_NAME = f"{ABOUT}000000002/2/0001"
TAKEN_ANEW = interchange(
    order_set(body("8")),
    order_set(tuple(line.replace("4500017", "9") for line in UNBALANCED), "0002"),
)
"""The first's control number again; its second order does not balance."""
FILES = (
    FIRST, OTHER, TAKEN_ANEW, interchange(broken("3"), control=3),
    interchange(order_set(UNBALANCED), order_set(body("5"), "0002"), control=4),
)  # fmt: skip


class Log:
    """What a log comes to, fed as the flow feeds a pair, in pieces of some parts.

    The state is written down between any two events.
    """

    def __init__(self, profiles: Profiles = PROFILES, cut: int = 99) -> None:
        self.state, self._written = PairState(), PairState()
        self.facts: list[Fact] = []
        self._profiles, self._cut = profiles, cut

    def read(self, *events: Event) -> Log:
        for event in events:
            if isinstance(event, Decision):
                self.take(decide(self.state, event, now=LATER, profiles=self._profiles))
            else:
                self._receive(event)
            self._written = PairState.thaw(self.state.freeze_changes(), self._written)
            self.state = PairState.thaw(self._written.freeze())
        return self

    def _receive(self, data: bytes) -> None:
        parts = frame(data)
        for start in range(0, len(parts), self._cut):
            for turn in turns(self.state, parts[start : start + self._cut]):
                self.take(receive(self.state, turn, now=LATER, profiles=self._profiles, stream="a"))

    def take(self, step: Step) -> None:
        carried = carry_out(step, now=LATER, profiles=self._profiles)
        self.state = carried.state
        self.facts += [*step.facts, *carried.facts]

    def step(self) -> Step:
        """All that was established, but that something was not known."""
        return Step(state=self.state, facts=tuple(_known(self.facts)))


def _known(facts: list[Fact]) -> list[Fact]:
    """Facts without findings on decisions about what was not known."""
    return [
        fact
        for fact in facts
        if not (isinstance(fact, Found) and fact.finding.code is Code.DECISION_UNKNOWN)
    ]


def made(about: str, action: Action = Action.RELEASE, by: str = "anna", hour: int = 0) -> Decision:
    return replace(deciding(about, action, by), decided_at=LATER + timedelta(hours=hour))


def all_names() -> tuple[str, list[dict[str, object]]]:
    """The held interchange's name, and the exceptions of all files, as views once showed them."""
    log = Log(JUDGED).read(*FILES)
    (name,) = (each for each in log.state.held if each.count("/") == 3)
    log.read(made(name))
    shown = {str(row["exception"]): row for row in rows(log.step()) if row["status"] == "open"}
    return name, list(shown.values())


WHOLE, SHOWN = all_names()
NAMES = (
    OTHER_NAME, WHOLE, f"{ABOUT}000000001/1/0002{WHOLE[-9:]}", f"{ABOUT}000000004/4/0001",
    f"{ABOUT}000000004/4/0002", f"{ABOUT}000000003/3/0001",
)  # fmt: skip
"""What may be decided about; the last two are never held."""
CHOICES = st.lists(
    st.tuples(
        st.sampled_from([Action.RELEASE, Action.REJECT, Action.CLOSE]),
        st.integers(0, 5),
        st.sampled_from(["anna", "ben"]),
        st.integers(0, len(FILES)),
    ),
    max_size=9,
)


def decisions_of(choices: list[tuple[Action, int, str, int]]) -> list[tuple[Decision, int]]:
    """Decisions in the order in which they were made, each with how many files it comes behind."""
    out: list[tuple[Decision, int]] = []
    place = 0
    for hour, (action, number, by, at) in enumerate(choices):
        one = (
            closing(SHOWN[number % len(SHOWN)], by)
            if action is Action.CLOSE
            else made(NAMES[number], action, by)
        )
        place = max(place, at)
        out.append((replace(one, decided_at=LATER + timedelta(hours=hour)), place))
    return out


def log_of(decisions: list[tuple[Decision, int]]) -> list[Event]:
    """Files in their order, and between them decisions at their places."""
    events: list[Event] = []
    for number in range(len(FILES) + 1):
        events += [one for one, at in decisions if at == number]
        events += FILES[number : number + 1]
    return events


def outcome(log: Log) -> dict[str, object]:
    """The last of each document and exception, what was decided, and what was answered."""
    facts = log.step().facts
    seen: dict[str, object] = {
        str(row["document"]): (row["status"], row.get("decided_by"), row.get("decided_at"))
        for row in (fact.row for fact in facts if isinstance(fact, DocumentSeen))
        if row["direction"] == "in"
    }
    seen |= {
        str(row["exception"]): (row["status"], row["resolved_by"], row["version"])
        for row in (fact.row for fact in facts if isinstance(fact, ExceptionSeen))
    }
    seen |= {f"decided {name}": (one.id, one.by) for name, one in log.state.decided.items()}
    return seen | {
        "held": sorted(log.state.held),
        "open": sorted(log.state.raised),
        "orders": sorted(str(row["document"]) for row in orders(log.step())),
        "answers": sorted(
            (one.set, one.answers) for one in facts if isinstance(one, Outbound)
        ),
    }  # fmt: skip


@example(
    [(Action.RELEASE, 2, "anna", 0), (Action.RELEASE, 1, "anna", 0), (Action.CLOSE, 4, "anna", 0)],
    1,
)
@given(CHOICES, st.integers(1, 9))
def test_wherever_decisions_stand_among_files_all_comes_to_the_same(
    choices: list[tuple[Action, int, str, int]], cut: int
):
    decisions = decisions_of(choices)
    behind = Log(JUDGED).read(*FILES, *(one for one, _ in decisions))
    between = Log(JUDGED, cut).read(*log_of(decisions))
    before = Log(JUDGED, cut).read(*(one for one, _ in decisions), *FILES)
    assert outcome(between) == outcome(before) == outcome(behind)
    # A document of an interchange waits until that is released.
    waits = {NAMES[2], f"EDI-HELD/{NAMES[2]}"} if WHOLE in before.state.held else set[str]()
    assert set(before.state.early) <= waits
    whole = Log(JUDGED).read(*(one for one, _ in decisions), *FILES)
    assert whole.facts == before.facts, "pieces change nothing"


@pytest.mark.parametrize("action", [Action.RELEASE, Action.REJECT])
def test_an_early_decision_brings_what_it_would_have_brought_behind_its_document(action: Action):
    profiles = partner('advice = "824"')
    decision = made(OTHER_NAME, action)
    first = decide(PairState(), decision, now=LATER, profiles=profiles)
    assert found(first) == ["DECISION_UNKNOWN"]
    assert first.facts[0].raw == b"{}"  # type: ignore[union-attr]
    assert decide(first.state, decision, now=LATER, profiles=profiles).facts == ()
    before = Log(profiles).read(decision, decision, FIRST, OTHER)
    behind = Log(profiles).read(FIRST, OTHER, decision)
    status = "accepted" if action is Action.RELEASE else "rejected"
    assert documents(before.step())[-1] == (OTHER_NAME, status, 2, "anna")
    assert outcome(before) == outcome(behind)
    assert dict(before.state.decided) == dict(behind.state.decided)
    assert before.read(decision, FIRST, OTHER).state.decided == behind.state.decided
    assert len(orders(before.step())) == (2 if action is Action.RELEASE else 1)


def test_where_an_interchange_ends_with_its_group_the_facts_are_the_same_too():
    decision = made(OTHER_NAME)
    before, behind = Log().read(decision, FIRST, OTHER), Log().read(FIRST, OTHER, decision)
    assert sorted(map(repr, before.step().facts)) == sorted(map(repr, behind.step().facts))


def test_an_early_release_of_an_interchange_is_answered_once_and_the_same_again():
    name = held(came(FIRST, REUSED))[0]
    log = Log().read(made(name), FIRST, REUSED)
    assert outcome(log) == outcome(Log().read(FIRST, REUSED, made(name)))
    first, answer = answers(log.step())
    assert (first.answers, answer.answers) == (f"{ABOUT}000000001", name)
    count = len(log.facts)
    log.read(REUSED, made(name))
    again = [fact for fact in log.facts[count:] if isinstance(fact, Outbound)]
    assert [one.content for one in again] == [answer.content]


def test_of_two_early_decisions_the_first_counts_and_the_other_is_told_so():
    for by in (("anna", "ben"), ("ben", "anna")):
        first = made(OTHER_NAME, Action.REJECT, by[0])
        log = Log().read(first, made(OTHER_NAME, Action.RELEASE, by[1]), FIRST, OTHER)
        assert documents(log.step())[-1] == (OTHER_NAME, "rejected", 2, by[0])
        late = [fact for fact in log.step().facts if isinstance(fact, Found)][-1]
        assert late.finding.code is Code.DECISION_LATE
        assert late.finding.message == f"It was rejected by {by[0]} on 2026-03-02."
        assert found(
            decide(log.state, made(OTHER_NAME, by="eve"), now=LATER, profiles=PROFILES)
        ) == ["DECISION_LATE"]
        assert not log.state.early


def test_what_cannot_be_released_is_rejected_by_the_next_early_decision():
    change = interchange(
        order_set(tuple(line.replace("BEG*00", "BEG*04") for line in body("1"))), control=2
    )
    log = Log().read(made(OTHER_NAME), made(OTHER_NAME, Action.REJECT, "ben"), FIRST, change)
    assert found(log.step())[-1] == "DECISION_UNFIT"
    assert documents(log.step())[-1] == (OTHER_NAME, "rejected", 2, "ben")


def test_a_decision_about_what_was_taken_or_refused_at_once_waits_for_nothing():
    name = f"{ABOUT}000000001/1/0001"
    log = Log(cut=1).read(made(name), FIRST)
    assert documents(log.step()) == [(name, "accepted", 1, None)]
    assert not log.state.early


def test_an_early_decision_acts_before_the_next_document_however_the_file_is_cut():
    same = interchange(order_set(body("1", "20")), control=3)
    for cut in (1, 2, 99):
        log = Log(cut=cut).read(made(OTHER_NAME), FIRST + OTHER + same)
        assert found(log.step())[-1] == "ORD-DUP-PO-SAME"
        assert outcome(log) == outcome(Log().read(FIRST, OTHER, made(OTHER_NAME), same))


def test_a_state_without_early_decisions_takes_its_parts_whole():
    parts = frame(FIRST)
    assert list(turns(PairState(), parts)) == [parts]
    waits = decide(PairState(), made(OTHER_NAME), now=LATER, profiles=PROFILES).state
    cut = list(turns(waits, [*parts, parts[0]]))
    assert [part for turn in cut for part in turn] == [*parts, parts[0]]
    assert [type(turn[-1]).__name__ for turn in cut] == [
        "GroupClosed", "InterchangeClosed", "InterchangeOpened",
    ]  # fmt: skip
