"""What a price is for: of how many of its line's unit, by the basis that a document names.

X12 says it as data element 639 (PO105, IT105, POC07), EDIFACT as 5375 and as so many of a unit
(PRI, C509). A count is of the quantity's own unit, but not where that is a pack: some say a price
per each of a piece in the case, others of the case, and how many are in it no document says for
sure. A price per pound is one of the line only where the line counts pounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Protocol, TypeAlias

from edi.values import ZERO

ONE: Final = Decimal(1)
FREE: Final = "NC"
"""639: no charge, whatever price stands beside it."""


class Priced(Protocol):
    """A line, or a part of one, with its price and what that is for."""

    @property
    def uom(self) -> str:
        """The unit of its quantity."""
        ...

    @property
    def basis(self) -> str:
        """639 or 5375."""
        ...

    @property
    def price_per(self) -> Decimal | None:
        """5284: for how many the price is."""
        ...

    @property
    def price_uom(self) -> str:
        """6411 of the price: the unit of those."""
        ...


Counts: TypeAlias = Mapping[str, Decimal]
Measures: TypeAlias = Mapping[str, Counts]


def _counts(text: str) -> Counts:
    """Lines of a count and the codes that have it."""
    rows = (line.split() for line in text.strip().splitlines())
    return {code: Decimal(count) for count, *codes in rows for code in codes}


def _measures(text: str) -> Measures:
    """Lines of a code, and of each unit that it may meet how many of those the price is for."""
    rows = (line.split() for line in text.strip().splitlines())
    pairs = {code: [unit.split(":") for unit in units] for code, *units in rows}
    return {code: {unit: Decimal(count) for unit, count in of} for code, of in pairs.items()}


X12_COUNTS: Final = _counts("""
1 PE LE QE RE TE WE UM AP AW BR CA CP CT DI DR KA KR NT PQ PR QT RS RT SC SR ST SW WH
10 PN
12 PD LD RD TD WD
100 HP LC QH RC TC WC
1000 TP LM QS RM TM WM
10000 TT
100000 HT
""")
"""639 of so many of the line's unit. One that says whose price it is (contract, catalog, retail...)
and not of how many is of one."""
X12_ONES: Final = frozenset({"", *(code for code, count in X12_COUNTS.items() if count == ONE)})
"""639 of one, and none said: nearly all that come."""
X12_EACHES: Final = frozenset({"LE", "PE", "QE", "RE", "TE", "WE"})
"""639 of each: of a line in packs it may be of a piece."""
X12_PACKS: Final = frozenset({
    "AS", "BD", "BE", "BX", "CA", "CS", "CT", "DP", "DS", "DZ", "GG", "GS", "HU", "KT", "P3", "P4",
    "P5", "P6", "P7", "P8", "P9", "PF", "PH", "PK", "PL", "ST", "SV", "TH", "TP",
})  # fmt: skip
"""355 of several pieces: assortments, displays, kits, sets, bundles, boxes, cases, cartons, packs,
pallets, dozens, hundreds. CS is what some call a case."""
X12_UNSETTLED: Final = frozenset(
    {"BD", "DS", "EH", "ES", "FB", "KP", "LR", "NE", "NQ", "PV", "QR", "TB", "VQ"}
)
"""639 of one, which need not be what is billed: an estimate, a price before its discount..."""
X12_MEASURES: Final = _measures("""
PP LB:1 01:1 24:1
PO OZ:1
PA TO:1
PG GR:1
PK KG:1 50:1 53:1 58:1
PT TN:1 MP:1 26:1 27:1 51:1 54:1
PL LT:1
ML ML:1
PF FT:1 LF:1
HF FT:100 LF:100 HL:1
TF FT:1000 LF:1000 TL:1
PY YD:1 LY:1
PS SF:1000 TS:1
P1 MR:1000
P2 CM:1
P3 DM:1
P6 MM:1
P7 MR:1
""")
"""639 of so much of a measure, and the units of quantities (355) that are counted in it."""
X12_UNITS: Final = _counts("""
10 TP
12 DZ
100 HU
1000 TH
""")
"""355 of so many at once: a price per dozen is that of one dozen."""
EDIFACT_COUNTS: Final = _counts("1 AC AD AE CA CT DI EC PC PE QT SR WH")
"""5375 of one of the line's unit, whosever price it is."""
EDIFACT_EACHES: Final = frozenset({"PE"})
"""5375 of each."""
EDIFACT_PACKS: Final = frozenset({
    "AS", "BE", "BX", "CEN", "CR", "CS", "CT", "DPC", "DPR", "DZN", "DZP", "GGR", "GRO", "KT",
    "MIL", "NMP", "PA", "PF", "PK", "PX", "SET",
})  # fmt: skip
"""6411 of several pieces."""
EDIFACT_PIECES: Final = frozenset({"C62", "EA", "H87", "NAR", "PCE"})
"""6411 of one piece, by whichever name."""
EDIFACT_UNSETTLED: Final = frozenset({"PV", "TB"})
EDIFACT_MEASURES: Final = _measures("""
AB TNE:1 STN:1 LTN:1
PK KGM:1
PL LTR:1
PT TNE:1
CU
PU
TU
""")
"""5375 of one of a measure, and its units (6411); of a consumer's, a traded or another unit, which
only 6411 can name."""


def x12_count(line: Priced, *, settled: bool = False) -> Decimal | None:
    """Of how many of the line's unit an X12 price is; None where that is not known.

    A basis that is the line's own unit is of one, as some senders say it; one of pieces says
    nothing of a pack, but for a dozen. `settled` asks for prices that are billed as they stand.
    """
    if line.basis == line.uom and line.basis not in X12_MEASURES:
        return ONE
    if line.basis in X12_ONES:
        return None if line.basis in X12_EACHES and line.uom in X12_PACKS else ONE
    count = _count(line, (X12_COUNTS, X12_MEASURES, X12_UNSETTLED), settled=settled)
    if count is None or count == ONE or line.uom not in X12_PACKS:
        return count
    return ONE if count == X12_UNITS.get(line.uom) else None


def edifact_count(line: Priced, *, settled: bool = False) -> Decimal | None:
    """Of how many of the line's unit an EDIFACT price is; None where that is not known."""
    units = {line.price_uom, line.uom} - {""}
    if len(units) > 1 and not units <= EDIFACT_PIECES:
        return None
    if line.basis in EDIFACT_EACHES and line.uom in EDIFACT_PACKS and not line.price_uom:
        return None
    count: Decimal | None = ONE
    if not (line.price_uom and line.basis in EDIFACT_MEASURES):
        known = (EDIFACT_COUNTS, EDIFACT_MEASURES, EDIFACT_UNSETTLED)
        count = _count(line, known, settled=settled)
    if count is None or line.price_per is None:
        return count
    return line.price_per if line.price_per > ZERO else None


def _count(
    line: Priced, known: tuple[Counts, Measures, frozenset[str]], *, settled: bool
) -> Decimal | None:
    counts, measures, unsettled = known
    if not line.basis:
        return ONE
    if line.basis in unsettled:
        return None if settled else ONE
    return counts.get(line.basis) or measures.get(line.basis, {}).get(line.uom)
