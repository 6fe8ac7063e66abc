"""By hand: posting to a chosen chat, now or later, correcting and taking back."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.posts.actions.desk import DeskOpen, DeskPost, PostLook, PostTo
from bot.posts.actions.desk_choices import DeskPage, PostAction
from storage.models import Chat
from storage.outbox import Action, Done, Sent
from tests.articles import invented
from tests.handlers.desk.admins import add, connected, press
from tests.handlers.desk.posted import claimed
from tests.handlers.reader.test_searching import at_midnight
from tests.handlers.stage import LAYLA, MARKET, RIMA, Seen, Stage

ISOLATES = dict.fromkeys((0x2067, 0x2068, 0x2069))


async def test_an_article_found_by_its_link(stage: Stage) -> None:
    """The post is shown, then the chats; a press puts it into the queue, at once or later."""
    chat, _ = await connected(stage)
    answers = await stage.write("/post https://news.example/3/khabar", chat=RIMA, person=RIMA)
    assert "رقم 3" in answers[0].text
    where = answers[-1]
    assert any("قناة المدينة" in label for label in where.labels)
    assert "قناة المدينة: الآن" in where.labels
    assert "ننشره الآن" in await press(stage, where, where.data_of("قناة المدينة"))
    (delivery,) = await claimed(stage, chat_id=chat.id)
    assert delivery.action is Action.POST
    done = await stage.again(where, RIMA)
    assert "ننشره الآن في قناة المدينة" in done.text
    assert "قناة المدينة: الآن" not in done.labels
    assert await press(stage, where, where.data_of("قناة المدينة"))
    assert await claimed(stage, chat_id=chat.id) == []
    (entry, *_) = await stage.store.audit_log.newest(chat.id, 1)
    assert entry.action == "post"


async def test_the_preview_is_the_channels_post(stage: Stage) -> None:
    """With its signature and without a reader's buttons; of several chats each has its own look."""
    chat, _ = await connected(stage)
    await stage.store.channel_settings.set_signature(chat.id, "قناة المدينة، كل يوم")
    looks = await stage.write("/post https://news.example/3/khabar/", chat=RIMA, person=RIMA)
    assert looks[0].text.endswith("قناة المدينة، كل يوم")
    assert not any("لماذا" in label or "تابع" in label for label in looks[0].labels)
    await add(stage, MARKET)
    (where,) = await stage.write("/post https://news.example/3/khabar/", chat=RIMA, person=RIMA)
    await press(stage, where, PostLook(3, chat.id))
    assert (await stage.last(RIMA)).text.endswith("قناة المدينة، كل يوم")
    assert await claimed(stage, chat_id=chat.id) == []


@pytest.mark.parametrize("link", ["http://www.news.example/90/", "https://news.example/?p=90"])
async def test_an_article_found_by_its_short_link(stage: Stage, link: str) -> None:
    """Its number leads to it, on its own site alone."""
    await connected(stage)
    await stage.publish(invented(90, site_id="news.example/90"))
    answers = await stage.write(f"/post {link}", chat=RIMA, person=RIMA)
    assert "رقم 90" in answers[-1].text
    (nothing,) = await stage.write("/post https://other.example/90/", chat=RIMA, person=RIMA)
    assert nothing.text.endswith("\nhttps://other.example/90/")


async def test_an_article_found_by_words_and_posted_later(stage: Stage) -> None:
    """Several are numbered; the hour chosen is kept."""
    chat, _ = await connected(stage)
    (which,) = await stage.write("/post الحديقة", chat=RIMA, person=RIMA)
    await press(stage, which, which.data_of("1"))
    where = await stage.again(which, RIMA)
    await press(stage, where, where.data_of("بعد 3 ساعات"))
    assert await claimed(stage, chat_id=chat.id) == []
    stage.clock[0] += timedelta(hours=3)
    await stage.store.scheduled_posts.release(stage.clock[0])
    assert len(await claimed(stage, chat_id=chat.id)) == 1


