"""Builds an article from a story: placeholders filled, layout, photo and slug chosen."""

import random
from datetime import datetime

from sandbox.newsroom.models import Article, Kind, Layout, Photo, PhotoFormat, PhotoKind, Story
from sandbox.newsroom.wording import SITE_ZONE, fill, placeholders, slugify

_BY_KIND = {
    Kind.LIVE_BLOG: Layout.LIVE,
    Kind.VIDEO: Layout.VIDEO,
    Kind.GALLERY: Layout.GALLERY,
}
_ROTATION = (
    Layout.CLASSIC,
    Layout.SPANS,
    Layout.BLOCKS,
    Layout.CLASSIC,
    Layout.WP_CAPTION,
    Layout.BUILDER,
)
_FORMATS = (PhotoFormat.JPEG, PhotoFormat.JPEG, PhotoFormat.JPEG, PhotoFormat.WEBP, PhotoFormat.PNG)


def typeset(story: Story, *, number: int, at: datetime, site_name: str, breaking: bool) -> Article:
    """The article that a story becomes when it is published at `at` under `number`."""
    values = placeholders(at, site_name)
    layout = story.layout or _BY_KIND.get(story.kind) or _ROTATION[number % len(_ROTATION)]
    headline = fill(story.headline, values)
    return Article(
        number=number,
        slug=slugify(headline),
        headline=headline,
        paragraphs=tuple(fill(text, values) for text in story.paragraphs),
        section=story.section,
        tags=tuple(dict.fromkeys(fill(name, values) for name in story.tags)),
        language=story.language,
        kind=story.kind,
        layout=layout,
        caption=fill(story.caption, values),
        kicker=fill(story.kicker, values),
        byline=fill(story.byline, values),
        author=fill(story.author, values) or site_name,
        breaking=breaking,
        photo=None if layout is Layout.NO_PHOTO else _photo(story, number, at, headline),
        story=story.key,
        published_at=at,
        modified_at=at,
    )


def _photo(story: Story, number: int, at: datetime, headline: str) -> Photo:
    """A photo whose name is as real upload names are: Arabic letters, spaces, leading dashes."""
    chance = random.Random(number)
    form = PhotoFormat.PNG if story.photo_kind is PhotoKind.HUGE else chance.choice(_FORMATS)
    if story.photo_kind is PhotoKind.WIDE:
        form = PhotoFormat.JPEG
    words = slugify(headline).split("-")[:4]
    name = chance.choice(
        (
            f"{' '.join(words)} {number}",
            f"-{'-'.join(words)}-{number}",
            f"{'_'.join(words)}_{number}",
            f"photo-{number}",
            f"{'-'.join(words)} ({number})",
        )
    )
    local = at.astimezone(SITE_ZONE)
    return Photo(
        path=f"/wp-content/uploads/{local:%Y/%m}/{name}.{form.value}",
        scene=story.scene,
        seed=number,
        format=form,
        kind=story.photo_kind,
    )
