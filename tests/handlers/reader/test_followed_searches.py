"""A search that is followed, with the news or at once, brings what the search has found."""

import pytest

from tests.articles import invented
from tests.handlers.reader.following.test_alerts import follow_only
from tests.handlers.stage import Stage, publish

MARKET = "سوق قرب الحديقة رقم 5"
SIGNS = pytest.mark.parametrize("sign", ["🔔", "⚡"])


async def follow(stage: Stage, text: str, sign: str = "🔔") -> None:
    """Search, follow, and choose with the news (🔔) or at once (⚡)."""
    (listing,) = await stage.write(text)
    await stage.press(listing, "🔔")
    await stage.press(await stage.last(), sign)


@SIGNS
async def test_what_a_search_leaves_out_does_not_come(stage: Stage, sign: str) -> None:
    """Neither with the news nor at once; nor does a mark of days become a word."""
    await follow_only(stage)
    await follow(stage, "الحديقة -سوق from:2025-01", sign)
    assert await publish(stage, invented(77, title=MARKET, tags=())) == 0
    assert await publish(stage, invented(78, title="سوق", paragraphs=(), tags=())) == 0
    assert await publish(stage, invented(79, tags=())) == 1


@SIGNS
async def test_taken_back_a_search_asks_for_what_it_asked(stage: Stage, sign: str) -> None:
    """The button that ends it in the list turns, and takes it up whole."""
    await follow_only(stage)
    await follow(stage, "الحديقة خغضضثف -سوق", sign)
    listed = (await stage.write("/subscriptions"))[-1]
    of_list = "🔍" if sign == "🔔" else "⚡"
    await stage.press(listed, of_list)
    await stage.press(await stage.again(listed), "↩️")
    assert any(label.startswith(of_list) for label in (await stage.again(listed)).labels)
    assert await publish(stage, invented(77, title=MARKET, tags=())) == 0
    assert await publish(stage, invented(79, tags=())) == 1


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("الحديقة منذ أسبوع", "🔔"),
        ("شو صار بالحديقة", "🔔"),
        ("الحدقية", "🔔"),
        ("الحديقة خغضضثف", "🔔"),
        ("#الحديقة", "🔔"),
        ("المجلسالبلدي", "🔔"),
        ("من بج", "🔔"),
        ("حدائق", "🔔"),
        ("الحديقة خغضضثف", "⚡"),
    ],
)
async def test_what_was_searched_for_is_followed(stage: Stage, text: str, sign: str) -> None:
    """Days, words of asking, misspelt, unknown, glued and parted words, and a tag that is none."""
    await follow_only(stage)
    await stage.publish(invented(60, title="منبج تزور الحديقة"))
    (listing,) = await stage.write(text)
    assert "الحديقة" in listing.text
    await follow(stage, text, sign)
    news = invented(61, title="المجلس البلدي يفتتح الحديقة في منبج", tags=())
    assert await publish(stage, news) == 1
    other = invented(62, title="قطار يصل", paragraphs=("وصل القطار في أسبوع.",), tags=())
    assert await publish(stage, other) == 0


async def test_a_name_is_followed_in_each_of_its_forms(stage: Stage) -> None:
    """As it is found in each."""
    await follow_only(stage)
    await follow(stage, "هتش")
    long = invented(63, title="هيئة تحرير الشام تصدر بيانًا", paragraphs=("بيان.",), tags=())
    assert await publish(stage, long) == 1
    part = invented(64, title="هيئة الكهرباء تصدر بيانًا", paragraphs=("بيان.",), tags=())
    assert await publish(stage, part) == 0


async def test_what_nothing_holds_as_yet_is_waited_for_whole(stage: Stage) -> None:
    """Each of the words, in any form."""
    await follow_only(stage)
    await follow(stage, "زرافات فضائية")
    assert await publish(stage, invented(65, title="الزرافة نائمة", tags=())) == 0
    assert await publish(stage, invented(66, title="الزرافة الفضائية", tags=())) == 1


async def test_the_preview_says_which_words_were_read_otherwise(stage: Stage) -> None:
    """Before it is kept: what it says will come is what comes."""
    await follow_only(stage)
    (listing,) = await stage.write("الحديقة خغضضثف")
    await stage.press(listing, "🔔")
    preview = await stage.last()
    assert "12 خبرًا فيها «الحديقة خغضضثف»" in preview.text
    assert "لم نجد «خغضضثف»" in preview.text


@pytest.mark.parametrize("command", ["/alert", "/mute"])
async def test_a_minus_counts_in_written_words_too(stage: Stage, command: str) -> None:
    """What is left out is neither brought nor muted."""
    await (follow_only(stage) if command == "/alert" else stage.start())
    (preview,) = await stage.write(f"{command} الحديقة -سوق")
    await stage.press(preview, "⚡" if command == "/alert" else "🔕")
    market = await publish(stage, invented(77, title=MARKET, tags=()))
    plain = await publish(stage, invented(79, tags=()))
    assert (market, plain) == ((0, 1) if command == "/alert" else (1, 0))


async def test_the_same_words_in_another_way_take_no_further_place(stage: Stage) -> None:
    """First as they were written, then as a search: the last choice counts, once."""
    await follow_only(stage)
    (preview,) = await stage.write("/alert شو صار بالحديقة -سوق")
    await stage.press(preview, "⚡")
    await follow(stage, "شو صار بالحديقة -سوق")
    (listed,) = await stage.write("/subscriptions")
    assert [label[0] for label in listed.labels if "بالحديقة" in label] == ["🔍"]
    assert await publish(stage, invented(79, tags=())) == 1


async def test_a_mute_of_other_news_contradicts_nothing(stage: Stage) -> None:
    """Muted is what the search leaves out, or what it could not bring."""
    await follow_only(stage)
    (preview,) = await stage.write("/mute سوق")
    await stage.press(preview, "🔕")
    (listing,) = await stage.write("الحديقة -سوق")
    await stage.press(listing, "🔔")
    assert "⚠️" not in (await stage.last()).text
    (preview,) = await stage.write("/mute الحديقة")
    await stage.press(preview, "🔕")
    (listing,) = await stage.write("الحديقة -سوق")
    await stage.press(listing, "🔔")
    assert "والكتم يغلب" in (await stage.last()).text