async def test_an_article_of_today_is_found_by_the_newsrooms_day(stage: Stage) -> None:
    """At half past one in Damascus, when Greenwich still has yesterday."""
    await connected(stage)
    stage.clock[0] = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)
    await stage.publish(*at_midnight(stage.clock[0]))
    shown = await stage.write("/post حافلات من اليوم", chat=RIMA, person=RIMA)
    assert "حافلات الليل" in shown[0].text
    assert not any("حافلات النهار" in message.text for message in shown)
    shown = await stage.write("/post حافلات إلى أمس", chat=RIMA, person=RIMA)
    assert "حافلات النهار" in shown[0].text
    assert not any("حافلات الليل" in message.text for message in shown)


async def test_nothing_to_post(stage: Stage) -> None:
    """Without words they are asked for; unknown words and links find nothing."""
    await connected(stage)
    (asked,) = await stage.write("/post", chat=RIMA, person=RIMA)
    assert "أي خبر" in asked.text
    for words in ("زرافة", "https://elsewhere.example/1/"):
        (answer,) = await stage.write(f"/post {words}", chat=RIMA, person=RIMA)
        assert "لم يُعثر" in answer.text or "لا نتائج" in answer.text or words in answer.text
    await stage.start(LAYLA)
    answers = await stage.write("/post https://news.example/3/khabar/", chat=LAYLA, person=LAYLA)
    assert "/channels" in answers[-1].text


async def test_taking_back(stage: Stage, posted: tuple[Chat, Seen, int, int]) -> None:
    """Asked first, with the headline that it has there; then deleted in this channel, once."""
    chat, seen, article_id, message_id = posted
    await stage.store.overrides.set_headline(article_id, chat.id, "عنوان القناة")
    await press(stage, seen, DeskPost(chat.id, article_id, PostAction.WITHDRAW))
    asked = await stage.again(seen, RIMA)
    assert "تسحب «عنوان القناة»" in asked.text.translate(ISOLATES)
    assert await claimed(stage, chat_id=chat.id) == []
    sure = asked.data_of("🗑")
    await press(stage, asked, sure)
    (delivery,) = await claimed(stage, chat_id=chat.id)
    assert (delivery.action, delivery.message_id) == (Action.DELETE, message_id)
    answer = await press(stage, asked, sure)
    assert "لم يعد هذا المنشور" in answer


async def test_a_post_is_corrected_by_hand(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """Headline and summary in this channel alone, also where no corrections are wanted."""
    chat, seen, article_id, message_id = posted
    await stage.store.channel_settings.set_flag(chat.id, "edits", on=False)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.POSTS, 0))
    shown = await stage.again(seen, RIMA)
    await press(stage, seen, shown.data_of("1"))
    page = await stage.again(seen, RIMA)
    for label, words in (("✏️ عدّل العنوان", "عنوان <مصحح>"), ("✏️ عدّل الملخص", "ملخص مصحح.")):
        await press(stage, page, page.data_of(label))
        asked = await stage.last(RIMA)
        (answer,) = await stage.write(words, chat=RIMA, person=RIMA, reply_to=asked.id)
        assert "نصحّح" in answer.text
    (delivery,) = await claimed(stage, chat_id=chat.id)
    assert (delivery.action, delivery.message_id) == (Action.EDIT, message_id)
    dressed = await stage.store.channel_settings.post_overrides([(article_id, chat.id)])
    assert dressed[article_id, chat.id].headline == "عنوان <مصحح>"
    assert dressed[article_id, chat.id].summary == "ملخص مصحح."
    await stage.store.outbox.record(
        [Sent(delivery.id, message_id, has_photo=False)], stage.clock[0]
    )
    await press(stage, seen, DeskPost(chat.id, article_id, PostAction.OPEN))
    page = await stage.again(seen, RIMA)
    assert "عنوان <مصحح>" in page.text
    await press(stage, page, DeskPost(chat.id, article_id, PostAction.HEADLINE))
    assert "عنوان <مصحح>" in (await stage.last(RIMA)).text
    await press(stage, page, DeskPost(chat.id, article_id, PostAction.SUMMARY))
    assert "ملخص مصحح." in (await stage.last(RIMA)).text
    await press(stage, page, page.data_of("↩️"))
    assert await stage.store.channel_settings.post_overrides([(article_id, chat.id)]) == {}
    (delivery,) = await claimed(stage, chat_id=chat.id)
    assert delivery.action is Action.EDIT


