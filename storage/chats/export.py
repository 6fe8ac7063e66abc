"""Exports everything stored about a chat, and about a person as an administrator."""

import re

from storage.engine.database import Connection, Database, Row
from storage.engine.schema import columns
from storage.timestamps import from_seconds

Value = str | int | None
Exported = dict[str, list[dict[str, Value]]]

# What these hold, or what ends like these, is a number of seconds.
_TIMES = {"at", "asked", "decided", "due", "queued", "propose_at", "paused_since"}
_LIKE_TIMES = ("_at", "_since", "_until", "_before")
# Of the desk's columns, whose names say what they are but for these.
_PLAIN = {
    "person_id": "person_number",
    "chat_id": "number_of_chat_here",
    "article_id": "number_of_article_here",
    "approval_id": "number_of_approval_here",
    "at": "done_at",
}

_PEOPLE = {"person_number", "person_name"}
_OF_THE_CHAT = {"chat_number", "chat_name", "topic_number", "number_of_chat_here"}

# What readers have, with column names that they understand. Topics of a forum are chats of one
# number, so every row says which topic it is about.
SECTIONS: dict[str, str] = {
    "chats": """
        select telegram_id as chat_number, thread_id as topic_number, kind, title as name, language,
            active as receives_news, inactive_reason as why_not,
            inactive_since as not_since, joined as joined_at,
            migrated as became_supergroup_at, former_telegram_id as number_as_a_group,
            locked_since as takes_no_posts_since,
            everything as takes_all_news, format as post_format,
            album as photos_in_a_post, silent as without_sound,
            zone as time_zone, quiet_from as quiet_from_minute_of_day,
            quiet_until as quiet_until_minute_of_day, quiet_holds as posts_wait_in_quiet_hours,
            paused_until as paused_until, digest_hours,
            catch_up as one_digest_after_an_outage
        from chats
        where telegram_id = :telegram_id
        """,
    "followed_tags": """
        select c.thread_id as topic_number, t.name, t.kind
        from follows
        join chats c on c.id = follows.chat_id and c.telegram_id = :telegram_id
        join tags t on t.id = follows.tag_id
        order by t.folded
        """,
    "muted_tags": """
        select c.thread_id as topic_number, t.name, t.kind
        from mutes
        join chats c on c.id = mutes.chat_id and c.telegram_id = :telegram_id
        join tags t on t.id = mutes.tag_id
        order by t.folded
        """,
    "words": """
        select c.thread_id as topic_number, alerts.words,
            case alerts.kind
                when 'mute' then 'muted'
                when 'search' then 'followed search'
                else alerts.kind
            end as wish,
            alerts.conditions, alerts.created as chosen_at,
            (
                select group_concat(term, ' ') from alert_terms where alert_id = alerts.id
            ) as looked_for
        from alerts
        join chats c on c.id = alerts.chat_id and c.telegram_id = :telegram_id
        order by alerts.id
        """,
    "articles_with_these_words": """
        select c.thread_id as topic_number, a.title, a.url, w.words
        from alert_matches
        join chats c on c.id = alert_matches.chat_id and c.telegram_id = :telegram_id
        join articles a on a.id = alert_matches.article_id
        join alerts w on w.id = alert_matches.alert_id
        order by a.id
        """,
    "searches": """
        select words, last_used as last_used_at
        from saved_searches
        where telegram_id = :telegram_id
        order by last_used desc
        """,
    # Looked up article by article: an index by chat would cost every article's addressing more.
    "posts": """
        select c.thread_id as topic_number, a.title, a.url, o.action, o.state, o.message_id,
            o.has_photo as with_photo, o.parts as messages_of_the_post,
            o.posted_in as stands_in_chat, o.addressed as addressed_at, o.sent as sent_at,
            o.not_before as not_before, o.error
        from articles a
        join chats c on c.telegram_id = :telegram_id
        cross join outbox o on o.article_id = a.id and o.chat_id = c.id
        order by o.id
        """,
    "messages_to_all": """
        select c.thread_id as topic_number, a.html as words, o.action, o.state, o.message_id,
            o.has_photo as with_photo, o.posted_in as stands_in_chat,
            o.addressed as addressed_at, o.sent as sent_at, o.not_before as not_before, o.error
        from announcements a
        join chats c on c.telegram_id = :telegram_id
        cross join outbox o on o.announcement_id = a.id and o.chat_id = c.id
        order by o.id
        """,
    "messages_to_all_written": """
        select html as words, file_kind as shows, state, drafted as drafted_at,
            approved as approved_at
        from announcements
        where owner_id = :telegram_id
        order by id
        """,
}


class Export:
    """Reads it out; nothing is changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, telegram_id: int) -> Exported:
        """Each section that has anything in it, by its name; empty where nothing is stored.

        `telegram_id` is a chat's, and in a private chat the person's, too. Times are UTC.
        """
        found: Exported = {}
        async with self._database.reading() as connection:
            sections = SECTIONS | await _further(connection)
            for name, sql in sections.items():
                rows = await connection.execute_fetchall(sql, {"telegram_id": telegram_id})
                if given := [_in_words(row) for row in rows]:
                    found[name] = given
        # Groups and channels have negative numbers: what is given out of them goes to one of their
        # administrators, and the others are nobody's business.
        return found if telegram_id >= 0 else _without_people(found)


def _without_people(exported: Exported) -> Exported:
    """Without who did something; a row that says nothing else is left out."""
    kept: Exported = {}
    for section, rows in exported.items():
        bare = [{k: v for k, v in row.items() if k not in _PEOPLE} for row in rows]
        if telling := [row for row in bare if row.keys() - _OF_THE_CHAT]:
            kept[section] = telling
    return kept


async def _further(connection: Connection) -> dict[str, str]:
    """The tables that know a chat or a person and stand in none of `SECTIONS`: the desk's."""
    named = set(re.findall(r"\w+", " ".join(SECTIONS.values())))
    known: dict[str, set[str]] = {}
    for one in await columns(connection):
        if one.name in {"chat_id", "person_id"}:
            known.setdefault(one.table, set()).add(one.name)
    return {table: _all_of(table, by) for table, by in known.items() if table not in named}


def _all_of(table: str, by: set[str]) -> str:
    of_person = f"{table}.person_id = :telegram_id"
    if "chat_id" not in by:
        return f"select * from {table} where {of_person}"  # noqa: S608 - a name of the schema
    return f"""
        select c.telegram_id as chat_number, c.title as chat_name, {table}.*
        from {table}
        join chats c on c.id = {table}.chat_id
        where c.telegram_id = :telegram_id {f"or {of_person}" if "person_id" in by else ""}
        """  # noqa: S608 - a name of the schema


def _in_words(row: Row) -> dict[str, Value]:
    """The row with its times written out; they are kept as seconds."""
    return {
        _PLAIN.get(name, name): from_seconds(row[name]).isoformat()
        if row[name] and (name in _TIMES or name.endswith(_LIKE_TIMES))
        else row[name]
        for name in row.keys()  # noqa: SIM118 - iterating a row gives its values
    }
