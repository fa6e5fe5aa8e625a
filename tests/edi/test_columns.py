"""Columns give what rows give, for every order that anybody could send."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bench.purchase_orders import interchanges
from edi.columns import FEW, order_lines, order_tables, tables_of
from edi.findings import Code
from edi.framed import SetFramed
from edi.framing import Framer
from edi.order_findings import FINDINGS, findings_table, order_findings, read_orders
from edi.profiles import load_profiles
from edi.set_runs import SetRun
from edi.transaction_sets import read_set
from tests.edi.wire import BODY, frame, interchange, order_set, sets_of


def agree(sets: list[SetFramed]) -> None:
    """Hold the columns to the rows."""
    columns = order_tables(sets)
    documents = [(at, read_set(one).document) for at, one in enumerate(sets) if one.code == "850"]
    rows = tables_of(documents)
    assert_frame_equal(columns.headers, rows.headers)
    assert_frame_equal(columns.lines, rows.lines)
    assert_frame_equal(columns.findings(), findings_of(sets))


def findings_of(sets: list[SetFramed]) -> pl.DataFrame:
    """What reading each order says is wrong with it."""
    return findings_table(
        (at, read_set(one).findings) for at, one in enumerate(sets) if one.code == "850"
    )


def runs_of(data: bytes) -> list[SetFramed | SetRun]:
    """The sets of some bytes, those in a row as runs."""
    framer = Framer()
    parts = [*framer.feed_runs(data), *framer.end_runs()]
    return [part for part in parts if isinstance(part, SetFramed | SetRun)]


TEXT = st.text(alphabet="ABC 0123456789-./é", max_size=16).filter(lambda text: "*" not in text)
WORD = st.text(alphabet="ABCXYZ0123456789", min_size=1, max_size=14)
PAIRS = st.lists(st.tuples(st.sampled_from(["UP", "VN", "SK", "IN", ""]), WORD), max_size=4)


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A line and what may follow it."""
    number = draw(st.one_of(WORD, st.just("")))
    quantity = draw(st.one_of(st.integers(0, 9_999).map(str), TEXT))
    price = draw(st.one_of(st.decimals(0, 99, places=2).map(str), st.just("")))
    ids = "".join(f"*{q}*{v}" for q, v in draw(PAIRS))
    follows = draw(
        st.lists(
            st.sampled_from(
                ["PID*F****WIDGET", "N1*ST*X*92*9", "REF*DP*1", "SLN*1**I", "po4*1", "CUR*BY*CAD"]
            ),
            max_size=2,
        )
    )
    return [f"PO1*{number}*{quantity}*EA*{price}*PE{ids}", *follows]


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, ...]:
    """An order: mostly usual, sometimes not."""
    day = draw(st.sampled_from(["20260302", "260302", "20261302", "", "00000101"]))
    head = draw(
        st.lists(
            st.sampled_from(
                [
                    "CUR*BY*USD",
                    "N1*BY*ACME*92*42",
                    "N1*ST*DC*92*7",
                    "N1*BY*NAMELESS",
                    "DTM*002*20260310",
                    "N4*RENO*NV",
                    "SAC*C*D240***100",
                    "ZZZ*1",
                    "N1*ST",
                ]
            ),
            max_size=4,
        )
    )
    body = [f"BEG*00*SA*{draw(WORD)}*{draw(TEXT)}*{day}", *head]
    count = 0
    for one in draw(st.lists(lines(), max_size=3)):
        count += 1
        body += one
    return (*body, draw(st.sampled_from([f"CTT*{count}", "CTT*7*1", "AMT*TT*5"])))


@given(
    st.lists(bodies(), min_size=1, max_size=4),
    st.sampled_from(["~", "\n", "|", "\x1d"]),
    st.sampled_from(["*", "^", "\t", "+"]),
    st.sampled_from(["", "\n", "\r\n"]),
)
def test_columns_are_the_rows(
    found: list[tuple[str, ...]], terminator: str, element: str, line_break: str
):
    sets = [order_set(body, f"{number:04d}") for number, body in enumerate(found, 1)]
    breaks = "" if terminator == "\n" else line_break
    data = interchange(*sets, terminator=terminator, line_break=breaks)
    data = data.replace(b"*", element.encode())
    agree(sets_of(data))
    assert_frame_equal(order_tables(runs_of(data)).findings(), findings_of(sets_of(data)))
    alike(runs_of(data))


@st.composite
def usual_bodies(draw: st.DrawFn) -> tuple[str, ...]:
    """An order that a run is read through: as many identifiers and values as there are."""
    pairs = draw(st.lists(st.lists(st.tuples(WORD, WORD), max_size=3), min_size=1, max_size=3))
    value = st.one_of(WORD, st.just(""), TEXT)
    numbers = [f"{draw(value)}*{draw(value)}*EA*{draw(value)}*PE" for _ in pairs]
    found = [
        f"PO1*{number}{''.join(f'*{q}*{v}' for q, v in some)}"
        for number, some in zip(numbers, pairs, strict=True)
    ]
    follows = draw(st.sampled_from([(), ("PID*F****A  B",), ("N1*ST*X ", "PO4*1")]))
    last = draw(st.sampled_from([(), (f"CTT*{len(found)}",), ("CTT*1", "AMT*TT*5")]))
    return ("BEG*00*SA*P1**20260302", *(x for line in found for x in (line, *follows)), *last)


