"""Finds the sentence that answers another: a denial, the word of the accused, a turn («لكن»).

A summary that tells an accusation and not its denial, or what was expected and not what came of
it, is not true, though each of its sentences is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from bot.arabic.morphology.lexicon import lexicon
from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
from bot.summary.content import Content, telling_stems
from bot.summary.phrases import SAID
from bot.summary.references import speaker_of

# An answer stands near what it answers; to the lead it may come late.
_NEAR: Final = 4
# So many common words tell that a denial is about the lead, one where the lead accuses.
_ABOUT: Final = 2
# Who is accused stands within so many words behind the verb.
_ACCUSED_WITHIN: Final = 10


def _pattern(text: str) -> re.Pattern[str]:
    # Folding makes letters small, and \\S is not \\s.
    return re.compile(fold(text.replace(r"\S", r"[^\s]")), re.VERBOSE)


_DENIES: Final = _pattern(
    r"""(?<!\w)(?<!لا\ )(?<!لم\ )[وف]?(?:
        (?:س?[يت])?نف(?:ى|يا|ت|وا|ته|تها|اه|اها|يه|يها) | [يت]نفون | نافي(?:ا|ة|ين)
        | (?:أنكر|[يت]نكر)(?:ت|وا|ون)? | [يت]?(?:دحض|فند)(?:ت|وا|ون)?
        | لا\ (?:صحة|أساس) | عاري?ة?\ (?:عن|من)\ الصحة | غير\ صحيحة? | ليست?\ صحيحة?
        | لم\ [يت]رتكب | بريء | براءت(?:ه|ها|هم)
        | (?:[يت]?رفض|رد)(?:ت|وا|ون)?\ (?:[^\s]+\ ){0,5}?(?:ال)?(?:اتهام|مزاعم|ادعاء|انتقاد|تهم)\w*
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
_EXPECTS: Final = _pattern(
    r"""^[وف]?(?:كان|كانت|كانوا)\ (?:[^\s]+\ ){0,3}?
    (?:يفترض|مفترضا?|(?:من\ )?ال?مقررا?|(?:من\ )?ال?متوقعا?|[يت]أمل\w*|[يت]نتظر|[يت]عتزم\w*)(?!\w)
    """
)
_TURNS: Final = _pattern(
    r"""^[^\w]*[وف]?(?:لكن | (?:غير|بيد|إلا)\ أن | (?:في\ |ب)المقابل)(\w*)(?!\w)"""
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


@dataclass(frozen=True, slots=True)
class Stance:
    """What a sentence does to others around it.

    `claims`: it accuses, or tells what somebody claims. `expects`: it tells what was to happen.
    `denies`: it contradicts something. `turns`: it begins with «لكن» or the like; `leans`: what
    it turns or denies is a pronoun, so that only the sentence before explains it. `silent`: it
    says that nobody commented. `blames`: it criticises or demands. `replies`: another side
    speaks, behind «غير أن» or «من جهتها», or reacts. `these`: it denies "these claims".
    `accused`, `speaker`: the stems of who is accused, and who speaks.
    """

    claims: bool
    expects: bool
    denies: bool
    turns: bool
    leans: bool
    silent: bool
    blames: bool
    replies: bool
    these: bool
    accused: frozenset[str]
    speaker: frozenset[str]


class Told(Protocol):
    """A sentence of the article."""

    @property
    def place(self) -> int:
        """Which sentence it is."""

    @property
    def content(self) -> Content:
        """What it says."""

    @property
    def stance(self) -> Stance:
        """What it does to others."""


AnyTold = TypeVar("AnyTold", bound=Told)


def stance_of(text: str, other_side: str = "") -> Stance:
    """Read what a folded sentence does to others.

    `other_side`: what stands in it behind «غير أن» or the like, as `joined_part` returns it.
    """
    turn = _TURNS.match(text)
    denies = bool(_DENIES.search(text))
    these = denies and bool(_THESE_CLAIMS.search(text))
    reacts = _REACTS.match(text) or these
    return Stance(
        claims=bool(_CLAIMS.search(text)),
        expects=bool(_EXPECTS.match(text)),
        denies=denies,
        turns=turn is not None,
        leans=(turn is not None and bool(turn[1])) or bool(_THAT.search(text)),
        silent=bool(_SILENT.search(text)),
        blames=bool(_BLAMES.search(text)),
        replies=bool(reacts or _SPEAKS.match(fold(other_side))),
        these=these,
        accused=frozenset(_accused(text)),
        speaker=frozenset(map(stem, speaker_of(text))),
    )


def answers(told: Sequence[AnyTold]) -> dict[int, AnyTold]:
    """Return the place of each sentence that must not be told without its answer, and that one.

    The first sentence is the news: it needs the answer to what it claims, wherever that stands,
    but not the turn of a story that goes on to something else.
    """
    found: dict[int, AnyTold] = {}
    for at, one in enumerate(told):
        if one.stance.denies and one.stance.claims:
            continue
        nearby = [other for other in told[at + 1 :] if other.place <= one.place + _NEAR]
        answer = next((other for other in nearby if _answers(other, one)), None)
        if answer is None and at == 0:
            answer = next((other for other in told[1:] if _answers_late(other, one)), None)
        if answer is not None and _means_others(answer, one, told):
            answer = None
        if answer is None and nearby and nearby[0].place == one.place + 1:
            follows = nearby[0]
            about = len(follows.content.stems & one.content.stems) >= _ABOUT
            if follows.stance.turns and (at > 0 or one.stance.expects or about):
                answer = follows
        if answer is not None:
            found[one.place] = answer
    return found


def _means_others(answer: Told, one: Told, told: Sequence[Told]) -> bool:
    """Return whether "these claims" are those of a sentence between, and this one makes none."""
    return (
        answer.stance.these
        and not (one.stance.claims or one.stance.blames)
        and any(
            between.stance.claims for between in told if one.place < between.place < answer.place
        )
    )


def _answers(other: Told, one: Told) -> bool:
    """Return whether a sentence answers one shortly before it."""
    if one.stance.claims and other.stance.denies:
        return True
    if _has_the_word(other, one) and other.content.stems & one.content.stems:
        return True
    return bool(other.stance.speaker & one.stance.accused) or _denies_of(other, one)


def _answers_late(other: Told, one: Told) -> bool:
    """Return whether a sentence answers the news, wherever it stands."""
    about = len(other.content.stems & one.content.stems) >= _ABOUT
    return _denies_of(other, one) or (about and _has_the_word(other, one))


def _has_the_word(other: Told, one: Told) -> bool:
    return other.stance.replies and (one.stance.claims or one.stance.blames)


def _denies_of(other: Told, one: Told) -> bool:
    if not other.stance.denies or one.stance.denies:
        return False
    shared = len(other.content.stems & one.content.stems)
    return shared >= (1 if one.stance.claims else _ABOUT)


def _accused(text: str) -> Iterator[str]:
    """Return the stems of who is accused: the last noun before what of, with its adjective.

    «اتهم الوزير سمير الطحان البلدية بالإهمال», «يتهم السكان السلطات المحلية».
    """
    found = _ACCUSES.search(text)
    if not found:
        return
    words = tokens(found[1])[1:_ACCUSED_WITHIN]
    of_what = next((at for at, word in enumerate(words) if word.startswith("ب")), len(words))
    named = [word for word in words[:of_what] if word not in STOP_WORDS][-2:]
    # A surname before it is the accuser's.
    both = all(word.startswith("ال") and stem(word) in lexicon().stems for word in named)
    yield from map(stem, named if both else named[-1:])


def leaves_denial_out(summary: Sequence[str], article: Sequence[str]) -> bool:
    """Return whether a summary accuses, or says that nobody commented, where the article denies.

    For words that are not the article's own: a denial is about what accuses if they share words.
    """
    told = [fold(sentence) for sentence in summary]
    denials = [folded for folded in map(fold, article) if stance_of(folded).denies]
    if not denials or any(stance_of(one).denies for one in told):
        return False
    denied = frozenset[str]().union(*(telling_stems(tokens(one)) for one in denials))
    return any(
        stance_of(one).silent
        or (stance_of(one).claims and len(telling_stems(tokens(one)) & denied) >= _ABOUT)
        for one in told
    )
