"""Watching and muting words, asking why, muting a tag, and reading inside the chat."""

import re

import pytest

from storage.models import Tag
from tests.articles import invented
from tests.handlers.stage import LAYLA, SAMI, Stage, publish

LONG = tuple(f"الفقرة رقم {number}: " + "كلام عن المدينة وأهلها. " * 12 for number in range(1, 31))


async def follow_only(stage: Stage, person: int = LAYLA) -> None:
    """A reader who takes nothing but what was chosen."""
    await stage.start(person)
    chat = await stage.store.chats.get(person)
    assert chat is not None
    await stage.store.chats.set_everything(chat.id, everything=False)


async def test_an_alert_brings_words_in_any_form(stage: Stage) -> None:
    """After a preview of what it would have brought; the article needs no followed tag."""
    await follow_only(stage)
    (preview,) = await stage.write("/alert حدائق المجلس")
    assert "من آخر 12 خبرًا: 12 خبرًا فيها «حدائق المجلس». اضغط الزر لننبّهك إليها." in preview.text
    await stage.press(preview, "⚡")
    assert "سيصلك فورًا كل خبر فيه «حدائق المجلس»" in (await stage.again(preview)).text
    assert await publish(stage, invented(70, title="المجلس يعيد فتح الحديقة الكبيرة", tags=())) == 1
    plain = invented(71, title="سوق جديد", paragraphs=("افتتح سوق.",), tags=())
    assert await publish(stage, plain) == 0


async def test_a_search_becomes_an_alert_by_one_button(stage: Stage) -> None:
    """And is listed where it can be ended."""
    await stage.start()
    (listing,) = await stage.write("الحديقة")
    await stage.press(listing, "🔔 تابع هذا البحث")
    preview = await stage.last()
    assert "12 خبرًا فيها «الحديقة»" in preview.text
    assert "المجلس البلدي يفتتح الحديقة رقم 12" in preview.text
    await stage.press(preview, "⚡")
    (listed,) = await stage.write("/subscriptions")
    answer = await stage.press(listed, "⚡ «الحديقة»")
    assert answer["text"] == "أُلغي."
    answer = await stage.press(listed, "⚡ «الحديقة»")
    assert answer["text"] == "هذه الكلمات ليست في قائمتك."
    await stage.press(await stage.again(listed), "↩️ تراجع: ⚡ «الحديقة»")
    assert "⚡ «الحديقة»" in (await stage.again(listed)).labels


async def test_a_search_is_followed_with_all_it_asks_for(stage: Stage) -> None:
    """Phrases and excluded words too; it comes with the other news and is named as a search."""
    await follow_only(stage)
    (listing,) = await stage.write("«الحديقة رقم» -سوق")
    await stage.press(listing, "🔔 تابع هذا البحث")
    preview = await stage.last()
    assert preview.labels == ["🔔 تابع هذا البحث", "⚡ نبّهني إلى هذه الكلمات"]
    await stage.press(preview, "🔔")
    assert "تتابع البحث عن" in (await stage.again(preview)).text
    market = invented(77, title="سوق قرب الحديقة رقم 5", tags=())
    assert await publish(stage, market) == 0
    assert await publish(stage, invented(78, paragraphs=("في رقم الحديقة خطأ.",), title="خبر")) == 0
    assert await publish(stage, invented(79, tags=())) == 1
    (listed,) = await stage.write("/subscriptions")
    assert any(label.startswith("🔍") for label in listed.labels)
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    await stage.press(await stage.more(await stage.last()), "لماذا")
    assert "تتابع البحث عن" in (await stage.last()).text


async def test_muted_words_and_tags_win_over_everything(stage: Stage) -> None:
    """Even over an alert: who mutes wants silence."""
    await stage.start()
    await stage.start(SAMI)
    (preview,) = await stage.write("/mute الحديقة")
    assert "اضغط الزر لنكتم هذه الأخبار" in preview.text
    await stage.press(preview, "🔕")
    (preview,) = await stage.write("/alert المجلس")
    await stage.press(preview, "⚡")
    assert await publish(stage, invented(72)) == 1


GROUP_A = "المنتخب يلعب في المجموعة أ"
GROUP_B = "المنتخب يلعب في المجموعة ب"


@pytest.mark.parametrize(
    ("command", "coming"), [("/mute المجموعة ب", [1, 0]), ("/alert المجموعة ب", [0, 1])]
)
async def test_one_letter_tells_one_group_from_another(
    stage: Stage, command: str, coming: list[int]
) -> None:
    """Muting one keeps the other's news coming, and an alert to one brings no news of the other."""
    if command.startswith("/mute"):
        await stage.start()
    else:
        await follow_only(stage)
    (preview,) = await stage.write(command)
    await stage.press(preview, "🔕" if command.startswith("/mute") else "⚡")
    titles = enumerate((GROUP_A, GROUP_B), start=80)
    came = [await publish(stage, invented(at, title=title, tags=())) for at, title in titles]
    assert came == coming


