"""Readers who write what they want of the bot, without a slash."""

import pytest

from tests.handlers.stage import LAYLA, Stage


@pytest.mark.parametrize("words", ["إيقاف", "ايقاف!", "الغاء الاشتراك", "Stop", "unsubscribe."])
async def test_who_wants_the_news_to_end_is_told_how(stage: Stage, words: str) -> None:
    """Nothing is ended by a word that may have been meant as a search."""
    await stage.start()
    (told,) = await stage.write(words)
    assert "/stop" in told.text
    assert "/search" in told.text
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.active


async def test_settings_and_help_are_shown(stage: Stage) -> None:
    """In any spelling, whatever language the bot speaks."""
    await stage.start()
    (by_command,) = await stage.write("/settings")
    for words in ("اعدادات", "Settings"):
        (shown,) = await stage.write(words)
        assert (shown.text, shown.labels) == (by_command.text, by_command.labels)
    for words in ("مساعدة", "المساعده؟", "HELP"):
        (shown,) = await stage.write(words)
        assert "/latest" in shown.text


async def test_news_is_begun_and_listed(stage: Stage) -> None:
    """By who has never seen the button, too."""
    (welcome,) = await stage.write("ابدأ")
    assert "كل الأخبار" in welcome.labels
    (by_command,) = await stage.write("/latest")
    for words in ("شو الاخبار؟", "Latest news"):
        (listing,) = await stage.write(words)
        assert (listing.text, listing.labels) == (by_command.text, by_command.labels)


async def test_words_of_the_news_are_searched_for(stage: Stage) -> None:
    """A command among other words is none, and behind /search none is."""
    for words in ("إيقاف الحديقة", "/search إيقاف"):
        (found,) = await stage.write(words)
        assert "/stop" not in found.text
