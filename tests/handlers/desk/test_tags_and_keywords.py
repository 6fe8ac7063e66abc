"""Following tags, settings, language, and erasing it all."""

from datetime import timedelta

import pytest

from bot.posts.settings_actions import Setting
from handlers.reader.setting_options import QUESTIONS
from storage.chats.subscriptions import MAX_TAGS
from storage.models import ChatKind, PostFormat
from tests.articles import NOON, invented
from tests.handlers.stage import CITY_CHANNEL, LAYLA, Stage
from tests.handlers.stage import told as tell


async def followed(stage: Stage) -> list[str]:
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    return [tag.name for tag in await stage.store.subscriptions.followed(chat.id)]


async def test_following_from_a_post_turns_the_button(stage: Stage) -> None:
    """What it brings is shown first; pressed again it leaves the tag, each time in words."""
    await stage.start()
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    post = await stage.last()
    answer = await stage.press(post, "🔔")
    assert "12 خبرًا من آخر 12 خبرًا عن «حي الزيتون». نحو 12 خبرًا في اليوم." in answer["text"]
    assert answer["show_alert"]
    asked = await stage.again(post)
    assert asked.labels == [*post.labels[:-2], "🔔 نعم، تابع #حي_الزيتون", "🔕 كتم"]
    assert not await followed(stage)
    answer = await stage.press(asked, "🔔 نعم")
    assert "تتابع الآن «حي الزيتون»" in answer["text"]
    assert await followed(stage) == ["حي الزيتون"]
    turned = await stage.again(post)
    assert turned.labels == [*post.labels[:-2], "✓ تتابع #حي_الزيتون", "🔕 كتم"]
    assert turned.text == post.text
    answer = await stage.press(turned, "✓")
    assert answer["text"] == "أُلغيت متابعة «حي الزيتون»."
    assert (await stage.again(post)).labels == post.labels


async def test_only_one_question_stands_open_under_a_post(stage: Stage) -> None:
    """Whoever is asked about muting is no longer asked about following, and the other way round."""
    await stage.start()
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    post = await stage.last()
    for pressed, asked, left in (
        ("🔔 تابع", "🔔 نعم", "🔕 كتم"),
        ("🔕 كتم", "🔕 نعم", "🔔 تابع"),
        ("🔔 تابع", "🔔 نعم", "🔕 كتم"),
    ):
        await stage.press(await stage.again(post), pressed)
        labels = (await stage.again(post)).labels
        assert [label for label in labels if "نعم" in label] == [
            label for label in labels if label.startswith(asked)
        ]
        assert any(label.startswith(left) for label in labels)


async def test_muting_from_a_post_is_shown_first_too(stage: Stage) -> None:
    """With what it would spare; what was followed is no longer."""
    await stage.start()
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    post = await stage.last()
    await stage.decide(post, "🔔")
    assert "✓ تتابع #حي_الزيتون" in (await stage.again(post)).labels
    answer = await stage.press(post, "🔕")
    assert "12 خبرًا عن «حي الزيتون». نحو 12 خبرًا في اليوم." in answer["text"]
    assert answer["text"].endswith("اضغط الزر مرة أخرى للكتم.")
    asked = await stage.again(post)
    answer = await stage.press(asked, "🔕 نعم، اكتم #حي_الزيتون")
    assert answer["text"] == "لن تصل أخبار «حي الزيتون»."
    assert await followed(stage) == []
    assert "🔔 تابع #حي_الزيتون" in (await stage.again(post)).labels
    assert await tell(stage, invented(85)) == 0
    answer = await stage.press(await stage.again(post), "🔇 مكتوم: #حي_الزيتون")
    assert answer["text"] == "أُلغي كتم «حي الزيتون»."
    assert await tell(stage, invented(86)) == 1


async def test_who_follows_before_start_gets_that_tag_only(stage: Stage) -> None:
    """Following is a wish to be told; nothing else is sent unasked."""
    await stage.write("/settings")
    (listing,) = await stage.write("/tag محليات")
    answer = await stage.decide(listing, "🔔")
    assert "ستصلك أخباره هنا" in answer["text"]
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.active
    assert not chat.everything


async def test_following_after_stop_says_what_is_missing(stage: Stage) -> None:
    """Who stopped is not started again behind his back."""
    await stage.start()
    await stage.write("/stop")
    (listing,) = await stage.write("/tag محليات")
    answer = await stage.decide(listing, "🔔")
    assert "/start" in answer["text"]
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.active


