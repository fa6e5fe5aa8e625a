"""What columns hold for clean is clean, of any set, however it was damaged; and not much less."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from edi.bulk import joined, of_run
from edi.clean import matcher
from edi.column_codes import Codes
from edi.column_dictionary import ids_of
from edi.column_judging import clean_sets
from edi.column_tallies import right_sets
from edi.dictionary.code_lists import x12_code_lists
from edi.framed import SetFramed
from edi.framing import Framer
from edi.grammar import Grammar
from edi.judging import judge
from edi.set_runs import SetRun
from edi.sets.ts850_purchase_order import TALLY
from edi.transaction_sets import SETS, nearest_release, read_set
from edi.values import decimal_of, implied_decimal_of
from tests.edi.wire import BODY, interchange, order_set, sets_of

FIXTURES = [
    (framed, path.stem)
    for path in sorted((Path(__file__).parent / "fixtures").glob("[0-9]*.edi"))
    for framed in sets_of(path.read_bytes())
    # Segments that begin as an envelope's or a binary one does keep sets from being a run.
    if framed.code not in ("810", "846")
]
LETTERS = b"*~>09.-AZ az\x1f\n\xc3EA8"
COPIES = 6


def runs_of(framed: SetFramed, bodies: list[list[bytes]]) -> list[SetRun]:
    """Sets of these segments as runs, in the envelope of one that was read."""
    head = interchange(version=framed.group.version).partition(b"GE*")[0]
    head = head.replace(b"GS*PO", f"GS*{framed.group.code}".encode())
    sets = [
        [f"ST*{framed.code}*{at:04d}".encode(), *body, f"SE*{len(body) + 2}*{at:04d}".encode()]
        for at, body in enumerate(bodies, 1)
    ]
    data = head + b"".join(segment + b"~\n" for each in sets for segment in each)
    return runs_in(data)


def runs_in(data: bytes) -> list[SetRun]:
    """The runs of sets in some bytes."""
    framer = Framer()
    parts = [*framer.feed_runs(data), *framer.end_runs()]
    return [part for part in parts if isinstance(part, SetRun)]


def damaged(segments: list[bytes], rng: random.Random) -> list[bytes]:
    """Segments with up to three bytes or segments changed."""
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        text = bytearray(b"~".join(segments))
        at = rng.randrange(len(text))
        match rng.randrange(4):
            case 0:
                text[at] = rng.choice(LETTERS)
            case 1:
                del text[at]
            case 2:
                text.insert(at, rng.choice(LETTERS))
            case _:
                segments.insert(rng.randrange(len(segments)), rng.choice(segments))
                text = bytearray(b"~".join(segments))
        segments = [piece for piece in bytes(text).split(b"~") if piece.strip()]
    return segments


def bodies_of(framed: SetFramed) -> list[bytes]:
    """The segments between ST and SE."""
    marks = framed.interchange.delimiters
    assert (marks.element, marks.segment) == (b"*", b"~")
    return [piece.strip() for piece in framed.raw.split(b"~") if piece.strip()][1:-1]


def grammar_of(run: SetRun) -> Grammar:
    known = SETS[run.code]
    return known.grammars[nearest_release(known, run.group.version)]


@pytest.mark.parametrize("framed", [pytest.param(one, id=name) for one, name in FIXTURES])
def test_what_columns_hold_for_clean_is_clean(framed: SetFramed):
    rng = random.Random(framed.code)
    for _ in range(8):
        for run in runs_of(framed, [damaged(bodies_of(framed), rng) for _ in range(COPIES)]):
            clean, _ = clean_sets(joined([of_run(run, 0)]), grammar_of(run))
            for at in clean.nonzero()[0].tolist():
                assert judge(run[at], grammar_of(run)).findings == []


@pytest.mark.parametrize("framed", [pytest.param(one, id=name) for one, name in FIXTURES])
def test_clean_sets_are_known_to_be_clean(framed: SetFramed):
    (run,) = runs_of(framed, [bodies_of(framed)] * COPIES)
    clean, values = clean_sets(joined([of_run(run, 0)]), grammar_of(run))
    assert values is not None
    # `4:2` in an IK401 is a composite of several components, which columns leave to others.
    assert clean.all() or framed.code == "999"


@pytest.mark.parametrize(
    ("body", "is_right"),
    [
        (BODY, True),
        (BODY[:-1], True),
        ((*BODY[:-1], "CTT*2"), True),
        ((*BODY[:-1], "CTT*3"), False),
        ((*BODY[:-1], "CTT*2*16"), False),
        ((*BODY[:-1], "CTT*2*15*1*LB"), False),
        (BODY[:4], False),
        (("BEG*00*SA***20260302", *BODY[1:]), False),
        (("BEG*00*SA* **20260302", *BODY[1:]), False),
        ((*BODY[:4], "PO1**12*EA*9.25", "CTT*1"), False),
        ((*BODY[:4], "PO1*1**EA*9.25", "CTT*1"), False),
        ((*BODY[:4], "PO1*1*-1*EA*9.25", "CTT*1"), False),
        ((*BODY[:5], "SDQ*EA*92*7*12", "CTT*1"), False),
    ],
)
def test_a_total_that_is_certainly_right_is_right(body: tuple[str, ...], is_right: bool):
    data = interchange(order_set(body, "0001"), order_set(BODY, "0002"))
    (run,) = runs_in(data)
    bulk = joined([of_run(run, 0)])
    _, values = clean_sets(bulk, grammar_of(run))
    assert values is not None
    numbers = {name: number for number, name in enumerate(ids_of(grammar_of(run)))}
    right = right_sets(bulk, values, TALLY, numbers)
    assert right.tolist() == [is_right, True]
    assert not is_right or read_set(run[0]).findings == ()


@pytest.mark.parametrize(
    ("whole", "sent"),
    [
        *((True, sent) for sent in ("5", "-5", "0", "-0")),
        *((False, sent) for sent in ("10.5", "-10.5", ".5", "5.", "-.5", "-5.")),
        *((None, sent) for sent in ("--5", "---5", "--10.5", "-", "--", ".", "-.", "5-", "-5-")),
        *((None, sent) for sent in ("5--", "+1", "+-1", "-+1", "1E2", "1e2", "-1E-2", "1-2")),
        *((None, sent) for sent in ("1.2.3", "1,5", "1 5", ".-5", "5.-", "1_0")),
    ],
)
def test_every_judge_says_the_same_of_a_number(whole: bool | None, sent: str):
    said = {"N0": decimal_of, "R": decimal_of, "N2": lambda text: implied_decimal_of(text, 2)}
    for element, kind in (("PO104", "R"), ("SAC05", "N2"), ("PO401", "N0")):
        numbers = {"PO104": "9.25", "SAC05": "500", "PO401": "1"} | {element: sent}
        body = (
            *(BODY[0], f"SAC*C*D240***{numbers['SAC05']}", *BODY[1:4]),
            *(f"PO1*1*12*EA*{numbers['PO104']}", f"PO4*{numbers['PO401']}", "CTT*1"),
        )
        (run,) = runs_in(interchange(order_set(body, "0001"), order_set(body, "0002")))
        grammar = grammar_of(run)
        is_number = whole if kind != "R" else whole is not None
        found = [(f.code.value, f.element) for f in judge(run[0], grammar).findings]
        assert found == ([] if is_number else [("ELEMENT_CHARACTER", element)])
        clean, _ = clean_sets(joined([of_run(run, 0)]), grammar)
        assert clean.tolist() == [bool(is_number)] * 2
        matches = matcher(grammar, run[0].interchange.delimiters)
        assert matches is not None
        assert (matches(run[0].raw) is not None) is bool(is_number)
        assert (said[kind](sent) is not None) is (whole is not None)


def test_every_code_is_in_its_list_and_in_no_other():
    lists = [frozenset[str](), *x12_code_lists("005010").values()]
    table = Codes.of(lists)
    asked = [(code, number) for number, codes in enumerate(lists) for code in sorted(codes)]
    asked += [(code, 1 + number % (len(lists) - 1)) for number, (code, _) in enumerate(asked)]
    asked += [("", 1), ("TOOLONG", 1), ("ea", 1), ("E\u00c4", 1)]
    raws = [code.encode() for code, _ in asked]
    held = table.hold(
        np.array([int.from_bytes(raw[:8], "little") for raw in raws], dtype=np.uint64),
        np.array([len(raw) for raw in raws], dtype=np.int64),
        np.array([number for _, number in asked], dtype=np.uint64),
    )
    assert held.tolist() == [code in lists[number] for code, number in asked]


@pytest.mark.parametrize("seed", [0, 10, 11])
def test_every_code_has_a_slot_in_whichever_order_the_lists_are(seed: int):
    lists = [frozenset[str](), *x12_code_lists("005010").values()]
    random.Random(seed).shuffle(lists)
    table = Codes.of(lists)
    asked = [(code.encode(), number) for number, codes in enumerate(lists) for code in codes]
    words, numbers = zip(*asked, strict=True)
    held = table.hold(
        np.array([int.from_bytes(word, "little") for word in words], dtype=np.uint64),
        np.array(list(map(len, words)), dtype=np.int64),
        np.array(numbers, dtype=np.uint64),
    )
    assert held.all()
