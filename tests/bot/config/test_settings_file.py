"""Each line of a settings file counts as it was meant, or is refused by its number."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.load_settings import load_settings
from bot.config.settings import Settings
from bot.config.settings_file import parse_settings
from bot.errors import ConfigError

SECRET = "123:AAHsecret-secret-secret"


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*Settings.model_fields, "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("SITE_NAME=صدى النهر", "صدى النهر"),
        ("SITE_NAME = صدى النهر  ", "صدى النهر"),
        ("export SITE_NAME=صدى", "صدى"),
        ("site_name=صدى", "صدى"),
        ('SITE_NAME="صدى النهر"', "صدى النهر"),
        ("SITE_NAME='صدى #1'", "صدى #1"),
        ("SITE_NAME=صدى # our name", "صدى"),
        ("SITE_NAME=صدى#1", "صدى#1"),
        ('SITE_NAME=صدى "النهر"', 'صدى "النهر"'),
        ("SITE_NAME=a$HOME-${HOME}-$$", "a$HOME-${HOME}-$$"),
        ('SITE_NAME="a${HOME:-x}"', "a${HOME:-x}"),
        ("SITE_NAME=a=b", "a=b"),
        ('SITE_NAME="a\\new\\table\\\\"', "a\\new\\table\\"),
        ("SITE_NAME='a\\new\\\\' # \"ours\"", "a\\new\\"),
        ('SITE_NAME="abc\\\\def"', "abc\\def"),
        ("SITE_NAME='abc\\\\def'", "abc\\def"),
        ("SITE_NAME=abc\\\\def", "abc\\\\def"),
        ('SITE_NAME="abc\\\\" # the "old" one', "abc\\"),
        ('SITE_NAME="\\\\\\"abc\\\\\\\\n"', '\\"abc\\\\n'),
        ("SITE_NAME=a\\new", "a\\new"),
        ('SITE_NAME="صدى \\"النهر\\"" # "x"', 'صدى "النهر"'),
        ("SITE_NAME=", None),
        ("SITE_NAME= # none yet", None),
        ("SITE_NAME=''", None),
        ("# SITE_NAME=a", None),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_people_write_is_taken(
    tmp_path: Path, line: str, value: str | None, end: str, mark: str
) -> None:
    """However their editor ends lines; and a dollar stands for itself."""
    path = tmp_path / "env"
    path.write_bytes(f"{mark}{line}{end}".encode())
    settings = load_settings(path)
    assert ("site_name" in settings.model_fields_set) == (value is not None)
    assert settings.site_name == (value or Settings.model_fields["site_name"].default)


@pytest.mark.parametrize(
    "line",
    [
        f"BOT_TOKEN: {SECRET}",
        f"BOT_TOKEN {SECRET}",
        f"BOT_TOKEN:{SECRET}=",
        f'BOT_TOKEN="{SECRET}',
        f"BOT_TOKEN='{SECRET}",
        f'BOT_TOKEN="{SECRET}" x',
        f"={SECRET}",
        SECRET,
        f"\u200fBOT_TOKEN={SECRET}",
        f"_ENV_FILE={SECRET}",
    ],
)
def test_a_line_that_is_no_setting_is_refused_by_its_number(tmp_path: Path, line: str) -> None:
    """Left out, it would be the default's: another newsroom's news. What it holds may be secret."""
    path = tmp_path / "env"
    path.write_text(f"# ours\n\n  \n\n{line}\n\nSITE_NAME=صدى\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert str(caught.value).startswith(f"{path}: line 5 is no setting")
    assert "secret" not in str(caught.value).lower()
    assert "\n" not in str(caught.value)


def test_a_quotation_mark_swallows_no_other_line() -> None:
    """It is closed by the next one, wherever that stands."""
    text = 'FLOOD_AT=9\nSITE_NAME="صدى\nOWNER_IDS=5\nCONTACT="\n'
    _, faults = parse_settings(text)
    assert faults == ["line 2 opens a quotation mark that is not closed in the same line"]


def test_every_wrong_line_is_told_at_once() -> None:
    """And the right ones among them are no fault."""
    _, faults = parse_settings("A: b\nFLOOD_AT=9\n\nC\nFLOOD_AT=8\nflood_at=\n")
    assert [fault.split()[1] for fault in faults] == ["1", "4", "5"]
    assert faults[-1] == "line 5 sets FLOOD_AT, which line 2 sets, too"


def test_an_empty_value_takes_nothing_back() -> None:
    """The example begins with an empty token; the real one may be put at the end."""
    for text in ("BOT_TOKEN=\nBOT_TOKEN=a\n", "BOT_TOKEN=a\nBOT_TOKEN=\n"):
        assert parse_settings(text) == ({"bot_token": "a"}, [])


@given(st.text(max_size=60), st.integers(0, 5), st.text(max_size=20))
def test_no_text_is_passed_over_without_a_word(line: str, before: int, after: str) -> None:
    """A line sets something, is empty or a comment, or is a fault with its number."""
    line, after = ("".join(re.split(r"[\r\n]", text)) for text in (line, after))
    values, faults = parse_settings("\n" * before + line + "\n#" + after)
    _, sets, value = re.sub(r"#.*", "", line).partition("=")
    is_empty = bool(sets) and not value.strip().strip("'\"").strip()
    is_comment = not re.sub(r"^\s*(export\s+)?", "", line) or re.match(r"\s*(export\s+)?#", line)
    assert values or faults or is_empty or is_comment, line
    assert all(fault.startswith(f"line {before + 1} ") for fault in faults)


@pytest.mark.parametrize("name", ["DATABASE", "WEBHOOK_CERTIFICATE"])
@pytest.mark.parametrize("path", ["~/khabar.db", "$HOME/khabar.db", "${HOME}/khabar.db"])
def test_a_path_that_needs_a_shell_is_refused(tmp_path: Path, name: str, path: str) -> None:
    """Else a folder of that name would be made."""
    (tmp_path / "env").write_text(f"{name}={path}\n", "utf-8")
    with pytest.raises(ConfigError, match=f"^{name}: write the whole path"):
        load_settings(tmp_path / "env")


@pytest.mark.parametrize(
    ("name", "meant"),
    [("FEED_URL", "FEED_URLS"), ("OWNER_ID", "OWNER_IDS"), ("TIMEZONE", "TIME_ZONE")],
)
def test_a_slip_in_a_variable_is_told_unless_the_setting_is_there(
    tmp_path: Path, name: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a word, the newsroom of the box would be read in place of one's own."""
    values = {
        "FEED_URLS": "https://news.example/feed/",
        "OWNER_IDS": "5",
        "TIME_ZONE": "Asia/Amman",
    }
    monkeypatch.setenv(name, values[meant])
    with pytest.raises(ConfigError, match=f"^{name}: .*did you mean {meant}"):
        load_settings(None)
    (tmp_path / "env").write_text(f"{meant}={values[meant]}\n", "utf-8")
    load_settings(tmp_path / "env")
    monkeypatch.setenv(name, "")
    load_settings(None)


@pytest.mark.parametrize(
    "name", ["DATABASE_URL", "HTTPS_PROXY", "PUBLIC_KEY", "LOG_DIR", "SITE", "TOKEN", "TZ"]
)
def test_a_variable_of_another_program_is_no_slip(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment is everybody's."""
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    load_settings(None)
