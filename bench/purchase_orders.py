"""Writes purchase orders as a retailer would: any number of 850s, the same for the same seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETS_PER_INTERCHANGE: Final = 1_000
LINES: Final = (3, 4, 5, 6)
QUALIFIERS: Final = ("UP", "VN", "IN", "SK")


def interchanges(orders: int, seed: int = 7, sets: int = SETS_PER_INTERCHANGE) -> Iterator[bytes]:
    """Interchanges of 850s, about 810 bytes an order, LF after each terminator."""
    chance = random.Random(seed)
    pool = [_order_body(chance) for _ in range(997)]
    number = 0
    for control in range(1, -(-orders // sets) + 1):
        count = min(sets, orders - number)
        out = [
            (
                f"ISA*00*          *00*          *08*6112390050     *ZZ*CROSSDOCK      "
                f"*260302*0615*U*00401*{control:09d}*0*P*>~\n"
                f"GS*PO*6112390050*CROSSDOCK*20260302*0615*{control}*X*004010~\n"
            )
        ]
        for place in range(count):
            head, tail, segments = pool[(number + place * 31) % len(pool)]
            out.append(
                f"ST*850*{place + 1:04d}~\nBEG*00*SA*{4_500_000_000 + number + place}**20260302~\n"
                f"{head}{tail}SE*{segments}*{place + 1:04d}~\n"
            )
        number += count
        out.append(f"GE*{count}*{control}~\nIEA*1*{control:09d}~\n")
        yield "".join(out).encode()


def write_file(path: Path, orders: int, seed: int = 7) -> int:
    """Write the interchanges into one file; give its size in bytes."""
    size = 0
    with path.open("wb") as file:
        for piece in interchanges(orders, seed):
            size += file.write(piece)
    return size


def _order_body(chance: random.Random) -> tuple[str, str, int]:
    store = chance.randrange(1, 4_000)
    head = [
        f"REF*DP*{chance.randrange(1, 99):03d}",
        f"REF*IA*{chance.randrange(10_000, 99_999)}",
        "ITD*14*3*2**45**46",
        f"DTM*002*202603{chance.randrange(5, 28):02d}",
        f"DTM*001*202604{chance.randrange(1, 28):02d}",
        "TD5*B*2*ABFS*M",
        "N1*BY*ACME STORES*92*0042",
        f"N1*ST*ACME DISTRIBUTION CENTER*92*{store:04d}",
        f"N3*{chance.randrange(100, 9_999)} INDUSTRIAL PARKWAY",
        f"N4*RENO*NV*89{chance.randrange(100, 999)}*US",
    ]
    lines: list[str] = []
    count = chance.choice(LINES)
    total = 0
    for line in range(1, count + 1):
        quantity = chance.randrange(1, 400)
        total += quantity
        item = chance.randrange(100_000, 999_999)
        ids = f"UP*{item:012d}*VN*AB{item % 9_973:04d}*IN*{item % 65_537}"
        price = f"{chance.randrange(1, 90)}.{chance.randrange(1, 100):02d}"
        lines += [
            f"PO1*{line}*{quantity}*EA*{price}*PE*{ids}",
            f"PID*F****WIDGET NUMBER {item} ASSORTED COLORS",
            f"PO4*{chance.choice((4, 6, 12))}*1*EA",
        ]
    lines.append(f"CTT*{count}*{total}")
    body = head + lines
    return "~\n".join(head) + "~\n", "~\n".join(lines) + "~\n", len(body) + 3
