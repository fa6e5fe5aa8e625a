"""850 Purchase Order: what a buyer orders, by when, to where.

BEG*00*SA*4500017~
DTM*002*20260310~
N1*ST*ACME DC*92*0042~
PO1*1*12*EA*9.25*PE*UP*012345678905*VN*AB-1~
CTT*1~
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from edi.documents import Allowance, Delivery, OrderLine, Party, PurchaseOrder, Subline
from edi.findings import Code, WireFinding
from edi.grammar import Grammar, read_grammar
from edi.values import day_of, decimal_of, implied_decimal_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from edi.judging import Judged

CODE: Final = "850"
TITLE: Final = "Purchase Order"
GROUP: Final = "PO"

_PARTY: Final = """
    N2 O 2; N3 O 2; N4 O >1; NX2 O >1; REF O 12; PER O >1; SI O >1; FOB O 1; TD1 O 2; TD5 O 12
    TD3 O 12; TD4 O 5; PKG O 200
"""
_TEXT: Final = f"""; ST M 1; BEG M 1; CUR O 1; REF O >1; PER O 3; TAX O >1; FOB O >1
CTP O >1; PAM O 10; CSH O 5; TC2 O >1
[SAC] O 25
    SAC M 1; CUR O 1
ITD O >1; DIS O 20; INC O 1; DTM O 10; LIN O 5; SI O >1; PID O 200; MEA O 40; PWK O 25
PKG O 200; TD1 O 2; TD5 O 12; TD3 O 12; TD4 O 5; MAN O 10; PCT O >1; CTB O >1; TXI O >1
[LDT] O >1
    LDT M 1; QTY O >1; MSG O 1
[AMT] O >1
    AMT M 1; REF O >1; DTM O 1; PCT O >1
    [FA1] O >1
        FA1 M 1; FA2 M >1
[N9] O 1000
    N9 M 1; DTM O >1; MSG O 1000
[N1] O 200
    N1 M 1
{_PARTY}
[LM] O >1
    LM M 1; LQ M >1
[SPI] O >1
    SPI M 1; REF O 5; DTM O 5; MSG O 50
    [N1] O 20
        N1 M 1; N2 O 2; N3 O 2; N4 O 1; REF O 20; G61 O 1; MSG O 50
    [CB1] O >1
        CB1 M 1; REF O 20; DTM O 5; LDT O 1; MSG O 50
[ADV] O >1
    ADV M 1; DTM O >1; MTX O >1
[PO1] M 100000
    PO1 M 1; LIN O >1; SI O >1; CUR O 1; PO3 O 25
    [CTP] O >1
        CTP M 1; CUR O 1
    PAM O 10; MEA O 40
    [PID] O 1000
        PID M 1; MEA O 10
    PWK O 25; PO4 O >1; REF O >1; PER O 3
    [SAC] O 25
        SAC M 1; CUR O 1; CTP O 1
    IT8 O >1; CSH O >1; ITD O 2; DIS O 20; INC O 1; TAX O >1; FOB O >1; SDQ O 500; IT3 O 5
    DTM O 10; TC2 O >1; TD1 O 1
    [PKG] O 200
        PKG M 1; MEA O >1
    TD5 O 12; TD3 O 12; TD4 O 5; PCT O >1; MAN O 10; MSG O >1; SPI O >1; TXI O >1; CTB O >1
    [QTY] O >1
        QTY M 1; SI O >1
    [SCH] O 200
        SCH M 1; TD1 O 2; TD5 O 12; TD3 O 12; TD4 O 5; REF O >1
    [LDT] O >1
        LDT M 1; QTY O >1; MSG O 1; REF O 3
        [LM] O >1
            LM M 1; LQ M >1
    [N9] O 1000
        N9 M 1; DTM O >1; MEA O 40; MSG O 1000
    [N1] O 200
        N1 M 1
{_PARTY.replace(chr(10) + "    ", chr(10) + "        ")}
        QTY O >1; DTM O 1; SCH O 200; LDT O >1; MAN O 10; MSG O 1
    [SLN] O 1000
        SLN M 1; MSG O >1; SI O >1; PID O 1000; PO3 O 104; TC2 O >1; DTM O 10; CTP O 25
        PAM O 10; PO4 O 1; TAX O 3; SAC O 25; QTY O >1; N1 O 10
    [AMT] O >1
        AMT M 1; REF O 1; PCT O >1
    [LM] O >1
        LM M 1; LQ M >1
