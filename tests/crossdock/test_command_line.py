import json
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pytest

from crossdock.cli import run_command
from crossdock.console import CommandFailed, moment, rfc3339
from schemas.tables import AVAILABLE_TO_SELL
from sinks.sqlite_views import ViewStore


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of a command, run in this process."""
    monkeypatch.setattr(sys, "argv", ["crossdock", *arguments])
    try:
        return run_command()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1


def one_row(path: Path, **values: object) -> None:
    """A view of available-to-sell with one row."""
    row = dict.fromkeys(AVAILABLE_TO_SELL) | {
        "item": "A",
        "location": "NYC",
        "channel": "*",
        "ats": 7,
        "ats_raw": 7,
        "version": 1,
    }
    rows = pl.DataFrame([row | values], schema=AVAILABLE_TO_SELL, orient="row")
    store = ViewStore(path)
    store.write("test/00", 0, [("available_to_sell", rows)])
    store.close()


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "import crossdock.cli\n"
        "heavy = {'polars', 'bytewax', 'pyarrow', 'pydantic', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_it_says_its_version_as_the_package_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"crossdock {version('crossdock')}\n"


def test_a_command_without_views_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "ats") == 2
    assert "crossdock run --inbox" in capsys.readouterr().err


def test_an_unknown_flow_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "run", "exhale", "--once") == 2
    assert "exhale" in capsys.readouterr().err


def test_an_inbox_that_is_no_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "run", "--inbox", "nowhere", "--once") == 2
    assert "nowhere" in capsys.readouterr().err


def test_what_can_be_sold_is_a_table_for_people_and_json_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one_row(Path("data/views.db"), freshness="FRESH")
    assert ended(monkeypatch, "ats", "A") == 0
    assert "NYC" in capsys.readouterr().out
    assert ended(monkeypatch, "ats", "A", "--json") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["item"], row["ats"], row["as_of"]) == ("A", 7, None)


def test_an_item_that_nobody_knows_is_a_problem_in_the_data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one_row(Path("data/views.db"))
    assert ended(monkeypatch, "ats", "B") == 1
    assert "Nothing is known of item B" in capsys.readouterr().err


def test_a_reader_cannot_write_the_views(monkeypatch: pytest.MonkeyPatch) -> None:
    from crossdock.commands.views import connect
    from crossdock.settings import load

    one_row(Path("data/views.db"))
    connection = connect(load().for_flows())
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM available_to_sell")
    connection.close()


def test_the_doctor_grades_an_empty_folder_as_sound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "doctor", "--json") == 0
    grades = {row["subject"]: row["grade"] for row in json.loads(capsys.readouterr().out)}
    assert grades["python"] == "OK"
    assert "FAIL" not in grades.values()


def test_instants_read_and_write_as_rfc_3339() -> None:
    assert rfc3339(1_772_433_000_000_000) == "2026-03-02T06:30:00Z"
    assert rfc3339(1_772_433_000_000_001) == "2026-03-02T06:30:00.000001Z"
    assert moment("2026-03-02") == moment("2026-03-02T00:00:00Z")
    assert moment("2026-03-02T00:30:00-06:00") == moment("2026-03-02T06:30:00Z")
    with pytest.raises(CommandFailed):
        moment("yesterday")


def test_mistakes_in_contracts_are_named_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("crossdock.toml").write_text('[contracts.erp]\nkinds = ["TELEPORT"]\n')
    assert ended(monkeypatch, "run", "--once") == 2
    assert "TELEPORT" in capsys.readouterr().err


def purchase_order(count: int) -> bytes:
    """An interchange of one 850 whose SE01 says so many segments."""
    isa = (
        "ISA*00*          *00*          *01*081234567      *ZZ*OURSELVES      "
        "*260302*0757*U*00401*000000007*0*P*>~\n"
    )
    group = "GS*PO*081234567*OURSELVES*20260302*0757*70*X*004010~\n"
    order = (
        "ST*850*0001~\nBEG*00*SA*PO-1**20260302~\nN1*BY*ACME*92*0001~\n"
        "PO1*1*12*EA*9.95**VN*A~\nCTT*1~\n"
    )
    end = f"SE*{count}*0001~\nGE*1*70~\nIEA*1*000000007~\n"
    return (isa + group + order + end).encode()


def test_a_purchase_order_is_read_by_hand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("po.edi").write_bytes(purchase_order(6))
    assert ended(monkeypatch, "edi", "read", "po.edi") == 0
    assert "850 PO-1 (set 0001): accepted" in capsys.readouterr().out
    assert ended(monkeypatch, "edi", "read", "po.edi", "--json") == 0
    (interchange,) = json.loads(capsys.readouterr().out)["interchanges"]
    (line,) = interchange["groups"][0]["transaction_sets"][0]["document"]["lines"]
    assert line["quantity"] == "12"


@pytest.mark.parametrize(("verdict", "code"), [("A*000", 0), ("R*001", 0), ("?*000", 1)])
def test_an_interchange_of_a_ta1_alone_is_read_by_hand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verdict: str, code: int
) -> None:
    isa = purchase_order(6).decode().partition("\n")[0]
    note = f"{isa}\nTA1*000000001*260302*1200*{verdict}~\nIEA*0*000000007~\n"
    Path("ta1.edi").write_text(note)
    assert ended(monkeypatch, "edi", "read", "ta1.edi") == code
    said = "TA1 says no verdict" if code else "Interchange 000000001 is "
    assert said in capsys.readouterr().out


def test_a_check_says_what_exactly_a_guide_requires(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("po.edi").write_bytes(purchase_order(6))
    folder = Path("partners") / "acme"
    folder.mkdir(parents=True)
    wanted = '[overlays."850"]\nrequired = ["N1*BT"]\n'
    (folder / "partner.toml").write_text(f'ids = ["01:081234567"]\n{wanted}')
    Path("own.toml").write_text('partners = "partners"\n')
    assert ended(monkeypatch, "edi", "check", "po.edi", "--config", "own.toml") == 0
    said = capsys.readouterr().out
    assert "GUIDE_SEGMENT_MISSING" in said
    assert "The guide requires N1 with N101 BT here. " in said


def test_what_is_written_by_hand_names_its_sender_and_no_byte_of_a_file_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path("partners") / "zest"
    folder.mkdir(parents=True)
    (folder / "partner.toml").write_text('ids = ["ZZ:ZEST"]\n')
    Path("own.toml").write_text('partners = "partners"\nour_ids = ["ZZ:US"]\n')
    document = {"purpose": "00", "type": "AT", "number": "4500017", "date": "2026-03-02"}
    letter = ("edi", "write", "one.json", "--partner", "zest", "--config", "own.toml")
    # Some programs begin a file with a byte-order mark.
    Path("one.json").write_text("\ufeff" + json.dumps({"set": "855", "document": document}))
    assert ended(monkeypatch, *letter) == 0
    told = capsys.readouterr()
    assert "*ZZ*US " in told.out
    assert told.err == ""
    assert ended(monkeypatch, *letter, "--sender", "ZZ:STRANGER") == 0
    told = capsys.readouterr()
    assert "*ZZ*STRANGER " in told.out
    assert "ZZ:STRANGER is not among our_ids, ZZ:US" in told.err
    document["number"] = "9" * 40
    Path("one.json").write_text(json.dumps({"set": "855", "document": document}))
    assert ended(monkeypatch, *letter) == 1
    assert "ELEMENT_LONG at segment 2, element BAK03: " in capsys.readouterr().err
    said = json.dumps({"set": "855", "document": document})
    Path("one.json").write_text(said.replace('"purpose"', '"number": "1", "purpose"'))
    assert ended(monkeypatch, *letter) == 2
    assert "'number' stands twice in one object" in capsys.readouterr().err
    Path("one.json").write_text(json.dumps({"set": "855", "document": document, "relase": "x"}))
    assert ended(monkeypatch, *letter) == 2
    assert "relase: a document alone has " in capsys.readouterr().err


def test_a_wrong_count_is_found_and_rejected_by_hand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("po.edi").write_bytes(purchase_order(9))
    assert ended(monkeypatch, "edi", "read", "po.edi") == 1
    capsys.readouterr()
    assert ended(monkeypatch, "edi", "check", "po.edi", "--json") == 1
    codes = [finding["code"] for finding in json.loads(capsys.readouterr().out)]
    assert "SE_COUNT_WRONG" in codes
    assert ended(monkeypatch, "edi", "ack", "po.edi", "--out", "ack.edi") == 0
    answer = Path("ack.edi").read_bytes()
    assert b"AK5*R*4~" in answer
    assert b"AK9*R*1*1*0~" in answer


def test_a_file_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "edi", "read", "nowhere.edi") == 2
    assert "nowhere.edi" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["exceptions", "freshness", "documents", "findings", "ats"])
def test_an_empty_view_is_said_to_be_empty(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    ViewStore(Path("data/views.db")).close()
    assert ended(monkeypatch, command) == 0
    assert capsys.readouterr().out.strip()
    assert ended(monkeypatch, command, "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_views_that_are_no_views_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("data").mkdir()
    Path("data/views.db").write_bytes(
        b"this is no database, but long enough to be taken for one" * 99
    )
    assert ended(monkeypatch, "freshness") == 2
    assert "crossdock doctor" in capsys.readouterr().err