async def test_a_letter_of_a_followed_search_is_asked_for_where_news_holds_it(
    stage: Stage,
) -> None:
    """Where nothing holds it with the words, it is a slip that would keep everything away."""
    await follow_only(stage)
    await publish(stage, invented(80, title=GROUP_B, tags=()))
    for words in ("المجموعة ب", "م الخبز"):
        (listing,) = await stage.write(words)
        await stage.press(listing, "🔔 تابع هذا البحث")
        await stage.press(await stage.last(), "🔔")
    assert await publish(stage, invented(81, title=GROUP_A, tags=())) == 0
    assert await publish(stage, invented(82, title=GROUP_B, tags=())) == 1
    assert await publish(stage, invented(83, title="سعر الخبز يرتفع", tags=())) == 1


async def test_an_alert_ends_the_muting_of_the_same_words(stage: Stage) -> None:
    """In any form; that is said before it is kept, and after."""
    await follow_only(stage)
    (preview,) = await stage.write("/mute حديقة")
    await stage.press(preview, "🔕")
    (preview,) = await stage.write("/alert «الحدائق»")
    assert "⚠️ تكتم «حديقة»، وهذا الاختيار يلغي كتمها." in preview.text
    assert "فيها «الحدائق»" in preview.text
    await stage.press(preview, "⚡")
    assert "لم تعد تكتم «حديقة»." in (await stage.again(preview)).text
    assert await publish(stage, invented(72, tags=())) == 1
    (preview,) = await stage.write("/mute حدائق")
    assert "والكتم يلغي متابعتها" in preview.text
    await stage.press(preview, "🔕")
    assert "لم تعد تتابع «الحدائق»." in (await stage.again(preview)).text
    assert await publish(stage, invented(73, tags=())) == 0


async def test_which_of_two_conflicting_choices_wins_is_said(stage: Stage) -> None:
    """A muted word within watched ones leaves nothing of them; the muting can be ended there."""
    await follow_only(stage)
    (preview,) = await stage.write("/mute الحديقة")
    await stage.press(preview, "🔕")
    (preview,) = await stage.write("/alert المجلس الحديقة")
    assert "تكتم «الحديقة»، والكتم يغلب" in preview.text
    await stage.press(preview, "⚡")
    kept = await stage.again(preview)
    assert "والكتم يغلب" in kept.text
    assert await publish(stage, invented(72, tags=())) == 0
    await stage.press(kept, "✖️ الحديقة")
    assert await publish(stage, invented(73, tags=())) == 1
    (preview,) = await stage.write("/mute المجلس")
    assert "تتابع «المجلس الحديقة»، والكتم يغلب" in preview.text


async def test_muting_a_part_of_watched_news_is_said(stage: Stage) -> None:
    """Before and after, whichever of the two comes first; what is watched goes on otherwise."""
    await follow_only(stage)
    (preview,) = await stage.write("/alert الحديقة")
    await stage.press(preview, "⚡")
    (preview,) = await stage.write("/mute حديقة المجلس")
    assert "لن يصلك منها ما فيه الكلمات المكتومة" in preview.text
    assert "✖️ الحديقة" in preview.labels
    await stage.press(preview, "🔕")
    assert "لن يصلك منها ما فيه الكلمات المكتومة" in (await stage.again(preview)).text
    (preview,) = await stage.write("/alert المجلس")
    assert "تكتم «حديقة المجلس»، والكتم يغلب: لن تصلك" in preview.text


async def test_words_that_are_on_the_list_are_not_offered_again(stage: Stage) -> None:
    """In no other form either; the button ends them."""
    await follow_only(stage)
    for command, sign in (("/alert", "⚡"), ("/mute", "🔕")):
        (preview,) = await stage.write(f"{command} الحديقة")
        await stage.press(preview, sign)
        (told_again,) = await stage.write(f"{command} حديقة")
        assert "أصلًا" in told_again.text
        assert told_again.labels == ["✖️ الحديقة"]


async def test_one_reader_can_not_end_anothers_alert(stage: Stage) -> None:
    """Numbers are easily forged."""
    await stage.start()
    await stage.start(SAMI)
    (preview,) = await stage.write("/alert الحديقة")
    await stage.press(preview, "⚡")
    (mine,) = await stage.write("/latest", chat=SAMI, person=SAMI)
    answer = await stage.press(mine, chat=SAMI, person=SAMI, data="j:1")
    assert answer["text"] == "هذه الكلمات ليست في قائمتك."
    assert await publish(stage, invented(73, tags=())) == 2


@pytest.mark.parametrize("text", ["/alert", "/mute"])
async def test_without_words_the_command_asks_for_them(stage: Stage, text: str) -> None:
    """And says what will come of them."""
    (asked,) = await stage.write(text)
    assert asked.text.startswith("أي كلمات؟")
    assert ("لن يصلك" in asked.text) is (text == "/mute")


