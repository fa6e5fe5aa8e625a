"""Framing survives every quirk and names it, whatever the cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.framed import GroupClosed, InterchangeClosed, InterchangeOpened, SetFramed
from edi.framing import Framer, Limits
from edi.transaction_sets import read_set
from tests.edi.wire import BODY, codes, frame, interchange, opened, order_set, sets_of

CLEAN = interchange(order_set())


def test_a_clean_interchange_has_its_parts_in_order_and_no_finding():
    parts = frame(CLEAN)
    names = [type(part).__name__ for part in parts]
    assert names == [
        "InterchangeOpened", "GroupOpened", "SetFramed", "GroupClosed", "InterchangeClosed",
    ]  # fmt: skip
    assert codes(parts) == []
    framed = next(part for part in parts if isinstance(part, SetFramed))
    assert framed.segments == 9
    assert framed.segment == 3
    assert CLEAN[framed.offset :].startswith(b"ST*850*0001~")
    assert framed.raw.endswith(b"SE*9*0001~")


@pytest.mark.parametrize(
    ("quirk", "data", "code"),
    [
        ("empty file", b"", "FILE_EMPTY"),
        ("no envelope", b"ST*850*0001~BEG*00*SA*1**20260302~SE*3*0001~", "ENVELOPE_MISSING"),
        ("junk before", b"junk here\n" + CLEAN, "STRAY_BYTES"),
        ("junk behind", CLEAN + b"more junk", "STRAY_BYTES"),
        ("blanks behind", CLEAN + b"      ", "PADDING"),
        ("NULs before", b"\x00\x00" + CLEAN, "PADDING"),
        ("byte-order mark", b"\xef\xbb\xbf" + CLEAN, "BYTE_ORDER_MARK"),
        ("UTF-16 with mark", b"\xff\xfe" + CLEAN.decode().encode("utf-16-le"), "UTF16"),
        ("UTF-16 without mark", CLEAN.decode().encode("utf-16-be"), "UTF16"),
        ("ISA not padded", CLEAN.replace(b" ", b""), "ISA_WIDTH"),
        ("ISA padded with tabs", CLEAN.replace(b"CROSSDOCK      ", b"CROSSDOCK\t"), "ISA_WIDTH"),
        ("tabs to full width", CLEAN.replace(b"CROSSDOCK      ", b"CROSSDOCK" + b"\t" * 6),
         "ISA_PADDING"),
        ("NULs to full width", CLEAN.replace(b"ACME           ", b"ACME" + b"\x00" * 11),
         "ISA_PADDING"),
        ("letter as separator", CLEAN.replace(b"*", b"Q"), "DELIMITER_UNUSUAL"),
        ("blank as separator", CLEAN.replace(b"  ", b"__").replace(b"*", b" "),
         "DELIMITER_UNUSUAL"),
        ("letter as terminator", CLEAN.replace(b"~\n", b"Q").replace(b"*P*>Q", b"*P*>Q"),
         "DELIMITER_UNUSUAL"),
        ("digit as component", CLEAN.replace(b"*P*>~", b"*P*9~"), "DELIMITER_UNUSUAL"),
        ("ISA cut in its elements", CLEAN[:60], "SEGMENT_CUT"),
        ("ISA cut before ISA16", CLEAN[:104], "SEGMENT_CUT"),
        ("ISA cut before its terminator", CLEAN[:105], "SEGMENT_CUT"),
        ("TA1 behind a group", CLEAN.replace(b"IEA*", b"TA1*000000001*260302*0615*A*000~IEA*"),
         "TA1_MISPLACED"),
        ("ISA as a segment of data", CLEAN.replace(b"PO1*2", b"ISA*X*20260302~PO1*2"),
         "ISA_IN_DATA"),
        ("ISA between the groups", CLEAN.replace(b"IEA*", b"ISA*X~IEA*"), "ISA_IN_DATA"),
        ("lower-case SE", CLEAN.replace(b"SE*9", b"se*9"), "LOWER_CASE_ID"),
        ("blank behind an id", CLEAN.replace(b"SE*9", b"SE *9"), "INDENTATION"),
        ("ISA16 missing", CLEAN.replace(b"*P*>~", b"*P*~"), "ISA16_MISSING"),
        ("same delimiters", CLEAN.replace(b"*P*>~", b"*P**~"), "DELIMITERS_CLASH"),
        ("bad date", CLEAN.replace(b"*260302*0615*U", b"*269902*0615*U"), "ISA_DATE"),
        ("bad time", CLEAN.replace(b"*260302*0615*U", b"*260302*9915*U"), "ISA_TIME"),
        ("bad control", CLEAN.replace(b"*000000001*0*", b"*00000A001*0*"), "ISA_CONTROL"),
        ("no IEA", CLEAN[: CLEAN.index(b"IEA")], "IEA_MISSING"),
        ("other IEA02", CLEAN.replace(b"IEA*1*000000001", b"IEA*1*000000002"),
         "IEA_CONTROL_DIFFERS"),
        ("wrong IEA01", CLEAN.replace(b"IEA*1*", b"IEA*2*"), "IEA_COUNT_WRONG"),
        ("no GE", CLEAN.replace(b"GE*1*1~\n", b""), "GE_MISSING"),
        ("other GE02", CLEAN.replace(b"GE*1*1~", b"GE*1*7~"), "GE_CONTROL_DIFFERS"),
        ("wrong GE01", CLEAN.replace(b"GE*1*1~", b"GE*3*1~"), "GE_COUNT_WRONG"),
        ("no GS", CLEAN.replace(b"GS*PO*ACME*CROSSDOCK*20260302*0615*1*X*004010~\n", b""),
         "GS_MISSING"),
        ("no SE", CLEAN.replace(b"SE*9*0001~\n", b""), "SE_MISSING"),
        ("other SE02", CLEAN.replace(b"SE*9*0001", b"SE*9*0002"), "SE_CONTROL_DIFFERS"),
        ("wrong SE01", CLEAN.replace(b"SE*9*", b"SE*8*"), "SE_COUNT_WRONG"),
        ("SE alone", CLEAN.replace(b"GE*1*1~", b"SE*9*0001~GE*1*1~"), "ST_MISSING"),
        ("same ST02", interchange(order_set(), order_set()), "ST_CONTROL_DUPLICATE"),
        ("cut", CLEAN[:200], "SEGMENT_CUT"),
        ("no last terminator", CLEAN.rstrip(b"~\n"), "TERMINATOR_MISSING"),
        ("indented", CLEAN.replace(b"\nBEG", b"\n\t  BEG"), "INDENTATION"),
        ("empty segment", CLEAN.replace(b"\nBEG", b"\n~~BEG"), "EMPTY_SEGMENTS"),
        ("lower-case id", CLEAN.replace(b"\nGS*", b"\ngs*"), "LOWER_CASE_ID"),
        ("segments outside", CLEAN.replace(b"GE*1*1~", b"ZZ*1~ZZ*2~GE*1*1~"),
         "SEGMENT_OUTSIDE_SET"),
        ("wide terminator", CLEAN.replace(b"~", "…".encode()), "TERMINATOR_MULTIBYTE"),
        ("blank terminator", CLEAN.replace(b"~\n", b" \r\n"), "TERMINATOR_ASSUMED"),
    ],
)  # fmt: skip
def test_a_quirk_is_survived_and_named(quirk: str, data: bytes, code: str):
    parts = frame(data)
    assert code in codes(parts), quirk
    for cut in (1, 7, 64):
        assert frame(data, cut) == parts, quirk


def test_wrapped_lines_are_unwrapped_and_offsets_point_into_the_file():
    flat = interchange(order_set(), line_break="")
    wrapped = b"\r\n".join(flat[at : at + 80] for at in range(0, len(flat), 80))
    parts = frame(wrapped)
    assert codes(parts) == ["LINES_WRAPPED"]
    framed = next(part for part in parts if isinstance(part, SetFramed))
    assert framed.raw == next(iter(sets_of(flat))).raw
    assert wrapped[framed.offset : framed.offset + 2] == b"ST"


@pytest.mark.parametrize("terminator", ["\n", "\r", "\x1c", "\x85", "|", "'", "!"])
@pytest.mark.parametrize("element", ["*", "\x1d", "^", "\t", "é", "+", "\n", "\x00", "\x85"])
def test_any_byte_may_separate_and_terminate(terminator: str, element: str):
    if terminator == element:
        return
    breaks = "" if terminator in "\r\n" or element in "\r\n" else "\r\n"
    data = interchange(order_set(), terminator=terminator, line_break=breaks)
    data = data.replace(b"*", element.encode("latin-1"))
    parts = frame(data)
    assert codes(parts) == []
    assert frame(data, 3) == parts
    framed = next(part for part in parts if isinstance(part, SetFramed))
    read = read_set(framed)
    assert read.findings == ()
    assert [line.line for line in read.document.lines] == ["1", "2"]


@pytest.mark.parametrize("element", ["Q", "z", "7", " ", "\n"])
def test_separators_that_prose_has_are_read_and_prose_is_not(element: str):
    data = CLEAN.replace(b"\n", b"").replace(b"*", element.encode())
    parts = frame(b"Isabel paid with Visa today;\nISA is a word\n" + data)
    assert sum(isinstance(part, InterchangeOpened) for part in parts) == 1
    assert sum(isinstance(part, SetFramed) for part in parts) == 1
    assert codes(frame(b"ISA" + element.encode() * 300)) == ["ENVELOPE_MISSING"]


def test_two_interchanges_may_have_their_own_delimiters():
    second = interchange(order_set(), control=2, terminator="'", line_break="").replace(b"*", b"+")
    parts = frame(CLEAN + second)
    assert codes(parts) == []
    controls = [part.control for part in parts if isinstance(part, InterchangeOpened)]
    assert controls == ["000000001", "000000002"]


def test_an_interchange_without_iea_ends_where_the_next_begins():
    second = interchange(order_set(), control=2).replace(b"*", b"|")
    parts = frame(CLEAN[: CLEAN.index(b"IEA")] + second)
    assert codes(parts) == ["IEA_MISSING"]
    assert sum(isinstance(part, SetFramed) for part in parts) == 2


def test_isa_inside_data_is_data():
    body = ("BEG*00*SA*ISA*X*20260302", "MSG*ISA*GS*ST*SE*IEA", "CTT*0")
    parts = frame(interchange(order_set(body)))
    assert codes(parts) == []


@pytest.mark.parametrize(
    "segment",
    ["ISA*X*20260302", "ISA", "isa*1", "ISA*00*          *00*          *ZZ*ACME", "ISA*" * 40],
)
def test_a_segment_that_is_no_isa_is_data_and_what_was_assumed_is_said(segment: str):
    body = (*BODY[:5], segment, *BODY[5:])
    data = interchange(order_set(body))
    parts = frame(data)
    assert codes(parts) == ["ISA_IN_DATA"]
    closed = next(part for part in parts if isinstance(part, InterchangeClosed))
    finding = closed.findings[0]
    assert (finding.segment, data[finding.offset :].startswith(segment.encode())) == (9, True)
    framed = next(part for part in parts if isinstance(part, SetFramed))
    assert framed.segments == len(body) + 2
    for cut in (1, 50, 333):
        assert frame(data, cut) == parts


@pytest.mark.parametrize(
    "second",
    [
        interchange(order_set(), control=2),
        interchange(order_set(), control=2).replace(b" ", b""),
        interchange(order_set(), control=2).replace(b"*", b"|"),
        interchange(order_set(), control=2).replace(b"*260302*0615*U*", b"*ABCDEF*9915*U*"),
        b"UNB+UNOC:3+BUYER:14+US:14+260302:0615+7'UNH+1+ORDERS:D:96A:UN'UNT+2+1'UNZ+1+7'",
        b"UNA:+.? 'UNB+UNOC:3+BUYER:14+US:14+260302:0615+7'UNH+1+ORDERS:D:96A:UN'UNT+2+1'UNZ+1+7'",
    ],
)
def test_a_real_header_inside_a_set_begins_the_next_interchange(second: bytes):
    data = CLEAN[: CLEAN.index(b"PO1*2")] + second
    parts = frame(data)
    assert {"SE_MISSING", "GE_MISSING", "IEA_MISSING"} <= set(codes(parts))
    assert not {"ISA_IN_DATA", "SEGMENT_CUT"} & set(codes(parts))
    assert sum(isinstance(part, SetFramed) for part in parts) == 2
    for cut in (1, 50, 333):
        assert frame(data, cut) == parts


def test_level_b_of_edifact_has_separators_of_its_own():
    data = (
        b"UNB+UNOB:2+BUYER:14+US:14+260302:0615+7'UNH+1+ORDERS:D:96A:UN'BGM+220+9+9'UNT+3+1'"
        b"UNZ+1+7'"
    ).translate(bytes.maketrans(b"+:'", b"\x1d\x1f\x1c"))
    parts = frame(data)
    assert codes(parts) == []
    framed = next(part for part in parts if isinstance(part, SetFramed))
    assert (framed.code, framed.segments) == ("ORDERS", 3)


def test_what_is_released_in_an_envelope_of_edifact_separates_nothing():
    data = (
        b"UNB+UNOC:3+BUY?+ER?'S:14+US:14+260302:0615+7??'UNH+1?'+ORDERS:D:96A:UN'BGM+220+9+9'"
        b"UNT+3+1?''UNZ+1+7??'"
    )
    parts = frame(data)
    assert codes(parts) == []
    assert (opened(data).sender, opened(data).control) == ("BUY+ER'S", "7?")
    assert sets_of(data)[0].control == "1'"
    assert frame(data, 1) == parts


def test_lower_case_ids_of_edifact_are_read_and_named_once():
    data = (
        b"UNB+UNOC:3+BUYER:14+US:14+260302:0615+7'unh+1+ORDERS:D:96A:UN'BGM+220+9+9'unt+3+1'"
        b"unz+1+7'"
    )
    parts = frame(data)
    assert codes(parts) == ["LOWER_CASE_ID", "LOWER_CASE_ID", "LOWER_CASE_ID"]
    framed = next(part for part in parts if isinstance(part, SetFramed))
    assert framed.segments == 3


@pytest.mark.parametrize(
    ("code", "data", "segment", "element"),
    [
        ("SEGMENT_CUT", CLEAN[: CLEAN.index(b"*1.5*")], 9, "PO103"),
        ("SEGMENT_CUT", CLEAN[:60], 1, "ISA08"),
        ("TERMINATOR_MISSING", CLEAN.rstrip(b"~\n"), 13, ""),
        ("INDENTATION", CLEAN.replace(b"\nPO1*2", b"\n\t  PO1*2"), 9, ""),
        ("EMPTY_SEGMENTS", CLEAN.replace(b"PO1*2", b"~~PO1*2"), 9, ""),
        ("LOWER_CASE_ID", CLEAN.replace(b"GE*", b"ge*"), 12, ""),
    ],
)
def test_findings_say_in_which_segment(code: str, data: bytes, segment: int, element: str):
    for cut in (0, 1, 50):
        found = [
            finding
            for part in frame(data, cut)
            for finding in getattr(part, "findings", ())
            if finding.code.value == code
        ]
        assert [(each.segment, each.element) for each in found] == [(segment, element)]


def test_a_lower_case_trailer_is_named_once_and_for_every_set():
    first, *body, last = order_set()
    lower = [first.lower(), *body, last.lower()]
    other = [segment.replace("0001", "0002") for segment in lower]
    for framed in sets_of(interchange(lower, other)):
        found = [(each.code.value, each.segment) for each in read_set(framed).findings]
        assert found == [("LOWER_CASE_ID", 1), ("LOWER_CASE_ID", 9)]


def test_a_segment_that_never_ends_is_refused_at_the_limit_and_the_next_interchange_is_read():
    limits = Limits(segment_bytes=1_000)
    junk = CLEAN[: CLEAN.index(b"GE*")] + b"PO1*" + b"x" * 5_000
    parts = frame(junk + b"\n" + CLEAN, 0, limits)
    assert "SEGMENT_TOO_LONG" in codes(parts)
    assert sum(isinstance(part, InterchangeClosed) for part in parts) == 2
    assert codes(parts) == codes(frame(junk + b"\n" + CLEAN, 97, limits))


def test_a_set_beyond_the_limit_is_refused_without_being_kept():
    limits = Limits(set_bytes=4_000)
    body = ("BEG*00*SA*1**20260302", *(f"MSG*{number:050d}" for number in range(1_000)))
    data = interchange(order_set(body))
    parts = frame(data, 512, limits)
    framed = next(part for part in parts if isinstance(part, SetFramed))
    assert "SET_TOO_LARGE" in codes(parts)
    assert len(framed.raw) < 5_000


def test_the_hash_does_not_see_line_breaks_and_sees_everything_else():
    def digest(data: bytes) -> str:
        return next(p.sha256 for p in frame(data) if isinstance(p, InterchangeClosed))

    assert digest(CLEAN) == digest(CLEAN.replace(b"\n", b"\r\n"))
    assert digest(CLEAN) == digest(b"junk" + CLEAN.replace(b"\n", b""))
    assert digest(CLEAN) != digest(CLEAN.replace(b"9.25", b"9.26"))


def test_edifact_is_framed_and_its_escaped_terminators_are_data():
    data = (
        b"UNA:+.? 'UNB+UNOC:3+BUYER:14+US:14+260302:0615+7'UNH+1+ORDERS:D:96A:UN'"
        b"BGM+220+X?'Y??+9'UNT+3+1'UNZ+1+7'"
    )
    parts = frame(data)
    assert codes(parts) == []
    framed = next(part for part in parts if isinstance(part, SetFramed))
    assert (framed.code, framed.control, framed.segments) == ("ORDERS", "1", 3)
    assert frame(data, 1) == parts


def test_sets_are_counted_over_many_pieces():
    sets = [order_set(control=f"{number:04d}") for number in range(1, 400)]
    data = interchange(*sets)
    parts = frame(data, 10_007)
    assert codes(parts) == []
    closed = next(part for part in parts if isinstance(part, GroupClosed))
    assert closed.sets == 399


def test_a_framer_holds_little_of_a_long_file():
    sets = [order_set(control=f"{number:04d}") for number in range(1, 2_000)]
    data = interchange(*sets)
    framer = Framer()
    most = 0
    for at in range(0, len(data), 4_096):
        framer.feed(data[at : at + 4_096])
        most = max(most, len(repr(framer.freeze())))
    assert most < 4 * 66_000


@given(st.binary(max_size=400), st.integers(min_value=1, max_value=50))
def test_no_bytes_raise_and_no_cut_matters(data: bytes, cut: int):
    assert frame(data, cut) == frame(data)


@given(
    st.integers(min_value=0, max_value=len(CLEAN) - 1),
    st.binary(max_size=4),
    st.integers(min_value=0, max_value=8),
    st.integers(min_value=1, max_value=97),
)
def test_no_damage_raises_and_no_cut_matters(at: int, put: bytes, gone: int, cut: int):
    data = CLEAN[:at] + put + CLEAN[at + gone :] + CLEAN
    assert frame(data, cut) == frame(data)


def test_ids_are_stripped_of_their_padding():
    event = opened(CLEAN)
    assert (event.sender_qualifier, event.sender, event.receiver) == ("08", "ACME", "CROSSDOCK")
    assert event.delimiters.line_break == b"\n"
