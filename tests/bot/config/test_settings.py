"""Settings: what is taken, what is refused, and in which words."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.config.load_settings import load_settings
from bot.config.settings import Settings
from bot.errors import ConfigError
from bot.feed.http.fetch_policy import FetchPolicy


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*Settings.model_fields, "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / ".env"
    path.write_text(text, "utf-8")
    return path


def test_nothing_set_gives_the_newsroom_of_the_box(tmp_path: Path) -> None:
    """An empty folder is a working set-up."""
    settings = load_settings(tmp_path / "none")
    assert settings.bot_token is None
    assert settings.hosts == {"www.enabbaladi.net"}
    assert settings.site_url == "https://www.enabbaladi.net/"


def test_another_newsroom_is_one_line(tmp_path: Path) -> None:
    """Hosts and front page follow from the feed's address."""
    settings = load_settings(written(tmp_path, "FEED_URLS=https://news.example/feed/"))
    assert settings.site_url == "https://news.example/"
    assert settings.hosts == {"news.example"}


def test_lists_are_split_at_spaces_and_commas(tmp_path: Path) -> None:
    """People write lists in either way."""
    text = "FEED_URLS=https://a.example/feed/, https://b.example/feed/\nOWNER_IDS=5,6\n"
    settings = load_settings(written(tmp_path, text))
    assert settings.feed_urls == ("https://a.example/feed/", "https://b.example/feed/")
    assert settings.owner_ids == (5, 6)


def test_what_a_list_names_twice_counts_once(tmp_path: Path) -> None:
    """No feed is read twice, and no owner is told twice."""
    text = "FEED_URLS=https://a.example/feed/ https://a.example/feed/\nOWNER_IDS=5,6,5\n"
    settings = load_settings(written(tmp_path, text))
    assert settings.feed_urls == ("https://a.example/feed/",)
    assert settings.owner_ids == (5, 6)


def test_a_host_in_arabic_letters_is_named_as_the_network_knows_it(tmp_path: Path) -> None:
    """What is fetched and linked to is compared with it."""
    text = "FEED_URLS=https://صدى.مثال:8443/أخبار/feed/\nIMAGE_HOSTS=*.صور.مثال,.صور.مثال\n"
    settings = load_settings(written(tmp_path, text))
    host, photos = "xn--ugbl5d.xn--mgbh0fb", "xn--wgbh1d.xn--mgbh0fb"
    assert settings.feed_urls == (f"https://{host}:8443/أخبار/feed/",)
    assert settings.newsroom_hosts == {host}
    assert settings.hosts == {host, f"*.{photos}", f".{photos}"}
    policy = FetchPolicy(settings.hosts, ports=settings.ports)
    policy.check_url("https://صدى.مثال:8443/أخبار/feed/")
    policy.check_url("https://cdn.صور.مثال/1.jpg")
    # As the client names it that fetches.
    policy.check_host(httpx.URL(settings.feed_urls[0]).host)


def test_a_semicolon_may_stand_in_an_address(tmp_path: Path) -> None:
    """As some content systems part what a query asks for."""
    settings = load_settings(written(tmp_path, "FEED_URLS=https://a.example/?feed=rss2;lang=ar"))
    assert settings.feed_urls == ("https://a.example/?feed=rss2;lang=ar",)


def test_joiners_in_a_host_are_left_out_as_the_network_does(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, "IMAGE_HOSTS=صدى\u200cها.مثال,cdn.exa\u200dmple"))
    assert settings.image_hosts == ("صدىها.مثال".encode("idna").decode(), "cdn.example")


@pytest.mark.parametrize("between", ["،", " ، ", "، ", " ،", "،،", "; ", "؛ ", "| "])
def test_signs_between_addresses_belong_to_none(tmp_path: Path, between: str) -> None:
    """A keyboard has more of them than one."""
    text = f"FEED_URLS=https://a.example/feed/{between}https://b.example/feed/"
    settings = load_settings(written(tmp_path, text))
    assert settings.feed_urls == ("https://a.example/feed/", "https://b.example/feed/")