async def test_another_chats_search_is_not_shown(stage: Stage) -> None:
    """Its number is easily forged; neither its pages nor its words are given away."""
    (listing,) = await stage.write("الحديقة")
    (other,) = await stage.write("/latest", chat=SAMI, person=SAMI)
    for data in ("p:s:1:0", "k:1:0:0", "k:1:0:1"):
        answer = await stage.press(other, chat=SAMI, person=SAMI, data=data)
        assert re.search("/start|من جديد", answer["text"])
    assert await stage.again(other, SAMI) == other
    assert "الحديقة" in (await stage.again(listing)).text


@pytest.mark.parametrize("words", ["من في على", "و", "ب من"])
@pytest.mark.parametrize("command", ["/alert", "/mute"])
async def test_words_that_tell_nothing_are_refused(stage: Stage, command: str, words: str) -> None:
    """Every article holds them; of a single letter search says the same."""
    (refused,) = await stage.write(f"{command} {words}")
    assert "لا يكفي" in refused.text
    assert refused.labels == []


async def test_a_forgotten_search_can_not_be_watched(stage: Stage) -> None:
    """Its words are gone."""
    (listing,) = await stage.write("الحديقة")
    answer = await stage.press(listing, data="k:999:0:1")
    assert re.search("/start|من جديد", answer["text"])


async def test_why_names_what_brought_it(stage: Stage) -> None:
    """The words, the tag, or that all is wanted; and offers to mute each tag."""
    await follow_only(stage)
    (listing,) = await stage.write("/tag محليات")
    await stage.press(listing, "🔔")
    (preview,) = await stage.write("/alert النخيل")
    await stage.press(preview, "⚡")
    tag = (await stage.store.tags.find("محليات"))[0]
    palms = invented(
        74, title="زراعة النخيل في الحي", tags=(Tag(tag.name, tag.kind, "", tag.folded),)
    )
    assert await publish(stage, palms) == 1
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    post = await stage.last()
    await stage.press(await stage.more(post), "لماذا")
    why = await stage.last()
    assert "طلبت التنبيه إلى «النخيل»" in why.text
    assert "تتابع القسم «محليات»" in why.text
    assert "كل الأخبار" not in why.text
    assert why.labels[:2] == ["✖️ النخيل", "✓ تتابع #محليات"]
    answer = await stage.press(why, "🔕 اكتم #محليات")
    assert answer["text"].startswith("لن تصلك أخبار «محليات». نحو 13 خبرًا")
    turned = await stage.again(why)
    assert turned.labels[2] == "🔇 مكتوم: #محليات"
    (listed,) = await stage.write("/subscriptions")
    assert "🔕 محليات" in listed.labels
    answer = await stage.press(turned, "🔇")
    assert answer["text"] == "لم تعد تكتم «محليات»."


async def test_why_for_a_stranger(stage: Stage) -> None:
    """Who was sent nothing has asked for it."""
    await stage.write("/settings")
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    await stage.press(await stage.more(await stage.last()), "لماذا")
    assert "طلبته بزر" in (await stage.last()).text
    answer = await stage.press(listing, data="w:999")
    assert "متاحًا" in answer["text"]
    answer = await stage.press(listing, data="m:999:1")
    assert answer["text"] == "لم يعد هذا الوسم موجودًا."


async def test_an_article_is_read_inside_the_chat(stage: Stage) -> None:
    """Page by page in one message, every paragraph once, in order."""
    await stage.publish(invented(75, paragraphs=LONG, photo=None))
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    await stage.press(await stage.more(await stage.last()), "النص")
    opened = await stage.last()
    texts = [opened.text]
    while "التالي" in (await stage.again(opened)).labels:
        await stage.press(await stage.again(opened), "التالي")
        texts.append((await stage.again(opened)).text)
    assert len(texts) > 2
    assert await stage.last() == await stage.again(opened)
    whole = "\n".join(texts)
    places = [whole.index(f"الفقرة رقم {number}:") for number in range(1, 31)]
    assert places == sorted(places)
    assert all(len(text) <= 4096 for text in texts)
    await stage.press(await stage.again(opened), "السابق")
    assert (await stage.again(opened)).text == texts[-2]


async def test_an_article_without_text_can_not_be_read(stage: Stage) -> None:
    """The button is not there, and a forged one is answered."""
    await stage.publish(invented(76, paragraphs=(), photo=None))
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    post = await stage.more(await stage.last())
    assert "لماذا وصلني؟" in post.labels
    assert not [label for label in post.labels if label.startswith("النص")]
    number = listing.data_of("1").split(":")[1]
    for data in (f"r:{number}", f"t:{number}:1", "r:999", "t:999:0"):
        answer = await stage.press(post, data=data)
        assert "لا نستطيع عرض نص" in answer["text"]
