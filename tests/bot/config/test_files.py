"""Which settings file counts, and where the data lie."""

import os
from pathlib import Path

import pytest

from bot.config.files import SYSTEM_FILE, SYSTEM_STATE, default_database, find_env_file, there_is
from bot.config.load_settings import load_settings
from bot.errors import ConfigError
from tests.other_user import NOBODY, ONLY_ROOT


@pytest.fixture(autouse=True)
def _nothing_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE", "KHABAR_ENV", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


def test_the_nearest_word_names_the_settings_file(tmp_path: Path) -> None:
    """The option, the variable, the working directory, the machine: in this order."""
    files = [tmp_path / name for name in ("named", "variable", ".env", "system")]
    for file in files:
        file.touch()
    named, variable, here, system = files
    environ = {"KHABAR_ENV": str(variable)}
    assert find_env_file(named, environ, system) == named
    assert find_env_file(None, environ, system) == variable
    assert find_env_file(None, {}, system) == Path(".env")
    here.unlink()
    assert find_env_file(None, {"KHABAR_ENV": ""}, system) == system
    system.unlink()
    assert find_env_file(None, {}, system) is None


@pytest.mark.parametrize("by_option", [True, False])
def test_a_file_that_is_named_must_exist(tmp_path: Path, by_option: bool) -> None:
    """A slip in its name must not start another bot: not even where a `.env` stands."""
    (tmp_path / ".env").touch()
    gone = tmp_path / "gone"
    environ = {} if by_option else {"KHABAR_ENV": str(gone)}
    with pytest.raises(ConfigError, match="there is no file"):
        find_env_file(gone if by_option else None, environ)


@ONLY_ROOT
def test_the_settings_of_the_machine_win_over_what_somebody_else_has_left_here(
    tmp_path: Path,
) -> None:
    """What root tried out in the source would be read by each command that the pages tell of."""
    system = tmp_path / "system"
    Path(".env").touch(mode=0o644)
    os.chown(".env", NOBODY, NOBODY)
    assert find_env_file(None, {}, system) == Path(".env")
    system.touch()
    assert find_env_file(None, {}, system) == system
    os.chown(".env", 0, 0)
    assert find_env_file(None, {}, system) == Path(".env")


def test_who_plays_needs_no_settings(tmp_path: Path) -> None:
    """Those that he may read count as ever; a folder in their place is told."""
    system = tmp_path / "system"
    assert find_env_file(None, {}, system, playing=True) is None
    system.touch()
    assert find_env_file(None, {}, system, playing=True) == system
    Path(".env").touch()
    assert find_env_file(None, {}, system, playing=True) == Path(".env")
    Path(".env").unlink()
    Path(".env").mkdir()
    with pytest.raises(ConfigError, match="is no file"):
        find_env_file(None, {}, system, playing=True)


def test_a_path_that_can_t_be_looked_at_is_neither_there_nor_not(tmp_path: Path) -> None:
    """Links in a circle, and a name that no file can have."""
    (tmp_path / "around").symlink_to(tmp_path / "around")
    (tmp_path / "file").touch()
    for path in (tmp_path / "around", tmp_path / ("x" * 300)):
        with pytest.raises(ConfigError, match="can't be looked at"):
            there_is(path)
    for path in (tmp_path / "gone", tmp_path / "file" / "inside", tmp_path / "a\0b"):
        assert not there_is(path)
    assert there_is(tmp_path / "file")


def test_relative_paths_count_from_the_file_that_names_them(tmp_path: Path) -> None:
    """One in the environment is whoever's who wrote it there, from where he stood."""
    (tmp_path / "etc").mkdir()
    env_file = tmp_path / "etc" / "env"
    env_file.write_text("DATABASE=news/khabar.db\n", "utf-8")
    assert load_settings(env_file).database == tmp_path / "etc" / "news" / "khabar.db"
    env_file.write_text("DATABASE=/srv/khabar.db\n", "utf-8")
    assert load_settings(env_file).database == Path("/srv/khabar.db")


def test_a_path_in_the_environment_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts from the working directory, as everywhere."""
    (tmp_path / "env").write_text("DATABASE=of-file.db\n", "utf-8")
    monkeypatch.setenv("DATABASE", "of-environment.db")
    assert load_settings(tmp_path / "env").database == Path("of-environment.db")


@pytest.mark.parametrize("sign", ["\u200c", "\u200d", "\u00a0", "\u200f"])
def test_a_path_that_is_there_is_meant(tmp_path: Path, sign: str) -> None:
    """Whatever signs its name holds; a new file or folder with them would be one by mistake."""
    folder = tmp_path / f"news{sign}room"
    env_file = tmp_path / "env"
    env_file.write_text(f"DATABASE={folder}/khabar.db", "utf-8")
    with pytest.raises(ConfigError, match=r"^DATABASE: .* can't be seen"):
        load_settings(env_file)
    folder.mkdir()
    assert load_settings(env_file).database == folder / "khabar.db"
    odd = folder / f"khabar{sign}.db"
    env_file.write_text(f"DATABASE={odd}", "utf-8")
    with pytest.raises(ConfigError, match=r"^DATABASE: .* can't be seen"):
        load_settings(env_file)
    odd.touch()
    assert load_settings(env_file).database == odd


def test_data_lie_beside_the_settings_or_where_the_service_keeps_them(tmp_path: Path) -> None:
    """Whoever looks from a terminal finds the database of the service."""
    assert default_database(None, {}) == Path("data/khabar.db")
    assert default_database(Path("a/env"), {}) == Path("a/data/khabar.db")
    assert default_database(SYSTEM_FILE, {}) == SYSTEM_STATE / "khabar.db"
    otherwise = Path(os.path.relpath(SYSTEM_FILE))
    assert default_database(otherwise, {}) == SYSTEM_STATE / "khabar.db"
    state = {"STATE_DIRECTORY": "/var/lib/one:/var/lib/two"}
    assert default_database(SYSTEM_FILE, state) == Path("/var/lib/one/khabar.db")


@pytest.mark.parametrize("named", [Path("env"), Path("../etc/env")])
def test_data_beside_the_settings_of_the_machine_stay_the_bot_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: Path
) -> None:
    """An empty database in another place would have lost all who read, without a word."""
    system, state = tmp_path / "etc" / "env", tmp_path / "var"
    near, of_service = system.parent / "data" / "khabar.db", state / "khabar.db"
    near.parent.mkdir(parents=True)
    state.mkdir()
    monkeypatch.chdir(system.parent)
    assert default_database(named, {}, system, state) == of_service
    near.touch()
    assert default_database(named, {}, system, state).resolve() == near
    of_service.touch()
    with pytest.raises(ConfigError, match=r"^DATABASE: one lies in .* name the bot's own$"):
        default_database(named, {}, system, state)
    assert default_database(system, {}, system, state) == of_service


def test_a_database_that_nobody_named_counts_as_unnamed(tmp_path: Path) -> None:
    """The commands then look for a running sandbox first."""
    (tmp_path / "env").touch()
    settings = load_settings(tmp_path / "env")
    assert settings.database == tmp_path / "data" / "khabar.db"
    assert "database" not in settings.model_fields_set
    assert settings.env_file == tmp_path / "env"
