"""Each part of a file's JSON that was changed is written or refused; none is passed over."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from edi.profiles import load_profiles
from edi.rewriting import Letter, write_json
from edi.wire_json import read_file
from tests.edi.test_rewriting import FIXTURES
from tests.edi.wire import NOW, interchange, order_set

if TYPE_CHECKING:
    from collections.abc import Callable

Table = dict[str, Any]
DATA = interchange(order_set())


def printed(data: bytes = DATA) -> Table:
    return json.loads(json.dumps(read_file([data])))


def whole(table: Table) -> Table:
    return table["interchanges"][0]


def group(table: Table) -> Table:
    return whole(table)["groups"][0]


def one_set(table: Table) -> Table:
    return group(table)["transaction_sets"][0]


def changed(at: Callable[[Table], Table], **values: object) -> Table:
    table = printed()
    at(table).update(values)
    return table


def codes(table: Table) -> list[tuple[str, str]]:
    return [(found.code.value, found.element) for found in write_json(table, None).findings]


def edited(number: int, position: int, value: str) -> Table:
    table = printed()
    one_set(table)["segments"][number][position] = value
    return table


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        (edited(1, 3, "4500018"), b"4500017**", b"4500018**"),
        (changed(one_set, control_number="0007"), b"*0001~", b"*0007~"),
        (changed(group, control_number="77"), b"*1*X*", b"*77*X*"),
        (changed(whole, control_number="000000044"), b"*000000001", b"*000000044"),
        (changed(whole, usage="T"), b"*0*P*", b"*0*T*"),
        (changed(whole, sender="08:OTHER"), b"*08*ACME           ", b"*08*OTHER          "),
        (changed(whole, receiver="01:OTHER"), b"*ZZ*CROSSDOCK      ", b"*01*OTHER          "),
    ],
)
def test_a_changed_part_is_written_wherever_it_stands(table: Table, old: bytes, new: bytes):
    written = write_json(table, None)
    assert written.findings == ()
    assert written.content != DATA
    wanted = DATA.replace(old, new)
    if old == b"*1*X*":
        wanted = wanted.replace(b"GE*1*1~", b"GE*1*77~")
    assert written.content == wanted


@pytest.mark.parametrize(
    ("number", "position", "value", "code"),
    [
        (1, 3, "45*17", ("ELEMENT_CHARACTER", "BEG03")),
        (1, 3, "45~17", ("ELEMENT_CHARACTER", "BEG03")),
        (1, 3, "45>17", ("ELEMENT_CHARACTER", "BEG03")),
        (1, 3, "45\n17", ("ELEMENT_CHARACTER", "BEG03")),
        (1, 3, "45\u20ac", ("CHARACTER_OUTSIDE", "BEG03")),
        (-1, 1, "99", ("SE_COUNT_WRONG", "SE01")),
        (-1, 2, "0009", ("SE_CONTROL_DIFFERS", "SE02")),
    ],
)
def test_segments_are_written_strictly(
    number: int, position: int, value: str, code: tuple[str, str]
):
    assert codes(edited(number, position, value)) == [code]


def test_segments_that_were_added_are_counted_by_the_trailer_alone():
    table = printed()
    segments: list[list[str]] = one_set(table)["segments"]
    at = next(at for at, segment in enumerate(segments) if segment[0] == "CTT")
    segments.insert(at, ["PO1", "3", "5", "EA", "1", "", "VN", "A"])
    assert codes(table) == [("COUNT_DIFFERS", "CTT01")]
    segments[at + 1][1:] = ["3", "20"]
    written = write_json(table, None)
    assert written.findings == ()
    assert b"PO1*3*5*EA*1**VN*A~" in written.content
    assert b"SE*%d*0001~" % len(segments) in written.content


def test_a_document_and_segments_that_were_both_changed_must_say_the_same():
    table = edited(1, 3, "4500018")
    one_set(table)["document"]["number"] = "4500018"
    assert write_json(table, None).content == DATA.replace(b"4500017**", b"4500018**")
    one_set(table)["document"]["number"] = "4500019"
    (finding,) = write_json(table, None).findings
    assert "so were the segments" in finding.message


@pytest.mark.parametrize(
    ("table", "named"),
    [
        (changed(whole, sha256="0"), "sha256"),
        (changed(whole, standard="EDIFACT"), "standard"),
        (changed(whole, sender="ACME"), "sender"),
        (changed(whole, receiver="ZZ:" + "X" * 16), "receiver"),
        (changed(lambda table: whole(table)["wire"], before="JUNK"), "wire.before"),
        (changed(lambda table: whole(table)["wire"]["delimiters"], component="<"), "component"),
        (changed(lambda table: table, after="JUNK"), "after"),
        (changed(one_set, colour="red"), "colour"),
        (
            changed(lambda table: one_set(table)["document"]["lines"][0], quantity_sent="13"),
            "quantity_sent",
        ),
    ],
)
def test_what_cannot_be_written_is_refused_by_its_name(table: Table, named: str):
    (finding,) = write_json(table, None).findings
    assert (finding.code.value, named in finding.message) == ("VALUE_UNWRITTEN", True)


ORDERS = (FIXTURES[-1].parent / "ORDERS_bonsai_order.edi").read_bytes()


@pytest.mark.parametrize(
    ("at", "name", "value", "place"),
    [
        (lambda table: table, "findings", [{}], "findings"),
        (lambda table: table, "colour", "red", "colour"),
        (lambda table: table["wire"], "colour", "red", "wire.colour"),
        (whole, "findings", [{}], "interchanges[0].findings"),
        (whole, "partner", "umbra", "interchanges[0].partner"),
        (group, "findings", [{}], "interchanges[0].groups[0].findings"),
        (one_set, "accepted", False, "].transaction_sets[0].accepted"),
        (one_set, "findings", [{}], "].transaction_sets[0].findings"),
        (lambda table: whole(table)["wire"], "wrapped", {}, "[0].wire.wrapped"),
    ],
)
def test_what_judges_and_what_is_nowhere_written_is_refused_by_its_name(
    at: Callable[[Table], Table], name: str, value: object, place: str
):
    for data in (DATA, ORDERS):
        table = printed(data)
        at(table)[name] = value
        (finding,) = write_json(table, None).findings
        assert f"{place}: " in finding.message
        # What was taken away says nothing that is not so.
        del at(table)[name]
        assert (write_json(table, None).findings, write_json(table, None).content) == ((), data)


def test_a_reuse_that_refuses_sets_is_what_was_read():
    data = DATA + DATA.replace(b"4500017", b"4500018")
    table = printed(data)
    assert not table["interchanges"][1]["groups"][0]["transaction_sets"][0]["accepted"]
    written = write_json(table, None)
    assert (written.findings, written.content) == ((), data)


def test_line_breaks_are_written_as_said_or_refused():
    joined = ORDERS.replace(b"\r", b"").replace(b"\n", b"")
    table = printed(joined)
    whole(table)["wire"]["ends_with_break"] = True
    (finding,) = write_json(table, None).findings
    assert "wire.ends_with_break: no line break" in finding.message
    for data in (joined, DATA.replace(b"\n", b"")):
        table = printed(data)
        table["wire"]["wrapped"] = {
            "from": 0, "width": 80, "line_break": "", "ends_with_break": False,
        }  # fmt: skip
        (finding,) = write_json(table, None).findings
        assert "wire.wrapped: what is written is not read" in finding.message
        table["wire"]["wrapped"] |= {"line_break": "\r\n", "ends_with_break": True}
        written = write_json(table, None)
        assert written.findings == ()
        assert printed(written.content)["wire"]["wrapped"] == table["wire"]["wrapped"]


@pytest.mark.parametrize(
    ("characters", "value", "is_written"),
    [
        ("UNOW", "PO\xc9", False),
        ("UNOY", "PO\xc9", False),
        ("UNOW", "PO\xc3\x89", True),
        ("UNOC", "PO\xc9", True),
        ("UNOA", "PO\xc9", False),
        ("UNOB", "PO\xc9", False),
        ("UNOE", "PO\xc9", True),
    ],
)
def test_segments_are_bytes_of_the_character_set_that_a_message_names(
    characters: str, value: str, is_written: bool
):
    table = printed(ORDERS.replace(b"UNOC", characters.encode()))
    one_set(table)["segments"][1][2] = value
    written = write_json(table, None)
    if is_written:
        assert written.findings == ()
        assert value.encode("latin-1") in written.content
    else:
        (finding,) = written.findings
        assert (finding.code.value, finding.element) == ("CHARACTER_OUTSIDE", "BGM02")


def test_bytes_that_are_no_utf_8_are_not_mixed_into_a_file_that_has_it():
    table = printed(DATA.replace(b"*ACME DC*", "*ACMÉ*".encode()))
    one_set(table)["segments"][1][3] = "45\xc9"
    assert codes(table) == [("CHARACTER_OUTSIDE", "BEG03")]
    one_set(table)["segments"][1][3] = "45\xc3\x89"
    assert "45É".encode() in write_json(table, None).content


def test_a_header_and_its_field_that_were_both_changed_must_say_the_same():
    table = changed(whole, sender="08:OTHER")
    header = whole(table)["wire"]["header"]
    header[6] = f"{'THIRD':<15}"
    (finding,) = write_json(table, None).findings
    assert "sender" in finding.message
    whole(table)["sender"] = "08:ACME"
    assert b"*08*THIRD          *" in write_json(table, None).content
    header[6] = f"{'ACME':<15}"
    header[2] = "NOTHING   "
    assert b"ISA*00*NOTHING   *" in write_json(table, None).content


def test_a_trailer_that_was_changed_is_not_counted_anew():
    table = printed()
    group(table)["wire"]["trailer"][1] = "4"
    assert codes(table) == [("GE_COUNT_WRONG", "GE01")]


def test_blanks_and_what_was_there_may_stand_before_an_interchange():
    table = printed(b"junk" + DATA)
    whole(table)["usage"] = "T"
    assert write_json(table, None).content == b"junk" + DATA.replace(b"*0*P*", b"*0*T*")
    table = changed(lambda table: whole(table)["wire"], before=" \r\n")
    assert write_json(table, None).content == b" \r\n" + DATA


def test_edifact_control_numbers_are_written_and_parties_refused():
    data = (FIXTURES[-1].parent / "ORDERS_bonsai_order.edi").read_bytes()
    table = printed(data)
    one_set(table)["control_number"] = "77"
    written = write_json(table, None)
    assert written.findings == ()
    assert [one_set(printed(written.content))["control_number"]] == ["77"]
    whole(table)["sender"] = "14:OTHER"
    (finding,) = write_json(table, None).findings
    assert "sender" in finding.message


def test_an_edifact_interchange_without_messages_is_written_or_refused():
    data = (FIXTURES[-1].parent / "ORDERS_bonsai_order.edi").read_bytes()
    end = data.index(b"UNH+")
    table = printed(data[:end] + data[data.index(b"UNZ+") :])
    assert whole(table)["groups"] == []
    whole(table)["control_number"] = "77"
    written = write_json(table, None)
    assert written.findings == ()
    assert b"UNZ+0+77'" in written.content


def test_a_message_alone_has_the_prefix_of_its_partner_where_there_is_room_for_it():
    numbers = 'control_numbers = { prefix = "HARBR" }'
    (profile,) = load_profiles({"acme": f'ids = ["14:ACME"]\n{numbers}'}).partners
    letter = Letter(profile=profile, sender="ZZ:US", receiver="14:ACME", at=NOW, control=7)
    document = {"purpose": "29", "type": "231", "number": "4500017", "answered": "2026-03-02"}
    alone = {"set": "ORDRSP", "document": {**document, "lines": [{"line": "1", "action": "5"}]}}
    written = write_json(alone, letter)
    assert written.findings == ()
    assert written.content.count(b"+HARBR000000007") == 2
    long = write_json(alone, replace(letter, control=10**9))
    assert [(found.code.value, found.found) for found in long.findings] == [
        ("ELEMENT_LONG", "HARBR1000000000")
    ]


SHIP_NOTICE = (FIXTURES[0].parent / "856_pick_and_pack.edi").read_bytes()
DESPATCH_ADVICE = (FIXTURES[0].parent / "DESADV_two_cartons.edi").read_bytes()
AT = "interchanges[0].groups[0].transaction_sets[0].document.levels[0]"


def level(table: Table, *way: int) -> Table:
    found = one_set(table)["document"]
    for at in way:
        found = found["levels"][at]
    return found


@pytest.mark.parametrize(
    ("data", "way", "name", "value", "made"),
    [
        (SHIP_NOTICE, (0,), "id", "77", "1"),
        (SHIP_NOTICE, (0,), "parent", "7", ""),
        (SHIP_NOTICE, (0,), "has_children", "0", "1"),
        (SHIP_NOTICE, (0, 0), "parent", "2", "1"),
        (SHIP_NOTICE, (0, 0), "id", "1", "2"),
        (SHIP_NOTICE, (0, 0), "id", "", "2"),
        (SHIP_NOTICE, (0, 0), "parent", "", "1"),
        (SHIP_NOTICE, (0,), "has_children", "", "1"),
        (DESPATCH_ADVICE, (0,), "id", "", "1"),
        (DESPATCH_ADVICE, (0,), "has_children", "", "1"),
        (DESPATCH_ADVICE, (0,), "kind", "", "P"),
        (DESPATCH_ADVICE, (0,), "id", "77", "1"),
        (DESPATCH_ADVICE, (0,), "kind", "T", "P"),
    ],
)
def test_a_level_that_was_numbered_otherwise_is_refused_and_named(
    data: bytes, way: tuple[int, ...], name: str, value: str, made: str
):
    table = printed(data)
    assert level(table, *way)[name] == made
    level(table, *way)[name] = value
    written = write_json(table, None)
    inner = ".levels[0]" * (len(way) - 1)
    assert [(one.code.value, one.found, one.assumed) for one in written.findings] == [
        ("VALUE_UNWRITTEN", value, made)
    ]
    assert written.findings[0].message.startswith(f"{AT}{inner}.{name}: ")
    alone = {"set": one_set(table)["set"], "document": one_set(table)["document"]}
    (profile,) = load_profiles({"acme": 'ids = ["14:ACME"]'}).partners
    letter = Letter(profile=profile, sender="ZZ:US", receiver="14:ACME", at=NOW, control=7)
    # What is empty where nothing was is for the writer to make.
    assert [one.found for one in write_json(alone, letter).findings] == [value] * bool(value)


def test_levels_are_numbered_on_where_one_was_added_moved_or_taken_away():
    for change in (
        lambda levels: levels.insert(0, {**levels[0], "id": ""}),
        lambda levels: levels.append({**levels[0], "marks": [{"qualifier": "GM", "number": "7"}]}),
        lambda levels: levels.reverse(),
        lambda levels: levels.pop(0),
    ):
        table = printed(SHIP_NOTICE)
        change(level(table, 0, 0)["levels"])
        one_set(table)["document"]["level_count"] = None
        written = write_json(table, None)
        assert written.findings == ()
        again = one_set(printed(written.content))["document"]
        numbers: list[str] = []

        def lay(levels: list[Table], numbers: list[str] = numbers) -> None:
            for each in levels:
                numbers.append(each["id"])
                lay(each["levels"])

        lay(again["levels"])
        assert numbers == [str(at) for at in range(1, len(numbers) + 1)]
    table = printed(SHIP_NOTICE)
    level(table, 0, 0)["levels"].append({**level(table, 0, 0, 0), "id": "99"})
    one_set(table)["document"]["level_count"] = None
    assert [one.found for one in write_json(table, None).findings] == ["99"]


def test_a_value_that_stands_twice_is_taken_away_twice_or_refused():
    path = next(path for path in FIXTURES if path.stem.startswith("IFTSTA"))
    for act, found in (
        (lambda event: event["places"].pop(), "]: it is"),
        (lambda event: event.update(city=""), ".city: it is"),
    ):
        table = printed(path.read_bytes())
        act(one_set(table)["document"]["legs"][0]["events"][0])
        (finding,) = write_json(table, None).findings
        assert found in finding.message
