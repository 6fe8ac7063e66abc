"""Finding news: the newest, by tag, by words, in pages, and one of them as a post."""

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.text.urls import absolute
from handlers.reader.articles import with_schemes
from handlers.ui.deep_links import LinkTarget, start_parameter
from storage.models import ArticleStatus, Photo, PostFormat, Tag
from tests.articles import invented
from tests.attacks.hostile_site import body, hostile_site
from tests.handlers.stage import LAYLA, Stage, on_stage


async def test_latest_comes_in_pages_that_turn_in_place(stage: Stage) -> None:
    """Five at a time, numbered, each a link with its date; no further message."""
    (listing,) = await stage.write("/latest")
    assert listing.text.startswith("آخر أخبار عنب بلدي")
    assert "1. المجلس البلدي يفتتح الحديقة رقم 12" in listing.text
    assert "اليوم 15:12 · محليات" in listing.text
    assert "2026" not in listing.text
    assert listing.labels == ["1", "2", "3", "4", "5", "صفحة 1 من 3", "التالي"]
    assert "/12/khabar/" in listing.html
    await stage.press(listing, "التالي")
    second = await stage.again(listing)
    assert second.labels == ["6", "7", "8", "9", "10", "السابق", "صفحة 2 من 3", "التالي"]
    await stage.press(second, "التالي")
    third = await stage.again(listing)
    assert third.labels == ["11", "12", "السابق", "صفحة 3 من 3"]
    assert await stage.last() == third
    await stage.press(third, "السابق")
    assert (await stage.again(listing)).labels[0] == "6"


async def test_pressing_the_page_number_only_answers(stage: Stage) -> None:
    """The button stops waiting, the message stays."""
    (listing,) = await stage.write("/latest")
    answer = await stage.press(listing, "صفحة")
    assert answer["answered"]
    assert await stage.again(listing) == listing


async def test_a_number_opens_its_article_as_a_post(stage: Stage) -> None:
    """With headline, summary, hashtags and buttons."""
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "3")
    post = await stage.last()
    assert post.text.startswith("المجلس البلدي يفتتح الحديقة رقم 10")
    assert "صباح اليوم" in post.text
    assert "#حي_الزيتون #محليات" in post.text
    assert [[button["text"] for button in row] for row in post.buttons] == [["اقرأ", "شارك", "⋯"]]


async def test_what_else_a_post_can_do_opens_and_closes_below_its_row(stage: Stage) -> None:
    """The tag is named on its buttons; the text of the post stays as it is."""
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "3")
    post = await stage.last()
    menu = await stage.more(post)
    assert [[button["text"] for button in row] for row in menu.buttons] == [
        ["اقرأ", "شارك", "✕"],
        ["🔔 تابع #حي_الزيتون", "🔕 اكتم #حي_الزيتون"],
        ["النص هنا", "لماذا وصلني؟", "الإعدادات"],
    ]
    assert menu.text == post.text
    await stage.press(menu, "✕")
    assert await stage.again(post) == post


async def test_settings_from_a_post_come_in_a_message_of_their_own(stage: Stage) -> None:
    """The post stays what it was."""
    await stage.start()
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    post = await stage.last()
    await stage.press(await stage.more(post), "الإعدادات")
    assert (await stage.last()).text.startswith((await stage.write("/settings"))[0].text[:20])
    assert (await stage.again(post)).text == post.text


@pytest.mark.parametrize(
    "asked",
    [
        "https://news.example/10/khabar/",
        "/search https://news.example/10/khabar/?utm_source=share#top",
        "news.example/10/khabar/",
        "Https://News.example/10/khabar/",
    ],
)
async def test_a_link_opens_its_article_as_a_post(stage: Stage, asked: str) -> None:
    """The link as a friend passes it on, whatever was hung on it."""
    (post,) = await stage.write(asked)
    assert post.text.startswith("المجلس البلدي يفتتح الحديقة رقم 10")
    assert "اقرأ" in post.labels


async def test_a_link_to_no_article_is_not_searched_for(stage: Stage) -> None:
    """It is said whole, and there is nothing to follow."""
    (told,) = await stage.write("https://elsewhere.example/شيء/")
    assert "لم نجد خبرًا للموقع في هذا الرابط:\nhttps://elsewhere.example/شيء/" in told.text
    assert told.labels == []


@pytest.mark.parametrize(
    "text",
    [
        "المجلس البلدي يفتتح الحديقة\nhttps://news.example/10/khabar/",
        "شاهد (https://news.example/10/khabar/?utm_source=share)، مهم",
        "https://elsewhere.example/شيء/ https://news.example/10/khabar/",
        "المجلس البلدي\nnews.example/10/khabar/",
        "المجلس t.me/one t.me/two t.me/three https://news.example/10/khabar/",
    ],
)
async def test_a_headline_with_its_link_opens_its_article(stage: Stage, text: str) -> None:
    """So apps pass an article on."""
    await stage.start()
    (post,) = await stage.write(text)
    assert post.text.startswith("المجلس البلدي يفتتح الحديقة رقم 10")


