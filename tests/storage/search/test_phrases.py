"""Phrases that more articles hold than are listed: old ones are found or left out all the same."""

from datetime import timedelta

from bot.arabic.terms import index_terms
from storage.engine.database import Database
from storage.search.indexing import IndexedArticle, put_many
from storage.search.phrases import MAX_LISTED
from tests.storage.search.test_search import NOW, ask, found, publish

_OLD = timedelta(days=400)


async def _many_hold(database: Database, text: str) -> None:
    """Index as many new articles with a text as are listed, and two more."""
    terms = index_terms("اجتماع", text, [])
    numbers = range(1_000, 1_002 + MAX_LISTED)
    async with database.transaction() as connection:
        await connection.executemany(
            """
            insert into articles (
                id, site_id, url, title, paragraphs, excerpt, author, language, summary,
                published, modified, first_seen, content_hash
            )
            values (?, ?, '', '', '[]', '', '', 'ar', '[]', ?, 0, 0, '')
            """,
            [(number, str(number), int(NOW.timestamp())) for number in numbers],
        )
        await put_many(
            connection,
            [IndexedArticle(number, NOW - timedelta(minutes=number), terms) for number in numbers],
        )


async def test_an_old_article_with_a_common_phrase_is_found(database: Database) -> None:
    """By a word beside the phrase, by its days, and nothing else is."""
    await publish(database, 1, "زنبق", "قال مجلس المدينة ذلك.", age=_OLD)
    await publish(database, 2, "زنبق", "قالت المدينة في مجلس.", age=_OLD)
    await _many_hold(database, "قال مجلس المدينة ذلك.")
    assert await found(database, "«مجلس المدينة» زنبق") == [1]
    assert await found(database, f"«مجلس المدينة» to:{NOW - _OLD:%Y-%m-%d}") == [1]
    assert (await ask(database, "«مجلس المدينة»")).more


async def test_an_old_article_with_a_common_phrase_is_left_out(database: Database) -> None:
    """Also where only days are asked for beside it."""
    await publish(database, 1, "زنبق", "قال مجلس المدينة ذلك.", age=_OLD)
    await publish(database, 2, "زنبق", "قالت المدينة في مجلس.", age=_OLD)
    await _many_hold(database, "قال مجلس المدينة ذلك.")
    assert await found(database, "زنبق -«مجلس المدينة»") == [2]
    assert await found(database, f"-«مجلس المدينة» from:{NOW - _OLD:%Y-%m-%d}") == [2]
