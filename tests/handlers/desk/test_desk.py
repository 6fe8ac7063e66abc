"""The administrators' desk: connecting, the list, every switch, words, what becomes of chats."""

from datetime import timedelta

from telegram import Update

from bot.posts.desk_actions import (
    ChannelOption,
    DeskAction,
    DeskDo,
    DeskKeepWords,
    DeskList,
    DeskOpen,
    DeskPage,
    DeskSet,
)
from bot.posts.keyboard import encode
from handlers.desk import lost_chats
from handlers.desk.jobs import DeskJobs
from storage.chats.alerts import MAX_ALERTS, AlertKind
from storage.models import Chat, ChatKind, Tag
from storage.outbox import Gone
from tests.articles import invented
from tests.handlers.stage import (
    CAFE,
    CITY_CHANNEL,
    KARIM,
    LAYLA,
    MARKET,
    NEIGHBOURS,
    RIMA,
    Seen,
    Stage,
    told,
)


async def add(stage: Stage, chat: int = CITY_CHANNEL, by: int = RIMA, **more: object) -> None:
    status = "administrator" if chat == CITY_CHANNEL else "member"
    body = {"user": "bot", "status": status, "by": by} | more
    await stage.control(f"chats/{chat}/members", body)
    await stage.pump()


async def member(stage: Stage, person: int, status: str, chat: int = CITY_CHANNEL) -> None:
    await stage.control(f"chats/{chat}/members", {"user": person, "status": status})
    await stage.pump()


async def row(stage: Stage, chat: int = CITY_CHANNEL, topic: int = 0) -> Chat:
    found = await stage.store.chats.get(chat, topic)
    assert found is not None
    return found


async def connected(stage: Stage) -> tuple[Chat, Seen]:
    """Rima's channel with the bot in it, and its desk open before her."""
    await stage.start(RIMA)
    await add(stage)
    chat = await row(stage)
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    await press(stage, listing, DeskOpen(chat.id, DeskPage.MAIN, 0))
    return chat, await stage.again(listing, RIMA)


async def press(stage: Stage, seen: Seen, action: object, person: int = RIMA) -> str:
    """Press a button, or forge one that is nowhere; what was answered."""
    data = action if isinstance(action, str) else encode(action)  # type: ignore[arg-type]
    answer = await stage.press(seen, chat=person, person=person, data=data)
    return str(answer["text"] or "")


async def test_who_adds_the_bot_is_told_what_is_connected(stage: Stage) -> None:
    """In the private chat, with the way to the settings; the channel gets news at once."""
    await stage.start(RIMA)
    await add(stage)
    told_of = await stage.last(RIMA)
    assert "قناة المدينة" in told_of.text
    assert "رُبطت" in told_of.text
    assert (await row(stage)).active
    await press(stage, told_of, told_of.data_of("⚙️"))
    assert "تُرسل الأخبار إلى هناك" in (await stage.again(told_of, RIMA)).text


async def test_a_missing_right_is_named(stage: Stage) -> None:
    """Without the right to post nothing is sent, and it is said why."""
    await stage.start(RIMA)
    await add(stage, rights={"can_post_messages": False})
    told_of = await stage.last(RIMA)
    assert "نشر الرسائل" in told_of.text
    assert not (await row(stage)).active
    await add(stage, rights={"can_post_messages": True})
    assert (await row(stage)).active


async def test_a_right_taken_away_is_told_to_all_administrators(stage: Stage) -> None:
    """Each who has talked to the bot; the settings stay."""
    await member(stage, KARIM, "administrator")
    await stage.start(KARIM)
    await connected(stage)
    await add(stage, rights={"can_post_messages": False})
    assert "نشر الرسائل" in (await stage.last(RIMA)).text
    assert "نشر الرسائل" in (await stage.last(KARIM)).text
    assert not (await row(stage)).active


