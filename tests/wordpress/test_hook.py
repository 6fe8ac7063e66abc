"""The publish hook of docs/pings.md, as it is written there, in a real WordPress."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.server import Sandbox, SandboxOptions, running
from tests.end_to_end.conftest import Bot, People, first_poll, settings_for
from tests.loopback import loopback_client
from tests.wordpress.conftest import Filled
from tests.wordpress.news import blocks, story
from tests.wordpress.server import SECRET, packaged_themes, ping_port

pytestmark = pytest.mark.wordpress

PAGE = Path(__file__).parents[2] / "docs" / "pings.md"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running(SandboxOptions(backlog=0)) as started:
        yield started


@pytest.fixture
async def people(sandbox: Sandbox) -> AsyncIterator[People]:
    async with loopback_client() as client:
        yield People(client, sandbox)


@pytest.fixture
def hook(filled: Filled) -> None:
    """The plug-in, copied from the page; its two constants are in wp-config.php."""
    (code,) = re.findall(
        r"^```php\n(<\?php.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    folder = filled.site.root / "wp-content" / "mu-plugins"
    (folder / "khabar-ping.php").write_text(code, "utf-8")


@pytest.mark.usefixtures("hook", "only_for_now")
async def test_the_hook_brings_what_is_published_and_takes_back_what_is_locked(
    filled: Filled, sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    """Polls are an hour apart: only the hook can have told of it."""
    filled.set_up(packaged_themes()[0], "number", "open", summaries=False)
    settings = settings_for(
        sandbox,
        tmp_path / "khabar.db",
        feed_urls=filled.feed_url("number"),
        poll_min="59m",
        poll_max="60m",
        ping_secret=SECRET,
        web_listen=f"127.0.0.1:{ping_port(filled.site)}",
    )
    bot = Bot(settings, asyncio.Event())
    bot.begin()
    try:
        await first_poll(settings.database)
        await people.greeted()
        title = "المجلس يعلن نتائج مسابقة التصميم"
        post = {"post_title": title, "post_content": blocks(*story(7))}
        start = time.monotonic()
        (made,) = await asyncio.to_thread(filled.site.call, ["khabar_post", post, 0])
        said = await people.until(lambda said: any(title in one["html"] for one in said))
        told_after = time.monotonic() - start
        secret = {**post, "post_title": "بنود العقد", "post_password": "كلمة"}
        await asyncio.to_thread(filled.site.call, ["khabar_post", secret, 0])
        start = time.monotonic()
        await asyncio.to_thread(
            filled.site.call, ["wp_update_post", {"ID": made["id"], "post_password": "كلمة"}]
        )
        number = next(one["message_id"] for one in said if title in one["html"])
        said = await people.until(
            lambda said: any(
                "سحب الموقع" in one["html"] for one in said if one["message_id"] == number
            ),
            what="the mark of a withdrawn article",
        )
        assert not any("بنود العقد" in one["html"] for one in said)
        print(
            f"\npublished: in the chat after {told_after:.1f} s;"
            f" locked: marked after {time.monotonic() - start:.1f} s"
        )
    finally:
        await bot.end()
