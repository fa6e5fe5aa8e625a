"""Schemas by id: the folder that needs no server, and the server that says no."""

from __future__ import annotations

import pytest

from storage.faults import TopicFault
from storage.registry import FolderRegistry, ServerRegistry, open_registry, schema_id

TEXT = '{"type":"string"}'


def test_a_schema_has_the_same_id_in_every_folder(tmp_path):
    first, second = FolderRegistry(tmp_path / "a"), FolderRegistry(tmp_path / "b")
    assert first.register("x", TEXT) == second.register("y", '{ "type": "string" }')


def test_a_schema_is_found_by_its_id_in_another_process_or_after_a_restart(tmp_path):
    number = FolderRegistry(tmp_path).register("x", TEXT)
    assert FolderRegistry(tmp_path).schema(number) == TEXT
    assert FolderRegistry(tmp_path).register("x", TEXT) == number


def test_an_unknown_id_is_no_schema(tmp_path):
    assert FolderRegistry(tmp_path).schema(4711) is None
    assert ServerRegistry("mock://unknown").schema(4711) is None


def test_the_ids_never_change():
    assert schema_id(TEXT) == 4_214_376


def test_a_file_that_holds_another_schema_than_its_id_says_is_a_fault(tmp_path):
    (tmp_path / f"{schema_id(TEXT)}.avsc").write_text('{"type":"long"}')
    with pytest.raises(TopicFault, match="edited by hand"):
        FolderRegistry(tmp_path).register("x", TEXT)


def test_a_server_gives_back_what_it_was_given(tmp_path):
    registry = open_registry("mock://one", tmp_path)
    number = registry.register("x", TEXT)
    assert open_registry("mock://one", tmp_path).schema(number) == TEXT


def test_a_server_that_is_away_is_a_fault(tmp_path):
    with pytest.raises(TopicFault, match="did not answer"):
        open_registry("http://127.0.0.1:1", tmp_path).schema(1)
