"""A gallery of ten photos as its readers see it: sent, one part refused, corrected, withdrawn."""

from typing import Any

import pytest

from sandbox.newsroom.models import Kind, Story
from sandbox.server import Sandbox
from tests.end_to_end.conftest import Bot, Messages, People

PHOTOS = 10


def gallery(photos: int = PHOTOS) -> Story:
    """A gallery of so many photos: the lead, and one for each line of the list."""
    shots = [f"* دكان النحاس رقم {number} - 3 آذار 2026" for number in range(1, photos)]
    return Story(
        key="copper-market",
        kind=Kind.GALLERY,
        headline="بالصور.. سوق النحاس يفتح أبوابه من جديد",
        paragraphs=("عاد أصحاب الدكاكين إلى سوق النحاس بعد ترميم استمر عامين.", *shots),
        section="مجتمع",
        tags=("أسواق",),
        caption="مدخل السوق - 3 آذار 2026 (نور العلي)",
    )


def album_in(said: Messages) -> Messages:
    return [message for message in said if message.get("media_group_id")]


async def published(people: People, sandbox: Sandbox, parts: int) -> Messages:
    """Publish the gallery, and wait for its album."""
    sandbox.newsroom.publish(gallery())
    said = await people.until(lambda said: len(album_in(said)) == parts, what="an album")
    return album_in(said)


def _tells_all(message: dict[str, Any]) -> bool:
    captions = message["html"].count("دكان النحاس")
    return captions == PHOTOS - 1 and bool(message.get("reply_markup"))


async def test_an_album_with_a_refused_part_is_corrected_and_withdrawn(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """The part that Telegram names stays out; the caption is edited; at last one notice is left."""
    await people.greeted()
    await people.control("faults", kind="refuse_album", part=3, description="NOBODY_KNOWS_THIS")
    album = await published(people, sandbox, PHOTOS - 1)
    assert len({message["media_group_id"] for message in album}) == 1
    assert [bool(message.get("caption")) for message in album] == [True, *[False] * 8]
    assert not any(message.get("reply_markup") for message in album)
    first = album[0]
    assert "سوق النحاس يفتح أبوابه" in first["caption"]
    assert first["caption"].count("دكان النحاس") == PHOTOS - 1
    assert "نور العلي" in first["caption"]
    links = [e["url"] for e in first["caption_entities"] if e["type"] == "text_link"]
    assert any("?start=m" in url for url in links)

    article = sandbox.newsroom.everything()[-1]
    sandbox.newsroom.edit(article.number, headline="بالصور.. سوق النحاس مفتوح")

    def corrected(said: Messages) -> Any:
        return any("سوق النحاس مفتوح" in m.get("caption", "") for m in album_in(said))

    said = await people.until(corrected, what="the corrected caption")
    assert len(album_in(said)) == PHOTOS - 1

    sandbox.newsroom.withdraw(article.number)
    said = await people.until(
        lambda said: [m["message_id"] for m in album_in(said)] == [first["message_id"]],
        what="the album without its photos",
    )
    (left,) = album_in(said)
    assert "سحب" in left["caption"]
    assert left["photo"][-1]["file_unique_id"] != first["photo"][-1]["file_unique_id"]


@pytest.mark.slow
async def test_the_menu_of_an_album_opens_by_its_link(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """Every caption, and the buttons that an album can't have."""
    await people.greeted()
    (first, *_) = await published(people, sandbox, PHOTOS)
    (link,) = [
        e["url"]
        for e in first["caption_entities"]
        if e["type"] == "text_link" and "?start=m" in e["url"]
    ]
    before = len(await people.heard())
    await people.start(parameter=link.partition("?start=")[2])
    said = await people.until(
        lambda said: any(_tells_all(m) for m in said[before:]),
        what="the menu",
    )
    menu = next(filter(_tells_all, said[before:]))
    labels = [b["text"] for row in menu["reply_markup"]["inline_keyboard"] for b in row]
    assert "الصور" in labels
    assert "✕" in labels


@pytest.mark.slow
async def test_a_reader_who_wants_one_photo_gets_one(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """By the settings, in two presses behind how posts look; with buttons, like any post."""
    await people.greeted()
    await people.write("/settings")
    for label in ("الشكل", "معارض الصور", "صورة واحدة"):
        await people.press(await _message_with(people, label), label)
    await people.until(lambda said: any("بصورة واحدة" in m["html"] for m in said))
    story = gallery()
    sandbox.newsroom.publish(story)
    said = await people.until(
        lambda said: any(story.headline in m.get("caption", "") for m in said), what="the post"
    )
    post = next(m for m in said if story.headline in m.get("caption", ""))
    assert "media_group_id" not in post
    assert "الصور" in str(post["reply_markup"])


async def _message_with(people: People, label: str) -> dict[str, Any]:
    def with_label(said: Messages) -> Messages:
        return [message for message in said if label in str(message.get("reply_markup"))]

    return with_label(await people.until(lambda said: bool(with_label(said))))[-1]


@pytest.mark.slow
async def test_an_unnamed_refusal_leads_to_the_single_photo(
    bot: Bot, people: People, sandbox: Sandbox
) -> None:
    """Nothing is lost, and nothing comes twice."""
    await people.greeted()
    await people.control("faults", kind="refuse_album")
    story = gallery()
    sandbox.newsroom.publish(story)
    said = await people.until(
        lambda said: any(story.headline in m.get("caption", "") for m in said), what="the post"
    )
    posts = [m for m in said if story.headline in m.get("caption", "")]
    assert [bool(m.get("photo")) for m in posts] == [True]
    assert album_in(said) == []
