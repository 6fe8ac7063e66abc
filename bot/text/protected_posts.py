"""Recognises WordPress posts protected by a password: by form, class or headline."""

import re
from typing import Final

from bot.arabic.normalize import clean, fold

# `get_the_password_form` writes the form in place of the text, `post_class` the class.
_FORM: Final = re.compile(
    r"""\bclass\s*=\s*["']?[^"'<>]{0,500}\bpost-password-(?:form|required)\b"""
    r"""|<input\b[^<>]{0,500}\bname\s*=\s*["']?post_password\b""",
    re.IGNORECASE,
)
# "Protected: %s" in WordPress's own translations; in other languages the form decides alone.
_PREFIX: Final = re.compile(
    fold(
        r"(?:protected|محمي|محمية|محافظت شده|korumali|parastin|protege|geschutzt|protegido|protetto"
        r"|beveiligd|защищено|مقال محمي)\s?:\s"
    )
)
_MOST_NOTICE: Final = 300


def has_password_form(html: str) -> bool:
    """Return whether a fragment of a post holds WordPress's password form in place of its text."""
    return "post" in html and bool(_FORM.search(html))


def is_protected_title(title: str) -> bool:
    """Return whether a headline begins with WordPress's mark of protected posts.

    A newsroom can write such words itself: they prove nothing where a text follows.
    """
    plain = fold(clean(title)).replace("é", "e").replace("ü", "u").replace("ı", "i")
    return bool(_PREFIX.match(plain))


def is_protected(title: str, *fragments: str) -> bool:
    """Return whether a post's title and HTML fragments show that it is password-protected."""
    if any(map(has_password_form, fragments)):
        return True
    return is_protected_title(title) and all(len(text) <= _MOST_NOTICE for text in fragments)
