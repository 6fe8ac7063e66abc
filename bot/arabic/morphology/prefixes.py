"""Strips the definite article (ال) and joined particles (و، ب) from a word before comparing."""

from functools import lru_cache

from bot.arabic.morphology.lexicon import lexicon, name_words

ARTICLES = ("وبال", "فبال", "وكال", "وال", "فال", "بال", "كال", "ولل", "فلل", "ال", "لل")
_PARTICLES_BY_FIRST = {"و": ("وب", "ول", "وك", "و"), **{one: (one,) for one in "فبلك"}}
ARTICLES_BY_FIRST = {
    letter: tuple(article for article in ARTICLES if article[0] == letter)
    for letter in {article[0] for article in ARTICLES}
}
_LEAST = 3


@lru_cache(maxsize=20_000)
def base(word: str) -> str:
    """Strip a folded word of article and joined particles: والقامشلي and القامشلي give قامشلي.

    The article goes where three letters stay. A particle goes only from a word, or a name, that is
    known without it and unknown with it: بحلب gives حلب, but بغداد stays. Latin words stay as they
    are.
    """
    return fresh_base(word)


def fresh_base(word: str) -> str:
    """Strip a folded word as `base` does, without a cache."""
    known, names = lexicon().stems, name_words()
    if word in known or (word in names and not word.startswith("ال")):
        return word
    if "ل" in word[1:4]:
        for prefix in ARTICLES_BY_FIRST.get(word[0], ()):
            if word.startswith(prefix) and len(word) - len(prefix) >= _LEAST:
                return word[len(prefix) :]
    for prefix in _PARTICLES_BY_FIRST.get(word[:1], ()):
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) > 1 and (rest in known or rest in names):
            return rest
    if word.startswith("و") and len(word) > _LEAST + 1:
        return fresh_base(word[1:])
    return word
