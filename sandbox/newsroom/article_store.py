"""In-memory store of the published articles, by number and as public lists."""

from sandbox.newsroom.errors import UnknownArticleError
from sandbox.newsroom.models import Article, Language
from sandbox.newsroom.taxonomy import section_line, tag

_TERMS_AN_ARTICLE = 4


class ArticleStore:
    """At most `most` articles; the oldest are forgotten. `revision` counts the changes."""

    def __init__(self, most: int) -> None:
        self.revision = 0
        self.terms: dict[str, str] = {}
        self._most = most
        self._articles: dict[int, Article] = {}
        self._listed: dict[Language, tuple[int, list[Article]]] = {}

    def article(self, number: int) -> Article:
        """The article of this number, withdrawn or not.

        Raises:
            UnknownArticleError: there is none.
        """
        try:
            return self._articles[number]
        except KeyError:
            raise UnknownArticleError(f"no article has the number {number}") from None

    def everything(self) -> list[Article]:
        """All of them in the order they were made."""
        return list(self._articles.values())

    def listed(self, language: Language) -> list[Article]:
        """Those of an edition that readers can see, newest first."""
        known = self._listed.get(language)
        if known is None or known[0] != self.revision:
            articles = [
                article
                for article in self._articles.values()
                if article.language is language and not article.withdrawn
            ]
            articles.sort(key=lambda article: (article.published_at, article.number), reverse=True)
            known = (self.revision, articles)
            self._listed[language] = known
        return known[1]

    def keep(self, article: Article) -> Article:
        """Put an article in, or a changed one in the place of the older."""
        self._articles[article.number] = article
        while len(self._articles) > self._most:
            del self._articles[next(iter(self._articles))]
        for name in (*(tag(name) for name in article.tags), *section_line(article.section)):
            self.terms[f"{name.kind}/{name.path}"] = name.name
        while len(self.terms) > self._most * _TERMS_AN_ARTICLE:
            del self.terms[next(iter(self.terms))]
        self.revision += 1
        return article