async def test_a_link_that_the_bot_has_made_opens_its_article(stage: Stage) -> None:
    """Pasted instead of pressed, alone or below the headline; one to another bot does not."""
    await stage.start()
    (article,) = await stage.store.articles.latest(1)
    parameter = start_parameter(LinkTarget.ARTICLE, article.id)
    link = f"https://t.me/{stage.application.bot.username}?start={parameter}"
    for text in (
        *(link, f"خبر من المدينة\n{link}"),
        *(link.replace("https", "http"), link.removeprefix("https://")),
    ):
        (post,) = await stage.write(text)
        assert post.text.startswith(article.article.title)
    (told,) = await stage.write(f"https://t.me/other_bot?start={parameter}")
    assert "لم نجد خبرًا للموقع" in told.text


@pytest.mark.parametrize("text", ["news.example", "اخبار@news.example", "news.example.org/10/"])
async def test_what_only_looks_like_a_link_opens_nothing(stage: Stage, text: str) -> None:
    """An address of mail, another site, the site's name."""
    await stage.start()
    (told,) = await stage.write(text)
    assert not told.text.startswith("المجلس البلدي يفتتح الحديقة رقم 10")


def test_the_name_of_the_site_in_quotation_marks_stays_a_phrase() -> None:
    """A link would take the closing mark along."""
    for text in ('"news.example" حديقة', "«news.example» حديقة"):
        assert with_schemes(text, "https://news.example/") == text


async def test_a_link_to_elsewhere_is_not_searched_for(stage: Stage) -> None:
    """The words beside it are."""
    await stage.start()
    (found,) = await stage.write("الحديقة https://elsewhere.example/شيء/")
    assert "«الحديقة»: 12 خبرًا" in found.text


async def test_a_post_has_its_photo_and_keeps_telegrams_id_of_it(stage: Stage) -> None:
    """The second reader's photo is not fetched again."""
    await stage.publish(
        invented(50, photo=Photo(stage.photo_url, "مدخل الحديقة", "نور العلي"), title="نخلة")
    )
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    post = await stage.last()
    assert post.photo
    assert "📷 مدخل الحديقة · نور العلي" in post.text
    stored = await stage.store.articles.by_site_id("50")
    assert stored is not None
    assert await stage.store.photos.file_id(stored.id, absolute(stage.photo_url))


