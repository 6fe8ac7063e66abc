"""Questions in words: the next message is the answer, until something else is done."""

from datetime import timedelta

import pytest

from bot.posts.actions.desk import DeskDo, PostAt
from bot.posts.actions.desk_choices import DeskAction
from bot.posts.actions.encoding import encode
from storage.channels.prompts import OPEN_FOR
from storage.models import Chat
from tests.handlers.desk.admins import add, passed_on, row
from tests.handlers.stage import CITY_CHANNEL, KARIM, LAYLA, MARKET, RIMA, Seen, Stage


@pytest.fixture
async def channel(stage: Stage) -> Chat:
    """A channel of Rima and Karim, which gets news."""
    await stage.start(RIMA)
    await add(stage)
    return await row(stage)


async def asked_for_signature(stage: Stage, chat: Chat) -> Seen:
    """Rima presses «التوقيع»; the question."""
    data = encode(DeskDo(chat.id, DeskAction.SIGNATURE))
    await stage.press(await stage.last(RIMA), chat=RIMA, person=RIMA, data=data)
    return await stage.last(RIMA)


async def signature(stage: Stage, chat: Chat) -> str:
    settings = await stage.store.channel_settings.get(chat.id)
    return settings.template.signature


async def test_the_next_message_is_the_answer(stage: Stage, channel: Chat) -> None:
    """Without a reply; the question loses its button, and words are searched for again."""
    asked = await asked_for_signature(stage, channel)
    assert asked.labels == ["إلغاء"]
    await stage.write("تابعونا دائمًا", chat=RIMA, person=RIMA)
    assert await signature(stage, channel) == "تابعونا دائمًا"
    assert not (await stage.again(asked, RIMA)).buttons
    await stage.write("الحديقة", chat=RIMA, person=RIMA)
    assert await signature(stage, channel) == "تابعونا دائمًا"
    assert "الحديقة" in (await stage.last(RIMA)).text


@pytest.mark.parametrize("instead", ["/latest", "the button", "cancel", "إلغاء", "ten minutes"])
async def test_whatever_is_done_instead_ends_the_question(
    stage: Stage, channel: Chat, instead: str
) -> None:
    """A command, a button, «إلغاء» pressed or written, and ten minutes."""
    asked = await asked_for_signature(stage, channel)
    if instead == "cancel":
        await stage.press(asked, "إلغاء", chat=RIMA, person=RIMA)
        assert (await stage.again(asked, RIMA)).text == "أُلغي."
    elif instead == "the button":
        await stage.press(asked, chat=RIMA, person=RIMA, data="n")
    elif instead == "ten minutes":
        stage.clock[0] += OPEN_FOR
    else:
        await stage.write(instead, chat=RIMA, person=RIMA)
    await stage.write("الحديقة", chat=RIMA, person=RIMA)
    assert await signature(stage, channel) == ""
    assert "الحديقة" in (await stage.last(RIMA)).text


async def test_nobody_else_answers_it(stage: Stage, channel: Chat) -> None:
    """Nor the same person in another chat."""
    await stage.start(KARIM)
    await asked_for_signature(stage, channel)
    await stage.write("توقيع كريم", chat=KARIM, person=KARIM)
    await stage.write("في السوق", chat=MARKET, person=RIMA)
    assert await signature(stage, channel) == ""
    await stage.write("توقيع ريما", chat=RIMA, person=RIMA)
    assert await signature(stage, channel) == "توقيع ريما"


async def test_a_question_survives_a_restart(stage: Stage, channel: Chat) -> None:
    """It is stored, not remembered."""
    await asked_for_signature(stage, channel)
    await stage.restarted()
    await stage.write("بعد التشغيل", chat=RIMA, person=RIMA)
    assert await signature(stage, channel) == "بعد التشغيل"


async def test_an_answer_that_is_none_is_asked_for_again(stage: Stage, channel: Chat) -> None:
    """The question stays open, for ten minutes more."""
    await asked_for_signature(stage, channel)
    stage.clock[0] += timedelta(minutes=9)
    await stage.write("ا" * 300, chat=RIMA, person=RIMA)
    stage.clock[0] += timedelta(minutes=9)
    await stage.write("قصير", chat=RIMA, person=RIMA)
    assert await signature(stage, channel) == "قصير"


