"""Owners hear once of each article that failed, with a button to send it again."""

from datetime import datetime, timedelta

from bot.i18n import Catalogues, Translator
from bot.owner_alerts.failure_alerts import FailureAlerts
from bot.posts.actions.encoding import decode
from bot.posts.actions.owner import SendArticleAgain
from bot.posts.buttons import Rows
from storage.engine.database import Database
from storage.errors import DatabaseFull
from storage.outbox import Failed, Outbox, PutBack, Sent
from tests.bot.delivery.delivery_process import utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats

OWNER = 7
ENGLISH = Catalogues.load().translator("en")


class Told:
    """Keeps what owners were told; deaf owners must be told again."""

    def __init__(self) -> None:
        self.messages: list[tuple[int, str, Rows]] = []
        self.deaf = False

    async def __call__(self, owner_id: int, html: str, rows: Rows) -> bool:
        self.messages.append((owner_id, html, rows))
        return not self.deaf


async def english(_owner_id: int) -> Translator:
    return ENGLISH


def alerts_of(outbox: Outbox, told: Told, now: datetime | None = None) -> FailureAlerts:
    moments = [now or utc_now()]
    return FailureAlerts(
        outbox=outbox,
        tell=told,
        translator=english,
        default=ENGLISH,
        owner_ids=[OWNER],
        now=lambda: moments[0],
    )


async def fail_all(outbox: Outbox, words: str) -> int:
    claimed = await outbox.claim(10, utc_now(), timedelta(minutes=1))
    await outbox.record([Failed(one.id, words) for one in claimed], utc_now())
    return len(claimed)


async def test_one_message_an_article_with_a_button_to_send_it_again(database: Database) -> None:
    """Also while further chats fail; after the button was pressed it may be told anew."""
    outbox, told = Outbox(database), Told()
    await add_chats(database, [1, 2, 3])
    await add_article(database, 1, utc_now())
    assert await fail_all(outbox, "refused: <odd words>") == 3
    alerts = alerts_of(outbox, told)
    for _ in range(3):
        await alerts.check()
    [(owner, html, rows)] = told.messages
    assert owner == OWNER
    assert "3 chats" in html
    assert "&lt;odd words&gt;" in html
    assert decode(rows[0][0].data) == SendArticleAgain(1)
    assert await outbox.retry_article(1, utc_now()) == 3
    assert await outbox.retry_article(1, utc_now()) == 0
    await fail_all(outbox, "refused again")
    await alerts.check()
    assert len(told.messages) == 2


async def test_a_post_that_stands_but_could_not_be_corrected_is_told_as_that(
    database: Database,
) -> None:
    """Beside those that did not arrive, each in its own words; the button is for both."""
    outbox, told = Outbox(database), Told()
    await add_chats(database, [1, 2])
    await add_article(database, 1, utc_now())
    await add_article(database, 2, utc_now())
    sent = await outbox.claim(10, utc_now(), timedelta(minutes=1))
    await outbox.record([Sent(one.id, 5, has_photo=False) for one in sent], utc_now())
    second = await outbox.claim(10, utc_now(), timedelta(minutes=1))
    one, other = second
    await outbox.record([Sent(one.id, 6, has_photo=False), Failed(other.id, "refused")], utc_now())
    async with database.transaction() as connection:
        for number in (1, 2):
            await outbox.address_edit(
                connection,
                number,
                sent_since=utc_now() - timedelta(days=1),
                not_before=utc_now(),
            )
    assert await fail_all(outbox, "refused: <odd words>") == 2
    assert await fail_all(outbox, "refused: <odd words>") == 1
    await alerts_of(outbox, told).check()
    (_, first, rows), (_, mixed, _) = told.messages
    assert "could not be changed" in first
    assert "2 chats show it as it was" in first
    assert "not got it" not in first
    assert decode(rows[0][0].data) == SendArticleAgain(1)
    assert "could not be delivered" in mixed
    assert "1 chat has not got it so far" in mixed
    assert "1 chat shows it as it was" in mixed


async def test_an_owner_who_could_not_be_told_is_told_later(database: Database) -> None:
    outbox, told = Outbox(database), Told()
    await add_chats(database, [1])
    await add_article(database, 1, utc_now())
    await fail_all(outbox, "refused")
    told.deaf = True
    alerts = alerts_of(outbox, told)
    await alerts.check()
    told.deaf = False
    await alerts.check()
    await alerts.check()
    assert len(told.messages) == 2


