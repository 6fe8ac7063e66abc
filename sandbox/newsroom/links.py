"""URLs of the site: articles in each permalink form, photos, terms, editions."""

from dataclasses import dataclass

from sandbox.newsroom.models import Article, Language, Photo
from sandbox.newsroom.settings import Permalinks, Settings
from sandbox.newsroom.taxonomy import Term, section_line, tag
from sandbox.newsroom.wording import SITE_ZONE, percent, quoted

BREAKING = {Language.ARABIC: "عاجل", Language.ENGLISH: "Breaking"}


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses for one request; `base` is scheme and host as the client wrote them, no slash."""

    base: str
    settings: Settings

    def home(self, language: Language) -> str:
        """Front page of an edition, without the slash at the end."""
        return f"{self.base}/en" if language is Language.ENGLISH else self.base

    def article(self, article: Article) -> str:
        """The permalink, in the shape that the settings ask for."""
        return self.base + self.article_path(article)

    def article_path(self, article: Article) -> str:
        """The permalink below the host."""
        slug = percent(article.slug)
        if article.language is Language.ENGLISH:
            local = article.published_at.astimezone(SITE_ZONE)
            return f"/en/archives/{local:%Y/%m}/{slug}/"
        number = article.number
        return {
            Permalinks.ID_SLUG: f"/{number}/{slug}/",
            Permalinks.ID_SLUG_UPPER: f"/{number}/{quoted(article.slug, safe='-')}/",
            Permalinks.ID_SLUG_RAW: f"/{number}/{article.slug}/",
            Permalinks.ID_ONLY: f"/{number}/",
            Permalinks.ARCHIVES: f"/archives/{number}",
            Permalinks.TRACKED: f"/{number}/{slug}/?utm_source=rss&utm_medium=rss&so=related",
        }[self.settings.permalinks]

    def guid(self, article: Article) -> str:
        """The feed's guid, by the settings' template."""
        template = self.settings.guid.replace("{base}", self.home(article.language))
        return template.replace("{id}", str(article.number))

    def short(self, article: Article) -> str:
        """The `?p=` address."""
        return f"{self.home(article.language)}/?p={article.number}"

    def photo(self, photo: Photo, size: str = "") -> str:
        """A photo or one of its smaller copies (`size` like `300x200`), percent-encoded."""
        stem, _, extension = photo.path.rpartition(".")
        path = f"{stem}-{size}.{extension}" if size else photo.path
        return self.base + quoted(path)

    def term(self, term: Term) -> str:
        """Page of a section or tag."""
        return self.base + term.address


def terms(article: Article) -> list[Term]:
    """Sections, innermost first, then tags; breaking news carries a tag that says so."""
    names = list(article.tags)
    if article.breaking and BREAKING[article.language] not in names:
        names.insert(0, BREAKING[article.language])
    return [*section_line(article.section), *(tag(name) for name in names)]
