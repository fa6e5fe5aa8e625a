"""EDIFACT against its directories: each place where we once differed from D.96A or D.01B."""

from __future__ import annotations

import pytest

from edi.dictionary.edifact import tags
from edi.edifact_checking import EdifactChecks
from edi.edifact_syntax import COMPONENT
from edi.edifact_writing import PLAIN, edifact_segment
from edi.grammar import places
from edi.transaction_sets import MESSAGES, ReadSet, nearest_directory, read_set
from tests.edi.wire import sets_of

CHECKS = EdifactChecks(tags())


def found(segment: str) -> list[tuple[str, str]]:
    """What is found on a segment: the code and the place."""
    elements = segment.replace(":", COMPONENT).split("+")
    return [
        (each.code.value, each.element) for each in CHECKS.findings(elements[0], elements, 0, 1)
    ]


# What a directory allows, and was once refused.
ALLOWED = """
UNH+1+ORDERS:D:01B:UN:EAN010:1:A
UNH+1+ORDERS:D:01B:UN++1:C+SUB:1:1:UN+GUIDE:1:1:UN+SCENE:1:1:UN
MEA+PD+A:3:SEVENTEEN-LETTERS:TEXT
PCD+3:10+1
RTE+1:2.5:1:PCE+1
TAX+7+VAT+++:::21+S++1
SEL++CA+1+4711:4712
CNI+1+4711+1234
UCM+1+ORDERS:D:96A:UN:EAN008:1:A+4
UCI+1+54:14+77:14+4+12+UNB+2:1:123456
"""


@pytest.mark.parametrize("segment", ALLOWED.split("\n")[1:-1])
def test_what_a_directory_allows_is_no_fault(segment: str):
    assert found(segment) == []


# What both directories forbid, and once passed: the segment, the code and the place.
FORBIDDEN = """
UNH+1+ORDERS:D:01B:UN++:C         MISSING  UNH04-1
FTX+AAI++:X                       MISSING  FTX03-1
FTX+AAI+++:SECOND LINE            MISSING  FTX04-1
NAD+BY++:SECOND LINE              MISSING  NAD03-1
NAD+BY+++:SECOND NAME             MISSING  NAD04-1
NAD+BY++++:SECOND STREET          MISSING  NAD05-1
COM                               MISSING  COM01
COM++0305:TE                      MISSING  COM01
PAT+1+:X                          MISSING  PAT02-1
PAT+1++5:3:D:30+X                 TOO_MANY PAT04
TDT+20++++++:B                    MISSING  TDT07-1
TDT+20++++++A                     MISSING  TDT07-2
PAC+1+++F                         MISSING  PAC04-2
PCI+33E+:SECOND MARK              MISSING  PCI02-1
GIN+BJ                            MISSING  GIN02
GIN+BJ++1                         MISSING  GIN02
GIR+3                             MISSING  GIR02
PIA+5                             MISSING  PIA02
PIA+5++1:SA                       MISSING  PIA02
MEA+PD++:5                        MISSING  MEA03-1
ALC+C++++ABCD                     LONG     ALC05-1
INV+++++1:ABCD                    LONG     INV05-2
DOC+380++ABCD                     LONG     DOC03
DOC+380+++123                     LONG     DOC04
DOC+380+++1+1+X                   TOO_MANY DOC06
DGS+ADR+12345678                  LONG     DGS02-1
DGS+ADR++++++++++++++X            TOO_MANY DGS14
TMD++++X                          TOO_MANY TMD04
TSR+1:2:3:4                       TOO_MANY TSR01-4
APR+WS+:SEL                       MISSING  APR02-1
APR+WS+++X                        TOO_MANY APR04
DLM+++++X                         TOO_MANY DLM05
STG                               MISSING  STG01
STG+1+1+1+X                       TOO_MANY STG04
UCM+1+ORDERS:D:96A:UN+4+12+UNH+:1 MISSING  UCM06-1
"""


@pytest.mark.parametrize(
    ("segment", "code", "place"),
    [line.rsplit(maxsplit=2) for line in FORBIDDEN.strip().split("\n")],
)
def test_what_both_directories_forbid_is_found(segment: str, code: str, place: str):
    assert (f"ELEMENT_{code}", place) in found(segment)


# Longer than both directories have them: since D.02B, D.04B, D.05B, D.06B and D.08B.
LATER = """
LOC+7+{35}        LOC02-1
QTY+21:1:{8}      QTY01-3
CNI+{5}           CNI01
CTA+IC+:{256}     CTA02-2
DOC+380+{70}      DOC02-1
"""


