"""Coming and going."""

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.normalize import clean
from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import PickTopics
from handlers.ui.deep_links import (
    MAX_PARAMETER,
    DeepLink,
    LinkTarget,
    parse_parameter,
    search_parameter,
    start_parameter,
)
from storage.models import PostFormat, Tag
from tests.articles import invented
from tests.handlers.stage import LAYLA, SAMI, Stage, on_stage


async def test_first_contact_is_one_message_with_the_newest_article_and_two_ways(
    stage: Stage,
) -> None:
    """The newcomer is subscribed to all news at once, and may choose."""
    (welcome,) = await stage.start()
    assert "عنب بلدي" in welcome.text
    assert "أحدث الأخبار، اليوم 15:12:\nالمجلس البلدي يفتتح الحديقة رقم 12" in welcome.text
    assert welcome.labels == ["اعرض هذا الخبر", "كل الأخبار", "اختر ما يهمني"]
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.active
    assert chat.everything


async def test_before_the_first_poll_there_is_only_the_choice(tmp_path: Path) -> None:
    """Nothing was read, and nothing can be switched on yet."""
    async with on_stage(tmp_path / "khabar.db", articles=0) as stage:
        (welcome,) = await stage.start()
        assert welcome.labels == ["كل الأخبار", "اختر ما يهمني"]
        await stage.press(welcome, "اختر")
        picking = await stage.again(welcome)
        assert "لا وسوم بعد" in picking.text
        assert picking.labels == ["كل الأخبار", "تم"]


async def test_all_news_is_one_press(stage: Stage) -> None:
    """It says how much comes, in the same message."""
    (welcome,) = await stage.start()
    await stage.press(welcome, "كل الأخبار")
    done = await stage.again(welcome)
    assert done.text.startswith("تصلك كل الأخبار. نحو 12 خبرًا في اليوم.")
    assert await stage.last() == done


async def test_who_has_ended_the_news_is_told_so_by_the_choices_of_an_old_welcome(
    stage: Stage,
) -> None:
    """They choose what /start will bring, and begin nothing."""
    none_comes = "لا تصلك أخبار الآن. أرسل "
    (welcome,) = await stage.start()
    await stage.write("/stop")
    await stage.press(welcome, "كل الأخبار")
    assert (await stage.again(welcome)).text.startswith(none_comes)
    await stage.press(welcome, data=encode(PickTopics()))
    await stage.press(await stage.again(welcome), "محليات")
    await stage.press(await stage.again(welcome), "تم")
    followed, told = (await stage.again(welcome)).text.split("\n")[:2]
    assert "محليات" in followed
    assert told.startswith(none_comes)
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.active


async def test_what_interests_is_switched_on_in_one_message(stage: Stage) -> None:
    """Several switches, each marked; all news comes until «تم»."""
    sport = (Tag("رياضة", folded="رياضه"),)
    await stage.publish(invented(90, tags=sport, title="فوز فريق الحي"))
    (welcome,) = await stage.start()
    await stage.press(welcome, "اختر ما يهمني")
    switches = await stage.again(welcome)
    assert switches.labels[-2:] == ["كل الأخبار", "تم"]
    answer = await stage.press(switches, "تم")
    assert answer["text"] == "اختر واحدًا على الأقل، أو «كل الأخبار»."
    for name in ("محليات", "رياضة", "حي الزيتون"):
        await stage.press(await stage.again(welcome), name)
    await stage.press(await stage.again(welcome), "✓ محليات")
    marked = [label for label in (await stage.again(welcome)).labels if label.startswith("✓")]
    assert sorted(marked) == ["✓ حي الزيتون", "✓ رياضة"]
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.everything
    await stage.press(await stage.again(welcome), "تم")
    done = await stage.again(welcome)
    assert done.text.startswith("تتابع: رياضة، حي الزيتون.") or done.text.startswith(
        "تتابع: حي الزيتون، رياضة."
    )
    assert await stage.last() == done
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.everything


async def test_words_alone_are_no_switch(stage: Stage) -> None:
    """Who is alerted to words and switches nothing on is asked, not told an empty list."""
    (welcome,) = await stage.start()
    (preview,) = await stage.write("/alert النخيل")
    await stage.press(preview, "⚡")
    await stage.press(welcome, "اختر ما يهمني")
    answer = await stage.press(await stage.again(welcome), "تم")
    assert answer["text"] == "اختر واحدًا على الأقل، أو «كل الأخبار»."
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.everything


