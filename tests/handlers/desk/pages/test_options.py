"""Choices at the desk: a page for each setting with several answers, one press, one change."""

from datetime import timedelta

from bot.posts.actions.desk import DeskAsk, DeskDigest, DeskOpen, DeskQuiet, DeskSet
from bot.posts.actions.desk_choices import ChannelOption, DeskPage
from storage.models import PostFormat
from tests.articles import invented
from tests.handlers.desk.admins import add, connected, press, row
from tests.handlers.desk.moderation import work_off
from tests.handlers.stage import KARIM, MARKET, RIMA, Stage, publish

SEVERAL = (
    ChannelOption.FORMAT,
    ChannelOption.DIGEST,
    ChannelOption.QUIET,
    ChannelOption.HOURLY,
    ChannelOption.ZONE,
    ChannelOption.WAIT,
)


async def test_a_setting_of_several_answers_changes_once(stage: Stage) -> None:
    """Its button opens the answers and changes nothing; one press is that answer, one log line."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.TEMPLATE, 0))
    shown = await stage.again(seen, RIMA)
    await press(stage, seen, shown.data_of("الشكل"))
    assert await stage.store.audit_log.newest(chat.id, 5) == []
    choices = await stage.again(seen, RIMA)
    assert choices.labels[0] == "✓ صورة وملخص"
    assert "الآن: صورة وملخص" in choices.text
    assert "عناوين فقط" in await press(stage, seen, choices.data_of("عناوين فقط"))
    assert (await row(stage)).format is PostFormat.HEADLINE
    back = await stage.again(seen, RIMA)
    assert "الشكل: عناوين فقط ›" in back.labels
    (entry,) = await stage.store.audit_log.newest(chat.id, 5)
    assert (entry.action, entry.value) == (ChannelOption.FORMAT, "2")


async def test_the_answer_that_is_there_already_is_no_change(stage: Stage) -> None:
    """Pressing the ticked one goes back and leaves no line in the log."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskAsk(chat.id, ChannelOption.ZONE))
    choices = await stage.again(seen, RIMA)
    await press(stage, seen, choices.data_of("✓"))
    assert "المدينة: دمشق ›" in (await stage.again(seen, RIMA)).labels
    assert await stage.store.audit_log.newest(chat.id, 5) == []


async def test_every_such_page_ticks_the_present_answer(stage: Stage) -> None:
    """And its way back leads to the page on which the setting stands."""
    chat, seen = await connected(stage)
    for item in SEVERAL:
        await press(stage, seen, DeskAsk(chat.id, item))
        choices = await stage.again(seen, RIMA)
        assert sum(label.startswith("✓") for label in choices.labels) == 1, item
        await press(stage, seen, choices.data_of("رجوع"))
        assert any(label.endswith("›") for label in (await stage.again(seen, RIMA)).labels), item


async def test_hours_of_the_digest_are_freely_chosen(stage: Stage) -> None:
    """Marked one by one, they count together once they are kept; a fourth is refused."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskAsk(chat.id, ChannelOption.DIGEST))
    await press(stage, seen, (await stage.again(seen, RIMA)).data_of("🕗"))
    for hour in ("7:00", "13:00", "21:00"):
        await press(stage, seen, (await stage.again(seen, RIMA)).data_of(hour))
    marked = await stage.again(seen, RIMA)
    assert "ثلاثة موجزات" in await press(stage, seen, marked.data_of("4:00"))
    assert (await row(stage)).digest_hours == ()
    await press(stage, seen, marked.data_of("✅"))
    assert (await row(stage)).digest_hours == (7, 13, 21)
    assert "متى: في موجز عند 7:00، 13:00 و21:00 ›" in (await stage.again(seen, RIMA)).labels
    (entry,) = await stage.store.audit_log.newest(chat.id, 5)
    assert (entry.action, entry.value) == (ChannelOption.DIGEST, "7:00 · 13:00 · 21:00")


async def test_quiet_hours_are_freely_chosen(stage: Stage) -> None:
    """First when they begin, then when they end; the log has one line, with both."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskAsk(chat.id, ChannelOption.QUIET))
    await press(stage, seen, (await stage.again(seen, RIMA)).data_of("🕗"))
    await press(stage, seen, (await stage.again(seen, RIMA)).data_of("21:00"))
    asked = await stage.again(seen, RIMA)
    assert "21:00" not in asked.labels
    assert "من 21:00 إلى 6:00" in await press(stage, seen, asked.data_of("6:00"))
    now = await row(stage)
    assert (now.quiet_from, now.quiet_until) == (21 * 60, 6 * 60)
    assert "ساعات الهدوء: من 21:00 إلى 6:00 ›" in (await stage.again(seen, RIMA)).labels
    assert len(await stage.store.audit_log.newest(chat.id, 5)) == 1
    await press(stage, seen, DeskOpen(chat.id, DeskPage.LOG, 0))
    log = (await stage.again(seen, RIMA)).text
    assert "21:00" in log
    assert "6:00" in log
    await add(stage, MARKET)
    group = await row(stage, MARKET)
    await press(stage, seen, DeskQuiet(group.id, 1, 5))
    (told_there,) = await stage.write("/settings@sandbox_bot", chat=MARKET, person=RIMA)
    assert "ساعات الهدوء: من 1:00 إلى 5:00" in told_there.text


