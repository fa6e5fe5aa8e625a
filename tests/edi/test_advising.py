"""What a partner is told beyond syntax: refusals of documents, used numbers, ranges of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from edi.advising import Room, error_of
from edi.codes import Code
from edi.control_numbers import HIGHEST, Numbers, read_numbers
from edi.dictionary.code_lists import x12_code_lists
from edi.explaining import explain_file
from edi.facts import DocumentSeen, ExceptionSeen, Found, Outbound, Step
from edi.findings import WireFinding
from edi.pair_memory import Issued, Sent
from edi.pair_state import PairState
from edi.profiles import Profiles, load_profiles
from edi.reading import check_file
from edi.receiving import receive
from edi.sending import Request, send
from edi.transaction_sets import read_set
from tests.edi.test_sending import acknowledgment, request
from tests.edi.wire import BODY, NOW, frame, interchange, order_set, segments, sets_of

if TYPE_CHECKING:
    from datetime import datetime

HOLDS = 'levels = { balance = "error" }\n'
REDONE = tuple(line.replace("9.25", "9.35") for line in BODY)
UNBALANCED = tuple("CTT*9*15" if line.startswith("CTT") else line for line in BODY)
ORDERS = (
    "UNB+UNOC:3+ACME:14+US:ZZ+260302:0615+{control}'UNH+1+ORDERS:D:96A:UN'BGM+220+{number}+9'"
    "DTM+137:20260302:102'NAD+BY+1::9'LIN+1++A:VN'QTY+21:12'UNS+S'CNT+2:{lines}'"
    "UNT+9+1'UNZ+1+{control}'"
)


def partner(more: str) -> Profiles:
    return load_profiles({"acme": f'ids = ["08:ACME", "14:ACME"]\n{more}'})


def took(profiles: Profiles, *files: bytes, state: PairState | None = None) -> Step:
    """Files received one after the other, the state frozen and thawed between any two."""
    step = Step(state=state or PairState(), facts=())
    facts: list[object] = []
    for data in files:
        before = PairState.thaw(step.state.freeze())
        step = receive(before, frame(data), now=NOW, profiles=profiles)
        facts += step.facts
    return Step(state=step.state, facts=tuple(facts))  # type: ignore[arg-type]


def out(step: Step) -> dict[str, list[str]]:
    """What went out, segments without the envelope, by set."""
    sent = [fact for fact in step.facts if isinstance(fact, Outbound)]
    return {one.set: [line for line in segments(one.content) if line[:3] not in ("ISA", "IEA")]
            for one in sent}  # fmt: skip


def raised(step: Step) -> list[str]:
    """The codes of exceptions, as often as they were told."""
    return [str(fact.row["code"]) for fact in step.facts if isinstance(fact, ExceptionSeen)]


def status(step: Step) -> list[str]:
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    return [str(row["status"]) for row in rows if row["direction"] == "in"]


def test_an_824_says_why_a_well_formed_document_is_not_taken():
    step = took(partner(f'{HOLDS}advice = "824"'), interchange(order_set(UNBALANCED)))
    assert out(step)["824"] == [
        "GS*AG*CROSSDOCK*ACME*20260302*0700*1*X*004010",
        "ST*824*0001",
        "BGN*11*000000001-0001-AE3F390E4B*20260302*0700",
        "OTI*TR*PO*4500017*ACME*CROSSDOCK***1*0001*850*004010",
        "TED*010*The count is not the number of lines.*CTT*8*1**9",
        "SE*5*0001",
        "GE*1*1",
    ]
    assert "AK5*A" in out(step)["997"]
    assert status(step) == ["refused"]
    assert [fact.row["code"] for fact in step.facts if isinstance(fact, ExceptionSeen)] == [
        "EDI-HELD"
    ]


def test_an_855_refuses_an_order_of_whose_number_none_counts():
    step = took(partner(f'{HOLDS}advice = "855"'), interchange(order_set(UNBALANCED)))
    assert out(step)["855"][1:4] == ["ST*855*0001", "BAK*00*RJ*4500017*20260302", "SE*3*0001"]
    assert (status(step), raised(step)) == (["refused"], ["EDI-HELD"])


def test_nothing_is_advised_unless_the_partner_wants_it_or_on_what_is_taken():
    wrong = interchange(order_set(UNBALANCED))
    assert set(out(took(partner(HOLDS), wrong))) == {"997"}
    assert set(out(took(partner(f'{HOLDS}advice = "855"'), interchange(order_set())))) == {"997"}


def test_an_advice_goes_once_and_waits_for_its_acknowledgment():
    profiles = partner(f'{HOLDS}advice = "824"')
    data = interchange(order_set(UNBALANCED))
    first = took(profiles, data)
    again = took(profiles, data, state=first.state)
    assert set(out(again)) == {"997"}
    (number,) = [
        one.group_control for one in first.facts if isinstance(one, Outbound) and one.set == "824"
    ]
    answer = acknowledgment(group="AG", control=str(number)).replace(b"US  ", b"CROSSDOCK  ", 1)
    step = took(profiles, answer, state=first.state)
    rows = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    assert [row["status"] for row in rows if row["set"] == "824"] == ["accepted"]


def test_a_good_document_resolves_what_was_refused():
    profiles = partner(f'{HOLDS}advice = "824"')
    step = took(profiles, interchange(order_set(UNBALANCED)), interchange(order_set(), control=2))
    seen = [fact.row for fact in step.facts if isinstance(fact, ExceptionSeen)]
    assert [row["resolved_at"] is not None for row in seen] == [False, True]


def test_edifact_has_an_ordrsp_and_no_824():
    data = ORDERS.format(control="1", number="4500017", lines=7).encode()
    held = partner(f'{HOLDS}advice = "855"')
    (text,) = [" ".join(lines) for code, lines in out(took(held, data)).items() if code == "ORDRSP"]
    assert "BGM+231+4500017+27'" in text
    assert "RFF+ON:4500017'" in text
    step = took(partner(f'{HOLDS}advice = "824"'), data)
    assert set(out(step)) == {"CONTRL"}
    assert (status(step), raised(step)) == (["held"], ["EDI-UNTOLD", "EDI-HELD"])
    (why,) = [fact.row["message"] for fact in step.facts if isinstance(fact, ExceptionSeen)][:1]
    assert str(why).endswith("EDIFACT has no message that tells it.")


def test_a_used_number_may_be_refused_instead_of_answered_again():
    profiles = partner('used_number = "refuse"')
    data = interchange(order_set())
    first = took(profiles, data)
    again = took(profiles, data, state=first.state)
    assert out(again) == {"TA1": ["TA1*000000001*260302*0615*R*025"]}
    other = interchange(order_set(tuple(line.replace("*12*", "*13*") for line in BODY)))
    reused = took(profiles, other, state=again.state)
    assert out(reused) == {"TA1": ["TA1*000000001*260302*0615*R*025"]}
    assert status(reused) == ["refused"]
    numbers = [
        fact.interchange_control
        for step in (first, again, reused)
        for fact in step.facts
        if isinstance(fact, Outbound)
    ]
    assert numbers == [1, 2, 3]


def test_a_used_reference_is_refused_in_a_contrl():
    profiles = partner('used_number = "refuse"')
    data = ORDERS.format(control="1", number="4500017", lines=1).encode()
    step = took(profiles, data, state=took(profiles, data).state)
    assert any("UCI+1+ACME:14+US:ZZ+4+26+UNB+6'" in line for line in out(step)["CONTRL"])


def ordrsp(id: str = "a") -> Request:  # noqa: A002
    return Request(
        id=id, sender="ZZ:US", receiver="14:ACME", usage="P", set="ORDRSP", release="D96A",
        document=read_set(sets_of(ORDRSP)[0]).document, raw=id.encode(),
    )  # fmt: skip


def contrl(reference: str, verdict: str = "7", message: str = "", control: int = 77) -> bytes:
    """What acme says of an interchange of ours."""
    return (
        f"UNB+UNOC:3+ACME:14+US:ZZ+260302:0800+{control}'UNH+1+CONTRL:D:96A:UN'"
        f"UCI+{reference}+US:ZZ+ACME:14+{verdict}'{message}UNT+{3 + bool(message)}+1'"
        f"UNZ+1+{control}'"
    ).encode()


@pytest.mark.parametrize(
    ("verdict", "message", "status"),
    [
        ("7", "", "accepted"),
        ("4", "", "rejected"),
        ("7", "UCM+1+ORDRSP:D:96A:UN+4'", "rejected"),
        ("8", "UCM+1+ORDRSP:D:96A:UN+4'", "rejected"),
        ("8", "", "sent"),
    ],
)
def test_a_contrl_is_matched_with_what_we_sent(verdict: str, message: str, status: str):
    profiles = partner("")
    profile = profiles.partners[0]
    sent = send(PairState(), ordrsp(), profile, NOW)
    assert any(isinstance(fact, Outbound) for fact in sent.facts)
    step = took(profiles, contrl("000000001", verdict, message), state=sent.state)
    rows = [fact.row for fact in (*sent.facts, *step.facts) if isinstance(fact, DocumentSeen)]
    ours = [row for row in rows if row["direction"] == "out"]
    assert ours[-1]["status"] == status
    assert out(step) == {}
    assert step.state.sent["000000001"].waits == (status == "sent")
    # Named by its numbers on the wire, which has no group.
    numbers = ("document", "group_control", "set_control")
    name = "EDIFACT/ZZ:US/14:ACME/000000001//1"
    assert {tuple(row[key] for key in numbers) for row in ours} == {(name, "", "1")}
    again = took(profiles, contrl("000000001", control=78), state=step.state)
    assert again.state.sent["000000001"].status == "accepted"


ORDRSP = (
    b"UNB+UNOC:3+US:ZZ+ACME:14+260302:0615+1'UNH+1+ORDRSP:D:96A:UN'BGM+231+SO-1+29'"
    b"DTM+137:20260302:102'RFF+ON:4500017'LIN+1+5+A:VN'UNS+S'UNT+7+1'UNZ+1+1'"
)


def test_numbers_stay_in_the_partners_range_and_go_round():
    profiles = partner("control_numbers = { first = 5_000, last = 5_999 }")
    profile, state = profiles.partners[0], PairState()
    given: list[int] = []
    now: datetime = NOW
    for number in range(1_000):
        step = send(state, request(f"a-{number}", f"{number}"), profile, now)
        given += [fact.interchange_control for fact in step.facts if isinstance(fact, Outbound)]
        state = step.state
    assert given == list(range(5_000, 6_000))
    spent = send(state, request("b", "1"), profile, now + timedelta(days=1))
    assert [f.finding.code.value for f in spent.facts if isinstance(f, Found)] == ["NUMBERS_SPENT"]
    received = took(profiles, interchange(order_set()))
    assert [fact.interchange_control for fact in received.facts if isinstance(fact, Outbound)] == [
        5_000
    ]


def test_references_of_edifact_have_the_partners_prefix_in_their_14_characters():
    numbers = '{ first = 999_999_000, prefix = "HARBR" }'
    profiles = partner(f"control_numbers = {numbers}")
    state, given, rows = PairState(last_interchange=HIGHEST - 2), [], []
    for name in ("a", "b", "c"):
        step = send(PairState.thaw(state.freeze()), ordrsp(name), profiles.partners[0], NOW)
        state = step.state
        for fact in step.facts:
            match fact:
                case Outbound():
                    given.append((sets_of(fact.content)[0].interchange.control, fact.name))
                    assert fact.content.count(given[-1][0].encode()) == 2
                case DocumentSeen(row=row):
                    rows.append((row["interchange_control"], row["document"]))
                case _:
                    pass
    references = ["HARBR999999998", "HARBR999999999", "HARBR999999000"]
    assert [reference for reference, _ in given] == references
    # The last of them is of the second round.
    named = [*references[:2], f"{references[2]}-2"]
    assert [name.rpartition("_")[2] for _, name in given] == named
    assert [(control, about.split("/")[3]) for control, about in rows] == [
        (one, name.replace("-", "@")) for one, name in zip(references, named, strict=True)
    ]
    again = replace(state, last_interchange=HIGHEST - 2)
    skipped = send(again, ordrsp("d"), profiles.partners[0], NOW)
    (out,) = [fact for fact in skipped.facts if isinstance(fact, Outbound)]
    assert out.interchange_control == 999_999_001
    # What was sent is known by its reference, whatever the profile says by now.
    step = took(partner('control_numbers = { prefix = "X" }'), contrl(references[0]), state=state)
    seen = [fact.row for fact in step.facts if isinstance(fact, DocumentSeen)]
    told = [(row["interchange_control"], row["status"]) for row in seen if row["set"] == "ORDRSP"]
    assert told == [(references[0], "accepted")]
    plain = took(profiles, contrl("999999999"), state=state)
    assert "ACK_UNMATCHED" in [f.finding.code.value for f in plain.facts if isinstance(f, Found)]


def test_a_contrl_of_ours_has_the_prefix_and_comes_again_with_it_and_x12_has_none():
    profiles = partner('control_numbers = { prefix = "HP" }')
    data = ORDERS.format(control="1", number="4500017", lines=1).encode()
    first = took(profiles, data)
    again = took(partner(""), data, state=first.state)
    for step in (first, again):
        (sent,) = [fact for fact in step.facts if isinstance(fact, Outbound)]
        assert (sent.name.rpartition("_")[2], sent.set) == ("HP000000001", "CONTRL")
        assert sent.content.count(b"+HP000000001") == 2
    rows = [fact.row for fact in first.facts if isinstance(fact, DocumentSeen)]
    assert [row["interchange_control"] for row in rows if row["direction"] == "out"] == [
        "HP000000001"
    ]
    x12 = took(profiles, interchange(order_set()))
    (note,) = [fact for fact in x12.facts if isinstance(fact, Outbound)]
    assert (note.name.rpartition("_")[2], b"HP" in note.content) == ("000000001", False)


def test_states_that_knew_no_prefix_are_read():
    state = took(partner(""), ORDERS.format(control="1", number="1", lines=1).encode()).state
    state = send(state, ordrsp(), partner("").partners[0], NOW).state
    (known,), (sent,) = state.interchanges.values(), state.sent.values()
    before = known.issued[0].freeze()[:-2], sent.freeze()[:-4]
    assert (Issued.thaw(before[0]), Sent.thaw(before[1])) == (known.issued[0], sent)


def test_a_range_is_of_nine_digits_and_not_small():
    assert read_numbers({}) == Numbers()
    assert read_numbers({"first": 7}) == Numbers(first=7, last=HIGHEST)
    for table in ({"last": 999}, {"first": 0}, {"last": 10**9}, {"first": "1"}, {"frist": 1}):
        assert read_numbers(table) is None
    for prefix in ("hp", "HARBOR", "H1", "É", 3):
        assert read_numbers({"prefix": prefix}) is None
    assert read_numbers({"prefix": "HARBR"}) == Numbers(prefix="HARBR")
    assert Numbers().after(HIGHEST) == 1
    assert Numbers(first=10, last=2_000).after(5_000) == 10


@pytest.mark.parametrize(
    ("unique", "told"),
    [
        ('["group"]', "GS_CONTROL_DUPLICATE"),
        ('["set"]', "ST_CONTROL_DUPLICATE"),
        ("[]", ""),
    ],
)
def test_a_partner_may_promise_numbers_that_never_repeat(unique: str, told: str):
    profiles = partner(f"unique = {unique}")
    body = tuple(line.replace("4500017", "4500018") for line in BODY)
    again = interchange(order_set(body), control=2).replace(b"*2*X*", b"*1*X*")
    again = again.replace(b"GE*1*2~", b"GE*1*1~")
    step = took(profiles, interchange(order_set()), again)
    found = [f.finding.code.value for f in step.facts if isinstance(f, Found)]
    assert found == [told] if told else found == []
    assert status(step) == ["accepted", "rejected" if told else "accepted"]
    later = receive(
        step.state, frame(again.replace(b"*000000002*", b"*000000003*").replace(
            b"IEA*1*000000002", b"IEA*1*000000003")),
        now=NOW + timedelta(days=61), profiles=profiles,
    )  # fmt: skip
    assert "rejected" not in status(later)


def test_an_advice_that_the_partner_does_not_take_is_named():
    faults = partner('advice = "824"\nsets_out = ["855"]').faults
    assert faults == ("partner acme: partner.toml, advice = '824' wants it among the sets_out",)
    assert partner('advice = "855"\nsets_out = ["855"]').faults == ()


@pytest.mark.parametrize("said", ['sets_in = ["ORDERS", "ORDCHG"]', 'releases = ["D.96A"]'])
def test_an_824_to_a_partner_of_edifact_alone_is_named(said: str):
    (fault,) = partner(f'advice = "824"\n{said}').faults
    assert "advice = '824' tells it nothing" in fault
    assert partner(f'advice = "855"\n{said}').faults == ()
    assert partner('advice = "824"\nsets_in = ["ORDERS", "850"]').faults == ()


@pytest.mark.parametrize(
    ("element", "place"),
    [
        ("PO107", ("PO1", 3, 7)),
        ("BEG03", ("BEG", 3, 3)),
        ("N104", ("N1", 3, 4)),
        ("LIN03-2", ("LIN", 3, 3)),
        ("CTX01-2^3", ("CTX", 3, 1)),
        ("PO102^2", ("PO1", 3, 2)),
        ("REF", ("REF", 3, None)),
        ("N1", ("N1", 3, None)),
        ("PO1", ("PO1", 3, None)),
        ("", ("", None, None)),
    ],
)
def test_an_824_names_the_place(element: str, place: tuple[str, int | None, int | None]):
    error = error_of(
        WireFinding(code=Code.GUIDE_SEGMENT_MISSING, offset=9, segment=3, element=element),
        Room("004010"),
    )
    assert (error.segment, error.position, error.element) == place


@pytest.mark.parametrize("release", ["004010", "005010"])
def test_an_824_says_why_by_codes_of_its_list(release: str):
    known = x12_code_lists(release)["647"]
    room = Room(release)
    said = {error_of(WireFinding(code=code, offset=0), room).code for code in Code}
    assert said - known == set()


def test_an_824_on_a_used_order_number_names_its_place_and_is_understood():
    profiles = partner('advice = "824"')
    files = [interchange(order_set()), interchange(order_set(REDONE), control=2)]
    step = took(profiles, *files)
    (finding,) = [f.finding for f in step.facts if isinstance(f, Found)]
    assert (finding.segment, finding.offset) == (2, files[1].index(b"BEG"))
    (advice,) = [
        one.content for one in step.facts if isinstance(one, Outbound) and one.set == "824"
    ]
    assert out(step)["824"][4:5] == [
        "TED*006*The order number was used before for another order; it is*BEG*2*3**4500017"
    ]
    (_, unmatched) = check_file([advice], now=NOW, profiles=profiles)
    assert unmatched["code"] == "ACK_UNMATCHED"
    (told,) = explain_file([advice], [files[1]], profiles)
    (fault,) = told.faults
    assert (told.matched, fault.segment) == (True, "BEG*00*SA*4500017**20260302")
    assert fault.marker == " " * 10 + "^" * 7