async def test_a_webp_photo_is_shown_in_an_opened_article(tmp_path: Path) -> None:
    """Telegram refuses it by its address; as JPEG it is shown, with its caption and credit."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(out, "WEBP")

    async def fetched(_url: str) -> bytes:
        return out.getvalue()

    async with hostile_site() as site, on_stage(tmp_path / "khabar.db", fetch=fetched) as stage:
        site.answers["/photo.webp"] = body(out.getvalue(), "image/webp")
        photo = Photo(f"{site.url}/photo.webp", "مدخل الحديقة", "نور العلي")
        await stage.publish(invented(52, photo=photo, title="نخلة"))
        (listing,) = await stage.write("/latest")
        await stage.press(listing, "1")
        post = await stage.last()
    assert post.photo
    assert "📷 مدخل الحديقة · نور العلي" in post.text


async def test_a_photo_that_telegram_refuses_becomes_text(stage: Stage) -> None:
    """Better the words alone than nothing."""
    await stage.publish(invented(51, photo=Photo("http://127.0.0.1:9/none.jpg", "مدخل", "نور")))
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    post = await stage.last()
    assert not post.photo
    assert "رقم 51" in post.text
    assert "📷" not in post.text


async def test_who_wants_headlines_gets_a_summary_when_asking(stage: Stage) -> None:
    """A number was pressed to read more than the headline."""
    await stage.start()
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    await stage.store.chats.set_format(chat.id, PostFormat.HEADLINE)
    (listing,) = await stage.write("/latest")
    await stage.press(listing, "1")
    assert "صباح اليوم" in (await stage.last()).text


async def test_an_article_that_went_is_told_of(stage: Stage) -> None:
    """Old buttons outlive articles."""
    (listing,) = await stage.write("/latest")
    answer = await stage.press(listing, data="a:999999")
    assert answer["text"] == "لم يعد هذا الخبر متاحًا."
    answer = await stage.press(listing, data="a:9223372036854775807")
    assert answer["text"] == "لم يعد هذا الخبر متاحًا."


async def test_tag_lists_its_articles(stage: Stage) -> None:
    """By /tag, in any spelling of the letters, and by hashtag."""
    for text in ("/tag حي الزيتون", "/tag حيّ الزَيتون", "#حي_الزيتون", "/tag #حي_الزيتون"):
        (listing,) = await stage.write(text)
        assert listing.text.startswith("حي الزيتون: 12 خبرًا"), text
        assert "🔔 تابع #حي_الزيتون" in listing.labels
    await stage.press(listing, "التالي")
    assert (await stage.again(listing)).labels[0] == "6"


async def test_unknown_tag_offers_the_nearest(stage: Stage) -> None:
    """A misspelt name leads to the right one by a button."""
    (offer,) = await stage.write("/tag حي الزيتن")
    assert "لم نجد الوسم «حي الزيتن»" in offer.text
    assert offer.labels[0] == "حي الزيتون"
    await stage.press(offer, "حي الزيتون")
    assert (await stage.again(offer)).text.startswith("حي الزيتون: 12 خبرًا")


async def test_a_tag_like_no_other_is_answered_kindly(stage: Stage) -> None:
    """With what else can be done."""
    (told,) = await stage.write("/tag qwxyz")
    assert "/tags" in told.text
    assert "/search" in told.text


async def test_tags_in_use_lead_to_their_articles(stage: Stage) -> None:
    """Each with the number of its recent articles."""
    (listing,) = await stage.write("/tags")
    assert set(listing.labels) == {"حي الزيتون · 12", "محليات · 12"}
    await stage.press(listing, "محليات")
    assert (await stage.again(listing)).text.startswith("محليات: 12 خبرًا")
    (same,) = await stage.write("/tag")
    assert same.labels == listing.labels


async def test_many_tags_come_in_pages(stage: Stage) -> None:
    """Twelve on a page."""
    many = tuple(Tag(f"وسم {number}", folded=f"وسم {number}") for number in range(20))
    await stage.publish(invented(60, tags=many, photo=None))
    (listing,) = await stage.write("/tags")
    assert "صفحة 1 من 2" in listing.labels
    await stage.press(listing, "التالي")
    assert "صفحة 2 من 2" in (await stage.again(listing)).labels


@pytest.mark.parametrize("offset", ["7", "995", "9223372036854775807"])
async def test_a_forged_page_is_the_nearest_there_is(stage: Stage, offset: str) -> None:
    """Numbers beyond the end, or between pages."""
    (listing,) = await stage.write("/latest")
    await stage.press(listing, data=f"p:l:0:{offset}")
    shown = await stage.again(listing)
    assert "صفحة" in " ".join(shown.labels)
    (found,) = await stage.write("الحديقة")
    query = found.data_of("التالي").split(":")[2]
    await stage.press(found, data=f"p:s:{query}:{offset}")
    assert "صفحة" in " ".join((await stage.again(found)).labels)


@pytest.mark.parametrize("data", ["zz", "p:l:0", "a:-4", "f:1", "p:s:x:0"])
async def test_a_button_nobody_made_is_answered(stage: Stage, data: str) -> None:
    """The one who presses is told; nothing breaks."""
    (listing,) = await stage.write("/latest")
    answer = await stage.press(listing, data=data)
    assert answer["text"] == "لم يعد هذا الزر يعمل."


async def test_withdrawn_articles_are_not_found(stage: Stage) -> None:
    """Neither in lists nor by number."""
    (newest,) = await stage.store.articles.latest(1)
    async with stage.store.chats._database.transaction() as connection:
        await connection.execute(
            "update articles set status = ? where id = ?", (ArticleStatus.WITHDRAWN, newest.id)
        )
    (listing,) = await stage.write("/latest")
    assert newest.article.title not in listing.text
    answer = await stage.press(listing, data=f"a:{newest.id}")
    assert "متاحًا" in answer["text"]


async def test_an_empty_database_is_spoken_of(tmp_path: Path) -> None:
    """The first minutes of a new bot."""
    async with on_stage(tmp_path / "khabar.db", articles=0) as stage:
        (told,) = await stage.write("/latest")
        assert "لا أخبار بعد" in told.text
        (told,) = await stage.write("/tags")
        assert "لا وسوم بعد" in told.text
        (told,) = await stage.write("دمشق")
        assert "لم نجد" in told.text


@pytest.mark.parametrize(
    ("written", "near"), [("/serch خبز", "search"), ("/LASTEST", "latest"), ("/tagss", "tags")]
)
async def test_a_misspelt_command_offers_the_nearest(stage: Stage, written: str, near: str) -> None:
    """To be pressed where it stands; `/nonsense` is near none."""
    (told,) = await stage.write(written)
    assert f"/{near}" in told.text
    (told,) = await stage.write("/nonsense")
    assert "تقصد" not in told.text


async def test_other_messages_and_commands_are_answered(stage: Stage) -> None:
    """In a private chat nothing stays without an answer."""
    (told,) = await stage.write("/nonsense")
    assert "/help" in told.text
    (told,) = await stage.write("/help")
    assert "/search" in told.text
    (told,) = await stage.write("/about")
    assert "عنب بلدي" in told.text
    (told,) = await stage.write("/privacy")
    assert "/forget" in told.text


async def test_edited_messages_are_left_alone(stage: Stage) -> None:
    """Correcting a typing error must not bring a second answer."""
    await stage.write("الحديقة")
    mine = next(seen for seen in await stage.transcript() if not seen.outgoing)
    before = len(await stage.transcript())
    await stage.control(
        f"chats/{LAYLA}/edit", {"from": LAYLA, "message_id": mine.id, "text": "/latest"}
    )
    await stage.pump()
    assert len(await stage.transcript()) == before
