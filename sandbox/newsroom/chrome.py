"""The page around an article: header, menu, sidebar, footer, notices."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

from sandbox.newsroom.links import Links
from sandbox.newsroom.models import Article, Language
from sandbox.newsroom.taxonomy import SECTIONS
from sandbox.newsroom.theme import labels, style
from sandbox.newsroom.wording import english_date, levantine, texturize

THEME_PATH = "/wp-content/themes/echo/images"
_LAZY = (
    "<script>document.querySelectorAll('img[data-src]').forEach(function(i){"
    "i.srcset=i.dataset.srcset;i.src=i.dataset.src})</script>\n"
)
_ISSUE_ONE = datetime.fromisoformat("2012-01-29T00:00:00+00:00")


def site_name(links: Links, language: Language) -> str:
    """The name of an edition."""
    settings = links.settings
    return settings.site_name_en if language is Language.ENGLISH else settings.site_name


def day(when: datetime, language: Language) -> str:
    """A date in the edition's language."""
    return english_date(when) if language is Language.ENGLISH else levantine(when)


def document(
    *,
    language: Language,
    links: Links,
    now: datetime,
    head: str,
    main: str,
    newest: Sequence[Article],
) -> str:
    """A whole page around its main part."""
    text = labels(language)
    direction = "ltr" if language is Language.ENGLISH else "rtl"
    name = escape(site_name(links, language))
    shown = [term for key, term in SECTIONS.items() if key.isascii() == (direction == "ltr")]
    menu = "".join(
        f'<a href="{links.term(term)}">{escape(term.name)}</a>'
        for term in shown
        if "/" not in term.path
    )
    ticker = " • ".join(
        f'<a href="{links.article(article)}">{texturize(article.headline)}</a>'
        for article in newest[:3]
    )
    home = links.home(language)
    return (
        f'<!DOCTYPE html>\n<html dir="{direction}" lang="{language.value}">\n<head>\n'
        '<meta charset="UTF-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{head}"
        f'<link rel="alternate" type="application/rss+xml" title="{name}" href="{home}/feed/">\n'
        f'<link rel="https://api.w.org/" href="{home}/wp-json/">\n'
        f"<style>{style()}</style>\n</head>\n"
        f'<body class="{direction} single wp-theme-echo">\n'
        f'<header class="top"><div class="wrap"><a class="brand" href="{home}/">{name}'
        f"<small>{text['tagline']}</small></a>"
        f'<span class="day">{text["day"]} {day(now, language)}</span></div></header>\n'
        f'<nav class="menu"><div class="wrap"><a href="{home}/">{text["home"]}</a>{menu}'
        "</div></nav>\n"
        f'<div class="ticker"><div class="wrap"><b>{text["ticker"]}</b><span>{ticker}</span>'
        "</div></div>\n"
        f'<div class="wrap columns"><main>{main}</main>\n'
        f"{_margin(language, links, now, newest)}</div>\n"
        '<footer class="foot"><div class="wrap">'
        f"{text['footer'].replace('{site}', name)}</div></footer>\n"
        f"{_LAZY}</body>\n</html>\n"
    )


def related_box(article: Article, others: Sequence[Article], links: Links) -> str:
    """The box of related articles, each with its date."""
    rows = "".join(
        f'<li><a href="{links.article(other)}?so=related">{texturize(other.headline)}</a>'
        f"<time>{day(other.published_at, article.language)}</time></li>"
        for other in others
    )
    return (
        f'<div class="related related-posts"><h3>{labels(article.language)["related"]}</h3>'
        f"<ul>{rows}</ul></div>\n"
    )


def support_box(links: Links, language: Language) -> str:
    """The box that asks readers for support, with its closing cross."""
    text, name = labels(language), escape(site_name(links, language))
    return (
        '<div class="support popup-support"><span class="close">×</span>'
        f"<p>{text['support_title']}</p>"
        f'<a class="button" href="{links.home(language)}/support/">'
        f"{text['support_button'].replace('{site}', name)}</a>"
        f"<p>{text['support_text']}</p>"
        f'<a href="{links.home(language)}/support/">{text["support_link"]}</a></div>\n'
    )


def notice(title: str, text: str, language: Language = Language.ARABIC) -> str:
    """A bare page with a message: not found, maintenance, challenge, log-in."""
    direction = "ltr" if language is Language.ENGLISH else "rtl"
    return (
        f'<!DOCTYPE html>\n<html dir="{direction}" lang="{language.value}"><head>'
        f'<meta charset="UTF-8"><title>{title}</title><style>{style()}</style></head>'
        f'<body><div class="wrap"><div class="sheet" style="margin:90px auto;max-width:620px">'
        f"<h1>{title}</h1><p>{text}</p></div></div></body></html>\n"
    )


def _margin(language: Language, links: Links, now: datetime, newest: Sequence[Article]) -> str:
    """The margin: most read, and a list of dates that a careless reader takes for the article."""
    text = labels(language)
    week = (now - _ISSUE_ONE).days // 7
    issues = "".join(
        f'<li><a href="{links.home(language)}/issues/{week - back}/">'
        f"{text['issue'].replace('{n}', str(week - back))}</a>"
        f"<time>{day(_ISSUE_ONE + timedelta(weeks=week - back), language)}</time></li>"
        for back in range(8)
    )
    most = "".join(
        f'<li><a href="{links.article(article)}">{texturize(article.headline)}</a></li>'
        for article in newest[3:8]
    )
    return (
        f'<aside class="side"><div class="sheet"><h3>{text["most_read"]}</h3><ul>{most}</ul></div>'
        f'<div class="sheet"><h3>{text["issues"]}</h3><ul>{issues}</ul></div>'
        f'<div class="sheet"><h3>{text["newsletter"]}</h3><p>{text["newsletter_text"]}</p></div>'
        "</aside>\n"
    )
