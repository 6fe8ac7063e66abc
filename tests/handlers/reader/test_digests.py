"""A digest's numbers: entries opened in place, and the way back."""

import pytest

from bot.posts.digests.compose import digest
from storage.models import Article, ArticleStatus, Tag, TagKind
from tests.articles import invented
from tests.handlers.stage import CATALOGUES, LAYLA, MARKET, RIMA, SAMI, Seen, Stage


async def sent_digest(stage: Stage) -> Seen:
    """A digest of three articles."""
    return await sent_digest_of(
        stage,
        invented(30, title="افتتاح سوق الخضار", photo=None),
        invented(31, title="افتتاح سوق الخضار الجديد", photo=None),
        invented(32, title="مباراة في كرة السلة", photo=None),
    )


async def sent_long_digest(stage: Stage) -> Seen:
    """A digest of forty articles in two sections, no two of one event."""
    return await sent_digest_of(
        stage,
        *(
            invented(
                number,
                title=f"أعمال الصيانة رقم {number}",
                photo=None,
                tags=(Tag("خدمات" if number < 85 else "رياضة", TagKind.SECTION),),
            )
            for number in range(60, 100)
        ),
    )


async def sent_digest_of(stage: Stage, *given: Article, chat: int = LAYLA) -> Seen:
    """A digest of these articles, as delivery would send it."""
    await stage.publish(*given)
    articles = await stage.store.articles.latest(len(given))
    made = digest(articles, translator=CATALOGUES.translator("ar"))
    assert made is not None
    keyboard = [
        [{"text": button.text, "callback_data": button.data} for button in row]
        for row in made.buttons
    ]
    await stage.application.bot.send_message(
        chat,
        made.html,
        parse_mode="HTML",
        reply_markup={"inline_keyboard": keyboard},
    )
    return await stage.last(chat)


async def test_a_number_opens_its_entry_in_the_same_message(stage: Stage) -> None:
    """From one entry to the next, and back to the digest as it was."""
    await stage.start()
    shown = await sent_digest(stage)
    assert "(وتحديث واحد)" in shown.text
    await stage.press(shown, "1")
    entry = await stage.again(shown)
    assert "افتتح المجلس البلدي الحديقة رقم 31" in entry.text
    assert "كرة السلة" not in entry.text
    assert {"• 1", "2", "اقرأ", "⋯", "↩️ رجوع إلى الموجز"} <= set(entry.labels)
    await stage.press(entry, "2")
    assert "مباراة في كرة السلة" in (await stage.again(shown)).text
    await stage.press(await stage.again(shown), "↩️")
    assert await stage.again(shown) == shown
    assert await stage.last() == shown


async def test_following_from_an_entry_leaves_the_numbers(stage: Stage) -> None:
    """Only the pressed button changes."""
    await stage.start()
    top = await sent_digest(stage)
    await stage.press(top, "1")
    entry = await stage.again(top)
    menu = await stage.more(entry)
    await stage.press(menu, "🔔")
    assert (await stage.again(top)).labels[-3:] == entry.labels[-3:]
    await stage.press(await stage.again(top), "✕")
    assert (await stage.again(top)).labels == entry.labels


async def test_an_entry_in_a_group_is_as_its_posts_are(stage: Stage) -> None:
    """By the group's template, with the headline and summary that an administrator wrote for it."""
    await stage.control(f"chats/{MARKET}/members", {"user": "bot", "status": "member", "by": RIMA})
    await stage.pump()
    chat = await stage.store.chats.get(MARKET)
    assert chat is not None
    shown = await sent_digest_of(
        stage, invented(30, title="افتتاح سوق الخضار", photo=None), chat=MARKET
    )
    (article,) = await stage.store.articles.latest(1)
    await stage.store.overrides.set_headline(article.id, chat.id, "عنوان المحرر")
    await stage.store.overrides.set_summary(article.id, chat.id, "ملخص المحرر.")
    await stage.store.channel_settings.set_signature(chat.id, "تابعونا")
    await stage.press(shown, "1", chat=MARKET, person=RIMA)
    entry = await stage.again(shown, MARKET)
    assert entry.text.startswith("عنوان المحرر\n\nملخص المحرر.")
    assert entry.text.endswith("تابعونا")
    await stage.press(entry, "↩️", chat=MARKET, person=RIMA)
    assert "عنوان المحرر" in (await stage.again(shown, MARKET)).text


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
    answer = await stage.press(listing, chat=SAMI, person=SAMI, data="g:3")
    assert answer["text"] == "لم يعد هذا الزر يعمل."


async def test_a_long_digest_is_turned_there_and_back(stage: Stage) -> None:
    """In one message, its numbers running on."""
    await stage.start()
    first = await sent_long_digest(stage)
    assert first.labels[-2:] == ["1 من 2", "التالي ›"]
    await stage.press(first, "التالي")
    second = await stage.again(first)
    assert second.labels[-2:] == ["‹ السابق", "2 من 2"]
    assert int(second.labels[0]) == len(first.labels) - 1
    assert second.labels[-3] == "40"
    await stage.press(second, "2 من 2")
    assert await stage.again(first) == second
    await stage.press(second, "‹")
    assert await stage.again(first) == first
    assert await stage.last() == first


async def test_an_entry_of_a_later_part_comes_back_to_it(stage: Stage) -> None:
    """With the numbers of that part beside it, from one to the next."""
    await stage.start()
    first = await sent_long_digest(stage)
    await stage.press(first, "التالي")
    second = await stage.again(first)
    await stage.press(second, "40")
    entry = await stage.again(first)
    assert "• 40" in entry.labels
    assert "39" in entry.labels
    assert "1" not in entry.labels
    headline = next(line for line in second.text.splitlines() if line.startswith("40. "))
    assert headline.removeprefix("40. ") in entry.text
    await stage.press(entry, "39")
    assert "• 39" in (await stage.again(first)).labels
    await stage.press(await stage.again(first), "↩️")
    assert await stage.again(first) == second


@pytest.mark.parametrize("data", ["s:0:", "s:41:", "s:9223372036854775807:", "d:0:1:", "d:41:1:"])
async def test_a_part_or_number_that_never_was_is_refused(stage: Stage, data: str) -> None:
    """The message stays as it is."""
    await stage.start()
    first = await sent_long_digest(stage)
    answer = await stage.press(first, data=data)
    assert answer["text"] == "لم يعد هذا الزر يعمل."
    assert await stage.again(first) == first


async def test_a_part_under_another_message_is_refused(stage: Stage) -> None:
    """Only a digest's own buttons say what stands in it."""
    await stage.start()
    (listing,) = await stage.write("/latest")
    for data in ("s:1:", "s:2:abc", "d:1:1:", "d:1:1:abc"):
        answer = await stage.press(listing, data=data)
        assert answer["text"] == "لم يعد هذا الزر يعمل."
    assert await stage.again(listing) == listing


async def test_a_withdrawn_entry_of_a_part_is_said_to_be_gone(stage: Stage) -> None:
    """And the part leaves it out when it is shown anew."""
    await stage.start()
    first = await sent_long_digest(stage)
    (article,) = await stage.store.articles.latest(1)
    await stage.store.withdraw(
        article.id, action=None, sent_since=stage.clock[0], now=stage.clock[0]
    )
    answer = await stage.press(first, "1")
    assert answer["text"] == "لم يعد هذا الخبر متاحًا."
    await stage.press(first, "1 من 2")
    assert article.article.title not in (await stage.again(first)).text
