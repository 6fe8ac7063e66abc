"""A local Telegram Bot API with people, chats, faults, and an API to control them."""

from sandbox.telegram.api import BotApi
from sandbox.telegram.control import routes
from sandbox.telegram.limits import LimitOptions
from sandbox.telegram.world import World

__all__ = ["BotApi", "LimitOptions", "World", "routes"]
