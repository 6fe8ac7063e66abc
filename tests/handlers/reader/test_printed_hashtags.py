"""A hashtag as a post shows it leads to the news under its tag, whatever signs the name has."""

from bot.feed.parsing.items import make_tag
from bot.posts.actions.desk import DeskDo
from bot.posts.actions.desk_choices import DeskAction
from bot.posts.hashtags import hashtag
from handlers.rate_limit import WINDOW
from storage.models import Tag, TagSource
from tests.articles import invented
from tests.handlers.desk.admins import connected, press
from tests.handlers.reader.following.test_alerts import follow_only
from tests.handlers.stage import RIMA, Stage, publish

NAMES = ("كوفيد-19", "أ.ف.ب", "ريف دمشق/الغوطة", "الدوري (القدم)", "دير_الزور", "«قسد»")


async def tagged(stage: Stage, name: str, number: int) -> Tag:
    """The tag of this name, under which one article is stored."""
    made = make_tag(name, TagSource.REST)
    assert made is not None
    await stage.publish(invented(number, title=f"موعد المباراة {number}", tags=(made,)))
    return made


async def test_a_printed_hashtag_is_found(stage: Stage) -> None:
    """Sent alone, beside words, or named after a command; the name as it is, too."""
    for number, name in enumerate(NAMES, start=80):
        # Nobody asks so much at once.
        stage.clock[0] += WINDOW
        await tagged(stage, name, number)
        printed = hashtag(name)
        for text in (printed, f"/tag {printed}", f"/tag {name}", f"/tag {printed.lstrip('#')}"):
            (listing,) = await stage.write(text)
            assert "خبر واحد" in listing.text, text
            assert f"موعد المباراة {number}" in listing.text, text
        (listing,) = await stage.write(f"المباراة {printed}")
        assert listing.text.count("1. ") == 1, name
        assert "2. " not in listing.text, name
        assert f"موعد المباراة {number}" in listing.text, name
        assert "لم نجد الوسم" not in listing.text, name


async def test_a_search_with_a_printed_hashtag_is_followed(stage: Stage) -> None:
    """What comes anew under the tag meets it."""
    await follow_only(stage)
    for number, name in enumerate(NAMES, start=1):
        made = await tagged(stage, name, 100 * number)
        (listing,) = await stage.write(f"المباراة {hashtag(name)}")
        await stage.press(listing, "🔔")
        await stage.press(await stage.last(), "🔔")
        news = invented(100 * number + 1, title="نتيجة المباراة", tags=(made,))
        assert await publish(stage, news) == 1, name
        other = invented(100 * number + 2, title="نتيجة المباراة", tags=())
        assert await publish(stage, other) == 0, name


async def test_the_desk_finds_a_tag_by_its_hashtag(stage: Stage) -> None:
    """Where one is looked for by name."""
    made = make_tag("كوفيد-19", TagSource.REST)
    assert made is not None
    await stage.publish(invented(85, tags=(made,)))
    chat, seen = await connected(stage)
    await press(stage, seen, DeskDo(chat.id, DeskAction.FIND_TAG))
    asked = await stage.last(RIMA)
    (answer,) = await stage.write("#كوفيد_19", chat=RIMA, person=RIMA, reply_to=asked.id)
    assert any("كوفيد-19" in label for label in answer.labels)
