"""Checks for `khabar doctor` what Telegram tells: whose token it is, which owners can be told."""

from collections.abc import AsyncIterator

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.cli.doctor import Finding
from bot.config.addresses import without_sign_in
from bot.config.settings import Settings
from bot.delivery.refusals.network_errors import NeverSent, NotTelegram
from bot.errors import ConfigError
from bot.feed.failure_causes import Cause, cause_of
from bot.telegram.checked_calls import checked
from bot.telegram.connection import telegram_proxy
from bot.telegram.transport import TelegramRequest

_UNSET = "none set: in a terminal the bot plays in the sandbox, a service refuses to start"
_NO_OWNERS = "none set: nobody is told when something is wrong; put your Telegram id into OWNER_IDS"
_A_GROUP = "it is a group: told of trouble, but none of its members is an owner"
_UNTRUSTED = (
    "its certificate can't be checked: is this machine's clock right, and are its certificates "
    "there (the package ca-certificates, SSL_CERT_FILE)?"
)
_NOT_TELEGRAM = "check API_BASE_URL, TELEGRAM_PROXY, and whether the network asks for a login"


async def check_telegram(settings: Settings) -> AsyncIterator[Finding]:
    """Ask the Bot API which bot the token belongs to, and whether it may write to each owner."""
    if settings.bot_token is None:
        yield Finding("token", ok=True, words=_UNSET, note=True)
        return
    try:
        bot = _bot(settings, settings.bot_token.get_secret_value())
    except ConfigError as error:
        yield Finding("token", ok=False, words=str(error))
        return
    try:
        await checked(bot.initialize())
    except TelegramError as error:
        await bot.shutdown()
        yield Finding("token", ok=False, words=_words(settings, error))
        return
    try:
        yield Finding("token", ok=True, words=f"@{bot.username}")
        if not settings.owner_ids:
            yield Finding("owners", ok=True, words=_NO_OWNERS, note=True)
        for owner_id in settings.owner_ids:
            yield await _check_owner(settings, bot, owner_id)
    finally:
        await bot.shutdown()


def _bot(settings: Settings, token: str) -> Bot:
    """Return a bot that asks as the running one does, and so by its proxy or by none.

    Raises:
        ConfigError: the environment names what is no proxy.
    """
    proxy = telegram_proxy(settings)
    return Bot(
        token,
        base_url=f"{settings.api_base_url}/bot",
        request=TelegramRequest(1, proxy=proxy),
        get_updates_request=TelegramRequest(1, proxy=proxy),
    )


async def _check_owner(settings: Settings, bot: Bot, owner_id: int) -> Finding:
    """Show an owner for some seconds that the bot writes, which nobody else may let it."""
    subject = f"owner {owner_id}"
    try:
        await bot.send_chat_action(owner_id, ChatAction.TYPING)
    except (Forbidden, BadRequest) as error:
        words = f"the bot may not write there ({error.message}): who it is presses START in a chat "
        words += f"with @{bot.username}; or the number in OWNER_IDS is wrong"
        return Finding(subject, ok=False, words=words)
    except TelegramError as error:
        return Finding(subject, ok=False, words=_words(settings, error))
    if owner_id < 0:
        return Finding(subject, ok=True, words=_A_GROUP, note=True)
    return Finding(subject, ok=True, words="the bot may write there")


def _words(settings: Settings, error: TelegramError) -> str:
    """Say what is to be done about a call that failed."""
    if isinstance(error, InvalidToken):
        words = "Telegram refuses it: copy it again from @BotFather into BOT_TOKEN"
        # Any other server answers 404, too.
        other = "api_base_url" in settings.model_fields_set
        return words + (", or correct API_BASE_URL, behind which comes /bot…" if other else "")
    address = without_sign_in(settings.api_base_url)
    cause = cause_of(error)
    if cause is Cause.CERTIFICATE:
        return f"{address}: {_UNTRUSTED}"
    if isinstance(error, NotTelegram):
        return f"{address}: what answers there is not the Bot API: {_NOT_TELEGRAM}"
    way = "TELEGRAM_PROXY and the network" if settings.telegram_proxy else "the network"
    if cause is Cause.NAME:
        way += ", first of all its DNS"
    reason = "it can't be reached" if isinstance(error, NeverSent) else "it does not answer"
    return f"{address}: {reason}: check {way}"
