"""ORDERS: how purchase orders are made up in directories D.96A and D.01B."""

from __future__ import annotations

from typing import Final

D96A: Final = """
UNH M 1; BGM M 1; DTM M 35; PAI O 1; ALI O 5; IMD O 1; FTX O 99
[RFF] O 10
    RFF M 1; DTM O 5
[NAD] O 99
    NAD M 1; LOC O 25; FII O 5
    [RFF] O 10
        RFF M 1; DTM O 5
    [DOC] O 5
        DOC M 1; DTM O 5
    [CTA] O 5
        CTA M 1; COM O 5
[TAX] O 5
    TAX M 1; MOA O 1; LOC O 5
[CUX] O 5
    CUX M 1; PCD O 5; DTM O 5
[PAT] O 10
    PAT M 1; DTM O 5; PCD O 1; MOA O 1
[TDT] O 10
    TDT M 1
    [LOC] O 10
        LOC M 1; DTM O 5
[TOD] O 5
    TOD M 1; LOC O 2
[PAC] O 10
    PAC M 1; MEA O 5
    [PCI] O 5
        PCI M 1; RFF O 1; DTM O 5; GIN O 10
[EQD] O 10
    EQD M 1; HAN O 5; MEA O 5; FTX O 5
[SCC] O 10
    SCC M 1; FTX O 5; RFF O 5
    [QTY] O 10
        QTY M 1; DTM O 5
[APR] O 25
    APR M 1; DTM O 5; RNG O 1
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
[RCS] O 100
    RCS M 1; RFF O 5; DTM O 5; FTX O 5
[LIN] O 200000
    LIN M 1; PIA O 25; IMD O 99; MEA O 5; QTY O 10; PCD O 5; ALI O 5; DTM O 35; MOA O 10
    GIN O 1000; GIR O 1000; QVR O 1; DOC O 5; PAI O 1; FTX O 99
    [CCI] O 999
        CCI M 1; CAV O 10; MEA O 10
    [PAT] O 10
        PAT M 1; DTM O 5; PCD O 1; MOA O 1
    [PRI] O 25
        PRI M 1; CUX O 1; APR O 1; RNG O 1; DTM O 5
    [RFF] O 10
        RFF M 1; DTM O 5
    [PAC] O 10
        PAC M 1; MEA O 5; QTY O 5; DTM O 5
        [RFF] O 1
            RFF M 1; DTM O 5
        [PCI] O 5
            PCI M 1; RFF O 1; DTM O 5; GIN O 10
    [LOC] O 9999
        LOC M 1; QTY O 1; DTM O 5
    [TAX] O 10
        TAX M 1; MOA O 1; LOC O 5
    [NAD] O 99
        NAD M 1; LOC O 5
        [RFF] O 5
            RFF M 1; DTM O 5
        [DOC] O 5
            DOC M 1; DTM O 5
        [CTA] O 5
            CTA M 1; COM O 5
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
    [TDT] O 10
        TDT M 1
        [LOC] O 10
            LOC M 1; DTM O 5
    [TOD] O 5
        TOD M 1; LOC O 2
    [EQD] O 10
        EQD M 1; HAN O 5; MEA O 5; FTX O 5
    [SCC] O 100
        SCC M 1; FTX O 5; RFF O 5
        [QTY] O 10
            QTY M 1; DTM O 5
    [RCS] O 100
        RCS M 1; RFF O 5; DTM O 5; FTX O 5
    [STG] O 10
        STG M 1
        [QTY] O 3
            QTY M 1; MOA O 1
[UNS] M 1
    UNS M 1; MOA O 12; CNT O 10
    [ALC] O 10
        ALC M 1; ALI O 1; MOA M 2
UNT M 1
"""
D01B: Final = """
UNH M 1; BGM M 1; DTM M 35; PAI O 1; ALI O 5; IMD O 999; FTX O 99; GIR O 10
[RFF] O 9999
    RFF M 1; DTM O 5
[NAD] O 99
    NAD M 1; LOC O 99; FII O 5
    [RFF] O 99
        RFF M 1; DTM O 5
    [DOC] O 5
        DOC M 1; DTM O 5
    [CTA] O 5
        CTA M 1; COM O 5
[TAX] O 5
    TAX M 1; MOA O 1; LOC O 9
[CUX] O 5
    CUX M 1; PCD O 5; DTM O 5
[PAT] O 10
    PAT M 1; DTM O 5; PCD O 1
    [MOA] O 9999
        MOA M 1; GIR O 9; RJL O 99
[TDT] O 10
    TDT M 1
    [LOC] O 10
        LOC M 1; DTM O 5
[TOD] O 5
    TOD M 1; LOC O 2
[PAC] O 99
    PAC M 1; MEA O 5
    [PCI] O 5
        PCI M 1; RFF O 1; DTM O 5; GIN O 10
[EQD] O 10
    EQD M 1; HAN O 5; MEA O 5; FTX O 5
[SCC] O 10
    SCC M 1; FTX O 5; RFF O 5
    [QTY] O 10
        QTY M 1; DTM O 5
[APR] O 25
    APR M 1; DTM O 5; RNG O 1
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
[RCS] O 999
    RCS M 1; RFF O 5; DTM O 5; FTX O 99999
[DGS] O 999
    DGS M 1; FTX O 5
    [CTA] O 99
        CTA M 1; COM O 5
[LIN] O 200000
    LIN M 1; PIA O 25; IMD O 99; MEA O 99; QTY O 99; PCD O 5; ALI O 5; DTM O 35; MOA O 10
    GIS O 99; GIN O 1000; GIR O 1000; QVR O 1; DOC O 99; PAI O 1; MTD O 99; FTX O 99
    [CCI] O 999
        CCI M 1; CAV O 10; MEA O 10
    [PAT] O 10
        PAT M 1; DTM O 5; PCD O 1
        [MOA] O 9999
            MOA M 1; GIR O 9
    [PRI] O 25
        PRI M 1; CUX O 1; APR O 99; RNG O 1; DTM O 5
    [RFF] O 9999
        RFF M 1; DTM O 5; GIS O 99; MOA O 99
    [PAC] O 99
        PAC M 1; MEA O 5; QTY O 5; DTM O 5
        [RFF] O 1
            RFF M 1; DTM O 5
        [PCI] O 5
            PCI M 1; RFF O 1; DTM O 5; GIN O 10
    [LOC] O 9999
        LOC M 1; QTY O 1; PCD O 1; DTM O 5
    [TAX] O 10
        TAX M 1; MOA O 1; LOC O 5
    [NAD] O 999
        NAD M 1; LOC O 5; FII O 5
        [RFF] O 99
            RFF M 1; DTM O 5
        [DOC] O 5
            DOC M 1; DTM O 5
        [CTA] O 5
            CTA M 1; COM O 5
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
    [TDT] O 10
        TDT M 1
        [LOC] O 10
            LOC M 1; DTM O 5
    [TOD] O 5
        TOD M 1; LOC O 2
    [EQD] O 10
        EQD M 1; HAN O 5; MEA O 5; FTX O 5
    [SCC] O 100
        SCC M 1; FTX O 5; RFF O 5
        [QTY] O 10
            QTY M 1; DTM O 5
    [RCS] O 999
        RCS M 1; RFF O 5; DTM O 5; FTX O 99999
    [STG] O 10
        STG M 1
        [QTY] O 3
            QTY M 1; MOA O 1
    [DGS] O 999
        DGS M 1; FTX O 5
        [CTA] O 99
            CTA M 1; COM O 5
[UNS] M 1
    UNS M 1; MOA O 99; CNT O 10
    [ALC] O 10
        ALC M 1; ALI O 1; MOA M 2
UNT M 1
"""
