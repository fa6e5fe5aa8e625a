from pathlib import Path

import pytest

from crossdock.settings import SettingsInvalid, load
from flows.settings import FlowSettings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_flag_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("crossdock.toml").write_text("workers = 2\nepoch_seconds = 1.0\nretention_days = 3\n")
    monkeypatch.setenv("CROSSDOCK_WORKERS", "3")
    monkeypatch.setenv("CROSSDOCK_EPOCH_SECONDS", "2.0")
    settings = load(workers=4)
    assert (settings.workers, settings.epoch_seconds, settings.retention_days) == (4, 2.0, 3)


def test_without_a_file_the_defaults_hold() -> None:
    assert load().data == Path("data")


def test_paths_in_a_file_are_relative_to_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    config = folder / "mine.toml"
    config.write_text('data = "d"\ninboxes = ["in", "../in2"]\npartners = "p"\n')
    settings = load(config)
    assert settings.data == folder / "d"
    assert settings.partners == folder / "p"
    assert [inbox.resolve() for inbox in settings.inboxes] == [folder / "in", tmp_path / "deep/in2"]


def test_nested_settings_are_set_by_the_environment_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("crossdock.toml").write_text('[topics]\nbacking = "kafka"\nbootstrap = "a:1"\n')
    monkeypatch.setenv("CROSSDOCK_TOPICS__BOOTSTRAP", "b:2")
    topics = load().topics
    assert (topics.backing, topics.bootstrap) == ("kafka", "b:2")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("workers = 0\n", "workers"),
        ("colour = 'blue'\n", "colour"),
        ("[topics]\nbacking = 'paper'\n", "topics.backing"),
        ("workers = \n", "cannot be read"),
    ],
)
def test_what_may_not_be_set_is_named(text: str, words: str) -> None:
    Path("crossdock.toml").write_text(text)
    with pytest.raises(SettingsInvalid, match=words):
        load()


def test_a_settings_file_that_was_named_must_exist() -> None:
    with pytest.raises(SettingsInvalid, match="There is no settings file"):
        load(Path("nowhere.toml"))


def test_what_the_flows_get_survives_the_way_as_json() -> None:
    Path("crossdock.toml").write_text(
        'safety_stock = [["A", "NYC", 3]]\nour_ids = ["ZZ:US"]\n[contracts.erp]\npacks = false\n'
    )
    flows = load(inboxes=(Path("in"),)).for_flows()
    assert FlowSettings.from_json(flows.to_json()) == flows
    assert flows.safety_stock == (("A", "NYC", 3),)


def test_the_documented_example_holds_the_defaults() -> None:
    example = Path(__file__).parents[2] / "crossdock.toml"
    found = load(example).model_dump(exclude={"contracts", "data"})
    assert found == load().model_dump(exclude={"contracts", "data"})