async def test_a_post_in_doubt_twice_is_told_and_one_in_doubt_once_is_not(
    database: Database,
) -> None:
    outbox, told = Outbox(database), Told()
    await add_chats(database, [1])
    await add_article(database, 1, utc_now())
    alerts = alerts_of(outbox, told)
    for expected in (0, 1):
        [claimed] = await outbox.claim(10, utc_now(), timedelta(minutes=1))
        past = utc_now() - timedelta(seconds=2)
        doubt = PutBack(claimed.id, past, "timed out", counted=False, in_doubt=True)
        await outbox.record([doubt], utc_now())
        await alerts.check()
        assert len(told.messages) == expected
    assert "not known" in told.messages[0][1]
    [claimed] = await outbox.claim(10, utc_now(), timedelta(minutes=1))
    await outbox.record([Sent(claimed.id, 5, has_photo=False)], utc_now())
    assert await outbox.unreported_failures(5) == []


async def test_a_chat_that_refuses_each_correction_is_told_of_once(database: Database) -> None:
    """Its post stands, as it was sent."""
    outbox, told = Outbox(database), Told()
    await add_chats(database, [1])
    await add_article(database, 1, utc_now())
    (sent,) = await outbox.claim(10, utc_now(), timedelta(minutes=1))
    await outbox.record([Sent(sent.id, 7, has_photo=False)], utc_now())
    for _ in range(3):
        now = utc_now()
        async with database.transaction() as connection:
            await outbox.address_edit(
                connection, 1, sent_since=now - timedelta(hours=1), not_before=now
            )
        (edit,) = await outbox.claim(10, utc_now(), timedelta(minutes=1))
        await outbox.record([Failed(edit.id, "refused")], utc_now())
        await alerts_of(outbox, told).check()
    assert len(told.messages) == 1


async def test_that_a_post_in_doubt_has_failed_after_all_is_told_once(database: Database) -> None:
    """With the button that sends it again, and whichever post of the article it is."""
    outbox, told = Outbox(database), Told()
    await add_chats(database, [1, 2, 3])
    await add_article(database, 1, utc_now())
    past = utc_now() - timedelta(seconds=2)
    for _ in range(2):
        held, *others = await outbox.claim(10, utc_now(), timedelta(minutes=1))
        doubt = PutBack(held.id, past, "timed out", counted=False, in_doubt=True)
        await outbox.record([doubt], utc_now())
        await outbox.release([one.id for one in others])
    await alerts_of(outbox, told).check()
    [(_, held_html, rows)] = told.messages
    assert ("not known" in held_html, rows) == (True, ())
    for failing in await outbox.claim(10, utc_now(), timedelta(minutes=1)):
        await outbox.record([Failed(failing.id, "in doubt: timed out")], utc_now())
        await alerts_of(outbox, told).check()
    [_, (_, html, rows)] = told.messages
    assert "1 chat has not got it" in html
    assert decode(rows[0][0].data) == SendArticleAgain(1)


async def test_what_lasts_is_told_once_a_day(database: Database) -> None:
    told = Told()
    moment = [utc_now()]
    alerts = FailureAlerts(
        outbox=Outbox(database),
        tell=told,
        translator=english,
        default=ENGLISH,
        owner_ids=[OWNER],
        now=lambda: moment[0],
    )
    for hours, expected in ((0, 2), (1, 2), (25, 4)):
        moment[0] = utc_now() + timedelta(hours=hours)
        alerts.no_stars()
        alerts.not_writable()
        await alerts.check()
        assert len(told.messages) == expected


async def test_that_the_database_is_away_is_told_without_it(database: Database) -> None:
    """The owner's language stands in it; and whom no message reached is told later."""
    told = Told()

    async def unreadable(_owner_id: int) -> Translator:
        raise DatabaseFull("the disk is full")

    alerts = FailureAlerts(
        outbox=Outbox(database),
        tell=told,
        translator=unreadable,
        default=ENGLISH,
        owner_ids=[OWNER],
        now=utc_now,
    )
    alerts.not_writable()
    told.deaf = True
    await alerts.check()
    told.deaf = False
    for _ in range(3):
        await alerts.check()
    assert len(told.messages) == 2
    assert "can't be written" in told.messages[-1][1]


