"""What was in bytes alone for long is in documents, and comes back out of them, in each release."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from edi.transaction_sets import SETS
from tests.edi.test_content import segments
from tests.edi.test_totals import read

OLD, NEW = "004010", "005010"
BOTH = (OLD, NEW)
GOODS = (
    "MEA*PD*WT*12.5*LB***03",
    "MEA*PD*LN**IN*30*40",
    "TD1*CTN25*24*N*4410*PAPER*G*295.15*LB*1.2*CF",
    "MAN*GM*00006141411234567890",
    "TXI*ST*7*6",
)
PLACE = "N4*AKRON*OH*44309*US*DE*DOCK 7"
BEGINS = {
    "850": ("BEG*00*SA*1**20260302", "PO1*1*12*EA*9.25**VN*A"),
    "855": ("BAK*00*AC*1*20260302", "PO1*1*12*EA*9.25**VN*A"),
    "860": ("BCH*04*SA*1***20260302", "POC*1*QD*10*2*EA*9.25**VN*A"),
    "865": ("BCA*04*AC*1***20260302", "POC*1*QD*10*2*EA*9.25**VN*A"),
}


def kept(code: str, release: str, *body: str) -> Any:
    """The document of a set, which is written as it was read."""
    found = read(code, *body, release=release)
    assert [one.as_json() for one in found.findings] == []
    assert segments(code, found.document, release) == list(body)
    return found.document


@pytest.mark.parametrize("release", BOTH)
@pytest.mark.parametrize("code", BEGINS)
def test_orders_say_how_goods_are_measured_packed_and_marked(code: str, release: str):
    begin, line = BEGINS[code]
    money = "BY" if code in ("850", "860") else "SE"
    document = kept(
        code,
        release,
        begin,
        "SAC*C*D240***300",
        f"CUR*{money}*CAD",
        "LIN*7*VN*KIT",
        "PID*F****KIT OF TWO",
        *GOODS,
        "N1*ST*DC*92*0007",
        PLACE,
        line,
        "LIN*3*UP*012345678905",
        *GOODS[:2],
        "PER*BD*JO HALE*TE*5550100",
        "SAC*C*D240***100",
        f"CUR*{money}*CAD",
        "ITD*01*3*2**10**30",
        *GOODS[2:3],
        *(GOODS[3:] if code in ("850", "855", "860") else (GOODS[4], GOODS[3])),
        "QTY*38*12*EA",
        "CTT*1",
    )
    (found,) = document.lines
    for said in (document, found):
        weight, warmth = said.measures
        assert (weight.quantity, weight.uom, weight.significance) == (Decimal("12.5"), "LB", "03")
        assert (warmth.quantity, warmth.lowest, warmth.highest) == (None, 30, 40)
        (packed,) = said.packaging
        assert (packed.count, packed.commodity, packed.description) == (24, "4410", "PAPER")
        assert said.marks[0].number == "00006141411234567890"
        assert said.taxes[0].amount == 7
        assert said.charges[0].currency == "CAD"
    assert (document.items[0].line, document.descriptions) == ("7", ("KIT OF TWO",))
    assert (found.listed[0].line, found.listed[0].identifiers) == ("3", (("UP", "012345678905"),))
    assert found.identifiers == (("VN", "A"), ("UP", "012345678905"))
    assert found.quantities[0].quantity == 12
    (party,) = document.parties
    assert (party.location_qualifier, party.location) == ("DE", "DOCK 7")


def test_a_price_and_a_charge_say_their_currency():
    document = kept(
        "850",
        OLD,
        BEGINS["850"][0],
        "CUR*BY*USD",
        BEGINS["850"][1],
        "CTP*RS*RTL*19.99*1*EA",
        "CUR*BY*CAD",
        "SAC*C*D240***100",
        "CUR*BY*CAD",
        "CTP*RS*RTL*1.5*1*EA",
        "CTT*1",
    )
    (line,) = document.lines
    assert (document.currency, line.currency) == ("USD", "")
    assert [price.currency for price in line.prices] == ["CAD"]
    (charge,) = line.charges
    assert (charge.currency, charge.prices[0].price) == ("CAD", Decimal("1.5"))


def test_a_part_of_a_country_that_has_no_states_is_said_since_005010():
    body = (BEGINS["850"][0], "N1*ST*DC*92*0007", "N4*ZUG**6300*CH***ZG", BEGINS["850"][1], "CTT*1")
    document = kept("850", NEW, *body)
    assert document.parties[0].subdivision == "ZG"


@pytest.mark.parametrize("release", BOTH)
def test_a_ship_notice_says_which_change_and_contract_of_an_order_it_is_of(release: str):
    document = kept(
        "856",
        release,
        "BSN*00*SH-1*20260309*1530*0001",
        "HL*1**O*0",
        "PRF*4500017*R1*2*20260302*7*C-88*SA",
        "FOB*PP",
        "PAL*1*5*8*40*30*LB*48*40*60*IN*800*LB*60*CF*1*6*A",
        "CUR*SE*USD",
        "SAC*C*D240***100",
        "CUR*SE*CAD",
        "CTT*1",
    )
    (level,) = document.levels
    assert (level.order_change, level.order_line, level.order_contract) == ("2", "7", "C-88")
    assert (level.order_type, level.currency, level.charges[0].currency) == ("SA", "USD", "CAD")
    (pallet,) = level.pallets
    assert (pallet.tiers, pallet.blocks, pallet.pack, pallet.gross_weight) == (5, 8, 40, 800)


NOTED = {
    "940": ("W05*N*SO-1", "NTE*DEL*Dock 4", "LX*1", "W01*1*EA*012345678905", "NTE*GEN*Fragile",
            "QTY*38*1*EA", "AMT*1*7.5", "G62*10*20260309", "W76*1"),
    "943": ("W06*F*TR-1*20260309*SH-1", "N1*WH*KEYSTONE", "G61*IC*JO HALE*TE*5550100",
            "NTE*DEL*Dock 4", "W27*M", "W04*1*CA*012345678905", "W03*1"),
    "947": ("W15*20260309*ADJ-1", "N1*WH*KEYSTONE", "NTE*DEL*Dock 4", "W19*AU*-1*EA*012345678905",
            "AMT*1*7.5"),
    "810": ("BIG*20260311*INV-1", "NTE*DEL*Dock 4", "PID*F****HOUSEWARES", "MEA*PD*G*10*LB",
            "IT1*1*2*EA*5", "QTY*38*2*EA", "CTP**RTL*7", "MEA*PD*G*5*LB", "PO4*1*2*EA",
            "ITD*01", "PER*BD*JO HALE", "SDQ*EA*92*0101*2", "CAD*M***RDWY", "N1*ST*DC*92*0007",
            "TDS*1000", "AMT*1*10", "CTT*1"),
    "204": ("B2**RDWY**LOAD-1**PP", "B2A*00*LT", "MS3*RDWY*O*RENO*M*NV", "NTE*DEL*Dock 4",
            "N1*SH*HP*91*HP", "G61*IC*JO HALE*TE*5550100", "N7*HP*5512*900*G", "M7*S1*S2",
            "S5*1*LD", "AT8*G*L*96*12", "PLD*5**L*96", "NTE*LOI*Liftgate", "N1*SF*NYC*91*NYC",
            "N7*HP*5512", "L3*96*G"),
}  # fmt: skip


@pytest.mark.parametrize("release", BOTH)
@pytest.mark.parametrize("code", NOTED)
def test_a_text_says_what_it_is_of(code: str, release: str):
    document = kept(code, release, *NOTED[code])
    assert [(text.code, text.text) for text in document.texts] == [("DEL", "Dock 4")]


def test_a_load_says_its_carriers_pallets_and_equipment():
    document = kept("204", OLD, *NOTED["204"])
    (carrier,) = document.routing
    assert (carrier.carrier, carrier.sequence, carrier.city, carrier.state) == (
        "RDWY", "O", "RENO", "NV",
    )  # fmt: skip
    (trailer,) = document.equipment
    assert (trailer.initial, trailer.number, trailer.weight) == ("HP", "5512", 900)
    assert (trailer.seals[0].first, trailer.seals[0].second) == ("S1", "S2")
    (stop,) = document.stops
    assert (stop.pallets[0].count, stop.weights[0].pieces) == (5, 12)
    assert document.parties[0].contacts[0].name == "JO HALE"


def test_lines_of_an_invoice_say_what_stands_behind_them():
    (line,) = kept("810", OLD, *NOTED["810"]).lines
    assert (line.quantities[0].quantity, line.prices[0].price, line.packs[0].size) == (2, 7, 2)
    assert (line.places[0].quantity, line.carriage[0].carrier) == (2, "RDWY")
    assert (line.parties[0].role, line.contacts[0].name) == ("ST", "JO HALE")


@pytest.mark.parametrize("release", BOTH)
def test_stock_says_how_it_is_measured_and_in_which_currency_it_costs(release: str):
    document = kept(
        "846", release, "BIA*00*DD*INV-1*20260309", "CUR*SE*USD", "MEA*PD*G*10*LB", "LIN*1*VN*A",
        "MEA*PD*G*5*LB", "CTP**RTL*7", "CUR*SE*CAD", "SAC*C*D240***100", "PER*BD*JO HALE",
        "MAN*GM*00006141411234567890", "QTY*33*17*EA", "MEA*PD*G*3*LB", "CTT*1",
    )  # fmt: skip
    (line,) = document.lines
    assert (document.currency, line.currency) == ("USD", "CAD")
    assert [each.measures[0].quantity for each in (document, line, line.quantities[0])] == [
        10, 5, 3,
    ]  # fmt: skip


def test_what_shipped_says_its_pallets_and_measures():
    document = kept(
        "945", OLD, "W06*N*SO-1*20260309", "N1*WH*KEYSTONE", "G61*IC*JO HALE", "LX*1", "PAL*1*5*8",
        "N9*PL*P-1", "W12*CC*1*1*0*EA", "G62*11*20260309", "QTY*39*1*EA", "MEA*PD*G*5*LB",
        "AMT*1*7.5", "W03*1",
    )  # fmt: skip
    (package,) = document.packages
    (line,) = package.lines
    assert (package.pallets[0].tiers, package.references[0].value) == (5, "P-1")
    assert (line.quantities[0].quantity, line.measures[0].quantity) == (1, 5)


PARCELS = (
    "B10*PRO-1*SH-1*RDWY", "K1*One*Two", "N1*SH*HP*91*HP", "G61*IC*JO HALE*TE*5550100",
    "MS3*RDWY*O*RENO*M*NV", "LX*1", "AT7*X1*NS***20260310*0755*LT", "K1*Late", "AT5*FR",
    "CD3*B*40*102*1*SG*D1*PA*1250", "L11*1*BM", "AT7*D1*NS***20260310*0910*LT", "Q7*D*CTN*1",
    "AT8*G*L*96", "MAN*CP*1Z1", "N1*ST*DC*92*0007", "PRF*4500017*R1*2*20260302", "N1*BY**92*0007",
    "CD3*B*50", "SPO*4500018*DEPT*EA*12*L*96", "SDQ*EA*92*0101*5*0102*7",
)  # fmt: skip


def test_a_carrier_tells_of_packages_and_orders():
    document = kept("214", OLD, *PARCELS)
    assert (document.texts, document.routing[0].carrier) == (("One", "Two"), "RDWY")
    (leg,) = document.legs
    assert (leg.texts, leg.handling[0].code) == (("Late",), "FR")
    (package,) = leg.packages
    assert (package.weight, package.zone, package.charge) == (40, "102", Decimal("12.50"))
    assert (package.events[0].status, package.exceptions[0].quantity) == ("D1", 1)
    assert (package.marks[0].number, package.parties[0].role) == ("1Z1", "ST")
    (order,) = leg.purchase_orders
    assert (order.order, order.change, order.packages[0].weight) == ("4500017", "2", 50)
    (said,) = leg.orders
    assert (said.order, said.quantity, len(said.places)) == ("4500018", 12, 2)


def test_orders_and_seals_are_told_since_005010():
    body = (
        "B10*PRO-1*SH-1*RDWY", "LX*1", "AT7*X1*NS***20260310*0755*LT", "K1*Late", "M7*S1",
        "OID*DEPT*4500018**EA*12*L*96", "SDQ*EA*92*0101*12",
    )  # fmt: skip
    (leg,) = kept("214", NEW, *body).legs
    assert (leg.events[0].texts, leg.events[0].seals[0].first) == (("Late",), "S1")
    assert (leg.orders[0].order, leg.orders[0].quantity) == ("4500018", 12)


BILLS = {
    OLD: ("N9", "SPO*4500018*DEPT*EA*12*L*96"),
    NEW: ("L11", "OID*DEPT*4500018**EA*12*L*96"),
}


@pytest.mark.parametrize("release", BOTH)
def test_a_freight_bill_says_its_stops_orders_and_packages(release: str):
    tag, order = BILLS[release]
    number = f"{tag}*BM*B-1" if tag == "N9" else f"{tag}*B-1*BM"
    delivered = ("POD*20260310*0910*JO HALE",)
    document = kept(
        "210", release, "B3**FB-1*SH-1*PP**20260312*1250****RDWY", "ITD*01", "K1*Thank you",
        "N7*HP*5512", "M7*S1", order, "SDQ*EA*92*0101*12", "S5*1*LD", number, "G62*86*20260309",
        order, "N1*SF*NYC*91*NYC", "LX*1", *(delivered if release == OLD else ()), "K1*Late",
        order, "N1*ST*DC*92*0007", "CD3*B*40", number, "L9*FUE*300", *delivered, "G62*86*20260309",
    )  # fmt: skip
    assert (document.texts, document.terms[0].type) == (("Thank you",), "01")
    assert (document.equipment[0].number, document.orders[0].places[0].quantity) == ("5512", 12)
    (stop,) = document.stops
    assert (stop.reason, stop.references[0].value, stop.orders[0].quantity) == ("LD", "B-1", 12)
    (line,) = document.lines
    (party,) = line.parties
    (package,) = party.packages
    assert (package.charges[0].charge, package.deliveries[0].name) == (3, "JO HALE")


def test_an_answer_to_a_load_says_when_with_what_and_for_how_much():
    document = kept(
        "990", OLD, "B1*RDWY*LOAD-1*20260308*A", "G62*10*20260309", "N7*HP*5512", "L9*FUE*300",
        "K1*One*Two", "S5*1*LD", "N9*BM*B-1", "G62*10*20260309", "K1*Late",
    )  # fmt: skip
    assert (document.equipment[0].number, document.charges[0].charge) == ("5512", 3)
    assert document.texts == ("One", "Two")
    assert (document.stops[0].references[0].value, document.stops[0].texts) == ("B-1", ("Late",))


def test_sales_say_amounts_and_quantities():
    document = kept(
        "852", OLD, "XQ*H*20260301*20260307", "LIN**UP*012345678905", "PO4*1*2*EA", "AMT*1*7.5",
        "QTY*38*2*EA", "ZA*QS*17*EA", "QTY*38*1*EA", "CTP**RTL*7", "CTT*1",
    )  # fmt: skip
    (line,) = document.lines
    assert (line.amounts[0].amount, line.quantities[0].quantity) == (Decimal("7.5"), 2)
    assert line.activities[0].prices[0].price == 7


def test_a_place_that_only_another_release_has_is_not_written():
    document = kept("850", NEW, BEGINS["850"][0], "N1*ST*DC*92*0007", "N4*ZUG**6300*CH***ZG",
                    BEGINS["850"][1], "CTT*1")  # fmt: skip
    party = replace(document.parties[0], subdivision="", state="NV")
    written = SETS["850"].write(replace(document, parties=(party,)), OLD)
    assert ["N4", "ZUG", "NV", "6300", "CH"] in [list(each) for each in written]
