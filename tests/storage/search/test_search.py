"""Search on a real file: what is found, in which order, and what is not."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.arabic.terms import index_terms, parse_query
from storage import search
from storage.engine.database import Database
from storage.models import SearchPage

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)


async def publish(
    database: Database,
    number: int,
    title: str,
    body: str = "",
    *,
    tags: Iterable[str] = (),
    age: timedelta = timedelta(days=1),
) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            """
            insert into articles (
                id, site_id, url, title, paragraphs, excerpt, author, language, summary,
                published, modified, first_seen, content_hash
            )
            values (?, ?, '', ?, '[]', '', '', 'ar', '[]', ?, 0, 0, '')
            on conflict (id) do nothing
            """,
            (number, str(number), title, int((NOW - age).timestamp())),
        )
        for tag in tags:
            await connection.execute(
                "insert into tags (kind, name, folded) values ('tag', ?, ?) on conflict do nothing",
                (tag, tag),
            )
            await connection.execute(
                """
                insert into article_tags (article_id, tag_id)
                select ?, id from tags where folded = ?
                """,
                (number, tag),
            )
        await search.put(connection, number, NOW - age, index_terms(title, body, tags))


async def ask(database: Database, line: str, *, offset: int = 0, limit: int = 10) -> SearchPage:
    async with database.reading() as connection:
        return await search.find(connection, parse_query(line), now=NOW, offset=offset, limit=limit)


async def found(database: Database, line: str) -> list[int]:
    return [hit.article_id for hit in (await ask(database, line)).hits]


@pytest.mark.parametrize(
    "line",
    ["أخبار المدن", "خبر مدينة", "الاخبار للمدينة", "مدينه خبر", "وبأخبارها", "الأخبـــار"],
)
async def test_a_word_is_found_in_any_form(database: Database, line: str) -> None:
    """Article, particles, plural, broken plural, careless spelling."""
    await publish(database, 1, "أخبار المدن الصغيرة")
    await publish(database, 2, "موسم الزيتون ينطلق")
    assert await found(database, line) == [1]


async def test_the_title_counts_more_than_the_text(database: Database) -> None:
    """An article about bread precedes one that mentions it."""
    await publish(database, 1, "اجتماع في البلدية", "تحدث الحاضرون عن الخبز.")
    await publish(database, 2, "سعر الخبز يرتفع", "قال المدير كلامًا.", age=timedelta(days=90))
    assert await found(database, "الخبز") == [2, 1]


async def test_the_form_as_typed_precedes_other_forms(database: Database) -> None:
    """The stem finds both, the surface form decides."""
    await publish(database, 1, "كاتب يزور المدينة")
    await publish(database, 2, "كتابات تزور المدينة", age=timedelta(days=3))
    await publish(database, 3, "كتاب يزور المدينة", age=timedelta(days=9))
    assert (await found(database, "كتاب"))[0] == 3


async def test_fresh_articles_precede_old_ones(database: Database) -> None:
    """Of two that answer alike the newer comes first."""
    await publish(database, 1, "افتتاح جسر النهر", age=timedelta(days=900))
    await publish(database, 2, "افتتاح جسر النهر", age=timedelta(days=2))
    assert await found(database, "جسر النهر") == [2, 1]


async def test_all_words_come_first_then_most_of_them(database: Database) -> None:
    """With fewer than five full hits, articles with most of the words follow."""
    await publish(database, 1, "أمطار في الساحل", "ذكر النص القمح مرة وحصاد الموسم.")
    await publish(database, 2, "حصاد القمح يبدأ")
    await publish(database, 3, "رياضة الموسم")
    assert await found(database, "حصاد القمح أمطار") == [1, 2]


async def test_a_headline_with_most_words_precedes_a_text_with_all_by_chance(
    database: Database,
) -> None:
    """Far apart in a long text they tell nothing; in a headline one of the words may do so."""
    await publish(database, 1, "زورق صيد يعود بعد 40 عاما", "رسا القارب في المرفأ أمس.")
    scattered = "عاد الزورق. ثم مضى وقت. دفع الصياد 40 ليرة. كان الصيد سهلًا. مرت سنة."
    await publish(database, 2, "حكايات من المرفأ", scattered)
    page = await ask(database, "زورق صيد 40 سنة")
    assert [hit.article_id for hit in page.hits] == [1, 2]
    assert page.full == 1


async def test_all_words_in_a_text_precede_half_of_them_in_a_headline(database: Database) -> None:
    """Half of a query is most likely about something else."""
    await publish(database, 1, "زورق جديد", "وصل أمس.")
    await publish(database, 2, "حكايات من المرفأ", "غرق الزورق وفيه القمح.")
    assert await found(database, "زورق قمح") == [2, 1]


async def test_an_exact_phrase_is_taken_word_by_word(database: Database) -> None:
    """Order and form count inside quotation marks."""
    await publish(database, 1, "سعر الخبز يرتفع")
    await publish(database, 2, "الخبز سعره يرتفع")
    assert await found(database, "“سعر الخبز”") == [1]
    assert await found(database, '"الخبز سعر"') == []


async def test_words_are_left_out_dates_and_tags_bound_the_search(database: Database) -> None:
    """Minus, range and tag each take articles away."""
    await publish(database, 1, "سعر الخبز في حلب", tags=["حلب"], age=timedelta(days=10))
    await publish(database, 2, "سعر الخبز في حمص", tags=["حمص"], age=timedelta(days=200))
    assert await found(database, "الخبز -حلب") == [2]
    assert await found(database, "الخبز -«في حمص»") == [1]
    assert await found(database, "الخبز #حلب") == [1]
    await publish(database, 3, "مدرسة جديدة", tags=["درعا"], age=timedelta(days=900))
    assert await found(database, "الخبز #درعا") == []
    assert await found(database, "الخبز from:2025-05") == [1]
    assert await found(database, "الخبز to:2025-04") == [2]
    assert await found(database, "#حمص") == [2]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('"سعر الخبز" -حلب', [2]),
        ('"سعر الخبز" -«في حمص»', [1]),
        ("#أسواق -حلب", [2]),
        ("from:2025-05 -حلب", [3, 2]),
        ("from:2025-05 -حلب -طقس", [2]),
        ("خبز أسعار -حلب", [2]),
        ("سعر الخبز -حلب", [2]),
        ("سعرالخبز -حلب", [2]),
        ("سعرر الخبز -حلب", [2]),
        ("زرافة -حلب", []),
    ],
)
async def test_what_is_left_out_is_in_no_result_whatever_else_is_asked(
    database: Database, line: str, expected: list[int]
) -> None:
    """A phrase, a tag, days, several words, glued or misspelt ones: each is another way there."""
    await publish(database, 1, "سعر الخبز في حلب", tags=["اسواق"])
    await publish(database, 2, "سعر الخبز في حمص", tags=["اسواق"], age=timedelta(days=3))
    await publish(database, 3, "طقس ماطر", age=timedelta(days=2))
    assert await found(database, line) == expected


async def test_a_word_left_out_counts_in_the_text_too(database: Database) -> None:
    """Whichever index has found the headline."""
    await publish(database, 1, "سعر الخبز", "ارتفع في حلب.")
    await publish(database, 2, "سعر الخبز", "ارتفع في حمص.")
    for line in ("الخبز -حلب", "«سعر الخبز» -حلب", "سعر الخبز -حلب", "from:2025-05 -حلب"):
        assert await found(database, line) == [2], line


async def test_what_is_left_out_leaves_the_newest_of_the_rest(database: Database) -> None:
    """Of a word that hundreds of newer headlines hold beside the unwanted one."""
    await publish(database, 1, "سعر الخبز في حمص", age=timedelta(days=30))
    for number in range(2, 250):
        await publish(database, number, "سعر الخبز في حلب")
    for line in ("سعر الخبز -حلب", "«سعر الخبز» -حلب", "from:2025 -حلب"):
        assert await found(database, line) == [1], line


async def test_days_are_those_of_the_newsroom(database: Database) -> None:
    """An hour and a half after midnight in Damascus "today" has begun, and yesterday is over."""
    damascus = ZoneInfo("Asia/Damascus")
    half_past_one = datetime(2025, 6, 2, 1, 30, tzinfo=damascus)
    await publish(database, 1, "سوق الليل", age=NOW - half_past_one + timedelta(minutes=20))
    await publish(database, 2, "سوق المساء", age=NOW - half_past_one + timedelta(hours=2))

    async def of_days(line: str) -> list[int]:
        async with database.reading() as connection:
            query = parse_query(line, today=half_past_one.date())
            page = await search.find(connection, query, now=half_past_one)
        return [hit.article_id for hit in page.hits]

    assert await of_days("سوق من اليوم") == [1]
    assert await of_days("سوق إلى أمس") == [2]
    assert await of_days("from:2025-06-01 to:2025-06-01") == [2]
    assert await of_days("from:2025-06-02") == [1]


async def test_a_misspelt_word_gets_a_suggestion_and_hits(database: Database) -> None:
    """The likeliest spelling is shown, and searched for as well."""
    await publish(database, 1, "الحكومة ترفع الأجور")
    page = await ask(database, "الحكموة")
    assert page.suggestions == (("الحكموه", "الحكومه"),)
    assert [hit.article_id for hit in page.hits] == [1]


async def test_an_edited_article_is_found_by_its_new_words_only(database: Database) -> None:
    """Putting it anew forgets the old terms; taking it out forgets all."""
    await publish(database, 1, "سعر البنزين يرتفع")
    await publish(database, 1, "سعر المازوت يرتفع")
    assert await found(database, "بنزين") == []
    assert await found(database, "مازوت") == [1]
    async with database.transaction() as connection:
        await search.remove(connection, [1])
    assert await found(database, "مازوت") == []


async def test_a_spelling_is_forgotten_with_its_last_article(database: Database) -> None:
    """What nobody can find is not suggested."""
    await publish(database, 1, "الحكومة ترفع الأجور")
    await publish(database, 1, "المحافظة ترفع الأجور")
    assert (await ask(database, "الحكموة")).suggestions == ()


async def test_a_deleted_article_is_found_no_more(database: Database) -> None:
    """The index needs no word of it; a new article of the same second is found all right."""
    await publish(database, 1, "جسر قديم")
    async with database.transaction() as connection:
        await connection.execute("delete from articles where id = 1")
    await publish(database, 2, "نفق جديد")
    assert await found(database, "جسر") == []
    assert await found(database, "نفق") == [2]


async def test_many_articles_of_one_second_are_all_found(database: Database) -> None:
    """The publication second is moved on where it is taken."""
    for number in range(1, 8):
        await publish(database, number, f"خبر رقم {number}")
    page = await ask(database, "خبر رقم")
    assert sorted(hit.article_id for hit in page.hits) == list(range(1, 8))
    assert (page.total, page.more) == (7, False)


async def test_pages_follow_each_other_without_gap(database: Database) -> None:
    """Page by page gives what one long page gives."""
    for number in range(1, 26):
        await publish(database, number, "سوق المدينة", age=timedelta(days=number))
    whole = [hit.article_id for hit in (await ask(database, "سوق", limit=25)).hits]
    paged = [
        hit.article_id
        for offset in range(0, 25, 10)
        for hit in (await ask(database, "سوق", offset=offset)).hits
    ]
    assert paged == whole == list(range(1, 26))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "😀",
        "في من على",
        "NEAR(خبر, سوق) AND * ^ OR NOT",
        "' or 1=1; drop table articles --",
        '"""“”',
        "ا",
        "سوق " * 1_000,
        "خبر سوق جسر نفق بئر سد نهر بحر جبل تل واد سهل غابة",
        "-سوق",
        "\u202eسوق\u2066",
        "from:2025-01 to:2025-02",
    ],
)
async def test_odd_queries_get_an_answer(database: Database, line: str) -> None:
    """Operators, SQL, emoji and floods of words are words or nothing."""
    await publish(database, 1, "سوق المدينة")
    page = await ask(database, line)
    assert page.total >= len(page.hits)


async def test_however_many_words_an_article_has_it_is_stored_and_found(
    database: Database,
) -> None:
    """Words with strokes between them are one chunk; an engine's limit must not stop the news."""
    letters = "بتثجحخدذرزسشصضطظعغفقكلمن"
    words = ("".join(four) for four in itertools.product(letters, repeat=4))
    body = " ".join("/".join(itertools.islice(words, 40)) for _ in range(3_000))
    await publish(database, 1, "قائمة الحديقة", f"بلدية {body}")
    assert await found(database, "حديقة") == [1]
    assert await found(database, "بلدية") == [1]
    boundless = replace(index_terms("قائمة المسرح", "", ()), text=body, text_stems=f"مسرح {body}")
    async with database.transaction() as connection:
        await search.put(connection, 1, NOW, boundless)
    assert await found(database, "مسرح") == [1]