async def test_a_full_list_is_told_of(stage: Stage) -> None:
    """The bound is said, not silently kept."""
    await stage.start()
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    async with stage.store.chats._database.transaction() as connection:
        for number in range(1000, 1000 + MAX_TAGS):
            await connection.execute(
                "insert into tags (id, kind, name, folded) values (?, 'tag', ?, ?)",
                (number, f"وسم {number}", f"وسم {number}"),
            )
            await connection.execute("insert into follows values (?, ?)", (chat.id, number))
    (listing,) = await stage.write("/tag محليات")
    answer = await stage.decide(listing, "🔔")
    assert "القائمة ممتلئة" in answer["text"]
    (told,) = await stage.write("/subscriptions")
    assert f"تتابع {MAX_TAGS} من الأقسام والوسوم" in told.text


async def test_a_tag_that_is_gone_can_not_be_followed(stage: Stage) -> None:
    """A forged or an old button."""
    await stage.start()
    (listing,) = await stage.write("/latest")
    answer = await stage.press(listing, data="f:999:1")
    assert answer["text"] == "لم يعد هذا الوسم موجودًا."
    answer = await stage.press(listing, data="p:t:999:0")
    assert answer["text"] == "لم يعد هذا الوسم موجودًا."


async def test_subscriptions_show_all_and_end_each(stage: Stage) -> None:
    """In words, and with a button for each tag."""
    (told,) = await stage.write("/subscriptions")
    assert "لا تُرسل أخبار إلى هنا" in told.text
    await stage.start()
    (told,) = await stage.write("/subscriptions")
    assert "الأخبار كلها" in told.text
    assert "لا تتابع أي وسم بعد" in told.text
    (listing,) = await stage.write("/tag محليات")
    await stage.decide(listing, "🔔")
    (told,) = await stage.write("/subscriptions")
    assert "تتابع من الأقسام والوسوم: محليات." in told.text
    await stage.press(told, "✓ تتابع #محليات")
    assert "🔔 تابع #محليات" in (await stage.again(told)).labels


async def test_settings_are_one_message_that_edits_itself(stage: Stage) -> None:
    """Two taps to a change, confirmed in words, and back where it began."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    assert "شكل المنشورات: صورة وملخص" in menu.text
    await stage.press(menu, "شكل المنشورات")
    question = await stage.again(menu)
    assert question.labels == ["✓ صورة وملخص", "ملخص بلا صورة", "عناوين فقط", "رجوع"]
    answer = await stage.press(question, "عناوين فقط")
    assert answer["text"] == "ستصل عناوين الأخبار فقط."
    done = await stage.again(menu)
    assert done.text.startswith("ستصل عناوين الأخبار فقط.")
    assert "شكل المنشورات: عناوين فقط" in done.text
    assert await stage.last() == done
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert chat.format is PostFormat.HEADLINE


async def test_every_answer_of_every_question_is_kept_and_shown(stage: Stage) -> None:
    """What was chosen stands marked when the question is opened again."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    for key, question in QUESTIONS.items():
        if question.setting is Setting.PAUSE:
            continue
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
    assert "التوقيت: برلين" in shown.text
    assert "إيقاف مؤقت: حتى 15 آذار 2026، 15:00" in shown.text
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
    assert "14 March" in listing.text
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    assert not chat.active
    welcome, *_ = await stage.start()
    assert "News from" in welcome.text
    assert "too" not in welcome.text


async def test_forget_asks_once_and_then_erases(stage: Stage) -> None:
    """Settings, follows, and the chat itself."""
    await stage.start()
    (listing,) = await stage.write("/tag محليات")
    await stage.decide(listing, "🔔")
    (asked,) = await stage.write("/forget")
    assert await stage.store.chats.get(LAYLA) is not None
    await stage.press(asked, "نعم")
    assert "مُحي كل شيء" in (await stage.again(asked)).text
    assert await stage.store.chats.get(LAYLA) is None
    async with stage.store.chats._database.reading() as connection:
        assert not list(await connection.execute_fetchall("select 1 from follows"))