@pytest.mark.parametrize(
    ("segment", "place"), [line.split(maxsplit=1) for line in LATER.strip().split("\n")]
)
def test_lengths_of_later_directories_are_taken_and_what_is_longer_is_not(segment: str, place: str):
    before, _, rest = segment.partition("{")
    length, _, after = rest.partition("}")
    assert found(before + "1" * int(length) + after) == []
    assert found(before + "1" * (int(length) + 1) + after) == [("ELEMENT_LONG", place.strip())]


# A place of a message, and whether and how often it comes in D.96A and in D.01B; `-` is nowhere.
TABLES = """
ORDERS
    IMD O1 O999,  GIR - O10,  RFF O10 O9999,  NAD/LOC O25 O99,  NAD/RFF O10 O99,  TAX/LOC O5 O9,
    PAT/MOA O1 O9999,  PAT/MOA/GIR - O9,  PAT/MOA/RJL - O99,  TDT/TSR - -,  PAC O10 O99,
    PAC/EQD - -,  APR O25 O25,  APR/RNG O1 O1,  ALC O15 O99,  RCS O100 O999,  RCS/FTX O5 O99999,
    DGS - O999,  LIN/MEA O5 O99,  LIN/QTY O10 O99,  LIN/GIN O1000 O1000,  LIN/QVR O1 O1,
    LIN/PAI O1 O1,  LIN/GIS - O99,  LIN/MTD - O99,  LIN/CCI/CAV O10 O10,  LIN/PRI/APR O1 O99,
    LIN/RFF O10 O9999,  LIN/RFF/MOA - O99,  LIN/PAC/RFF O1 O1,  LIN/LOC O9999 O9999,
    LIN/LOC/PCD - O1,  LIN/TAX/MOA O1 O1,  LIN/NAD O99 O999,  LIN/NAD/FII - O5,
    LIN/NAD/DOC O5 O5,  LIN/EQD O10 O10,  LIN/STG/QTY/MOA O1 O1,  LIN/DGS - O999,
    UNS/MOA O12 O99,  UNS/ALC O10 O10,  UNS/ALC/MOA M2 M2
ORDCHG
    IMD O1 O999,  GIR - O10,  RFF O10 O9999,  AJT O1 O1,  NAD/LOC O25 O99,  PAT/MOA/RJL - O99,
    APR O25 O25,  LIN/AJT O1 O1,  LIN/PRI/APR O1 O1,  LIN/RFF O999 O9999,  LIN/NAD O10 O999,
    LIN/LOC/PCD - -,  UNS/MOA O12 O12,  UNS/ALC/ALI O1 O1
ORDRSP
    IMD O1 O999,  GIR - O10,  AJT O1 O1,  NAD/LOC O25 O25,  PAT/MOA O1 O1,  PAC/PCI O5 O99,
    PAC/PCI/GIN O99 O99,  LIN/AJT O1 O1,  LIN/LOC/PCD - O1,  LIN/NAD O99 O999,
    LIN/RCS O100 O999,  UNS/ALC O10 O10
DESADV
    CUX - O9,  NAD O10 O99,  NAD/LOC O10 O10,  NAD/FII - -,  NAD/RFF/DTM O1 O1,  NAD/DOC - -,
    NAD/CTA O10 O10,  TDT/TMD - O1,  EQD/EQA O5 O5,  EQD/HAN/FTX O10 O10,  CPS/QVR - O9,
    CPS/PAC/HAN O10 O10,  CPS/PAC/PCI/GIR O99 O99,  CPS/PAC/PCI/COD - O99,
    CPS/LIN/DLM O100 O100,  CPS/LIN/NAD - O99,  CPS/LIN/TDT - O1,  CPS/LIN/FTX O5 O99,
    CPS/LIN/RFF O10 O99,  CPS/LIN/RFF/CTA - O1,  CPS/LIN/DGS O10 O9999,
    CPS/LIN/SGP O1000 O1000,  CPS/LIN/PCI/HAN/GIN O1000 O1000,  CPS/LIN/QVR/DTM O5 O5
INVOIC
    FTX O10 O99,  LOC - O10,  GIS - O10,  GIR - O10,  DGS - O1,  RFF O99 O99999,  RFF/LOC - O2,
    NAD/MOA - O99,  NAD/RFF O9999 O9999,  CUX O5 O99,  CUX/PCD - -,  PAT/PAI O1 O1,
    TDT/TSR - O1,  TDT/RFF O9999 O9999,  EQD - O99,  PAC O1000 O1000,  PAC/EQD - O1,
    PAC/PCI/GIN O5 O5,  SCC - -,  ALC O9999 O9999,  ALC/DTM - -,  ALC/RFF O5 O5,  ALC/FTX - O1,
    ALC/MOA/CUX - O1,  RCS O100 O100,  AJT O1 O1,  INP O1 O1,  LIN/PGI - O99,  LIN/IMD O10 O99,
    LIN/QTY O5 O5,  LIN/PCD O1 O1,  LIN/GIN O1000 O1000,  LIN/DOC - -,  LIN/EQD O1 O1,
    LIN/FTX O5 O99,  LIN/MOA O5 O99,  LIN/PAT/PCD O1 O99,  LIN/PRI/CUX - O1,  LIN/RFF O10 O10,
    LIN/PAC/QTY - -,  LIN/LOC/QTY O100 O100,  LIN/TAX O99 O99,  LIN/NAD O20 O99,
    LIN/ALC O15 O30,  LIN/ALC/TAX/MOA O1 O2,  LIN/SCC - -,  LIN/RCS O100 O100,
    LIN/GIS/QTY - O2,  UNS/TAX/MOA O2 O9,  UNS/ALC/FTX - O1
INVRPT
    FTX - O99,  NAD/LOC O5 O5,  NAD/RFF O10 O99,  NAD/CTA O10 O10,  CUX O5 O5,
    CPS/PAC/QTY/GIN O9999 O9999,  LIN O9999 O9999999,  LIN/IMD O10 O10,  LIN/NAD - O1,
    LIN/LOC O5 O5,  LIN/FTX - O99,  LIN/QTY O9999 -,  LIN/QTY/INV O1 -,  LIN/QTY/GIS - -,
    LIN/QTY/STS O9 -,  LIN/QTY/NAD/LOC O1 -,  LIN/PRI - -,  LIN/INV - O9999,  LIN/INV/QTY - M1,
    LIN/INV/LOC - O5,  LIN/INV/PRI/CUX - O1,  LIN/INV/CPS/PAC/PCI/GIR - O99,  CNT - -
IFTSTA
    RFF/DTM O1 O1,  CNI O999 O99999,  CNI/STS M99 M99,  CNI/STS/RFF O9 O999,  CNI/STS/LOC O1 O1,
    CNI/STS/PCD - -,  CNI/STS/PCI O99 O99,  CNI/STS/NAD/CTA - O9,  CNI/STS/TDT/RFF O9 O9,
    CNI/STS/TDT/LOC/DTM - O9,  CNI/STS/EQD/DIM O9 O9,  CNI/STS/EQD/TPL - O9,
    CNI/STS/EQD/EQA/SEL O9 O9,  CNI/STS/GID/SGP - O99,  CNI/STS/GID/MEA/EQN O1 O1,
    CNI/STS/GID/PCI/GIN O9 O9
"""


