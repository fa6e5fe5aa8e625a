"""Partners: those of the product do what is expected of them, and a new one is drafted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from edi.onboarding import draft
from edi.profiles import Profile, load_profiles
from tests.edi.wire import interchange, order_set

ROOT = Path(__file__).resolve().parents[2]
PARTNERS = sorted(path.parent.name for path in (ROOT / "edi/partners").glob("*/expected.json"))
FIXTURES = ROOT / "tests" / "edi" / "fixtures"


def crossdock(*arguments: str, at: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "crossdock", *arguments],
        cwd=at, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", PARTNERS)
def test_a_partner_of_the_product_yields_what_is_expected(name: str):
    ran = crossdock("partner", "test", name, "--json")
    told = json.loads(ran.stdout)
    assert told["expected"] is True
    assert told["differences"] == []
    assert ran.returncode == 0


def test_the_marketplace_is_sent_what_is_available_and_never_without_its_time():
    seen = json.loads(crossdock("partner", "test", "globex", "--json").stdout)["samples"]
    sent = seen["846_daily_availability_request.jsonl"]
    assert sent["statuses"] == [["846", "INV-0309", "sent"]]
    (segments,) = sent["sent"]
    assert "BIA*00*DD*INV-0309*20260309*0600" in segments
    assert "QTY*33*120*EA" in segments
    kept = seen["846_without_its_time_request.jsonl"]
    assert (kept["statuses"], kept["sent"]) == ([], [])
    assert [(f["code"], f["element"]) for f in kept["findings"]] == [
        ("GUIDE_SEGMENT_MISSING", "DTM")
    ]


def test_an_order_is_told_in_words():
    said = crossdock("partner", "test", "acme").stdout
    assert "  order 0042/4500017, lines: 4, the first 1 5 EA A\n" in said


@pytest.mark.parametrize("name", PARTNERS)
def test_a_partner_of_the_product_has_samples_of_both_directions(name: str):
    expected = json.loads((ROOT / "edi/partners" / name / "expected.json").read_text())
    assert any(one.get("sent") for one in expected.values())
    assert any(one.get("answers") for one in expected.values())


def test_a_sample_that_we_sent_is_judged_as_its_partner_reads_it(tmp_path: Path):
    folder = tmp_path / "partners" / "fig"
    samples = folder / "samples"
    samples.mkdir(parents=True)
    (folder / "partner.toml").write_text(
        'ids = ["12:4102550177"]\nsets_out = ["940"]\n[overlays."940"]\nrequired = ["W66"]\n'
    )
    (tmp_path / "crossdock.toml").write_text('partners = "partners"\nour_ids = ["ZZ:OTHER"]\n')
    whole = (FIXTURES / "940_from_depositor.edi").read_text()
    wrong = whole.replace("SE*", "SE*9").replace("W76*", "W76*9")
    wrong = wrong.replace("W66*PP*M***ROADWAY*****RDWY~\n", "")
    assert wrong.count("SE*9") == wrong.count("W76*9") == 1
    others = whole.replace("12*4102550177     ", "12*4102550178     ")
    assert others != whole
    back = interchange(order_set()).decode().replace("08*ACME      ", "12*4102550177")
    for name, text in {
        "whole": whole, "wrong": wrong, "others": others, "both": whole + back,
    }.items():  # fmt: skip
        (samples / f"{name}.edi").write_text(text)
    ran = crossdock("partner", "test", "fig", "--json", at=tmp_path)
    assert ran.returncode == 1, ran.stderr
    seen = json.loads(ran.stdout)["samples"]
    codes = {name: {found["code"] for found in one["findings"]} for name, one in seen.items()}
    statuses = {name: [status for *_, status in one["statuses"]] for name, one in seen.items()}
    assert codes["whole.edi"] == codes["both.edi"] == set()
    assert {"SE_COUNT_WRONG", "TOTAL_DIFFERS", "GUIDE_SEGMENT_MISSING"} <= codes["wrong.edi"]
    assert "SENDER_UNKNOWN" in codes["others.edi"]
    assert seen["whole.edi"]["statuses"] == [["940", "SO-881", "as we send it"]]
    assert statuses["others.edi"] == ["neither from this partner nor to it"]
    assert sorted(status.partition(",")[0] for status in statuses["both.edi"]) == [
        "as we send it",
        "not run",
    ]
    told = crossdock("partner", "test", "fig", "--accept", at=tmp_path).stdout
    assert "wrong.edi\n  940 SO-881: as we send it\n" in told
    assert "  error SE_COUNT_WRONG SE01 920\n" in told
    (samples / "whole.edi").write_text(wrong)
    differs = json.loads(crossdock("partner", "test", "fig", "--json", at=tmp_path).stdout)
    assert any("whole.edi: findings[0]" in line for line in differs["differences"])


def test_every_partner_with_a_trade_has_samples():
    assert PARTNERS == ["acme", "bonsai", "globex", "keystone", "roadway", "umbra"]


def test_a_new_partner_is_drafted_from_five_documents_and_tested(tmp_path: Path):
    names = ("945_shipped_short", "944_one_case_short", "947_damage_and_hold")
    samples: list[Path] = []
    for number, name in enumerate(names, 7):
        text = (FIXTURES / f"{name}.edi").read_text().replace("000000101", f"{number:09d}")
        samples.append(tmp_path / f"{name}.edi")
        samples[-1].write_text(text)
    samples += [FIXTURES / "940_from_depositor.edi", FIXTURES / "943_on_its_way.edi"]
    given = ["--from", *map(str, samples)]
    made = crossdock("partner", "new", "northdock", *given, "--ours", "ZZ:CROSSDOCK", at=tmp_path)
    assert made.returncode == 0, made.stderr
    profile = tmp_path / "partners" / "northdock" / "partner.toml"
    loaded = load_profiles({"northdock": profile.read_text()})
    assert loaded.faults == ()
    assert loaded.partners[0].ids == ("12:4102550177",)
    assert loaded.partners[0].sets_in == ("944", "945", "947")
    assert loaded.partners[0].sets_out == ("940", "943")
    (tmp_path / "crossdock.toml").write_text('partners = "partners"\n')
    again = crossdock("partner", "new", "northdock", *given, at=tmp_path)
    assert again.returncode == 2
    assert "exists" in again.stderr
    seen = crossdock("partner", "test", "northdock", "--accept", "--json", at=tmp_path)
    yielded = json.loads(seen.stdout)["samples"]
    assert yielded["945_shipped_short.edi"]["statuses"] == [["945", "SO-881/SH-7001", "accepted"]]
    assert yielded["947_damage_and_hold.edi"]["answers"]
    sample = profile.parent / "samples" / "947_damage_and_hold.edi"
    sample.write_text(sample.read_text().replace("*-13.000*", "*-14.000*"))
    differs = crossdock("partner", "test", "northdock", "--json", at=tmp_path)
    assert differs.returncode == 1
    (quantity, *_) = json.loads(differs.stdout)["differences"]
    place, before, now = quantity.splitlines()
    assert place == "947_damage_and_hold.edi: documents[0].document.lines[0].quantity differs"
    assert (before.split()[1], now.split()[1]) == ('"-13.000"', '"-14.000"')


def test_a_sample_that_cannot_be_read_is_named_and_the_others_are_used():
    made = draft("acme", {"good.edi": interchange(order_set()), "bad.edi": b"rubbish"}, ())
    assert made.used == ("good.edi",)
    assert made.complaints == ("bad.edi: nothing that can be read (no transaction set).",)
    (profile,) = load_profiles({"acme": made.text}).partners
    assert (profile.ids, profile.our_ids) == (("08:ACME",), ("ZZ:CROSSDOCK",))
    assert profile.buyer_role == "BY"
    assert profile.item_qualifiers == ("VN", "UP")
    assert dict(profile.units) == {"EA": "EA"}


def test_a_draft_has_all_that_five_samples_show_of_x12_and_of_edifact(tmp_path: Path):
    x12 = ("945_shipped_short", "944_one_case_short", "943_on_its_way")
    names = (*x12, "ORDERS_bonsai_order", "ORDCHG_less_ordered")
    given: list[str] = []
    for number, name in enumerate(names, 31):
        text = (FIXTURES / f"{name}.edi").read_text()
        for used in ("000000101", "000000017"):
            text = text.replace(used, f"{number:09d}")
        (tmp_path / f"{name}.edi").write_text(text)
        given += ["--from", str(tmp_path / f"{name}.edi")]
    made = crossdock("partner", "new", "both", *given, "--ours", "ZZ:CROSSDOCK", at=tmp_path)
    assert made.returncode == 0, made.stderr
    text = (tmp_path / "partners" / "both" / "partner.toml").read_text()
    profiles = load_profiles({"both": text})
    assert profiles.faults == ()
    (profile,) = profiles.partners
    assert profile.ids == ("12:4102550177", "14:5412345000013")
    assert profile.releases == ("004010", "D.96A")
    assert profile.sets_in == ("944", "945", "ORDCHG", "ORDERS")
    assert profile.sets_out == ("943",)
    assert profile.delimiters.element == b"*"
    assert set(profile.units) == {"EA", "CA", "PCE"}
    (tmp_path / "crossdock.toml").write_text('partners = "partners"\n')
    tested = crossdock("partner", "test", "both", "--json", at=tmp_path)
    assert tested.returncode == 0, tested.stdout
    yielded = json.loads(tested.stdout)["samples"]
    assert yielded["ORDERS_bonsai_order.edi"]["statuses"] == [
        ["ORDERS", "5412345000013/4500017", "accepted"]
    ]


def test_what_is_wrong_in_a_profile_is_told_by_hand_too_and_the_rest_holds(tmp_path: Path):
    profile = tmp_path / "partners" / "theirs" / "partner.toml"
    profile.parent.mkdir(parents=True)
    profile.write_text('ids = ["08:ACME"]\nta1 = "sometimes"\n')
    (tmp_path / "crossdock.toml").write_text('partners = "partners"\n')
    (tmp_path / "one.edi").write_bytes(interchange(order_set()))
    checked = crossdock("edi", "check", "one.edi", at=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "Nothing is wrong with this file.\n")
    assert "partner theirs: partner.toml, ta1 cannot be 'sometimes'" in checked.stderr


def test_samples_of_one_name_are_all_kept_and_the_fallback_is_no_partner(tmp_path: Path):
    given: list[str] = []
    for number in (1, 2):
        folder = tmp_path / f"of{number}"
        folder.mkdir()
        (folder / "x.edi").write_bytes(interchange(order_set(), control=number))
        given += ["--from", str(folder / "x.edi")]
    made = crossdock("partner", "new", "twice", *given, "--json", at=tmp_path)
    assert json.loads(made.stdout)["samples"] == ["x.edi", "x-2.edi"]
    kept = sorted((tmp_path / "partners" / "twice" / "samples").iterdir())
    assert [b"000000001" in path.read_bytes() for path in kept] == [False, True]
    refused = crossdock("partner", "new", "default", *given, at=tmp_path)
    assert refused.returncode == 2
    assert "whom no profile knows" in refused.stderr
    assert not (tmp_path / "partners" / "default").exists()


def test_samples_of_both_ways_are_drafted_only_where_it_is_known_who_is_us(tmp_path: Path):
    names = ("945_shipped_short", "940_from_depositor")
    given = ["--from", *(str(FIXTURES / f"{name}.edi") for name in names)]
    refused = crossdock("partner", "new", "dock", *given, at=tmp_path)
    assert refused.returncode == 2
    assert "(12:4102550177, ZZ:CROSSDOCK)" in refused.stderr
    assert "Name our id with --ours, or as our_ids" in refused.stderr
    assert not (tmp_path / "partners").exists()
    wrong = crossdock("partner", "new", "dock", *given, "--ours", "ZZ:NOBODY", at=tmp_path)
    assert wrong.returncode == 2
    (tmp_path / "crossdock.toml").write_text('our_ids = ["ZZ:CROSSDOCK"]\n')
    made = crossdock("partner", "new", "dock", *given, at=tmp_path)
    assert made.returncode == 0, made.stderr
    one = {"one.edi": interchange(order_set()).replace(b"ZZ*CROSSDOCK ", b"08*ACME      ")}
    assert draft("acme", one, ()).both == ()


@pytest.mark.parametrize("mark", ["^", "|", "\x1d", '"', "\\"])
def test_a_draft_loads_whatever_the_delimiters_are(mark: str):
    data = interchange(order_set()).replace(b"*", mark.encode("latin-1"))
    made = draft("acme", {"one.edi": data}, ())
    profiles = load_profiles({"acme": made.text})
    assert profiles.faults == ()
    assert profiles.partners[0].delimiters.element == mark.encode("latin-1")


def test_a_draft_keeps_out_what_no_profile_can_have():
    data = interchange(order_set()).replace(b"*U*00401", b"*-*00401")
    profiles = load_profiles({"acme": draft("acme", {"one.edi": data}, ()).text})
    assert profiles.faults == ()
    assert profiles.partners[0].delimiters.repetition == b"^"
    wide = interchange(order_set(), terminator="…", encoding="utf-8")
    text = draft("acme", {"one.edi": wide}, ()).text
    profiles = load_profiles({"acme": text})
    assert profiles.faults == ()
    assert "# [delimiters]" in text
    assert profiles.partners[0].delimiters == Profile().delimiters
    nobody = interchange(order_set(), sender="").replace(b"*08*", b"*ZZ*")
    text = draft("acme", {"one.edi": nobody}, ()).text
    profiles = load_profiles({"acme": text})
    assert profiles.faults == ()
    assert profiles.partners[0].ids == ()
    assert '# Left out, for it cannot stand here: ["ZZ:"].' in text


def test_an_id_that_another_partner_has_is_told_and_its_own_profile_is_tested(tmp_path: Path):
    sample = tmp_path / "po.edi"
    sample.write_bytes(interchange(order_set(), sender="6112390050", control=77))
    made = crossdock("partner", "new", "acme2", "--from", str(sample), at=tmp_path)
    told = "partner acme2: 08:6112390050 belongs to partner acme too;"
    assert (made.returncode, told in made.stderr) == (0, True)
    (tmp_path / "crossdock.toml").write_text('partners = "partners"\n')
    profile = tmp_path / "partners" / "acme2" / "partner.toml"
    text = profile.read_text().replace('sets_in = ["850"]', 'sets_in = ["860"]')
    profile.write_text(text)
    seen = crossdock("partner", "test", "acme2", "--json", at=tmp_path)
    assert told in seen.stderr
    found = json.loads(seen.stdout)["samples"]["po.edi"]["findings"]
    assert "SET_UNEXPECTED" in [one["code"] for one in found]
