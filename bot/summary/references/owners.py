"""Finds an act that was done to somebody whom only another sentence names: «محاولة تسميمه»."""

import re
from typing import Final

from bot.arabic.normalize import fold
from bot.arabic.stopwords import STOP_WORDS

_MARKS: Final = re.compile("[\u064b-\u0652\u0640]")
# As they are written: folded, «ة» is one with «ه».
_FORMS: Final = r"ت\w\wي\w|[إا]\w\wا\w|ا\wت\wا\w|است\w\wا\w|قتل|سجن|خطف|طرد|عزل|دفن"
_ACT: Final = re.compile(rf"[بل]?(?:{_FORMS})ه")
# Nobody and nothing that «ه» may mean: what is feminine or plural, an act itself.
_NOBODY: Final = re.compile(
    rf"\w{{2,}}(?:ة|ات|ت|ها|هم|هما|ين|ون)|(?!ال)\w{{3,}}[اى]|(?:[بل]|[بل]ال|ال)?(?:{_FORMS}|\w\wو\w)|\d+"
    r"|وراء|الولايات|المتحدة|الشرطة|محاول\w*"
)


def lacks_owner(text: str) -> bool:
    """Return whether an act has a masculine pronoun, and no word before it that this may mean.

    Behind another sentence it is done to the last person named there.
    """
    words = re.findall(r"\w+", _MARKS.sub("", text))
    for word in words[1:]:
        if _ACT.fullmatch(word):
            return True
        if fold(word) not in STOP_WORDS and not _NOBODY.fullmatch(word):
            return False
    return False
