"""What readers choose for themselves, through real HTTP and a real file."""

import pytest

from sandbox.server import Sandbox
from tests.backlogs import FULL_FEED
from tests.databases import as_if
from tests.end_to_end.conftest import READER, Bot, Messages, People, far_hour
from tests.end_to_end.test_readers import with_text

GATHERING = 103


async def pressed(people: People, message_id: int, label: str, chat: int = READER) -> None:
    """Press a button of a message that edits itself, and wait until it has."""

    def this(said: Messages) -> Messages:
        return [m for m in said if m["message_id"] == message_id]

    (message,) = this(await people.heard(chat))
    edits = message["edits"]
    await people.press(message, label, chat)
    what = f"the page of {label}"
    await people.until(lambda said: this(said)[0]["edits"] > edits, chat, what=what)


async def opened(people: People, *labels: str, chat: int = READER) -> None:
    """Go through the settings from their first page."""
    settings = await people.answer_to("/settings", chat, labels[0])
    for label in labels:
        await pressed(people, settings["message_id"], label, chat)


async def test_what_is_followed_comes_alone_and_what_gathers_comes_as_one_digest(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """Each of two readers has chosen; a third, who has not, hears all.

    The search is followed from its results, and its news says so. The digest comes when it is given
    up, at once.
    """
    await people.greeted()
    found = await people.answer_to("فرن")
    await people.press(found, "تابع هذا البحث")
    preview = await people.page_with("نبّهني")
    await pressed(people, preview["message_id"], "تابع هذا البحث")
    await opened(people, "أي الأخبار", "ما أتابعه فقط")
    await people.greeted(GATHERING)
    await opened(people, "متى", "في موجز عند 20:00", chat=GATHERING)
    far = f"update chats set digest_hours = '{far_hour()}' where telegram_id = {GATHERING}"
    await as_if(bot.settings.database, far)
    await people.greeted(102)

    other = sandbox.newsroom.publish("volleyball-girls")
    article = sandbox.newsroom.publish("bakery-queue")
    headlines = [other.headline, article.headline]
    said = await people.until(lambda said: bool(with_text(said, article.headline)))
    (post,) = with_text(said, article.headline)
    assert not with_text(said, other.headline)
    await people.press(await people.open_menu(post), "لماذا وصلني")
    await people.told("تتابع البحث عن «فرن»")

    await people.until(lambda said: all(with_text(said, one) for one in headlines), 102)
    heard = await people.heard(GATHERING)
    assert not any(with_text(heard, one) for one in headlines)
    await opened(people, "متى", "فور نشرها", chat=GATHERING)
    said = await people.until(
        lambda said: bool(with_text(said, *headlines)), GATHERING, what="the digest"
    )
    (digest,) = with_text(said, *headlines)
    assert "📋" in digest["html"]
    number = digest["message_id"]
    await pressed(people, number, "2", GATHERING)
    (entry,) = (m for m in await people.heard(GATHERING) if m["message_id"] == number)
    assert sum(headline in entry["html"] for headline in headlines) == 1
    assert "اقرأ" in str(entry["reply_markup"])
    await pressed(people, number, "رجوع إلى الموجز", GATHERING)
    (again,) = (m for m in await people.heard(GATHERING) if m["message_id"] == number)
    assert again["html"] == digest["html"]
    assert again["reply_markup"] == digest["reply_markup"]


@FULL_FEED
@pytest.mark.slow
async def test_a_muted_section_does_not_come(bot: Bot, people: People, sandbox: Sandbox) -> None:
    """Chosen from the list in the settings, without any post."""
    await people.greeted()
    await opened(people, "أي الأخبار", "اختر ما تكتمه", "رياضة", "اكتمه")
    muted = sandbox.newsroom.publish("volleyball-girls")
    article = sandbox.newsroom.publish("bakery-queue")
    said = await people.until(lambda said: bool(with_text(said, article.headline)))
    assert not with_text(said, muted.headline)
