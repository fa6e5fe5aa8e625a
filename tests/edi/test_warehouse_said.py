"""What warehouse documents say in numbers: weights, volumes, pieces, lots; and write back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.edi.test_parts_of_documents import written
from tests.edi.test_totals import read

RELEASES = ("004010", "005010")
LINE_WEIGHTS = "196.4*G*K*190.1*N*K"


def again(code: str, release: str, *body: str) -> Any:
    """The document of a clean set, which is written as it came."""
    found = read(code, *body, release=release)
    assert [each.as_json() for each in found.findings] == []
    assert written(code, release, found.document) == list(body)
    return found.document


def received(release: str, *lines: str) -> tuple[str, ...]:
    """Lines of a 944, which stand in an LX since 005010."""
    return lines if release == "004010" else ("LX*1", *lines)


def weights(line: Any) -> tuple[tuple[Decimal | None, str, str], ...]:
    return (
        (line.weight, line.weight_qualifier, line.weight_unit),
        (line.second_weight, line.second_weight_qualifier, line.second_weight_unit),
    )


@pytest.mark.parametrize("release", RELEASES)
def test_a_line_that_was_shipped_says_both_its_weights(release: str):
    document = again(
        "945",
        release,
        "W06*F*SO-1*20260309*SH-1*AG-7*PO-1*M-1*2*HOT*01*DB*C",
        "N1*ST*DC*92*77",
        "W27*M*RDWY*ROADWAY*PP*TL*RDWU*53021*CC*HOT*DC",
        "LX*1",
        f"W12*CS*10*10*0*CA*012345678905*VN*A*L-1*{LINE_WEIGHTS}*012345678912*VN*B*01*1*LT*L-9",
        "W03*10*196.4*KG*12.5*CR*40*CT",
    )
    (package,) = document.packages
    (line,) = package.lines
    assert weights(line) == ((Decimal("196.4"), "G", "K"), (Decimal("190.1"), "N", "K"))
    assert (line.second_upc, line.change_reason, line.adjustment) == ("012345678912", "01", "1")
    assert line.identifiers[-1] == ("LT", "L-9")
    assert (document.agent_shipment, document.link, document.link_sequence) == ("AG-7", "M-1", 2)
    assert (document.volume, document.volume_unit) == (Decimal("12.5"), "CR")
    assert (document.lading, document.lading_unit) == (40, "CT")
    (carrier,) = document.transport
    assert (carrier.equipment_type, carrier.equipment_initial, carrier.equipment) == (
        "TL",
        "RDWU",
        "53021",
    )
    assert (carrier.status, carrier.handling, carrier.change_reason) == ("CC", "HOT", "DC")


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("weight", ["**196.4*G*K", f"**{LINE_WEIGHTS}", ""])
def test_a_line_says_no_weight_but_its_own(release: str, weight: str):
    line = f"W12*CC*10*10*0*CA**VN*A{weight}"
    document = again("945", release, "W06*F*SO-1", "N1*ST*DC*92*77", "LX*1", line, "W03*10")
    (one,) = document.packages[0].lines
    gross = (Decimal("196.4"), "G", "K") if weight else (None, "", "")
    net = (Decimal("190.1"), "N", "K") if "190.1" in weight else (None, "", "")
    assert weights(one) == (gross, net)


@pytest.mark.parametrize("release", RELEASES)
def test_an_adjustment_says_what_it_weighs(release: str):
    document = again(
        "947",
        release,
        "W15*20260309*ADJ-12*D-1*00*01*1",
        "N1*WH*K*91*KS1",
        "W19*AA*-13*CA**VN*B*SK*7*L-1*-196.4*G*L*-190*N*L*SA*LT*L-2",
    )
    (line,) = document.lines
    assert weights(line) == ((Decimal("-196.4"), "G", "L"), (Decimal(-190), "N", "L"))
    assert (document.purpose, document.transaction_type, document.action) == ("00", "01", "1")


@pytest.mark.parametrize("release", RELEASES)
def test_a_receipt_says_its_third_identifier_its_hour_and_its_seals(release: str):
    document = again(
        "944",
        release,
        "W17*F*20260309*WR-1*SO-1*SH-1*X*1530*M-1*2",
        "N1*WH*K*91*KS1",
        "W08*M*RDWY*ROADWAY*RDWU*53021*SEAL-1*SEAL-2*01*02",
        "W18*01*34*FA",
        "G08*5*2*3*01",
        *received(release, "W07*47*CA*012345678905*VN*A*SK*7*L-17*1*LT*L-18"),
        "W14*47",
    )
    (line,) = document.lines
    assert (line.lot, line.adjustment, line.identifiers[-1]) == ("L-17", "1", ("LT", "L-18"))
    (pallets,), (probe,) = document.pallets, document.temperatures
    assert (pallets.received, pallets.returned, pallets.contested) == (5, 2, Decimal(3))
    assert (pallets.condition, probe.temperature, probe.unit) == ("01", Decimal(34), "FA")
    assert (document.time_qualifier, document.time, document.link) == ("X", "1530", "M-1")
    (carrier,) = document.transport
    assert (carrier.seal, carrier.second_seal, carrier.seal_status, carrier.unit_load) == (
        "SEAL-1",
        "SEAL-2",
        "01",
        "02",
    )


@pytest.mark.parametrize("release", RELEASES)
def test_what_is_on_its_way_says_why_it_is_to_be_held_and_how_many_pieces_it_is(release: str):
    document = again(
        "943",
        release,
        "W06*F*TR-1*20260309*SH-1*AG-7*PO-1*M-1*2",
        "N1*WH*K*91*KS1",
        "W27*M*RDWY**PP*TL*RDWU*53021",
        "W10*02*5*1*SEAL-1*SEAL-2*34*FA*-10*FA",
        "W04*48*CA*012345678905*VN*A*SK*7*70*A*N*4901*010005*02*LT*L-1",
        "W20*12*16*OZ*24.5*G*L*2*1.5*CF*RED",
        "W03*48*900*LB*30*CF*2*PL",
    )
    (line,) = document.lines
    assert (line.hold, line.identifiers[-1]) == ("02", ("LT", "L-1"))
    assert (document.volume, document.lading, document.lading_unit) == (Decimal(30), 2, "PL")
    assert document.transport[0].equipment_type == "TL"
    (load,) = document.loads
    assert (load.unit_load, load.pallets, load.seal, load.second_seal) == (
        "02",
        5,
        "SEAL-1",
        "SEAL-2",
    )
    assert (load.temperature, load.second_temperature) == (Decimal(34), Decimal(-10))


@pytest.mark.parametrize("release", RELEASES)
def test_an_order_to_ship_says_its_volume_how_it_is_paid_and_in_which_condition(release: str):
    document = again(
        "940",
        release,
        "W05*N*SO-1*PO-1*1*M-1*SO*1",
        "W66*PP*M*1*02*ROADWAY*02*DOCK*1*4300*RDWY",
        "LX*1",
        "W01*12*EA*012345678905*VN*A*SK*7*70*A*N*4901*010005*L-1*NS*LT*L-2",
        "W76*12*96*LB*24.5*CF*1.5",
    )
    (line,) = document.lines
    assert (line.freight_class, line.commodity, line.pallet) == ("70", "4901", "010005")
    assert (line.lot, line.condition) == ("L-1", "NS")
    assert (document.volume, document.volume_unit) == (Decimal("24.5"), "CF")
    assert document.sizing_factor == Decimal("1.5")
    (carrier,) = document.transport
    assert (carrier.pallet_exchange, carrier.unit_load, carrier.fob_code) == ("1", "02", "02")
    assert (carrier.fob, carrier.cod_payment, carrier.cod_amount) == ("DOCK", "1", "4300")
    assert (document.transaction_type, document.action) == ("SO", "1")


@pytest.mark.parametrize("release", RELEASES)
def test_a_lot_says_when_it_expires_by_its_reference(release: str):
    document = again(
        "944",
        release,
        "W17*F*20260309*WR-1",
        "N1*WH*K*91*KS1",
        "N9*BM*B-1**20260309*1200*ET",
        *received(release, "W07*47*CA", "N9*LT*L-1*MILK*20270101", "N9*LT*L-2"),
        "W14*47",
    )
    (bill,) = document.references
    (arrived,) = bill.dates
    assert (arrived.date, arrived.time, arrived.zone) == (date(2026, 3, 9), "1200", "ET")
    first, second = document.lines[0].references
    assert ([each.date for each in first.dates], second.dates) == ([date(2027, 1, 1)], ())