@pytest.mark.parametrize(
    "url", ["https://a.example/قسم،أخبار/feed/", "https://a.example/?feed=rss2;cat=1;"]
)
@pytest.mark.parametrize("more", ["", " https://b.example/feed/", "،https://b.example/feed/"])
def test_signs_within_an_address_are_part_of_it(tmp_path: Path, url: str, more: str) -> None:
    """As a newsroom names its sections, and as some systems part what is asked for."""
    settings = load_settings(written(tmp_path, f"FEED_URLS={url}{more}"))
    assert settings.feed_urls[0] == url
    assert len(settings.feed_urls) == (2 if more else 1)


@pytest.mark.parametrize("around", ['"{}"', "'{}'", "{}\r", ' "{}" \r', "\t{} "])
def test_a_variable_is_read_as_a_line_of_the_file(
    monkeypatch: pytest.MonkeyPatch, around: str
) -> None:
    """`docker run --env-file` keeps quotation marks and the line ends of Windows."""
    wanted = {
        "BOT_TOKEN": "123:abcdef",
        "SITE_NAME": 'صدى "النهر"',
        "DATABASE": "/srv/khabar.db",
        "TIME_ZONE": "Asia/Amman",
        "OWNER_IDS": "5,6",
        "LOG_LEVEL": "ERROR",
        "POLL_MIN": "20s",
        "PAID_BROADCAST": "yes",
    }
    for name, value in wanted.items():
        if '"' not in value or '"' not in around:
            monkeypatch.setenv(name, around.format(value))
    settings = load_settings(None)
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == "123:abcdef"
    assert settings.site_name in {wanted["SITE_NAME"], Settings.model_fields["site_name"].default}
    assert (settings.database, settings.time_zone) == (Path("/srv/khabar.db"), "Asia/Amman")
    assert (settings.owner_ids, settings.log_level) == ((5, 6), "ERROR")
    assert (settings.poll_min, settings.paid_broadcast) == (timedelta(seconds=20), True)


@pytest.mark.parametrize("nothing", ["", " ", '""', "''", "\r"])
def test_an_empty_variable_sets_nothing(monkeypatch: pytest.MonkeyPatch, nothing: str) -> None:
    """Whatever quotation marks are around it."""
    monkeypatch.setenv("FLOOD_AT", nothing)
    monkeypatch.setenv("DATABASE", nothing)
    settings = load_settings(None)
    assert settings.flood_at == Settings.model_fields["flood_at"].default
    assert "database" not in settings.model_fields_set


