"""INVOIC: how invoices are made up in directories D.96A and D.01B."""

from __future__ import annotations

from typing import Final

D96A: Final = """
UNH M 1; BGM M 1; DTM M 35; PAI O 1; ALI O 5; IMD O 1; FTX O 10
[RFF] O 99
    RFF M 1; DTM O 5
[NAD] O 99
    NAD M 1; LOC O 25; FII O 5
    [RFF] O 9999
        RFF M 1; DTM O 5
    [DOC] O 5
        DOC M 1; DTM O 5
    [CTA] O 5
        CTA M 1; COM O 5
[TAX] O 5
    TAX M 1; MOA O 1; LOC O 5
[CUX] O 5
    CUX M 1; DTM O 5
[PAT] O 10
    PAT M 1; DTM O 5; PCD O 1; MOA O 1; PAI O 1; FII O 1
[TDT] O 10
    TDT M 1
    [LOC] O 10
        LOC M 1; DTM O 5
    [RFF] O 9999
        RFF M 1; DTM O 5
[TOD] O 5
    TOD M 1; LOC O 2
[PAC] O 1000
    PAC M 1; MEA O 5
    [PCI] O 5
        PCI M 1; RFF O 1; DTM O 5; GIN O 5
[ALC] O 9999
    ALC M 1; ALI O 5
    [RFF] O 5
        RFF M 1; DTM O 5
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
[RCS] O 100
    RCS M 1; RFF O 5; DTM O 5; FTX O 5
[AJT] O 1
    AJT M 1; FTX O 5
[INP] O 1
    INP M 1; FTX O 5
[LIN] O 9999999
    LIN M 1; PIA O 25; IMD O 10; MEA O 5; QTY O 5; PCD O 1; ALI O 5; DTM O 35; GIN O 1000
    GIR O 1000; QVR O 1; EQD O 1; FTX O 5
    [MOA] O 5
        MOA M 1; CUX O 1
    [PAT] O 10
        PAT M 1; DTM O 5; PCD O 1; MOA O 1
    [PRI] O 25
        PRI M 1; APR O 1; RNG O 1; DTM O 5
    [RFF] O 10
        RFF M 1; DTM O 5
    [PAC] O 10
        PAC M 1; MEA O 10
        [PCI] O 10
            PCI M 1; RFF O 1; DTM O 5; GIN O 10
    [LOC] O 9999
        LOC M 1; QTY O 100; DTM O 5
    [TAX] O 99
        TAX M 1; MOA O 1; LOC O 5
    [NAD] O 20
        NAD M 1; LOC O 5
        [RFF] O 5
            RFF M 1; DTM O 5
        [DOC] O 5
            DOC M 1; DTM O 5
        [CTA] O 5
            CTA M 1; COM O 5
    [ALC] O 15
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
    [TDT] O 10
        TDT M 1
        [LOC] O 10
            LOC M 1; DTM O 5
    [TOD] O 5
        TOD M 1; LOC O 2
    [RCS] O 100
        RCS M 1; RFF O 5; DTM O 5; FTX O 5
[UNS] M 1
    UNS M 1; CNT O 10
    [MOA] M 100
        MOA M 1
        [RFF] O 1
            RFF M 1; DTM O 5
    [TAX] O 10
        TAX M 1; MOA O 2
    [ALC] O 15
        ALC M 1; ALI O 1; MOA O 2
UNT M 1
"""
D01B: Final = """
UNH M 1; BGM M 1; DTM M 35; PAI O 1; ALI O 5; IMD O 1; FTX O 99; LOC O 10; GIS O 10; DGS O 1
GIR O 10
[RFF] O 99999
    RFF M 1; DTM O 5; GIR O 5; LOC O 2; MEA O 5; QTY O 2; FTX O 5; MOA O 2; RTE O 99
[NAD] O 99
    NAD M 1; LOC O 25; FII O 5; MOA O 99
    [RFF] O 9999
        RFF M 1; DTM O 5
    [DOC] O 5
        DOC M 1; DTM O 5
    [CTA] O 5
        CTA M 1; COM O 5
[TAX] O 5
    TAX M 1; MOA O 1; LOC O 5
[CUX] O 99
    CUX M 1; DTM O 5
[PAT] O 10
    PAT M 1; DTM O 5; PCD O 1; MOA O 1; PAI O 1; FII O 1
[TDT] O 10
    TDT M 1; TSR O 1
    [LOC] O 10
        LOC M 1; DTM O 5
    [RFF] O 9999
        RFF M 1; DTM O 5
[TOD] O 5
    TOD M 1; LOC O 2
[EQD] O 99
    EQD M 1; SEL O 9
[PAC] O 1000
    PAC M 1; MEA O 5; EQD O 1
    [PCI] O 5
        PCI M 1; RFF O 1; DTM O 5; GIN O 5
[ALC] O 9999
    ALC M 1; ALI O 5; FTX O 1
    [RFF] O 5
        RFF M 1; DTM O 5
    [QTY] O 1
        QTY M 1; RNG O 1
    [PCD] O 1
        PCD M 1; RNG O 1
    [MOA] O 2
        MOA M 1; RNG O 1; CUX O 1; DTM O 1
    [RTE] O 1
        RTE M 1; RNG O 1
    [TAX] O 5
        TAX M 1; MOA O 1
[RCS] O 100
    RCS M 1; RFF O 5; DTM O 5; FTX O 5
[AJT] O 1
    AJT M 1; FTX O 5
[INP] O 1
    INP M 1; FTX O 5
[LIN] O 9999999
    LIN M 1; PIA O 25; PGI O 99; IMD O 99; MEA O 5; QTY O 5; PCD O 1; ALI O 5; DTM O 35
    GIN O 1000; GIR O 1000; QVR O 1; EQD O 1; FTX O 99; DGS O 1
    [MOA] O 99
        MOA M 1; CUX O 1
    [PAT] O 10
        PAT M 1; DTM O 5; PCD O 99; MOA O 1
    [PRI] O 25
        PRI M 1; CUX O 1; APR O 1; RNG O 1; DTM O 5
    [RFF] O 10
        RFF M 1; DTM O 5
    [PAC] O 10
        PAC M 1; MEA O 10; EQD O 1
        [PCI] O 10
            PCI M 1; RFF O 1; DTM O 5; GIN O 10
    [LOC] O 9999
        LOC M 1; QTY O 100; DTM O 5
    [TAX] O 99
        TAX M 1; MOA O 2; LOC O 5
    [NAD] O 99
        NAD M 1; LOC O 5; FII O 5
        [RFF] O 5
            RFF M 1; DTM O 5
        [DOC] O 5
            DOC M 1; DTM O 5
        [CTA] O 5
            CTA M 1; COM O 5
    [ALC] O 30
        ALC M 1; ALI O 5; DTM O 5; FTX O 1
        [QTY] O 1
            QTY M 1; RNG O 1
        [PCD] O 1
            PCD M 1; RNG O 1
        [MOA] O 2
            MOA M 1; RNG O 1; CUX O 1; DTM O 1
        [RTE] O 1
            RTE M 1; RNG O 1
        [TAX] O 5
            TAX M 1; MOA O 2
    [TDT] O 10
        TDT M 1
        [LOC] O 10
            LOC M 1; DTM O 5
    [TOD] O 5
        TOD M 1; LOC O 2
    [RCS] O 100
        RCS M 1; RFF O 5; DTM O 5; FTX O 5
    [GIS] O 10
        GIS M 1; RFF O 1; DTM O 5; GIR O 5; LOC O 2; MEA O 5; QTY O 2; FTX O 5; MOA O 2
[UNS] M 1
    UNS M 1; CNT O 10
    [MOA] M 100
        MOA M 1
        [RFF] O 1
            RFF M 1; DTM O 5
    [TAX] O 10
        TAX M 1; MOA O 9
    [ALC] O 15
        ALC M 1; ALI O 1; MOA O 2; FTX O 1
UNT M 1
"""
