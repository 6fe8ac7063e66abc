"""What folds to nothing, such as a tatweel typed for a dash, breaks no function on text."""

import contextlib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final, get_type_hints

import pytest

from bot.arabic.normalize import fold
from bot.arabic.sentences import split
from bot.article.chrome import is_chrome
from bot.errors import KhabarError
from bot.summary.references.back_references import points_back
from bot.summary.references.given_names import full_names

_PACKAGES: Final = ("bot.arabic", "bot.summary", "bot.article", "bot.text", "bot.posts")
# Letters by their category, marks, and signs without a width.
_BLANKS: Final = ("ـ", "ـــ", "\u06e5\u06e6\u06e5", "\u064b\u0651", "\u200d", "\ufeff\u200f")
_SENTENCES: Final = tuple(
    sentence.split()
    for sentence in (
        "وقال محمد وهو سائق إن علي حسن والمهندس رامي الخولي لم يصلا منذ 3 أيام.",
        "من جهته أكد المتحدث باسم البلدية أن «العمل مستمر» حتى 12 تشرين الأول 2026.",
        "هذه القذائف سقطت على 14 حيًا، وأسفرت عن مقتل 3 أشخاص وإصابة 12 آخرين.",
        "اقرأ أيضًا: لماذا ارتفع سعر الخبز؟ تصوير: لينا خوري / صدى الوادي 29/11/2026",
        "من أول أمس إلى غد الساعة 7:30 مساء، كل يوم عدا الجمعة",
        "Follow us on Facebook, the guide said: 40 people did. www.site.example/5/",
    )
)
# Called with what a pattern has matched, and with the name of a file.
_OF_CHECKED_TEXT: Final = frozenset(("written_date", "own_picture"))
_LISTS: Final = (Sequence[str], Collection[str], Iterable[str], list[str], tuple[str, ...])


def _public(package: str) -> Iterator[Callable[..., object]]:
    path = importlib.import_module(package).__path__
    for found in pkgutil.walk_packages(path, f"{package}."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            own = getattr(function, "__module__", "") == module.__name__
            if own and not name.startswith("_") and inspect.isroutine(inspect.unwrap(function)):
                yield function


def _takes(function: Callable[..., object]) -> dict[str, Any] | None:
    """Return the arguments that a function must be given; None if not all of them are text."""
    hints = get_type_hints(function)
    needed = {
        name: hints[name]
        for name, one in inspect.signature(function).parameters.items()
        if one.default is one.empty and one.kind is not one.VAR_POSITIONAL
    }
    fits = needed and all(one is str or one in _LISTS for one in needed.values())
    return needed if fits else None


_FUNCTIONS: Final = {
    f"{function.__module__}.{function.__name__}": (function, needed)
    for package in _PACKAGES
    for function in _public(package)
    if function.__name__ not in _OF_CHECKED_TEXT and (needed := _takes(function)) is not None
}


def _texts() -> Iterator[str]:
    """Return sentences with such words in their gaps, and each of these alone."""
    yield from _BLANKS
    for words in _SENTENCES:
        for blank in _BLANKS:
            yield " ".join(f"{word} {blank}" for word in words)
            yield " ".join(f"{blank}{word}" if at % 2 else word for at, word in enumerate(words))
            yield " ".join(blank if at % 2 else word for at, word in enumerate(words))


def test_all_functions_on_text_are_found() -> None:
    """Those that the news passes through are among them."""
    found = [function for function, _ in _FUNCTIONS.values()]
    assert all(one in found for one in (split, is_chrome, full_names, points_back))


def test_the_words_fold_to_nothing() -> None:
    assert not any(map(fold, _BLANKS))


@pytest.mark.parametrize("name", sorted(_FUNCTIONS))
def test_a_word_of_marks_alone_breaks_nothing(name: str) -> None:
    """Whoever looks at a word's first letter must know that it may have none."""
    function, needed = _FUNCTIONS[name]
    for text in _texts():
        texts = {named: text if one is str else [text, text] for named, one in needed.items()}
        with contextlib.suppress(KhabarError):
            result = function(**texts)
            if isinstance(result, Iterator):
                list(result)
