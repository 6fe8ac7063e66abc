"""Sections and tags stay what they are to those who follow them, whoever names them and how."""

from collections.abc import Sequence

import pytest

from bot.arabic.morphology.stems import stem
from bot.arabic.terms import index_terms
from storage import search
from storage.articles.article_tags import add_tags
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.engine.database import Database
from storage.models import ChatKind, Publication, SearchQuery, Tag, TagKind, TagSource
from storage.store import Store
from tests.articles import NOON, invented

SITE, OTHER_SITE = "sada.example", "english.sada.example"


def section(name: str, slug: str = "", source: TagSource = TagSource.REST) -> Tag:
    return Tag(name, TagKind.SECTION, slug, name, source=source)


def from_feed(name: str) -> Tag:
    return Tag(name, folded=name, source=TagSource.FEED)


async def chat(
    database: Database, store: Store, number: int = 1, *, everything: bool = False
) -> int:
    """A chat that gets what it follows, or all that it does not mute."""
    joined = await store.chats.add(
        number,
        kind=ChatKind.PRIVATE,
        title="قارئ",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
    )
    async with database.transaction() as connection:
        await connection.execute(
            "update chats set everything = ? where id = ?", (everything, joined.id)
        )
    return joined.id


async def told(store: Store, number: int, *tags: Tag, site: str = SITE) -> int:
    """Publish an article; how many chats it is promised to."""
    article = invented(number, site_id=f"{site}/{number}", tags=tags)
    done = await store.publish(
        Publication(
            article=article,
            summary=(),
            terms=index_terms(article.title, " ".join(article.paragraphs), ()),
            content_hash=str(number),
            not_before=NOON,
        ),
        feed=None,
        now=NOON,
    )
    assert done.article_id is not None
    return done.addressed


async def row(store: Store, name: str) -> int:
    (tag,) = await store.tags.find(name)
    return tag.id


async def names(store: Store, number: int) -> list[str]:
    stored = await store.articles.by_site_id(f"{SITE}/{number}")
    assert stored is not None
    return [tag.name for tag in stored.article.tags]


async def test_a_renamed_section_keeps_its_followers_and_mutes(
    database: Database, store: Store
) -> None:
    """It is the same to them under any name, also where REST is silent and the old one is told."""
    follower, muter = (
        await chat(database, store, 1),
        await chat(database, store, 2, everything=True),
    )
    await told(store, 1, section("سوريا", "syria"))
    known = await row(store, "سوريا")
    await store.subscriptions.follow(follower, known)
    await store.subscriptions.mute(muter, known)
    assert await told(store, 2, section("اخبار سوريا", "syria")) == 1
    assert await told(store, 3, section("اخبار سوريا", source=TagSource.PAGE)) == 1
    assert await told(store, 4, section("سوريا", source=TagSource.PAGE)) == 1
    assert await told(store, 5, from_feed("سوريا")) == 1
    assert {await row(store, name) for name in ("سوريا", "اخبار سوريا")} == {known}
    assert await store.tags.known_among(["سوريا", "حلب"]) == {"سوريا"}
    for number in range(1, 6):
        assert await names(store, number) == ["اخبار سوريا"]


async def test_a_section_may_be_renamed_again_and_back(store: Store) -> None:
    """The newsroom's last word is its name."""
    seen = []
    for number, name in enumerate(("سوريا", "اخبار سوريا", "سوريا", "شام", "سوريا"), 1):
        await told(store, number, section(name, "syria"))
        seen.append(await names(store, 1))
    assert seen == [["سوريا"], ["اخبار سوريا"], ["سوريا"], ["شام"], ["سوريا"]]
    assert await row(store, "شام") == await row(store, "سوريا")


async def test_two_sites_have_their_own_slugs(store: Store) -> None:
    """Both editions call a section by one slug, each by its own name."""
    await told(store, 1, section("رياضة", "sport"))
    await told(store, 2, section("Sport", "sport"), site=OTHER_SITE)
    await told(store, 3, section("رياضة", "sport"))
    assert await row(store, "رياضة") != await row(store, "Sport")


