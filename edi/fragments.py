"""Pieces of grammar text that several transaction sets share; see `edi/grammar.py` for the form."""

from __future__ import annotations

from typing import Final

ORDER_HEADER: Final = """
CUR O 1; REF O >1; PER O 3; TAX O >1; FOB O >1; CTP O >1; PAM O 10; CSH O 5
[SAC] O 25
    SAC M 1; CUR O 1
ITD O >1; DIS O 20; INC O 1; DTM O 10; LDT O 12; LIN O 5; SI O >1; PID O 200; MEA O 40
PWK O 25; PKG O 200; TD1 O 2; TD5 O 12; TD3 O 12; TD4 O 5; MAN O 10; PCT O >1; TXI O >1
"""
"""What stands between the begin and the loops of an order's answer or change."""
ORDER_LOOPS: Final = """
[N9] O 1000
    N9 M 1; DTM O >1; MSG O 1000
[N1] O 200
    N1 M 1; N2 O 2; N3 O 2; N4 O >1; NX2 O >1; REF O 12; PER O >1; SI O >1; FOB O 1; TD1 O 2
    TD5 O 12; TD3 O 12; TD4 O 5; PKG O 200; MSG O >1
"""
LINE_DETAILS: Final = """
    LIN O >1; SI O >1; CUR O 1; PO3 O 25
    [CTP] O >1
        CTP M 1; CUR O 1
    PAM O 10; MEA O 40
    [PID] O 1000
        PID M 1; MEA O 10
    PWK O 25; PO4 O >1; REF O >1; PER O 3
    [SAC] O 25
        SAC M 1; CUR O 1; CTP O 1
    IT8 O >1; CSH O >1; ITD O 2; DIS O 20; INC O 1; TAX O >1; FOB O >1; SDQ O 500; IT3 O 5
    DTM O 10; TC2 O >1; TD1 O 1; TD5 O 12; TD3 O 12; TD4 O 5; PCT O >1; MAN O 10; MSG O >1
    TXI O >1
    [QTY] O >1
        QTY M 1; SI O >1
"""
ANSWER: Final = """
    [ACK] O 104
        ACK M 1; DTM O 1
"""
LINE_LOOPS: Final = """
    [PKG] O 200
        PKG M 1; MEA O >1
    [SCH] O 200
        SCH M 1; TD1 O 2; TD5 O 12; TD3 O 12; TD4 O 5; REF O >1
    [LDT] O >1
        LDT M 1; QTY O >1; MSG O 1; REF O 3
    [LM] O >1
        LM M 1; LQ M >1
    [N9] O 1000
        N9 M 1; DTM O >1; MEA O 40; MSG O 1000
    [N1] O 200
        N1 M 1; N2 O 2; N3 O 2; N4 O 1; NX2 O >1; REF O 12; PER O 3; SI O >1; DTM O 1; FOB O 1
        SCH O 200; TD1 O 2; TD5 O 12; TD3 O 12; TD4 O 5; PKG O 200
    [SLN] O 1000
        SLN M 1; MSG O >1; SI O >1; PID O 1000; PO3 O 104; TC2 O >1; ACK O 104; DTM O 10
        CTP O 25; PAM O 10; PO4 O 1; SAC O 25; TXI O >1
    [AMT] O >1
        AMT M 1; REF O 1; PCT O >1
"""
TOTALS: Final = """
[CTT] O 1
    CTT M 1; AMT O 1
SE M 1
"""
