"""Choosing topics, hours and pauses from the settings, each shown before it is kept."""

from datetime import UTC, date, datetime, timedelta

from storage.models import Chat, Tag
from tests.articles import NOON, invented
from tests.handlers.stage import LAYLA, Seen, Stage, publish

SPORT = (Tag("رياضة", folded="رياضه"),)


async def layla(stage: Stage) -> Chat:
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    return chat


async def topics_page(stage: Stage) -> Seen:
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, "أي الأخبار")
    return await stage.again(menu)


async def test_a_section_is_followed_without_opening_a_post(stage: Stage) -> None:
    """From the list, after seeing what it brings; the list then shows it chosen."""
    page = await topics_page(stage)
    await stage.press(page, "📂")
    listing = await stage.again(page)
    assert listing.labels[:2] == ["محليات", "حي الزيتون"]
    await stage.press(listing, "محليات")
    shown = await stage.again(page)
    assert "من آخر 12 خبرًا: 12 خبرًا عن «محليات». نحو 12 خبرًا في اليوم." in shown.text
    assert "المجلس البلدي يفتتح الحديقة رقم 12" in shown.text
    assert await stage.store.subscriptions.followed((await layla(stage)).id) == []
    answer = await stage.press(shown, "🔔 تابِعه")
    assert answer["text"] == "تتابع القسم «محليات»."
    chosen = await stage.again(page)
    assert chosen.labels[0] == "✓ محليات"
    await stage.press(chosen, "✓ محليات")
    await stage.press(await stage.again(page), "لا أريد متابعته")
    assert (await stage.again(page)).labels[0] == "محليات"


async def test_who_never_started_is_told_what_is_missing(stage: Stage) -> None:
    """Following from the settings alone subscribes nobody."""
    (menu,) = await stage.write("/settings")
    await stage.press(menu, data="l:0:0")
    tag = (await stage.store.tags.find("محليات"))[0]
    answer = await stage.press(menu, data=f"b:{tag.id}:0:1:0")
    assert "/start" in answer["text"]


async def test_a_section_is_muted_without_opening_a_post(stage: Stage) -> None:
    """Its news does not come from then on."""
    page = await topics_page(stage)
    await stage.press(page, "🔕 اختر")
    await stage.press(await stage.again(page), "محليات")
    answer = await stage.press(await stage.again(page), "🔕 اكتمه")
    assert answer["text"] == "لن تصلك أخبار «محليات»."
    assert (await stage.again(page)).labels[0] == "🔇 محليات"
    assert await publish(stage, invented(80)) == 0
    await stage.press(await stage.again(page), "🔇 محليات")
    await stage.press(await stage.again(page), "لا تكتمه")
    assert await publish(stage, invented(81)) == 1


async def test_a_name_with_signs_of_markup_is_told_as_it_is_written(stage: Stage) -> None:
    """In the notice and above the list."""
    await stage.publish(invented(82, tags=(Tag("بحث & تطوير", folded="بحث تطوير"),)))
    page = await topics_page(stage)
    await stage.press(page, "📂")
    await stage.press(await stage.again(page), "بحث & تطوير")
    answer = await stage.press(await stage.again(page), "🔔 تابِعه")
    assert "«بحث & تطوير»" in answer["text"]
    assert "«بحث & تطوير»" in (await stage.again(page)).text


async def test_the_choice_is_shown_with_what_it_brings(stage: Stage) -> None:
    """So many a day by each answer, and the articles of the last 24 hours by the present one."""
    await stage.publish(invented(90, tags=SPORT, title="فوز فريق الحي"))
    page = await topics_page(stage)
    assert "كل الأخبار: نحو 13 خبرًا في اليوم." in page.text
    assert "ما تتابعه فقط: لا شيء في آخر 24 ساعة." in page.text
    (sport,) = await stage.store.tags.find("رياضه")
    await stage.store.subscriptions.follow((await layla(stage)).id, sport.id)
    await stage.press(page, data="o:t")
    answer = await stage.press(await stage.again(page), "ما أتابعه فقط")
    assert "ما تتابعه فقط" in answer["text"]
    chosen = await stage.again(page)
    assert "ما تتابعه فقط: نحو خبر واحد في اليوم." in chosen.text
    await stage.press(chosen, "👁")
    mine = await stage.again(page)
    assert mine.text.startswith("آخر 24 ساعة باختيارك: خبر واحد")
    assert "فوز فريق الحي" in mine.text
    await stage.press(mine, "رجوع")
    assert "أي الأخبار تريد؟" in (await stage.again(page)).text


