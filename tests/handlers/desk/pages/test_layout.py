"""The desk's pages: few buttons, switches that look like switches, and ways on and back."""

from bot.posts.actions.desk import DeskOpen
from bot.posts.actions.desk_choices import DeskPage
from storage.channels.audit_log import MAX_VALUE, AuditAction
from tests.handlers.desk.admins import connected, press
from tests.handlers.stage import RIMA, Stage

# A list of tags has its own length; statistics are a picture.
PAGES = [
    page for page in DeskPage if page not in {DeskPage.TAGS, DeskPage.STATISTICS, DeskPage.WORDS}
]
MAX_BUTTONS = 8
# A button that fills the row of a phone of 360 pixels shows about so many letters.
MAX_LETTERS = 40


async def test_a_page_has_few_buttons_that_fit(stage: Stage) -> None:
    """At most eight beside the way back, each readable on a phone."""
    chat, seen = await connected(stage)
    await stage.store.channel_settings.set_signature(chat.id, "تابعونا")
    for page in PAGES:
        await press(stage, seen, DeskOpen(chat.id, page, 0))
        shown = await stage.again(seen, RIMA)
        assert shown.labels, page
        assert len(shown.labels) - shown.labels.count("رجوع") <= MAX_BUTTONS, page
        for row in shown.buttons:
            longest = MAX_LETTERS // len(row) + 4
            assert all(len(button["text"]) <= longest for button in row), page


async def test_the_first_page_is_grouped(stage: Stage) -> None:
    """What, when, how, posts, who; each leads on."""
    _, seen = await connected(stage)
    shown = await stage.again(seen, RIMA)
    assert shown.labels == [
        "📰 ماذا ›",
        "🕗 متى ›",
        "🧩 كيف ›",
        "📌 المنشورات ›",
        "👥 من ›",
        "⏸ إيقاف مؤقت",
        "رجوع",
    ]


async def test_a_switch_shows_its_state(stage: Stage) -> None:
    """✓ or ✗ before its name; a press turns it."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.PARTS, 0))
    shown = await stage.again(seen, RIMA)
    assert "✓ الملخص" in shown.labels
    await press(stage, seen, shown.data_of("✓ الملخص"))
    assert "✗ الملخص" in (await stage.again(seen, RIMA)).labels
    await press(stage, seen, shown.data_of("رجوع"))
    assert "أجزاء المنشور ›" in (await stage.again(seen, RIMA)).labels


async def test_a_log_of_long_summaries_opens(stage: Stage) -> None:
    """Twenty of them are longer than a message: the newest are shown, the oldest left out."""
    chat, seen = await connected(stage)
    summary = "أعلنت إدارة المعبر اليوم عن مواعيد جديدة للعبور & «زيارات» العيد. " * 10
    for number in range(20):
        await stage.store.audit_log.record(
            chat.id,
            person_id=RIMA,
            person_name="ريما العلي",
            action=AuditAction.SUMMARY,
            value=f"{number:03d} {summary}"[:MAX_VALUE],
            now=stage.clock[0],
        )
    await press(stage, seen, DeskOpen(chat.id, DeskPage.LOG, 0))
    shown = await stage.again(seen, RIMA)
    assert "019" in shown.text
    assert "010" in shown.text
    assert "000" not in shown.text
    assert shown.labels == ["رجوع"]