def test_the_comma_of_an_arabic_keyboard_is_one(tmp_path: Path) -> None:
    settings = load_settings(
        written(tmp_path, "OWNER_IDS=5، 6\nIMAGE_HOSTS=cdn.example، صور.مثال\n")
    )
    assert settings.owner_ids == (5, 6)
    assert settings.image_hosts == ("cdn.example", "xn--wgbh1d.xn--mgbh0fb")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("POLL_MINN=3", "did you mean POLL_MIN?"),
        ("COLOUR=blue", "see .env.example"),
        ("FEED_URLS=ftp://news.example/", "no http(s) address"),
        ("FEED_URLS=news", "no http(s) address"),
        ("TIME_ZONE=Mars/Olympus", "no time zone"),
        ("TIME_ZONE=../../etc/passwd", "no time zone"),
        ("FLOOD_AT=1", "write a number of at least 5"),
        ("CATCH_UP_FROM=1", "write a number of at least 3"),
        ("BOT_TOKEN=hunter2", "no token"),
        ("API_BASE_URL=telegram", "http://"),
        ("OWNER_IDS=me", "OWNER_IDS: 'me' can't be used; write Telegram ids"),
        ("ON_WITHDRAWN=burn", "'burn' can't be used; write one of 'mark', 'delete', 'keep'"),
        ("SETTLE_MINUTES=-1", "write a number of at least 0"),
        ("SETTLE_MINUTES=61", "write a number of at most 60"),
        ("SETTLE_MINUTES=two", "SETTLE_MINUTES: 'two' can't be used; write a number"),
        ("CATCH_UP_LIMIT=1.5", "CATCH_UP_LIMIT: '1.5' can't be used; write a number"),
        ("SUMMARY_DAILY_CALLS=0", "write a number of at least 1"),
        ("SUMMARY_API_URL=model", "must begin with http:// or https://"),
        ("PAID_BROADCAST=perhaps", "PAID_BROADCAST: 'perhaps' can't be used; write yes or no"),
        ("ALLOW_PRIVATE_HOSTS=2", "write yes or no"),
        ("LOG_LEVEL=loud", "write one of 'DEBUG', 'INFO', 'WARNING', 'ERROR'"),
        ("IMAGE_HOSTS=https://cdn.example/x", "write its name alone"),
        ("ARTICLE_HOSTS=cdn.example:8080", "write its name alone"),
        ("IMAGE_HOSTS=صور\u0640\u0640..مثال", "no name of a host"),
        ("CONTACT=محرر الموقع", "Latin letters"),
        ("SUMMARY_API_KEY=مفتاح", "Latin letters"),
        ("METRICS_TOKEN=كلمة سر طويلة جدا جدا", "Latin letters"),
        ("PUBLIC_URL=https://", "name a host"),
        ("FEED_URLS=https://[", "no http(s) address"),
        ("FEED_URLS=https://a.example:80x/feed/", "no http(s) address"),
        ("FEED_URLS=https://editor:hush@a.example/feed/", "would be shown"),
        ("FEED_URLS=https://editor:hush@a.example:80x/feed/", "would be shown"),
        ("FEED_URLS=https://a.example/feed/;https://b.example/feed/", "spaces or commas between"),
        ("FEED_URLS=https://a.example/feed/؛https://b.example/feed/", "spaces or commas between"),
        ("IMAGE_HOSTS=cdn.example; img.example", "write its name alone"),
        ("IMAGE_HOSTS=cdn.example؛ img.example", "write its name alone"),
        ("DATABASE=\u200e/var/lib/khabar/khabar.db", "can't be seen"),
        ("WEBHOOK_CERTIFICATE=/etc/khabar/own.pem\u200f", "can't be seen"),
        ("PING_SECRET=\u200e0123456789abcdef", "can't be seen"),
        ("BOT_TOKEN=\u0661\u0662\u0663:abcdefgh", "no token"),
        ("API_BASE_URL=http://127.0.0.1:80810", "impossible port"),
        ("TELEGRAM_PROXY=http://proxy.example:312800", "impossible port"),
        ("SITE_PROXY=socks5://127.0.0.1:9050", "http://"),
        ("PING_SECRET=short", "too short"),
        ("WEB_LISTEN=localhost:8810", "IP address"),
        ("WEB_LISTEN=127.0.0.1", "IP address"),
        ("WEB_LISTEN=127.0.0.1:70000", "port"),
        ("PUBLIC_URL=https://bot.example", "PING_SECRET"),
        ("WEBHOOK_URL=news.example/hook", "WEBHOOK_URL: must begin with https://"),
        ("WEBHOOK_URL=http://news.example/hook", "must begin with https://"),
        ("WEBHOOK_URL=http://127.0.0.1/hook", "must begin with https://"),
        ("WEBHOOK_URL=https://news.example:8444/hook", "port 443, 80, 88 or 8443"),
        ("WEBHOOK_URL=https://news.example:https/hook", "impossible port"),
        ("WEBHOOK_CERTIFICATE=own.pem", "of no use without WEBHOOK_URL"),
    ],
)
def test_a_wrong_setting_is_named_and_explained(tmp_path: Path, line: str, word: str) -> None:
    """The engineer reads one line and knows what to change."""
    with pytest.raises(ConfigError) as caught:
        load_settings(written(tmp_path, line))
    assert word in str(caught.value)


def test_no_setting_is_complained_of_in_the_words_of_a_library(tmp_path: Path) -> None:
    """Whatever is wrong: the line names the setting and says what to write."""
    lines = [f"{name.upper()}=\x01 :/" for name in Settings.model_fields]
    with pytest.raises(ConfigError) as caught:
        load_settings(written(tmp_path, "\n".join(lines)))
    said = str(caught.value).splitlines()
    free = {"site_name", "summary_model"}
    assert {line.split(":")[0].lower() for line in said} == set(Settings.model_fields) - free
    for line in said:
        assert "nput should" not in line, line
        assert "valid" not in line, line


