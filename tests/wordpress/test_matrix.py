"""What is read of each kind of post, under each theme, permalink structure and state of REST."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.feed.identity import site_id
from storage.models import ArticleStatus, StoredArticle, TagKind
from tests.bot.conftest import Pipeline
from tests.wordpress.conftest import PERMALINKS, Filled
from tests.wordpress.news import News
from tests.wordpress.server import DIRECTORY, NAME, OWN_THEME, packaged_themes

pytestmark = pytest.mark.wordpress


def identities(made: dict[str, Any], host: str, directory: str) -> set[str]:
    """The ids that a post may have: a guid that is older than the directory does not name it."""
    inside = f"{host}{directory}?p={made['id']}"
    return {f"{host}/{made['id']}", *([inside] if directory else [])}


def faults(one: News, stored: StoredArticle | None, known_as: set[str], rest: str) -> list[str]:
    """What is wrong with what was read of a post, in words."""
    if stored is None or stored.status is not ArticleStatus.LIVE:
        return [f"not published: {stored and stored.status}"]
    article = stored.article
    text = "\n".join(article.paragraphs)
    shown = "\n".join((article.title, text, *stored.summary))
    found = [f"headline {article.title!r}"] if article.title != one.title else []
    if article.site_id not in known_as:
        found.append(f"identity {article.site_id}")
    found += [f"lacks {part!r}" for part in one.must if part not in text]
    found += [
        f"shows {part!r}" for part in (*one.never, NAME, "شارك الخبر", "من نحن") if part in shown
    ]
    if len(article.paragraphs) > len(one.must) + 4:
        found.append(f"{len(article.paragraphs)} paragraphs: {article.paragraphs[-3:]}")
    tags = {tag.name for tag in article.tags}
    if tags != {one.section, *one.tags}:
        found.append(f"tags {sorted(tags)}")
    sections = {tag.name for tag in article.tags if tag.kind is TagKind.SECTION}
    if sections != {one.section}:
        found.append(f"sections {sorted(sections)}")
    if one.caption and rest == "open":
        photo = article.photo
        # WordPress makes a dash of a hyphen between spaces.
        told = (photo.caption.replace("–", "-"), photo.credit) if photo else None
        if told != (one.caption, one.credit):
            found.append(f"photo {photo}")
    if abs(article.published - datetime.now(UTC)) > timedelta(hours=1):
        found.append(f"date {article.published}")
    return found


async def read(desk: Pipeline, feed_url: str) -> None:
    """A first poll, which learns, and a second."""
    await desk.reader()
    await desk.ingest.poll(feed_url)
    desk.clock.forward(timedelta(minutes=5))
    await desk.ingest.poll(feed_url)


THEMES = [*packaged_themes(), OWN_THEME]


@pytest.mark.parametrize("rest", ["open", "closed"])
@pytest.mark.parametrize("links", list(PERMALINKS))
@pytest.mark.parametrize(
    "place", [*((theme, "") for theme in THEMES), (THEMES[0], DIRECTORY)], ids="".join
)
async def test_every_kind_is_read_right(
    filled: Filled, tmp_path: Path, place: tuple[str, str], links: str, rest: str
) -> None:
    """Headline, caption, credit, tags, dates, identity; and nothing that is not public."""
    theme, directory = place
    filled = filled.inside(directory)
    filled.set_up(theme, links, rest, summaries=links == "date")
    found_at = filled.links()
    host = filled.site.url.removeprefix("http://")
    async with filled.desk(tmp_path / "khabar.db", links) as desk:
        await read(desk, filled.feed_url(links))
        found: dict[str, list[str]] = {}
        for one in filled.news:
            made = filled.made[one.kind]
            known_as = identities(made, host, directory)
            found_as = [await desk.store.articles.by_site_id(known) for known in known_as]
            stored = next((article for article in found_as if article is not None), None)
            if not one.must:
                if stored is not None:
                    found[one.kind] = ["published"]
            elif wrong := faults(one, stored, known_as, rest):
                found[one.kind] = wrong
            elif await desk.store.articles.by_site_id(site_id(found_at[one.kind])) != stored:
                found[one.kind] = ["not found by its address"]
    assert found == {}, "\n".join(f"{kind}: {'; '.join(wrong)}" for kind, wrong in found.items())
