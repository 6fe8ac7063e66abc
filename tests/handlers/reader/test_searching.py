"""Searching by words: what is found, what is asked instead, what is explained."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.reader.search_corrections import correct_spelling
from storage.models import Article
from tests.articles import invented
from tests.handlers.reader.test_inline import typed
from tests.handlers.stage import LAYLA, Stage, on_stage


def at_midnight(now: datetime) -> tuple[Article, Article]:
    """One article of before midnight in Damascus and one of after, at half past one."""
    return (
        invented(81, title="حافلات الليل", published=now - timedelta(minutes=20)),
        invented(82, title="حافلات النهار", published=now - timedelta(hours=2)),
    )


async def test_words_are_searched_for(stage: Stage) -> None:
    """By /search and by plain text in a private chat."""
    for text in ("/search الحديقة", "حدائق المجلس", "الحديقة"):
        (listing,) = await stage.write(text)
        assert "12 خبرًا" in listing.text, text
        assert "صفحة 1 من 3" in listing.labels


async def test_found_pages_turn_after_a_restart(tmp_path: Path) -> None:
    """The button holds a number; the words are in the database."""
    async with on_stage(tmp_path / "khabar.db") as stage:
        (listing,) = await stage.write("مجلس " + "الحديقة " * 20)
        restarted = await stage.restarted()
        await restarted.press(listing, "التالي")
        assert (await restarted.again(listing)).labels[0] == "6"


async def test_the_number_is_of_what_holds_all_words(stage: Stage) -> None:
    """What holds some of them is counted apart; where nothing holds them all, that is said."""
    await stage.publish(invented(83, title="قطار الشمال", paragraphs=("انطلق القطار.",)))
    (told,) = await stage.write("قطار الحديقة")
    assert told.text.startswith("«قطار الحديقة»: لا خبر فيه كل ما كتبت")
    assert "قطار الشمال" in told.text
    offered = await typed(stage, "قطار الحديقة")
    assert "لا خبر فيه كل ما كتبت" in offered["button"]["text"]
    await stage.publish(invented(84, title="قطار يصل إلى الحديقة"))
    (told,) = await stage.write("قطار الحديقة")
    assert told.text.startswith("«قطار الحديقة»: خبر واحد\nوإلى جانبها ")
    assert "وإلى جانبها 13 خبرًا قريبًا مما كتبت." in told.text


async def test_the_days_that_are_looked_through_are_said(stage: Stage) -> None:
    """Whoever did not mean any sees that they were read so."""
    for text, told in (
        ("الحديقة from:2026-03 to:2026-04", "🗓 من 1 آذار 2026 إلى 30 نيسان 2026"),
        ("الحديقة من اليوم", "🗓 من 14 آذار 2026"),
        ("زرافة حتى 2025", "🗓 حتى 31 كانون الأول 2025"),
        ("from:2026-03-14 to:2026-03-14", "🗓 14 آذار 2026"),
    ):
        (answer,) = await stage.write(text)
        plain = answer.text.translate(dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069)))
        assert told in plain.split("\n"), text


async def test_a_search_without_result_is_answered_kindly(stage: Stage) -> None:
    """What was looked for, and what to do."""
    (told,) = await stage.write("/search زرافة")
    assert "لم نجد «زرافة»" in told.text
    assert "/tags" in told.text


async def test_what_came_after_midnight_is_of_today(stage: Stage) -> None:
    """Of the newsroom's day, which begins three hours before Greenwich's; inline as well."""
    stage.clock[0] = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)
    await stage.publish(*at_midnight(stage.clock[0]))
    (listing,) = await stage.write("حافلات من اليوم")
    assert "حافلات الليل" in listing.text
    assert "حافلات النهار" not in listing.text
    offered = await typed(stage, "حافلات من اليوم")
    assert [result["title"] for result in offered["results"]] == ["حافلات الليل"]


async def test_one_word_is_not_told_to_be_fewer(stage: Stage) -> None:
    """Fewer words help only where there are several."""
    (told,) = await stage.write("زرافة")
    assert "كلمة أخرى" in told.text
    (told,) = await stage.write("زرافة فضائية")
    assert "كلمات أقل" in told.text


async def test_an_exclusion_that_leaves_nothing_is_named(stage: Stage) -> None:
    """With how much there would have been."""
    (told,) = await stage.write("الحديقة -المجلس")
    assert "دون الناقص 12 خبرًا" in told.text


async def test_a_search_of_days_alone_finds_and_offers_nothing_that_it_refuses(
    stage: Stage,
) -> None:
    """Every button that stands under the answer does what it says."""
    await stage.start()
    for text, found in (
        ("من آذار 2025", True),
        ("/search من آذار 2025", True),
        ("من 2020 إلى 2030", True),
        ("from:2024-01", True),
        ("منذ 50 سنة", True),
        ("إلى 2100", True),
        ("قبل أمس من 2020-02-30", False),
        ("إلى آذار 1990", False),
        ("من 2090", False),
        ("«من إلى»", False),
    ):
        (listing,) = await stage.write(text)
        assert ("12 خبرًا" in listing.text) is found, listing.text
        if "🔔 تابع هذا البحث" in listing.labels:
            await stage.press(listing, "🔔 تابع هذا البحث")
            assert "🔔 تابع هذا البحث" in (await stage.last()).labels, text
        else:
            assert not any("🔔" in label for label in listing.labels), text


async def test_a_greeting_is_answered_with_what_can_be_written(stage: Stage) -> None:
    """Not searched for; `/search` still does."""
    for text in ("مرحبا", "شكرا", "السلام عليكم", "hello"):
        (told,) = await stage.write(text)
        assert told.text.startswith("أهلًا وسهلًا"), text
        assert "/help" in told.text, text
        assert told.labels == [], text
        (told,) = await stage.write(f"/search {text}")
        assert "لم نجد" in told.text, text


async def test_a_misspelt_word_is_told_of_where_likelier_ones_are_shown(stage: Stage) -> None:
    """What is shown, counted and followed are the likelier words."""
    (told,) = await stage.write("الحدقية")
    assert told.text.startswith("«الحديقة»: 12 خبرًا")
    assert "لم نجد «الحدقية»، هذه نتائج «الحديقة»" in told.text
    number = int(told.data_of("🔔").split(":")[1])
    assert await stage.store.saved_searches.words(LAYLA, number) == "الحديقة"


async def test_a_query_that_cannot_be_meant_is_explained(stage: Stage) -> None:
    """What is wrong is said, where other words would not help; nobody can follow such a search."""
    for asked, told in (
        ("-الحديقة", "بعد الناقص نستبعدها"),
        ("🌧🌧", "لم نجد كلمة نبحث عنها"),
        ("في من على", "في كل خبر"),
        ("ا", "حرف واحد لا يكفي"),
        ("الحديقة من 13/2025", "لم نفهم التاريخ «13/2025»"),
        ("زرافة من 13/2025", "لم نفهم التاريخ «13/2025»"),
        ("من 13/2025", "لم نفهم التاريخ «13/2025»"),
        ("الحديقة from:2030 to:2001", "عكسنا التاريخين"),
    ):
        (answer,) = await stage.write(f"/search {asked}")
        if "تاريخ" not in told and "عكسنا" not in told:
            assert answer.labels == [], asked
        plain = answer.text.translate(dict.fromkeys((0x2066, 0x2068, 0x2069)))
        assert told in plain, asked


async def test_a_misspelt_word_is_offered_rightly_spelt(stage: Stage) -> None:
    """One button repeats the search with the likelier word."""
    (told,) = await stage.write("الحديقى المجلص")
    label = next(label for label in told.labels if label.startswith("🔎"))
    await stage.press(told, label)
    assert "المجلس" in (await stage.again(told)).text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("الحديقة خغضضثف", "لم نجد «خغضضثف»، هذه نتائج بقية الكلمات."),
        ("#الحديقة", "فبحثنا عن كلماته."),
        ("المجلسالبلدي", "بحثنا عن «المجلس البلدي» بدل «المجلسالبلدي»."),
    ],
)
async def test_what_was_searched_for_instead_is_told_in_a_line(
    stage: Stage, asked: str, told: str
) -> None:
    """Truly: as it was done for this query."""
    (answer,) = await stage.write(asked)
    assert answer.text.startswith("«")
    assert told in answer.text


async def test_the_likelier_word_is_shown_as_headlines_write_it(stage: Stage) -> None:
    """With its ة and hamza, though the index knows it without."""
    (told,) = await stage.write("الحدقية")
    assert "🔎 الحديقة" in told.labels


def test_only_the_misspelt_word_is_replaced() -> None:
    """Suggestions come folded; the other words stay as they were written."""
    assert correct_spelling("الحديقةُ في إدلبب", (("ادلبب", "ادلب"),)) == "الحديقةُ في ادلب"
    assert correct_spelling("سوق", (("حديقه", "حدائق"),)) == "سوق"
    assert correct_spelling("كتا «كتا» كتابة", (("كتا", "كتاب"),)) == "كتاب «كتاب» كتابة"
    assert correct_spelling("خبذ #خبذ_بلدي", (("خبذ", "خبز"), ("خبز", "خبر"))) == "خبز #خبز_بلدي"


async def test_search_without_words_asks_for_them(stage: Stage) -> None:
    """And the next message is searched for."""
    (asked,) = await stage.write("/search")
    assert "عمّ تبحث؟" in asked.text


async def test_a_search_long_forgotten_asks_to_be_repeated(stage: Stage) -> None:
    """Its words were dropped."""
    (listing,) = await stage.write("الحديقة")
    answer = await stage.press(listing, data="p:s:999:5")
    assert "من جديد" in answer["text"]
