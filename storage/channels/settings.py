"""Stores the settings of channels, groups and topics: template, approval, limits, pause."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.channels.overrides import Override, Overrides
from storage.engine.database import Database, Row
from storage.models import Template
from storage.timestamps import from_seconds

MAX_SIGNATURE = 200

Flag = Literal[
    "edits",
    "summary",
    "photo_line",
    "hashtags",
    "buttons",
    "link",
    "moderated",
    "publish_unanswered",
    "threads",
    "pin_breaking",
]
_FLAGS = frozenset(Flag.__args__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What only channels, groups and topics have; the defaults are those of a new one.

    `hourly` is how many posts an hour may have at most, 0 for any number; `wait_minutes` is how
    long an approval waits for an answer, and `publish_unanswered` what happens then; `catch_up` is
    whether what was missed in an outage comes as one digest.
    """

    edits: bool = True
    template: Template = Template()  # noqa: RUF009 - frozen
    moderated: bool = False
    wait_minutes: int = 30
    publish_unanswered: bool = True
    threads: bool = False
    pin_breaking: bool = False
    hourly: int = 0
    catch_up: bool = True
    paused_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PostOverrides:
    """How one chat wants one article: its template, and words of its own if it has any."""

    template: Template
    headline: str = ""
    summary: str = ""


def _template(row: Row) -> Template:
    return Template(
        summary=bool(row["summary"]),
        photo_line=bool(row["photo_line"]),
        hashtags=bool(row["hashtags"]),
        buttons=bool(row["buttons"]),
        link=bool(row["link"]),
        signature=row["signature"],
    )


class ChannelSettingsStore:
    """Settings by the chat's own id; the caller checks who may change them.

    Everything raises `StorageError` where the database fails.
    """

    def __init__(self, database: Database, overrides: Overrides) -> None:
        self._database = database
        self._overrides = overrides

    async def get(self, chat_id: int) -> ChannelSettings:
        """The chat's settings; the defaults if nothing was ever changed or the chat is unknown."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select s.*, c.catch_up
                from chats c
                left join channel_settings s on s.chat_id = c.id
                where c.id = ?
                """,
                (chat_id,),
            )
        for row in rows:
            if row["chat_id"] is None:
                return ChannelSettings(catch_up=bool(row["catch_up"]))
            since = row["paused_since"]
            return ChannelSettings(
                edits=bool(row["edits"]),
                template=_template(row),
                moderated=bool(row["moderated"]),
                wait_minutes=row["wait_minutes"],
                publish_unanswered=bool(row["publish_unanswered"]),
                threads=bool(row["threads"]),
                pin_breaking=bool(row["pin_breaking"]),
                hourly=row["hourly"],
                catch_up=bool(row["catch_up"]),
                paused_since=from_seconds(since) if since is not None else None,
            )
        return ChannelSettings()

    async def set_flag(self, chat_id: int, flag: Flag, *, on: bool) -> None:
        """Turn one of the chat's settings on or off.

        Raises:
            ValueError: `flag` is the name of no setting, as forged callback data may have it.
        """
        if flag not in _FLAGS:
            raise ValueError(f"{flag} is no switch")
        await self._set(chat_id, flag, int(on))

    async def set_catch_up(self, chat_id: int, *, on: bool) -> None:
        """Choose whether posts missed in an outage come as one digest, or each by itself."""
        async with self._database.transaction() as connection:
            await connection.execute("update chats set catch_up = ? where id = ?", (on, chat_id))

    async def set_approval_wait(self, chat_id: int, minutes: int) -> None:
        """Choose how many minutes an approval waits for an answer."""
        await self._set(chat_id, "wait_minutes", minutes)

    async def set_hourly(self, chat_id: int, posts: int) -> None:
        """Limit the posts of an hour; 0 for any number."""
        await self._set(chat_id, "hourly", posts)

    async def set_signature(self, chat_id: int, signature: str) -> None:
        """Choose the line below each post, cut at `MAX_SIGNATURE` letters; empty for none."""
        await self._set(chat_id, "signature", signature[:MAX_SIGNATURE])

    async def set_title(self, telegram_id: int, title: str) -> None:
        """Store a chat's new name, for all its topics, by its Telegram id."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "update chats set title = ?2 where telegram_id = ?1 and title != ?2",
                (telegram_id, title),
            )

    async def _set(self, chat_id: int, column: str, value: str | int | None) -> None:
        async with self._database.transaction() as connection:
            await connection.execute(
                f"""
                insert into channel_settings (chat_id, {column})
                select id, ? from chats where id = ?
                on conflict (chat_id) do update set {column} = excluded.{column}
                """,  # noqa: S608 - names of this module
                (value, chat_id),
            )

    async def post_overrides(
        self, wanted: Sequence[tuple[int, int]]
    ) -> dict[tuple[int, int], PostOverrides]:
        """How chats want articles, for pairs of article id and chat id, in one query each.

        Pairs with the default template and the article's own words are left out.
        """
        chats = sorted({chat for _, chat in wanted})
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select chat_id, summary, photo_line, hashtags, buttons, link, signature
                from channel_settings
                where chat_id in (select value from each_number(?))
                """,
                (json.dumps(chats),),
            )
            templates = {row["chat_id"]: _template(row) for row in rows}
        own = await self._overrides.get_many(wanted)
        plain, none = Template(), Override()
        found = {
            pair: PostOverrides(
                templates.get(pair[1], plain),
                own.get(pair, none).headline,
                own.get(pair, none).summary,
            )
            for pair in wanted
        }
        return {pair: one for pair, one in found.items() if one != PostOverrides(plain)}
