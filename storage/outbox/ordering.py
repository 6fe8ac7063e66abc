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


async def hand_over_digest(connection: Connection, head_id: int) -> None:
    """Let the next article of a digest stand for it in the place of the row that leaves it.

    Where none is left nothing is done; one that is left alone comes as a post.
    """
    heirs = await connection.execute_fetchall(
        """
        update outbox
        set state = head.state, action = 'digest', priority = head.priority,
            not_before = head.not_before, attempts = head.attempts, doubts = head.doubts,
            finished = null, digest_id = null
        from (select * from outbox where id = ?1) head
        where outbox.id = (select min(id) from outbox where digest_id = ?1 and state = 'digested')
        returning outbox.id
        """,
        (head_id,),
    )
    for heir in heirs:
        await connection.execute(
            "update outbox set digest_id = ? where digest_id = ?", (heir[0], head_id)
        )
        await post_if_alone(connection, heir[0])


async def post_if_alone(connection: Connection, head_id: int) -> None:
    """Make a waiting digest that holds no other article any more a post, which has a photo."""
    await connection.execute(
        """
        update outbox
        set action = 'post'
        where id = ?1 and action = 'digest' and state in ('ready', 'waiting')
        and not exists (select 1 from outbox member where member.digest_id = ?1)
        """,
        (head_id,),
    )
