"""The settings message: its questions, the answers, the language, the pause."""

from datetime import timedelta

import pytest

from bot.posts.actions.settings import Setting
from handlers.reader.settings.options import QUESTIONS
from storage.models import PostFormat
from tests.articles import invented
from tests.handlers.stage import LAYLA, Stage
from tests.handlers.stage import publish as tell


async def followed(stage: Stage) -> list[str]:
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    return [tag.name for tag in await stage.store.subscriptions.followed(chat.id)]


async def test_settings_are_one_message_that_edits_itself(stage: Stage) -> None:
    """Two taps to a change, confirmed in words, and back where it began."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    assert "الشكل: صورة وملخص" in menu.text
    await stage.press(menu, "الشكل")
    question = await stage.again(menu)
    assert question.labels == [
        "✓ صورة وملخص",
        "ملخص بلا صورة",
        "عناوين فقط",
        "🖼 معارض الصور",
        "رجوع",
    ]
    answer = await stage.press(question, "عناوين فقط")
    assert answer["text"] == "ستصلك العناوين فقط."
    done = await stage.again(menu)
    assert done.text.startswith("ستصلك العناوين فقط.")
    assert "الشكل: عناوين فقط" in done.text
    assert await stage.last() == done
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.format is PostFormat.HEADLINE


async def follow_a_tag(stage: Stage) -> None:
    chat = await stage.store.chats.get(LAYLA)
    (tag,) = await stage.store.tags.find("حي الزيتون")
    assert chat is not None
    await stage.store.subscriptions.follow(chat.id, tag.id)


async def test_every_answer_of_every_question_is_kept_and_shown(stage: Stage) -> None:
    """What was chosen stands marked when the question is opened again."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    for key, question in QUESTIONS.items():
        if question.setting in {Setting.PAUSE, Setting.QUIET}:
            continue
        if question.setting is Setting.EVERYTHING:
            await follow_a_tag(stage)
        for number in range(len(question.answers)):
            stage.clock[0] += timedelta(minutes=1)
            await stage.press(menu, data=f"c:{question.setting}:{number}")
            await stage.press(menu, data=f"o:{key}")
            labels = (await stage.again(menu)).labels
            assert labels[number].startswith("✓ "), (key, number)
            assert sum(label.startswith("✓ ") for label in labels) == 1


async def test_a_pause_is_told_with_its_end_and_nothing_comes_until_then(stage: Stage) -> None:
    """By the clock of the chosen city; what came in the meantime is not sent later."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, data="c:z:6")
    await stage.press(menu, data="c:p:1")
    shown = await stage.again(menu)
    assert "المدينة: برلين" in shown.text
    assert "استراحة: حتى 15 آذار 2026، 15:00" in shown.text
    assert await tell(stage, invented(80)) == 0
    stage.clock[0] += timedelta(days=1)
    assert await tell(stage, invented(81)) == 1


async def test_back_leads_to_the_first_page(stage: Stage) -> None:
    """Without changing anything."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, "الصوت")
    await stage.press(await stage.again(menu), "رجوع")
    assert await stage.again(menu) == menu


@pytest.mark.parametrize("data", ["c:f:9", "c:p:4", "c:l:2", "c:z:8"])
async def test_a_forged_choice_changes_nothing(stage: Stage, data: str) -> None:
    """Numbers beyond the answers, settings without a question."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    answer = await stage.press(menu, data=data)
    assert answer["text"] == "لم يعد هذا الزر يعمل."
    assert await stage.again(menu) == menu


async def test_english_is_spoken_when_chosen(stage: Stage) -> None:
    """At once, in the confirmation too, and from then on; the choice needs no subscription."""
    (question,) = await stage.write("/language")
    answer = await stage.press(question, "English")
    assert answer["text"] == "The bot speaks English."
    (told,) = await stage.write("/help")
    assert "What Khabar does" in told.text
    (listing,) = await stage.write("/latest")
    assert listing.text.startswith("Latest news from عنب بلدي")
    assert "today 15:12 · محليات" in listing.text
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.active
    welcome, *_ = await stage.start()
    assert "News from" in welcome.text
    assert "too" not in welcome.text


async def test_who_follows_nothing_and_wants_nothing_else_is_warned(stage: Stage) -> None:
    """Wherever the choice is shown, until something is followed."""
    warned = "لا تتابع شيئًا بعد، فلن يصلك خبر"
    await stage.start()
    (menu,) = await stage.write("/settings")
    answer = await stage.press(menu, data="c:e:0")
    assert answer["text"] == "اختر أولًا ما تريد متابعته."
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.everything
    await stage.store.chats.set_everything(chat.id, everything=False)
    for text in ("/settings", "/subscriptions", "/start"):
        (seen,) = await stage.write(text)
        assert warned in seen.text, text
    (listing,) = await stage.write("/tag محليات")
    await stage.press(listing, "🔔")
    for text in ("/settings", "/subscriptions", "/start"):
        (seen,) = await stage.write(text)
        assert warned not in seen.text, text


async def test_start_during_a_pause_says_so_and_can_end_it(stage: Stage) -> None:
    """With the hour, by the reader's clock."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, data="c:p:1")
    (seen,) = await stage.start()
    assert "متوقفة حتى 15 آذار 2026، 17:00" in seen.text
    answer = await stage.press(seen, "▶️ أنهِ الاستراحة")
    assert answer["text"] == "انتهت الاستراحة، ستصلك الأخبار."
    assert await tell(stage, invented(92)) == 1
    (seen,) = await stage.start()
    assert "متوقفة" not in seen.text
