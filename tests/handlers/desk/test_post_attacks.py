"""Attacks on posting, pinning and taking back: forged buttons, and people without the right."""

from bot.posts.actions.desk import DeskOpen, DeskPost, PostAt, PostLook, PostTo, PostWhere
from bot.posts.actions.desk_choices import DeskPage, PostAction
from bot.posts.actions.encoding import encode
from storage.models import Chat
from tests.handlers.desk.admins import connected, member, press, row
from tests.handlers.desk.posted import claimed
from tests.handlers.stage import CITY_CHANNEL, LAYLA, RIMA, Seen, Stage


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
