"""The command menu and the bot's description."""

from handlers import menu
from tests.handlers.stage import CATALOGUES, LAYLA, MARKET, RIMA, Stage


async def test_the_menu_is_set_in_both_languages(stage: Stage) -> None:
    """Arabic for everybody, English for those whose Telegram is English."""
    await menu.publish_menu(stage.application.bot, CATALOGUES, "عنب بلدي")
    listed = await stage.control(f"chats/{LAYLA}/commands?person={LAYLA}")
    shown = {command["command"]: command["description"] for command in listed["commands"]}
    assert list(shown) == [c.name for c in menu.COMMANDS if c.description]
    assert shown["latest"] == "آخر الأخبار"
    profile = await stage.control("profile?language=en")
    assert profile["description"].startswith("News from عنب بلدي")
    assert (await stage.control("profile?language=ar"))["description"].startswith("أخبار عنب بلدي")


async def test_groups_have_a_shorter_menu(stage: Stage) -> None:
    """Without what only a private reader wants."""
    await menu.publish_menu(stage.application.bot, CATALOGUES)
    await stage.control(f"chats/{MARKET}/members", {"user": "bot", "status": "member", "by": RIMA})
    listed = await stage.control(f"chats/{MARKET}/commands?person={RIMA}")
    names = [command["command"] for command in listed["commands"]]
    assert "latest" in names
    assert "privacy" not in names


def test_every_command_of_the_menu_has_a_handler_and_a_word() -> None:
    """Names as Telegram takes them, described in each language within its bound."""
    for language in ("ar", "en"):
        for command in menu.command_menu(CATALOGUES, language):
            assert command.command.isascii()
            assert command.command.islower()
            assert 1 <= len(command.description) <= 256
