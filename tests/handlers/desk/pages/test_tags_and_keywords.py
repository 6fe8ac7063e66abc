"""Tags and keywords that a channel follows or mutes."""

from bot.posts.actions.desk import DeskDo, DeskKeepWords, DeskOpen
from bot.posts.actions.desk_choices import DeskAction, DeskPage
from storage.chats.alerts import MAX_ALERTS, AlertKind
from storage.chats.search_conditions import Conditions
from storage.models import Tag
from tests.articles import invented
from tests.handlers.desk.admins import connected, press
from tests.handlers.stage import RIMA, Stage, publish


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
    assert await publish(stage, invented(79)) == 0
    await press(stage, answer, answer.data_of("🔔"))
    assert "كل خبر فيه «حديقة»" in (await stage.again(answer, RIMA)).text
    assert await publish(stage, invented(80)) == 1
    await press(stage, seen, shown.data_of("➕ 🔇"))
    asked = await stage.last(RIMA)
    (answer,) = await stage.write("المجلس البلدي", chat=RIMA, person=RIMA, reply_to=asked.id)
    assert "⚠️" not in answer.text
    (conflict,) = await stage.write("حديقة جديدة", chat=RIMA, person=RIMA, reply_to=asked.id)
    assert "⚠️" in conflict.text
    assert "«حديقة»" in conflict.text
    await press(stage, answer, answer.data_of("🔇"))
    assert await publish(stage, invented(81)) == 0
    await press(stage, answer, answer.data_of("🔤"))
    listed = await stage.again(answer, RIMA)
    assert {"🔔 حديقة", "🔇 المجلس البلدي"} <= set(listed.labels)
    await press(stage, listed, listed.data_of("🔇 المجلس"))
    assert await publish(stage, invented(82)) == 1
    log = [entry.action for entry in await stage.store.audit_log.newest(chat.id, 3)]
    assert log == ["end words", "mute words", "alert"]


async def test_words_that_say_nothing_are_refused(stage: Stage) -> None:
    """And so are too many letters, and too many words."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskDo(chat.id, DeskAction.ALERT))
    asked = await stage.last(RIMA)
    for words, said in (("من في", "لا يكفي"), ("كلمة " * 60, "200")):
        (answer,) = await stage.write(words, chat=RIMA, person=RIMA, reply_to=asked.id)
        assert said in answer.text
    for number in range(MAX_ALERTS):
        await stage.store.alerts.add(
            chat.id,
            AlertKind.ALERT,
            f"كلمة{number}",
            Conditions.of_terms([f"كلم{number}"]),
            now=stage.clock[0],
        )
    (answer,) = await stage.write("حديقة", chat=RIMA, person=RIMA, reply_to=asked.id)
    await press(stage, answer, answer.data_of("🔔"))
    assert "ممتلئة" in (await stage.again(answer, RIMA)).text
    assert "مضى وقت" in await press(stage, answer, DeskKeepWords(chat.id, 999, mute=True))
