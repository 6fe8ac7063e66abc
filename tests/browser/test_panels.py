"""The newsroom's panel and the panel of faults: each button does what it says."""

import httpx
from playwright.async_api import expect

from sandbox.server import Sandbox
from tests.browser.chromium import MARKS
from tests.browser.conftest import Open
from tests.loopback import loopback_client

pytestmark = MARKS
CHANNEL = -1001000000002


async def test_a_prepared_story_is_published_as_breaking(visit: Open, sandbox: Sandbox) -> None:
    """One press puts the chosen story at the head of the list and on the site."""
    page = await visit("news")
    story = page.get_by_label("أي خبر").last
    await expect(story.locator("option").nth(3)).to_be_attached()
    chosen = await story.locator("option").nth(2).get_attribute("value")
    assert chosen
    await story.select_option(value=chosen)
    await page.get_by_role("switch", name="عاجل").check()
    await page.locator("#publish").click()
    first = page.locator(".article").first
    await expect(first.locator(".breaking")).to_be_visible()
    newest = sandbox.newsroom.listed()[0]
    assert newest.story == chosen
    assert newest.breaking
    await expect(first.locator("h3")).to_have_text(newest.headline)


async def test_an_own_story_is_published_edited_withdrawn_and_restored(
    visit: Open, sandbox: Sandbox
) -> None:
    """An editor's whole day: write, correct, take back, bring back."""
    page = await visit("news")
    await page.get_by_text("اكتب خبرًا من عندك").click()
    form = page.locator("details.own form")
    await form.get_by_label("العنوان").fill("افتتاح حديقة في حي النهر")
    await form.get_by_label("النص").fill("افتتح المجلس حديقة جديدة.\n\nفيها مئة شجرة زيتون.")
    await form.get_by_label("تعليق الصورة").fill("حديقة حي النهر")
    await form.get_by_role("button", name="انشر هذا الخبر").click()
    first = page.locator(".article").first
    await expect(first.locator("h3")).to_have_text("افتتاح حديقة في حي النهر")
    await first.get_by_role("button", name="تعديل").click()
    await first.get_by_label("العنوان").fill("افتتاح حديقتين في حي النهر")
    await first.get_by_role("button", name="احفظ التعديل").click()
    await expect(first.locator("h3")).to_have_text("افتتاح حديقتين في حي النهر")
    article = sandbox.newsroom.listed()[0]
    assert article.headline == "افتتاح حديقتين في حي النهر"
    assert len(article.paragraphs) == 2
    assert article.caption == "حديقة حي النهر"
    await first.get_by_role("button", name="اسحبه").click()
    await expect(
        page.locator(f'.article.withdrawn[data-number="{article.number}"]')
    ).to_be_visible()
    assert sandbox.newsroom.article(article.number).withdrawn
    await page.get_by_role("button", name="أعده").click()
    await expect(page.locator(".article.withdrawn")).to_have_count(0)


async def test_the_site_goes_down_and_comes_back(visit: Open, sandbox: Sandbox) -> None:
    """The button turns into its opposite, and the site really answers 503 meanwhile."""
    page = await visit("news")
    async with loopback_client() as client:
        await page.get_by_role("button", name="أوقف الموقع").click()
        await expect(page.locator("#panel-news .status")).to_have_text("الموقع متوقف")
        assert (await client.get(f"{sandbox.site_url}/feed/")).status_code == 503
        await page.get_by_role("button", name="أعد تشغيل الموقع").click()
        await expect(page.locator("#panel-news .status")).to_have_text("الموقع يعمل")
        assert (await client.get(f"{sandbox.site_url}/feed/")).status_code == 200


async def test_telegram_refuses_as_the_button_says(
    visit: Open, reader: int, sandbox: Sandbox
) -> None:
    """A fault appears in the list, strikes the bot's call, and is gone when it is used up."""
    page = await visit("faults")
    await page.get_by_label("أين").select_option(value=str(reader))
    await page.get_by_role("button", name="429").click()
    await expect(page.locator(".fault")).to_contain_text("429")
    async with loopback_client(base_url=f"{sandbox.api_url}{sandbox.token}") as client:
        answer = await client.post("/sendMessage", json={"chat_id": reader, "text": "خبر"})
    assert answer.status_code == 429
    assert answer.json()["parameters"]["retry_after"] == 5
    await expect(page.locator(".fault")).to_have_count(0)


async def test_people_and_rights_change_by_buttons(visit: Open, control: httpx.AsyncClient) -> None:
    """The bot loses the right to post, an administrator is demoted, a reader blocks."""
    await control.post(f"/chats/{CHANNEL}/members", json={"user": "bot", "status": "administrator"})

    async def rights() -> dict[str, object]:
        chat = (await control.get(f"/chats/{CHANNEL}")).json()["chat"]
        right: dict[str, object] = chat["bot"]
        return right

    page = await visit("faults")
    channel = page.locator(".person", has_text="قناة المدينة")
    await channel.get_by_role("button", name="منع البوت من النشر").click()
    await expect(channel.get_by_role("button", name="إعادة صلاحيات البوت")).to_be_visible()
    assert (await rights())["can_post_messages"] is False
    await channel.get_by_role("button", name="إعادة صلاحيات البوت").click()
    await expect(channel.get_by_role("button", name="منع البوت من النشر")).to_be_visible()
    reader = page.locator(".person", has_text="سامي الخطيب")
    await reader.get_by_role("button", name="حظر البوت").click()
    await reader.get_by_role("button", name="إلغاء الحظر").click()
    await expect(reader.get_by_role("button", name="حظر البوت")).to_be_visible()


async def test_a_group_migrates_and_the_page_follows(visit: Open) -> None:
    """The old group leaves the list; its successor opens with the note of the move."""
    page = await visit("faults")
    group = page.locator(".person", has_text="جيران الحارة")
    await group.get_by_role("button", name="تحويل إلى مجموعة خارقة").click()
    await expect(page.locator(".pill.service", has_text="كانت هذه مجموعة عادية")).to_be_visible()
    await expect(page.locator("a.chat", has_text="جيران الحارة")).to_have_count(1)
    await expect(page.locator('a.chat[href="#chat/-2001"]')).to_have_count(0)
