"""The trading pairs of a group: what is missing is told when nothing more is on its way."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from edi.profiles import load_profiles
from flows.door import Door
from flows.progress import Progress
from flows.results import DOCUMENTS, EXCEPTIONS, ORDERS, OUTGOING, Result
from flows.settings import FlowSettings
from flows.trading import IDLE_TICKS, PairParts, PairRequest, TradingFold
from schemas.ticks import Tick
from sources.pieces import FramedPiece, Place
from tests.edi.test_billing import syntax, to_other
from tests.edi.test_deciding import FIRST, came
from tests.edi.test_exceptions import body, broken
from tests.edi.test_partner_advice import advice, oti
from tests.edi.test_reissuing import invoice
from tests.edi.test_replying import NARROW, WIDER, spent
from tests.edi.wire import PROFILES, frame, interchange, order_set

PAIR = "08:ACME/ZZ:CROSSDOCK/P"


def fold(folder: Path, base: bytes | None = None) -> TradingFold:
    """A fold of trading pairs, as it was written down."""
    return TradingFold("0", PROFILES, Progress(folder), lambda _: (base, []))


def parts(control: int) -> PairParts:
    """An interchange that is read now."""
    framed = tuple(frame(interchange(control=control)))
    now = datetime.now(UTC)
    return PairParts(pair=PAIR, file=f"{control}.edi", stream="a", parts=framed, read_at=now)


def raised(results: list[Result]) -> list[tuple[str, str]]:
    """Exceptions among results: code and status."""
    return [
        (row["code"], row["status"])
        for result in results
        if result.tag == EXCEPTIONS
        for row in result.rows.to_dicts()
    ]


def ticks(of: TradingFold, count: int, *, ending: bool = False) -> list[Result]:
    """What some ticks tell."""
    return [each for _ in range(count) for each in of.tick(Tick(number=1, ending=ending))]


def test_a_missing_interchange_is_told_once_when_nothing_came_for_some_ticks(tmp_path: Path):
    trading = fold(tmp_path)
    assert raised(trading.apply([parts(1), parts(3)])) == []
    assert raised(ticks(trading, IDLE_TICKS - 1)) == []
    assert raised(ticks(trading, 1)) == [("EDI-GAP", "open")]
    assert raised(ticks(trading, IDLE_TICKS)) == []
    assert raised(trading.apply([parts(2)])) == [("EDI-GAP", "resolved")]


def test_a_missing_interchange_is_told_at_the_end_also_after_a_restart(tmp_path: Path):
    trading = fold(tmp_path)
    trading.apply([parts(1), parts(3)])
    again = fold(tmp_path, trading.holders()["pairs"].dump_all())
    assert raised(ticks(again, 1, ending=True)) == [("EDI-GAP", "open")]


def test_what_is_counted_as_read_are_sets(tmp_path: Path):
    counted = Progress(tmp_path)
    framed = tuple(frame(interchange(order_set(), order_set(control="0002"))))
    place = Place(file="a.edi", path="a.edi", offset=0)
    now = datetime.now(UTC)
    piece = FramedPiece(place=place, framed=framed, read_at=now, last=True)
    Door(FlowSettings(data=str(tmp_path)), counted).decode(("00", piece))
    counted.write(at_once=True)
    (path,) = tmp_path.glob("counters-*.json")
    assert json.loads(path.read_text()) == {"EDI sets read": 2}


def test_interchanges_in_another_order_tell_nothing(tmp_path: Path):
    trading = fold(tmp_path)
    assert raised(trading.apply([parts(1), parts(3)])) == []
    assert raised(trading.apply([parts(2)])) == []
    assert raised(ticks(trading, IDLE_TICKS, ending=True)) == []


def test_an_answer_that_waited_goes_out_once_after_a_start_with_a_wider_range(tmp_path: Path):
    today = datetime.now(UTC).date().toordinal()
    state = came(FIRST, profiles=NARROW, state=spent(day=today)).state
    base = pickle.dumps({PAIR: state.freeze()})
    for profiles, goes in ((NARROW, 0), (WIDER, 1)):
        trading = TradingFold("0", profiles, Progress(tmp_path), lambda _: (base, []))
        told = [each for each in ticks(trading, 3) if each.tag == OUTGOING]
        assert sum(len(each.rows) for each in told) == goes


def test_two_invoices_under_one_number_are_told_over_the_pairs_of_a_partner(tmp_path: Path):
    trading = TradingFold("0", PROFILES, Progress(tmp_path), lambda _: (None, []))

    def asked(id_: str, sender: str, total: str) -> PairRequest:
        item = replace(invoice(total, id=id_), sender=sender)
        now = datetime.now(UTC)
        return PairRequest(pair=item.pair, file="r.jsonl", request=item, read_at=now)

    def said(data: bytes) -> PairParts:
        now = datetime.now(UTC)
        framed = tuple(frame(data))
        return PairParts(
            pair="08:ACME/ZZ:US/P", file="a.edi", stream="a", parts=framed, read_at=now
        )

    assert raised(trading.apply([asked("i-1", "ZZ:US", "5.00"), said(advice(oti("TR")))])) == [
        ("EDI-REJECTED", "open")
    ]
    results = trading.apply([asked("i-2", "ZZ:WE", "6.00")])
    assert sum(len(each.rows) for each in results if each.tag == OUTGOING) == 1
    base = trading.holders()["pairs"].dump_all()
    again = TradingFold("0", PROFILES, Progress(tmp_path), lambda _: (base, []))
    assert raised(again.apply([said(advice(oti("TA"), number=72))])) == [
        ("EDI-REJECTED", "resolved"),
        ("EDI-INVOICE-TWICE", "open"),
    ]


def test_an_order_by_two_ids_of_a_partner_counts_once_and_a_test_says_nothing_of_it(tmp_path: Path):
    profiles = load_profiles({"acme": 'ids = ["08:ACME", "08:ACME2"]\n'})
    trading = TradingFold("0", profiles, Progress(tmp_path), lambda _: (None, []))

    def ordered(sender: str, usage: str) -> list[Result]:
        data = interchange(order_set(body("1")))
        data = data.replace(b"ACME           ", f"{sender:15}".encode())
        framed = tuple(frame(data.replace(b"*P*", f"*{usage}*".encode())))
        now = datetime.now(UTC)
        return trading.apply(
            [
                PairParts(
                    pair=f"08:{sender}/ZZ:CROSSDOCK/{usage}", file=f"{sender}.edi", stream=sender,
                    parts=framed, read_at=now,
                )
            ]
        )  # fmt: skip

    def taken(results: list[Result]) -> int:
        return sum(each.rows.height for each in results if each.tag == ORDERS)

    assert taken(ordered("ACME", "P")) == 1
    again = ordered("ACME2", "P")
    assert (taken(again), raised(again)) == (0, [("ORD-DUP-PO-SAME", "resolved")])
    assert raised(ordered("ACME2", "T")) == []


def saying(pair: str, data: bytes) -> PairParts:
    """What comes in a trading pair, read now."""
    now = datetime.now(UTC)
    return PairParts(pair=pair, file="a.edi", stream=pair, parts=tuple(frame(data)), read_at=now)


def test_what_is_wrong_with_an_order_is_made_good_by_another_id_of_its_partner(tmp_path: Path):
    profiles = load_profiles({"acme": 'ids = ["08:ACME", "08:ACME2"]\n'})
    trading = TradingFold("0", profiles, Progress(tmp_path), lambda _: (None, []))
    wrong = interchange(broken("1"))
    assert raised(trading.apply([saying(PAIR, wrong)])) == [("EDI-SYNTAX", "open")]
    base = trading.holders()["pairs"].dump_all()
    trading = TradingFold("0", profiles, Progress(tmp_path), lambda _: (base, []))
    good = interchange(order_set(body("1"))).replace(b"ACME           ", b"ACME2          ")
    test = good.replace(b"*P*", b"*T*")
    assert raised(trading.apply([saying("08:ACME2/ZZ:CROSSDOCK/T", test)])) == []
    said = raised(trading.apply([saying("08:ACME2/ZZ:CROSSDOCK/P", good)]))
    assert said == [("EDI-SYNTAX", "resolved")]
    # What changed beside is written down too.
    base = trading.holders()["pairs"].dump_all()
    again = TradingFold("0", profiles, Progress(tmp_path), lambda _: (base, []))
    last = saying(PAIR, interchange(order_set(body("1")), control=2))
    assert raised(again.apply([last])) == [("ORD-DUP-PO-SAME", "resolved")]


def test_an_invoice_that_was_refused_is_replaced_by_one_from_another_id_of_ours(tmp_path: Path):
    trading = fold(tmp_path)
    for id_, sender, total in (("i-1", "ZZ:US", "5.00"), ("i-2", "ZZ:WE", "6.00")):
        item = replace(invoice(total, id=id_), sender=sender)
        now = datetime.now(UTC)
        asked = PairRequest(pair=item.pair, file="r.jsonl", request=item, read_at=now)
        assert [each.tag for each in trading.apply([asked])].count(OUTGOING) == 1
        if id_ == "i-1":
            refused = saying("08:ACME/ZZ:US/P", syntax("R", 1, 71))
            assert raised(trading.apply([refused])) == [("EDI-REJECTED", "open")]
    results = trading.apply([saying("08:ACME/ZZ:WE/P", to_other(syntax("A", 1, 71)))])
    assert raised(results) == [("EDI-REJECTED", "resolved")]
    rows = [row for each in results if each.tag == DOCUMENTS for row in each.rows.to_dicts()]
    ours = [(row["document"], row["status"]) for row in rows if row["direction"] == "out"]
    assert ours == [
        ("X12/ZZ:WE/08:ACME/000000001/1/0001", "accepted"),
        ("X12/ZZ:US/08:ACME/000000001/1/0001", "replaced"),
    ]
