"""What happens to proposals in tests: articles are proposed, time passes, a right is lost."""

from datetime import timedelta

from handlers.desk.jobs import DeskJobs, Moderation
from storage.channels.approval_rows import Approval, ApprovalState
from storage.models import InactiveReason
from storage.outbox import Gone
from tests.articles import invented
from tests.handlers.desk.admins import add
from tests.handlers.stage import KARIM, RIMA, Seen, Stage, publish

LEASE = timedelta(minutes=5)
RIGHTS_GONE = {"can_post_messages": False}


async def moderate(stage: Stage) -> None:
    await Moderation(stage.application.bot, stage.application.bot_data).run()


async def proposed(stage: Stage, number: int = 90) -> tuple[Approval, Seen, Seen]:
    """An article is proposed; the approval, and what Rima and Karim see of it."""
    assert await publish(stage, invented(number, photo=None)) == 0
    stage.clock[0] += timedelta(minutes=2)
    (approval,) = await stage.store.proposals.due(stage.clock[0], 10)
    await moderate(stage)
    return approval, await stage.last(RIMA), await stage.last(KARIM)


async def addressed(stage: Stage) -> int:
    """How many posts are promised to the channel."""
    return len(await stage.store.outbox.claim(10, stage.clock[0], LEASE))


async def state(stage: Stage, approval: Approval) -> ApprovalState:
    found = await stage.store.approvals.get(approval.id)
    assert found is not None
    return found.state


async def flooded(stage: Stage, count: int = 6) -> tuple[list[Approval], Seen, Seen]:
    """So many articles come at once, as after an outage; what Rima and Karim see."""
    for number in range(60, 60 + count):
        await publish(stage, invented(number, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    approvals = await stage.store.proposals.due(stage.clock[0], 50)
    before = stage.newest(RIMA)
    await moderate(stage)
    assert len([one for one in await stage.transcript(RIMA) if one.id > before]) == 1
    return approvals, await stage.last(RIMA), await stage.last(KARIM)


async def lose(stage: Stage) -> None:
    """Delivery finds, with the next post to the channel, that the right to post is gone."""
    for delivery in await stage.store.outbox.claim(10, stage.clock[0], LEASE):
        await stage.store.outbox.record(
            [Gone(delivery.id, delivery.chat_id, InactiveReason.NO_RIGHTS)], stage.clock[0]
        )


async def given_back(stage: Stage) -> None:
    """The channel's owner takes the right away and gives it back."""
    await add(stage, rights=RIGHTS_GONE)
    await add(stage, rights={"can_post_messages": True})
    await stage.store.scheduled_posts.release(stage.clock[0])


async def work_off(stage: Stage, jobs: DeskJobs | None = None) -> None:
    """What the clock brings about on the desk: each of its jobs once."""
    jobs = jobs or DeskJobs(stage.application.bot, stage.application.bot_data)
    for job in jobs.periodic_jobs(timedelta(seconds=3)):
        await job.work()