async def test_a_quiet_day_is_said_to_be_one(stage: Stage) -> None:
    """No empty list."""
    await stage.start()
    stage.clock[0] += timedelta(days=3)
    (listed,) = await stage.write("/subscriptions")
    assert "لا شيء في آخر 24 ساعة." in listed.text
    await stage.press(listed, "👁")
    assert "لم يكن ليصلك شيء" in (await stage.again(listed)).text


async def test_any_hours_can_be_chosen_for_the_digest(stage: Stage) -> None:
    """Up to three, each confirmed in words; none means at once."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, "متى")
    await stage.press(await stage.again(menu), "🕗")
    assert "الآن: فور نشرها" in (await stage.again(menu)).text
    for label, words in (
        ("6:00", "سيصلك موجز عند 6:00."),
        ("21:00", "سيصلك موجز عند 6:00 و21:00."),
        ("13:00", "سيصلك موجز عند 6:00، 13:00 و21:00."),
    ):
        answer = await stage.press(await stage.again(menu), label)
        assert answer["text"] == words
    answer = await stage.press(await stage.again(menu), "9:00")
    assert "على الأكثر" in answer["text"]
    assert (await layla(stage)).digest_hours == (6, 13, 21)
    await stage.press(await stage.again(menu), "رجوع")
    await stage.press(await stage.again(menu), "رجوع")
    assert "متى: في موجز عند 6:00، 13:00 و21:00" in (await stage.again(menu)).text
    for hour in (6, 13, 21):
        answer = await stage.press(menu, data=f"u:{hour}:0")
    assert answer["text"] == "ستصلك الأخبار فور نشرها."
    answer = await stage.press(menu, data="u:24:1")
    assert answer["text"] == "لم يعد هذا الزر يعمل."


async def test_back_to_at_once_sends_what_had_gathered(stage: Stage) -> None:
    """The waiting digest does not wait for its old hour."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, data="c:g:1")
    await publish(stage, invented(91))
    await publish(stage, invented(92))
    outbox = stage.store.outbox
    assert await outbox.claim(5, stage.clock[0] + timedelta(minutes=5), timedelta(minutes=1)) == []
    await stage.press(menu, data="c:g:0")
    (due,) = await outbox.claim(5, stage.clock[0], timedelta(minutes=1))
    assert len(due.articles) == 2


async def test_quiet_hours_can_hold_posts_back(stage: Stage) -> None:
    """Both ways are offered, and said in words."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, "في ساعات الهدوء")
    question = await stage.again(menu)
    assert question.labels == ["✓ تصلني بلا صوت", "تنتظر", "رجوع"]
    answer = await stage.press(question, "تنتظر")
    assert answer["text"] == "في ساعات الهدوء تنتظر المنشورات حتى تنتهي."
    assert (await layla(stage)).quiet_holds


async def test_a_pause_until_a_date(stage: Stage) -> None:
    """It ends when that day begins in the reader's city."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, "استراحة")
    await stage.press(await stage.again(menu), "📅")
    days = await stage.again(menu)
    assert days.labels[0] == "15 آذار"
    assert len(days.labels) == 15
    answer = await stage.press(days, "20 آذار")
    assert answer["text"] == "لن تصلك أخبار حتى 20 آذار 2026."
    assert (await layla(stage)).paused_until == datetime(2026, 3, 19, 21, tzinfo=UTC)
    for day in (NOON.date(), date(2026, 5, 1)):
        answer = await stage.press(days, data=f"y:{day.toordinal()}")
        assert answer["text"] == "لم يعد هذا الزر يعمل."


async def test_forged_topics_are_answered(stage: Stage) -> None:
    """Tags that are gone, pages beyond the last, switches that are neither."""
    page = await topics_page(stage)
    for data in ("i:999:0:0", "b:999:0:1:0"):
        answer = await stage.press(page, data=data)
        assert answer["text"] == "لم يعد هذا الوسم موجودًا."
    answer = await stage.press(page, data="l:7:0")
    assert answer["text"] == "لم يعد هذا الزر يعمل."
    await stage.press(page, data="l:1:99999")
    assert "ماذا لا تريد؟" in (await stage.again(page)).text


async def test_who_follows_nothing_is_not_offered_to_get_only_that(stage: Stage) -> None:
    """The answer stands there once something is followed."""
    page = await topics_page(stage)
    assert "ما أتابعه فقط" not in page.labels
    (tag,) = await stage.store.tags.find("حي الزيتون")
    await stage.store.subscriptions.follow((await layla(stage)).id, tag.id)
    await stage.press(page, data="o:t")
    assert "ما أتابعه فقط" in (await stage.again(page)).labels
