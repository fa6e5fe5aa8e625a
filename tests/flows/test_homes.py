"""All trading pairs of one partner are kept together, also where they were not before."""

from __future__ import annotations

import json
import os
import sqlite3
import time
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edi.pair_state import PairState
from edi.profiles import load_profiles
from flows import homes, intake
from flows.former_ids import partners_by_id
from flows.homes import Kin, group_of, home_of
from flows.intake_plan import GROUPS
from flows.pairs import Pairs
from flows.settings import FlowSettings
from storage import recovery
from storage.segments import SegmentStore
from tests.flows.test_decisions import execute

WHOSE = partners_by_id(
    load_profiles(
        {
            "acme": 'ids = ["08:ACME", "ZZ:ACME/2"]\n',
            "umbra": 'ids = ["ZZ:UMBRA"]\nour_ids = ["ZZ:US"]\n',
            "umbra_eu": 'ids = ["ZZ:UMBRA"]\nour_ids = ["ZZ:EU"]\n',
        }
    )
)


GOING = "acme_west"
"""A partner that the product knows nothing of."""


def by_pair(pair: str, _: object) -> str:
    """The group in which a pair was kept once."""
    return GROUPS[zlib.crc32(pair.encode()) % len(GROUPS)]


@pytest.mark.parametrize(
    ("pair", "home"),
    [
        ("08:ACME/ZZ:US/P", "acme"),
        ("08:ACME/ZZ:WE/T", "acme"),
        ("ZZ:ACME/2/ZZ:A/B/P", "acme"),
        ("ZZ:UMBRA/ZZ:US/P", "umbra"),
        ("ZZ:UMBRA/ZZ:EU/P", "umbra_eu"),
        ("ZZ:NOBODY/ZZ:US/P", "ZZ:NOBODY/ZZ:US/P"),
        ("", ""),
    ],
)
def test_pairs_of_a_partner_have_one_home(pair: str, home: str):
    assert home_of(pair, WHOSE) == home
    assert group_of(pair, WHOSE) in GROUPS


def test_pairs_of_one_partner_and_usage_are_judged_beside_each_other():
    pairs = ["08:ACME/ZZ:US/P", "ZZ:ACME/2/ZZ:WE/P", "08:ACME/ZZ:US/T", "ZZ:UMBRA/ZZ:US/P"]
    kin = Kin(Pairs.of(dict.fromkeys(pairs, PairState())), WHOSE)
    assert [*kin.states("08:ACME/ZZ:THEM/P")] == ["08:ACME/ZZ:THEM/P", *pairs[:2]]
    assert len(kin.beside(pairs[0])) == len(kin.orders(pairs[0])) == 1
    for alone in ("08:ACME/ZZ:US/T", "ZZ:UMBRA/ZZ:EU/P", ""):
        assert [*kin.states(alone)] == [alone]
        assert kin.beside(alone) == []


def settings_of(folder: Path, ids: str = '"08:ACME"', name: str = "acme") -> FlowSettings:
    partner = folder / "partners" / name
    partner.mkdir(parents=True, exist_ok=True)
    (partner / "partner.toml").write_text(f"ids = [{ids}]\n")
    return FlowSettings(
        data=str(folder / "data"), inboxes=(str(folder / "inbox"),), partitions=2,
        partners=str(folder / "partners"), our_ids=tuple(f"ZZ:US{number}" for number in range(8)),
    )  # fmt: skip


def ask(
    folder: Path, name: str, *asked: tuple[int, str, str], age: int = 1000, to: str = "acme"
) -> None:
    """A file that asks for invoices: from which id of ours, the number, the total."""
    lines = [
        {
            "id": f"{sender}-{number}-{total}", "partner": to, "set": "810",
            "sender": f"ZZ:US{sender}",
            "document": {"number": number, "date": "2026-03-02", "total": total},
        }
        for sender, number, total in asked
    ]  # fmt: skip
    path = folder / "inbox" / "documents" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    at = time.time() - age
    os.utime(path, (at, at))


def invoices(settings: FlowSettings) -> list[tuple[str, str]]:
    """What went out: our id, and the number of the invoice."""
    with closing(sqlite3.connect(settings.views_path)) as views:
        rows = views.execute("SELECT document, business_key FROM documents WHERE direction = 'out'")
        return sorted((document.split("/")[1], key) for document, key in rows)


def codes(settings: FlowSettings) -> list[str]:
    with closing(sqlite3.connect(settings.views_path)) as views:
        return sorted(code for (code,) in views.execute("SELECT code FROM findings"))


def kept(settings: FlowSettings) -> dict[str, list[str]]:
    """The pairs that each group keeps by what is durable."""
    state = settings.state_dir("intake")
    store = SegmentStore(state / "segments" / homes.TRADE, "reading")
    return {
        key: Pairs(*store.load(dict(one[3])[homes.HOLDER])).names()
        for name, key, one in recovery.states(state / "recovery")
        if name == f"intake.{homes.TRADE}"
    }