async def test_a_section_that_was_new_by_its_page_is_united_with_the_renamed_one(
    database: Database, store: Store
) -> None:
    """While REST was silent a page told the new name; who chose that one chose the section."""
    first, second, third = [await chat(database, store, number) for number in (1, 2, 3)]
    await told(store, 1, section("سوريا", "syria"))
    old = await row(store, "سوريا")
    await told(store, 2, section("اخبار سوريا", source=TagSource.PAGE))
    new = await row(store, "اخبار سوريا")
    assert old != new
    await store.subscriptions.follow(first, old)
    await store.subscriptions.follow(second, new)
    await store.subscriptions.follow(third, old)
    await store.subscriptions.mute(third, new)
    assert await told(store, 3, section("اخبار سوريا", "syria")) == 3
    assert await row(store, "اخبار سوريا") == old
    assert await store.tags.get(new) is None
    assert [len(await store.subscriptions.muted(one)) for one in (first, second, third)] == [
        0,
        0,
        0,
    ]
    assert await store.articles.count_by_tag(old) == 3


async def test_two_sections_of_one_name_are_not_united(store: Store) -> None:
    """Each has a slug; nothing of either is lost when one gets the other's name."""
    await told(store, 1, section("حلب", "aleppo"), section("ريف", "country"))
    known = await row(store, "ريف")
    await told(store, 2, section("حلب", "country"))
    stored = await store.articles.by_site_id(f"{SITE}/2")
    assert stored is not None
    assert [tag.id for tag in stored.article.tags] == [known]


async def test_a_new_section_takes_over_a_name_that_is_free(store: Store) -> None:
    """Its slug says that it is not the one that had the name before."""
    await told(store, 1, section("سوريا", "syria"))
    await told(store, 2, section("اخبار سوريا", "syria"))
    await told(store, 3, section("سوريا", "syria-2"))
    assert await row(store, "سوريا") != await row(store, "اخبار سوريا")
    assert await names(store, 3) == ["سوريا"]
    assert await names(store, 2) == ["اخبار سوريا"]


async def test_a_link_of_a_page_renames_nothing(database: Database, store: Store) -> None:
    """It leads to the section, whatever its text says."""
    await told(store, 1, section("سوريا", "syria"))
    await store.subscriptions.follow(await chat(database, store), await row(store, "سوريا"))
    assert await told(store, 2, section("المزيد من الاخبار", "syria", TagSource.PAGE)) == 1
    assert await names(store, 2) == ["سوريا"]
    assert await store.tags.find("المزيد من الاخبار") == []


async def test_a_name_from_a_feed_is_the_sections_where_there_is_one(
    database: Database, store: Store
) -> None:
    """Page and REST could not be had: its followers get the article, who mutes it does not."""
    await told(store, 1, section("رياضة", "sport"), Tag("ملعب", folded="ملعب"))
    await store.subscriptions.follow(await chat(database, store, 1), await row(store, "رياضة"))
    muter = await chat(database, store, 2, everything=True)
    await store.subscriptions.mute(muter, await row(store, "رياضة"))
    assert await told(store, 2, from_feed("رياضة"), from_feed("ملعب"), from_feed("جمهور")) == 1
    stored = await store.articles.by_site_id(f"{SITE}/2")
    assert stored is not None
    assert {tag.name: tag.kind for tag in stored.article.tags} == {
        "رياضة": TagKind.SECTION,
        "ملعب": TagKind.TAG,
        "جمهور": TagKind.TAG,
    }


async def test_another_feed_adds_no_tag_for_a_section_of_the_article(
    database: Database, store: Store
) -> None:
    """Its cached copy still tells the name of yesterday."""
    await told(store, 1, section("سوريا", "syria"))
    await told(store, 2, section("اخبار سوريا", "syria"))
    async with database.transaction() as connection:
        await add_tags(connection, f"{SITE}/2", [from_feed("سوريا")])
    assert await names(store, 2) == ["اخبار سوريا"]


@pytest.mark.parametrize("asked", [("سوريا",), ("شام", "سوريا")])
async def test_searches_for_a_name_find_what_is_called_otherwise_now(
    database: Database, store: Store, asked: Sequence[str]
) -> None:
    """Those that are followed, too."""
    follower = await chat(database, store)
    await told(store, 1, section("سوريا", "syria"))
    words = Conditions.of_terms([stem("حديقه")]).words
    conditions = Conditions(words=words, tags=(tuple(asked),))
    await store.alerts.add(follower, AlertKind.SEARCH, "حديقة", conditions, now=NOON)
    assert await told(store, 2, section("اخبار سوريا", "syria")) == 1
    async with database.reading() as connection:
        query = SearchQuery(tags=(tuple(asked),))
        page = await search.find(connection, query, now=NOON, offset=0, limit=10)
    assert len(page.hits) == 2
