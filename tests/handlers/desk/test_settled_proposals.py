"""What stands under a settled proposal: the link to its post, or that the site withdrew it."""

from bot.posts.actions.approvals import Decide
from bot.posts.actions.desk import DeskDo
from bot.posts.actions.desk_choices import ApprovalDecision, DeskAction
from handlers.desk.settled_proposals import SettledProposalsJob
from storage.channels.approval_rows import ApprovalState
from storage.models import Chat
from storage.outbox import Sent
from tests.handlers.desk.admins import press
from tests.handlers.desk.moderation import LEASE, proposed, state
from tests.handlers.stage import CITY_CHANNEL, KARIM, RIMA, Seen, Stage


def links(seen: Seen) -> list[str]:
    """The addresses to which the message's buttons lead."""
    return [str(button["url"]) for row in seen.buttons for button in row if "url" in button]


async def settle(stage: Stage) -> None:
    """Run the job as the bot does."""
    await SettledProposalsJob(stage.application.bot, stage.application.bot_data).run()


async def test_once_it_went_out_a_link_leads_to_the_post(stage: Stage, channel: Chat) -> None:
    """For each administrator, besides who decided; not while it is on its way."""
    _, seen, also = await proposed(stage)
    await press(stage, seen, seen.data_of("✅"))
    await settle(stage)
    assert not any("/c/" in link for link in links(await stage.again(seen, RIMA)))
    (row,) = await stage.store.outbox.claim(5, stage.clock[0], LEASE)
    post = await stage.application.bot.send_message(CITY_CHANNEL, "خبر")
    await stage.store.outbox.record([Sent(row.id, post.message_id, False)], stage.clock[0])
    await settle(stage)
    expected = f"https://t.me/c/{str(CITY_CHANNEL).removeprefix('-100')}/{post.message_id}"
    for person, message in ((RIMA, seen), (KARIM, also)):
        shown = await stage.again(message, person)
        assert expected in links(shown)
        assert any("ريما العلي" in label for label in shown.labels)
        assert not any(label.startswith(("✅ انشر", "❌")) for label in shown.labels)


async def test_a_withdrawn_articles_proposal_has_no_button_to_press(
    stage: Stage, channel: Chat
) -> None:
    """It says so to each administrator, and a press of the old button publishes nothing."""
    approval, seen, also = await proposed(stage)
    now, publish = stage.clock[0], seen.data_of("✅")
    await stage.store.withdraw(approval.article_id, action=None, sent_since=now, now=now)
    await settle(stage)
    for person, message in ((RIMA, seen), (KARIM, also)):
        shown = await stage.again(message, person)
        assert len(shown.labels) == 1
        assert "سحب الموقع" in shown.labels[0] or "withdrawn" in shown.labels[0]
        assert links(shown) == []
    await press(stage, seen, publish)
    assert await stage.store.outbox.claim(5, now, LEASE) == []


async def test_a_test_post_is_the_decision(stage: Stage, channel: Chat) -> None:
    """What stands in the channel can't be skipped any more, and the others see who posted it."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, DeskDo(channel.id, DeskAction.TEST))
    assert await state(stage, approval) is ApprovalState.PUBLISHED
    answer = await press(stage, seen, Decide(approval.id, ApprovalDecision.SKIP))
    assert "ريما العلي" in answer
    assert "تجاوز" not in answer
    assert await state(stage, approval) is ApprovalState.PUBLISHED
    assert not any("❌" in label for label in (await stage.again(seen, RIMA)).labels)
