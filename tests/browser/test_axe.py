"""The chat page has no finding of axe-core, minor ones included: https://github.com/dequelabs/axe-core."""

from importlib import resources

import pytest
from playwright.async_api import Page, expect

from tests.browser.chromium import DESKTOP, MARKS, PHONE
from tests.browser.conftest import Open

pytestmark = MARKS
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
FINDINGS = """
async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .flatMap((one) => one.nodes.map((node) => `${one.impact} ${one.id}: ${node.html.slice(0, 120)}`))
"""


async def findings(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands."""
    await page.evaluate(AXE)
    found: list[str] = await page.evaluate(FINDINGS)
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_axe_finds_nothing(
    visit: Open, reader: int, size: tuple[int, int], dark: bool
) -> None:
    """Before the first message and after it, in the list of chats, at the newsroom, the faults."""
    page = await visit(f"chat/{reader}", size=size, dark=dark)
    begin = page.get_by_role("button", name="ابدأ")
    await expect(begin).to_be_visible()
    assert await findings(page) == []
    await begin.click()
    await expect(page.locator(".message.other")).to_be_visible()
    assert await findings(page) == []
    for place, landmark in (
        ("chats", "a.chat"),
        ("news", ".article"),
        ("faults", "#panel-faults .person"),
    ):
        await page.evaluate("place => (location.hash = place)", place)
        await expect(page.locator(landmark).first).to_be_visible()
        assert await findings(page) == [], place


async def test_axe_finds_nothing_in_the_menu_of_a_message(visit: Open, reader: int) -> None:
    """It is drawn only when it is opened."""
    page = await visit(f"chat/{reader}", size=PHONE)
    await page.get_by_role("button", name="ابدأ").click()
    message = page.locator(".message.other").first
    await message.hover()
    await message.locator(".message-menu").click()
    await expect(page.locator(".menu")).to_be_visible()
    assert await findings(page) == []