async def test_two_switches_that_are_pressed_at_once_both_count(stage: Stage) -> None:
    """The second press shows the keyboard as it was before the first."""
    (welcome,) = await stage.start()
    await stage.press(welcome, "اختر ما يهمني")
    switches = await stage.again(welcome)
    await stage.press(switches, "محليات")
    await stage.press(switches, "حي الزيتون")
    assert {"✓ محليات", "✓ حي الزيتون"} <= set((await stage.again(welcome)).labels)


async def test_who_has_no_arabic_telegram_is_told_of_english(stage: Stage) -> None:
    """In English, with a button that chooses it; others see no such line."""
    await stage.control(f"people/{SAMI}", {"language_code": "en-GB"})
    await stage.control(f"people/{LAYLA}", {"language_code": "ar"})
    welcome, *_ = await stage.start(SAMI)
    assert welcome.text.startswith("أهلًا بك")
    assert "The bot speaks English, too: press the button, or send /language." in welcome.text
    answer = await stage.press(welcome, "English", chat=SAMI, person=SAMI)
    assert answer["text"] == "The bot speaks English."
    changed = await stage.again(welcome, SAMI)
    assert changed.text.startswith("Welcome. News from")
    assert changed.labels == ["Show this article", "All news", "Choose what interests me"]
    assert "no longer" in (await stage.press(welcome, data="la:7", chat=SAMI, person=SAMI))["text"]
    welcome, *_ = await stage.start(LAYLA)
    assert "English" not in welcome.text


async def test_stop_ends_it_and_start_takes_it_up_again(stage: Stage) -> None:
    """Settings survive the pause."""
    await stage.start()
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    await stage.store.chats.set_format(chat.id, PostFormat.TEXT)
    (bye,) = await stage.write("/stop")
    assert "توقفت" in bye.text
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
    assert "أخبار عنب بلدي تصلك" in told.text
    assert await stage.store.chats.count_active() == 1


async def test_stop_without_start(stage: Stage) -> None:
    """Nothing to end is no error."""
    (told,) = await stage.write("/stop")
    assert "/start" in told.text


async def test_a_link_opens_its_article(stage: Stage) -> None:
    """The parameter of a shared link is obeyed after the welcome."""
    (article,) = await stage.store.articles.latest(1)
    _, post = await stage.start(parameter=start_parameter(LinkTarget.ARTICLE, article.id))
    assert article.article.title in post.text


async def test_a_link_opens_its_tag(stage: Stage) -> None:
    """Likewise for a tag."""
    (tag,) = await stage.store.tags.find("حي الزيتون")
    _, listing = await stage.start(parameter=start_parameter(LinkTarget.TAG, tag.id))
    assert listing.text.startswith("حي الزيتون: 12 خبرًا")


async def test_a_forged_parameter_only_starts(stage: Stage) -> None:
    """Whatever stands in the link."""
    assert len(await stage.start(parameter="x-1_zz")) == 1
    assert len(await stage.start(parameter="t999")) == 1


def test_parameters_are_read_as_written() -> None:
    """And nothing else is taken for one."""
    assert parse_parameter(start_parameter(LinkTarget.TAG, 12)) == DeepLink(
        LinkTarget.TAG, number=12
    )
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
        assert opened == DeepLink(LinkTarget.SEARCH, words=clean(words))


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


async def stopped(stage: Stage) -> None:
    """Layla has read for a while and ended it."""
    await stage.start()
    await stage.write("/stop")


async def test_a_link_begins_nothing_again_for_who_has_stopped(stage: Stage) -> None:
    """It opens what it names; only /start itself begins the news."""
    await stopped(stage)
    (article,) = await stage.store.articles.latest(1)
    (tag,) = await stage.store.tags.find("حي الزيتون")
    for parameter in (
        start_parameter(LinkTarget.ARTICLE, article.id),
        start_parameter(LinkTarget.MORE, article.id),
        start_parameter(LinkTarget.TAG, tag.id),
        search_parameter("حدائق"),
    ):
        told, opened = await stage.start(parameter=parameter)
        assert told.text.startswith("لا تصلك أخبار الآن")
        assert opened.buttons
    assert len(await stage.start(parameter=LinkTarget.SEARCH)) == 1
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.active
    (back,) = await stage.start()
    assert "أهلًا بعودتك" in back.text


async def test_a_link_of_somebody_else_begins_the_news_again(stage: Stage) -> None:
    """A newsroom may count by it where its readers come from."""
    await stopped(stage)
    await stage.start(parameter="newsletter")
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.active
