"""Following and muting a tag from a post, and the list of what is followed."""

from pathlib import Path

import pytest

from handlers.reader.following.subscriptions import MAX_BUTTONS
from storage.chats.subscriptions import MAX_TAGS
from tests.articles import invented
from tests.databases import as_if
from tests.handlers.handling import handling
from tests.handlers.reader.settings.test_show import followed
from tests.handlers.stage import LAYLA, Seen, Stage
from tests.handlers.stage import publish as tell


async def opened_post(stage: Stage) -> Seen:
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    return await stage.more(await stage.last())


async def test_following_from_a_post_takes_one_press_and_turns_the_button(stage: Stage) -> None:
    """The answer says how much will come; pressed again it leaves the tag."""
    await stage.start()
    post = await opened_post(stage)
    answer = await stage.press(post, "🔔")
    assert "تتابع «حي الزيتون»" in answer["text"]
    assert answer["text"].endswith("نحو 12 خبرًا في اليوم.")
    assert await followed(stage) == ["حي الزيتون"]
    turned = await stage.again(post)
    assert "✓ تتابع #حي_الزيتون" in turned.labels
    assert turned.text == post.text
    answer = await stage.press(turned, "✓")
    assert answer["text"] == "لم تعد تتابع «حي الزيتون»."
    assert (await stage.again(post)).labels == post.labels


async def test_what_is_muted_from_a_post_is_no_longer_followed(stage: Stage) -> None:
    """And the other way round; each end is one press away."""
    await stage.start()
    post = await opened_post(stage)
    await stage.press(post, "🔔")
    answer = await stage.press(await stage.again(post), "🔕 اكتم #حي_الزيتون")
    assert answer["text"].startswith("لن تصلك أخبار «حي الزيتون».")
    assert await followed(stage) == []
    muted = await stage.again(post)
    assert {"🔔 تابع #حي_الزيتون", "🔇 مكتوم: #حي_الزيتون"} <= set(muted.labels)
    assert await tell(stage, invented(85)) == 0
    answer = await stage.press(muted, "🔇")
    assert answer["text"] == "لم تعد تكتم «حي الزيتون»."
    assert await tell(stage, invented(86)) == 1


async def test_who_follows_before_start_gets_that_tag_only(stage: Stage) -> None:
    """Following asks to be told; nothing else is sent unasked."""
    await stage.write("/settings")
    (listing,) = await stage.write("/tag محليات")
    answer = await stage.press(listing, "🔔")
    assert "ستصلك أخباره" in answer["text"]
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.active
    assert not chat.everything


@pytest.mark.sqlite
async def test_who_follows_before_start_gets_all_news_at_no_moment(
    stage: Stage, tmp_path: Path
) -> None:
    """Joining is one change: a fault after it would leave the chat with all news."""
    async with handling(stage) as bot:
        await bot.write("/settings")
        (listing,) = await bot.write("/tag محليات")
        await as_if(
            tmp_path / "khabar.db",
            "create trigger no_second_change before update of everything on chats"
            " when old.active = 1 begin select raise(abort, 'a fault'); end",
        )
        await bot.press(listing, listing.data_of("🔔"))
        chat = await stage.store.chats.get(LAYLA)
        assert chat is not None
        assert chat.active
        assert not chat.everything
        assert [tag.name for tag in await stage.store.subscriptions.followed(chat.id)] == ["محليات"]


async def test_following_after_stop_says_what_is_missing(stage: Stage) -> None:
    """Who stopped is not started again behind his back."""
    await stage.start()
    await stage.write("/stop")
    (listing,) = await stage.write("/tag محليات")
    answer = await stage.press(listing, "🔔")
    assert "/start" in answer["text"]
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.active


async def test_a_full_list_is_told_of(stage: Stage) -> None:
    """The bound is said, not silently kept."""
    await stage.start()
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    async with stage.store.chats._database.transaction() as connection:
        for number in range(1000, 1000 + MAX_TAGS):
            await connection.execute(
                "insert into tags (id, kind, name, folded) values (?, 'tag', ?, ?)",
                (number, f"وسم {number}", f"وسم {number}"),
            )
            await connection.execute("insert into follows values (?, ?)", (chat.id, number))
    (listing,) = await stage.write("/tag محليات")
    answer = await stage.press(listing, "🔔")
    assert "قائمتك ممتلئة" in answer["text"]
    (told,) = await stage.write("/subscriptions")
    assert sum(label.startswith("🔔") for label in told.labels) == MAX_BUTTONS


async def test_a_tag_that_is_gone_can_not_be_followed(stage: Stage) -> None:
    """A forged or an old button."""
    await stage.start()
    (listing,) = await stage.write("/latest")
    answer = await stage.press(listing, data="f:999:1")
    assert answer["text"] == "لم يعد هذا الوسم موجودًا."
    answer = await stage.press(listing, data="p:t:999:0")
    assert answer["text"] == "لم يعد هذا الوسم موجودًا."


async def test_subscriptions_show_all_and_end_each(stage: Stage) -> None:
    """In words, and with a button for each tag."""
    (told,) = await stage.write("/subscriptions")
    assert "لا تصلك أخبار الآن" in told.text
    await stage.start()
    (told,) = await stage.write("/subscriptions")
    assert "كل الأخبار" in told.text
    assert "لا تتابع وسمًا بعد" in told.text
    (listing,) = await stage.write("/tag محليات")
    await stage.press(listing, "🔔")
    (told,) = await stage.write("/subscriptions")
    await stage.press(told, "🔔 محليات")
    ended = await stage.again(told)
    assert "↩️ تراجع: 🔔 محليات" in ended.labels
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not await stage.store.subscriptions.followed(chat.id)
    await stage.press(ended, "↩️ تراجع")
    assert "🔔 محليات" in (await stage.again(told)).labels
    assert await stage.store.subscriptions.followed(chat.id)
