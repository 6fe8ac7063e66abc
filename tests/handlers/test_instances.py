"""Two instances on one PostgreSQL database: a dialog goes on, whichever has its next update."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.telegram.acknowledge_press import PressAcknowledger
from bot.telegram.handle_update import UpdateHandling
from bot.telegram.inbox import InboxWorker
from storage.engine.database import Database
from storage.instances.leases import Instances
from storage.store import Store
from tests.databases import look, migrated
from tests.handlers.handling import Handling
from tests.handlers.stage import LAYLA, Stage, built
from tests.waiting import until

pytestmark = pytest.mark.postgresql

LONG = timedelta(seconds=50)
# Whoever fails tries again so late that another may have taken over.
LATER = timedelta(hours=1)


async def instance(stage: Stage, database: Database, name: str, stack: AsyncExitStack) -> Handling:
    """One more bot with this name on the stage, which lives."""
    await Instances(database, name, LONG).renew()
    store = Store(database, instance=name)
    application = built(stage.sandbox, store, stage.clock)
    await application.initialize()
    stack.push_async_callback(application.shutdown)

    async def answer(query_id: str) -> None:
        await application.bot.answer_callback_query(query_id)

    worker = InboxWorker(
        store.inbox,
        UpdateHandling(application),
        PressAcknowledger(answer),
        lambda: stage.clock[0],
        pauses=[LATER],
    )
    await worker.start()
    stack.push_async_callback(worker.stop, timedelta(0))
    return Handling(replace(stage, store=store, application=application), worker)


@pytest.fixture
async def instances(stage: Stage, tmp_path: Path) -> AsyncIterator[list[Handling]]:
    async with AsyncExitStack() as stack:
        made = []
        for name in ("one", "two"):
            database = await migrated(tmp_path / "khabar.db")
            stack.push_async_callback(database.close)
            made.append(await instance(stage, database, name, stack))
        yield made


async def test_a_question_is_answered_at_another_instance(instances: list[Handling]) -> None:
    """And the press under what that one has answered is handled by the first."""
    one, two = instances
    await one.write("/start")
    (asked,) = await one.write("/alert")
    assert asked.labels == ["إلغاء"]
    *_, preview = await two.write("الحديقة")
    assert not (await two.stage.again(asked)).buttons
    await one.press(preview, preview.data_of("⚡"))
    chat = await two.stage.store.chats.get(LAYLA)
    assert chat is not None
    assert len(await two.stage.store.alerts.of_chat(chat.id)) == 1


async def test_what_was_asked_last_counts_at_each_instance(instances: list[Handling]) -> None:
    """A question of the one is ended by a command at the other."""
    one, two = instances
    await one.write("/start")
    await one.write("/alert")
    await two.write("/latest")
    *_, found = await one.write("الحديقة")
    assert not any(label.startswith("⚡") for label in found.labels)


async def test_what_a_dead_instance_has_done_is_answered_by_another(
    stage: Stage, instances: list[Handling], tmp_path: Path
) -> None:
    """It had ended the subscription, and its answer failed: the other finds one that has ended."""
    one, two = instances
    await one.write("/start")
    await one.fault("server_error", code=502)
    body = {"from": LAYLA, "text": "/stop"}
    await stage.control(f"chats/{LAYLA}/messages", body)
    await one.taken_in()
    failed = "select 1 from inbox where steps <> '' and not_before > received"
    await until(lambda: bool(look(tmp_path / "khabar.db", failed)))
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.active
    await Instances(one.stage.store.database, "one", LONG).leave()
    stage.clock[0] += LATER
    await two.worker.take_over()
    await two.settled()
    left = await stage.last()
    assert left.outgoing
    assert "/forget" in left.text
