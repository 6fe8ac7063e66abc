"""A reader's day, from START to the corrected post, through real HTTP and a real file."""

import pytest

from sandbox.server import Sandbox
from tests.backlogs import FULL_FEED
from tests.end_to_end.conftest import READER, Bot, Messages, People


def with_text(said: Messages, *words: str) -> Messages:
    return [m for m in said if all(word in m["html"] for word in words)]


async def arrived(people: People, words: str, *, what: str) -> Messages:
    """The messages with these words, once there is one."""
    return with_text(
        await people.until(lambda said: bool(with_text(said, words)), what=what), words
    )


@FULL_FEED
async def test_a_day_from_start_to_a_withdrawal_with_questions_and_a_return(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """One post, corrected and marked in its place, and Telegram is asked nothing it does not know.

    START subscribes, says so in one line, names the newest article, and offers buttons. What a
    reader tries first is answered. A blocked chat is left alone, and taken up again.
    """
    welcome, *_ = await people.greeted()
    assert welcome["html"].count("\n") <= 3
    assert welcome["reply_markup"]["inline_keyboard"]
    article = sandbox.newsroom.publish("bakery-queue")
    (post,) = await arrived(people, article.headline, what="a published article")
    assert post["photo_url"]
    assert "📷" in post["html"]
    corrected = "عنوان صححته غرفة الأخبار"
    sandbox.newsroom.edit(article.number, headline=corrected)
    (same,) = await arrived(people, corrected, what="the corrected headline")
    assert (same["message_id"], same["edits"]) == (post["message_id"], 1)
    assert "حدّث" in same["html"]
    assert not with_text(await people.heard(), article.headline)
    # The feed has lost it, its page is gone twice: no schedule is waited for.
    sandbox.newsroom.withdraw(article.number)
    said = await people.until(
        lambda said: any(m["edits"] > 1 for m in said), what="the mark of a withdrawn article"
    )
    (marked,) = [m for m in said if m["message_id"] == post["message_id"]]
    assert marked["html"] != same["html"]
    latest = await people.answer_to("/latest")
    assert latest["reply_markup"]["inline_keyboard"]
    tags = await people.answer_to("/tags")
    assert tags["reply_markup"]["inline_keyboard"]
    await people.write("سباح من اللاذقيه")
    await people.until(lambda said: bool(with_text(said, "اللاذقية", "«")))
    tag = await people.answer_to("#حلب")
    assert tag["html"]
    await people.control(f"chats/{READER}/block")
    missed = sandbox.newsroom.publish()
    await people.greeted(102)
    await people.control(f"chats/{READER}/unblock")
    await people.start()
    article = sandbox.newsroom.publish()
    await arrived(people, article.headline, what="news after a return")
    assert len(with_text(await people.heard(), missed.headline)) <= 1
    url = f"{people.sandbox.control_url}/telegram/unknown"
    assert (await people.client.get(url)).json() == {"parameters": {}, "methods": {}}


@pytest.mark.slow
async def test_a_reader_who_stops_hears_no_more(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """`/stop` holds from the next article on."""
    await people.greeted()
    await people.answer_to("/stop")
    await people.greeted(102)
    article = sandbox.newsroom.publish()
    await people.until(lambda said: bool(with_text(said, article.headline)), 102)
    assert not with_text(await people.heard(READER), article.headline)


@pytest.mark.slow
async def test_the_menu_is_there_in_both_languages(bot: Bot, people: People) -> None:
    """Telegram shows the commands with their descriptions."""
    url = f"{people.sandbox.control_url}/chats/{READER}/commands"
    menu = (await people.client.get(url, params={"person": READER})).json()["commands"]
    assert {"start", "latest", "tag", "tags", "search", "help"} <= {c["command"] for c in menu}
    assert all(command["description"] for command in menu)
