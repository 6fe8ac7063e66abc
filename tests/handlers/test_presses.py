"""How many presses what people do most often takes; a change that adds one fails here."""

from dataclasses import dataclass, field

import pytest

from bot.arabic.normalize import fold
from bot.posts.actions.desk_choices import DeskPage
from storage.channels.approval_rows import ApprovalState
from storage.models import Chat, Tag
from tests.articles import invented
from tests.handlers.desk.admins import add, row
from tests.handlers.desk.moderation import proposed, state
from tests.handlers.desk.posted import posted_article
from tests.handlers.stage import LAYLA, RIMA, Seen, Stage


@dataclass
class Counted:
    """A person who presses buttons of one message, counted."""

    stage: Stage
    person: int
    presses: int = field(default=0)

    async def press(self, seen: Seen, label: str) -> Seen:
        """Press the button whose label begins so; the message as it is then."""
        self.presses += 1
        now = await self.stage.again(seen, self.person)
        await self.stage.press(now, label, chat=self.person, person=self.person)
        return await self.stage.again(seen, self.person)


async def layla(stage: Stage) -> Chat:
    return await row(stage, LAYLA)


async def test_a_tag_is_followed_under_a_post_by_two(stage: Stage) -> None:
    """⋯, and follow with the tag's name."""
    await stage.start()
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    counted = Counted(stage, LAYLA)
    post = await stage.last()
    await counted.press(await counted.press(post, "⋯"), "🔔")
    assert await stage.store.subscriptions.followed((await layla(stage)).id)
    assert counted.presses == 2


async def test_five_tags_at_first_contact_take_seven(stage: Stage) -> None:
    """The way to the switches, five of them, and «تم»."""
    for number, name in enumerate(("اقتصاد", "رياضة", "مياه", "كهرباء", "تعليم")):
        tag = Tag(name, folded=fold(name))
        await stage.publish(*(invented(40 + 2 * number + one, tags=(tag,)) for one in (0, 1)))
    (welcome,) = await stage.start()
    counted = Counted(stage, LAYLA)
    seen = await counted.press(welcome, "اختر ما يهمني")
    switches = [one for one in seen.labels if one not in {"تم", "كل الأخبار"}][:5]
    for label in switches:
        await counted.press(seen, label)
    await counted.press(seen, "تم")
    followed = await stage.store.subscriptions.followed((await layla(stage)).id)
    assert counted.presses == 7
    assert len(followed) == 5


async def test_a_daily_digest_takes_two(stage: Stage) -> None:
    """When, and at which hour."""
    await stage.start()
    (settings,) = await stage.write("/settings")
    counted = Counted(stage, LAYLA)
    await counted.press(await counted.press(settings, "متى"), "في موجز عند 20:00")
    assert (await layla(stage)).digest_hours == (20,)
    assert counted.presses == 2


async def test_quiet_hours_of_ones_own_take_two(stage: Stage) -> None:
    """From which hour; the end is the morning, and another press changes it."""
    await stage.start()
    (settings,) = await stage.write("/settings")
    counted = Counted(stage, LAYLA)
    shown = await counted.press(await counted.press(settings, "ساعات الهدوء"), "21:00")
    chat = await layla(stage)
    assert (chat.quiet_from, chat.quiet_until) == (21 * 60, 7 * 60)
    assert "من 21:00 إلى 7:00 بتوقيت دمشق" in shown.text
    assert counted.presses == 2
    await counted.press(shown, "5:00")
    assert (await layla(stage)).quiet_until == 5 * 60


@pytest.fixture
async def channel(stage: Stage) -> Chat:
    """Rima's channel, in which one post stands."""
    chat, *_ = await posted_article(stage)
    return chat


async def test_a_headline_is_corrected_by_two_and_the_text(stage: Stage, channel: Chat) -> None:
    """The post's number, the headline, and the words as a plain message."""
    seen = await stage.last(RIMA)
    await stage.press(seen, chat=RIMA, person=RIMA, data=f"do:{channel.id}:{DeskPage.POSTS}:0")
    counted = Counted(stage, RIMA)
    await counted.press(await counted.press(seen, "1"), "✏️ عدّل العنوان")
    await stage.write("عنوان أدق", chat=RIMA, person=RIMA)
    (entry, *_) = await stage.store.audit_log.newest(channel.id, 1)
    assert (entry.action, entry.value) == ("headline", "عنوان أدق")
    assert counted.presses == 2


async def test_an_article_is_approved_by_one(stage: Stage) -> None:
    """«انشر»."""
    for person in (RIMA, 104):
        await stage.start(person)
    await add(stage)
    chat = await row(stage)
    await stage.store.channel_settings.set_flag(chat.id, "moderated", on=True)
    for person in (RIMA, 104):
        await stage.write("/stop", chat=person, person=person)
    approval, seen, _ = await proposed(stage)
    counted = Counted(stage, RIMA)
    await counted.press(seen, "✅ انشر")
    assert await state(stage, approval) is ApprovalState.PUBLISHED
    assert counted.presses == 1


async def test_a_post_is_planned_by_at_most_three(stage: Stage, channel: Chat) -> None:
    """Which article, and when; or 🕗 and the time as it is said."""
    answers = await stage.write("/post الحديقة", chat=RIMA, person=RIMA)
    counted = Counted(stage, RIMA)
    where = await counted.press(answers[-1], "2")
    await counted.press(where, "🕗")
    await stage.write("بكرا تسعة الصبح", chat=RIMA, person=RIMA)
    assert await stage.store.scheduled_posts.planned(channel.id, 5)
    assert counted.presses <= 3