async def test_an_administrator_who_comes_later_is_told_then(stage: Stage) -> None:
    """The bot may not write to a stranger; with START he hears what he has connected, once."""
    await add(stage)
    assert await stage.transcript(RIMA) == []
    first = await stage.start(RIMA)
    assert any("رُبطت" in seen.text for seen in first)
    again = await stage.start(RIMA)
    assert not any("رُبطت" in seen.text for seen in again)


async def test_whom_a_failure_kept_from_being_told_is_told_when_he_comes(stage: Stage) -> None:
    """Telegram's own trouble is no reason to keep silent for ever."""
    await stage.start(RIMA)
    trouble = {"kind": "server_error", "method": "sendMessage", "chat_id": RIMA, "for_seconds": 60}
    await stage.control("faults", trouble)
    await add(stage)
    assert not any("رُبطت" in seen.text for seen in await stage.transcript(RIMA))
    stage.sandbox.telegram.faults.clear()
    assert any("رُبطت" in seen.text for seen in await stage.start(RIMA))


async def test_what_is_handled_side_by_side_tells_once(stage: Stage) -> None:
    """START twice at once: each finds the chat untold, and one of them tells."""
    await add(stage)
    for _ in range(2):
        await stage.control(f"chats/{RIMA}/start", {"from": RIMA})
    await stage.pump(at_once=True)
    assert sum("رُبطت" in seen.text for seen in await stage.transcript(RIMA)) == 1


async def test_the_bot_taken_out_is_told_to_the_others(stage: Stage) -> None:
    """Karim removes it; Rima hears that nothing comes any more, and her settings stay."""
    await member(stage, KARIM, "administrator")
    await connected(stage)
    await stage.control(
        f"chats/{CITY_CHANNEL}/members", {"user": "bot", "status": "kicked", "by": KARIM}
    )
    await stage.pump()
    assert "لم يعد بإمكان البوت النشر" in (await stage.last(RIMA)).text
    assert not (await row(stage)).active


async def test_the_desk_lists_only_what_one_administers_now(stage: Stage) -> None:
    """A reader sees nothing but the ways to add the bot."""
    await connected(stage)
    await stage.start(LAYLA)
    (listing,) = await stage.write("/channels", chat=LAYLA, person=LAYLA)
    assert "قناة المدينة" not in " ".join(listing.labels)
    assert any(
        "startchannel" in button.get("url", "") for line in listing.buttons for button in line
    )


async def test_every_switch_is_kept_and_logged(stage: Stage) -> None:
    """Each item of the first page, the template and the approval takes its next answer."""
    chat, seen = await connected(stage)
    for page in (DeskPage.MAIN, DeskPage.TEMPLATE, DeskPage.APPROVAL):
        await press(stage, seen, DeskOpen(chat.id, page, 0))
        shown = await stage.again(seen, RIMA)
        switches = [
            button["callback_data"]
            for line in shown.buttons
            for button in line
            if button["callback_data"].startswith("ds:")
        ]
        assert switches
        for data in switches:
            assert await press(stage, seen, data)
    settings = await stage.store.desk.settings(chat.id)
    assert settings.moderated
    assert not settings.edits
    assert not settings.template.hashtags
    now = await row(stage)
    assert not now.everything
    assert now.silent
    await press(stage, seen, DeskOpen(chat.id, DeskPage.LOG, 0))
    log = (await stage.again(seen, RIMA)).text
    assert log.count("ريما العلي") >= 12


async def test_administrators_see_each_others_changes(stage: Stage) -> None:
    """The newest change stands on the desk with its name and time."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskSet(chat.id, ChannelOption.EDITS, 0))
    await stage.start(KARIM)
    stage.clock[0] += timedelta(minutes=2)
    (listing,) = await stage.write("/channels", chat=KARIM, person=KARIM)
    await press(stage, listing, DeskOpen(chat.id, DeskPage.MAIN, 0), KARIM)
    assert (
        "تعديل المنشورات عند التصحيح: لا · ريما العلي · قبل دقيقتين"
        in (await stage.again(listing, KARIM)).text
    )


async def test_one_who_becomes_administrator_later(stage: Stage) -> None:
    """As soon as anybody opens the channel's desk it is on his list as well."""
    chat, seen = await connected(stage)
    await member(stage, LAYLA, "administrator")
    await press(stage, seen, DeskOpen(chat.id, DeskPage.MAIN, 0))
    (listing,) = await stage.write("/channels", chat=LAYLA, person=LAYLA)
    assert "قناة المدينة" in " ".join(listing.labels)