def test_a_wrong_token_is_not_repeated(tmp_path: Path) -> None:
    """Not even a malformed secret reaches the screen."""
    with pytest.raises(ConfigError) as caught:
        load_settings(written(tmp_path, "BOT_TOKEN=12345:short secret"))
    assert "short" not in str(caught.value)


def test_the_token_hides_itself(tmp_path: Path) -> None:
    """Printing the settings shows no secret."""
    settings = load_settings(written(tmp_path, "BOT_TOKEN=123:abcdefghijklmnop"))
    assert "abcdef" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "address"), [("127.0.0.1:8810", ("127.0.0.1", 8810)), ("[::1]:80", ("::1", 80))]
)
def test_the_address_to_listen_on_has_two_parts(
    tmp_path: Path, text: str, address: tuple[str, int]
) -> None:
    """IPv6 stands in brackets, as everywhere."""
    assert load_settings(written(tmp_path, f"WEB_LISTEN={text}")).web_address == address


def test_the_ping_secret_hides_itself(tmp_path: Path) -> None:
    """Neither what is printed nor what is complained of holds it."""
    settings = load_settings(written(tmp_path, "PING_SECRET=abcdefghijklmnopq"))
    assert "abcdef" not in repr(settings)
    with pytest.raises(ConfigError) as caught:
        load_settings(written(tmp_path, "PING_SECRET=tooshort"))
    assert "tooshort" not in str(caught.value)


def test_a_binary_file_is_refused_in_words(tmp_path: Path) -> None:
    """Somebody saved the file in another encoding."""
    path = tmp_path / ".env"
    path.write_bytes(b"SITE_NAME=\xff\xfe\x00")
    with pytest.raises(ConfigError, match="can't be read"):
        load_settings(path)


def test_every_setting_stands_in_the_example() -> None:
    """`.env.example` explains each setting and names none that does not exist."""
    example = Path(__file__).parents[3].joinpath(".env.example").read_text("utf-8")
    named = {
        line.lstrip("# ").split("=", 1)[0]
        for line in example.splitlines()
        if "=" in line and line.lstrip("# ").split("=", 1)[0].isupper()
    }
    assert named == {name.upper() for name in Settings.model_fields}
    for field in Settings.model_fields.values():
        assert field.description is not None
        assert field.description in example


ABSURD = (
    "999999999999999d", "1e999s", "-1", "nan", "inf", "9" * 400, "9" * 5000, "٣", "²", "0x10",
    "1_0",
    "[", "http://[", "http://[::1", "https://x:99999/", "https://x:y/", "https://\u202ex/",
    "https://x/\ud7ff\uffff", "javascript:alert(1)", "../../etc/passwd", "/dev/null/x", "{}",
    "x" * 100_000, "a,b;c d", ",,,", "\\x00", "%00", "1:2:3", ":::", "0.0.0.0:0", "[::]:99999",
    "postgresql://[", "postgresql://u:p@h:x/d", "sqlite:///x", "Asia/../Damascus", "yes\u0000no",
)  # fmt: skip


@pytest.mark.parametrize("name", Settings.model_fields)
def test_no_value_of_a_setting_ends_in_anything_but_a_sentence(tmp_path: Path, name: str) -> None:
    """It is taken, or refused in a line that names the setting."""
    for value in ABSURD:
        path = written(tmp_path, f"{name.upper()}='{value.replace(chr(0), '')}'\n")
        said = ""
        try:
            _used(load_settings(path))
        except ConfigError as error:
            said = str(error)
        assert len(said) < 1000, value[:40]


def _used(settings: Settings) -> None:
    """Take apart what the start takes apart."""
    assert settings.hosts >= settings.newsroom_hosts
    assert settings.site_url
    assert all(settings.ports)
    assert settings.web_address is None or settings.web_address[1] >= 0
    for proxy in (settings.telegram_proxy, settings.site_proxy):
        assert proxy is None or httpx.Proxy(proxy.get_secret_value()).url.host
    httpx.Request("GET", f"{settings.api_base_url}/bot")


