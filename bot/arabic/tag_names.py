"""Reduces the name of a tag to what its hashtag shows of it, which is what readers send."""

import re
import unicodedata

from bot.arabic.normalize import compatible, fold

_TATWEEL = "\u0640"
_GAP = re.compile(r"(?:\W|_)+")


def hashtag_words(name: str) -> list[str]:
    """Return the words of a name as a hashtag can show them: no marks, no signs."""
    letters = "".join(
        letter
        for letter in compatible(name)
        if letter != _TATWEEL and unicodedata.category(letter) not in {"Mn", "Me", "Cf"}
    )
    return _GAP.sub(" ", letters).split()


def tag_key(name: str) -> str:
    """Return the key of a tag, the same for its name and for its hashtag: «كوفيد-19» and #كوفيد_19.

    The words of the hashtag, folded. Of a name that makes none, such as 🌧, it is the name.
    """
    folded = fold(" ".join(hashtag_words(name)))
    return " ".join(hashtag_words(folded)) or " ".join(fold(name).split())


# The section of a post that nobody has put into one, as WordPress and its translations call it.
_UNSORTED = frozenset(
    map(
        tag_key,
        ("Uncategorized", "Uncategorised", "غير مصنف", "غير مصنفة", "بدون تصنيف", "بلا تصنيف"),
    )
)


def is_unsorted(key: str) -> bool:
    """Return whether a tag's key is that of the section which only says that there is none."""
    return key in _UNSORTED
