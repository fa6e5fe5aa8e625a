"""DESADV: how despatch advices are made up in directories D.96A and D.01B."""

from __future__ import annotations

from typing import Final

D96A: Final = """
UNH M 1; BGM M 1; DTM O 10; ALI O 5; MEA O 5; MOA O 5
[RFF] O 10
    RFF M 1; DTM O 1
[NAD] O 10
    NAD M 1; LOC O 10
    [RFF] O 10
        RFF M 1; DTM O 1
    [CTA] O 10
        CTA M 1; COM O 5
[TOD] O 10
    TOD M 1; LOC O 5; FTX O 5
[TDT] O 10
    TDT M 1; PCD O 6
    [LOC] O 10
        LOC M 1; DTM O 10
[EQD] O 10
    EQD M 1; MEA O 5; SEL O 25; EQA O 5
    [HAN] O 10
        HAN M 1; FTX O 10
[CPS] O 9999
    CPS M 1; FTX O 5
    [PAC] O 9999
        PAC M 1; MEA O 10; QTY O 10
        [HAN] O 10
            HAN M 1; FTX O 10
        [PCI] O 1000
            PCI M 1; RFF O 1; DTM O 5; GIR O 99
            [GIN] O 99
                GIN M 1; DLM O 10
    [LIN] O 9999
        LIN M 1; PIA O 10; IMD O 25; MEA O 10; QTY O 10; ALI O 10; GIN O 100; GIR O 100; DLM O 100
        DTM O 5; FTX O 5; MOA O 5
        [RFF] O 10
            RFF M 1; DTM O 1
        [DGS] O 10
            DGS M 1; QTY O 1; FTX O 5
        [LOC] O 100
            LOC M 1; NAD O 1; DTM O 1; QTY O 10
        [SGP] O 1000
            SGP M 1; QTY O 10
        [PCI] O 9999
            PCI M 1; DTM O 5; MEA O 10; QTY O 1
            [GIN] O 10
                GIN M 1; DLM O 100
            [HAN] O 10
                HAN M 1; FTX O 5; GIN O 1000
        [QVR] O 10
            QVR M 1; DTM O 5
CNT O 5; UNT M 1
"""
D01B: Final = """
UNH M 1; BGM M 1; DTM O 10; ALI O 5; MEA O 5; MOA O 5; CUX O 9
[RFF] O 10
    RFF M 1; DTM O 1
[NAD] O 99
    NAD M 1; LOC O 10
    [RFF] O 10
        RFF M 1; DTM O 1
    [CTA] O 10
        CTA M 1; COM O 5
[TOD] O 10
    TOD M 1; LOC O 5; FTX O 5
[TDT] O 10
    TDT M 1; PCD O 6; TMD O 1
    [LOC] O 10
        LOC M 1; DTM O 10
[EQD] O 10
    EQD M 1; MEA O 5; SEL O 25; EQA O 5
    [HAN] O 10
        HAN M 1; FTX O 10
[CPS] O 9999
    CPS M 1; FTX O 5; QVR O 9
    [PAC] O 9999
        PAC M 1; MEA O 10; QTY O 10
        [HAN] O 10
            HAN M 1; FTX O 10
        [PCI] O 1000
            PCI M 1; RFF O 1; DTM O 5
            [GIR] O 99
                GIR M 1; DTM O 5
            [GIN] O 99
                GIN M 1; DLM O 10
            [COD] O 99
                COD M 1; MEA O 9; QTY O 9; PCD O 9
    [LIN] O 9999
        LIN M 1; PIA O 10; IMD O 25; MEA O 10; QTY O 10; ALI O 10; GIN O 100; GIR O 100; DLM O 100
        DTM O 5; NAD O 99; TDT O 1; TMD O 1; HAN O 20; FTX O 99; MOA O 5
        [RFF] O 99
            RFF M 1; NAD O 1; CTA O 1; DTM O 1
        [DGS] O 9999
            DGS M 1; QTY O 1; FTX O 5
        [LOC] O 100
            LOC M 1; NAD O 1; DTM O 1; QTY O 10
        [SGP] O 1000
            SGP M 1; QTY O 10
        [PCI] O 9999
            PCI M 1; DTM O 5; MEA O 10; QTY O 1
            [GIN] O 10
                GIN M 1; DLM O 100
            [HAN] O 10
                HAN M 1; FTX O 5; GIN O 1000
        [QVR] O 10
            QVR M 1; DTM O 5
CNT O 5; UNT M 1
"""
