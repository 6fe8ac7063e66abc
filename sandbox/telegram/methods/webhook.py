"""Bot API methods that set, remove and tell of the bot's webhook."""

import re
from urllib.parse import urlsplit

from sandbox.telegram.api_errors import bad_request
from sandbox.telegram.methods.answering import allow_updates
from sandbox.telegram.models import Json
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.webhook import (
    DEFAULT_CONNECTIONS,
    MOST_CONNECTIONS,
    WebhookTarget,
    on_loopback,
)
from sandbox.telegram.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_SECRET = 256
_PORTS = frozenset({None, 80, 88, 443, 8443})


def set_webhook(world: World, call: Parameters) -> bool:
    """Send updates to an address; to this machine's own over http and on any port, too."""
    url, secret = call.text("url"), call.text("secret_token")
    if "allowed_updates" in call:
        allow_updates(world, call)
    if call.flag("drop_pending_updates"):
        world.updates.drop()
    if not url:
        world.webhook.remove()
        return True
    _check_url(url)
    if len(secret) > _LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    asked = call.integer("max_connections", DEFAULT_CONNECTIONS)
    world.webhook.set(
        WebhookTarget(
            url=url,
            secret=secret,
            max_connections=min(max(asked, 1), MOST_CONNECTIONS),
            certificate=call.text("certificate"),
        )
    )
    return True


def _check_url(url: str) -> None:
    """Refuse an address that Telegram does not send to.

    Raises:
        ApiError: 400, in Telegram's words.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if on_loopback(url):
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def delete_webhook(world: World, call: Parameters) -> bool:
    """Send updates nowhere; getUpdates gives them out again."""
    if call.flag("drop_pending_updates"):
        world.updates.drop()
    world.webhook.remove()
    return True


def get_webhook_info(world: World, _call: Parameters) -> Json:
    """Return the address, what waits for it and its last failure."""
    info = world.webhook.info() | {"pending_update_count": len(world.updates)}
    if world.updates.named is not None:
        info["allowed_updates"] = world.updates.named
    return info
