"""What `edi write` writes to a partner whose characters lack some of it: spelt otherwise, and told.

Every fixture goes to a partner with every character set, alone, and within its file with a change;
it must read back as the document that is spelt so, with a note for each value, and nothing else.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from edi.characters import ENCODINGS, LETTERS
from edi.profiles import load_profiles
from edi.rewriting import Letter, write_json
from edi.wire_json import read_file
from tests.edi.test_rewriting import FIXTURES, first_set
from tests.edi.test_rewriting_parts import whole
from tests.edi.test_unsaid import ACKNOWLEDGED, put, values

if TYPE_CHECKING:
    from pathlib import Path

    from edi.profiles import Profiles
    from edi.rewriting import Rewritten

Table = dict[str, Any]
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ODD = "Caf\u00e9 \u2013 \u0141"
"""An accent, a dash and a stroke: what no set of the wire has all of, but UTF-8."""
SAMPLES = [path for path in FIXTURES if path.name.split("_")[0] not in ACKNOWLEDGED]
TEXTS = ("name", "texts", "descriptions", "streets", "message")


def read(data: bytes, profiles: Profiles | None = None) -> Table:
    return json.loads(json.dumps(read_file([data], profiles)))


def agreed(table: Table, characters: str, outside: str = "substitute") -> Profiles:
    """The receiver of a file as a partner with these characters."""
    one = whole(table)
    lines = [f'ids = ["{one["receiver"]}"]', f'our_ids = ["{one["sender"]}"]']
    lines += [f'characters = "{characters}"', f'outside = "{outside}"']
    return load_profiles({"default": "", "acme": "\n".join(lines)})


def written(table: Table, profiles: Profiles, *, alone: bool) -> Rewritten:
    """A file, or the document of its first set alone, to the partner."""
    if not alone:
        return write_json(table, None, profiles)
    one, each = whole(table), first_set(table)
    letter = Letter(
        profile=profiles.partners[0], sender=one["sender"], receiver=one["receiver"], at=NOW,
        control=7,
    )  # fmt: skip
    release = one["groups"][0].get("release", "") if one["standard"] == "X12" else ""
    value = {"set": each["set"], "document": each["document"], "release": release}
    return write_json(value, letter, profiles)


def texts(document: Table) -> list[tuple[Any, ...]]:
    """The ways to values of a document that are free text."""
    return [way for way, _ in values(document) if _is_text(way)]


def _is_text(way: tuple[Any, ...]) -> bool:
    """Whether a value is free text; the code of a remark is none."""
    return way[-1] != "code" and any(step in TEXTS for step in way)


def otherwise(said: Table, made: Table) -> dict[tuple[Any, ...], tuple[str, str]]:
    """Values that two documents do not both say, by the way to them."""
    other = dict(values(made))
    return {
        way: (value, other.get(way, ""))
        for way, value in values(said)
        if plain(value) != plain(other.get(way))
    }


def plain(value: object) -> object:
    return value.rstrip() if isinstance(value, str) else value


@pytest.mark.parametrize("characters", ENCODINGS)
def test_what_a_partners_characters_lack_is_written_otherwise_with_a_note_for_each(
    characters: str,
):
    for path in SAMPLES:
        for alone in (True, False):
            table = read(path.read_bytes())
            document = first_set(table)["document"]
            if way := next(iter(texts(document)), None):
                put(document, way, ODD)
            else:
                whole(table)["control_number"] = "000000077"
            _is_spelt(table, characters, path, alone=alone)


def _is_spelt(table: Table, characters: str, path: Path, *, alone: bool) -> None:
    profiles = agreed(table, characters)
    made = written(table, profiles, alone=alone)
    assert made.findings == (), path
    again = read(made.content, profiles)
    told = [one for one in first_set(again)["findings"] if one["severity"] != "note"]
    assert told == [], path
    said = first_set(table)["document"]
    changed = otherwise(said, first_set(again)["document"])
    edifact = whole(table)["standard"] == "EDIFACT"
    notes = sorted((note.found, note.assumed) for note in made.notes)
    if edifact and not alone:
        assert {note.found for note in made.notes} <= {ODD}
    assert notes == sorted(changed.values()), path
    letters = LETTERS.get(characters)
    if letters and not (edifact and not alone):
        assert {letter for _, value in changed.values() for letter in value} <= set(letters), path


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("alone", [True, False])
def test_a_partner_who_refuses_substitutes_is_written_none(path: Path, *, alone: bool):
    table = read(path.read_bytes())
    document = first_set(table)["document"]
    way = next(iter(texts(document)), None)
    if way is None:
        pytest.skip("it has no free text")
    put(document, way, ODD)
    edifact = whole(table)["standard"] == "EDIFACT"
    made = written(table, agreed(table, "UNOA" if edifact else "extended", "refuse"), alone=alone)
    assert made.notes == () or alone
    assert {one.code.value for one in made.findings} == {"CHARACTER_OUTSIDE"}


def test_of_a_file_what_was_not_changed_is_spelt_otherwise_only_where_it_would_be_refused():
    path = next(path for path in SAMPLES if path.stem == "940_from_depositor")
    data = path.read_bytes().replace(b"Keystone", b"Caf\xe9")
    assert data != path.read_bytes()
    for characters, name in (("extended", b"Cafe 3PL"), ("latin-1", b"Caf\xe9 3PL")):
        profiles = agreed(read(data), characters)
        table = read(data, profiles)
        assert write_json(table, None, profiles).content == data
        whole(table)["control_number"] = "000000077"
        made = write_json(table, None, profiles)
        assert made.findings == ()
        assert b"*" + name + b"*" in made.content
        assert len(made.notes) == (characters == "extended")
        first_set(table)["document"]["order"] = "4500018"
        again = write_json(table, None, profiles)
        assert again.findings == ()
        assert b"*" + name + b"*" in again.content
        assert again.notes == made.notes


def test_delimiters_and_control_characters_in_data_become_blanks_that_are_told():
    path = next(path for path in SAMPLES if path.stem == "940_from_depositor")
    table = read(path.read_bytes())
    profiles = agreed(table, "extended")
    first_set(table)["document"]["parties"][0]["name"] = "A*B~C\tD"
    for alone in (True, False):
        made = written(table, profiles, alone=alone)
        assert made.findings == ()
        assert [note.assumed for note in made.notes] == ["A B C D"]
        assert b"*A B C D*" in made.content


def test_in_edifact_a_spelling_that_is_a_delimiter_is_released():
    path = next(path for path in SAMPLES if path.stem == "ORDERS_bonsai_order")
    table = read(path.read_bytes())
    profiles = agreed(table, "UNOC")
    first_set(table)["document"]["parties"][0]["name"] = "Jo\u2019s \u4e2d+"
    made = written(table, profiles, alone=True)
    assert made.findings == ()
    assert b"Jo?'s ???+" in made.content


@pytest.mark.parametrize("stem", ["810_with_freight_and_tax", "INVOIC_plain"])
def test_a_number_is_written_as_it_is_or_not_at_all(stem: str):
    path = next(path for path in SAMPLES if path.stem == stem)
    table = read(path.read_bytes())
    for alone in (True, False):
        first_set(table)["document"]["number"] = "INV8\u0141"
        refused = written(table, agreed(table, "extended"), alone=alone)
        (fault,) = refused.findings
        assert fault.found == "INV8\u0141"
        assert "names another" in fault.message
        first_set(table)["document"]["number"] = "INV8  "
        made = written(table, agreed(table, "extended"), alone=alone)
        assert (made.findings, made.notes) == ((), ())
        assert b"INV8 " not in made.content


def test_a_file_whose_number_a_partner_cannot_read_is_not_written_under_another():
    path = next(path for path in SAMPLES if path.stem == "810_with_freight_and_tax")
    table = read(path.read_bytes())
    number = first_set(table)["document"]["number"].encode()
    lines = f'ids = ["{whole(table)["receiver"]}"]\ncharacters = "extended"\n'
    strict = 'severities = { CHARACTER_OUTSIDE = "error" }'
    profiles = load_profiles({"acme": lines + strict})
    again = read(path.read_bytes().replace(number, "INV\u00e9".encode("latin-1")), profiles)
    # With nothing changed it goes as it came.
    assert write_json(again, None, profiles).findings == ()
    whole(again)["control_number"] = "000000777"
    (fault,) = write_json(again, None, profiles).findings
    assert (fault.found, "names another" in fault.message) == ("INV\u00e9", True)


def test_a_document_that_nothing_is_left_of_is_not_written():
    path = next(path for path in SAMPLES if path.stem == "940_from_depositor")
    table = read(path.read_bytes())
    first_set(table)["document"]["texts"] = [{"code": "GEN", "text": "*"}]
    for alone in (True, False):
        made = written(table, agreed(table, "extended"), alone=alone)
        assert [one.code.value for one in made.findings] == ["ELEMENT_MISSING"]


@pytest.mark.parametrize("characters", ["UNOD", "UNOE", "UNOF", "latin-1"])
def test_x12_is_read_in_the_characters_that_the_profile_names(characters: str):
    letter = {"UNOD": "\u0141", "UNOE": "\u0416", "UNOF": "\u03a9", "latin-1": "\u00c3\u00a9"}
    path = next(path for path in SAMPLES if path.stem == "940_from_depositor")
    table = read(path.read_bytes())
    profiles = agreed(table, characters)
    first_set(table)["document"]["parties"][0]["name"] = letter[characters]
    for alone in (True, False):
        made = written(table, profiles, alone=alone)
        assert (made.findings, made.notes) == ((), ())
        again = read(made.content, profiles)
        assert first_set(again)["document"]["parties"][0]["name"] == letter[characters]
        assert write_json(again, None, profiles).content == made.content
        first_set(again)["document"]["order"] = "4500018"
        other = write_json(again, None, profiles)
        assert other.findings == ()
        assert letter[characters].encode(ENCODINGS[characters]) in other.content


@pytest.mark.parametrize("shape", ["wrapped", "UTF-16"])
def test_a_file_keeps_its_shape_where_a_letter_is_written_otherwise(shape: str):
    path = next(path for path in SAMPLES if path.stem == "940_from_depositor")
    lines = path.read_bytes().replace(b"~\r\n", b"~").replace(b"~\n", b"~")
    data = b"\r\n".join(lines[at : at + 80] for at in range(0, len(lines), 80))
    if shape == "UTF-16":
        data = b"\xff\xfe" + path.read_bytes().decode().encode("utf-16-le")
    profiles = agreed(read(data), "extended")
    table = read(data, profiles)
    first_set(table)["document"]["parties"][0]["name"] = ODD
    made = write_json(table, None, profiles)
    assert made.findings == ()
    assert [(note.found, note.assumed) for note in made.notes] == [(ODD, "Cafe - L")]
    again = read(made.content, profiles)
    assert {**table["wire"], "digest": "", "digests": {}}.keys() == again["wire"].keys()
    assert first_set(again)["document"]["parties"][0]["name"] == "Cafe - L"
