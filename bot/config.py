"""The settings: read from the environment and `.env`, checked, and explained when wrong."""

import difflib
import re
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigError

# https://core.telegram.org/bots/api#authorizing-your-bot; the sandbox's token is shorter.
_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{3,100}")

_SHORTEST_SECRET = 16
_LAST_PORT = 65535

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)", re.IGNORECASE)
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def _duration(value: object) -> object:
    """`90`, `90s`, `2m`, `48h` or `2d`; anything else is left for pydantic to judge."""
    if not isinstance(value, str):
        return value
    match = _DURATION.fullmatch(value.strip())
    if match is None or len(value) > 20:  # noqa: PLR2004 - no duration is longer
        raise ValueError("is no duration; write 90s, 2m, 48h or 2d")
    return timedelta(seconds=float(match[1]) * _UNITS[match[2].lower()])


Words = Annotated[tuple[str, ...], NoDecode]
Duration = Annotated[timedelta, BeforeValidator(_duration)]


class Settings(BaseSettings):
    """Every setting, its default, and in `description` what `.env.example` says of it."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8",
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = Field(
        None, description="The bot's token from @BotFather. Empty: run in the sandbox."
    )
    feed_urls: Words = Field(
        ("https://www.enabbaladi.net/feed/",),
        description="Feeds to poll, separated by spaces or commas.",
    )
    site_name: str = Field("عنب بلدي", description="The newsroom's name as readers see it.")
    image_hosts: Words = Field(
        (), description="Further hosts that the site's photos may come from."
    )
    contact: str = Field(
        "",
        description="A mail or web address for the site's engineers, sent in the User-Agent.",
    )
    owner_ids: Annotated[tuple[int, ...], NoDecode] = Field(
        (), description="Telegram ids of those who run the bot; they are told of trouble."
    )
    database: Path = Field(Path("data/khabar.db"), description="The SQLite file.")
    time_zone: str = Field("Asia/Damascus", description="The newsroom's time zone.")
    poll_min: Duration = Field(timedelta(minutes=2), description="Shortest time between two polls.")
    poll_max: Duration = Field(timedelta(minutes=15), description="Longest time between two polls.")
    settle_minutes: float = Field(
        2, ge=0, le=60, description="How long a new article waits for the newsroom's first fixes."
    )
    edit_window: Duration = Field(
        timedelta(hours=48),
        description="How long after a post a correction still edits it.",
    )
    on_withdrawn: Literal["mark", "delete", "keep"] = Field(
        "mark", description="What happens to the posts of a withdrawn article: mark, delete, keep."
    )
    catch_up_after: Duration = Field(
        timedelta(hours=3),
        description="After an outage longer than this, one digest instead of single posts.",
    )
    catch_up_limit: int = Field(
        500, ge=10, le=5000, description="Most articles read back after an outage."
    )
    alert_after: Duration = Field(
        timedelta(hours=1), description="Owners are told when a feed has failed this long."
    )
    ping_secret: SecretStr | None = Field(
        None,
        description="Shared with the site's publish hook (docs/pings.md). Empty: no listener.",
    )
    ping_listen: str = Field(
        "127.0.0.1:8810", description="IP address and port to listen on for pings."
    )
    public_url: str = Field(
        "", description="Where the listener is reached from outside, for WebSub. Empty: none."
    )
    summary_api_url: str = Field(
        "",
        description="A language model that words summaries: any OpenAI-compatible API, such as "
        "https://api.example/v1. Empty: none.",
    )
    summary_api_key: SecretStr | None = Field(None, description="The key of that API.")
    summary_model: str = Field("", description="The name of the model there.")
    summary_timeout: Duration = Field(
        timedelta(seconds=20), description="How long a new article may wait for its summary."
    )
    summary_daily_calls: int = Field(
        200, ge=1, le=100_000, description="Most calls of the model in a day (UTC)."
    )
    paid_broadcast: bool = Field(
        default=False,
        description="Pay Telegram Stars for up to 1000 messages a second (yes or no).",
    )
    api_base_url: str = Field(
        "https://api.telegram.org",
        description="Where the Bot API answers: Telegram, or a Bot API server of your own.",
    )
    allow_private_hosts: bool = Field(
        default=False,
        description="Let the bot fetch from private addresses. For tests and the sandbox only.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged: DEBUG, INFO, WARNING, ERROR."
    )

    @field_validator("feed_urls", "image_hosts", "owner_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(re.split(r"[\s,]+", value.strip())) if isinstance(value, str) else value

    @field_validator("poll_min", "poll_max", "edit_window", "catch_up_after", "alert_after")
    @classmethod
    def _positive(cls, value: timedelta) -> timedelta:
        if not timedelta(seconds=1) <= value <= timedelta(days=60):
            raise ValueError("must lie between one second and sixty days")
        return value

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is no token; @BotFather gives one that looks like 123456789:AbC-dEf")
        return value

    @field_validator("ping_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < _SHORTEST_SECRET:
            raise ValueError(f"is too short; at least {_SHORTEST_SECRET} random characters")
        return value

    @field_validator("ping_listen")
    @classmethod
    def _listens(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        try:
            ip_address(host.strip("[]"))
        except ValueError:
            raise ValueError("must begin with an IP address, as in 127.0.0.1:8810") from None
        if not (port.isascii() and port.isdigit() and int(port[:6]) <= _LAST_PORT):
            raise ValueError("must end with a port, as in 127.0.0.1:8810")
        return value

    @field_validator("feed_urls")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ValueError(f"{url!r} is no http(s) address")
        return value

    @field_validator("api_base_url", "public_url")
    @classmethod
    def _base(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("summary_timeout")
    @classmethod
    def _short(cls, value: timedelta) -> timedelta:
        if not timedelta(seconds=1) <= value <= timedelta(minutes=2):
            raise ValueError("must lie between one second and two minutes")
        return value

    @field_validator("summary_api_url")
    @classmethod
    def _model(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("must begin with http:// or https://")
        if parts.username or parts.query:
            raise ValueError("holds a secret; put the key into SUMMARY_API_KEY")
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is no time zone; Asia/Damascus is one") from error
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.poll_min > self.poll_max:
            raise ValueError("POLL_MIN is longer than POLL_MAX")
        if self.summary_api_url and not self.summary_model:
            raise ValueError("SUMMARY_API_URL needs SUMMARY_MODEL, the name of the model there")
        if self.public_url and self.ping_secret is None:
            raise ValueError("PUBLIC_URL is of no use without PING_SECRET")
        return self

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that may be fetched: the feeds' and the named image hosts."""
        feeds = {urlsplit(url).hostname or "" for url in self.feed_urls}
        return frozenset(feeds | set(self.image_hosts))

    @property
    def ping_address(self) -> tuple[str, int]:
        """The IP address and the port of `ping_listen`."""
        host, _, port = self.ping_listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def site_url(self) -> str:
        """The front page of the newsroom, from the first feed."""
        parts = urlsplit(self.feed_urls[0])
        return f"{parts.scheme}://{parts.netloc}/"


def _complaint(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        name = str(problem["loc"][0]).upper() if problem["loc"] else "settings"
        if problem["type"] == "extra_forbidden":
            known = [field.upper() for field in Settings.model_fields]
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "see .env.example for those there are"
            lines.append(f"{name}: unknown setting; {hint}")
        else:
            lines.append(f"{name}: {problem['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)


def load_settings(env_file: Path | None = Path(".env"), **overrides: object) -> Settings:
    """Read the settings; what is given as an argument wins over environment and file.

    Raises:
        ConfigError: a setting is unknown or impossible; one line for each.
    """
    try:
        return Settings(_env_file=env_file, **overrides)  # type: ignore[arg-type, call-arg]
    except ValidationError as error:
        raise ConfigError(_complaint(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{env_file} can't be read: {error}") from None
