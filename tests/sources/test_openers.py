"""What may open an interchange: all that framing finds is found, whatever the file is made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.framed import InterchangeOpened
from edi.frames import frame
from sources import openers
from sources.openers import Openers, read_openers
from sources.pairs import ALL_LANES, nobodys, readers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PARTNERS: Final = Path(__file__).parents[2] / "edi" / "partners"
PARTIES: Final = ("ACME", "UMBRA", "BONSAI", "isa", "A'B")
NOISE: Final = (
    b"", b"\n", b" \r\n", b"\0", b"\0\0\0", b"junk ", b"VISA", b"UNABLE ISA", b"I\nSA", b"\xff\xfe",
    b"\xfe\xff", b"\xef\xbb\xbf", b"ISA*00*", b"UNA:+.? '", b"x" * 700,
)  # fmt: skip


def x12(sender: str, mark: str = "*", end: str = "~", *, body: str = "") -> str:
    """An interchange of X12 with one set."""
    isa = ["ISA", "00", " " * 10, "00", " " * 10, "ZZ", f"{sender:15}", "ZZ", f"{'DOCK':15}"]
    isa += ["260302", "0630", "U", "00401", "000000001", "0", "P", ">"]
    rest = [
        "GS*PO*ACME*DOCK*20260302*0630*1*X*004010", "ST*850*0001", "BEG*00*SA*PO1**20260302",
        *filter(None, [body]), "SE*3*0001", "GE*1*1", "IEA*1*000000001",
    ]  # fmt: skip
    return mark.join(isa) + end + "".join(part.replace("*", mark) + end for part in rest)


def edifact(sender: str, una: str = "") -> str:
    """An interchange of EDIFACT with one message, perhaps behind a UNA."""
    body = (
        f"UNB+UNOC:3+{sender}:14+DOCK:14+260302:0630+1'UNH+1+ORDERS:D:96A:UN'"
        "BGM+220+PO1+9'UNT+3+1'UNZ+1+1'"
    )
    if not una:
        return body
    component, element, _, release, _, end = una
    return f"UNA{una}" + body.translate(
        {ord(":"): component, ord("+"): element, ord("?"): release, ord("'"): end}
    )


def wrapped(text: str, width: int = 80, line_break: str = "\r\n") -> str:
    """A text in lines of one width."""
    return "".join(text[at : at + width] + line_break for at in range(0, len(text), width))


def unpadded(text: str) -> str:
    """An ISA without its blanks."""
    return text[:106].replace(" ", "") + text[106:]


TEXTS: Final[tuple[Callable[[str], str], ...]] = (
    x12,
    lambda name: x12(name, "|", "\n"),
    lambda name: x12(name, "\x1d", "\x1c"),
    lambda name: x12(name, body=f"BIN*{len(x12('QUOTED'))}*{x12('QUOTED')}"),
    lambda name: x12(name)[:-40],
    lambda name: x12(name)[:140],
    lambda name: x12(name).replace("~", "~\r\n"),
    lambda name: x12(name).lower(),
    lambda name: unpadded(x12(name)),
    lambda name: wrapped(x12(name)),
    lambda name: wrapped(x12(name), 35, "\n"),
    lambda name: wrapped(unpadded(x12(name)), 30, "\n"),
    edifact,
    lambda name: edifact(name, ":+.? '"),
    lambda name: edifact(name, "-+.! ~"),
    lambda name: wrapped(edifact(name), 20, "\n"),
    lambda name: edifact(name).replace("UNB+UNOC:3+", "UNB+UNOC:3+X?+"),
)
ENCODINGS: Final = ("latin-1", "latin-1", "utf-16-le", "utf-16-be", "utf-16")


def written(encoding: str, text: str) -> bytes:
    """A text as bytes of an encoding."""
    return text.encode(encoding)


INTERCHANGES: Final = st.builds(
    lambda make, name, encoding: written(encoding, make(name)),
    st.sampled_from(TEXTS), st.sampled_from(PARTIES), st.sampled_from(ENCODINGS),
)  # fmt: skip
PARTS: Final = st.lists(st.one_of(INTERCHANGES, st.sampled_from(NOISE)), min_size=1, max_size=6)


def broken(content: bytes, cuts: Iterable[tuple[float, bytes]]) -> bytes:
    """Bytes in which others stand in place of a few."""
    for share, other in cuts:
        at = int(share * len(content))
        content = content[:at] + other + content[at + 1 :]
    return content


FILES: Final = st.builds(
    broken,
    PARTS.map(b"".join),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from((b"", b"\n", b"ISA", b"*", b"\0", b"'"))),
        max_size=3,
    ),
)


def opened_by_framing(content: bytes, piece: int) -> list[tuple[str, str]]:
    """Who sends to whom in the interchanges of a file, in their order."""
    pieces = (content[at : at + piece] for at in range(0, len(content), piece))
    return [
        (f"{part.sender_qualifier}:{part.sender}", f"{part.receiver_qualifier}:{part.receiver}")
        for part in frame(pieces)
        if isinstance(part, InterchangeOpened)
    ]


def openers_of(content: bytes, folder: Path) -> Openers:
    path = folder / "a.edi"
    path.write_bytes(content)
    return read_openers(str(path))


@given(content=FILES, piece=st.sampled_from((100, 1000, 1 << 20)))
def test_all_that_framing_opens_is_found(content, piece, tmp_path_factory) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openers, "CHUNK_BYTES", 300)
        found = openers_of(content, tmp_path_factory.getbasetemp())
    assert {*opened_by_framing(content, piece)} <= {*found.parties} or not found.told


@pytest.mark.parametrize("chunk", [64, 1 << 18])
def test_samples_of_all_partners_have_the_parties_that_framing_finds_and_no_other(
    chunk, monkeypatch
) -> None:
    monkeypatch.setattr(openers, "CHUNK_BYTES", chunk)
    samples = [path for path in sorted(PARTNERS.glob("*/samples/*")) if path.is_file()]
    assert samples
    for path in samples:
        told = dict.fromkeys(opened_by_framing(path.read_bytes(), 1 << 20))
        assert read_openers(str(path)) == Openers(parties=tuple(told)), path.name


@pytest.mark.parametrize("make", TEXTS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_way_to_write_an_interchange_has_one_reader(make, encoding, tmp_path) -> None:
    content = b"\n" * 5000 * (1 + (encoding != "latin-1")) + written(encoding, make("ACME"))
    found = openers_of(content, tmp_path)
    told = opened_by_framing(content, 1 << 20)
    assert {*told} <= {*found.parties}
    if "QUOTED" not in make("ACME"):
        readers = readers_of(found, "a", nobodys)
        assert len(readers.lanes) == 1 or not found.told


def test_where_it_is_not_told_whose_there_are_every_lane_reads(tmp_path) -> None:
    found = openers_of(wrapped(x12("ACME")).encode("utf-16-le"), tmp_path)
    assert not found.told
    assert readers_of(found, "a", nobodys).lanes == ALL_LANES
    with pytest.raises(FileNotFoundError):
        read_openers(str(tmp_path / "none"))
    assert not read_openers(str(tmp_path)).told
