"""A partner is the same under each id that its profile has had: what counted counts once."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edi.profiles import load_profiles
from flows import homes, lanes
from flows.former_ids import NAME, ids_had, ids_with, partners_by_id
from flows.homes import group_of
from flows.settings import FlowSettings
from tests.edi.test_exceptions import body
from tests.edi.wire import interchange, order_set
from tests.flows.test_decisions import execute
from tests.flows.test_homes import GOING, ask, codes, invoices, kept, settings_of

OLD, NEW = '"08:ACME"', '"ZZ:NEW"'


def come(folder: Path, name: str, sender: str, control: int, number: str) -> None:
    """A file of one order to the first id of ours."""
    qualifier, _, id_ = sender.strip('"').partition(":")
    data = interchange(order_set(body(number)), control=control)
    for before, after in (
        (b"*08*ACME           *", f"*{qualifier}*{id_:15}*".encode()),
        (b"*ZZ*CROSSDOCK      *", b"*ZZ*US0            *"),
    ):
        assert before in data
        data = data.replace(before, after)
    path = folder / "inbox" / "edi" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def came(settings: FlowSettings) -> list[tuple[str, str]]:
    """What came in: the number and the status."""
    with closing(sqlite3.connect(settings.views_path)) as views:
        rows = views.execute(
            "SELECT business_key, status FROM documents WHERE direction = 'in' ORDER BY document"
        )
        return sorted(rows)


def another(folder: Path, ids: str) -> None:
    """A second partner, with these ids."""
    path = folder / "partners" / "umbra" / "partner.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"ids = [{ids}]\n")


def test_an_invoice_goes_once_where_the_id_of_its_partner_is_replaced(tmp_path: Path):
    settings = settings_of(tmp_path, OLD)
    ask(tmp_path, "1.jsonl", (0, "INV1", "5.00"), (0, "INV2", "5.00"))
    execute(settings)
    settings_of(tmp_path, NEW)
    ask(tmp_path, "2.jsonl", (0, "INV1", "6.00"), (1, "INV2", "5.00"), (0, "INV3", "5.00"))
    execute(settings)
    assert [key for _, key in invoices(settings)] == ["INV1", "INV2", "INV3"]
    assert codes(settings) == ["INVOICE_REISSUED", "INVOICE_SENT"]
    settings_of(tmp_path, '"ZZ:NEWER"')
    ask(tmp_path, "3.jsonl", (0, "INV1", "7.00"), (0, "INV3", "7.00"))
    execute(settings)
    assert codes(settings) == ["INVOICE_REISSUED"] * 3 + ["INVOICE_SENT"]
    assert [names for names in kept(settings).values() if names] == [
        ["08:ACME/ZZ:US0/P", "ZZ:NEW/ZZ:US0/P", "ZZ:NEW/ZZ:US1/P", "ZZ:NEWER/ZZ:US0/P"]
    ]


def test_an_order_counts_once_under_the_old_id_and_the_new(tmp_path: Path):
    settings = settings_of(tmp_path, OLD)
    come(tmp_path, "1.edi", OLD, 1, "P1")
    execute(settings)
    settings_of(tmp_path, NEW)
    come(tmp_path, "2.edi", NEW, 1, "P1")
    come(tmp_path, "3.edi", NEW, 2, "P2")
    execute(settings)
    come(tmp_path, "4.edi", OLD, 2, "P2")
    execute(settings)
    assert [status for _, status in came(settings)] == [
        "accepted", "duplicate", "accepted", "duplicate",
    ]  # fmt: skip
    # Who sends under an id that no profile has is judged as a stranger all the same.
    assert "SENDER_UNKNOWN" in codes(settings)


def test_an_id_that_another_profile_has_now_is_that_ones(tmp_path: Path):
    settings = settings_of(tmp_path, OLD)
    ask(tmp_path, "1.jsonl", (0, "INV1", "5.00"))
    execute(settings)
    settings_of(tmp_path, NEW)
    another(tmp_path, OLD)
    ask(tmp_path, "2.jsonl", (0, "INV1", "6.00"))
    execute(settings)
    assert [key for _, key in invoices(settings)] == ["INV1", "INV1"]
    another(tmp_path, '"ZZ:UMBRA"')
    execute(settings)
    had = ids_had(settings.state_dir("intake"))
    assert had is not None
    assert had["08:ACME"] == {"": "umbra"}


def test_a_start_that_was_broken_off_once_ids_were_noted_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    settings = settings_of(tmp_path, OLD)
    ask(tmp_path, "1.jsonl", *((sender, f"INV{sender}", "5.00") for sender in range(8)))
    come(tmp_path, "1.edi", OLD, 1, "P1")
    execute(settings)
    settings_of(tmp_path, NEW)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    for room, step in ((lanes, "keep_in_step"), (homes, "keep_at_home")):
        with monkeypatch.context() as once:
            once.setattr(room, step, cut)
            with pytest.raises(KeyboardInterrupt):
                execute(settings)
    ask(tmp_path, "2.jsonl", *((sender, f"INV{7 - sender}", "6.00") for sender in range(8)))
    come(tmp_path, "2.edi", NEW, 1, "P1")
    execute(settings)
    assert codes(settings).count("INVOICE_REISSUED") == 8
    assert [status for _, status in came(settings)] == ["accepted", "duplicate"]


def test_a_state_in_which_no_ids_were_noted_tells_whom_invoices_went_to(tmp_path: Path):
    settings = settings_of(tmp_path, OLD)
    ask(tmp_path, "1.jsonl", *((sender, f"INV{sender}", "5.00") for sender in range(8)))
    execute(settings)
    state = settings.state_dir("intake")
    (state / NAME).unlink()
    said = json.loads((state / "pairs.json").read_bytes())
    (state / "pairs.json").write_text(json.dumps(said | {"partners": "of before"}))
    settings_of(tmp_path, NEW)
    ask(tmp_path, "2.jsonl", *((sender, f"INV{7 - sender}", "6.00") for sender in range(8)))
    execute(settings)
    assert codes(settings) == ["INVOICE_REISSUED"] * 8
    assert len(invoices(settings)) == 8


def test_a_profile_that_cannot_be_read_for_a_while_forgets_no_id(tmp_path: Path):
    settings = settings_of(tmp_path, OLD, GOING)
    ask(tmp_path, "1.jsonl", (0, "INV1", "5.00"), to=GOING)
    execute(settings)
    path = tmp_path / "partners" / GOING / "partner.toml"
    path.write_text("ids = [")
    execute(settings)
    path.unlink()
    execute(settings)
    settings_of(tmp_path, NEW, GOING)
    ask(tmp_path, "2.jsonl", (0, "INV1", "6.00"), to=GOING)
    execute(settings)
    assert codes(settings) == ["INVOICE_REISSUED"]


ACME, UMBRA = 'ids = ["ZZ:BOTH"]\nour_ids = ["ZZ:US"]\n', 'ids = ["ZZ:BOTH"]\nour_ids = ["ZZ:EU"]\n'
GONE = 'ids = ["ZZ:OTHER"]\n'


@pytest.mark.parametrize(
    ("profiles", "us", "eu", "any_other"),
    [
        # acme and umbra, one start after the other        US       EU      another of ours
        ([(ACME, UMBRA)], "acme", "umbra", "acme"),
        ([(ACME, UMBRA), (ACME, GONE)], "acme", "umbra", "acme"),
        ([(ACME, UMBRA), (GONE, UMBRA)], "acme", "umbra", "umbra"),
        ([(ACME, UMBRA), (GONE, "")], "acme", "umbra", "acme"),
        ([(ACME, UMBRA), (ACME, None)], "acme", "acme", "acme"),
        ([(ACME, UMBRA), (GONE, None)], "acme", "", "acme"),
        ([(ACME, UMBRA), (None, None)], "", "", ""),
        ([(ACME, UMBRA), ('ids = ["ZZ:BOTH"]\n', GONE), (GONE, "")], "acme", "acme", "acme"),
        ([('ids = ["ZZ:BOTH"]\n', GONE), (GONE, UMBRA), (GONE, "")], "umbra", "umbra", "umbra"),
        ([('ids = ["ZZ:BOTH"]\n', UMBRA), (GONE, "")], "acme", "acme", "acme"),
    ],
)
def test_an_id_is_that_of_the_profile_which_had_it_last(
    profiles: list[tuple[str | None, str | None]], us: str, eu: str, any_other: str
):
    had = ids_with({}, load_profiles({}))
    now = load_profiles({})
    for texts in profiles:
        named = dict(zip(("acme", "umbra"), texts, strict=True))
        now = load_profiles({name: text for name, text in named.items() if text is not None})
        had = ids_with(had, now)
        assert ids_with(had, now) == had
    whose = partners_by_id(now, had)
    assert [whose("ZZ:BOTH", f"ZZ:{ours}") for ours in ("US", "EU", "JP")] == [us, eu, any_other]
    assert whose("ZZ:NOBODY", "ZZ:US") == ""
    assert group_of("ZZ:BOTH/ZZ:US/P", whose)
