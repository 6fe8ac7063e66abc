"""Buttons that still offer to end words that were ended."""

from tests.handlers.stage import LAYLA, Stage


async def mute(stage: Stage, words: str) -> None:
    (preview,) = await stage.write(f"/mute {words}")
    await stage.press(preview, "🔕")


async def test_an_old_list_ends_no_words_but_those_that_it_names(stage: Stage) -> None:
    """The words that were muted next did not get the number of the ended ones."""
    await stage.start()
    await mute(stage, "دمشق")
    (old,) = await stage.write("/subscriptions")
    (listed,) = await stage.write("/subscriptions")
    label = old.labels[0]
    assert "دمشق" in label
    await stage.press(listed, label)
    await mute(stage, "حلب")
    answer = await stage.press(old, label)
    assert answer["text"] == "هذه الكلمات ليست في قائمتك."
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert [one.words for one in await stage.store.alerts.of_chat(chat.id)] == ["حلب"]
