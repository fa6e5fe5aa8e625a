"""Pieces of grammar text that several transaction sets share; see `edi/grammar.py` for the form.

Orders, their changes and the answers to them were published for 004010 and for 005010 with the same
bones and other details. One text says both: an entry behind `4:` stands in releases before 005010
only, one behind `5:` from there on; with a loop all that is in it. Messages (MSG) of the one are
texts (MTX) of the other.

    5: [LDT] O >1
        LDT M 1; QTY O >1; 4: MSG O 1; 5: MTX O >1
"""

from __future__ import annotations

from textwrap import indent
from typing import Final

from edi.grammar import Grammar, read_grammar

RELEASES: Final = ("004010", "005010")


def grammars(code: str, text: str) -> dict[str, Grammar]:
    """The grammars that one text says for all releases."""
    return {release: read_grammar(code, release, in_release(text, release)) for release in RELEASES}


def in_release(text: str, release: str) -> str:
    """What a text says for one release.

    >>> in_release("N9 M 1; 4: MSG O 1000; 5: MTX O >1", "005010")
    'N9 M 1; MTX O >1'
    """
    mark, other = ("5: ", "4: ") if release >= "005010" else ("4: ", "5: ")
    lines: list[str] = []
    left_out: int | None = None
    for line in text.splitlines():
        body = line.lstrip()
        depth = len(line) - len(body)
        if not body or (left_out is not None and depth > left_out):
            continue
        left_out = depth if body.startswith(f"{other}[") else None
        entries = [entry.strip() for entry in body.split(";")]
        kept = [entry.removeprefix(mark) for entry in entries if not entry.startswith(other)]
        lines.append(line[:depth] + "; ".join(kept))
    return "\n".join(lines)


CARRIERS: Final = "TD1 O 2; TD5 O 12; TD3 O 12; TD4 O 5"
"""How goods go: of a whole order, of a party, of a part that is due by a day."""
HEADER_TERMS: Final = "DIS O 20; INC O 1; DTM O 10"
HEADER_ITEMS: Final = "LIN O 5; SI O >1; PID O 200; MEA O 40; PWK O 25"
HEADER_PRICES: Final = "CUR O 1; REF O >1; PER O 3; TAX O >1; FOB O >1; CTP O >1; PAM O 10"
"""What comes first behind the beginning segment."""
CHARGE: Final = """
[SAC] O 25
    SAC M 1; CUR O 1
"""
HEADER_LEAD_TIMES: Final = """
5: [LDT] O >1
    LDT M 1; QTY O >1; MTX O >1; REF O >1
"""
"""The lead times of an order or a change; before 005010 they are segments alone."""
NOTES: Final = """
[N9] O 1000
    N9 M 1; DTM O >1; 4: MSG O 1000; 5: MTX O >1; 5: PWK O >1; 5: EFI O >1
"""
MEASURED_NOTES: Final = """
[N9] O 1000
    N9 M 1; DTM O >1; MEA O 40; 4: MSG O 1000; 5: MTX O >1; 5: PWK O >1; 5: EFI O >1
"""
"""The notes of an order's line, which may be measured."""
NAMES: Final = "N1 M 1; N2 O 2; 5: IN2 O >1; N3 O 2"
LISTS: Final = """
[LM] O >1
    LM M 1; LQ M >1
"""
ADVERTISING: Final = """
[ADV] O >1
    ADV M 1; DTM O >1; MTX O >1
"""
AMOUNTS: Final = """
[AMT] O >1
    AMT M 1; REF O >1; DTM O 1; PCT O >1
    [FA1] O >1
        FA1 M 1; FA2 M >1
"""
"""Amounts of a whole order or change, and the accounts that they go to."""
LINE_AMOUNTS: Final = """
[AMT] O >1
    AMT M 1; 4: REF O 1; 5: REF O >1; PCT O >1
"""
PARTIES: Final = f"""
[N1] O 200
    {NAMES}; N4 O >1; NX2 O >1; REF O 12; PER O >1; SI O >1; FOB O 1
    {CARRIERS}; PKG O 200
"""
"""The parties of an order or a change."""
ANSWER_PARTIES: Final = f"""
[N1] O 200
    {NAMES}; N4 O 1; NX2 O >1; REF O 12; PER O >1; SI O >1; FOB O 1
    {CARRIERS}; PKG O 25; 4: MSG O >1; 5: MTX O >1
"""
SPECIFICATIONS: Final = f"""
{LISTS}
[SPI] O >1
    SPI M 1; REF O 5; DTM O 5; 4: MSG O 50; 5: MTX O >1
    [N1] O 20
        N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 20; G61 O 1; 4: MSG O 50; 5: MTX O >1
    [CB1] O >1
        CB1 M 1; REF O 20; DTM O 5; LDT O 1; 4: MSG O 50; 5: MTX O >1
{ADVERTISING}
"""
"""What stands between the parties of an order or a change and its lines."""
DESCRIPTION: Final = """
[PID] O 1000
    PID M 1; MEA O 10
"""
LINE_TERMS: Final = "IT8 O 1; CSH O >1; ITD O 2; DIS O 20; INC O 1; TAX O >1; FOB O >1; SDQ O 500"
LINE_CARRIERS: Final = "TD1 O 1; TD5 O 12; TD3 O 12; TD4 O 5"
ANSWER: Final = """
[ACK] O 104
    ACK M 1; DTM O 1
"""
QUANTITIES: Final = """
[QTY] O >1
    QTY M 1; SI O >1
"""
SCHEDULE: Final = f"""
[SCH] O 200
    SCH M 1; {CARRIERS}; REF O >1
"""
PACKING: Final = """
[PKG] O 200
    PKG M 1; MEA O >1
"""
LEAD_TIMES: Final = f"""
[LS] O 1
    LS M 1
    [LDT] O >1
        LDT M 1; QTY O >1; 4: MSG O 1; 5: MTX O >1; REF O 3
{indent(LISTS, "        ")}
    LE M 1
"""
"""The lead times of a line, between LS and LE. Some have it that one must be there."""
LINE_PARTIES: Final = f"""
[N1] O 200
    {NAMES}; N4 O 1; QTY O >1; NX2 O >1; REF O 12; PER O 3; SI O >1; DTM O 1; FOB O 1; SCH O 200
    {CARRIERS}; PKG O 200
    [LDT] O >1
        LDT M 1; MAN O 10; QTY O 5; 4: MSG O 1; 5: MTX O >1; REF O 3
"""
PART_PARTIES: Final = f"""
[N1] O 10
    {NAMES}; N4 O 1; NX2 O >1; REF O 12; PER O 3; SI O >1
"""
"""The parties of a subline."""
PART: Final = "SLN M 1; 4: MSG O >1; 5: MTX O >1; SI O >1; PID O 1000"
PART_NOTES: Final = """
[N9] O >1
    N9 M 1; DTM O >1; 4: MSG O >1; 5: MTX O >1
"""
PART_CHARGE: Final = """
[SAC] O 10
    SAC M 1; CUR O 1
"""
ANSWERED_PART: Final = f"""
[SLN] O 1000
    {PART}; PO3 O 25; 5: MEA O >1; CTP O 25; PAM O 10; ACK O 104
{indent(PART_CHARGE, "    ")}
    DTM O 10; PO4 O 1; TAX O 3; ADV O >1
{indent(QUANTITIES, "    ")}
"""
"""A subline of an answer, up to its notes."""
TOTALS: Final = """
[CTT] O 1
    CTT M 1; AMT O 1
SE M 1
"""
CHANGE_TOTALS: Final = """
[CTT] O 1
    CTT M 1; AMT O 5
SE M 1
"""
