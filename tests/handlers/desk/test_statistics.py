"""A channel's week, by the desk's button and by `/stats`; where the commands are told."""

from bot.posts.actions.desk import DeskOpen
from bot.posts.actions.desk_choices import DeskPage
from storage.models import Chat
from tests.handlers.desk.admins import add, connected, member, press
from tests.handlers.stage import CITY_CHANNEL, LAYLA, MARKET, RIMA, Seen, Stage


async def test_by_the_button(stage: Stage, posted: tuple[object, ...]) -> None:
    """A picture whose caption says the same in words."""
    (which,) = await stage.write("/stats", chat=RIMA, person=RIMA)
    await press(stage, which, which.data_of("قناة المدينة"))
    shown = await stage.last(RIMA)
    assert shown.photo
    assert "أسبوع قناة المدينة" in shown.text.replace("\u2068", "").replace("\u2069", "")
    assert "منشور واحد" in shown.text
    assert "محليات" in shown.text


async def test_few_posts_tell_by_their_reactions(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """Best hour, best tag, the post that was liked most, by its headline and link."""
    chat, _, _, message_id = posted
    await stage.control(
        f"chats/{CITY_CHANNEL}/react", {"message_id": message_id, "emoji": "❤", "count": 5}
    )
    await stage.control(f"chats/{CITY_CHANNEL}/react", {"message_id": message_id, "count": 7})
    await stage.pump()
    (which,) = await stage.write("/stats", chat=RIMA, person=RIMA)
    await press(stage, which, which.data_of("قناة المدينة"))
    shown = await stage.last(RIMA)
    text = shown.text.translate(dict.fromkeys(range(0x2066, 0x206A)))
    for line in ("12 تفاعلًا", "أفضل ساعة: 17:00", "أفضل وسم: ", "أكثر ما أعجبهم: "):
        assert line in text
    assert f"/{message_id}" in shown.html
    assert chat.zone_name


async def test_a_group_that_forbids_photos_gets_words(stage: Stage) -> None:
    """The numbers are the same."""
    await add(stage, MARKET)
    await stage.control(
        "faults",
        {
            "kind": "refuse",
            "code": 400,
            "description": "Bad Request: not enough rights to send photos to the chat",
            "method": "sendPhoto",
        },
    )
    (answer,) = await stage.write("/stats@sandbox_bot", chat=MARKET, person=RIMA)
    assert not answer.photo
    assert "لا منشورات" in answer.text


async def test_attack_a_member_and_a_stranger_ask(stage: Stage) -> None:
    """Numbers are for administrators."""
    chat, _ = await connected(stage)
    await add(stage, MARKET)
    await member(stage, LAYLA, "member", MARKET)
    (answer,) = await stage.write("/stats@sandbox_bot", chat=MARKET, person=LAYLA)
    assert "المشرفون وحدهم" in answer.text
    (welcome, *_) = await stage.start(LAYLA)
    before = stage.newest(LAYLA)
    await press(stage, welcome, DeskOpen(chat.id, DeskPage.STATISTICS, 0), LAYLA)
    assert stage.newest(LAYLA) == before
    (answer,) = await stage.write("/stats", chat=LAYLA, person=LAYLA)
    assert "/channels" in answer.text


async def test_help_names_the_desk_to_who_needs_it(stage: Stage) -> None:
    """All its commands to an administrator, the way to it to everybody, nothing in groups."""
    await stage.start(LAYLA)
    (reader,) = await stage.write("/help")
    assert "/channels" in reader.text
    assert "/post" not in reader.text
    await connected(stage)
    (administrator,) = await stage.write("/help", chat=RIMA, person=RIMA)
    for command in ("/channels", "/post", "/stats"):
        assert command in administrator.text
    await add(stage, MARKET)
    (group,) = await stage.write("/help@sandbox_bot", chat=MARKET, person=RIMA)
    assert "/channels" not in group.text
