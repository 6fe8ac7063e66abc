"""A moment in which Telegram gives no answer: it says nothing of a chat, a post or a person."""

import json

import pytest

from bot.posts.actions.desk import DeskDo, DeskPost
from bot.posts.actions.desk_choices import DeskAction, PostAction
from bot.posts.actions.encoding import encode
from bot.telegram.handle_update import received
from storage.models import Chat
from tests.articles import invented
from tests.handlers.desk.admins import add, connected, member, passed_on, row
from tests.handlers.handling import Handling, handling
from tests.handlers.stage import CITY_CHANNEL, LAYLA, RIMA, Seen, Stage, publish

FAULTS = [
    {"kind": "server_error", "code": 502},
    {"kind": "too_many_requests", "retry_after": 1},
    {"kind": "drop_before"},
]
unanswered = pytest.mark.parametrize("fault", FAULTS)


@pytest.fixture(autouse=True)
def _pauses_are_durations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


async def fails(stage: Stage, fault: dict[str, object], method: str, after: int = 0) -> None:
    """One call of the method fails, after so many that are answered."""
    if after:
        answered = {"kind": "delay", "seconds": 0, "method": method, "next": after}
        await stage.control("faults", answered)
    await stage.control("faults", fault | {"method": method, "next": 1})


async def forwards(stage: Stage, bot: Handling, person: int) -> None:
    """Somebody passes on a post of the channel, with a text that a search would find."""
    update = passed_on(stage, person, CITY_CHANNEL, number=1_000_000)
    kept = received(json.loads(update.to_json()), stage.application.bot)
    assert kept is not None
    await bot.worker.add([kept])
    await bot.settled()


@unanswered
async def test_a_right_that_is_there_is_not_called_missing(
    stage: Stage, fault: dict[str, object]
) -> None:
    """▶️ asks for the person, then for the bot: the second question is asked again."""
    chat, seen = await connected(stage)
    async with handling(stage) as bot:
        await bot.press(seen, encode(DeskDo(chat.id, DeskAction.DISCONNECT)), RIMA)
        assert not (await row(stage)).active
        await fails(stage, fault, "getChatMember", after=1)
        said = await bot.answered(seen, encode(DeskDo(chat.id, DeskAction.CONNECT)), RIMA)
    assert "لا نستطيع النشر هناك" not in said
    assert (await row(stage)).active


@unanswered
@pytest.mark.parametrize("after", [0, 1])
async def test_a_forwarded_post_connects_its_channel_and_is_no_search(
    stage: Stage, fault: dict[str, object], after: int
) -> None:
    """Whether the person or the bot could not be asked about; what is lacking is said."""
    await connected(stage)
    await add(stage, rights={"can_delete_messages": False})
    await member(stage, LAYLA, "administrator")
    await stage.start(LAYLA)
    before = stage.newest(LAYLA)
    async with handling(stage) as bot:
        await fails(stage, fault, "getChatMember", after=after)
        await forwards(stage, bot, LAYLA)
    told = [seen for seen in await stage.transcript(LAYLA) if seen.id > before]
    assert len(told) == 1
    assert "ارتبطت" in told[0].text
    assert "حذف الرسائل" in told[0].text


@unanswered
async def test_who_adds_the_bot_in_such_a_moment_is_told(
    stage: Stage, fault: dict[str, object]
) -> None:
    """Once Telegram says who administers the channel, which then is on their list."""
    await stage.start(RIMA)
    async with handling(stage) as bot:
        for method in ("getChatAdministrators", "getChatMember"):
            await fails(stage, fault, method)
        body = {"user": "bot", "status": "administrator", "by": RIMA}
        await stage.control(f"chats/{CITY_CHANNEL}/members", body)
        await bot.settled()
    assert sum("ارتبطت" in seen.text for seen in await stage.transcript(RIMA)) == 1
    assert await stage.store.administrators.chats_of(RIMA)


@unanswered
async def test_a_start_holds_nobody_up_and_the_next_tells_of_the_channel(
    stage: Stage, fault: dict[str, object]
) -> None:
    """Who connected it before they could be written to is welcomed at once."""
    await add(stage)
    async with handling(stage) as bot:
        await fails(stage, fault, "getChatMember", after=1)
        await bot.write("/start", RIMA)
        first = await stage.transcript(RIMA)
        await bot.write("/start", RIMA)
        both = await stage.transcript(RIMA)
    assert first
    assert not any("ارتبطت" in seen.text for seen in first)
    assert sum("ارتبطت" in seen.text for seen in both) == 1


@unanswered
@pytest.mark.parametrize("pin", [True, False])
async def test_a_fault_of_a_pin_is_no_refusal(
    stage: Stage, posted: tuple[Chat, Seen, int, int], fault: dict[str, object], pin: bool
) -> None:
    """The press is attempted again."""
    chat, seen, article_id, message_id = posted
    action = PostAction.PIN if pin else PostAction.UNPIN
    if not pin:
        await stage.application.bot.pin_chat_message(CITY_CHANNEL, message_id)
    async with handling(stage) as bot:
        await fails(stage, fault, "pinChatMessage" if pin else "unpinChatMessage")
        said = await bot.answered(seen, encode(DeskPost(chat.id, article_id, action)), RIMA)
    assert "رفض" not in said
    assert (await stage.control(f"chats/{CITY_CHANNEL}"))["chat"]["pinned"] == [message_id] * pin


@pytest.mark.parametrize(
    ("fault", "stands"),
    [
        ({"kind": "server_error", "code": 502}, True),
        ({"kind": "too_many_requests", "retry_after": 1}, True),
        ({"kind": "drop_after"}, False),
    ],
)
async def test_a_fault_of_a_test_post_is_no_refusal(
    stage: Stage, fault: dict[str, object], *, stands: bool
) -> None:
    """It is attempted again, once; where the post may stand there it is said so."""
    chat, seen = await connected(stage)
    await publish(stage, invented(79, photo=None))
    before = stage.newest(CITY_CHANNEL)
    async with handling(stage) as bot:
        await fails(stage, fault | {"chat_id": CITY_CHANNEL}, "sendMessage")
        said = await bot.answered(seen, encode(DeskDo(chat.id, DeskAction.TEST)), RIMA)
    assert "رفض" not in said
    assert ("وقد يكون المنشور هناك" in said) is not stands
    assert stage.newest(CITY_CHANNEL) == before + 1
