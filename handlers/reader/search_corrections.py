"""Tells a reader which corrected words were searched for instead of the typed ones."""

from collections.abc import Sequence

from bot.arabic.tokens import token_spans
from bot.i18n import Translator
from handlers.ui.formatting import quoted
from storage.models import Treated, Treatment

# More would hide the results.
_MAX_NOTES = 3


def spell_as_in_titles(
    suggestions: Sequence[tuple[str, str]], titles: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Return likelier spellings, which come folded, as the headlines that were found write them."""
    forms = _written(titles)
    return tuple(
        (typed, " ".join(forms.get(word, word) for word in spelling.split()))
        for typed, spelling in suggestions
    )


def _written(titles: Sequence[str]) -> dict[str, str]:
    return {
        token.text: title[token.start : token.end]
        for title in reversed(titles)
        for token in token_spans(title)
    }


def correct_spelling(text: str, suggestions: tuple[tuple[str, str], ...]) -> str:
    """Replace each misspelt word of a text, given in its folded form, by a likelier one.

    A word that only holds the misspelt one is another word, and stays.
    """
    likelier = dict(suggestions)
    pieces: list[str] = []
    end = 0
    for token in token_spans(text):
        if token.text in likelier and token.start >= end:
            pieces += [text[end : token.start], likelier[token.text]]
            end = token.end
    return "".join([*pieces, text[end:]])


def treatment_notes(
    treated: Sequence[Treated], text: str, titles: Sequence[str], translator: Translator
) -> list[str]:
    """Return a line of HTML for each word that was not searched for as typed, at most three."""
    forms = _written(titles)
    typed_forms = _written([text])

    def shown(folded: str, written: dict[str, str]) -> str:
        return quoted(" ".join(written.get(word, word) for word in folded.split()))

    return [
        _note(
            word.treatment,
            translator,
            typed=shown(word.typed, typed_forms),
            taken=shown(word.taken, forms),
        )
        for word in treated[:_MAX_NOTES]
    ]


def _note(treatment: Treatment, translator: Translator, *, typed: str, taken: str) -> str:
    match treatment:
        case Treatment.RESPELT:
            return translator.html(
                "“{asked}” was not found; these are the results for “{taken}”.",
                asked=typed,
                taken=taken,
            )
        case Treatment.PARTED | Treatment.JOINED:
            return translator.html(
                "“{asked}” was searched for as “{taken}”.", asked=typed, taken=taken
            )
        case Treatment.ALSO:
            return translator.html(
                "“{taken}” was searched for beside “{asked}”.", asked=typed, taken=taken
            )
        case Treatment.DROPPED:
            return translator.html(
                "No article holds “{asked}”; these are the results for the rest.", asked=typed
            )
        case Treatment.UNTAGGED:
            return translator.html(
                "No news has the tag “{asked}”; its words were searched for.", asked=typed
            )
