"""The command menu and the bot's description at Telegram."""

from typing import Any

import pytest
from telegram.ext import ExtBot

from handlers.bot_profile import command_menu, publish_profile
from handlers.commands import COMMANDS
from tests.handlers.stage import CATALOGUES, KARIM, LAYLA, MARKET, RIMA, Stage
from tests.offline_request import OfflineRequest


async def test_the_menu_is_set_in_both_languages(stage: Stage) -> None:
    """Arabic for everybody, English for those whose Telegram is English."""
    await publish_profile(stage.application.bot, CATALOGUES, "عنب بلدي")
    listed = await stage.control(f"chats/{LAYLA}/commands?person={LAYLA}")
    shown = {command["command"]: command["description"] for command in listed["commands"]}
    assert list(shown) == [c.name for c in COMMANDS if c.description]
    assert shown["latest"] == "آخر الأخبار"
    profile = await stage.control("profile?language=en")
    assert profile["description"].startswith("News from عنب بلدي")
    assert (await stage.control("profile?language=ar"))["description"].startswith("أخبار عنب بلدي")


async def test_groups_have_a_shorter_menu(stage: Stage) -> None:
    """Without what only a private reader wants."""
    await publish_profile(stage.application.bot, CATALOGUES)
    await stage.control(f"chats/{MARKET}/members", {"user": "bot", "status": "member", "by": RIMA})
    listed = await stage.control(f"chats/{MARKET}/commands?person={RIMA}")
    names = [command["command"] for command in listed["commands"]]
    assert "latest" in names
    assert "privacy" not in names


async def test_what_telegram_refuses_holds_up_nothing_else(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """With a name of the site that makes the short description too long."""
    name = "صحيفة " * 20
    await publish_profile(stage.application.bot, CATALOGUES, name)
    profile = await stage.control("profile?language=en")
    assert profile["description"].startswith("News from صحيفة")
    assert not profile["short_description"]
    listed = await stage.control(f"chats/{LAYLA}/commands?person={KARIM}")
    assert listed["commands"][0]["description"] == command_menu(CATALOGUES, "en")[0].description
    assert "Telegram refuses the bot's short description" in caplog.text


class OldServer(OfflineRequest):
    """A Bot API server that knows no descriptions, as of 2022."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(self, method: str, parameters: dict[str, Any]) -> object:
        del parameters
        self.asked.append(method)
        return True

    async def do_request(self, url: str, *rest: Any, **more: Any) -> tuple[int, bytes]:
        if url.endswith("Description"):
            return 404, b'{"ok": false, "error_code": 404, "description": "Not Found"}'
        return await super().do_request(url, *rest, **more)


async def test_a_server_that_knows_no_descriptions_holds_up_nothing_else() -> None:
    """It never will: nothing is to be tried again, and each menu is set."""
    server = OldServer()
    bot: ExtBot[None] = ExtBot("1:A", request=server, get_updates_request=server)
    await publish_profile(bot, CATALOGUES, "عنب بلدي")
    assert server.asked == ["setMyCommands"] * 4


@pytest.mark.parametrize("language", ["ar", "en"])
def test_commands_are_named_and_described_as_telegram_takes_them(language: str) -> None:
    """Lower-case Latin names; descriptions of 1 to 256 characters."""
    listed = command_menu(CATALOGUES, language)
    assert len(listed) == len({command.command for command in listed}) > 0
    for command in listed:
        assert command.command.isascii()
        assert command.command.islower()
        assert 1 <= len(command.description) <= 256
