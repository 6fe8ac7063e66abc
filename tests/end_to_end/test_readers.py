"""A reader's day, from START to the corrected post, through real HTTP and a real file."""

import pytest

from sandbox.server import Sandbox
from tests.backlogs import FULL_FEED
from tests.end_to_end.conftest import READER, Bot, Messages, People


def with_text(said: Messages, *words: str) -> Messages:
    return [m for m in said if all(word in m["html"] for word in words)]


async def test_the_first_contact(bot: Bot, people: People) -> None:
    """START subscribes, says so in one line, names the newest article, and offers buttons."""
    await people.start()
    (welcome, *_) = await people.until(bool)
    assert welcome["html"].count("\n") <= 3
    assert welcome["reply_markup"]["inline_keyboard"]


async def test_a_published_article_arrives_with_photo_caption_and_credit(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """The way of an article, whole."""
    await people.greeted()
    article = sandbox.newsroom.publish("bakery-queue")
    said = await people.until(lambda said: bool(with_text(said, article.headline)))
    (post,) = with_text(said, article.headline)
    assert post["photo_url"]
    assert "📷" in post["html"]
    assert len(with_text(said, article.headline)) == 1


@FULL_FEED
async def test_search_tag_and_latest_answer(bot: Bot, people: People) -> None:
    """What a reader tries first."""
    await people.greeted()
    latest = await people.answer_to("/latest")
    assert latest["reply_markup"]["inline_keyboard"]
    tags = await people.answer_to("/tags")
    assert tags["reply_markup"]["inline_keyboard"]
    await people.write("سباح من اللاذقيه")
    await people.until(lambda said: bool(with_text(said, "اللاذقية", "«")))
    tag = await people.answer_to("#حلب")
    assert tag["html"]


async def test_a_corrected_headline_edits_the_post(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """The newsroom's correction reaches what was sent; nothing is posted twice."""
    await people.greeted()
    article = sandbox.newsroom.publish()
    await people.until(lambda said: bool(with_text(said, article.headline)))
    sandbox.newsroom.edit(article.number, headline="عنوان صححته غرفة الأخبار")
    said = await people.until(lambda said: bool(with_text(said, "عنوان صححته غرفة الأخبار")))
    (post,) = with_text(said, "عنوان صححته غرفة الأخبار")
    assert post["edits"] == 1
    assert "حدّث" in post["html"]
    assert not with_text(said, article.headline)


@pytest.mark.slow
async def test_a_reader_who_stops_hears_no_more(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """`/stop` holds from the next article on."""
    await people.greeted()
    await people.answer_to("/stop")
    await people.greeted(102)
    article = sandbox.newsroom.publish()
    await people.until(lambda said: bool(with_text(said, article.headline)), 102)
    assert not with_text(await people.heard(READER), article.headline)


async def test_a_reader_who_blocks_and_returns_goes_on(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """A blocked chat is left alone, and taken up again with its settings."""
    await people.greeted()
    await people.control(f"chats/{READER}/block")
    missed = sandbox.newsroom.publish()
    await people.greeted(102)
    await people.control(f"chats/{READER}/unblock")
    await people.start()
    article = sandbox.newsroom.publish()
    said = await people.until(lambda said: bool(with_text(said, article.headline)))
    assert len(with_text(said, missed.headline)) <= 1


@pytest.mark.slow
async def test_the_menu_is_there_in_both_languages(bot: Bot, people: People) -> None:
    """Telegram shows the commands with their descriptions."""
    url = f"{people.sandbox.control_url}/chats/{READER}/commands"
    menu = (await people.client.get(url, params={"person": READER})).json()["commands"]
    assert {"start", "latest", "tag", "tags", "search", "help"} <= {c["command"] for c in menu}
    assert all(command["description"] for command in menu)


async def test_nothing_unknown_is_asked_of_telegram(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """No parameter or method that the Bot API does not know."""
    await people.start()
    sandbox.newsroom.publish()
    await people.until(lambda said: len(said) >= 2)
    url = f"{people.sandbox.control_url}/telegram/unknown"
    assert (await people.client.get(url)).json() == {"parameters": {}, "methods": {}}
