"""Segments that say what a distributor needs: read, and written where they stood."""

from __future__ import annotations

from typing import Any

import pytest

from edi.documents_json import as_json, from_json
from edi.transaction_sets import GROUPS, MESSAGES, SETS, read_set
from tests.edi.wire import interchange, order_set, sets_of

RECEIPT = ["W17*F*20260305*WR-1*DEP-1*SHP-1", "N1*WH*NYC*92*NYC"]
ORDER = ["BEG*00*SA*1**20260302"]
ANSWER = ["BAK*00*AD*1*20260302"]
CHANGE = ["BCH*04*SA*1***20260302"]
TENDER = ["B2**RDWY**SHP-1**PP", "B2A*00*LT", "S5*1*CL"]
STATUS = ["B10*PRO-1*SHP-1*RDWY"]
LOT = ["LX*1"]
ORDRSP = ["BGM+231+R1+29", "DTM+137:20260303:102", "RFF+ON:1"]
ORDCHG = ["BGM+230+C1+4", "DTM+137:20260303:102", "RFF+ON:1"]
INVRPT = ["BGM+35+I1+9", "DTM+137:20260305:102"]
IFTSTA = ["BGM+23+S1+9", "DTM+137:20260305:102", "CNI+1+SHP-1"]
MARKED = ["GID+1+3:CT", "MEA+WT+AAB+KGM:100", "PCI+33E", "GIN+BJ+340123450000000017"]


def read_of(code: str, release: str, sent: list[str]) -> Any:
    """The document of a set or message of these segments, in which nothing is wrong."""
    if code in SETS:
        data = interchange(order_set(tuple(sent)), version=release)
        data = data.replace(b"ST*850", f"ST*{code}".encode())
        data = data.replace(b"GS*PO", f"GS*{GROUPS[code]}".encode())
    else:
        body = "'".join(sent)
        version = f"{release[0]}:{release[1:]}"
        data = (
            f"UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+1'UNH+1+{code}:{version}:UN'"
            f"{body}'UNT+{len(sent) + 2}+1'UNZ+1+1'"
        ).encode()
    read = read_set(sets_of(data)[0])
    assert not read.findings, read.findings
    return read.document


def written(code: str, release: str, document: Any) -> list[str]:
    element, component = ("*", ">") if code in SETS else ("+", ":")
    return [
        element.join(text if isinstance(text, str) else component.join(text) for text in each)
        for each in (SETS.get(code) or MESSAGES[code]).write(document, release)
    ]


@pytest.mark.parametrize(
    ("code", "release", "sent"),
    [
        ("850", "004010", [*ORDER, "PO1*1*1*EA*10**VN*A", "SLN*1**I*2*EA*10*PE**VN*B",
                           "PID*F****BLUE", "SAC*C*H000***500", "CTT*1"]),
        ("855", "005010", [*ANSWER, "PO1*1*1*EA*10**VN*A", "SLN*1**I*2*EA*10*PE**VN*B",
                           "SAC*C*H000***500", "CTT*1"]),
        ("860", "004010", [*CHANGE, "POC*1*CA*1*1*EA*10**VN*A", "SLN*1**I*2*EA*10*PE**VN*B",
                           "SAC*C*H000***500", "CTT*1"]),
        ("810", "004010", ["BIG*20260305*I1", "IT1*1*1*EA*10**VN*A", "SLN*1**I*2*EA*1*PE**VN*B",
                           "SAC*C*H000***500", "TXI*ST*1", "TDS*1600", "CTT*1"]),
        ("850", "004010", [*ORDER, "N1*ST*S*92*51", "TD5**2*UPSN", "N1*BT*B", "PO1*1*1*EA*10**VN*A",
                           "N1*ST*S*92*61", "TD5**2*FDEG", "CTT*1"]),
        ("855", "005010", [*ANSWER, "N1*ST*S*92*51", "TD5**2*UPSN", "PO1*1*1*EA*10**VN*A",
                           "CTT*1"]),
        ("944", "004010", [*RECEIPT, "W07*9*CA**VN*A", "W13*1*CA*01*LOTX*01", "N9*SE*S1",
                           "W13*2*CA*02", "W14*9*12*1*3*4"]),
        ("944", "005010", [*RECEIPT, "LX*1", "W07*9*CA**VN*A", "W13*1*CA*01*LOTX", "N9*SE*S1",
                           "W14*9*12"]),
        ("204", "004010", [*TENDER, "LAD*CTN*7", "OID*O1*PO-1**CA*40*L*12000",
                           "LAD*CTN*25*L*300*L*7500*UP*012345678905*VN*A***WIDGETS",
                           "LAD*CTN*15*L*300*L*4500*VN*B"]),
        ("204", "005010", [*TENDER, "OID*O1*PO-1**CA*40*L*12000", "LAD*CTN*25*L*300*L*7500*VN*A"]),
        ("214", "004010", [*STATUS, "N1*CN*STORE*92*0005", "L11*BOL-1*BM", "L11*PO-9*PO", *LOT,
                           "AT7*D1*NS***20260305*0815*ET", "Q7*D*CTN*3", "AT8*G*L*12000*40"]),
        ("214", "005010", [*STATUS, *LOT, "Q7*S*CTN*1", "AT7*D1*NS***20260305*0815*ET",
                           "N1*CN*STORE*92*0005", "L11*BOL-1*BM"]),
        ("210", "004010", ["B3**I1*SHP-1*PP**20260305*100000****RDWY", "N1*SH*HP*92*NYC",
                           "N9*PO*PO-9"]),
        ("210", "005010", ["B3**I1*SHP-1*PP**20260305*100000****RDWY", "N1*SH*HP*92*NYC",
                           "L11*PO-9*PO"]),
        ("ORDRSP", "D96A", [*ORDRSP, "LIN+1+7+5:EN", "QTY+21:10:PCE", "FTX+AAI+++NO STOCK",
                            "UNS+S"]),
        ("ORDCHG", "D01B", [*ORDCHG, "LIN+1+3+5:EN", "QTY+21:10:PCE", "FTX+AAI+++LESS:OF IT",
                            "UNS+S"]),
        ("INVRPT", "D96A", [*INVRPT, "LIN+1++5:EN", "QTY+145:120:PCE", "GIN+BX+LOT7"]),
        ("INVRPT", "D01B", [*INVRPT, "LIN+1++5:EN", "INV", "QTY+145:120:PCE", "GIN+BX+L7+L8:L9"]),
        ("IFTSTA", "D96A", [*IFTSTA, "STS+1+21+3", "FTX+AAI+++SIGNED BY JOE", *MARKED, "GID+2"]),
        ("IFTSTA", "D01B", [*IFTSTA, "STS+1+21", *MARKED, "PCI+33E", "GIN+BX+L1", "STS+1+31"]),
    ],
)  # fmt: skip
def test_what_such_a_segment_says_is_in_the_document_and_written_again(
    code: str, release: str, sent: list[str]
):
    document = read_of(code, release, sent)
    assert written(code, release, document) == sent
    assert from_json(type(document), as_json(document)) == document
