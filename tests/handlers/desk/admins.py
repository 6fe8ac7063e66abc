"""What administrators of channels do in tests: add the bot, press buttons, pass posts on."""

from telegram import Update

from bot.posts.actions.desk import DeskOpen
from bot.posts.actions.desk_choices import DeskPage
from bot.posts.actions.encoding import encode
from storage.models import Chat
from tests.handlers.stage import CITY_CHANNEL, RIMA, Seen, Stage


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


def passed_on(
    stage: Stage, person: int, channel: int = 0, text: str = "خبر", number: int = 1
) -> Update:
    """Somebody forwards a channel's post, or without one what a person has written, to the bot."""
    moment = 1_800_000_000
    origin: dict[str, object] = {"type": "hidden_user", "sender_user_name": "هدى"}
    if channel:
        chat = {"id": channel, "type": "channel", "title": "قناة المدينة"}
        origin = {"type": "channel", "chat": chat, "message_id": 5}
    message: dict[str, object] = {
        "message_id": 9_000 + number,
        "date": moment,
        "chat": {"id": person, "type": "private"},
        "from": {"id": person, "is_bot": False, "first_name": "x"},
        "text": text,
        "forward_origin": origin | {"date": moment},
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return Update.de_json({"update_id": number, "message": message}, stage.application.bot)