@given(
    st.lists(usual_bodies(), min_size=1, max_size=2),
    st.sampled_from(["~", "\n", "\x1d"]),
    st.sampled_from(["", "\n", "\r\n"]),
)
def test_lines_of_a_run_are_the_rows(
    found: list[tuple[str, ...]], terminator: str, line_break: str
):
    sets = [order_set(found[at % len(found)], f"{at:04d}") for at in range(1, FEW + 2)]
    breaks = "" if terminator == "\n" else line_break
    runs = runs_of(interchange(*sets, terminator=terminator, line_break=breaks))
    assert any(isinstance(part, SetRun) and len(part) >= FEW for part in runs)
    rows = [read_set(one).document for part in runs for one in _sets(part)]
    assert_frame_equal(order_lines(runs), tables_of(list(enumerate(rows))).lines)
    alone = [one for part in runs for one in _sets(part)]
    assert_frame_equal(order_tables(runs).findings(), findings_of(alone))
    alike(runs)


def alike(parts: list[SetFramed | SetRun]) -> None:
    """Hold orders that are read many at once to those read one by one."""
    one_by_one = [read_set(one) for part in parts for one in _sets(part) if one.code == "850"]
    together = list(read_orders(parts))
    for name in ("framed", "findings", "document", "accepted"):
        named = [[getattr(read, name) for read in some] for some in (together, one_by_one)]
        assert named[0] == named[1]


def _sets(part: SetFramed | SetRun) -> list[SetFramed]:
    return list(part) if isinstance(part, SetRun) else [part]


def test_columns_of_many_usual_orders_are_the_rows():
    data = b"".join(interchanges(300, sets=100))
    sets = [part for part in frame(data) if isinstance(part, SetFramed)]
    agree(sets)
    mixed = runs_of(data)
    assert sum(len(part) for part in mixed if isinstance(part, SetRun)) > len(sets) * 0.9
    assert_frame_equal(order_tables(mixed).lines, order_tables(sets).lines)
    assert_frame_equal(order_tables(mixed).headers, order_tables(sets).headers)
    assert_frame_equal(order_lines(mixed), order_tables(sets).lines)
    assert_frame_equal(order_tables(mixed).findings(), order_tables(sets).findings())


def test_findings_name_the_document_the_place_and_what_was_found():
    clean = [order_set(control=f"{at:04d}") for at in range(1, 41)]
    worse = [*clean[:29], order_set((*BODY[:-1], "CTT*3*15"), "0030"), *clean[30:]]
    late = [*worse[:-1], order_set(BODY, "0040", count=99)]
    assert order_tables(runs_of(interchange(*clean))).findings().is_empty()
    data = interchange(*late)
    found = order_tables(runs_of(data)).findings()
    assert found.schema == FINDINGS
    assert found["document"].to_list() == [29, 39]
    assert found["code"].to_list() == ["COUNT_DIFFERS", "SE_COUNT_WRONG"]
    assert found["level"].to_list() == ["balance", "envelope"]
    at = found.row(0, named=True)
    assert (at["segment"], at["element"], at["found"], at["assumed"]) == (8, "CTT01", "3", "2")
    assert data[at["offset"] :].startswith(b"CTT*3*15")


def test_findings_may_be_those_of_a_partners_guide():
    data = interchange(*(order_set(control=f"{at:04d}") for at in range(1, 4)))
    overlay = 'ids = ["08:ACME"]\n[overlays."850"]\ncodes = { BEG02 = ["NE"] }\n'
    guide = load_profiles({"acme": overlay}).partners[0].guide
    found = order_findings(enumerate(sets_of(data)), guide)
    assert found["code"].to_list() == ["GUIDE_ELEMENT_CODE"] * 3
    (run,) = runs_of(data)
    assert_frame_equal(order_findings([(0, run)], guide), found)
    (told, *_) = {read.findings[0].code for read in read_orders([run], guide)}
    assert told is Code.GUIDE_ELEMENT_CODE


def test_orders_are_read_at_once_among_sets_of_other_kinds():
    kinds = ["850", "850", "850", "855", "850", "850"]
    answer = ("BAK*00*AT*P1*20260302",)
    bodies = [BODY, BODY[:-1], BODY, answer, (*BODY[:-1], "CTT*9"), BODY]
    sets = [
        [text.replace("ST*850", f"ST*{kind}") for text in order_set(body, f"{at:04d}")]
        for at, (kind, body) in enumerate(zip(kinds, bodies, strict=True), 1)
    ]
    parts = runs_of(interchange(*sets))
    alike(parts)
    assert [bool(read.findings) for read in read_orders(parts)].count(True) == 1


def test_orders_under_different_delimiters_keep_their_order():
    one = sets_of(interchange(order_set()))
    two = sets_of(interchange(order_set(), terminator="'"))
    agree([*one, *two, *one])


def test_no_sets_are_no_rows():
    tables = order_tables([])
    assert tables.headers.is_empty()
    assert tables.lines.is_empty()
    assert tables.findings().is_empty()


@pytest.mark.parametrize(
    "body",
    [
        (" BEG*00*SA*P1**20260301\n", "PO1*A\n*10*EA*9.25**UP*1", "CTT*1"),
        ("BEG*00*SA*P1**20260301", "N1*BY*X2*92*77\n", "PO1*1*\t*EA*9.25**UP*2\n", " CTT*1\n"),
        ("BEG*00*SA*P1**20260301", "PO1*1*1*EA", "CTT*-1"),
        ("BEG*00*SA*P1**20260301", "PO1*1*1*EA", "CTT*99999999999999999999"),
    ],
)
@pytest.mark.parametrize("line_break", ["", "\n", "\r\n"])
def test_breaks_within_elements_and_odd_counts_are_read_as_rows_read_them(
    body: tuple[str, ...], line_break: str
):
    data = interchange(order_set(body, "0001"), terminator="~", line_break=line_break)
    agree(sets_of(data))