[CTT] O 1
    CTT M 1; AMT O 1
SE M 1
"""

GRAMMARS: Final[dict[str, Grammar]] = {
    release: read_grammar(CODE, release, _TEXT) for release in ("004010", "005010")
}


def read(segments: Sequence[Judged]) -> PurchaseOrder:
    """The order that the segments say, as far as they say one."""
    borders = [at for at, segment in enumerate(segments) if segment.path == "PO1/PO1"]
    first = borders[0] if borders else len(segments)
    after = borders[-1] if borders else 0
    closing = (at for at, s in enumerate(segments) if at > after and s.path in ("CTT/CTT", "SE"))
    end = next(closing, len(segments))
    header = segments[: min(first, end)]
    totals = _by_path(segments[end:])
    by_path = _by_path(header)
    begin = _padded(by_path.get("BEG", [["BEG"]])[0], 7)
    currency = _padded(by_path.get("CUR", [["CUR"]])[0], 3)
    count = _padded(totals.get("CTT/CTT", [["CTT"]])[0], 3)
    amount = _padded(totals.get("CTT/AMT", by_path.get("AMT/AMT", [["AMT"]]))[0], 3)
    stops = [*borders[1:], end] if borders else []
    return PurchaseOrder(
        purpose=begin[1],
        order_type=begin[2],
        number=begin[3],
        release=begin[4],
        date=day_of(begin[5]),
        contract=begin[6],
        currency=currency[2],
        references=_pairs(by_path.get("REF", [])),
        dates=_dates(by_path.get("DTM", [])),
        parties=_parties(header, "N1/"),
        allowances=_allowances(by_path.get("SAC/SAC", [])),
        notes=tuple(e[1] for e in by_path.get("N9/MSG", []) if len(e) > 1),
        lines=tuple(
            _line(segments[start:stop]) for start, stop in zip(borders, stops, strict=True)
        ),
        line_count=int(count[1]) if count[1].isascii() and count[1].isdecimal() else None,
        hash_total=decimal_of(count[2]),
        amount=decimal_of(amount[2]) if amount[1] == "TT" else None,
    )


def judge(order: PurchaseOrder, segments: Sequence[Judged]) -> list[WireFinding]:
    """What a well-formed order can still have wrong: totals, quantities, a missing number."""
    begin, end = segments[0], segments[-1]
    found: list[WireFinding] = []

    def say(code: Code, at: Judged, element: str, value: str, assumed: str = "") -> None:
        found.append(
            WireFinding(
                code=code, offset=at.offset, segment=at.number, element=element, found=value,
                assumed=assumed,
            )
        )  # fmt: skip

    if not order.number.strip():
        say(Code.ORDER_NUMBER_MISSING, begin, "BEG03", "")
    if not order.lines:
        say(Code.ORDER_WITHOUT_LINES, end, "PO1", "")
    heads = [segment for segment in segments if segment.path == "PO1/PO1"]
    for line, head in zip(order.lines, heads, strict=True):
        if line.quantity is None or line.quantity < 0:
            say(Code.LINE_QUANTITY, head, "PO102", line.quantity_sent)
        if not line.line:
            say(Code.LINE_NUMBER_ASSUMED, head, "PO101", "")
        for parts in (line.places, line.schedules):
            total = sum((part.quantity or Decimal(0) for part in parts), Decimal(0))
            if parts and line.quantity is not None and total != line.quantity:
                say(Code.SCHEDULE_DIFFERS, head, "PO102", line.quantity_sent, format(total, "f"))
    closing = next((segment for segment in segments if segment.path == "CTT/CTT"), end)
    if order.line_count is not None and order.line_count != len(order.lines):
        say(Code.COUNT_DIFFERS, closing, "CTT01", str(order.line_count), str(len(order.lines)))
    if order.hash_total is not None:
        total = sum((line.quantity or Decimal(0) for line in order.lines), Decimal(0))
        if total != order.hash_total:
            found_total, right = format(order.hash_total, "f"), format(total, "f")
            say(Code.HASH_TOTAL_DIFFERS, closing, "CTT02", found_total, right)
    return found


def _line(segments: Sequence[Judged]) -> OrderLine:
    by_path = _by_path(segments)
    head = _padded(segments[0].elements, 6)
    return OrderLine(
        line=head[1],
        quantity=decimal_of(head[2]),
        quantity_sent=head[2],
        uom=head[3],
        price=decimal_of(head[4]),
        price_sent=head[4],
        basis=head[5],
        identifiers=_identifiers(head, 6),
        descriptions=tuple(e[5] for e in by_path.get("PO1/PID/PID", []) if len(e) > 5),
        packs=tuple(
            (e[1], e[2], e[3]) for e in (_padded(p, 4) for p in by_path.get("PO1/PO4", []))
        ),
        dates=_dates(by_path.get("PO1/DTM", [])),
        references=_pairs(by_path.get("PO1/REF", [])),
        allowances=_allowances(by_path.get("PO1/SAC/SAC", [])),
        places=tuple(part for e in by_path.get("PO1/SDQ", []) for part in _places(e)),
        schedules=tuple(
            Delivery(
                quantity=decimal_of(e[1]), uom=e[2], date_qualifier=e[5], date=day_of(e[6])
            )
            for e in (_padded(s, 7) for s in by_path.get("PO1/SCH/SCH", []))
        ),
        sublines=tuple(
            Subline(
                line=e[1], relation=e[3], quantity=decimal_of(e[4]), uom=e[5],
                price=decimal_of(e[6]), identifiers=_identifiers(e, 9),
            )
            for e in (_padded(s, 9) for s in by_path.get("PO1/SLN/SLN", []))
        ),
        parties=_parties(segments, "PO1/N1/") if "PO1/N1/N1" in by_path else (),
        notes=tuple(
            e[1] for path in ("PO1/MSG", "PO1/N9/MSG") for e in by_path.get(path, []) if len(e) > 1
        ),
    )  # fmt: skip


def _by_path(segments: Sequence[Judged]) -> dict[str, list[list[str]]]:
    table: dict[str, list[list[str]]] = {}
    for segment in segments:
        table.setdefault(segment.path, []).append(segment.elements)
    return table


def _padded(elements: list[str], count: int) -> list[str]:
    short = count - len(elements)
    return elements + [""] * short if short > 0 else elements


def _identifiers(elements: list[str], start: int) -> tuple[tuple[str, str], ...]:
    """Qualifier and value pairs: found by what they are called, never by where they stand."""
    return tuple(
        (elements[at], elements[at + 1])
        for at in range(start, len(elements) - 1, 2)
        if elements[at] and elements[at + 1]
    )


def _pairs(found: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((e[1], e[2] or e[3]) for e in (_padded(f, 4) for f in found))


def _dates(found: list[list[str]]) -> tuple[tuple[str, date], ...]:
    days = ((e[1], day_of(e[2])) for e in found if len(e) > 2)
    return tuple((qualifier, day) for qualifier, day in days if day is not None)


def _allowances(found: list[list[str]]) -> tuple[Allowance, ...]:
    return tuple(
        Allowance(
            indicator=e[1],
            code=e[2] or e[4],
            amount=implied_decimal_of(e[5], 2),
            rate=decimal_of(e[8]),
            description=e[15],
        )
        for e in (_padded(f, 16) for f in found)
    )


def _places(elements: list[str]) -> list[Delivery]:
    e = _padded(elements, 5)
    return [
        Delivery(quantity=decimal_of(e[at + 1]), uom=e[1], qualifier=e[2], location=e[at])
        for at in range(3, min(len(e) - 1, 23), 2)
        if e[at] or e[at + 1]
    ]


def _parties(segments: Sequence[Judged], prefix: str) -> tuple[Party, ...]:
    loops: list[list[Judged]] = []
    for segment in segments:
        if segment.path == f"{prefix}N1":
            loops.append([segment])
        elif loops and segment.path.startswith(prefix):
            loops[-1].append(segment)
    return tuple(_party(loop, prefix) for loop in loops)


def _party(loop: Sequence[Judged], prefix: str) -> Party:
    by_path = _by_path(loop)
    head = _padded(loop[0].elements, 5)
    place = _padded(by_path.get(f"{prefix}N4", [["N4"]])[0], 5)
    more_names = [name for e in by_path.get(f"{prefix}N2", []) for name in e[1:] if name]
    streets = [line for e in by_path.get(f"{prefix}N3", []) for line in e[1:] if line]
    return Party(
        role=head[1],
        name=head[2],
        qualifier=head[3],
        id=head[4],
        lines=(*more_names, *streets),
        city=place[1],
        state=place[2],
        postal_code=place[3],
        country=place[4],
        references=_pairs(by_path.get(f"{prefix}REF", [])),
    )
