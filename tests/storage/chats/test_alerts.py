"""Watched and muted words: kept by their stems, met by articles, within bounds."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.chats.alert_matches import AlertMatches
from storage.chats.alerts import MAX_ALERTS, AlertKind, AlertResult, Alerts
from storage.chats.chats import Chats
from storage.chats.search_conditions import Conditions
from storage.engine.database import Database
from storage.models import ChatKind, InactiveReason
from storage.outbox import Outbox
from tests.articles import NOON, invented
from tests.storage.articles.test_articles import insert

_NUMBERS = itertools.count(1_000)


@pytest.fixture
async def chat(database: Database) -> int:
    joined = await Chats(database).add(
        5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    return joined.id


@pytest.fixture
def alerts(database: Database) -> Alerts:
    return Alerts(database)


def words(*stems: str) -> Conditions:
    """What is asked by words in any form."""
    return Conditions.of_terms(stems)


async def matched(database: Database, number: int, *stems: str) -> int:
    key = await insert(database, invented(number))
    assert key is not None
    async with database.transaction() as connection:
        return await AlertMatches(database).match(connection, key, stems)


async def again(database: Database, *stems: str) -> int:
    """What one more article with these stems meets."""
    return await matched(database, next(_NUMBERS), *stems)


async def test_an_article_meets_words_when_it_holds_them_all(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """One stem of two is not enough; further stems do no harm."""
    await alerts.add(chat, AlertKind.ALERT, "جسر الرقة", words("جسر", "رق"), now=NOON)
    await alerts.add(chat, AlertKind.MUTE, "طقس", words("طقس"), now=NOON)
    assert await matched(database, 1, "جسر", "حلب") == 0
    assert await matched(database, 2, "رق", "جسر", "نهر", "جسر") == 1
    assert await matched(database, 3, "رق", "جسر", "طقس") == 2
    assert [(a.kind, a.words) for a in await AlertMatches(database).of_article(3, chat)] == [
        (AlertKind.ALERT, "جسر الرقة"),
        (AlertKind.MUTE, "طقس"),
    ]


async def test_a_chat_that_left_is_not_met(database: Database, chat: int, alerts: Alerts) -> None:
    """Nothing is noted for who gets nothing."""
    await alerts.add(chat, AlertKind.ALERT, "جسر", words("جسر"), now=NOON)
    await Chats(database).deactivate(5, reason=InactiveReason.STOPPED, now=NOON)
    assert await matched(database, 1, "جسر") == 0


async def test_words_are_kept_once_and_ended_by_their_owner(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """The same words can be watched and muted; that is two."""
    assert (
        await alerts.add(chat, AlertKind.ALERT, "جسر", words("جسر"), now=NOON) is AlertResult.DONE
    )
    assert (
        await alerts.add(chat, AlertKind.ALERT, "جسر", words("جسر"), now=NOON)
        is AlertResult.ALREADY
    )
    (kept,) = await alerts.of_chat(chat)
    assert not await alerts.remove(chat + 1, kept.id)
    assert await alerts.remove(chat, kept.id)
    assert await alerts.of_chat(chat) == []
    assert await matched(database, 1, "جسر") == 0


async def test_there_is_a_bound_and_no_empty_alert(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """An alert without stems would be met by everything."""
    with pytest.raises(ValueError, match="at least one stem"):
        await alerts.add(chat, AlertKind.ALERT, "من", words(), now=NOON)
    for number in range(MAX_ALERTS):
        await alerts.add(chat, AlertKind.ALERT, str(number), words(str(number)), now=NOON)
    assert (
        await alerts.add(chat, AlertKind.MUTE, "جسر", words("جسر"), now=NOON)
        is AlertResult.TOO_MANY
    )


async def test_a_change_of_the_kind_needs_no_further_place(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """Nor does another choice of the same words; a mute of them is one more."""
    for number in range(MAX_ALERTS):
        await alerts.add(chat, AlertKind.ALERT, str(number), words(str(number)), now=NOON)
    assert await alerts.add(chat, AlertKind.SEARCH, "7", words("7"), now=NOON) is AlertResult.DONE
    assert await alerts.add(chat, AlertKind.SEARCH, "7", words("8"), now=NOON) is AlertResult.DONE
    assert (
        await alerts.add(chat, AlertKind.SEARCH, "7", words("8"), now=NOON) is AlertResult.ALREADY
    )
    assert (
        await alerts.add(chat, AlertKind.MUTE, "7", words("70"), now=NOON) is AlertResult.TOO_MANY
    )
    assert len(await alerts.of_chat(chat)) == MAX_ALERTS
    assert await matched(database, 1, "7") == 0
    assert await matched(database, 2, "8") == 2


async def test_the_same_words_ask_for_what_was_asked_last(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """Their stems and conditions are exchanged whole, in either direction."""
    loose, strict = words("حلب", "شو"), Conditions(words=words("حلب").words, excluded=("خبز",))
    for kind, asked, wanted in (
        (AlertKind.ALERT, loose, [0, 0, 1]),
        (AlertKind.SEARCH, strict, [1, 0, 1]),
        (AlertKind.SEARCH, loose, [0, 0, 1]),
        (AlertKind.ALERT, strict, [1, 0, 1]),
    ):
        assert await alerts.add(chat, kind, "شو صار بحلب", asked, now=NOON) is AlertResult.DONE
        (kept,) = await alerts.of_chat(chat)
        assert kept.kind is kind
        texts = (("حلب",), ("حلب", "خبز"), ("حلب", "شو"))
        assert [await again(database, *stems) for stems in texts] == wanted


@pytest.mark.parametrize(
    ("stems", "wanted"),
    [
        (("هتش", "بيان"), 1),
        (("هيئ", "تحرير", "شام", "بيان"), 1),
        (("هيئ", "تحرير", "بيان"), 0),
        (("هتش",), 0),
        (("بيان",), 0),
        (("هتش", "بلاغ"), 1),
    ],
)
async def test_a_word_of_several_readings_is_met_in_each(
    database: Database, chat: int, alerts: Alerts, stems: tuple[str, ...], wanted: int
) -> None:
    """Of which all stems must be there; whether or not another word has one reading alone."""
    name = (("هتش",), ("هيئ", "تحرير", "شام"))
    asked = Conditions(words=(name, (("بيان",), ("بلاغ",))), searched=True)
    await alerts.add(chat, AlertKind.SEARCH, "بيان هتش", asked, now=NOON)
    assert await again(database, *stems) == wanted
    narrower = replace(asked, words=(name, (("بيان",),)))
    await alerts.add(chat, AlertKind.SEARCH, "بيان هتش", narrower, now=NOON)
    assert await again(database, *stems) == (wanted if "بيان" in stems else 0)


@pytest.mark.parametrize(
    ("watched", "muted", "conflict"),
    [
        (words("خبز"), words("خبز"), "same"),
        (words("خبز", "سعر"), words("خبز"), "nothing left"),
        (words("خبز"), words("خبز", "سعر"), "a part"),
        (words("خبز"), words("حلب"), None),
        (Conditions(words=words("خبز").words, excluded=("حلب",)), words("حلب"), None),
        (Conditions(words=words("خبز").words, excluded=("حلب",)), words("خبز"), "nothing left"),
        (words("خبز"), Conditions(words=words("خبز").words, excluded=("حلب",)), "a part"),
        (Conditions(words=((("خبز",), ("خبيز",)),), searched=True), words("خبز"), "same"),
        (words("شام"), Conditions(words=((("هتش",), ("هيئ", "شام")),)), None),
    ],
)
async def test_alerts_and_mutes_are_compared_with_all_that_they_ask(
    chat: int, alerts: Alerts, watched: Conditions, muted: Conditions, conflict: str | None
) -> None:
    """Whichever of the two comes first."""
    for first, second in (
        ((AlertKind.SEARCH, watched), (AlertKind.MUTE, muted)),
        ((AlertKind.MUTE, muted), (AlertKind.ALERT, watched)),
    ):
        await alerts.add(chat, first[0], "كلمات", first[1], now=NOON)
        found = [
            "same" if one.same else "a part" if one.part else "nothing left"
            for one in await alerts.conflicting(chat, *second)
        ]
        assert found == ([conflict] if conflict else [])
        for kept in await alerts.of_chat(chat):
            await alerts.remove(chat, kept.id)


async def test_a_followed_search_asks_for_more_than_words(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """Its phrases, its exclusions, its tags: each decides."""
    stems = ("جسر", "رق")
    conditions = Conditions(
        words=words(*stems).words,
        phrases=(("جسر", "الرقه"),),
        excluded=("طقس",),
        excluded_phrases=(("جسر", "الرقه", "القديم"),),
        tags=(("حلب", "الحلب"),),
    )
    added = await alerts.add(chat, AlertKind.SEARCH, "جسر الرقة", conditions, now=NOON)
    assert added is AlertResult.DONE
    for number, (text, further, tags, wanted) in enumerate(
        [
            ("افتتاح جسر الرقه الجديد", (), ("حلب",), 1),
            ("جسر قرب الرقه", (), ("حلب",), 0),
            ("افتتاح جسر الرقه الجديد", ("طقس",), ("حلب",), 0),
            ("ترميم جسر الرقه القديم", (), ("حلب",), 0),
            ("افتتاح جسر الرقه الجديد", (), (), 0),
        ],
        1,
    ):
        key = await insert(database, invented(number))
        assert key is not None
        async with database.transaction() as connection:
            met = await AlertMatches(database).match(
                connection, key, (*stems, *further), text=text, tags=tags
            )
        assert met == wanted, text
        assert len(await AlertMatches(database).of_article(key, chat)) == wanted


async def test_a_corrected_article_keeps_the_search_that_brought_it(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """Its post came by it, though by its new words it would not have; a mute has to be met."""
    asked = Conditions(words=words("جسر").words, excluded=("طقس",), searched=True)
    await alerts.add(chat, AlertKind.SEARCH, "جسر -طقس", asked, now=NOON)
    await alerts.add(chat, AlertKind.MUTE, "جسر -نهر", replace(asked, excluded=("نهر",)), now=NOON)
    assert await matched(database, 1, "جسر") == 2
    matches = AlertMatches(database)
    async with database.transaction() as connection:
        await matches.match_again(connection, 1, ("جسر", "طقس", "نهر"), text="", tags=())
    assert [one.kind for one in await matches.of_article(1, chat)] == [AlertKind.SEARCH]


async def test_a_followed_search_comes_with_the_other_news(
    database: Database, chat: int, alerts: Alerts
) -> None:
    """Named as a search; in a digest it waits, until the same words become an alert."""
    chats, outbox = Chats(database), Outbox(database)
    await chats.set_everything(chat, everything=False)
    await chats.set_digest(chat, [20])
    await alerts.add(chat, AlertKind.SEARCH, "جسر", words("جسر"), now=NOON)
    assert [one.kind for one in await alerts.of_chat(chat)] == [AlertKind.SEARCH]
    for number in (1, 2):
        key = await insert(database, invented(number))
        assert key is not None
        async with database.transaction() as connection:
            await AlertMatches(database).match(connection, key, ["جسر"])
            await outbox.address(connection, key, breaking=False, not_before=NOON, now=NOON)
        claimed = await outbox.claim(10, NOON, timedelta(minutes=1))
        assert [one.article_id for one in claimed] == ([] if number == 1 else [key])
        added = await alerts.add(chat, AlertKind.ALERT, "جسر", words("جسر"), now=NOON)
        assert added is (AlertResult.DONE if number == 1 else AlertResult.ALREADY)
    assert [one.kind for one in await alerts.of_chat(chat)] == [AlertKind.ALERT]


def test_conditions_are_written_and_read() -> None:
    """As they are; none are nothing."""
    asked = Conditions(
        words=((("هتش",), ("هيئ", "شام")),),
        phrases=(("جسر", "الرقه"),),
        excluded=("طقس",),
        searched=True,
    )
    assert Conditions.from_json(asked.to_json()) == asked
    assert Conditions().to_json() == ""
    assert Conditions.from_json("") == Conditions()
