"""A channel with approval before each post."""

import pytest

from storage.models import Chat
from tests.handlers.desk.admins import add, row
from tests.handlers.stage import KARIM, RIMA, Stage


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