async def test_tags_are_followed_and_muted(stage: Stage) -> None:
    """A press follows, the next mutes, the third leaves it ordinary."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.TAGS, 0))
    shown = await stage.again(seen, RIMA)
    follow = next(b["callback_data"] for line in shown.buttons for b in line if "▫️" in b["text"])
    await press(stage, seen, follow)
    assert await stage.store.subscriptions.followed(chat.id)
    shown = await stage.again(seen, RIMA)
    await press(stage, seen, shown.data_of("🔔"))
    assert await stage.store.subscriptions.muted(chat.id)
    assert not await stage.store.subscriptions.followed(chat.id)
    shown = await stage.again(seen, RIMA)
    await press(stage, seen, shown.data_of("🔇"))
    assert not await stage.store.subscriptions.muted(chat.id)


async def test_a_tag_is_found_by_its_name(stage: Stage) -> None:
    """In any spelling; a chosen one stands on the first page, though no news has it lately."""
    chat, seen = await connected(stage)
    await stage.publish(invented(60, tags=(Tag("ميناء طرطوس", folded="ميناء طرطوس"),)))
    await press(stage, seen, DeskOpen(chat.id, DeskPage.TAGS, 0))
    shown = await stage.again(seen, RIMA)
    await press(stage, seen, shown.data_of("🔎"))
    asked = await stage.last(RIMA)
    (nothing,) = await stage.write("زرافات", chat=RIMA, person=RIMA, reply_to=asked.id)
    assert not nothing.buttons
    (answer,) = await stage.write("#ميناء_طرطوس", chat=RIMA, person=RIMA, reply_to=asked.id)
    await press(stage, answer, answer.data_of("▫️ ميناء طرطوس"))
    (followed,) = await stage.store.subscriptions.followed(chat.id)
    assert followed.name == "ميناء طرطوس"
    async with stage.store._database.transaction() as connection:
        await connection.execute("delete from article_tags where tag_id = ?", (followed.id,))
    await press(stage, seen, DeskOpen(chat.id, DeskPage.TAGS, 0))
    shown = await stage.again(seen, RIMA)
    await press(stage, seen, shown.data_of("🔔 ميناء طرطوس"))
    assert [tag.name for tag in await stage.store.subscriptions.muted(chat.id)] == ["ميناء طرطوس"]


async def test_pause_and_catching_up(stage: Stage) -> None:
    """Nothing is addressed in the pause; catching up addresses what was missed."""
    chat, seen = await connected(stage)
    await stage.write("/stop", chat=RIMA, person=RIMA)
    stage.clock[0] += timedelta(minutes=1)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    assert await told(stage, invented(80)) == 0
    stage.clock[0] += timedelta(hours=1)
    shown = await stage.again(seen, RIMA)
    assert "متوقفة" in shown.text
    answer = await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
    assert "خبر واحد" in answer
    assert await stage.store.outbox.pending_count() >= 1
    assert (await row(stage)).paused_until is None


async def test_a_test_post_and_a_refused_one(stage: Stage) -> None:
    """It stands in the channel, and once; where Telegram refuses, its words are shown."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    posted = await stage.last(CITY_CHANNEL)
    assert "المجلس البلدي" in posted.text
    again = await press(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    assert "منشور هناك من قبل" in again
    assert await stage.last(CITY_CHANNEL) == posted
    await stage.publish(invented(95, photo=None))
    await stage.control(
        "faults",
        {
            "kind": "refuse",
            "code": 400,
            "description": "Bad Request: not enough rights to send text messages to the chat",
            "method": "sendMessage",
            "chat_id": CITY_CHANNEL,
        },
    )
    answer = await press(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    assert "لا يملك البوت صلاحية نشر الرسائل" in answer


async def test_the_preview_wears_the_template(stage: Stage) -> None:
    """As a real post, in the private chat, nothing in the channel."""
    chat, seen = await connected(stage)
    before = stage.newest(CITY_CHANNEL)
    await stage.store.desk.set_signature(chat.id, "<b>& قناة المدينة")
    await stage.store.desk.set_flag(chat.id, "hashtags", on=False)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PREVIEW))
    preview = await stage.last(RIMA)
    assert "المجلس البلدي" in preview.text
    assert preview.text.endswith("<b>& قناة المدينة")
    assert "#" not in preview.text
    assert stage.newest(CITY_CHANNEL) == before


