"""Pieces of grammar text that EDIFACT messages share; see `edi/grammar.py` for the form."""

from __future__ import annotations

from textwrap import indent
from typing import Final

PARTIES: Final = """
[NAD] O 99
    NAD M 1; LOC O 99; FII O 5
    [RFF] O 99
        RFF M 1; DTM O 5
    [DOC] O 5
        DOC M 1; DTM O 5
    [CTA] O 5
        CTA M 1; COM O 5
"""
TERMS: Final = """
[TAX] O 5
    TAX M 1; MOA O 1; LOC O 5
[CUX] O 5
    CUX M 1; PCD O 5; DTM O 5
[PAT] O 10
    PAT M 1; DTM O 5; PCD O 1; MOA O 1
[TDT] O 10
    TDT M 1; TSR O 1
    [LOC] O 10
        LOC M 1; DTM O 5
[TOD] O 5
    TOD M 1; LOC O 2
[PAC] O 99
    PAC M 1; MEA O 5; EQD O 1
    [PCI] O 5
        PCI M 1; RFF O 1; DTM O 5; GIN O 10
[EQD] O 10
    EQD M 1; HAN O 5; MEA O 5; FTX O 5
[SCC] O 10
    SCC M 1; FTX O 5; RFF O 5
    [QTY] O 10
        QTY M 1; DTM O 5
"""
CHARGE: Final = """
[ALC] O 99
    ALC M 1; ALI O 5; DTM O 5
    [QTY] O 1
        QTY M 1; RNG O 1
    [PCD] O 1
        PCD M 1; RNG O 1
    [MOA] O 2
        MOA M 1; RNG O 1
    [RTE] O 1
        RTE M 1; RNG O 1
    [TAX] O 5
        TAX M 1; MOA O 1
"""
LINE: Final = f"""
    PIA O 25; IMD O 99; MEA O 99; QTY O 99; PCD O 5; ALI O 5; DTM O 35; MOA O 10; GIN O 99
    GIR O 99; QVR O 10; DOC O 99; FTX O 99
    [PAT] O 10
        PAT M 1; DTM O 5; PCD O 1; MOA O 1
    [PRI] O 25
        PRI M 1; CUX O 1; APR O 99; RNG O 1; DTM O 5
    [RFF] O 99
        RFF M 1; DTM O 5
    [PAC] O 99
        PAC M 1; MEA O 5; QTY O 5; DTM O 5
        [PCI] O 5
            PCI M 1; RFF O 1; DTM O 5; GIN O 10
    [LOC] O 99
        LOC M 1; QTY O 1; DTM O 5
    [TAX] O 10
        TAX M 1; MOA O 2; LOC O 5
    [NAD] O 99
        NAD M 1; LOC O 5
        [RFF] O 5
            RFF M 1; DTM O 5
        [CTA] O 5
            CTA M 1; COM O 5
{indent(CHARGE, "    ")}
    [TDT] O 10
        TDT M 1
        [LOC] O 10
            LOC M 1; DTM O 5
    [TOD] O 5
        TOD M 1; LOC O 2
    [SCC] O 99
        SCC M 1; FTX O 5; RFF O 5
        [QTY] O 10
            QTY M 1; DTM O 5
"""
