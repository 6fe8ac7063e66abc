"""By hand: posting to a chosen chat, pinning, taking back, and attacks on each."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.posts.actions.desk import DeskOpen, DeskPost, PostAt, PostLook, PostTo, PostWhere
from bot.posts.actions.desk_choices import DeskPage, PostAction
from bot.posts.actions.encoding import encode
from storage.models import Chat
from storage.outbox import Action, Delivery, Sent
from tests.articles import invented
from tests.handlers.desk.admins import add, connected, member, press, row
from tests.handlers.desk.moderation import work_off
from tests.handlers.reader.test_searching import at_midnight
from tests.handlers.stage import CITY_CHANNEL, LAYLA, MARKET, RIMA, Seen, Stage, publish

LEASE = timedelta(minutes=5)
ISOLATES = dict.fromkeys((0x2067, 0x2068, 0x2069))


async def claimed(stage: Stage, *, chat_id: int) -> list[Delivery]:
    rows = await stage.store.outbox.claim(20, stage.clock[0], LEASE)
    return [delivery for delivery in rows if delivery.chat_id == chat_id]


async def posted_article(stage: Stage) -> tuple[Chat, Seen, int, int]:
    """Rima's channel, her desk, an article that stands there, and the number of its message."""
    chat, seen = await connected(stage)
    await stage.write("/stop", chat=RIMA, person=RIMA)
    await publish(stage, invented(70))
    stage.clock[0] += timedelta(minutes=2)
    (delivery,) = await claimed(stage, chat_id=chat.id)
    message = await stage.application.bot.send_message(CITY_CHANNEL, "خبر")
    await stage.store.outbox.record(
        [Sent(delivery.id, message.message_id, has_photo=False)], stage.clock[0]
    )
    return chat, seen, delivery.article_id, message.message_id


@pytest.fixture
async def posted(stage: Stage) -> tuple[Chat, Seen, int, int]:
    return await posted_article(stage)


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


async def test_pinning(stage: Stage, posted: tuple[Chat, Seen, int, int]) -> None:
    """Pinned and unpinned in the channel; what keeps a post from being pinned is said."""
    chat, seen, article_id, message_id = posted
    await press(stage, seen, DeskOpen(chat.id, DeskPage.POSTS, 0))
    shown = await stage.again(seen, RIMA)
    assert "رقم 70" in shown.text
    await press(stage, seen, shown.data_of("1"))
    shown = await stage.again(seen, RIMA)
    assert "ألغِ التثبيت" not in shown.labels
    await press(stage, seen, shown.data_of("📌"))
    assert "ألغِ التثبيت" in (await stage.again(seen, RIMA)).labels
    assert "📌 ثبّت" not in (await stage.again(seen, RIMA)).labels
    look = await stage.control(f"chats/{CITY_CHANNEL}")
    assert look["chat"]["pinned"] == [message_id]
    await press(stage, seen, DeskPost(chat.id, article_id, PostAction.UNPIN))
    look = await stage.control(f"chats/{CITY_CHANNEL}")
    assert look["chat"]["pinned"] == []
    await add(stage, rights={"can_edit_messages": False})
    answer = await press(stage, seen, DeskPost(chat.id, article_id, PostAction.PIN))
    assert "امنح البوت صلاحية تعديل الرسائل" in answer
    await add(stage, rights={"can_edit_messages": True})
    await stage.control(f"chats/{CITY_CHANNEL}/delete", {"message_ids": [message_id]})
    answer = await press(stage, seen, DeskPost(chat.id, article_id, PostAction.PIN))
    assert "لم يعد هذا المنشور هناك" in answer
    answer = await press(stage, seen, DeskPost(chat.id, article_id, PostAction.UNPIN))
    assert "ألغينا التثبيت" in answer
    refusal = {"kind": "refuse", "code": 400, "description": "Bad Request: no such thing"}
    await stage.control("faults", refusal | {"method": "pinChatMessage", "next": 1})
    answer = await press(stage, seen, DeskPost(chat.id, article_id, PostAction.PIN))
    assert "رفض تلغرام" in answer


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


async def breaking(stage: Stage, chat: Chat, number: int) -> int:
    """Breaking news is posted; its message."""
    await publish(stage, invented(number, breaking=True))
    stage.clock[0] += timedelta(minutes=2)
    (delivery,) = await claimed(stage, chat_id=chat.id)
    message = await stage.application.bot.send_message(CITY_CHANNEL, "عاجل")
    await stage.store.outbox.record(
        [Sent(delivery.id, message.message_id, has_photo=False)], stage.clock[0]
    )
    await work_off(stage)
    return int(message.message_id)


