"""What a visitor sees and does in the chats, with a small bot at the other end."""

import asyncio
import re

import httpx
from playwright.async_api import Page, Route, expect

from sandbox.server import Sandbox
from tests.browser.chromium import MARKS, PHONE
from tests.browser.conftest import Open

pytestmark = MARKS
GROUP = -1001000000001


async def _say(page: Page, words: str) -> None:
    await page.get_by_label("اكتب رسالة", exact=True).fill(words)
    await page.keyboard.press("Enter")


async def _started(visit: Open, reader: int) -> Page:
    page = await visit(f"chat/{reader}")
    await page.get_by_role("button", name="ابدأ").click()
    await expect(page.locator(".message.other", has_text="أهلًا")).to_be_visible()
    return page


async def test_first_contact_is_one_button(visit: Open, reader: int) -> None:
    """START stands where the input line will be; the bot's answer comes without a reload."""
    page = await _started(visit, reader)
    await expect(page.locator(".message.own")).to_have_text(re.compile("/start"))
    await expect(page.locator("#composer")).to_be_visible()


async def test_words_are_written_answered_and_quoted(visit: Open, reader: int) -> None:
    """The answer shows which message it answers."""
    page = await _started(visit, reader)
    await _say(page, "مطر")
    answer = page.locator(".message.other", has_text="قلتَ: مطر")
    await expect(answer.locator(".reply-to")).to_contain_text("مطر")
    await expect(page.locator("#composer")).to_have_value("")


async def test_buttons_answer_as_toast_as_alert_and_by_an_edit(visit: Open, reader: int) -> None:
    """The three things that a callback button can do are seen at once."""
    page = await _started(visit, reader)
    await page.get_by_role("button", name="همسة").click()
    await expect(page.get_by_role("status").filter(has_text="جواب toast")).to_be_visible()
    await page.get_by_role("button", name="تنبيه").click()
    await expect(page.get_by_role("dialog")).to_contain_text("جواب alert")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="عدّل", exact=True).click()
    changed = page.locator(".message", has_text="صار النص غير ما كان")
    await expect(changed.locator(".edited")).to_have_text("معدّلة")


async def test_entities_become_elements_and_nothing_else_does(visit: Open, reader: int) -> None:
    """Formatting shows; markup in a message stays the letters that it is."""
    page = await _started(visit, reader)
    await _say(page, "/rich")
    text = page.locator(".message.other .text", has_text="مشطوب")
    for tag, words in (("strong", "غامق"), ("em", "مائل"), ("s", "مشطوب"), ("code", "x = 1")):
        await expect(text.locator(tag)).to_have_text(words)
    assert await text.locator("img, script").count() == 0
    await expect(text).to_contain_text("<img src=x onerror=alert(1)>")
    spoiler = text.get_by_role("button", name="نص مخفي")
    await spoiler.press("Enter")
    await expect(text.locator(".spoiler .shown")).to_have_text("سر")
    quote = text.locator("blockquote .clamp")
    low = await quote.evaluate("node => node.clientHeight")
    await text.get_by_role("button", name="عرض الكل").click()
    assert await quote.evaluate("node => node.clientHeight") > low


async def test_a_hashtag_searches_the_chat_and_can_be_sent(visit: Open, reader: int) -> None:
    """Pressing a hashtag finds it here; one more press asks the bot about it."""
    page = await _started(visit, reader)
    await _say(page, "/rich")
    await page.locator(".entity", has_text="#مياه").click()
    await expect(page.locator(".finder-count")).to_have_text("1 من 1")
    await page.get_by_role("button", name="أرسِلها").click()
    await expect(page.locator(".message.other", has_text="قلتَ: #مياه")).to_be_visible()


