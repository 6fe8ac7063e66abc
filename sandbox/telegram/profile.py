"""The bot's profile: name, descriptions, command menus by scope and language."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.api_errors import bad_request
from sandbox.telegram.models import Json
from sandbox.telegram.rights import ADMIN_RIGHTS, CHANNEL_RIGHTS, SUPERGROUP_RIGHTS

_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
_MOST_COMMANDS = 100
_MOST_SCOPES = 10_000
_LONGEST_COMMAND, _LONGEST_DESCRIPTION = 32, 256
LONGEST = {"name": 64, "description": 512, "short_description": 120}

Scope = tuple[str, int, int]


@dataclass(slots=True)
class Profile:
    """Texts and menus of the bot; each has a default and one for each language."""

    name: str
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    rights: dict[bool, Json] = field(default_factory=dict)

    def shown_name(self, language: str) -> str:
        return self.text("name", language) or self.name

    def text(self, field_name: str, language: str) -> str:
        return self.texts.get((field_name, language)) or self.texts.get((field_name, ""), "")

    def set_text(self, field_name: str, language: str, value: str) -> None:
        if len(value) > LONGEST[field_name]:
            raise bad_request(f"Bot {field_name.replace('_', ' ')} is too long".lower())
        self.texts[field_name, check_language(language)] = value

    def set_commands(self, scope: Scope, language: str, commands: list[Json]) -> None:
        key = (scope, check_language(language))
        if not commands:
            self.commands.pop(key, None)
            return
        if key not in self.commands and len(self.commands) >= _MOST_SCOPES:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.commands[key] = commands

    def seen_commands(
        self, *, chat_id: int, user_id: int, chat_type: str, admin: bool, language: str
    ) -> list[Json]:
        """The menu that somebody sees: the narrowest scope, then the language, then the default."""
        scopes: list[Scope] = []
        if chat_type != "private":
            scopes.append(("chat_member", chat_id, user_id))
            if admin:
                scopes.append(("chat_administrators", chat_id, 0))
        scopes.append(("chat", chat_id, 0))
        if chat_type == "private":
            scopes.append(("all_private_chats", 0, 0))
        else:
            if admin:
                scopes.append(("all_chat_administrators", 0, 0))
            scopes.append(("all_group_chats", 0, 0))
        scopes.append(("default", 0, 0))
        for scope in scopes:
            for tried in (language, ""):
                found = self.commands.get((scope, tried))
                if found:
                    return found
        return []

    def menu_button(self, chat_id: int) -> Json:
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(0) or {"type": "commands"}

    def default_rights(self, *, channels: bool) -> Json:
        more = CHANNEL_RIGHTS if channels else SUPERGROUP_RIGHTS
        known = ("is_anonymous", *ADMIN_RIGHTS, *more)
        given = self.rights.get(channels, {})
        return {name: bool(given.get(name, False)) for name in known}


def check_language(language: str) -> str:
    if language and not (len(language) == 2 and language.isascii() and language.isalpha()):  # noqa: PLR2004  (ISO 639-1)
        raise bad_request("invalid language code specified")
    return language.lower()


def read_scope(given: Json) -> tuple[str, Any, int]:
    """The scope's type, the chat as named, the user; the chat is still to be found."""
    kind = given.get("type", "default")
    if not isinstance(kind, str) or kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    for name in _SCOPES[kind]:
        if name not in given:
            raise bad_request(f"can't parse BotCommandScope: Can't find field \"{name}\"")
    user = given.get("user_id", 0) if kind == "chat_member" else 0
    if not isinstance(user, int):
        raise bad_request("can't parse BotCommandScope: Invalid user_id specified")
    return kind, given.get("chat_id") if _SCOPES[kind] else None, user


def read_commands(given: list[Any]) -> list[Json]:
    """Check a list of BotCommand; a leading slash is dropped, as Telegram does."""
    if len(given) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = []
    for entry in given:
        if not isinstance(entry, dict):
            raise bad_request("can't parse BotCommand: expected an Object")
        for name in ("command", "description"):
            if not isinstance(entry.get(name), str):
                raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
        command = entry["command"].strip().removeprefix("/")
        description = entry["description"].strip()
        is_name = command.isascii() and command.replace("_", "a").isalnum()
        if not (is_name and command == command.lower() and len(command) <= _LONGEST_COMMAND):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 0 < len(description) <= _LONGEST_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": command, "description": description})
    return commands
