"""Reads what a sentence does to others around it: it accuses, denies, turns, replies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.arabic.morphology.lexicon import lexicon
from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
from bot.summary.references.attribution import speaker_in
from bot.summary.references.phrases import SAID

# Who speaks stands within so many words.
_SUBJECT_WITHIN: Final = 3
# Who is accused stands within so many words behind the verb.
_ACCUSED_WITHIN: Final = 10


def _pattern(text: str) -> re.Pattern[str]:
    # Folding makes letters small, and \\S is not \\s.
    return re.compile(fold(text.replace(r"\S", r"[^\s]")), re.VERBOSE)


# «نفي بالتزاماتنا» is said of promises.
_FULFILS: Final = r"نفي\ ب(?:ال)?(?:التزام|وعد|وعود|عهد|عهود|تعهد|حاج)"
_DENIES: Final = _pattern(
    rf"""(?<!\w)(?<!لا\ )(?<!لم\ )[وف]?(?:
        (?:س?[يت])?(?!{_FULFILS})نف(?:ى|يا|ت|وا|ته|تها|اه|اها|يه|يها) | [يت]نفون | نافي(?:ا|ة|ين)
        | (?:أنكر|[يت]نكر)(?:ت|وا|ون)? | [يت]?(?:دحض|فند)(?:ت|وا|ون)?
        | لا\ (?:صحة|أساس) | عاري?ة?\ (?:عن|من)\ الصحة | غير\ صحيحة? | ليست?\ صحيحة?
        | لم\ [يت]رتكب | بريء | براءت(?:ه|ها|هم)
        | (?:[يت]?رفض|رد)(?:ت|وا|ون)?\ (?:[^\s]+\ ){{0,5}}?
          (?:ال)?(?:اتهام|مزاعم|ادعاء|انتقاد|تهم)\w*
    )(?!\w)
    """
)
_CLAIMS: Final = _pattern(
    r"""(?<!\w)[وف]?(?:ب|ل|لل|بال|ال)?(?:
        (?:اتهم|[يت]تهم|متهم|اتهام|تهمة|التهم|زعم|[يت]زعم|مزاعم|ادعى|ادعت|[يت]دعي(?=\ (?:أن|إن|بأن))
        |ادعاء|اشتبه
        |[يت]شتبه|مشتبه|شكوى|[يت]شتكي|فضيحة|[يت]ورط|تورط|ضلوع|انتهاك|شائعة|شائعات)
    )\w{0,3}(?!\w)
    """
)
_BLAMES: Final = _pattern(
    r"""(?<!\w)[وف]?(?:
        (?:انتقد|[يت]نتقد|أدان|[يت]دين|دان|ندد|[يت]ندد|استنكر|[يت]ستنكر|هاجم|[يت]هاجم
        |طالب|[يت]طالب|حذر|[يت]حذر)(?:ت|وا|ون)?
        | حمل(?:ت|وا)?\ (?:[^\s]+\ ){1,5}?(?:ال)?مسؤولية
    )(?!\w)
    """
)
# «ونفى الوزير هذه المزاعم» points at nothing but the claim that it answers.
_THESE_CLAIMS: Final = _pattern(
    r"""(?<!\w)(?:هذه|تلك|هذا)\ ال(?:مزاعم|زعم|اتهام|اتهامات
    |ادعاء|ادعاءات|تهم|تهمة|انتقادات)(?!\w)"""
)
# «وردت الصين على ذلك بفرض رسوم», «وتصر الحكومة على أن»: an answer by its first word.
_REACTS: Final = _pattern(
    r"""[^\w]*[وف]?(?:
        رد(?:ت|وا)?\ (?!على|ب|في\ )(?:[^\s]+\ ){1,6}?على(?!\w)
        | (?:[يت]صر|أصر|دافع|[يت]دافع|برر|[يت]برر|[يت]تمسك|تمسك)(?:ت|وا|ون)?\ (?!على|عن|ب|في\ )
    )"""
)
# Behind «غير أن» it begins with who speaks, behind «من جهتها» with the verb.
_SPEAKS: Final = _pattern(
    rf"""[^\w]*(?:\w+\ ){{0,6}}?(?:{SAID}
    | (?:رفض|انتقد|دافع|برر|اتهم|وصف|ندد|أدان|دان|هدد)(?:ت|وا)?)(?!\w)"""
)
_ACCUSES: Final = _pattern(r"(?<!\w)[وف]?(?:اتهم|[يت]تهم)(?:ت|وا|ون)?\ ([^.:،«“\"]+)")
# In whatever `_ACCUSES` finds.
_ACCUSING: Final = "تهم"
_EXPECTS: Final = _pattern(
    r"""^[وف]?(?:كان|كانت|كانوا)\ (?:[^\s]+\ ){0,3}?
    (?:يفترض|مفترضا?|(?:من\ )?ال?مقررا?|(?:من\ )?ال?متوقعا?|[يت]أمل\w*|[يت]نتظر|[يت]عتزم\w*)(?!\w)
    """
)
_TURNS: Final = _pattern(
    r"""^[^\w]*[وف]?(?:لكن | (?:غير|بيد|إلا)\ أن | (?:في\ |ب)المقابل)(\w*)(?!\w)"""
)
# «خلاف بين الصيادين», «عبر النهر»: nobody speaks.
_SAYS: Final = _pattern(
    rf"(?<!\w)(?!(?:بين|عبر)(?!\w))(?!(?<=\S\ )[وف](?:بين|عبر)(?!\w))[وف]?(?:{SAID})(?!\w)"
)
_TAKES_TURN: Final = _pattern(
    r"[^\w]*[وف]?(?:من\ (?:جهت|جانب|ناحيت|طرف)|بدور)(?:ه|ها|هم|هما)(?!\w)"
)
_THAT: Final = _pattern(r"(?<!\w)[بل]?ذلك(?!\w)")
_SILENT: Final = _pattern(
    r"""(?<!\w)[وف]?(?:
        لم\ (?:[يت]صدر|[يت]رد|[يت]تسن|[يت]دل|[يت]ستجب|[يت]قدم|[يت]حصل)\w*\ (?:[^\s]+\ ){0,9}?
        (?:لل?|ب?ال?)?(?:تعليق|رد|بيان|تعقيب|توضيح|طلب)\w*
        | لم\ [يت]علق\w? | (?:[يت]?رفض|امتنع)ت?\ (?:[^\s]+\ ){0,6}?(?:ال)?تعليق
    )(?!\w)
    """
)


@dataclass(frozen=True)
class Stance:
    """What a sentence does to others around it, read when it is asked for.

    Most of it is asked of few sentences of an article, and each answer searches the whole sentence.

    Args:
        text: the sentence, folded.
        other_side: what stands in it behind «غير أن» or the like, as `joined_part` returns it.
    """

    text: str
    other_side: str = ""

    @cached_property
    def claims(self) -> bool:
        """Whether it accuses, or tells what somebody claims."""
        return _CLAIMS.search(self.text) is not None

    @cached_property
    def expects(self) -> bool:
        """Whether it tells what was to happen."""
        return _EXPECTS.match(self.text) is not None

    @cached_property
    def denies(self) -> bool:
        """Whether it contradicts something."""
        return _DENIES.search(self.text) is not None

    @cached_property
    def turns(self) -> bool:
        """Whether it begins with «لكن» or the like."""
        return _TURNS.match(self.text) is not None

    @cached_property
    def leans(self) -> bool:
        """Whether it turns or denies a pronoun, so that only the sentence before explains it."""
        turn = _TURNS.match(self.text)
        return (turn is not None and bool(turn[1])) or _THAT.search(self.text) is not None

    @cached_property
    def silent(self) -> bool:
        """Whether it says that nobody commented."""
        return _SILENT.search(self.text) is not None

    @cached_property
    def blames(self) -> bool:
        """Whether it criticises or demands."""
        return self._blame is not None

    @cached_property
    def replies(self) -> bool:
        """Whether another side speaks, behind «غير أن» or «من جهتها», or reacts."""
        if _REACTS.match(self.text) or self.these:
            return True
        return bool(self.other_side) and _SPEAKS.match(fold(self.other_side)) is not None

    @cached_property
    def says(self) -> bool:
        """Whether somebody speaks in it."""
        return self.blames or _SAYS.search(self.text) is not None

    @cached_property
    def takes_turn(self) -> bool:
        """Whether it begins with «من جهته», so that somebody has spoken."""
        return _TAKES_TURN.match(self.text) is not None

    @cached_property
    def these(self) -> bool:
        """Whether it denies "these claims"."""
        return self.denies and _THESE_CLAIMS.search(self.text) is not None

    @cached_property
    def accused(self) -> frozenset[str]:
        """The stems of who is accused."""
        return frozenset(_accused(self.text))

    @cached_property
    def speaker(self) -> frozenset[str]:
        """The stems of who speaks."""
        return frozenset(map(stem, speaker_in(self.text)))

    @cached_property
    def blamer(self) -> frozenset[str]:
        """The stems of who criticises or demands."""
        return _first_words(self.text[self._blame.end() :]) if self._blame else frozenset()

    @cached_property
    def side(self) -> frozenset[str]:
        """The stems of whom the word is handed to."""
        return _first_words(self.other_side)

    @cached_property
    def _blame(self) -> re.Match[str] | None:
        return _BLAMES.search(self.text)


def _first_words(text: str) -> frozenset[str]:
    """Return the stems of the first words that tell something, with the subject among them."""
    return frozenset(
        stem(word) for word in tokens(text)[:_SUBJECT_WITHIN] if word not in STOP_WORDS
    )


def _accused(text: str) -> Iterator[str]:
    """Return the stems of who is accused: the last noun before what of, with its adjective.

    «اتهم الوزير سمير الطحان البلدية بالإهمال», «يتهم السكان السلطات المحلية».
    """
    if _ACCUSING not in text or not (found := _ACCUSES.search(text)):
        return
    words = tokens(found[1])[1:_ACCUSED_WITHIN]
    of_what = next((at for at, word in enumerate(words) if word.startswith("ب")), len(words))
    named = [word for word in words[:of_what] if word not in STOP_WORDS][-2:]
    # A surname before it is the accuser's.
    both = all(word.startswith("ال") and stem(word) in lexicon().stems for word in named)
    yield from map(stem, named if both else named[-1:])