async def test_a_test_post_into_a_paused_channel_is_asked_first(stage: Stage) -> None:
    """Its readers expect nothing; the answer yes sends it."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    before = stage.newest(CITY_CHANNEL)
    await press(stage, seen, (await stage.again(seen, RIMA)).data_of("🧪"))
    asked = await stage.again(seen, RIMA)
    assert "متوقفة مؤقتًا" in asked.text
    assert stage.newest(CITY_CHANNEL) == before
    await press(stage, seen, asked.data_of("نعم، انشره"))
    assert stage.newest(CITY_CHANNEL) > before
    assert "⏸" not in " ".join((await stage.again(seen, RIMA)).labels)


async def test_words_are_watched_muted_and_ended(stage: Stage) -> None:
    """By a reply; an article with them comes or does not, whatever tags it has."""
    chat, seen = await connected(stage)
    await stage.write("/stop", chat=RIMA, person=RIMA)
    await stage.store.chats.set_everything(chat.id, everything=False)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.WORDS, 0))
    shown = await stage.again(seen, RIMA)
    await press(stage, seen, shown.data_of("➕ 🔔"))
    asked = await stage.last(RIMA)
    (answer,) = await stage.write("حديقة", chat=RIMA, person=RIMA, reply_to=asked.id)
    assert "«حديقة»" in answer.text
    assert "رقم 12" in answer.text
    assert await told(stage, invented(79)) == 0
    await press(stage, answer, answer.data_of("🔔"))
    assert "ستصل الأخبار التي فيها «حديقة»" in (await stage.again(answer, RIMA)).text
    assert await told(stage, invented(80)) == 1
    await press(stage, seen, shown.data_of("➕ 🔇"))
    asked = await stage.last(RIMA)
    (answer,) = await stage.write("المجلس البلدي", chat=RIMA, person=RIMA, reply_to=asked.id)
    assert "⚠️" not in answer.text
    (contrary,) = await stage.write("حديقة جديدة", chat=RIMA, person=RIMA, reply_to=asked.id)
    assert "⚠️" in contrary.text
    assert "«حديقة»" in contrary.text
    await press(stage, answer, answer.data_of("🔇"))
    assert await told(stage, invented(81)) == 0
    await press(stage, answer, answer.data_of("🔤"))
    listed = await stage.again(answer, RIMA)
    assert {"🔔 حديقة", "🔇 المجلس البلدي"} <= set(listed.labels)
    await press(stage, listed, listed.data_of("🔇 المجلس"))
    assert await told(stage, invented(82)) == 1
    log = [entry.what for entry in await stage.store.desk_log.newest(chat.id, 3)]
    assert log == ["end words", "mute words", "alert"]


async def test_words_that_say_nothing_are_refused(stage: Stage) -> None:
    """And so are too many letters, and too many words."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskDo(chat.id, DeskAction.ALERT))
    asked = await stage.last(RIMA)
    for words, said in (("من في", "لا تضم كلمة"), ("كلمة " * 60, "100")):
        (answer,) = await stage.write(words, chat=RIMA, person=RIMA, reply_to=asked.id)
        assert said in answer.text
    for number in range(MAX_ALERTS):
        await stage.store.alerts.add(
            chat.id, AlertKind.ALERT, f"كلمة{number}", {f"كلم{number}"}, now=stage.clock[0]
        )
    (answer,) = await stage.write("حديقة", chat=RIMA, person=RIMA, reply_to=asked.id)
    await press(stage, answer, answer.data_of("🔔"))
    assert "ممتلئة" in (await stage.again(answer, RIMA)).text
    assert "مضى وقت طويل" in await press(stage, answer, DeskKeepWords(chat.id, 999, mute=True))


