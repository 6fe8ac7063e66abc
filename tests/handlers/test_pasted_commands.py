"""Commands that are pasted from what the bot itself has said in Arabic."""

import pytest

from tests.handlers.handling import handling
from tests.handlers.stage import CATALOGUES, LAYLA, Stage

ARABIC = CATALOGUES.translator("ar")


@pytest.mark.parametrize("before", ["\u2068", "\u200f", "\u2066 "])
async def test_a_pasted_command_is_obeyed(stage: Stage, before: str) -> None:
    """Not searched for, though Telegram takes it for a text."""
    await stage.start()
    async with handling(stage) as bot:
        (told,) = await bot.write(f"{before}/stop\u2069")
    assert "/forget" in told.text
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.active
    assert await stage.store.saved_searches.words(LAYLA, 1) is None


async def test_a_pasted_command_ends_a_question(stage: Stage) -> None:
    """It is no answer to it."""
    await stage.start()
    async with handling(stage) as bot:
        await bot.write("/mute")
        (listing,) = await bot.write("\u2068/latest\u2069")
        (found,) = await bot.write("الحديقة")
    assert listing.text.startswith("آخر أخبار")
    assert ARABIC.gettext("🔔 Follow this search") in found.labels


async def test_bidi_signs_in_the_bots_own_words_are_such(stage: Stage) -> None:
    """Else the test above would tell nothing of what people copy."""
    (told,) = await stage.write("/stop")
    at = told.text.index("/start")
    assert told.text[at - 1] in "\u2066\u2067\u2068\u200e\u200f"