def rows() -> list[tuple[str, str, str, str]]:
    """The message, the path, and what each directory says."""
    made: list[tuple[str, str, str, str]] = []
    code = ""
    for line in TABLES.strip().split("\n"):
        if not line.startswith(" "):
            code = line
            continue
        for entry in line.rstrip(",").split(","):
            path, older, newer = entry.split()
            made.append((code, path, older, newer))
    return made


@pytest.mark.parametrize(("code", "path", "older", "newer"), rows())
def test_a_message_has_a_segment_where_its_directory_has_it(
    code: str, path: str, older: str, newer: str
):
    for release, wanted in (("D96A", older), ("D01B", newer)):
        said = {}
        for place in places(MESSAGES[code].grammars[release].root):
            # A group stands before its first segment, which is of the same name below it.
            said.setdefault(place.path, f"{'M' if place.mandatory else 'O'}{place.most}")
        assert said.get(path, "-") == wanted, release


def read(code: str, directory: str, *body: str) -> ReadSet:
    """A message of a directory, with these segments."""
    lines = (
        "UNB+UNOC:3+ACME:14+CROSSDOCK:14+260302:0615+1",
        f"UNH+1+{code}:{directory}:UN",
        *body,
        f"UNT+{len(body) + 2}+1",
        "UNZ+1+1",
        "",
    )
    (framed,) = sets_of("'".join(lines).encode())
    return read_set(framed)


