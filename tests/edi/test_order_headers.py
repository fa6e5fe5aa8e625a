"""What the header of an order says for all its lines: days and the ship-to."""

from __future__ import annotations

from datetime import date

from edi.columns import FEW, order_tables
from edi.profiles import Profile
from tests.edi.test_purchase_orders import row_of
from tests.edi.wire import interchange, order_set, sets_of


def test_days_before_and_after_which_nothing_is_to_be_delivered_are_asked_for():
    days = ("DTM*010*20260401", "DTM*064*20260405", "DTM*063*20260409", "DTM*038*20260402")
    row = row_of(("BEG*00*SA*1**20260302", *days, "PO1*1*1*EA***VN*A"), Profile())
    assert (row["requested_date"], row["cancel_after"]) == (date(2026, 4, 5), date(2026, 4, 9))


def test_the_last_day_is_of_shipment_where_shipment_is_asked_for():
    days = ("DTM*037*20260401", "DTM*063*20260409", "DTM*038*20260403")
    row = row_of(("BEG*00*SA*1**20260302", *days, "PO1*1*1*EA***VN*A"), Profile())
    assert (row["requested_date"], row["cancel_after"]) == (date(2026, 4, 1), date(2026, 4, 3))
    for cancel, last in (("001", 8), ("177", 3)):
        more = (*days, f"DTM*{cancel}*20260408")
        row = row_of(("BEG*00*SA*1**20260302", *more, "PO1*1*1*EA***VN*A"), Profile())
        assert row["cancel_after"] == date(2026, 4, last)
    row = row_of(("BEG*00*SA*1**20260302", "DTM*177*20260408", "PO1*1*1*EA***VN*A"), Profile())
    assert row["cancel_after"] == date(2026, 4, 8)


def test_goods_go_to_who_is_billed_and_shipped_to_where_no_ship_to_is_named():
    store, dc = "N1*BS*S*92*0701", "N1*ST*D*92*0005"
    for parties, place in (((store,), "0701"), ((store, dc), "0005"), ((dc, store), "0005")):
        row = row_of(("BEG*00*SA*1**20260302", *parties, "PO1*1*1*EA***VN*A"), Profile())
        assert row["ship_to"] == place
        body = ("BEG*00*SA*1**20260302", *parties, "PO1*1*1*EA***VN*A", "CTT*1")
        for sets in (1, FEW + 9):
            many = [order_set(body, f"{number:04}") for number in range(1, sets + 1)]
            headers = order_tables(sets_of(interchange(*many))).headers
            assert headers["ship_to"].to_list() == [place] * sets
