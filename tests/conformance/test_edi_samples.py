"""Real documents that others publish: each is framed, judged, answered, and nothing raises.

The documents are not part of this project. Where they are not there, these tests are skipped.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from edi.codes import Code
from edi.documents.orders import PurchaseOrder
from edi.facts import Found, OrderAccepted, Outbound
from edi.framed import InterchangeOpened, SetFramed
from edi.frames import frame
from edi.identities import pair_of
from edi.pair_state import PairState
from edi.profiles import load_profiles
from edi.reading import acknowledge_file, check_file
from edi.receiving import receive
from edi.rewriting import write_json
from edi.transaction_sets import MESSAGES, SETS, read_set
from edi.wire_json import read_file
from tests.edi.wire import NOW, codes
from tests.edi.wire import frame as frame_in_cuts

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "edi-samples"
FILES = sorted(
    str(path.relative_to(SAMPLES))
    for path in SAMPLES.glob("**/*")
    if path.is_file() and path.name != "MANIFEST.tsv"
)
PROFILES = load_profiles({})
# What the manifest says of a file, and the code that names it.
QUIRKS = {
    "BOM": {"BYTE_ORDER_MARK", "UTF16"},
    "ISA not fixed width": {"ISA_WIDTH", "LINES_WRAPPED", "ISA16_MISSING"},
    "multi-byte UTF-8 segment terminator": {"TERMINATOR_MULTIBYTE"},
    # The manifest's reader saw no ISA in a file of UTF-16; ours does.
    "no ISA envelope": {"ENVELOPE_MISSING", "UTF16"},
    "IEA02 != ISA13": {"IEA_CONTROL_DIFFERS", "ISA_CONTROL", "ISA16_MISSING", "ISA_WIDTH"},
    "GE02 != GS06": {"GE_CONTROL_DIFFERS", "ISA16_MISSING"},
    "SE02 != ST02": {"SE_CONTROL_DIFFERS", "ST_CONTROL"},
    "duplicate ST02": {"ST_CONTROL_DUPLICATE"},
    "bad IEA01": {"IEA_COUNT_WRONG"},
}
# Where ours differs from the manifest's, and why.
WAIVED = {
    ("other/820/Inteligenz__X12Parser__Example2_ScanaEnergy.txt", "IEA02 != ISA13"): (
        "the two differ by a blank, and blanks around a control number mean nothing"
    ),
}

pytestmark = pytest.mark.skipif(not FILES, reason="the sample documents are not beside the project")


@cache
def manifest() -> dict[str, dict[str, str]]:
    """The manifest's row of each file."""
    with (SAMPLES / "MANIFEST.tsv").open(encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file, delimiter="\t")}


def content(name: str) -> bytes:
    """A sample's bytes."""
    return (SAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", FILES or ["none"])
def test_a_sample_is_framed_alike_in_every_cut(name: str):
    data = content(name)
    whole = frame_in_cuts(data)
    assert whole
    for cut in (7, 4_093) if len(data) > 8_000 else (1, 7, 997):
        assert frame_in_cuts(data, cut) == whole


@pytest.mark.parametrize("name", FILES or ["none"])
def test_a_sample_is_read_checked_and_answered(name: str):
    data = content(name)
    assert read_file([data])
    check_file([data], now=NOW, profiles=PROFILES)
    answer = acknowledge_file([data], now=NOW, profiles=PROFILES)
    assert codes(list(frame([answer]))) == [] if answer else True


@pytest.mark.parametrize("name", FILES or ["none"])
def test_a_sample_comes_back_byte_for_byte(name: str):
    data = content(name)
    if "UTF16" in codes(frame_in_cuts(data)):
        pytest.skip("what is written is not UTF-16")
    assert write_json(read_file([data]), None).content == data


@pytest.mark.parametrize("name", FILES or ["none"])
def test_the_quirks_that_the_manifest_tells_are_named(name: str):
    row = manifest().get(name)
    if row is None or not row["kind"].startswith("X12"):
        pytest.skip("no X12 file of the manifest")
    named = set(codes(frame_in_cuts(content(name))))
    for quirk, wanted in QUIRKS.items():
        if quirk in row["quirks_notes"] and (name, quirk) not in WAIVED:
            assert named & wanted, quirk


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("850/")] or ["none"])
def test_every_850_yields_its_order_or_says_why_not(name: str):
    parts = frame_in_cuts(content(name))
    sets = [part for part in parts if isinstance(part, SetFramed) and part.code == "850"]
    if not sets:
        assert "ENVELOPE_MISSING" in codes(parts)
    for framed in sets:
        read = read_set(framed)
        assert isinstance(read.document, PurchaseOrder)
        assert read.document.lines or not read.accepted


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("850/")] or ["none"])
def test_every_850_sent_twice_moves_once(name: str):
    states: dict[str, PairState] = {}
    facts: list[list[object]] = [[], []]
    for turn in facts:
        pair = ""
        for part in frame([content(name)]):
            pair = pair_of(part) if isinstance(part, InterchangeOpened) else pair
            state = states.get(pair, PairState())
            step = receive(state, [part], now=NOW, profiles=PROFILES)
            states[pair] = step.state
            turn.extend(step.facts)
    first, second = facts
    assert not any(isinstance(fact, OrderAccepted) for fact in second)
    sent = [fact.content for fact in first if isinstance(fact, Outbound)]
    again = [fact.content for fact in second if isinstance(fact, Outbound)]
    assert set(again) <= set(sent)
    assert sent == [] or again or any(isinstance(fact, Found) for fact in second)


# All that is no code in the sets that we read, by the file's own name, and why it is none.
NO_CODES = {
    ("message.edi", "AT701", "K2"): ("release 005010 added it, and the set is of 004010"),
    ("x12.850.issue135.edi", "DTM05", "SF"): "no format of a period",
    ("FromTyco.txt", "FOB01", "ZZ"): "no method of payment",
    ("edifact.Issue203.edi", "COM01-2", "PL"): "no means to call by",
    ("edifact.Issue203.edi", "ALC01", "PP"): "neither an allowance nor a charge",
    ("D96A_INVOIC.txt", "TAX06", "D1"): "the seller's own code of a rate",
    ("DESADV_D96A_OPEN_TRANS.edi", "ALC05-1", "MS"): "no special service, and no list named",
    ("Example2_ScanaEnergy.txt", "BPR08", "xx"): "a mask",
    ("Example2_ScanaEnergy.txt", "N103", "01"): "1 is meant",
}


def test_what_is_no_code_in_the_samples_is_none():
    assert {
        (name.rpartition("__")[2], finding.element, finding.found)
        for name in FILES
        for part in frame([content(name)])
        if isinstance(part, SetFramed) and part.code in {**SETS, **MESSAGES}
        for finding in read_set(part).findings
        if finding.code is Code.ELEMENT_CODE
    } == NO_CODES.keys()
