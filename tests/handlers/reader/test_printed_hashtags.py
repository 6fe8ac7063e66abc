"""A hashtag as a post shows it leads to the news under its tag, whatever signs the name has."""

import pytest

from bot.feed.parsing.items import make_tag
from bot.posts.actions.desk import DeskDo
from bot.posts.actions.desk_choices import DeskAction
from bot.posts.hashtags import hashtag
from storage.models import TagSource
from tests.articles import invented
from tests.handlers.desk.admins import connected, press
from tests.handlers.reader.following.test_alerts import follow_only
from tests.handlers.stage import RIMA, Stage, publish

NAMES = pytest.mark.parametrize(
    "name", ["كوفيد-19", "أ.ف.ب", "ريف دمشق/الغوطة", "الدوري (القدم)", "دير_الزور", "«قسد»"]
)


@NAMES
async def test_a_printed_hashtag_is_found(stage: Stage, name: str) -> None:
    """Sent alone, beside words, or named after a command; the name as it is, too."""
    made = make_tag(name, TagSource.REST)
    assert made is not None
    await stage.publish(invented(85, title="موعد المباراة", tags=(made,)))
    printed = hashtag(name)
    for text in (printed, f"/tag {printed}", f"/tag {name}", f"/tag {printed.lstrip('#')}"):
        (listing,) = await stage.write(text)
        assert "خبر واحد" in listing.text, text
        assert "موعد المباراة" in listing.text, text
    (listing,) = await stage.write(f"المباراة {printed}")
    assert listing.text.count("1. ") == 1
    assert "موعد المباراة" in listing.text
    assert "لم نجد الوسم" not in listing.text


@NAMES
async def test_a_search_with_a_printed_hashtag_is_followed(stage: Stage, name: str) -> None:
    """What comes anew under the tag meets it."""
    made = make_tag(name, TagSource.REST)
    assert made is not None
    await follow_only(stage)
    await stage.publish(invented(85, title="موعد المباراة", tags=(made,)))
    (listing,) = await stage.write(f"المباراة {hashtag(name)}")
    await stage.press(listing, "🔔")
    await stage.press(await stage.last(), "🔔")
    assert await publish(stage, invented(86, title="نتيجة المباراة", tags=(made,))) == 1
    assert await publish(stage, invented(87, title="نتيجة المباراة", tags=())) == 0


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
