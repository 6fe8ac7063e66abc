"""Coming and going."""

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.normalize import clean
from handlers.ui.deep_links import (
    MAX_PARAMETER,
    DeepLink,
    Target,
    parse_parameter,
    search_parameter,
    start_parameter,
)
from storage.models import PostFormat
from tests.handlers.stage import LAYLA, SAMI, Stage, on_stage


async def test_start_subscribes_and_explains_in_two_lines(stage: Stage) -> None:
    """The newcomer is told what comes, and offered what to do next."""
    welcome, *_ = await stage.start()
    assert welcome.text.count("\n") == 1
    assert "عنب بلدي" in welcome.text
    assert welcome.labels == ["📰 آخر الأخبار", "🏷 الوسوم", "⚙️ الإعدادات"]
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.active
    assert chat.everything


async def test_before_the_first_poll_no_rate_is_told(tmp_path: Path) -> None:
    """What was never read says nothing of how much will come."""
    async with on_stage(tmp_path / "khabar.db", articles=0) as stage:
        question = (await stage.start())[-1]
        assert question.text == "أي الأخبار تريد؟"


async def test_a_newcomer_gets_the_top_stories_and_two_questions(stage: Stage) -> None:
    """Value at once; each answer is kept and leads on in place."""
    _, top, question = await stage.start()
    assert top.text.startswith("أبرز الأخبار الأخيرة")
    assert top.labels == ["1", "2", "3"]
    assert question.labels == ["الوسوم المتابَعة فقط", "كل الأخبار", "تخطَّ"]
    answer = await stage.press(question, "الوسوم")
    assert answer["text"] == "من الآن فصاعدًا تصل أخبار ما تتابعه فقط."
    second = await stage.again(question)
    assert second.labels == [
        "فور نشرها",
        "في موجز عند 20:00",
        "في موجز عند 8:00 و20:00",
        "في موجز عند 8:00 و14:00 و20:00",
        "تخطَّ",
    ]
    await stage.press(second, "في موجز عند 20:00")
    assert "هذا كل شيء" in (await stage.again(question)).text
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.everything
    assert chat.digest_hours == (20,)


async def test_who_has_no_arabic_telegram_is_told_of_english(stage: Stage) -> None:
    """In English, with a button that chooses it; others see no such line."""
    await stage.control(f"people/{SAMI}", {"language_code": "en-GB"})
    await stage.control(f"people/{LAYLA}", {"language_code": "ar"})
    welcome, *_ = await stage.start(SAMI)
    assert welcome.text.startswith("أهلًا بك")
    assert "The bot speaks English, too: press the button, or send /language." in welcome.text
    answer = await stage.press(welcome, "English", chat=SAMI, person=SAMI)
    assert answer["text"] == "The bot speaks English."
    assert (await stage.again(welcome, SAMI)).text.startswith("Welcome. News from")
    asked_anew = await stage.last(SAMI)
    assert asked_anew.text.startswith("Which news should come?")
    await stage.press(asked_anew, "Skip", chat=SAMI, person=SAMI)
    assert "When should news come?" in (await stage.again(asked_anew, SAMI)).text
    assert "no longer" in (await stage.press(welcome, data="la:7", chat=SAMI, person=SAMI))["text"]
    welcome, *_ = await stage.start(LAYLA)
    assert "English" not in welcome.text


async def test_both_questions_can_be_skipped(stage: Stage) -> None:
    """Nothing changes then."""
    *_, question = await stage.start()
    await stage.press(question, "تخطَّ")
    await stage.press(await stage.again(question), "تخطَّ")
    assert "هذا كل شيء" in (await stage.again(question)).text
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.everything
    answer = await stage.press(question, data="q:7:0")
    assert answer["text"] == "لم يعد هذا الزر يعمل."


async def test_stop_ends_it_and_start_takes_it_up_again(stage: Stage) -> None:
    """Settings survive the pause."""
    await stage.start()
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    await stage.store.chats.set_format(chat.id, PostFormat.TEXT)
    (bye,) = await stage.write("/stop")
    assert "توقّف" in bye.text
    stopped = await stage.store.chats.get(LAYLA)
    assert stopped is not None
    assert not stopped.active
    (back,) = await stage.start()
    assert "أهلًا بعودتك" in back.text
    again = await stage.store.chats.get(LAYLA)
    assert again is not None
    assert again.active
    assert again.format is PostFormat.TEXT


async def test_start_twice_changes_nothing(stage: Stage) -> None:
    """The second START says that all is well."""
    await stage.start()
    (told,) = await stage.start()
    assert "أنت مشترك بالفعل" in told.text
    assert await stage.store.chats.count_active() == 1


async def test_stop_without_start(stage: Stage) -> None:
    """Nothing to end is no error."""
    (told,) = await stage.write("/stop")
    assert "/start" in told.text


async def test_a_link_opens_its_article(stage: Stage) -> None:
    """The parameter of a shared link is obeyed after the welcome."""
    (article,) = await stage.store.articles.latest(1)
    _, post = await stage.start(parameter=start_parameter(Target.ARTICLE, article.id))
    assert article.article.title in post.text


async def test_a_link_opens_its_tag(stage: Stage) -> None:
    """Likewise for a tag."""
    (tag,) = await stage.store.tags.find("حي الزيتون")
    _, listing = await stage.start(parameter=start_parameter(Target.TAG, tag.id))
    assert listing.text.startswith("حي الزيتون: 12 خبرًا")


async def test_a_forged_parameter_only_starts(stage: Stage) -> None:
    """Whatever stands in the link."""
    assert len(await stage.start(parameter="x-1_zz")) == 3
    assert len(await stage.start(parameter="t999")) == 1


def test_parameters_are_read_as_written() -> None:
    """And nothing else is taken for one."""
    assert parse_parameter(start_parameter(Target.TAG, 12)) == DeepLink(Target.TAG, number=12)
    assert parse_parameter("a0") is None
    assert parse_parameter("a-1") is None
    assert parse_parameter("a" + "9" * 30) is None
    assert parse_parameter("a١") is None
    assert parse_parameter("s") is None
    assert parse_parameter("s_____") is None


@given(st.text(max_size=80))
def test_a_link_holds_a_search_or_is_none(words: str) -> None:
    """What fits is read as it was written, up to blanks and what is unseen."""
    parameter = search_parameter(words)
    assert len(parameter) <= MAX_PARAMETER
    opened = parse_parameter(parameter) if parameter else None
    if opened is not None:
        assert opened == DeepLink(Target.SEARCH, words=clean(words))


async def test_a_link_opens_its_search(stage: Stage) -> None:
    """The button under the results passes it on."""
    (listing,) = await stage.write("حدائق")
    shared = next(b["url"] for row in listing.buttons for b in row if b["text"] == "شارك")
    assert f"start%3D{search_parameter('حدائق')}" in shared
    _, found = await stage.start(parameter=search_parameter("حدائق"))
    assert "«حدائق»: 12 خبرًا" in found.text


async def test_the_clock_is_only_asked_for(stage: Stage) -> None:
    """A chat that stopped is remembered from that moment on."""
    await stage.start()
    stage.clock[0] += timedelta(days=3)
    await stage.write("/stop")
    async with stage.store.chats._database.reading() as connection:
        rows = await connection.execute_fetchall("select inactive_since from chats")
    assert next(iter(rows))["inactive_since"] == int(stage.clock[0].timestamp())