async def test_a_channel_that_follows_nothing_is_warned(stage: Stage) -> None:
    """Not told that news is being sent; following a tag, or words, ends the warning."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskSet(chat.id, ChannelOption.EVERYTHING, 0))
    shown = await stage.again(seen, RIMA)
    assert "⚠️ لا تتابع" in shown.text
    assert "تصل الأخبار إلى هناك" not in shown.text
    await stage.store.subscriptions.follow(chat.id, 1)
    await press(stage, seen, DeskOpen(chat.id, DeskPage.MAIN, 0))
    shown = await stage.again(seen, RIMA)
    assert "⚠️" not in shown.text
    assert "تصل الأخبار إلى هناك" in shown.text


async def test_attack_hours_that_no_clock_has(stage: Stage) -> None:
    """Forged hours change nothing."""
    chat, seen = await connected(stage)
    before = await row(stage)
    for forged in (
        DeskDigest(chat.id, 1 << 24, keep=True),
        DeskQuiet(chat.id, 25, 3),
        DeskQuiet(chat.id, 24, 3),
        DeskQuiet(chat.id, 3, 3),
    ):
        assert "لم يعد هذا الزر يعمل" in await press(stage, seen, forged)
    assert await row(stage) == before


async def test_every_switch_is_kept_and_logged(stage: Stage) -> None:
    """Each switch of each page takes its next answer."""
    chat, seen = await connected(stage)
    for page in (DeskPage.WHAT, DeskPage.WHEN, DeskPage.PARTS, DeskPage.AFTER, DeskPage.APPROVAL):
        await press(stage, seen, DeskOpen(chat.id, page, 0))
        shown = await stage.again(seen, RIMA)
        switches = [
            button["callback_data"]
            for line in shown.buttons
            for button in line
            if button["callback_data"].startswith("ds:")
        ]
        assert switches
        for data in switches:
            assert await press(stage, seen, data)
    settings = await stage.store.channel_settings.get(chat.id)
    assert settings.moderated
    assert not settings.edits
    assert not settings.template.hashtags
    now = await row(stage)
    assert not now.everything
    assert now.silent
    await press(stage, seen, DeskOpen(chat.id, DeskPage.LOG, 0))
    log = (await stage.again(seen, RIMA)).text
    assert log.count("ريما العلي") >= 12


async def test_administrators_see_each_others_changes(stage: Stage) -> None:
    """The newest change stands on the desk with its name and time."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskSet(chat.id, ChannelOption.EDITS, 0))
    await stage.start(KARIM)
    stage.clock[0] += timedelta(minutes=2)
    (listing,) = await stage.write("/channels", chat=KARIM, person=KARIM)
    await press(stage, listing, DeskOpen(chat.id, DeskPage.MAIN, 0), KARIM)
    assert (
        "التصحيح يعدّل المنشور: لا · ريما العلي · قبل دقيقتين"
        in (await stage.again(listing, KARIM)).text
    )


async def test_at_most_so_many_an_hour(stage: Stage) -> None:
    """Set on the desk, which says what becomes of the rest and how much of it there is."""
    chat, seen = await connected(stage)
    await stage.write("/stop", chat=RIMA, person=RIMA)
    await press(stage, seen, DeskSet(chat.id, ChannelOption.HOURLY, 1))
    for number in (80, 81, 82):
        await publish(stage, invented(number, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    await work_off(stage)
    assert len(await stage.store.outbox.claim(10, stage.clock[0], timedelta(minutes=5))) == 1
    await press(stage, seen, DeskOpen(chat.id, DeskPage.WHEN, 0))
    shown = await stage.again(seen, RIMA)
    assert "المنشورات في الساعة: منشور واحد على الأكثر ›" in shown.labels
    assert "خبران ينتظران دورهما" in shown.text
    assert "ثلاث ساعات" in shown.text
