"""IFTSTA: how status reports are made up in directories D.96A and D.01B."""

from __future__ import annotations

from typing import Final

D96A: Final = """
UNH M 1; BGM M 1; DTM O 9; TSR O 1
[NAD] O 9
    NAD M 1
    [CTA] O 9
        CTA M 1; COM O 9
[RFF] O 9
    RFF M 1; DTM O 1
LOC O 9; FTX O 9; CNT O 9
[CNI] O 999
    CNI M 1; LOC O 9; CNT O 9
    [STS] M 99
        STS M 1; RFF O 9; DTM O 9; DOC O 1; FTX O 9; NAD O 9; LOC O 1; PCI O 99
        [TDT] O 99
            TDT M 1; RFF O 9; LOC O 9; DTM O 9
        [EQD] O 99
            EQD M 1; MEA O 9; DIM O 9; SEL O 9
            [EQA] O 99
                EQA M 1; SEL O 9
        [GID] O 99
            GID M 1; HAN O 9
            [MEA] O 99
                MEA M 1; EQN O 1
            [DIM] O 99
                DIM M 1; EQN O 1
            [PCI] O 99
                PCI M 1; GIN O 9
UNT M 1
"""
D01B: Final = """
UNH M 1; BGM M 1; DTM O 9; TSR O 1
[NAD] O 9
    NAD M 1
    [CTA] O 9
        CTA M 1; COM O 9
[RFF] O 9
    RFF M 1; DTM O 1
LOC O 9; FTX O 9; CNT O 9
[CNI] O 99999
    CNI M 1; LOC O 9; CNT O 9
    [STS] M 99
        STS M 1; RFF O 999; DTM O 9; DOC O 1; FTX O 9
        [NAD] O 9
            NAD M 1
            [CTA] O 9
                CTA M 1; COM O 9
        LOC O 1; PCI O 99
        [TDT] O 99
            TDT M 1; DTM O 9; RFF O 9
            [LOC] O 9
                LOC M 1; DTM O 9
        [EQD] O 99
            EQD M 1; MEA O 9; DIM O 9; SEL O 9; RFF O 9; TPL O 9; TMD O 1
            [EQA] O 99
                EQA M 1; SEL O 9
        [GID] O 99
            GID M 1; HAN O 9; SGP O 99; DGS O 9; FTX O 9
            [MEA] O 99
                MEA M 1; EQN O 1
            [DIM] O 99
                DIM M 1; EQN O 1
            [PCI] O 99
                PCI M 1; GIN O 9
UNT M 1
"""
