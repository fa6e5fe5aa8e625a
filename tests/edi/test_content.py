"""What a document says is in its canonical form, and comes back out of it: segment by segment.

Each case is a document's segments between its header and its trailer, in the order in which we
write them: what is read from them is written as the very same ones.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from edi.transaction_sets import SETS
from tests.edi.test_totals import read

CASES: list[tuple[str, tuple[str, ...]]] = [
    (
        "846",
        (
            "BIA*00*DD*INV-1*20260309*0600",
            "LIN*1*VN*A",
            "SDQ*EA*92*0101*9*0102*8",
            "SLN*1**I*2*EA****VN*A-1",
            "PID*F****LID",
            "QTY*33*17*EA",
            "DTM*184*20260309",
            "SCH*17*EA***018*20260401",
            "QTY*17*20*EA",
            "N1*WH*NYC*92*0101",
            "CTT*1",
        ),
    ),
    (
        "856",
        (
            "BSN*00*SH-1*20260309*1530*0001",
            "HL*1**P*0",
            "SN1*7*12*EA*36*48*EA**AC",
            "SLN*1**I*2*EA****VN*A-1",
            "SLN*2*1*I*3*EA*1.5*PE**VN*A-2",
            "MEA*PD*WT*12.5*LB",
            "MAN*GM*00006141411234567890**CP*1Z999AA10123456784",
            "MAN*GM*00006141411234567890*00006141411234567899*CP*1Z1*1Z9",
            "SDQ*EA*92*0101*8*0102*4",
            "CTT*1",
        ),
    ),
    (
        "850",
        (
            "BEG*00*SA*4500017**20260302",
            "FOB*PP*OR*DALLAS*01*FCA*ZZ*DOCK*BY*GATE",
            "CTP*WS*RES*9.99*1*EA",
            "SAC*A*C310*VI*HAUL*500*3*2.5*0.1*EA*50**02*REF-1*1*FOR DAMAGES",
            "DTM*010****RD8*20260401-20260410",
            "DTM*106**1700*CT",
            "TD5**2*UPSN*U*GROUND*******ND",
            "PO1*1*12*EA*9.25*PE*VN*A",
            "CTP*RS*RTL*19.99*1*EA*DIS*0.9*17.99*CA",
            "PO4*6*12*EA*CTN*G*10.5*LB*1.2*CF*10*11*12*IN*6",
            "SAC*C*G830***1100*Z*3*****06*REF-2*2*FREIGHT",
            "FOB*CC*DE*ORLANDO",
            "TD5**2*RDWY",
            "SCH*8*EA*ST*STORE 1*002*20260401*1200*010*20260330*0800*REQ-1*1",
            "SCH*4*EA*ST*STORE 2*002*20260402",
            "N1*BY**92*0101",
            "QTY*21*12*EA",
            "SCH*8*EA***010*20260312",
            "SCH*4*EA***010*20260313",
            "SLN*1**I*2*EA*1.5*PE*I*VN*A-1",
            "PID*F****LID",
            "SLN*2*1*I*3*EA",
            "AMT*1*111",
            "CTT*1",
        ),
    ),
    (
        "855",
        (
            "BAK*00*AC*4500017*20260302",
            "FOB*CC",
            "CTP**UCP*9.25",
            "PO1*1*12*EA*9.25**VN*A",
            "CTP**UCP*9.25*1*EA",
            "PO4*6*2*EA",
            "FOB*PP",
            "SDQ*EA*92*0101*12",
            "TD5**2*RDWY",
            "ACK*IA*12*EA",
            "AMT*1*111",
            "SCH*12*EA*ST*STORE 1*067*20260401",
            "N9*ZZ*1",
            "MSG*IN TWO PARTS",
            "N1*ST*STORE 1*92*0101",
            "SCH*12*EA***067*20260401",
            "QTY*21*12*EA",
            "SLN*1**I*2*EA****VN*A-1",
            "PID*F****LID",
            "N1*MA*WORKSHOP*92*W1",
            "CTT*1",
        ),
    ),
    (
        "860",
        (
            "BCH*04*SA*4500017**1*20260302",
            "FOB*CC",
            "POC*1*PC*12*12*EA*9.25**VN*A",
            "CTP**UCP*9.25*1*EA",
            "TD5**2*RDWY",
            "MSG*IN ONE PART",
            "N9*ZZ*1",
            "N1*ST*STORE 1*92*0101",
            "QTY*21*12*EA",
            "SCH*4*EA***010*20260312",
            "SCH*8*EA***010*20260313",
            "CTT*1",
        ),
    ),
    (
        "865",
        (
            "BCA*04*AC*4500017**1*20260302",
            "POC*1*PC*12*12*EA*9.25**VN*A",
            "ACK*IA*12*EA",
            "N1*ST*STORE 1*92*0101",
            "SCH*12*EA***067*20260401",
            "CTT*1",
        ),
    ),
    (
        "810",
        (
            "BIG*20260311*INV-1",
            "ITD*01*3*2*20260410*30*20260510*60",
            "FOB*CC*DE*ORLANDO",
            "IT1*1*3*EA*10",
            "SAC*C*D240***500*Z*5*****02*REF-1**FREIGHT",
            "TXI*ST*2",
            "SLN*1**I*2*EA****VN*A-1",
            "PID*F****LID",
            "TDS*4050",
            "TXI*CS*1.5",
            "SAC*C*G830***200",
            "TXI*ST*1*5***2",
            "SAC*A*C310***100",
            "CTT*1",
        ),
    ),
    (
        "940",
        (
            "W05*N*SO-1",
            "LX*1",
            "MAN*GM*00006141411234567890",
            "W01*12*EA*012345678905",
            "W20*12*16*OZ",
            "W01*3*EA*012345678912",
            "LX*2",
            "W01*1*EA*012345678905",
            "W76*16",
        ),
    ),
    (
        "943",
        (
            "W06*F*TR-1*20260309*SH-1",
            "N1*WH*KEYSTONE",
            "W27*M",
            "W04*48*CA*012345678905*VN*A*IN*1*70*A*N*4901*010005*02*UK*10012345678902",
            "W20*12*16*OZ*24.5*G*L*2*1.5*CF*RED",
            "W03*48",
        ),
    ),
    (
        "944",
        ("W17*F*20260309*WR-1", "N1*WH*KEYSTONE", "W07*48*CA", "W20*12*16*OZ", "W14*48"),
    ),
    (
        "945",
        (
            "W06*N*SO-1*20260309",
            "N1*ST*ACME",
            "LX*1",
            "W12*CC*12*12**EA",
            "N1*ST*STORE 7*92*0007",
            "W03*12",
        ),
    ),
    (
        "947",
        (
            "W15*20260309*ADJ-1",
            "N1*WH*KEYSTONE",
            "W19*AU*-13*EA",
            "G69*WET",
            "N1*WH*KEYSTONE 2*92*KS2",
            "N3*DOCK 7",
            "G61*IC*OPS*TE*3305551",
            "W19*AU*-14*EA",
        ),
    ),
    (
        "852",
        (
            "XQ*H*20260301*20260307",
            "XPO*4500017",
            "N9*IA*12345",
            "LIN**UP*012345678905",
            "N9*LI*7*SHELF",
            "ZA*QS*17*EA",
            "CTT*1",
        ),
    ),
    (
        "820",
        (
            "BPR*C*7.5*C*ACH*CTX*01*021000021*DA*123456*1234567890*000000001*01*03100*DA*98765*20260401",
            "TRN*1*PAY-1",
            "ENT*1",
            "ADX*-2.5*01*IV*INV-0",
            "RMR*IV*INV-1**10",
        ),
    ),
    (
        "210",
        (
            "B3**FB-1*SH-1*PP**20260312*60300",
            "LX*1",
            "L5*1*HOUSEWARES*54600*N*CTN",
            "L0*1*96*NB*9600*G*300*X*12*CTN*PALLETS*L",
            "L1*1*4.69*PH*45000*100*200*****P*LINE HAUL*****96*NB",
            "L1*2***15300****FUE",
            "L3*9600*G***60300",
        ),
    ),
    (
        "204",
        (
            "B2**RDWY**SH-1**PP",
            "B2A*00*LT",
            "S5*1*CL*9600*L",
            "L5*1*HOUSEWARES*54600*N*CTN",
            "AT8*G*L*9000*12",
            "L5*2*PALLETS",
            "OID*ORD-1*4500017**CA*12*L*9600",
            "L5*1*HOUSEWARES",
            "AT8*G*L*9600*12*2*E*300",
            "L3*9600*G",
        ),
    ),
    (
        "214",
        (
            "B10*PRO-1*SH-1*RDWY",
            "MAN*GM*00006141411234567890",
            "LX*1",
            "AT7*X1*NS***20260310*0755*LT",
            "MS1*ORLANDO*FL*US",
            "MS2*RDWY*5512*TL",
            "MAN*CP*1Z999AA10123456784",
            "AT8*G*L*320.5*12*2*E*40",
        ),
    ),
    (
        "824",
        (
            "BGN*11*AD-1*20260302*0712",
            "OTI*TR*PO*4500017*ACME*HARBOR*20260302*0615*41010*0001*850*004010",
            "TED*007*TOTAL DIFFERS",
        ),
    ),
]


def segments(code: str, document: Any, release: str = "004010") -> list[str]:
    """What we write of a document between its header and its trailer."""
    return ["*".join(map(_text, segment)) for segment in SETS[code].write(document, release)]


def _text(element: str | tuple[str, ...]) -> str:
    return element if isinstance(element, str) else ">".join(element)


@pytest.mark.parametrize(("code", "body"), CASES, ids=[code for code, _ in CASES])
def test_what_a_document_says_is_read_and_written_back(code: str, body: tuple[str, ...]):
    found = read(code, *body)
    assert [f.as_json() for f in found.findings] == []
    assert segments(code, found.document) == list(body)


def test_quantities_by_day_belong_to_their_quantity():
    body = next(body for code, body in CASES if code == "846")
    (line,) = read("846", *body).document.lines
    assert [(p.location, p.quantity) for p in line.places] == [("0101", 9), ("0102", 8)]
    available, on_hand = line.quantities
    assert [part.quantity for part in available.schedules] == [17]
    assert on_hand.schedules == ()


def test_a_package_has_the_number_of_its_carrier_beside_its_own():
    body = next(body for code, body in CASES if code == "856")
    (level,) = read("856", *body).document.levels
    assert (level.marks[0].second_qualifier, level.marks[0].second_number) == (
        "CP",
        "1Z999AA10123456784",
    )


def test_an_allowance_says_per_cent_reference_and_words():
    body = next(body for code, body in CASES if code == "850")
    (charge,) = read("850", *body).document.charges
    assert (charge.amount, charge.percent, charge.rate) == (5, Decimal("2.5"), Decimal("0.1"))
    assert (charge.handling, charge.reference, charge.description) == (
        "02",
        "REF-1",
        "FOR DAMAGES",
    )


@pytest.mark.parametrize(
    ("code", "head", "line", "total"),
    [
        ("940", "W05*N*SO-1", "W01*1*EA*012345678905", "W76*1"),
        ("945", "W06*N*SO-1*20260309", "W12*CC*1*1*0*EA", "W03*1"),
    ],
)
@pytest.mark.parametrize("release", ["004010", "005010"])
def test_a_line_for_a_party_of_its_own_says_which(
    code: str, head: str, line: str, total: str, release: str
):
    address = ("N3*DOCK 7", "N4*AKRON*OH*44309") if release == "005010" else ()
    body = [head, "N1*ST*ACME*92*1", "LX*1", line, "N1*ST*STORE 7*92*0007", *address, total]
    document = read(code, *body, release=release).document
    lines = document.lines if code == "940" else document.packages[0].lines
    assert [(party.role, party.id, party.city) for party in lines[0].parties] == [
        ("ST", "0007", "AKRON" if address else "")
    ]
    assert segments(code, document, release) == body


def test_an_adjustment_says_where_it_was_by_its_own_party():
    body = next(body for code, body in CASES if code == "947")
    first, second = read("947", *body).document.lines
    (party,) = first.parties
    assert (party.id, party.contacts[0].numbers, second.parties) == (
        "KS2",
        (("TE", "3305551"),),
        (),
    )
