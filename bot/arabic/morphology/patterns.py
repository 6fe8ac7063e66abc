"""Derives candidate singulars from broken plurals, and the reverse, by morphological patterns."""

import re
from functools import cache, lru_cache

# Plural pattern: the singulars it may come from; 1-4 stand for radicals. Stems are bare (no ة,
# no last hamza) and folded, so فعائل reads 12اي3. After Wright, Grammar of the Arabic Language,
# §§ 304-305.
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("ا12ا3", "123 1ا23 12ي3 1و3 1ي3 1ا3 12و3"),
    ("ا123", "12ا3 12ي3 12و3 123"),
    ("12و3", "123 1ا23"),
    ("12ا3", "123 12ي3 1ا23"),
    ("123", "12ي3 12ا3 12و3"),
    ("12123", "12123"),
    ("123ا", "12ي3 1ا23"),
    ("ا123ا", "12ي3"),
    ("ا12ا", "12ي2"),
    ("1وا23", "1ا23 1و23"),
    ("12اي3", "12ي3 12ا3 12و3"),
    ("12ا34", "1234 12و34 12ي34"),
    ("12ا3ي4", "123و4 123ا4 123ي4"),
    ("12اي", "12ي 123 12ا"),
    ("123ان", "123 12ا3 12ي3 1ا3"),
    ("123", "12ي3"),
    ("12ا3ي", "1234 123"),
    ("12ا3ا", "12ي3 123ي"),
    ("12اي3", "12ا3"),
    ("1وا2", "1ا2"),
    ("1وا2ي3", "1ا2و3 1ا23"),
)
MAX_GUESSES = 12
_LETTER = "[\u0621-\u064a]"
_LONG_ENOUGH = 3


def _compiled(template: str) -> re.Pattern[str]:
    seen: set[str] = set()
    parts = []
    for sign in template:
        if not sign.isdigit():
            parts.append(sign)
        elif sign in seen:
            parts.append(f"(?P=r{sign})")
        else:
            seen.add(sign)
            parts.append(f"(?P<r{sign}>{_LETTER})")
    return re.compile("".join(parts))


def _filled(template: str, radicals: dict[str, str]) -> str | None:
    try:
        return "".join(radicals[f"r{sign}"] if sign.isdigit() else sign for sign in template)
    except KeyError:
        return None


@cache
def _rules() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Return the rules from plural to singulars, then those from singular to plurals."""
    down = [(_compiled(plural), tuple(singulars.split())) for plural, singulars in _PATTERNS]
    plurals: dict[str, list[str]] = {}
    for plural, singulars in _PATTERNS:
        for singular in singulars.split():
            plurals.setdefault(singular, []).append(plural)
    up = [(_compiled(singular), tuple(forms)) for singular, forms in plurals.items()]
    return (*down, *up)


@lru_cache(maxsize=10_000)
def guesses(stem: str) -> tuple[str, ...]:
    """Return stems that could be the singular or broken plural of a stem, at most `MAX_GUESSES`.

    Most of them are not words, and an index simply does not find these. They are for queries with
    too few results, never for indexing.
    """
    found: dict[str, None] = {}
    if len(stem) < _LONG_ENOUGH:
        return ()
    for pattern, templates in _rules():
        if (match := pattern.fullmatch(stem)) is not None:
            for template in templates:
                filled = _filled(template, match.groupdict())
                if filled is not None and filled != stem:
                    found.setdefault(filled)
    return tuple(found)[:MAX_GUESSES]