def named(read: ReadSet) -> list[tuple[str, str]]:
    """What is found on a message: the code, and what was found."""
    return [(each.code.value, each.found) for each in read.findings]


ORDER = (
    "BGM+220+4500017+9",
    "DTM+137:20260302:102",
    "APR+WS+1.5:SEL",
    "RCS+1+A::92",
    "LIN+1++4000862141404:EN",
    "QTY+21:12",
    "PAI+1",
    "CCI+++A::92",
    "CAV+B::92",
    "EQD+CN",
    "STG+1",
    "UNS+S",
    "MOA+79:120",
    "CNT+2:1",
    "ALC+C++++FC",
    "MOA+23:20",
)


@pytest.mark.parametrize("directory", ["D:96A", "D:01B"])
@pytest.mark.parametrize("code", ["ORDERS", "ORDCHG", "ORDRSP"])
def test_a_charge_of_the_summary_is_none_of_the_order_again(code: str, directory: str):
    body = ORDER if code == "ORDERS" else (ORDER[0], ORDER[1], "RFF+ON:4500017", *ORDER[2:])
    order = read(code, directory, *body)
    assert named(order) == []
    assert order.document.charges == ()
    assert [each.amount for each in order.document.totals] == [120]
    assert order.document.line_count == 1


QUANTITY = ("QTY+145:120:PCE", "LOC+18+NYC", "DTM+179:20260308:102")


@pytest.mark.parametrize(
    ("directory", "release", "quantity"),
    [
        ("D:96A", "D96A", (QUANTITY[0], "INV+1", *QUANTITY[1:])),
        ("D:01B", "D01B", ("INV+1", *QUANTITY)),
        ("D:97A", "D01B", ("INV+1", *QUANTITY)),
    ],
)
def test_stock_is_read_from_behind_inv_and_from_before_it(
    directory: str, release: str, quantity: tuple[str, ...]
):
    body = ("BGM+35+INV-1+9", "DTM+137:20260309:102", "LIN+1++5410000000019:EN")
    bare = (*(("INV",) if release == "D01B" else ()), *QUANTITY)
    report = read("INVRPT", directory, *body, *quantity, *bare)
    assert named(report) == []
    (line,) = report.document.lines
    assert [(each.qualifier, each.quantity) for each in line.quantities] == [("145", 120)] * 2
    assert [each.places[0].location for each in line.quantities] == ["NYC"] * 2
    made = MESSAGES["INVRPT"].write(report.document, release)
    assert [edifact_segment(each, PLAIN) for each in made] == [*body, *bare, *bare]


def test_stock_of_one_directory_is_not_laid_out_as_in_the_other():
    body = ("BGM+35+INV-1+9", "DTM+137:20260309:102", "LIN+1++5410000000019:EN")
    bare = read("INVRPT", "D:01B", *body, *QUANTITY)
    assert named(bare) == [("SEGMENT_OUT_OF_SEQUENCE", "QTY"), ("CONTENT_PASSED_OVER", "QTY")]
    led = read("INVRPT", "D:96A", *body, "INV+1", *QUANTITY)
    assert named(led) == [("SEGMENT_OUT_OF_SEQUENCE", "INV")]
    counted = read("INVRPT", "D:96A", *body, *QUANTITY, "CNT+2:1")
    assert named(counted) == [("SEGMENT_NOT_IN_SET", "CNT")]


def test_a_consignment_has_a_status():
    body = ("BGM+23+ST-1+9", "CNI+1+SH-1")
    assert [code for code, _ in named(read("IFTSTA", "D:96A", *body))] == ["SEGMENT_MISSING"]
    assert named(read("IFTSTA", "D:96A", *body, "STS+1+21")) == []


@pytest.mark.parametrize(
    ("guide", "directory"),
    [
        ("D:96A:UN", "D96A"),
        ("D:01B:UN:EAN010", "D01B"),
        ("D:93A:UN", "D96A"),
        ("D:96B:UN", "D01B"),
        ("D:99B:UN", "D01B"),
        ("D:00A:UN", "D01B"),
        ("D:20A:UN", "D01B"),
        ("D:3:UN", "D96A"),
        ("", "D96A"),
    ],
)
def test_a_directory_that_we_have_not_is_read_by_the_next_newer_one(guide: str, directory: str):
    assert nearest_directory(MESSAGES["INVRPT"], guide) == directory
