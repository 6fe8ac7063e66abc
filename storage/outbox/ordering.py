"""Orders a queue (a chat and a priority): only its oldest row can be claimed."""

from storage.engine.database import Connection
from storage.outbox.rows import RowState


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

    Where none is left nothing is done; one that is left alone comes as a post. A digest that failed
    or was dropped stays so, and can be sent again or caught up on; owners who were told that it has
    failed know it of the article that stands for it now.
    """
    heirs = await connection.execute_fetchall(
        """
        update outbox
        set state = head.state, action = 'digest', priority = head.priority,
            not_before = head.not_before, attempts = head.attempts, doubts = head.doubts,
            finished = head.finished, error = head.error, digest_id = null
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
        await connection.execute(
            """
            insert into failure_notices (article_id, told)
            select heir.article_id, n.told
            from outbox head
            join failure_notices n on n.article_id = head.article_id
            join outbox heir on heir.id = ?
            where head.id = ? and head.state = 'failed'
            on conflict do nothing
            """,
            (heir[0], head_id),
        )
        await post_if_alone(connection, heir[0])


async def leave_finished_digest(
    connection: Connection, article_id: int, chat_id: int, *, sent: bool
) -> None:
    """Take an article out of the finished digest for which its row stands.

    One that failed or was dropped goes on without it. One that was sent is done with: its other
    articles belong to no row any more, or `collapse` would find them behind a post.

    Args:
        connection: a transaction.
        article_id: the article.
        chat_id: the chat's own id.
        sent: whether also one that the chat has got.
    """
    heads = await connection.execute_fetchall(
        """
        select id, state
        from outbox
        where article_id = ? and chat_id = ? and action = 'digest'
        and (state in ('failed', 'dropped') and message_id = 0 or ? = 1 and state = 'sent')
        """,
        (article_id, chat_id, int(sent)),
    )
    for head in heads:
        if head["state"] == RowState.SENT:
            await connection.execute(
                "update outbox set digest_id = null where digest_id = ?", (head["id"],)
            )
        else:
            await hand_over_digest(connection, head["id"])


async def post_if_alone(connection: Connection, head_id: int) -> None:
    """Make an unsent digest that holds no other article any more a post, which has a photo."""
    await connection.execute(
        """
        update outbox
        set action = 'post'
        where id = ?1 and action = 'digest' and message_id = 0
        and state in ('ready', 'waiting', 'failed', 'dropped')
        and not exists (select 1 from outbox member where member.digest_id = ?1)
        """,
        (head_id,),
    )
