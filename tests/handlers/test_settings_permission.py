"""Who may change a group's settings, where Telegram does not tell it at once."""

from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Choose, Setting
from tests.handlers.desk.admins import add as connect
from tests.handlers.desk.admins import row
from tests.handlers.handling import handling
from tests.handlers.reader.test_groups import active, add, member
from tests.handlers.stage import CATALOGUES, CITY_CHANNEL, KARIM, LAYLA, MARKET, RIMA, Stage

ARABIC = CATALOGUES.translator("ar")
NO_ADMIN = ARABIC.gettext("Only this group's administrators can change its settings.")
UNKNOWN = ARABIC.gettext(
    "Telegram does not tell who administers this group. Make the bot an administrator, then try "
    "again."
)
AS_CHANNEL = ARABIC.gettext(
    "Only this group's administrators can change its settings. Write under your own name, not a "
    "channel's."
)
HIDDEN = "Bad Request: member list is inaccessible"


async def hidden(stage: Stage, *methods: str) -> None:
    """The group hides its members from the bot, which is no administrator."""
    for method in methods:
        fault = {"kind": "refuse", "method": method, "next": 99, "description": HIDDEN}
        await stage.control("faults", fault | {"chat_id": MARKET})


async def test_administrators_of_a_group_that_hides_its_members_are_obeyed(stage: Stage) -> None:
    """They are told of where they are asked for; a member stays one."""
    await add(stage, MARKET)
    await member(stage, MARKET, LAYLA, "member")
    await hidden(stage, "getChatMember")
    (told,) = await stage.write("/stop@sandbox_bot", chat=MARKET, person=LAYLA)
    assert told.text == NO_ADMIN
    assert await active(stage, MARKET)
    await stage.write("/stop@sandbox_bot", chat=MARKET, person=RIMA)
    assert not await active(stage, MARKET)


async def test_the_desk_of_such_a_group_opens(stage: Stage) -> None:
    """It is in the list of who administers it."""
    await stage.start(RIMA)
    await add(stage, MARKET)
    await hidden(stage, "getChatMember")
    title = stage.sandbox.telegram.chats[MARKET].title
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    label = next(label for label in listing.labels if title in label)
    await stage.press(listing, label, chat=RIMA, person=RIMA)
    assert title in (await stage.again(listing, RIMA)).text


async def test_where_telegram_tells_of_nobody_it_is_said_what_to_do(stage: Stage) -> None:
    """Nobody is called no administrator who may be one."""
    await add(stage, MARKET)
    await hidden(stage, "getChatMember", "getChatAdministrators")
    (told,) = await stage.write("/settings@sandbox_bot", chat=MARKET, person=RIMA)
    assert told.text == UNKNOWN
    assert await active(stage, MARKET)


async def test_a_fault_on_the_way_makes_nobody_a_member(stage: Stage) -> None:
    """The command is obeyed at the next attempt."""
    await add(stage, MARKET)
    async with handling(stage) as bot:
        await bot.fault("server_error", "getChatMember", code=502)
        body = {"from": RIMA, "text": "/stop@sandbox_bot"}
        await stage.control(f"chats/{MARKET}/messages", body)
        await bot.settled()
    assert not await active(stage, MARKET)
    assert NO_ADMIN not in [seen.text for seen in await stage.transcript(MARKET)]


async def test_who_writes_as_a_channel_is_told_to_use_their_name(stage: Stage) -> None:
    """An administrator may do so, whom nobody can know by it."""
    await add(stage, MARKET)
    await member(stage, MARKET, KARIM, "administrator")
    (told,) = await stage.write(
        "/stop@sandbox_bot",
        chat=MARKET,
        person=KARIM,
        **{"as": "channel", "sender_chat": CITY_CHANNEL},
    )
    assert told.text == AS_CHANNEL
    assert await active(stage, MARKET)


async def test_attack_an_administrator_who_may_not_post_changes_no_channel(stage: Stage) -> None:
    """By a press of their own making under a post: the channel's desk is closed to them, too."""
    await connect(stage)
    inviting = {"user": KARIM, "status": "administrator", "rights": {"can_post_messages": False}}
    await stage.control(f"chats/{CITY_CHANNEL}/members", inviting)
    await stage.pump()
    await stage.application.bot.send_message(CITY_CHANNEL, "خبر")
    (post,) = await stage.transcript(CITY_CHANNEL)
    data = encode(Choose(Setting.FORMAT, 1))
    before = (await row(stage)).format
    answer = await stage.press(post, chat=CITY_CHANNEL, person=KARIM, data=data)
    assert answer["text"] == "من يحقّ له النشر في القناة وحده يغيّر إعداداتها."
    assert (await row(stage)).format is before
    await stage.press(post, chat=CITY_CHANNEL, person=RIMA, data=data)
    assert (await row(stage)).format is not before