async def test_that_it_was_cut_off_from_the_database_is_not_told_when_that_is_over(
    database: Database,
) -> None:
    """Owners are told by a leader: what has lasted until it leads again lasts no more."""
    told, leads = Told(), [False]
    alerts = FailureAlerts(
        outbox=Outbox(database),
        tell=told,
        translator=english,
        default=ENGLISH,
        owner_ids=[OWNER],
        now=utc_now,
        leading=lambda: leads[0],
    )
    alerts.not_writable()
    leads[0] = True
    await alerts.check()
    assert told.messages == []
    alerts.not_writable()
    await alerts.check()
    assert len(told.messages) == 1


async def test_one_owner_who_can_not_be_reached_keeps_nobody_from_hearing_it_once(
    database: Database,
) -> None:
    outbox = Outbox(database)
    heard: list[int] = []
    deaf = {8}

    async def tell(owner_id: int, _html: str, _rows: Rows) -> bool:
        if owner_id in deaf:
            return False
        heard.append(owner_id)
        return True

    alerts = FailureAlerts(
        outbox=outbox,
        tell=tell,
        translator=english,
        default=ENGLISH,
        owner_ids=[OWNER, 8],
        now=utc_now,
    )
    await add_chats(database, [1])
    await add_article(database, 1, utc_now())
    await fail_all(outbox, "refused")
    alerts.not_writable()
    for _ in range(3):
        await alerts.check()
    assert heard == [OWNER, OWNER]
    deaf.clear()
    for _ in range(3):
        await alerts.check()
    assert heard == [OWNER, OWNER, 8, 8]


async def test_more_failures_are_no_news_to_who_has_heard_while_another_can_not_be_told(
    database: Database,
) -> None:
    outbox, heard = Outbox(database), list[int]()

    async def tell(owner_id: int, _html: str, _rows: Rows) -> bool:
        heard.append(owner_id)
        return owner_id == OWNER

    alerts = FailureAlerts(
        outbox=outbox,
        tell=tell,
        translator=english,
        default=ENGLISH,
        owner_ids=[OWNER, 8],
        now=utc_now,
    )
    await add_chats(database, [1, 2, 3])
    await add_article(database, 1, utc_now())
    for number in range(3):
        failing, *others = await outbox.claim(10, utc_now(), timedelta(minutes=1))
        await outbox.record([Failed(failing.id, f"refused {number}")], utc_now())
        await outbox.release([one.id for one in others])
        await alerts.check()
    assert heard.count(OWNER) == 1
    assert heard.count(8) == 3


async def test_what_fails_while_owners_are_told_of_the_doubt_is_told_too(
    database: Database,
) -> None:
    outbox = Outbox(database)
    heard: list[str] = []

    async def tell(_owner_id: int, html: str, _rows: Rows) -> bool:
        if not heard:
            [claimed] = await outbox.claim(10, utc_now(), timedelta(minutes=1))
            await outbox.record([Failed(claimed.id, "refused")], utc_now())
        heard.append(html)
        return True

    await add_chats(database, [1])
    await add_article(database, 1, utc_now())
    past = utc_now() - timedelta(seconds=2)
    for _ in range(2):
        [claimed] = await outbox.claim(10, utc_now(), timedelta(minutes=1))
        doubt = PutBack(claimed.id, past, "timed out", counted=False, in_doubt=True)
        await outbox.record([doubt], utc_now())
    alerts = FailureAlerts(
        outbox=outbox,
        tell=tell,
        translator=english,
        default=ENGLISH,
        owner_ids=[OWNER],
        now=utc_now,
    )
    for _ in range(3):
        await alerts.check()
    assert ["not known" in html for html in heard] == [True, False]
    assert "1 chat has not got it" in heard[1]


async def test_a_webhook_is_told_with_its_host_and_a_second_copy_as_one(
    database: Database,
) -> None:
    told = Told()
    alerts = alerts_of(Outbox(database), told)
    alerts.second_copy(True)
    await alerts.check()
    alerts.second_copy(True, "<other>.example")
    await alerts.check()
    texts = [html for _, html, _ in told.messages]
    assert len(texts) == 2
    assert sum("Another copy" in text for text in texts) == 1
    assert sum("&lt;other&gt;.example" in text for text in texts) == 1


async def test_what_is_over_before_anybody_was_told_is_told_to_nobody(database: Database) -> None:
    told = Told()
    alerts = alerts_of(Outbox(database), told)
    alerts.second_copy(True)
    alerts.second_copy(False)
    await alerts.check()
    assert told.messages == []