async def test_at_most_so_many_an_hour(stage: Stage) -> None:
    """Set on the desk, which says what becomes of the rest and how much of it there is."""
    chat, seen = await connected(stage)
    await stage.write("/stop", chat=RIMA, person=RIMA)
    await press(stage, seen, DeskSet(chat.id, ChannelOption.HOURLY, 1))
    for number in (80, 81, 82):
        await told(stage, invented(number, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    await DeskJobs(stage.application.bot, stage.application.bot_data).run()
    assert len(await stage.store.outbox.claim(10, stage.clock[0], timedelta(minutes=5))) == 1
    await press(stage, seen, DeskOpen(chat.id, DeskPage.WHEN, 0))
    shown = await stage.again(seen, RIMA)
    assert "المنشورات في الساعة: منشور واحد على الأكثر" in shown.labels
    assert "خبران ينتظران دورهما" in shown.text
    assert "ثلاث ساعات" in shown.text


async def test_a_topic_that_was_closed(stage: Stage) -> None:
    """Delivery finds it; the administrators hear so, and the settings send news there again."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    topic = await row(stage, CAFE, 2)
    await stage.control(f"chats/{CAFE}/topics/2", {"state": "closed"})
    await told(stage, invented(80, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    rows = await stage.store.outbox.claim(10, stage.clock[0], timedelta(minutes=5))
    (delivery,) = [one for one in rows if one.chat_id == topic.id]
    reason = "topic closed"
    await stage.store.outbox.record(
        [Gone(delivery.id, topic.id, reason, whole_chat=False)], stage.clock[0]
    )
    services = stage.application.bot_data
    await lost_chats.notify_lost(stage.application.bot, services, delivery, reason)
    heard = await stage.last(RIMA)
    assert "الموضوع" in heard.text
    assert (await row(stage, CAFE)).active
    await press(stage, heard, heard.data_of("⚙️"))
    opened = await stage.again(heard, RIMA)
    await press(stage, opened, opened.data_of("▶️"))
    assert (await row(stage, CAFE, 2)).active


async def test_a_topic_that_is_opened_again(stage: Stage) -> None:
    """Takes up what it had by itself; one that somebody has stopped stays so."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    topic = await row(stage, CAFE, 2)
    for reason, active in (("topic closed", True), ("stopped", False)):
        await stage.control(f"chats/{CAFE}/topics/2", {"state": "closed"})
        await stage.store.chats.leave_topic(topic.id, reason=reason, now=stage.clock[0])
        await stage.control(f"chats/{CAFE}/topics/2", {"state": "open"})
        await stage.pump()
        assert (await row(stage, CAFE, 2)).active is active
        if active:
            assert "واستُؤنف" in (await stage.last(RIMA)).text


async def test_a_topic_of_a_group_that_gets_everything_is_warned(stage: Stage) -> None:
    """Each article would come twice; in a forum that stopped its own news nothing is said."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    (answer,) = await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    assert "كل خبر مرتين" in answer.text
    general = await row(stage, CAFE)
    await stage.store.chats.leave_topic(general.id, reason="stopped", now=stage.clock[0])
    (answer,) = await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    assert "كل خبر مرتين" not in answer.text


async def test_a_renamed_channel_is_called_by_its_new_name(stage: Stage) -> None:
    """As soon as somebody opens its desk."""
    chat, seen = await connected(stage)
    await stage.control(f"chats/{CITY_CHANNEL}", {"title": "قناة المدينة والريف"})
    await press(stage, seen, DeskOpen(chat.id, DeskPage.MAIN, 0))
    assert "قناة المدينة والريف" in (await stage.again(seen, RIMA)).text


async def test_a_channel_that_turns_private_keeps_all(stage: Stage) -> None:
    """Its address goes; its number stays, and with it posts, settings and desk."""
    chat, seen = await connected(stage)
    await stage.store.desk.set_signature(chat.id, "قناة المدينة")
    await stage.control(f"chats/{CITY_CHANNEL}", {"username": ""})
    await stage.pump()
    await press(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    assert (await stage.last(CITY_CHANNEL)).text.endswith("قناة المدينة")
    await press(stage, seen, DeskOpen(chat.id, DeskPage.TEMPLATE, 0))
    assert "قناة المدينة" in (await stage.again(seen, RIMA)).text


async def test_a_group_that_restricts_the_bot_and_lets_it_speak_again(stage: Stage) -> None:
    """Told which right is missing, then that it is there; the settings stay."""
    await stage.start(RIMA)
    await add(stage, MARKET)
    chat = await row(stage, MARKET)
    await stage.store.desk.set_signature(chat.id, "سوق الجمعة")
    restricted = {"user": "bot", "status": "restricted", "by": RIMA}
    await stage.control(
        f"chats/{MARKET}/members", restricted | {"rights": {"can_send_messages": False}}
    )
    await stage.pump()
    assert "إرسال الرسائل" in (await stage.last(RIMA)).text
    assert not (await row(stage, MARKET)).active
    await add(stage, MARKET)
    assert "رُبطت المجموعة" in (await stage.last(RIMA)).text
    assert (await row(stage, MARKET)).active
    assert (await stage.store.desk.settings(chat.id)).template.signature == "سوق الجمعة"


async def test_disconnected_and_connected_again(stage: Stage) -> None:
    """Asked once; the settings stay."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.LEAVE, 0))
    await press(stage, seen, DeskDo(chat.id, DeskAction.DISCONNECT))
    assert not (await row(stage)).active
    await press(stage, seen, DeskDo(chat.id, DeskAction.CONNECT))
    assert (await row(stage)).active


async def test_thirty_channels_of_one_administrator(stage: Stage) -> None:
    """All are found, in pages, with one question to Telegram for each within a minute."""
    await stage.start(RIMA)
    for number in range(30):
        made = await stage.control(
            "chats", {"type": "channel", "title": f"قناة {number}", "owner": RIMA}
        )
        await stage.control(
            f"chats/{made['chat']['id']}/members",
            {"user": "bot", "status": "administrator", "by": RIMA},
        )
        await stage.pump()
    await stage.control("telegram/counters/reset", {})
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    assert "30" in listing.text
    for offset in (8, 16, 24):
        await press(stage, listing, DeskList(offset))
    shown = await stage.again(listing, RIMA)
    assert len([label for label in shown.labels if label.startswith("🟢")]) == 6
    calls = (await stage.control("telegram/counters"))["calls"]
    assert calls["getChatMember"] == 30


async def test_topics_of_a_forum_are_set_one_by_one(stage: Stage) -> None:
    """Sections can go to different topics."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    topic = await row(stage, CAFE, 2)
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    assert any("الموضوع 2" in label for label in listing.labels)
    await press(stage, listing, DeskSet(topic.id, ChannelOption.EVERYTHING, 0))
    assert not (await row(stage, CAFE, 2)).everything
    assert (await row(stage, CAFE)).everything


async def test_a_group_that_moves_stays_on_the_desk(stage: Stage) -> None:
    """The supergroup has the group's settings and administrators."""
    await stage.start(RIMA)
    await add(stage, NEIGHBOURS)
    chat = await row(stage, NEIGHBOURS)
    await stage.store.desk.set_signature(chat.id, "جيران")
    moved = (await stage.control(f"chats/{NEIGHBOURS}/migrate", {}))["chat_id"]
    await stage.pump()
    now = await row(stage, moved)
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    await press(stage, listing, DeskOpen(now.id, DeskPage.TEMPLATE, 0))
    assert "جيران" in (await stage.again(listing, RIMA)).text


def passed_on(stage: Stage, person: int, channel: int) -> Update:
    """Somebody forwards a channel's post to the bot."""
    someone = {"id": person, "is_bot": False, "first_name": "x"}
    return Update.de_json(
        {
            "update_id": 1,
            "message": {
                "message_id": 9_000,
                "date": 1_800_000_000,
                "chat": {"id": person, "type": "private"},
                "from": someone,
                "text": "خبر",
                "forward_origin": {
                    "type": "channel",
                    "date": 1_800_000_000,
                    "chat": {"id": channel, "type": "channel", "title": "قناة المدينة"},
                    "message_id": 5,
                },
            },
        },
        stage.application.bot,
    )


async def test_a_forwarded_post_puts_its_channel_on_the_list(stage: Stage) -> None:
    """For an administrator whom nobody has told the bot of."""
    chat, _ = await connected(stage)
    await member(stage, LAYLA, "administrator")
    await stage.start(LAYLA)
    await stage.application.process_update(passed_on(stage, LAYLA, CITY_CHANNEL))
    assert "رُبطت" in (await stage.last(LAYLA)).text
    assert [one.id for one in await stage.store.administrators.linked(LAYLA)] == [chat.id]


async def test_a_channel_is_a_channel(stage: Stage) -> None:
    """The kind decides limits and rights."""
    await add(stage)
    assert (await row(stage)).kind is ChatKind.CHANNEL


async def test_news_is_not_promised_without_the_right(stage: Stage) -> None:
    """The page says why nothing is sent; ▶️ and 🧪 say it too, and begin nothing."""
    chat, seen = await connected(stage)
    await add(stage, rights={"can_post_messages": False})
    assert "لا يُرسل شيء هناك" in (await stage.last(RIMA)).text
    await press(stage, seen, DeskOpen(chat.id, DeskPage.MAIN, 0))
    page = await stage.again(seen, RIMA)
    assert "لأن البوت فقد صلاحية نشر الرسائل" in page.text
    for deed in (DeskAction.CONNECT, DeskAction.TEST):
        answer = await press(stage, seen, DeskDo(chat.id, deed))
        assert "لا يملك البوت صلاحية نشر الرسائل" in answer
    assert not (await row(stage)).active


async def test_a_channel_that_never_had_the_right_says_so(stage: Stage) -> None:
    """Its page does not speak of a loss; with the right the news begins by itself."""
    await stage.start(RIMA)
    await add(stage, rights={"can_post_messages": False})
    chat = await row(stage)
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    await press(stage, listing, DeskOpen(chat.id, DeskPage.MAIN, 0))
    assert "لأن البوت لم يُمنح صلاحية نشر" in (await stage.again(listing, RIMA)).text
    await add(stage, rights={"can_post_messages": True})
    assert (await row(stage)).active


async def test_a_test_post_in_a_pause_is_no_missed_article(stage: Stage) -> None:
    """It stands among the channel's posts, and catching up does not send it again."""
    chat, seen = await connected(stage)
    stage.clock[0] += timedelta(minutes=5)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    stage.clock[0] += timedelta(minutes=5)
    await told(stage, invented(95, photo=None))
    await press(stage, seen, DeskDo(chat.id, DeskAction.TEST_SURE))
    (posted,) = await stage.store.channel_statistics.newest(chat.id, 5)
    assert "رقم 95" in posted.title
    assert "لم يفت شيء" in await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
