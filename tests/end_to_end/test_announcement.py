"""A message to all: killed in its middle, reported, taken back."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.delivery.claim_window import WINDOW
from sandbox.server import Sandbox
from tests.bot.delivery.sandbox_control import Control
from tests.databases import migrated
from tests.end_to_end.conftest import (
    OWNER,
    PATIENCE_SECONDS,
    Bot,
    People,
    first_poll,
    recorded,
    settings_for,
)
from tests.end_to_end.test_process import in_sandbox, khabar

READERS = 130
# No news is waited for: polls would only take their time.
RARELY = "60s"
WORDS = "رسالة إلى كل القراء: نعود بعد العيد"


async def with_subscribers(path: Path, telegram_ids: Sequence[int]) -> None:
    """A database in which these readers have pressed START."""
    database = await migrated(path)
    async with database.transaction() as connection:
        await connection.executemany(
            "insert into chats (telegram_id, kind, everything, joined) values (?, 'private', 0, 0)",
            [(one,) for one in telegram_ids],
        )
    await database.close()


async def copies(control: Control) -> Counter[int]:
    """How often each reader was sent the message."""
    return Counter(
        chat
        for _, chat, _, text in await control.journal()
        if text.startswith(WORDS)
        if chat != OWNER
    )


async def approved(people: People) -> None:
    """The owner writes it, looks at the preview, and presses twice."""
    await people.greeted(OWNER)
    await people.write("/stop", OWNER)
    await people.write("/broadcast", OWNER)
    await people.until(lambda said: any("إلى الجميع" in m["html"] for m in said), OWNER)
    await people.write(WORDS, OWNER)
    for label in ("أرسلها ›", "نعم، أرسلها"):
        await people.press(await people.page_with(label, OWNER), label, OWNER)


async def test_killed_in_its_middle_it_reaches_everybody_and_comes_back_from_everywhere(
    sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    """Nobody is left out, at most a window gets it twice; the owner is told, and takes it back."""
    control = Control(people.client, sandbox.control_url)
    readers = await control.bulk(READERS, keep=4)
    await with_subscribers(tmp_path / "khabar.db", readers)
    polls = {"poll_min": RARELY, "poll_max": RARELY}
    settings = in_sandbox(sandbox, tmp_path) | {"OWNER_IDS": str(OWNER)}
    settings |= {name.upper(): value for name, value in polls.items()}
    async with khabar(tmp_path, "run", **settings) as process:
        await first_poll(tmp_path / "khabar.db")
        await approved(people)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(await copies(control)) < READERS // 4:  # noqa: ASYNC110 - another process works
                await asyncio.sleep(0.05)
        process.kill()
        await process.wait()
    assert len(await copies(control)) < READERS
    again = settings_for(sandbox, tmp_path / "khabar.db", owner_ids=str(OWNER), **polls)
    async with Bot(again, asyncio.Event()).running():
        said = await people.until(
            lambda said: any("وصلت رسالتك" in m["html"] for m in said),
            OWNER,
            what="the report",
            seconds=3 * PATIENCE_SECONDS,
        )
        got = await copies(control)
        assert got.keys() == set(readers)
        assert sum(got.values()) - READERS <= WINDOW
        report = next(m for m in said if "وصلت رسالتك" in m["html"])
        assert f"{READERS} محادثة" in report["html"]
        await people.press(report, "اسحبها", OWNER)
        await people.until(lambda said: "نعم، احذفها" in str(said), OWNER)
        await people.press(report | await latest(people, report), "نعم، احذفها", OWNER)
        await people.until(
            lambda said: any("سحبنا رسالتك" in m["html"] for m in said),
            OWNER,
            what="the second report",
            seconds=3 * PATIENCE_SECONDS,
        )
    await recorded(tmp_path / "khabar.db")
    left = 0
    for reader in readers:
        left += sum(not message["deleted"] for message in await control.messages(reader))
    # What was sent twice is known by its second message only.
    assert left == sum(got.values()) - READERS


async def latest(people: People, message: dict[str, object]) -> dict[str, object]:
    """The message as it is by now."""
    said = await people.heard(OWNER)
    return next(one for one in said if one["message_id"] == message["message_id"])
