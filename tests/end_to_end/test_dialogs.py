"""Two instances of the bot as processes: one person's dialog goes from one to the other."""

from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.databases import look
from tests.end_to_end.busy_instances import busy_pair
from tests.end_to_end.conftest import READER, People, kept

pytestmark = pytest.mark.postgresql


async def test_each_step_of_a_dialog_may_come_to_another_instance(
    sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    """START at one, a question at the other, its answer at the first, and the press again there."""
    async with busy_pair(sandbox, tmp_path, chats_count=1) as busy:
        await people.greeted()
        busy.updates_go_to(busy.leader)
        await people.answer_to("/alert")
        busy.updates_go_to(busy.follower)
        preview = await people.answer_to("فرن")
        busy.updates_go_to(busy.leader)
        await people.press(preview, "نبّهني")
        # The press is acknowledged before it is handled.
        await kept(tmp_path / "khabar.db", "alerts")
        found = look(
            tmp_path / "khabar.db",
            f"""
            select a.words, (select count(distinct owner) from inbox where sender = {READER})
            from alerts a
            join chats c on c.id = a.chat_id and c.telegram_id = {READER}
            """,
        )
    assert found == [("فرن", 2)]
