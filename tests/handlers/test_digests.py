"""A digest's numbers: entries opened in place, and the way back."""

from bot.posts.digest import digest
from storage.models import ArticleStatus
from tests.articles import invented
from tests.handlers.stage import CATALOGUES, LAYLA, SAMI, Seen, Stage


async def sent_digest(stage: Stage) -> Seen:
    """A digest of three articles, as delivery would send it."""
    await stage.publish(
        invented(30, title="افتتاح سوق الخضار", photo=None),
        invented(31, title="افتتاح سوق الخضار الجديد", photo=None),
        invented(32, title="مباراة في كرة السلة", photo=None),
    )
    articles = await stage.store.articles.latest(3)
    made = digest(articles, translator=CATALOGUES.translator("ar"))
    assert made is not None
    keyboard = [
        [{"text": button.text, "callback_data": button.data} for button in row]
        for row in made.buttons
    ]
    await stage.application.bot.send_message(
        LAYLA,
        made.html,
        parse_mode="HTML",
        reply_markup={"inline_keyboard": keyboard},
    )
    return await stage.last()


async def test_a_number_opens_its_entry_in_the_same_message(stage: Stage) -> None:
    """From one entry to the next, and back to the digest as it was."""
    await stage.start()
    shown = await sent_digest(stage)
    assert "(وتحديث واحد)" in shown.text
    await stage.press(shown, "1")
    entry = await stage.again(shown)
    assert "افتتح المجلس البلدي الحديقة رقم 31" in entry.text
    assert "كرة السلة" not in entry.text
    assert {"• 1", "2", "📄 اقرأ المقال هنا", "↩️ رجوع إلى الموجز"} <= set(entry.labels)
    await stage.press(entry, "2")
    assert "مباراة في كرة السلة" in (await stage.again(shown)).text
    await stage.press(await stage.again(shown), "↩️")
    assert await stage.again(shown) == shown
    assert await stage.last() == shown


async def test_the_top_stories_open_in_place_too(stage: Stage) -> None:
    """Their header comes back with them."""
    _, top, _ = await stage.start()
    await stage.press(top, "2")
    entry = await stage.again(top)
    assert entry.text != top.text
    await stage.press(entry, "↩️")
    assert await stage.again(top) == top


async def test_following_from_an_entry_leaves_the_numbers(stage: Stage) -> None:
    """Only the pressed button changes."""
    _, top, _ = await stage.start()
    await stage.press(top, "1")
    entry = await stage.again(top)
    await stage.press(entry, "🔔")
    assert (await stage.again(top)).labels[-4:] == entry.labels[-4:]


async def test_what_is_gone_is_said_to_be(stage: Stage) -> None:
    """A withdrawn article, and a digest of which nothing is left."""
    await stage.start()
    shown = await sent_digest(stage)
    number = int(shown.data_of("2").split(":")[1])
    await stage.store.withdraw(number, action=None, sent_since=stage.clock[0], now=stage.clock[0])
    (article,) = await stage.store.articles.get([number])
    assert article.status is ArticleStatus.WITHDRAWN
    answer = await stage.press(shown, "2")
    assert answer["text"] == "لم يعد هذا الخبر متاحًا."
    (listing,) = await stage.write("/latest", chat=SAMI, person=SAMI)
    answer = await stage.press(listing, chat=SAMI, person=SAMI, data="g:3:0")
    assert answer["text"] == "لم يعد هذا الزر يعمل."