@pytest.mark.parametrize("command", ["/alert", "/mute", "/search"])
async def test_a_command_without_words_asks_for_them(stage: Stage, command: str) -> None:
    """And the next message holds them."""
    await stage.start()
    (asked,) = await stage.write(command)
    assert asked.labels == ["إلغاء"]
    answers = await stage.write("الحديقة")
    label = {"/alert": "⚡", "/mute": "🔕", "/search": "🔔"}[command]
    assert any(one.startswith(label) for one in answers[-1].labels if one)


async def test_a_group_is_made_to_reply(stage: Stage) -> None:
    """Only replies reach a bot in privacy mode; the reply is the answer."""
    await stage.control(f"chats/{MARKET}/members", {"user": "bot", "status": "member", "by": RIMA})
    await stage.pump()
    (asked,) = await stage.write("/search", chat=MARKET, person=LAYLA)
    assert not asked.buttons
    (answer,) = await stage.write("الحديقة", chat=MARKET, person=LAYLA, reply_to=asked.id)
    assert "الحديقة" in answer.text


async def test_a_post_is_planned_in_words_of_every_day(stage: Stage, channel: Chat) -> None:
    """What can mean two times is asked back, and a press decides."""
    (article,) = await stage.store.articles.latest(1)
    data = encode(PostAt(article.id, channel.id))
    await stage.press(await stage.last(RIMA), chat=RIMA, person=RIMA, data=data)
    (again,) = await stage.write("بعدين", chat=RIMA, person=RIMA)
    assert "لم نفهم الوقت" in again.text
    (which,) = await stage.write("بكرا الساعة تسعة", chat=RIMA, person=RIMA)
    assert which.labels == ["غدًا عند 09:00", "غدًا عند 21:00"]
    await stage.press(which, "غدًا عند 21:00", chat=RIMA, person=RIMA)
    assert "غدًا عند 21:00" in (await stage.again(which, RIMA)).text
    assert await stage.store.scheduled_posts.planned(channel.id, 5)


async def test_an_article_is_asked_for_by_its_words(stage: Stage, channel: Chat) -> None:
    """`/post` without words; what is not found is asked for again."""
    (asked,) = await stage.write("/post", chat=RIMA, person=RIMA)
    assert "أي خبر" in asked.text
    await stage.write("زرافة", chat=RIMA, person=RIMA)
    answers = await stage.write("الحديقة", chat=RIMA, person=RIMA)
    assert answers[-1].buttons


async def forwarded(stage: Stage, person: int, text: str, channel: int = 0) -> list[Seen]:
    """Somebody passes a message on to the bot; what it says to that."""
    before = stage.newest(person)
    await stage.application.process_update(passed_on(stage, person, channel, text))
    return [seen for seen in await stage.transcript(person) if seen.id > before and seen.outgoing]


async def test_a_forwarded_message_is_an_answer(stage: Stage, channel: Chat) -> None:
    """To the desk's questions, to `/post`, to `/broadcast`, to a reader's `/search`."""
    await asked_for_signature(stage, channel)
    await forwarded(stage, RIMA, "تابعونا دائمًا")
    assert await signature(stage, channel) == "تابعونا دائمًا"
    await stage.write("/post", chat=RIMA, person=RIMA)
    (article,) = await stage.store.articles.latest(1)
    answers = await forwarded(stage, RIMA, article.article.url)
    assert "قناة المدينة" in " ".join(answers[-1].labels)
    await stage.start(KARIM)
    await stage.write("/broadcast", chat=KARIM, person=KARIM)
    answers = await forwarded(stage, KARIM, "نعود بعد العيد")
    assert any("هكذا تصل" in seen.text for seen in answers)


async def test_an_open_question_comes_before_a_channel_to_connect(
    stage: Stage, channel: Chat
) -> None:
    """The post of a channel may be what is asked for; without a question it is a channel's."""
    await asked_for_signature(stage, channel)
    await forwarded(stage, RIMA, "من القناة", CITY_CHANNEL)
    assert await signature(stage, channel) == "من القناة"
    (told,) = await forwarded(stage, RIMA, "من القناة", CITY_CHANNEL)
    assert "ارتبطت" in told.text


async def test_a_forwarded_command_ends_the_question(stage: Stage, channel: Chat) -> None:
    """It is obeyed like one that is written."""
    await asked_for_signature(stage, channel)
    assert await forwarded(stage, RIMA, "/help")
    await stage.write("الحديقة", chat=RIMA, person=RIMA)
    assert await signature(stage, channel) == ""
