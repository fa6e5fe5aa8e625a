"""Functional groups: GS and GE, UNG and UNE, and what IEA and UNZ say of how many there are."""

from __future__ import annotations

import pytest

from edi.framed import Framed, GroupClosed
from tests.edi.wire import codes, frame, interchange, order_set

ORDER = ("BGM+220+PO1+9", "DTM+137:20260309:102", "NAD+BY+54::9", "LIN+1++1:EN", "QTY+21:3:PCE",
         "UNS+S", "CNT+2:1")  # fmt: skip
ONE, TWO = ["0001"], ["0001", "0002"]


def without_groups(controls: list[str], claimed: str, *, grouped: int = 0) -> bytes:
    """An interchange of sets, none of which but the first so many lies in a group."""
    sets = [order_set(control=control) for control in controls]
    head, *_, tail = interchange(line_break="").decode().split("~")[:-1]
    lines = [head]
    for at, one in enumerate(sets):
        inside = at < grouped
        lines += [f"GS*PO*ACME*CROSSDOCK*20260302*0615*{at + 1}*X*004010"] * inside
        lines += one
        lines += [f"GE*1*{at + 1}"] * inside
    return "".join(
        f"{line}~" for line in (*lines, tail.replace("IEA*1", f"IEA*{claimed}"))
    ).encode()


def messages(*controls: str) -> list[str]:
    """ORDERS messages under these numbers."""
    out: list[str] = []
    for control in controls:
        out += [f"UNH+{control}+ORDERS:D:96A:UN", *ORDER, f"UNT+{len(ORDER) + 2}+{control}"]
    return out


def group(control: str, *controls: str) -> list[str]:
    """A group of ORDERS under a number, with messages under theirs."""
    head = f"UNG+ORDERS+54:14+HARBORPINE:ZZ+260309:0615+{control}+UN+D:96A"
    return [head, *messages(*controls), f"UNE+{len(controls)}+{control}"]


def edifact(*parts: list[str], claimed: int, control: int = 1) -> bytes:
    """An interchange of groups and messages."""
    lines = [
        f"UNB+UNOC:3+5412345000013:14+HARBORPINE:ZZ+260309:0615+{control}",
        *(line for part in parts for line in part),
        f"UNZ+{claimed}+{control}",
    ]
    return "".join(line + "'" for line in lines).encode()


def counted(data: bytes) -> list[tuple[str, str]]:
    """What is said of the trailer's count: what it claims, what it should."""
    parts = frame(data)
    assert all(frame(data, cut) == parts for cut in (1, 7, 64))
    return [
        (finding.found, finding.assumed)
        for part in parts
        for finding in getattr(part, "findings", ())
        if finding.code.value == "IEA_COUNT_WRONG"
    ]


def missing(parts: list[Framed]) -> int:
    """How often it is said that sets come without a GS, once their group is closed."""
    return codes([part for part in parts if isinstance(part, GroupClosed)]).count("GS_MISSING")


@pytest.mark.parametrize(
    ("controls", "grouped", "claimed", "said"),
    [
        # sets, in groups | IEA01 | what is said
        (ONE, 0, "0", []),
        (ONE, 0, "1", []),
        (ONE, 0, "2", [("2", "0")]),
        (TWO, 1, "1", []),
        (TWO, 1, "2", []),
        (TWO, 1, "0", [("0", "1")]),
        (TWO, 2, "2", []),
        (TWO, 2, "1", [("1", "2")]),
        ([], 0, "0", []),
        ([], 0, "1", [("1", "0")]),
    ],
)
def test_a_gs_that_is_missing_is_said_once_and_not_again_of_the_count(
    controls: list[str], grouped: int, claimed: str, said: list[tuple[str, str]]
):
    data = without_groups(controls, claimed, grouped=grouped)
    assert counted(data) == said
    assert missing(frame(data)) == (1 if len(controls) > grouped else 0)


@pytest.mark.parametrize(
    ("parts", "claimed", "said"),
    [
        # messages, groups | UNZ01 | what is said
        ((messages("1"),), 1, []),
        ((messages("1", "2"),), 2, []),
        ((messages("1", "2"),), 1, [("1", "2")]),
        ((messages("1"),), 0, [("0", "1")]),
        ((group("7", "1", "2"),), 1, []),
        ((group("7", "1", "2"),), 2, [("2", "1")]),
        ((group("7", "1"), group("8", "1")), 2, []),
        ((group("7", "1"), messages("1")), 1, []),
        ((group("7", "1"), messages("1")), 2, []),
        ((group("7", "1"), messages("1")), 3, [("3", "1")]),
        ((), 0, []),
    ],
)
def test_unz_counts_groups_or_else_messages(
    parts: tuple[list[str], ...], claimed: int, said: list[tuple[str, str]]
):
    assert counted(edifact(*parts, claimed=claimed)) == said
