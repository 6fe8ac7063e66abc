"""The real bot, seen through the page: first contact, search, tags, news and their corrections."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from sandbox.server import Sandbox, SandboxOptions, running
from tests.browser.chromium import MARKS, PHONE, opened
from tests.browser.khabar_process import khabar
from tests.end_to_end.conftest import first_poll
from tests.loopback import loopback_client

pytestmark = MARKS
HEADLINE = "افتتاح مكتبة عامة في حي النهر بعد ترميم دام عامين"
NEWS = {
    "headline": HEADLINE,
    "paragraphs": [
        "افتتح مجلس المدينة اليوم مكتبة عامة في حي النهر، بعد ترميم استمر عامين كاملين.",
        "وتضم المكتبة أربعين ألف كتاب وقاعة للأطفال، وتفتح أبوابها ستة أيام في الأسبوع.",
        "وقالت أمينة المكتبة إن الاشتراك مجاني للطلاب حتى نهاية العام الدراسي الحالي.",
    ],
    "caption": "قاعة القراءة في مكتبة حي النهر",
    "tags": ["مكتبات", "حي النهر"],
    "language": "ar",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("khabar") / "khabar.db"


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def city(database: Path) -> AsyncIterator[Sandbox]:
    """A newsroom where only the tests publish, and a bot that has read its feed."""
    options = SandboxOptions(limits=False, publish_every=None)
    async with running(options) as sandbox, khabar(sandbox, database):
        await first_poll(database)
        yield sandbox


@pytest_asyncio.fixture(loop_scope="package")
async def control(city: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with loopback_client(base_url=city.control_url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="package")
async def page(city: Sandbox, control: httpx.AsyncClient, browser: Browser) -> AsyncIterator[Page]:
    """The chat of a new reader who has pressed START and was answered."""
    answer = await control.post("/people", json={"first_name": "هالة", "language_code": "ar"})
    reader = answer.json()["person"]["id"]
    async with opened(browser, f"{city.page_url}#chat/{reader}") as one:
        await one.get_by_role("button", name="ابدأ").click()
        # The last message of the first contact: what comes after it is an answer.
        await expect(_bots(one).filter(has_text="اختر ما يهمني")).to_be_visible()
        yield one


def _bots(page: Page) -> Locator:
    return page.locator(".message.other")


async def _say(page: Page, words: str) -> None:
    await page.locator("#composer").fill(words)
    await page.keyboard.press("Enter")


async def test_first_contact_greets_with_buttons_in_arabic(page: Page) -> None:
    """A new reader is greeted in Arabic and sees at once what can be pressed."""
    greeting = _bots(page).first
    await expect(greeting.locator(".key").first).to_be_visible()
    assert re.search(r"[\u0621-\u064a]", await greeting.inner_text())
    await page.get_by_role("button", name="القائمة").click()
    await expect(page.locator("#suggestions .suggestion").nth(4)).to_be_visible()


async def test_news_arrive_live_and_corrections_edit_them(
    page: Page, control: httpx.AsyncClient
) -> None:
    """What the newsroom publishes is pushed with photo and caption; an edit changes the post."""
    number = (await control.post("/newsroom/publish", json={"article": NEWS})).json()["article"][
        "number"
    ]
    post = _bots(page).filter(has_text=HEADLINE).last
    await expect(post).to_be_visible()
    await expect(post.locator("strong").first).to_contain_text("افتتاح مكتبة")
    await expect(post.locator(".photo img")).to_be_visible()
    await expect(post).to_contain_text(NEWS["caption"])
    corrected = "افتتاح مكتبة عامة في حي النهر بعد ترميم دام ثلاثة أعوام"
    await control.post("/newsroom/edit", json={"number": number, "headline": corrected})
    changed = _bots(page).filter(has_text=corrected).last
    await expect(changed.locator(".edited")).to_have_text("معدّلة")
    await expect(_bots(page).filter(has_text=HEADLINE)).to_have_count(0)


async def test_the_panel_publishes_and_the_chat_beside_it_shows_the_push(page: Page) -> None:
    """One press in the newsroom's panel, and the breaking post stands in the open chat."""
    await page.get_by_role("switch", name="عاجل").check()
    before = await page.locator(".article h3").first.inner_text()
    await page.locator("#publish").click()
    first = page.locator(".article h3").first
    await expect(first).not_to_have_text(before)
    post = _bots(page).filter(has_text=await first.inner_text()).last
    await expect(post).to_contain_text("عاجل")


