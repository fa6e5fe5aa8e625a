"""The outbox: each document once, whole, under a safe path, never two contents for one name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.outgoing import Outgoing
from schemas.ticks import Tick
from sinks.outbox import OutboxFault, outbox_path, outbox_sink
from sinks.two_phase import TwoPhaseSink
from storage.files import FileFault
from tests.sinks.crashing import PARTITION, Crash, Engine


def sink_into(folder: Path) -> TwoPhaseSink:
    return outbox_sink(
        folder / "outbox",
        step="intake/write_outbox",
        partitions=[PARTITION],
        staging=folder / "staging",
    )


def document(number: int, partner: str = "ACME") -> Outgoing:
    return Outgoing(partner=partner, name=f"{number:09d}", content=b"ISA*%d~" % number * number)


def sent(folder: Path) -> dict[str, bytes]:
    outbox = folder / "outbox"
    files = [path for path in outbox.rglob("*") if path.is_file()]
    return {path.relative_to(outbox).as_posix(): path.read_bytes() for path in files}


def staged(folder: Path) -> list[Path]:
    return [path for path in (folder / "staging").rglob("*") if path.is_file()]


def test_a_document_is_seen_after_the_tick_that_proves_it_and_not_before(tmp_path):
    part = sink_into(tmp_path).build_part("s", PARTITION, None)
    part.write_batch([document(1), document(2, "UMBRA")])
    part.snapshot()
    assert sent(tmp_path) == {}
    part.write_batch([Tick(number=1, ending=False)])
    assert sent(tmp_path) == {
        "ACME/000000001.edi": b"ISA*1~",
        "UMBRA/000000002.edi": b"ISA*2~ISA*2~",
    }


def test_a_document_that_was_taken_away_does_not_come_back_after_a_crash(tmp_path):
    sink = sink_into(tmp_path)
    part = sink.build_part("s", PARTITION, None)
    part.write_batch([document(1)])
    state = part.snapshot()
    part.write_batch([Tick(number=1, ending=False)])
    outbox_path(tmp_path / "outbox", "ACME", "000000001").unlink()
    sink.build_part("s", PARTITION, state)
    assert sent(tmp_path) == {}


def test_the_same_document_again_is_harmless_and_another_under_its_name_is_a_fault(tmp_path):
    other = Outgoing(partner="ACME", name="000000001", content=b"ISA*other~")
    Engine(sink_into(tmp_path), [[document(1)], [document(1)]]).run()
    with pytest.raises(OutboxFault, match="other bytes"):
        Engine(sink_into(tmp_path), [[other]]).run()
    assert sent(tmp_path) == {"ACME/000000001.edi": b"ISA*1~"}


def test_staged_documents_that_are_gone_are_a_fault(tmp_path):
    sink = sink_into(tmp_path)
    part = sink.build_part("s", PARTITION, None)
    part.write_batch([document(1)])
    state = part.snapshot()
    for path in staged(tmp_path):
        path.unlink()
    with pytest.raises(FileFault, match="restore it from a backup"):
        sink.build_part("s", PARTITION, state)


@given(partner=st.text(max_size=300), name=st.text(max_size=300))
def test_every_name_is_one_component_below_the_outbox(tmp_path_factory, partner, name):
    outbox = tmp_path_factory.getbasetemp() / "outbox"
    path = outbox_path(outbox, partner, name)
    assert path.parent.parent == outbox
    for component in path.relative_to(outbox).parts:
        assert not component.startswith(".")
        assert len(component.encode()) <= 255
    assert path.suffix == ".edi"


@pytest.mark.parametrize(
    "partner", ["", ".", "..", "../up", "a/b", "a b", "ÄÖ", "\0", "%", "a%2Fb"]
)
def test_a_partner_of_any_name_gets_a_folder_that_tells_it_from_all_others(tmp_path, partner):
    Engine(sink_into(tmp_path), [[Outgoing(partner=partner, name="1", content=b"x")]]).run()
    (relative,) = sent(tmp_path)
    folder, file = relative.split("/")
    assert file == "1.edi"
    assert unquote(folder) == (partner or "%")


@given(
    sizes=st.lists(st.integers(0, 4), min_size=1, max_size=8),
    crashes=st.lists(st.sampled_from(Crash), max_size=10),
)
def test_under_every_schedule_of_crashes_each_document_is_sent(tmp_path_factory, sizes, crashes):
    folder = tmp_path_factory.mktemp("sink")
    epochs = []
    number = 0
    for size in sizes:
        epochs.append([document(number + at, "AB"[at % 2]) for at in range(size)])
        number += size
    Engine(sink_into(folder), epochs).run(crashes)
    assert sent(folder) == {
        f"{one.partner}/{one.name}.edi": one.content for epoch in epochs for one in epoch
    }
    assert staged(folder) == []