def test_one_invoice_number_goes_once_whichever_ids_of_ours_it_is_asked_for(tmp_path: Path):
    settings = settings_of(tmp_path)
    ask(tmp_path, "1.jsonl", *((sender, "INV1", f"{sender}.00") for sender in range(8)))
    execute(settings)
    assert [key for _, key in invoices(settings)] == ["INV1"]
    assert codes(settings) == ["INVOICE_REISSUED"] * 7
    ask(tmp_path, "2.jsonl", *((sender, f"INV2{sender}", "5.00") for sender in range(8)))
    execute(settings)
    assert len(invoices(settings)) == 9


def test_of_invoices_of_several_ids_of_ours_the_first_goes_however_they_are_read(tmp_path: Path):
    settings = settings_of(tmp_path)
    for number in range(8):
        ask(tmp_path, f"{7 - number}.jsonl", (number, "INV1", f"{number}.00"), age=100 - number)
    execute(settings)
    assert invoices(settings) == [("ZZ:US0", "INV1")]


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlowSettings:
    """A data directory of before, when each pair had a group of its own."""
    settings = settings_of(tmp_path)
    ask(tmp_path, "1.jsonl", *((sender, f"INV{sender}", "5.00") for sender in range(8)))
    with monkeypatch.context() as once:
        once.setattr(intake, "group_of", by_pair)
        once.setattr(homes, "group_of", by_pair)
        execute(settings)
    (settings.state_dir("intake") / "pairs.json").unlink()
    assert sum(map(bool, kept(settings).values())) > 1
    return settings


def test_pairs_of_before_are_moved_home_and_know_what_went(tmp_path: Path, before: FlowSettings):
    ask(tmp_path, "2.jsonl", *((sender, f"INV{7 - sender}", "6.00") for sender in range(8)))
    execute(before)
    assert [key for _, key in invoices(before)] == [f"INV{number}" for number in range(8)]
    assert codes(before) == ["INVOICE_REISSUED"] * 8
    home = group_of("08:ACME/ZZ:US0/P", WHOSE)
    assert {group for group, names in kept(before).items() if names} == {home}
    assert len(kept(before)[home]) == 8


def test_a_move_that_was_broken_off_is_done_again(
    before: FlowSettings, monkeypatch: pytest.MonkeyPatch
):
    state = before.state_dir("intake")
    rewrite, calls = recovery.rewrite, list[Any]()

    def broken(folder: Path, changed: Any) -> None:
        """The first change is made; the second is cut off."""
        calls.append(changed)
        if len(calls) == 2:
            raise KeyboardInterrupt
        rewrite(folder, changed)

    with monkeypatch.context() as once:
        once.setattr(recovery, "rewrite", broken)
        with pytest.raises(KeyboardInterrupt):
            homes.keep_at_home(before, state)
    between = kept(before)
    assert {name for names in between.values() for name in names} == {
        f"08:ACME/ZZ:US{number}/P" for number in range(8)
    }
    homes.keep_at_home(before, state)
    (names,) = [names for names in kept(before).values() if names]
    assert len(names) == 8


def test_a_partner_that_gets_another_id_is_moved_together(tmp_path: Path):
    settings = settings_of(tmp_path)
    ask(tmp_path, "1.jsonl", (0, "INV1", "5.00"), (1, "INV2", "5.00"))
    execute(settings)
    settings_of(tmp_path, '"ZZ:NEW", "08:ACME"')
    ask(tmp_path, "2.jsonl", (2, "INV1", "6.00"), (3, "INV3", "6.00"))
    execute(settings)
    assert [key for _, key in invoices(settings)] == ["INV1", "INV2", "INV3"]
    assert codes(settings) == ["INVOICE_REISSUED"]


def test_a_partner_whose_profile_goes_keeps_what_is_known_of_its_pairs(tmp_path: Path):
    settings = settings_of(tmp_path, name=GOING)
    ask(tmp_path, "1.jsonl", *((sender, f"INV{sender}", "5.00") for sender in range(8)), to=GOING)
    execute(settings)
    (tmp_path / "partners" / GOING / "partner.toml").unlink()
    execute(settings)
    groups = {by_pair(f"08:ACME/ZZ:US{sender}/P", None) for sender in range(8)}
    assert {group for group, names in kept(settings).items() if names} == groups
    settings_of(tmp_path, name=GOING)
    ask(
        tmp_path,
        "2.jsonl",
        *((sender, f"INV{7 - sender}", "6.00") for sender in range(8)),
        to=GOING,
    )
    execute(settings)
    assert codes(settings) == ["INVOICE_REISSUED"] * 8
