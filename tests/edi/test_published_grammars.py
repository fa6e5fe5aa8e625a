"""Sets beside orders, each release as it was published: what a set may say, and what it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from edi.codes import Level
from edi.judging import judge
from edi.shape_parts import Inside, Loops
from edi.shape_reading import place_of
from edi.transaction_sets import MESSAGES, SETS, read_set
from tests.edi.wire import interchange, sets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edi.framed import SetFramed
    from edi.grammar import Place
    from edi.shape_parts import Part

BODIES = {
    "856": "BSN*00*S1*20260302*1200 HL*1**S {} HL*2*1*I LIN**VN*A SN1**1*EA {} CTT*2",
    "810": "BIG*20260302*I1 {} IT1*1*1*EA*1**VN*A {} TDS*100 {}",
    "846": "BIA*00*DD*1*20260302 {} LIN*1*VN*A {} QTY*33*1*EA {}",
    "945": "W06*N*D1*20260302*S1 N1*ST*S {} LX*1 {} W12*CC*1*1*0*EA**VN*A {} W03*1",
    "940": "W05*N*D1 {} LX*1 {} W01*1*EA**VN*A {} W76*1",
    "944": "W17*F*20260302*R1 N1*WH*W {} W14*2",
    "943": "W06*F*D1*20260302*S1 N1*WH*W {} W04*1*EA**VN*A {} {}",
    "947": "W15*20260302*1 {} W19*AA*1*EA**VN*A {}",
    "820": "BPR*C*1*C*ACH {} ENT*1 {} RMR*IV*1**1 {}",
    "852": "XQ*H*20260301*20260307 {} LIN*1*VN*A {} ZA*QS*1*EA {}",
    "824": "BGN*00*1*20260302 OTI*TR*IV*1 {}",
    "214": "B10*P*S*RDWY {} LX*1 {}",
    "204": "B2**RDWY**L1**PP B2A*00 {} S5*1*CL {} L3*1*G {}",
    "990": "B1*RDWY*L1*20260302*A {}",
    "210": "B3**F1*S1*PP**20260302*100****RDWY {} LX*1 {}",
}
"""Segments of each set, apart by blanks, with gaps for others."""


def framed(code: str, release: str, body: Sequence[str]) -> SetFramed:
    """A set of these segments between ST and SE."""
    whole = [f"ST*{code}*0001", *body, f"SE*{len(body) + 2}*0001"]
    return sets_of(interchange(whole, version=release))[0]


def told(code: str, release: str, body: Sequence[str]) -> str:
    """What is wrong with the structure of a set, by its codes."""
    found = judge(framed(code, release, body), SETS[code].grammars[release]).findings
    return " ".join(sorted({each.code.value for each in found if each.level is Level.STRUCTURE}))


FINE = ""
ORDER, OFTEN, LOOP, NOT, MISSING = (
    "SEGMENT_OUT_OF_SEQUENCE", "SEGMENT_OVER_MAX", "LOOP_OVER_MAX", "SEGMENT_NOT_IN_SET",
    "SEGMENT_MISSING",
)  # fmt: skip
HAZARD = "LH1*EA*1*UN1263 LH2*3*P LH3*PAINT*D {} LHE*PAINT*FLAMMABLE-LIQUID*BM*1"
VESSEL = "V1*1*SHIP R4*L*UN*USNYC DTM*369*20260310"
LISTS = "LM*DF LQ*0*1"
MONEY = "FA1*DF FA2*18*1"
PARTY = "N1*ST*S N2*B N3*1 N4*NYC*NY"
LOT = f"LS*LX LX*1 N9*LT*7 G62*36*20261231 N1*ST*S {LISTS} LE*LX"
EVENT = "AT7*X1*NS***20260302*0800*LT MS1*NYC*NY*US"
DANGER = "G61*HM*JO L11*1*BM LH6*JO LH1*EA*1 LH2*3 LH3*PAINT*D"
CHARGE = "SAC*C*D240***1 "
SUB = "SLN*1**I REF*VN*1 SAC*N*D240"
ITEM = f"IT1*1*1*EA*1 {{}} REF*PO*1 DTM*002*20260302 SAC*C*D240***1 TXI*ST*1 {SUB}"
BEFORE = f"{EVENT} L11*2*SI PRF*1 N1*SH*S CD3*1 SPO*1 SDQ*EA*92*1*1 EFI*01 BIN*3*abc"
Row = tuple[str, str, str, tuple[str, ...]]
ROWS: tuple[Row, ...] = (
    # set, what is wrong with it in 004010, and in 005010, what fills the gaps of its body
    ("856", NOT, FINE, ("TD3*TL*ABCD*123 AT9*4000",)),
    ("856", FINE, FINE, ("", HAZARD.format("LH4*1*2"))),
    ("856", OFTEN, FINE, ("", HAZARD.format("LH4*1*2 LH4*1*2"))),
    ("856", FINE, FINE, ("", f"CLD*1*1 DTP*011*D8*20260302 {VESSEL}")),
    ("856", OFTEN, OFTEN, ("", "SAC*N*C310 CUR*SE*USD CUR*SE*USD")),
    ("810", FINE, FINE, (VESSEL, f"CRC*MA*Y*AA SR*1 {VESSEL} {MONEY}")),
    ("810", ORDER, FINE, ("CRC*MA*Y*AA",)),
    ("810", LOOP, FINE, ("", "", CHARGE * 26)),
    ("810", LOOP, FINE, ("", CHARGE * 26)),
    ("810", OFTEN, FINE, ("", "TXI*ST*1 " * 11)),
    ("810", ORDER, FINE, ("", "", f"{CHARGE} DTM*011*20260302 TXI*ST*1")),
    ("846", FINE, FINE, ("", "SDQ*EA*92*1*1 MAN*GM*1 CS*1 DD*1 SLN*1**I MEA**WT*1")),
    ("846", FINE, FINE, ("", "", f"SCH*1*EA***002*20260302 LS*1 REF*LT*7 N1*ST*S {LISTS} LE*1")),
    ("846", ORDER, ORDER, ("", "", "SDQ*EA*92*1*1")),
    ("846", NOT, NOT, ("TD5**2*RDWY",)),
    ("945", NOT, FINE, ("W27*M*RDWY W6*BZ G72*1*01 TD1*CTN*1",)),
    ("945", FINE, FINE, ("", "", f"G69*A G62*36*20261231 R4*5*DK*7 N1*ST*S {LISTS} {LOT} {MONEY}")),
    ("945", ORDER, FINE, ("", "", PARTY)),
    ("945", NOT, NOT, ("", "W20*1")),
    ("940", NOT, FINE, ("W66*PP*M TD3*TL*ABCD*123 AT9*4000",)),
    ("940", OFTEN, FINE, ("W6*BZ W6*BZ",)),
    ("940", ORDER, FINE, ("", "SDQ*EA*92*1*1 N1*ST*S N9*LI*1")),
    ("940", FINE, FINE, ("", "", f"{LISTS} {LOT} {MONEY}")),
    ("940", FINE, FINE, ("", "", "N1*ST*S PER*IC*JO LH2*3")),
    ("944", FINE, f"{MISSING} {ORDER}", ("W07*2*CA**VN*A W13*1*CA*01 N9*LI*1",)),
    ("944", NOT, FINE, ("LX*1 MAN*GM*1 W07*1*CA**VN*A W13*1*CA*01 LX*2 W07*1*CA**VN*B",)),
    ("943", FINE, FINE, ("W27*M", "W20*1", "W03*1")),
    ("943", MISSING, MISSING, ("", "", "W03*1")),
    ("943", MISSING, MISSING, ("W27*M",)),
    ("947", FINE, FINE, ("N1*WH*W", f"G69*A CS*1 {LISTS} {PARTY} LX*1 N9*LT*7")),
    ("947", MISSING, MISSING, ()),
    ("947", ORDER, ORDER, ("N1*WH*W", "NTE*GEN*X")),
    ("820", FINE, FINE, ("", f"ADX*1*01 REF*PO*1 DTM*003*20260302 {ITEM.format('')}")),
    ("820", FINE, FINE, ("", "", ITEM.format(""))),
    ("820", f"{NOT} {ORDER}", FINE, ("", MONEY, f"VEH*1 {ITEM.format('RPA*1 QTY*01*1')}")),
    ("820", FINE, FINE, ("", "", "TXP*1*2*20260302*T*1 DED*CS*1*20260302*1*1*Y")),
    (
        "820",
        FINE,
        FINE,
        ("", "", "LX*1 NM1*1*1 AIN*01*1*1 PEN*01 INV*A N9*1*1 AMT*1*1 N1*PR*A EMS"),
    ),
    ("852", FINE, FINE, ("N9*DP*1 N1*RL*R FOB*PP N9*DP*1", "PO4*1 N9*LI*1 PAL*1", "G95**01")),
    ("852", NOT, NOT, ("REF*DP*1",)),
    ("852", NOT, FINE, ("", "SAC*N*C310")),
    ("852", OFTEN, FINE, ("", "", "QTY*17*1 QTY*33*1")),
    ("824", NOT, FINE, ("NM1*IL*1 TED*024 CTX*TRIGGER",)),
    ("824", FINE, FINE, ("LM*DF LQ*0*1 RED*X LQ*0*2 RED*Y",)),
    ("214", FINE, f"{NOT} {ORDER}", ("L11*1*BM N1*SH*S", BEFORE)),
    ("214", f"{NOT} {ORDER}", FINE, ("", f"L11*2*SI AT8*G*L*96 {EVENT} K1*A M7*1 {PARTY} OID*1")),
    ("204", FINE, FINE, ("L11*1*BM AT5*1", f"L5*1*A AT8*G*L*96 {DANGER} OID*1 L5*1*A {DANGER}")),
    ("204", FINE, FINE, ("N7**1 N7A*01 M7*1", "N7**1 N7B*1 MEA**WT*1")),
    ("204", ORDER, FINE, ("", "L5*1*A AT8*G*L*96 L11*1*BM MEA**WT*1")),
    ("204", NOT, FINE, ("C3*USD AT5*1 RTT*AN*1",)),
    ("204", NOT, FINE, ("", "", "LX*1 L4*1*1*1*N")),
    ("204", OFTEN, FINE, ("", "G62*37*20260302 " * 3)),
    ("990", FINE, NOT, ("N9*CN*1 G62*37*20260302 L9*400*1 V9*AAA K1*NO",)),
    ("990", NOT, FINE, ("L11*1*CN",)),
    ("990", OFTEN, NOT, ("N9*CN*1 N9*CN*1",)),
    ("210", FINE, f"{NOT} {ORDER}", ("N9*BM*1 N1*SH*S N9*BM*1 SPO*1 SDQ*EA*92*1*1",)),
    ("210", FINE, NOT, ("", "N9*BM*1 L5*1*A H1*UN1263 H2*A L1*1 N1*SH*S CD3*1 N9*BM*1 SPO*1")),
    ("210", NOT, FINE, ("L11*1*BM N1*SH*S L11*1*BM OID*1 S5*1*CL N1*SH*S N7**1",)),
    ("210", OFTEN, FINE, ("", "L1*1 " * 11)),
)


@pytest.mark.parametrize(("code", "before", "since", "gaps"), ROWS)
def test_a_set_may_say_what_its_release_has_and_nothing_else(
    code: str, before: str, since: str, gaps: tuple[str, ...]
):
    body = BODIES[code].format(*gaps, *[""] * BODIES[code].count("{}")).split()
    assert (told(code, "004010", body), told(code, "005010", body)) == (before, since)


def test_a_receipt_has_lines_in_every_package_and_is_written_in_one():
    lines = ("LX*1", "W07*1*CA**VN*A", "LX*2", "W07*1*CA**VN*B")
    body = ["W17*F*20260302*R1", "N1*WH*W", *lines, "W14*2"]
    document = read_set(framed("944", "005010", body)).document
    assert [line.identifiers for line in document.lines] == [(("VN", "A"),), (("VN", "B"),)]
    ids = [segment[0] for segment in SETS["944"].write(document, "005010")]
    assert ids == ["W17", "N1", "LX", "W07", "W07", "W14"]


def test_binary_data_may_have_anything_in_it():
    body = ["B10*P*S*RDWY", "LX*1", "EFI*01", "BIN*7*a*^b\x01>*"]
    found = judge(framed("214", "004010", body), SETS["214"].grammars["004010"]).findings
    assert [each.as_json() for each in found] == []


def test_all_that_a_shape_names_has_a_place_in_some_release():
    idle: list[str] = []
    for item in (*SETS.values(), *MESSAGES.values()):
        by_shape: dict[int, tuple[Sequence[Part], list[Place]]] = {}
        for release, grammar in item.grammars.items():
            shape = item.shape_in(release)
            by_shape.setdefault(id(shape), (shape.parts, []))[1].append(grammar.root)
        for parts, roots in by_shape.values():
            idle += [f"{item.code} {path}" for path in _idle(parts, roots, "")]
    assert idle == []


def _idle(parts: Sequence[Part], loops: Sequence[Place], path: str) -> Iterator[str]:
    """The paths of parts that none of these loops has a place for."""
    for part in parts:
        found = [place for loop in loops if (place := place_of(loop, part.segment)) is not None]
        inner = f"{path}/{part.segment}"
        if not found:
            yield inner
        elif isinstance(part, Loops):
            yield from _idle(part.shape.parts, found, inner)
        elif isinstance(part, Inside):
            yield from _idle(part.parts, found, inner)