async def test_the_menu_offers_the_commands_of_the_bot(visit: Open, reader: int) -> None:
    """The list comes from the bot, opens by button or slash, and sends by keyboard."""
    page = await _started(visit, reader)
    await page.get_by_role("button", name="القائمة").click()
    await expect(page.locator("#suggestions").get_by_role("option")).to_have_count(3)
    await page.locator("#composer").fill("/me")
    await expect(page.locator("#suggestions").get_by_role("option")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.other", has_text="اختر زرًا")).to_be_visible()


async def test_commands_that_come_late_do_not_cover_the_answer(visit: Open, reader: int) -> None:
    """What was written is sent by then; on a slow machine the list would hide the new message."""
    page = await _started(visit, reader)
    come, arrived = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        await come.wait()
        await route.fulfill(response=answer)
        arrived.set()

    await page.route("**/commands?*", late)
    await _say(page, "/rich")
    await expect(page.locator(".entity", has_text="#مياه")).to_be_visible()
    come.set()
    await arrived.wait()
    await page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    await expect(page.locator("#suggestions")).to_be_hidden()


async def test_inline_results_are_shown_and_sent(visit: Open, reader: int) -> None:
    """A button starts the inline query in the input line; a result becomes a message."""
    page = await _started(visit, reader)
    await page.get_by_role("button", name="ابحث", exact=True).click()
    await expect(page.locator("#composer")).to_have_value("@sandbox_bot مطر")
    await page.locator("#suggestions").get_by_role("option", name="مطر 2").click()
    sent = page.locator(".message.own", has_text="خبر: مطر 2")
    await expect(sent.locator(".via")).to_contain_text("@sandbox_bot")


async def test_typing_is_seen_while_it_lasts(visit: Open, reader: int) -> None:
    """The chat's head says that the bot is typing."""
    page = await _started(visit, reader)
    await _say(page, "اكتب")
    await expect(page.locator(".head .typing")).to_have_text("يكتب…")


async def test_edit_and_delete_of_own_messages(visit: Open, reader: int) -> None:
    """A person's own message is edited in place, and leaves a mark when it is deleted."""
    page = await _started(visit, reader)
    await _say(page, "خطأ")
    await expect(page.locator(".message.other", has_text="قلتَ: خطأ")).to_be_visible()
    await page.locator("#composer").press("ArrowUp")
    await page.locator("#composer").fill("صواب")
    await page.keyboard.press("Enter")
    own = page.locator(".message.own", has_text="صواب")
    await expect(own.locator(".edited")).to_be_visible()
    await own.hover()
    await own.get_by_role("button", name="خيارات الرسالة").click()
    await page.get_by_role("menuitem", name="حذف").click()
    await expect(page.locator(".pill.deleted")).to_be_visible()
    await expect(own).to_have_count(0)


async def test_blocking_shows_the_way_back(visit: Open, reader: int) -> None:
    """Who blocks the bot gets a button to let it in again, in place of the input line."""
    page = await _started(visit, reader)
    await page.get_by_role("button", name="خيارات المحادثة").click()
    await page.get_by_role("menuitem", name="حظر البوت").click()
    await page.get_by_role("button", name="إلغاء الحظر").click()
    await expect(page.locator("#composer")).to_be_visible()


async def test_other_chats_count_what_is_unread(
    visit: Open, reader: int, control: httpx.AsyncClient
) -> None:
    """A message in a chat that is not open raises its counter; opening it clears it."""
    page = await visit("chat/101")
    await control.post(f"/chats/{reader}/start", json={})
    row = page.locator(f'a.chat[href="#chat/{reader}"]')
    await expect(row.locator(".unread")).to_have_text("1")
    await row.click()
    await expect(row.locator(".unread")).to_have_count(0)


async def test_a_group_speaks_with_many_voices_in_its_topics(
    visit: Open, control: httpx.AsyncClient
) -> None:
    """One visitor plays each member; a message stays in the topic where it was written."""
    await control.post(
        f"/chats/{GROUP}/members", json={"user": "bot", "status": "administrator", "by": 103}
    )
    page = await visit(f"chat/{GROUP}")
    await page.get_by_role("tab", name="الأخبار").click()
    await page.get_by_label("باسم من تكتب").select_option(label="ريما العلي")
    await _say(page, "هل من جديد؟")
    await expect(page.locator(".message.own", has_text="هل من جديد؟")).to_be_visible()
    await page.get_by_role("tab", name="الرياضة").click()
    await expect(page.locator(".message", has_text="هل من جديد؟")).to_have_count(0)


async def test_the_page_catches_up_after_a_break(
    visit: Open, reader: int, control: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """What was said while the connection was gone is there when it is back."""
    page = await visit(f"chat/{reader}", forgive="net::ERR_")
    await control.post(f"/chats/{reader}/start", json={})
    await expect(page.locator(".message.other", has_text="أهلًا")).to_be_visible()
    await page.route("**/control/**", lambda route: route.abort())
    for watcher in sandbox.telegram.events._watchers:
        watcher.put_nowait(None)
    await expect(page.locator(".offline")).to_contain_text("انقطع الاتصال")
    await control.post(f"/chats/{reader}/messages", json={"from": reader, "text": "في الغياب"})
    await page.unroute("**/control/**")
    await expect(page.locator(".message.other", has_text="قلتَ: في الغياب")).to_be_visible()
    await expect(page.locator(".offline")).to_be_empty()


async def test_the_layout_runs_from_right_to_left(visit: Open, reader: int) -> None:
    """By the boxes: chats right, panel left, own words left, the bot's right, button at the end."""
    page = await _started(visit, reader)

    async def box(selector: str) -> tuple[float, float]:
        found = await page.locator(selector).first.bounding_box()
        assert found is not None
        return found["x"], found["x"] + found["width"]

    sidebar, talk, panel = [await box(one) for one in ("#sidebar", "#conversation", "#panel")]
    assert panel[1] <= talk[0] + 1
    assert talk[1] <= sidebar[0] + 1
    own, other = await box(".message.own .bubble"), await box(".message.other .bubble")
    log = await box(".log")
    assert own[0] - log[0] < 2
    assert log[1] - other[1] < 2
    menu, field, send = [await box(one) for one in (".commands", "#composer", ".send")]
    assert send[1] <= field[0] + 1
    assert field[1] <= menu[0]
    avatar, title = await box("a.chat .avatar"), await box("a.chat .chat-title")
    assert title[1] <= avatar[0]


async def test_a_phone_shows_one_column_at_a_time(visit: Open, reader: int) -> None:
    """Nothing is cut off at phone width; a chat fills the screen and leads back to the list."""
    page = await visit("chats", size=PHONE)
    await expect(page.locator("#conversation")).to_be_hidden()
    await page.locator(f'a.chat[href="#chat/{reader}"]').click()
    await page.get_by_role("button", name="ابدأ").click()
    await expect(page.locator(".message.other", has_text="أهلًا")).to_be_visible()
    await expect(page.locator("#sidebar")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for selector in (".bubble", ".keyboard", ".composer", ".head"):
        found = await page.locator(selector).last.bounding_box()
        assert found is not None
        assert found["x"] >= 0
        assert found["x"] + found["width"] <= PHONE[0]
    await page.get_by_role("link", name="عودة إلى المحادثات").click()
    await expect(page.locator("#sidebar")).to_be_visible()
    await page.get_by_role("link", name="غرفة الأخبار").click()
    await expect(page.locator("#publish")).to_be_visible()


async def test_dark_and_light_follow_the_system_and_the_switch(visit: Open, reader: int) -> None:
    """The system's choice is the beginning; the switch overrides it and is remembered."""
    page = await visit(f"chat/{reader}", dark=True)
    shade = "getComputedStyle(document.body).backgroundColor"
    dark = await page.evaluate(shade)
    await page.get_by_role("button", name="المظهر الداكن").click()
    light = await page.evaluate(shade)
    assert light == "rgb(255, 255, 255)" != dark
    await page.reload()
    assert await page.evaluate(shade) == light


async def test_the_page_speaks_english_too(visit: Open, reader: int) -> None:
    """The other language turns the direction of the page as well."""
    page = await visit(f"chat/{reader}", language="en")
    assert await page.evaluate("document.documentElement.dir") == "ltr"
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_label("Write a message", exact=True)).to_be_visible()


async def test_the_keyboard_reaches_everything(visit: Open, reader: int) -> None:
    """Chats by arrows, messages by arrows, a message's menu by Enter, out by Escape."""
    page = await _started(visit, reader)
    await page.locator(".scroller").focus()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("article.message").last).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)
    await page.locator("a.chat").first.focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("a.chat").nth(1)).to_have_attribute("aria-current", "true")
