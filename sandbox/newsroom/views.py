"""JSON views of the newsroom and its articles for the control API."""

from typing import Any

from sandbox.newsroom.links import Links
from sandbox.newsroom.models import Article
from sandbox.newsroom.newsroom import Newsroom
from sandbox.newsroom.request_body import settings_view
from sandbox.newsroom.settings import Settings

STATE_ARTICLES = 50


def state_view(room: Newsroom) -> dict[str, Any]:
    """What the newsroom has, does and suffers."""
    articles = room.everything()
    return {
        "now": room.now().isoformat(),
        "revision": room.revision,
        "settings": settings_view(room.settings),
        "faults": [active.view() for active in room.faults.active()],
        "counts": {
            "articles": len(articles),
            "withdrawn": sum(article.withdrawn for article in articles),
            "waiting": len(room.waiting()),
        },
        "articles": [
            article_view(article, room.settings) for article in reversed(articles[-STATE_ARTICLES:])
        ],
        "waiting": [
            {
                "key": story.key,
                "headline": story.headline,
                "language": story.language.value,
                "kind": story.kind.value,
                "breaking": story.breaking,
            }
            for story in room.waiting()
        ],
    }


def article_view(article: Article, settings: Settings, *, full: bool = False) -> dict[str, Any]:
    """An article in short, or with its text."""
    links = Links("", settings)
    view: dict[str, Any] = {
        "number": article.number,
        "headline": article.headline,
        "caption": article.caption,
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language.value,
        "kind": article.kind.value,
        "layout": article.layout.value,
        "breaking": article.breaking,
        "withdrawn": article.withdrawn,
        "story": article.story,
        "path": links.article_path(article),
        "photo_path": links.photo(article.photo) if article.photo else None,
        "published_at": article.published_at.isoformat(),
        "modified_at": article.modified_at.isoformat(),
    }
    if full:
        view |= {
            "paragraphs": list(article.paragraphs),
            "kicker": article.kicker,
            "byline": article.byline,
            "author": article.author,
        }
    return view