async def pinned(stage: Stage) -> list[int]:
    return list((await stage.control(f"chats/{CITY_CHANNEL}"))["chat"]["pinned"])


async def test_breaking_news_is_pinned_where_that_is_wanted(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """The newest takes the place of the one before; other news is not pinned."""
    chat, _, _, _ = posted
    await breaking(stage, chat, 71)
    assert await pinned(stage) == []
    await stage.store.channel_settings.set_flag(chat.id, "pin_breaking", on=True)
    stage.clock[0] += timedelta(minutes=30)
    assert await pinned(stage) == []
    first = await breaking(stage, chat, 72)
    assert await pinned(stage) == [first]
    second = await breaking(stage, chat, 73)
    assert await pinned(stage) == [second]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "server_error", "code": 502},
        {"kind": "drop_before"},
    ],
)
async def test_a_fault_of_the_network_costs_no_pin(
    stage: Stage, posted: tuple[Chat, Seen, int, int], fault: dict[str, Any]
) -> None:
    """The next run of the jobs pins it."""
    chat, _, _, _ = posted
    await stage.store.channel_settings.set_flag(chat.id, "pin_breaking", on=True)
    await stage.control("faults", {**fault, "method": "pinChatMessage", "next": 1})
    message = await breaking(stage, chat, 71)
    assert await pinned(stage) == []
    await work_off(stage)
    assert await pinned(stage) == [message]


async def test_without_the_right_to_pin_the_log_says_so(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """Once, and it is not tried again."""
    chat, _, _, _ = posted
    await stage.store.channel_settings.set_flag(chat.id, "pin_breaking", on=True)
    await add(stage, rights={"can_edit_messages": False})
    await breaking(stage, chat, 71)
    await work_off(stage)
    log = [entry.action for entry in await stage.store.audit_log.newest(chat.id, 5)]
    assert log.count("pin failed") == 1
    assert await pinned(stage) == []


async def test_attack_a_correction_after_losing_the_right(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """The question was put to an administrator; who answers is none any more."""
    chat, seen, article_id, _ = posted
    await press(stage, seen, DeskPost(chat.id, article_id, PostAction.HEADLINE))
    asked = await stage.last(RIMA)
    await member(stage, RIMA, "member")
    await stage.write("عنوان دخيل", chat=RIMA, person=RIMA, reply_to=asked.id)
    assert await stage.store.channel_settings.post_overrides([(article_id, chat.id)]) == {}
    assert await claimed(stage, chat_id=chat.id) == []


async def test_attack_a_stranger_posts_pins_and_takes_back(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """Forged buttons of somebody who administers nothing."""
    chat, _, article_id, _ = posted
    (welcome, *_) = await stage.start(LAYLA)
    await stage.write("/stop", chat=LAYLA, person=LAYLA)
    for action in (
        PostTo(1, chat.id, 0),
        PostLook(1, chat.id),
        PostTo(article_id, chat.id, 1),
        PostAt(3, chat.id),
        *(DeskPost(chat.id, article_id, operation) for operation in PostAction),
        DeskOpen(chat.id, DeskPage.POSTS, 0),
    ):
        assert await press(stage, welcome, action, LAYLA), action
    assert await claimed(stage, chat_id=chat.id) == []
    assert (await stage.control(f"chats/{CITY_CHANNEL}"))["chat"]["pinned"] == []


async def test_attack_one_who_was_just_demoted_posts(stage: Stage) -> None:
    """The list of chats was made a minute ago; the press asks anew."""
    chat, _ = await connected(stage)
    answers = await stage.write("/post https://news.example/3/khabar/", chat=RIMA, person=RIMA)
    await member(stage, RIMA, "member")
    data = answers[-1].data_of("قناة المدينة")
    assert "لمشرفي تلك" in await press(stage, answers[-1], data)
    assert await claimed(stage, chat_id=chat.id) == []


async def test_attack_articles_and_hours_that_are_not_offered(stage: Stage) -> None:
    """Unknown and withdrawn articles, a post in a hundred years, a post of somebody else."""
    chat, seen = await connected(stage)
    await stage.store.withdraw(2, action=None, sent_since=stage.clock[0], now=stage.clock[0])
    for action in (
        PostTo(999, chat.id, 0),
        PostTo(2, chat.id, 0),
        PostLook(2, chat.id),
        PostTo(3, chat.id, 10**6),
        PostWhere(999, 0),
        PostWhere(2, 0),
        DeskPost(chat.id, 3, PostAction.PIN),
        DeskPost(chat.id, 3, PostAction.WITHDRAW),
    ):
        assert await press(stage, seen, encode(action)), action
    assert await claimed(stage, chat_id=chat.id) == []
    assert (await row(stage)).active
