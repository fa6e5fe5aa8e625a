"""Numbers that are given again, from requests into the outbox: all of it, whatever dies when."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from edi.pair_state import PairState
from edi.profiles import Profiles
from flows.progress import Progress
from flows.results import CONTENTS, DOCUMENTS, OUTGOING, Result
from flows.trading import PairParts, PairRequest, TradingFold
from schemas.outgoing import Outgoing
from schemas.tables import KEYS
from sinks.newest import newest_rows
from sinks.outbox import outbox_path, outbox_sink
from tests.edi.test_advising import partner
from tests.edi.test_replying import RANGE
from tests.edi.test_rounds import LOOK_BACK, near_the_end
from tests.edi.test_sending import request
from tests.edi.wire import BODY, NOW, frame, interchange, order_set
from tests.sinks.crashing import PARTITION, Crash, Engine

PAIR = "08:ACME/ZZ:US/P"
TURNS = 3
PROFILES: Profiles = partner(f"{RANGE}acknowledge_within_hours = 0\n")


def order(number: int) -> bytes:
    """An order of acme; its interchanges have one number, as of a partner that begins anew."""
    body = tuple(line.replace("4500017", str(number)) for line in BODY)
    return interchange(order_set(body)).replace(b"CROSSDOCK      ", b"US             ")


def turn(folder: Path, base: bytes | None, number: int) -> tuple[list[Result], bytes]:
    """What comes of an order and two requests, behind the look-back of the turn before."""
    fold = TradingFold("0", PROFILES, Progress(folder), lambda _: (base, []))
    now = NOW + number * LOOK_BACK
    parts = PairParts(
        pair=PAIR, file=f"{number}.edi", stream="a", parts=tuple(frame(order(number))), read_at=now
    )
    asked = [
        PairRequest(
            pair=PAIR, file="r.jsonl", request=request(f"{number}-{which}"), read_at=now, line=1
        )
        for which in range(2)
    ]
    results = fold.apply([parts, *asked])
    return results, fold.holders()["pairs"].dump_all()


def turns(folder: Path) -> list[list[Result]]:
    """The results of all turns; each begins near the end of the range, and wraps."""
    base, told = None, list[list[Result]]()
    for number in range(TURNS):
        frozen: dict[str, Any] = {} if base is None else pickle.loads(base)
        state = PairState.thaw(frozen[PAIR]) if frozen else PairState()
        base = pickle.dumps({PAIR: near_the_end(state, 2).freeze()})
        results, after = turn(folder, base, number)
        again, same = turn(folder, base, number)
        assert same == after
        assert [each.tag for each in again] == [each.tag for each in results]
        told.append(results)
        base = after
    return told


def rows_of(told: list[list[Result]], tag: str) -> pl.DataFrame:
    """The rows of a table, of all turns."""
    return pl.concat([each.rows for results in told for each in results if each.tag == tag])


def test_every_document_is_a_row_with_its_bytes(tmp_path: Path):
    told = turns(tmp_path)
    rows, contents = rows_of(told, DOCUMENTS), rows_of(told, CONTENTS)
    assert newest_rows(rows, KEYS["documents"]).height == rows.height == TURNS * 4
    assert contents["document"].n_unique() == contents.height
    assert set(rows["document"]) <= set(contents["document"])
    came = rows.filter(pl.col("direction") == "in")
    assert set(came["interchange_control"]) == {"000000001"}


@given(crashes=st.lists(st.sampled_from(Crash), max_size=10))
def test_under_every_schedule_of_crashes_numbers_that_are_given_again_go_out(
    tmp_path_factory: Any, crashes: list[Crash]
):
    folder: Path = tmp_path_factory.mktemp("rounds")
    epochs: list[list[Outgoing]] = [
        list(each.rows) for results in turns(folder) for each in results if each.tag == OUTGOING
    ]
    sink = outbox_sink(
        folder / "outbox", step="intake/write_outbox", partitions=[PARTITION],
        staging=folder / "staging",
    )  # fmt: skip
    Engine(sink, epochs).run(crashes)
    sent = [one for epoch in epochs for one in epoch]
    assert len(sent) == TURNS * 3
    for one in sent:
        path = outbox_path(folder / "outbox", one.partner, one.name, one.folder)
        assert path.read_bytes() == one.content
    assert len(list((folder / "outbox").rglob("*.edi"))) == len(sent)
