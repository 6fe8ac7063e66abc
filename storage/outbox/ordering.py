"""Orders a queue (a chat and a priority): only its oldest row can be claimed."""

from storage.engine.database import Connection


async def promote_next(connection: Connection, queues: list[tuple[int, int]]) -> None:
    """Make the oldest waiting row of each queue (chat, priority) claimable, if it has no head."""
    await connection.executemany(
        """
        update outbox
        set state = 'ready'
        where id = (
            select id
            from outbox
            where chat_id = ?1 and priority = ?2 and finished is null and state = 'waiting'
            order by id
            limit 1
        )
        and not exists (
            select 1
            from outbox
            where chat_id = ?1 and priority = ?2 and finished is null
            and state in ('ready', 'sending')
        )
        """,
        queues,
    )