async def test_search_and_tag_find_the_archive(page: Page, control: httpx.AsyncClient) -> None:
    """A word finds articles; a hashtag lists its own; a press on a hashtag can ask for it."""
    state = (await control.get("/newsroom/state")).json()
    article = next(one for one in state["articles"] if one["language"] == "ar" and one["tags"])
    before = await _bots(page).count()
    await _say(page, article["headline"].split()[1])
    await expect(_bots(page)).to_have_count(before + 1)
    await _say(page, "#" + article["tags"][0].replace(" ", "_"))
    await expect(_bots(page)).to_have_count(before + 2)
    await expect(_bots(page).last).not_to_contain_text("/")


async def test_a_list_of_commands_stands_on_the_right(page: Page) -> None:
    """Each line ends where the Arabic heading above them begins."""
    await _say(page, "/help")
    answer = _bots(page).filter(has_text="/subscriptions").last
    await expect(answer).to_be_visible()
    heading = await answer.locator("strong").first.bounding_box()
    assert heading
    commands = answer.get_by_role("button").filter(has_text=re.compile("^/"))
    assert await commands.count() > 10
    for command in await commands.all():
        box = await command.bounding_box()
        assert box
        assert abs(box["x"] + box["width"] - heading["x"] - heading["width"]) < 3


async def test_settings_change_by_buttons_in_place(page: Page) -> None:
    """A press edits the settings' own message; no new one is sent."""
    count = await _bots(page).count() + 1
    await _say(page, "/settings")
    await expect(_bots(page)).to_have_count(count)
    menu = _bots(page).last
    before = await menu.inner_text()
    await menu.locator(".key").first.click()
    await expect(menu).not_to_have_text(before)
    await expect(_bots(page)).to_have_count(count)


async def test_a_post_fits_a_phone(
    city: Sandbox, control: httpx.AsyncClient, browser: Browser
) -> None:
    """At phone width photo, text and buttons of a real post stay inside the window."""
    await control.post("/chats/102/start", json={})
    async with opened(browser, f"{city.page_url}#chat/102", size=PHONE) as page:
        await expect(_bots(page).first).to_be_visible()
        published = (await control.post("/newsroom/publish", json={"generate": True})).json()
        post = _bots(page).filter(has_text=published["article"]["headline"]).last
        await expect(post).to_be_visible()
        for part in (post.locator(".photo img"), post.locator(".text"), post.locator(".key").first):
            box = await part.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE[0]
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_an_administrator_approves_what_the_channel_posts(
    city: Sandbox, control: httpx.AsyncClient, browser: Browser
) -> None:
    """Connected, set to approval, proposed, published: all by buttons in the page."""
    owner, channel = 103, -1001000000002
    await control.post(f"/chats/{owner}/start", json={})
    async with opened(browser, f"{city.page_url}#chat/{owner}") as page:
        await expect(_bots(page).first).to_be_visible()
        await control.post(
            f"/chats/{channel}/members",
            json={"user": "bot", "status": "administrator", "by": owner},
        )
        await expect(_bots(page).filter(has_text="ارتبطت").first).to_be_visible()
        await _say(page, "/channels")
        keys = page.locator(".key")
        await keys.filter(has_text="قناة المدينة").last.click()
        await keys.filter(has_text="👥 من").last.click()
        await keys.filter(has_text="✅ الموافقة").last.click()
        await keys.filter(has_text="الموافقة قبل النشر").last.click()
        published = (await control.post("/newsroom/publish", json={"generate": True})).json()
        headline = published["article"]["headline"]
        proposal = _bots(page).filter(has_text=headline).filter(has=keys.filter(has_text="انشر"))
        await proposal.locator(".key").filter(has_text="انشر").first.click()
        await page.goto(f"{city.page_url}#chat/{channel}")
        post = page.locator(".message").filter(has_text=headline)
        await expect(post.first).to_be_visible()