async def test_a_post_that_stands_there_is_found_by_its_link(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """To post it again makes no sense; to change it does."""
    answers = await stage.write("/post https://news.example/70/khabar/", chat=RIMA, person=RIMA)
    await press(stage, answers[-1], answers[-1].data_of("قناة المدينة"))
    offer = await stage.last(RIMA)
    assert "منشور في" in offer.text
    await press(stage, offer, offer.data_of("✏️"))
    assert "🗑 اسحب" in (await stage.again(offer, RIMA)).labels


async def test_posted_at_a_time_that_was_written_or_not(stage: Stage) -> None:
    """It stands on the page of posts until then, where it can be taken back."""
    chat, seen = await connected(stage)
    answers = await stage.write("/post https://news.example/3/khabar/", chat=RIMA, person=RIMA)
    await press(stage, answers[-1], answers[-1].data_of("🕗"))
    asked = await stage.last(RIMA)
    for words, told_of in (
        ("قريبًا", "لم نفهم"),
        ("بعد 40 يومًا", "سبعة أيام"),
        ("بعد 9 أيام", "سبعة أيام"),
        ("غدًا 9 صباحًا", "غدًا عند 09:00"),
    ):
        (answer,) = await stage.write(words, chat=RIMA, person=RIMA, reply_to=asked.id)
        assert told_of in answer.text
    (planned,) = await stage.store.scheduled_posts.planned(chat.id, 5)
    assert planned.at.hour == 6
    await stage.write("غدًا 10 صباحًا", chat=RIMA, person=RIMA, reply_to=asked.id)
    (planned,) = await stage.store.scheduled_posts.planned(chat.id, 5)
    assert planned.at.hour == 7
    await stage.write("غدًا 9 صباحًا", chat=RIMA, person=RIMA, reply_to=asked.id)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.PLAN, 0))
    shown = await stage.again(seen, RIMA)
    assert "غدًا\n1. 🕗 09:00" in shown.text
    await press(stage, seen, shown.data_of("1"))
    assert "غدًا عند 10:00" in await press(
        stage, seen, (await stage.again(seen, RIMA)).data_of("+ ساعة")
    )
    (planned,) = await stage.store.scheduled_posts.planned(chat.id, 5)
    assert planned.at.hour == 7
    await press(stage, seen, (await stage.again(seen, RIMA)).data_of("1"))
    dropping = (await stage.again(seen, RIMA)).data_of("✖️")
    assert "لن يُنشر" in await press(stage, seen, dropping)
    assert await stage.store.scheduled_posts.planned(chat.id, 5) == []
    log = [entry.action for entry in await stage.store.audit_log.newest(chat.id, 2)]
    assert log == ["cancel", "plan"]


async def test_what_is_just_being_taken_back_is_not_said_to_be_on_its_way(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """Posted by hand before Telegram has deleted it; afterwards it can be posted anew."""
    chat, seen, article_id, _ = posted
    await press(stage, seen, DeskPost(chat.id, article_id, PostAction.WITHDRAW_SURE))
    for hours in (0, 3):
        answer = await press(stage, seen, PostTo(article_id, chat.id, hours))
        assert answer == "نسحب المنشور الآن."
    (deletion,) = await claimed(stage, chat_id=chat.id)
    await stage.store.outbox.record([Done(deletion.id)], stage.clock[0])
    await press(stage, seen, PostTo(article_id, chat.id, 0))
    (delivery,) = await claimed(stage, chat_id=chat.id)
    assert (delivery.action, delivery.article_id) == (Action.POST, article_id)