@pytest.mark.parametrize(
    "line",
    [
        "FEED_URLS=https://editor:hush@a.example:80x/feed/",
        "FEED_URLS=editor:hush@a.example/feed/",
        "FEED_URLS=https:/editor:hush@a.example/feed/",
        "FEED_URLS=https://editor:hu#hush@a.example/feed/",
        "FEED_URLS=https://editor:hush/sh@a.example/feed/",
        "FEED_URLS=https://editor:12/hush@a.example/feed/",
        "FEED_URLS=https://editor:12?hush@a.example/feed/",
        "FEED_URLS=https://editor:12#hush@a.example/feed/",
        "FEED_URLS=https://editor:12/hush/@a.example/feed/",
        "FEED_URLS=https://editor:12/hush@localhost/feed/",
        "FEED_URLS=https://first.last:12/hush@a.example/feed/",
        "FEED_URLS=https://first.last:12#hush@a.example:8443",
        "FEED_URLS=https://12/hush@a.example/feed/",
        "FEED_URLS=https://editor:hush,sh@a.example/feed/",
        "FEED_URLS=https://a.example/feed/;https://editor:hush@b.example/feed/",
        "FEED_URLS=https://a.example/feed/;https://b.example/feed/ https://hush@c.example/feed/",
        "IMAGE_HOSTS=https://editor:hush@a.example",
        "IMAGE_HOSTS=hush@a.example",
        "ARTICLE_HOSTS=editor:hush,sh@a.example",
        "TRUSTED_PROXIES=editor:hush@10.0.0.5",
        "API_BASE_URL=editor:hush@a.example",
        "API_BASE_URL=https://editor:12/hush@a.example",
        "TELEGRAM_PROXY=http://editor:12/hush@a.example:3128",
        "SITE_PROXY=http://editor:12?hush@a.example:3128",
        "WEBHOOK_URL=https://editor:12/hush@a.example/",
        "PUBLIC_URL=https://editor:12/hush@a.example",
        "SUMMARY_API_URL=https://editor:12/hush@a.example/v1",
        "SUMMARY_API_URL=https://:hush@a.example/v1",
        "API_BASE_URL=http://editor:hush@a.example:80x",
        "PUBLIC_URL=http://editor:hush@a.example:80x",
        "SUMMARY_API_URL=https://editor:hush@a.example/v1",
        "SUMMARY_API_URL=editor:hush@a.example",
        "WEB_LISTEN=editor:hush@a.example",
        "WEBHOOK_URL=https://editor:hush@a.example:80x/",
        "TELEGRAM_PROXY=editor:hush@a.example",
        "SITE_PROXY=socks5://editor:hush@a.example",
        "DATABASE=postgresql+psycopg://khabar:hush@db.example/khabar",
        "DATABASE=postgres:khabar:hush@db.example/khabar",
        "DATABASE=POSTGRESQL://khabar:hush@db.example/khabar",
        "DATABASE=mysql://khabar:hush@db.example/khabar",
    ],
)
def test_a_password_in_an_address_is_not_repeated(tmp_path: Path, line: str) -> None:
    """Not even by the sentence that refuses it, wherever somebody has written it."""
    with pytest.raises(ConfigError) as refused:
        load_settings(written(tmp_path, line))
    assert "hush" not in str(refused.value)
    assert str(refused.value).startswith(line.partition("=")[0])


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/@editor/feed/",
        "https://a.example:8443/@editor/feed/",
        "https://a.example/feed/?for=editor@b.example",
        "https://a.example:8443?for=editor@b.example",
        "https://a.example/mail@b.example/feed/",
        "https://10.0.0.5:8443/by/@first.last/feed/",
        "http://newsroom:8080/@editor/feed/",
        "http://localhost:8080/mail@editor/feed/",
    ],
)
def test_a_sign_behind_the_host_is_no_password(tmp_path: Path, url: str) -> None:
    """Some sites name their writers so."""
    assert load_settings(written(tmp_path, f"FEED_URLS={url}")).feed_urls == (url,)
