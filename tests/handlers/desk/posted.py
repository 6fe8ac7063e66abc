"""What Rima's channel gets, and an article that stands there."""

from datetime import timedelta

from storage.models import Chat
from storage.outbox import Delivery, Sent
from tests.articles import invented
from tests.handlers.desk.admins import connected
from tests.handlers.stage import CITY_CHANNEL, RIMA, Seen, Stage, publish

LEASE = timedelta(minutes=5)


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
