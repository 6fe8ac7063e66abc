"""Who can't see well, or presses keys, finds the page usable: names, contrast, zoom."""

import pytest
from playwright.async_api import expect

from tests.browser.chromium import DESKTOP, MARKS, PHONE
from tests.browser.conftest import Open

pytestmark = MARKS
ENOUGH = 4.5  # WCAG 2.2, 1.4.3
NAMELESS = """
() => [...document.querySelectorAll("button, a, input, select, textarea, [role=button]")]
  .filter((one) => one.checkVisibility())
  .filter((one) => !(one.getAttribute("aria-label") || one.innerText?.trim()
    || one.title || [...(one.labels ?? [])].some((label) => label.innerText.trim())))
  .map((one) => one.outerHTML.slice(0, 120))
"""
FAINT = """
(enough) => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((one) => one / 255)
    .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (one) => {
    if (!one) return null;
    const style = getComputedStyle(one);
    const [r, g, b, alpha = 1] = parts(style.backgroundColor);
    if (alpha === 1) return [r, g, b];
    const gradient = style.backgroundImage.match(/rgb\\([^)]*\\)/);
    const below = gradient ? parts(gradient[0]) : behind(one.parentElement);
    return below?.map((under, place) => under * (1 - alpha) + [r, g, b][place] * alpha);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (walker.nextNode()) {
    const one = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !one.checkVisibility()) continue;
    if (one.closest(".avatar")) continue;
    const ground = behind(one);
    const ink = getComputedStyle(one).color;
    if (!ground || !ink.startsWith("rgb(")) continue;
    const [high, low] = [light(parts(ink)), light(ground)].sort((a, b) => b - a);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < enough) found.add(`${one.className || one.tagName}: ${contrast.toFixed(2)}`);
  }
  return [...found];
}
"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_everything_that_can_be_pressed_has_a_name(
    visit: Open, reader: int, size: tuple[int, int]
) -> None:
    """A screen reader has words for each button, link and field, wherever one is."""
    page = await visit(f"chat/{reader}", size=size)
    await page.get_by_role("button", name="ابدأ").click()
    await expect(page.locator(".message.other")).to_be_visible()
    assert await page.evaluate(NAMELESS) == []
    for place, landmark in (
        ("chats", "a.chat"),
        ("news", ".article"),
        ("faults", "#panel-faults .person"),
    ):
        await page.evaluate("place => (location.hash = place)", place)
        await expect(page.locator(landmark).first).to_be_visible()
        assert await page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_words_stand_out_from_their_ground(visit: Open, reader: int, dark: bool) -> None:
    """All words but an avatar's letter have the contrast that small text needs, in both themes."""
    page = await visit(f"chat/{reader}", dark=dark)
    await page.get_by_role("button", name="ابدأ").click()
    await expect(page.locator(".message.other")).to_be_visible()
    for place in ("news", "faults"):
        await page.locator(f'.panel-tabs a[href="#{place}"]').click()
        await expect(page.locator(f"#panel-{place}")).to_be_visible()
        assert await page.evaluate(FAINT, ENOUGH) == []


async def test_twice_the_size_still_fits(visit: Open, reader: int) -> None:
    """At 200 % (half the width) nothing runs out of the window."""
    page = await visit(f"chat/{reader}", size=(DESKTOP[0] // 2, DESKTOP[1] // 2))
    await page.get_by_role("button", name="ابدأ").click()
    await expect(page.locator(".message.other")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
