"""Channels of Rima: with approval before each post, and with an article that stands there."""

import pytest

from storage.models import Chat
from tests.handlers.desk.admins import add, row
from tests.handlers.desk.posted import posted_article
from tests.handlers.stage import KARIM, RIMA, Seen, Stage


@pytest.fixture
async def channel(stage: Stage) -> Chat:
    """A moderated channel of Rima and Karim, who both talk to the bot but get no news there."""
    for person in (RIMA, KARIM):
        await stage.start(person)
        await stage.write("/stop", chat=person, person=person)
    await add(stage)
    chat = await row(stage)
    await stage.store.channel_settings.set_flag(chat.id, "moderated", on=True)
    return chat


@pytest.fixture
async def posted(stage: Stage) -> tuple[Chat, Seen, int, int]:
    """Rima's channel, her desk, an article that stands there, and the number of its message."""
    return await posted_article(stage)
