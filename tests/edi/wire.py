"""Interchanges of the cast: acme and umbra order items A and B from us."""

from __future__ import annotations

from datetime import UTC, datetime

from edi.facts import Fact, Found, OrderAccepted, Outbound, Step
from edi.framed import Framed, InterchangeOpened, SetFramed
from edi.framing import Framer, Limits
from edi.pair_state import PairState
from edi.profiles import Profiles, load_profiles
from edi.receiving import receive

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
BODY = (
    "BEG*00*SA*4500017**20260302",
    "DTM*002*20260310",
    "N1*BY*ACME*92*0042",
    "N1*ST*ACME DC*92*0007",
    "PO1*1*12*EA*9.25*PE*UP*012345678905*VN*A",
    "PO1*2*3*EA*1.5*PE*VN*B",
    "CTT*2*15",
)
PROFILES: Profiles = load_profiles({"acme": 'ids = ["08:ACME"]\nitem_qualifiers = ["VN", "UP"]\n'})


def order_set(
    body: tuple[str, ...] = BODY, control: str = "0001", count: int | None = None
) -> list[str]:
    """The segments of an 850, from ST to SE."""
    total = len(body) + 2 if count is None else count
    return [f"ST*850*{control}", *body, f"SE*{total}*{control}"]


def interchange(
    *sets: list[str],
    control: int = 1,
    usage: str = "P",
    ta1: str = "0",
    sender: str = "ACME",
    terminator: str = "~",
    line_break: str = "\n",
    version: str = "004010",
    encoding: str = "latin-1",
) -> bytes:
    """An interchange of one group from acme to us."""
    lines = [
        (
            f"ISA*00*          *00*          *08*{sender:<15}*ZZ*{'CROSSDOCK':<15}"
            f"*260302*0615*U*00401*{control:09d}*{ta1}*{usage}*>"
        ),
        f"GS*PO*{sender}*CROSSDOCK*20260302*0615*{control}*X*{version}",
        *(segment for one in sets for segment in one),
        f"GE*{len(sets)}*{control}",
        f"IEA*1*{control:09d}",
    ]
    return "".join(line + terminator + line_break for line in lines).encode(encoding)


def frame(data: bytes, cut: int = 0, limits: Limits | None = None) -> list[Framed]:
    """All parts of some bytes, fed whole or in cuts, frozen and thawed between any two cuts."""
    framer = Framer(limits)
    parts: list[Framed] = []
    step = cut or len(data) or 1
    for at in range(0, len(data), step):
        parts += framer.feed(data[at : at + step])
        framer = Framer.thaw(framer.freeze(), limits)
    return parts + framer.end()


def codes(parts: list[Framed]) -> list[str]:
    """The codes of all findings on framed parts."""
    return [finding.code.value for part in parts for finding in getattr(part, "findings", ())]


def sets_of(data: bytes) -> list[SetFramed]:
    """The framed sets of some bytes."""
    return [part for part in frame(data) if isinstance(part, SetFramed)]


def opened(data: bytes) -> InterchangeOpened:
    """The first interchange of some bytes."""
    return next(part for part in frame(data) if isinstance(part, InterchangeOpened))


def take(state: PairState, data: bytes, *, now: datetime = NOW, cut: int = 0) -> Step:
    """Receive a file that arrives whole, or with its parts one by one where `cut` is set."""
    parts = frame(data)
    if not cut:
        return receive(state, parts, now=now, profiles=PROFILES)
    facts: list[Fact] = []
    for part in parts:
        step = receive(PairState.thaw(state.freeze()), [part], now=now, profiles=PROFILES)
        state = step.state
        facts += step.facts
    return Step(state=state, facts=tuple(facts))


def written_once(state: PairState, version: int) -> PairState:
    """A state as it is read where a version of before, 6 at least, wrote it."""
    now, *frozen = state.freeze()
    assert now == 10
    *numbers, in_round, swept, opened = frozen[16:]
    numbers += [in_round] if version > 8 else []
    maps = frozen[: {6: 11, 7: 14, 8: 15, 9: 15}[version]]
    return PairState.thaw((version, *maps, *numbers, swept, opened))


def orders(step: Step) -> list[dict[str, object]]:
    """The orders that a step accepted."""
    return [fact.row for fact in step.facts if isinstance(fact, OrderAccepted)]


def answers(step: Step) -> list[Outbound]:
    """What a step sends."""
    return [fact for fact in step.facts if isinstance(fact, Outbound)]


def found(step: Step) -> list[str]:
    """The codes that a step found."""
    return [fact.finding.code.value for fact in step.facts if isinstance(fact, Found)]


def segments(content: bytes) -> list[str]:
    """An answer's segments."""
    return [line.strip() for line in content.decode().split("~") if line.strip()]