async def test_export_gives_everything_as_a_file(stage: Stage) -> None:
    """To whoever asks about himself; where nothing is stored, that is said."""
    (told_nothing,) = await stage.write("/export")
    assert "لا يُحفظ شيء" in told_nothing.text
    await stage.start()
    (listing,) = await stage.write("/tag محليات")
    await stage.decide(listing, "🔔")
    await stage.write("الحديقة")
    (preview,) = await stage.write("/alert المجلس")
    await stage.press(preview, "⚡")
    told = invented(90)
    await tell(stage, told)
    channel = await stage.store.chats.join(
        CITY_CHANNEL, kind=ChatKind.CHANNEL, title="المدينة", language="ar", now=NOON
    )
    await stage.store.administrators.link(channel.chat.id, [LAYLA])
    (file,) = await stage.write("/export")
    assert file.text == "كل ما يُحفظ عن هذه المحادثة."
    listed = await stage.control(f"chats/{LAYLA}/messages?limit=1")
    url = stage.sandbox.base_url + listed["messages"][-1]["document_url"]
    kept = (await stage.http.get(url)).json()
    assert kept["chats"][0]["chat_number"] == LAYLA
    assert [tag["name"] for tag in kept["followed_tags"]] == ["محليات"]
    assert kept["words"][0]["wish"] == "alert"
    assert sorted(search["words"] for search in kept["searches"]) == ["الحديقة", "المجلس"]
    assert [(post["title"], post["state"]) for post in kept["posts"]] == [(told.title, "ready")]
    assert kept["articles_with_these_words"][0]["words"] == "المجلس"
    assert kept["administrators"][0]["person_number"] == LAYLA


async def test_after_forgetting_old_buttons_store_nothing(stage: Stage) -> None:
    """Not the way back to the settings, no page of them, no choice, and no end of what is gone."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    (listing,) = await stage.write("/tag محليات")
    await stage.decide(listing, "🔔")
    await stage.write("الحديقة")
    await tell(stage, invented(91))
    (asked,) = await stage.write("/forget")
    await stage.press(asked, "نعم")
    for seen in (menu, listing):
        for data in ("o:m", "o:z", "l:0:0", "f:2:0", "m:2:0", "b:2:0:0:0", "p:m:0:0"):
            await stage.press(seen, data=data)
        stage.clock[0] += timedelta(minutes=1)
        for data in ("f:2:1", "m:2:1", "v:2:0", "v:2:1", "b:2:0:1:0", "c:p:0", "c:a:1", "c:l:1"):
            answer = await stage.press(seen, data=data)
            assert answer["text"].startswith("لا يُحفظ شيء عن هذه المحادثة")
        for data in ("u:8:1", "q:0:1", "q:1:0", "k:1:2:1", "k:1:0:0", "j:1"):
            assert "/start" in (await stage.press(seen, data=data))["text"], data
    assert await stage.store.chats.get(LAYLA) is None
    assert await stage.store.export.of(LAYLA) == {}
    async with stage.store.chats._database.reading() as connection:
        assert not list(await connection.execute_fetchall("select 1 from outbox"))


async def test_who_follows_nothing_and_wants_nothing_else_is_warned(stage: Stage) -> None:
    """Wherever the choice is shown, until something is followed."""
    warned = "لا تتابع شيئًا بعد، فلن يصلك أي خبر"
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, data="c:e:0")
    assert warned in (await stage.again(menu)).text
    for text in ("/settings", "/subscriptions", "/start"):
        (seen,) = await stage.write(text)
        assert warned in seen.text, text
    (listing,) = await stage.write("/tag محليات")
    await stage.decide(listing, "🔔")
    for text in ("/settings", "/subscriptions", "/start"):
        (seen,) = await stage.write(text)
        assert warned not in seen.text, text


async def test_start_during_a_pause_says_so_and_can_end_it(stage: Stage) -> None:
    """With the hour, by the reader's clock."""
    await stage.start()
    (menu,) = await stage.write("/settings")
    await stage.press(menu, data="c:p:1")
    (seen,) = await stage.start()
    assert "متوقفة مؤقتًا حتى 15 آذار 2026، 17:00" in seen.text
    answer = await stage.press(seen, "▶️ ألغِ الإيقاف المؤقت")
    assert answer["text"] == "أُلغي الإيقاف المؤقت."
    assert await tell(stage, invented(92)) == 1
    (seen,) = await stage.start()
    assert "متوقفة" not in seen.text


async def test_forget_can_be_declined(stage: Stage) -> None:
    """The other button leads to the settings."""
    await stage.start()
    (asked,) = await stage.write("/forget")
    await stage.press(asked, "لا، أبقِ")
    assert "الإعدادات" in (await stage.again(asked)).text
    assert await stage.store.chats.get(LAYLA) is not None
