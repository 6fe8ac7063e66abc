"""Log lines: no token leaves through them."""

import json
import logging
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import (
    JsonFormatter,
    LineFormatter,
    describe_error,
    is_journal,
    readable,
    redact,
    set_up,
)

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz_-01234"


@given(before=st.text(max_size=20), after=st.text(alphabet=" /?\n'", max_size=5))
def test_a_token_in_an_address_is_struck_out(before: str, after: str) -> None:
    """An exception of the HTTP library holds the address, and with it the token."""
    assert TOKEN not in redact(f"{before} https://api.telegram.org/bot{TOKEN}/getMe{after}")


def test_a_bare_token_and_a_named_secret_are_struck_out() -> None:
    """Secrets also come in reprs and messages."""
    text = redact(f"token={TOKEN} ping=hush", ("hush",))
    assert TOKEN not in text
    assert "hush" not in text


def test_ordinary_lines_stay_as_they_are() -> None:
    """Times, ports and addresses look a little like tokens."""
    line = "2026-03-14 12:30:45 GET http://127.0.0.1:8800/feed/ 200"
    assert redact(line) == line


def test_a_traceback_holds_no_token() -> None:
    """The formatter strikes after the traceback was written."""
    error = ValueError(f"no answer from /bot{TOKEN}/sendMessage")
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", (), (ValueError, error, None))
    assert TOKEN not in LineFormatter(()).format(record)


@pytest.mark.usefixtures("own_logs")
def test_libraries_that_log_addresses_are_kept_quiet(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The HTTP library logs each request with its address at INFO."""
    set_up("DEBUG", ("hush",))
    logging.getLogger("httpx").info("GET https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("bot.test").info("hush now")
    captured = capsys.readouterr().err
    assert "getMe" not in captured
    assert "[struck out] now" in captured


def test_no_library_logs_below_a_warning_whatever_the_level(own_logs: None) -> None:
    """python-telegram-bot would log whole messages, aiosqlite values; others nobody knows."""
    set_up("DEBUG")
    for name in ("telegram.ext.Application", "aiosqlite", "httpx", "a.library.of.tomorrow"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    for name in ("bot.ingest.polling.poll", "handlers.errors", "storage.store", "khabar"):
        assert logging.getLogger(name).isEnabledFor(logging.DEBUG)


@pytest.mark.usefixtures("own_logs")
def test_a_database_that_is_away_does_not_fill_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    """Its library tries to connect once a second, and logs each time."""
    set_up("INFO")
    for _ in range(100):
        logging.getLogger("psycopg.pool").warning("error connecting in %r: refused", "writers")
    assert capsys.readouterr().err.count("refused") == 1


def test_an_error_is_described_without_its_words() -> None:
    try:
        try:
            int("كلمة قارئ")
        except ValueError as error:
            raise KeyError("اسم قارئ") from error
    except KeyError as error:
        described = describe_error(error)
    assert "KeyError at test_logs.py" in described
    assert "caused by ValueError at" in described
    assert "قارئ" not in described


def record_of(message: str, level: int = logging.INFO) -> logging.LogRecord:
    return logging.LogRecord("bot.test", level, "f", 1, message, (), None)


def test_an_address_is_written_in_its_letters() -> None:
    """Encoded Arabic can't be read by anybody; what is no text stays as it is."""
    address = "https://news.example/%D8%AE%D8%A8%D8%B1/?q=a%20b%2Fc"
    assert readable(address) == "https://news.example/خبر/?q=a%20b%2Fc"
    for odd in ("%FF%FE", "%D8", "%E2%80%AE", "100%"):
        assert readable(odd) == odd


@given(st.text(max_size=60))
def test_a_message_is_one_line_that_shows_what_it_holds(text: str) -> None:
    """Headlines come from outside: no new line, no colour, no turned direction."""
    line = LineFormatter(()).format(record_of(text.replace("%", "")))
    assert line.isprintable()
    assert json.loads(JsonFormatter(()).format(record_of(text)))["message"].isprintable()


def test_a_line_of_json_holds_all_of_a_record_and_no_secret() -> None:
    """With its traceback; programs need no second line."""
    record = record_of('hush at %D8%AE%D8%A8%D8%B1 "now"', logging.ERROR)
    record.exc_info = (ValueError, ValueError(f"/bot{TOKEN}/x"), None)
    line = JsonFormatter(("hush",)).format(record)
    fields = json.loads(line)
    assert fields["message"] == '[struck out] at خبر "now"'
    assert (fields["level"], fields["logger"]) == ("ERROR", "bot.test")
    assert fields["time"].endswith("+00:00")
    assert "ValueError" in fields["error"]
    assert TOKEN not in line


def test_only_the_journal_itself_is_taken_for_it(tmp_path: Path) -> None:
    """Its name is handed on to the shells of a desktop, where lines need their time."""
    with (tmp_path / "log").open("w") as log, (tmp_path / "other").open("w") as other:
        found = os.fstat(log.fileno())
        stream = f"{found.st_dev}:{found.st_ino}"
        assert is_journal(log.fileno(), stream)
        assert not is_journal(other.fileno(), stream)
        assert not is_journal(log.fileno(), "")


def test_the_journal_is_told_the_level_of_each_line() -> None:
    """So that `journalctl -p err` shows what needs somebody, tracebacks included."""
    record = record_of("failed", logging.ERROR)
    record.exc_info = (ValueError, ValueError("why"), None)
    text = LineFormatter((), journal=True).format(record)
    assert len(text.splitlines()) > 1
    assert all(line.startswith("<3>") for line in text.splitlines())
    assert LineFormatter((), journal=True).format(record_of("well")).startswith("<6>INFO")
    line = JsonFormatter((), journal=True).format(record)
    assert line.startswith('<3>{"time"')
    assert json.loads(line.removeprefix("<3>"))["level"] == "ERROR"
