"""INVRPT: how inventory reports are made up in directories D.96A and D.01B."""

from __future__ import annotations

from typing import Final

D96A: Final = """
UNH M 1; BGM M 1; DTM M 10
[RFF] O 10
    RFF M 1; DTM O 1
[NAD] O 20
    NAD M 1; LOC O 5
    [RFF] O 10
        RFF M 1; DTM O 1
    [CTA] O 10
        CTA M 1; COM O 5
[CUX] O 5
    CUX M 1; DTM O 1
[CPS] O 9999
    CPS M 1
    [PAC] O 999
        PAC M 1; PCI O 1000
        [QTY] O 9999
            QTY M 1; GIN O 9999; DTM O 5
[LIN] O 9999
    LIN M 1; PIA O 10; IMD O 10; MEA O 10; ALI O 10; LOC O 5; DTM O 5
    [RFF] O 10
        RFF M 1; DTM O 1
    [QTY] O 9999
        QTY M 1; INV O 1; GIN O 9999; LOC O 5; DTM O 5; STS O 9
        [NAD] O 5
            NAD M 1; LOC O 1
        [PRI] O 5
            PRI M 1; CUX O 1; DTM O 1
        [RFF] O 10
            RFF M 1; DTM O 1
        [CPS] O 9999
            CPS M 1
            [PAC] O 9999
                PAC M 1; MEA O 10; QTY O 10
                [PCI] O 9999
                    PCI M 1; RFF O 1; DTM O 5; GIN O 9999
UNT M 1
"""
D01B: Final = """
UNH M 1; BGM M 1; FTX O 99; DTM M 10
[RFF] O 10
    RFF M 1; DTM O 1
[NAD] O 20
    NAD M 1; LOC O 5
    [RFF] O 99
        RFF M 1; DTM O 1
    [CTA] O 10
        CTA M 1; COM O 5
[CUX] O 5
    CUX M 1; DTM O 1
[CPS] O 9999
    CPS M 1
    [PAC] O 999
        PAC M 1; PCI O 1000
        [QTY] O 9999
            QTY M 1; GIN O 9999; DTM O 5
[LIN] O 9999999
    LIN M 1; PIA O 10; IMD O 10; NAD O 1; MEA O 10; ALI O 10; LOC O 5; DTM O 5; FTX O 99
    [RFF] O 10
        RFF M 1; DTM O 1
    [INV] O 9999
        INV M 1; QTY M 1; GIN O 9999; LOC O 5; DTM O 5; STS O 9
        [NAD] O 5
            NAD M 1; LOC O 1
        [PRI] O 5
            PRI M 1; CUX O 1; DTM O 1
        [RFF] O 10
            RFF M 1; DTM O 1
        [CPS] O 9999
            CPS M 1
            [PAC] O 9999
                PAC M 1; MEA O 10; QTY O 10
                [PCI] O 9999
                    PCI M 1; RFF O 1; DTM O 5; GIN O 9999
                    [GIR] O 99
                        GIR M 1; DTM O 5
UNT M 1
"""
