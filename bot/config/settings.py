"""Defines every setting: its type, bounds, default and description, and what follows from it."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PrivateAttr,
    SecretStr,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config import addresses, validators
from bot.config.durations import Pause, ShortWait, Wait
from storage.engine.address import DatabaseAddress, address_of

DEFAULT_WEB_LISTEN = "127.0.0.1:8810"

Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(validators.comma_separated)]
Addresses = Annotated[tuple[str, ...], NoDecode, BeforeValidator(validators.separate_addresses)]
Numbers = Annotated[tuple[int, ...], NoDecode, BeforeValidator(validators.comma_separated)]
Base = Annotated[str, AfterValidator(addresses.base_url)]


class Settings(BaseSettings):
    """Every setting; `description` is what `.env.example` says of it."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    _env_file: Path | None = PrivateAttr(None)

    bot_token: Annotated[SecretStr | None, AfterValidator(validators.token)] = Field(
        None,
        description="The bot's token from @BotFather. Empty: in a terminal, play in the sandbox.",
    )
    feed_urls: Annotated[Addresses, AfterValidator(addresses.feeds)] = Field(
        ("https://www.enabbaladi.net/feed/",),
        description="Feeds to poll, separated by spaces or commas.",
    )
    site_name: str = Field("عنب بلدي", description="The newsroom's name as readers see it.")
    image_hosts: Annotated[Words, AfterValidator(addresses.hosts)] = Field(
        (), description="Further hosts that the site's photos may come from."
    )
    article_hosts: Annotated[Words, AfterValidator(addresses.hosts)] = Field(
        (), description="Further hosts that articles may link to; the feeds' own always may."
    )
    contact: Annotated[str, AfterValidator(validators.in_a_header)] = Field(
        "",
        description="A mail or web address for the site's engineers, sent in the User-Agent.",
    )
    owner_ids: Numbers = Field(
        (), description="Telegram ids of those who run the bot; they are told of trouble."
    )
    database: Annotated[
        DatabaseAddress,
        BeforeValidator(address_of),
        AfterValidator(validators.database),
        AfterValidator(validators.whole_path),
    ] = Field(
        Path("data/khabar.db"),
        description="The SQLite file, or postgresql://role:password@host/database "
        "(docs/postgresql.md).",
    )
    time_zone: Annotated[str, AfterValidator(validators.zone)] = Field(
        "Asia/Damascus", description="The newsroom's time zone."
    )
    poll_min: Pause = Field(timedelta(seconds=50), description="Shortest time between two polls.")
    poll_max: Pause = Field(timedelta(seconds=75), description="Longest time between two polls.")
    settle_minutes: float = Field(
        0.3, ge=0, le=60, description="How long a new article waits for the newsroom's first fixes."
    )
    edit_window: Wait = Field(
        timedelta(hours=48),
        description="How long after a post a correction still edits it.",
    )
    on_withdrawn: Literal["mark", "delete", "keep"] = Field(
        "mark", description="What happens to the posts of a withdrawn article: mark, delete, keep."
    )
    catch_up_after: Wait = Field(
        timedelta(hours=3),
        description="After an outage longer than this, one digest instead of single posts.",
    )
    catch_up_from: int = Field(
        8, ge=3, le=100, description="More posts than that waiting for a chat become one digest."
    )
    flood_at: int = Field(
        20,
        ge=5,
        le=500,
        description="More new articles than that at once are sent only after an owner's word.",
    )
    catch_up_limit: int = Field(
        500, ge=10, le=5000, description="Most articles read back after an outage."
    )
    alert_after: Wait = Field(
        timedelta(hours=1), description="Owners are told when a feed has failed this long."
    )
    ping_secret: Annotated[SecretStr | None, AfterValidator(validators.secret)] = Field(
        None,
        description="Shared with the site's publish hook (docs/pings.md). Empty: no listener.",
    )
    webhook_url: Annotated[SecretStr | None, AfterValidator(addresses.webhook)] = Field(
        None,
        description="Where Telegram is to send updates (docs/webhook.md). Empty: the bot polls.",
    )
    webhook_certificate: Annotated[Path | None, AfterValidator(validators.whole_path)] = Field(
        None,
        description="The certificate of WEBHOOK_URL's server (PEM), if you signed it yourself.",
    )
    web_listen: Annotated[str, AfterValidator(addresses.listening)] = Field(
        "",
        description="IP address and port to listen on for all of that. Empty: 127.0.0.1:8810 where "
        "pings or a webhook need it, else nowhere.",
    )
    metrics_token: Annotated[
        SecretStr | None,
        AfterValidator(validators.secret),
        AfterValidator(validators.secret_in_a_header),
    ] = Field(
        None,
        description="Opens /metrics to other machines (docs/monitoring.md). Empty: to none.",
    )
    trusted_proxies: Annotated[Words, AfterValidator(addresses.ip_addresses)] = Field(
        (),
        description="IP addresses of proxies before the listener: many people stand behind one.",
    )
    public_url: Base = Field(
        "", description="Where the listener is reached from outside, for WebSub. Empty: none."
    )
    summary_api_url: Annotated[str, AfterValidator(addresses.model_api)] = Field(
        "",
        description="A language model that words summaries: any OpenAI-compatible API, such as "
        "https://api.example/v1. Empty: none.",
    )
    summary_api_key: Annotated[SecretStr | None, AfterValidator(validators.secret_in_a_header)] = (
        Field(None, description="The key of that API.")
    )
    summary_model: str = Field("", description="The name of the model there.")
    summary_timeout: ShortWait = Field(
        timedelta(seconds=20), description="How long a new article may wait for its summary."
    )
    summary_daily_calls: int = Field(
        200, ge=1, le=100_000, description="Most calls of the model in a day (UTC)."
    )
    paid_broadcast: bool = Field(
        default=False,
        description="Pay Telegram Stars for up to 1000 messages a second (yes or no).",
    )
    api_base_url: Base = Field(
        "https://api.telegram.org",
        description="Where the Bot API answers: Telegram, or a Bot API server of your own.",
    )
    telegram_proxy: Annotated[SecretStr | None, AfterValidator(addresses.proxy)] = Field(
        None,
        description="Proxy for Telegram, such as http://user:password@host:3128. Empty: "
        "HTTPS_PROXY, if set.",
    )
    site_proxy: Annotated[SecretStr | None, AfterValidator(addresses.proxy)] = Field(
        None, description="Proxy for the newsroom's site. Empty: none."
    )
    allow_private_hosts: bool = Field(
        default=False,
        description="Let the bot fetch from private addresses. For tests and the sandbox only.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged: DEBUG, INFO, WARNING, ERROR."
    )
    log_format: Literal["text", "json"] = Field(
        "text", description="How it is written: text for people, json for programs."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what `load_settings` has read, and nothing else."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.poll_min > self.poll_max:
            raise ValueError("POLL_MIN is longer than POLL_MAX")
        if self.summary_api_url and not self.summary_model:
            raise ValueError("SUMMARY_API_URL needs SUMMARY_MODEL, the name of the model there")
        if self.public_url and self.ping_secret is None:
            raise ValueError("PUBLIC_URL is of no use without PING_SECRET")
        if self.webhook_url is not None:
            fault = addresses.webhook_fault(self.webhook_url.get_secret_value(), self.api_base_url)
            if fault:
                raise ValueError(f"WEBHOOK_URL {fault}")
        elif self.webhook_certificate is not None:
            raise ValueError("WEBHOOK_CERTIFICATE is of no use without WEBHOOK_URL")
        return self

    @property
    def env_file(self) -> Path | None:
        """The settings file that was read, if any."""
        return self._env_file

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts that may be fetched: those of articles and of their photos."""
        return self.newsroom_hosts | frozenset(self.image_hosts)

    @property
    def newsroom_hosts(self) -> frozenset[str]:
        """The hosts that articles may link to: the feeds' and the named ones."""
        feeds = {urlsplit(url).hostname or "" for url in self.feed_urls}
        return frozenset(feeds | set(self.article_hosts))

    @property
    def ports(self) -> frozenset[int]:
        """The ports in the feeds' URLs, in addition to 80 and 443."""
        return frozenset(port for url in self.feed_urls if (port := urlsplit(url).port))

    @property
    def web_address(self) -> tuple[str, int] | None:
        """The IP address and the port to listen on; None where nothing needs it."""
        needed = self.ping_secret is not None or self.webhook_url is not None
        if not (self.web_listen or needed):
            return None
        host, _, port = (self.web_listen or DEFAULT_WEB_LISTEN).rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def site_url(self) -> str:
        """The front page of the newsroom, from the first feed."""
        parts = urlsplit(self.feed_urls[0])
        return f"{parts.scheme}://{parts.netloc}/"
