"""Finds what a sentence speaks of as known, and the earlier sentences that introduced it.

«القرار» after «قرارًا», a surname after a full name: who has not read the sentence that introduced
it wonders which decision, and who.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from bot.arabic.morphology.lexicon import lexicon
from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.arabic.stopwords import STOP_WORDS
from bot.summary.references.back_references import bare
from bot.summary.word_forms import roots_of

# A sentence speaks at its beginning of what is known, and then says what is new of it.
_TOPIC_WORDS: Final = 8
# Shorter words are particles.
# A topic stands first, or behind its verb.
_FIRST: Final = 2
_LEAST_NAME: Final = 3
_ARTICLES: Final = ("ال", "وال", "فال", "بال", "كال", "لل", "ولل", "وبال")
# «قرارها» is no other decision, and «أمريكي» no thing.
_NO_OTHER: Final = ("ها", "هم", "هما", "ي", "يا", "يه", "يين", "يون")
# Everybody knows which; that an earlier sentence has the word without its article is chance.
_KNOWN_WORDS: Final = """
    حكومة سلطات شرطة جيش رئاسة رئيس وزير وزارة محكمة برلمان دولة دول بلاد شعب عالم ناس مواطن سكان
    عام شهر أسبوع يوم صباح مساء ليل ساعة دقيقة مرة سنة حين وقت فترة ماضي مقبل جاري حالي قادم أول
    ثاني ثالث أخير آخر أحد اثنين ثلاثاء أربعاء خميس جمعة سبت شرق غرب شمال جنوب وسط عاصمة مدينة منطقة
    ولاية متحدة أمم اتحاد دولي عرب غرب أمن دفاع خارجية داخلية صحة تعليم اقتصاد سياسة حرب سلام أمر
"""


def _stems_of(words: str) -> frozenset[str]:
    return frozenset(stem(fold(word)) for word in words.split())


_KNOWN: Final = _stems_of(_KNOWN_WORDS)
# Of these an article has its own, wherever a sentence names it: an earlier one has said which.
_OF_THE_ARTICLE: Final = _stems_of(
    "لجنة تقرير دراسة وثيقة لائحة قائمة بعثة وفد خلية شاهد ضحية متهم مشتبه سفينة جلسة رسالة مقابلة "
    "تسجيل شريط بيان مصدر خطة مبادرة صفقة"
)
# «قال للصحيفة»: an earlier sentence has named it, if only by its title.
_OUTLETS: Final = frozenset(
    fold("للصحيفة للوكالة للقناة للموقع للإذاعة للمجلة للشبكة للبرنامج للتلفزيون").split()
)
# «الحكم المخفف عليه»: what was done to whom is known, wherever a sentence says it.
_DONE_TO: Final = frozenset(fold("عليه عليها عليهم بحقه بحقها بحقهم ضده ضدها ضدهم").split())
_NOBODY: Final = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Reference:
    """A stem that is spoken of as known, and the places of the sentences that introduce it.

    `first_names`: the bare words that stood before a surname, one of which introduces it, too.
    """

    stem: str
    places: frozenset[int]
    first_names: frozenset[str] = frozenset()


class _Form(NamedTuple):
    """A word's stem, and what its form says of it.

    `tells`: it is no stop word. `is_another`: without an article or an owner it is one that was
    not told of. `is_name`: it may be a name.
    """

    stem: str
    tells: bool
    is_definite: bool
    is_another: bool
    is_name: bool


@lru_cache(maxsize=20_000)
def _form_of(word: str) -> _Form:
    own = stem(word)
    is_known = own in lexicon().stems
    is_definite = word.startswith(_ARTICLES)
    return _Form(
        stem=own,
        tells=word not in STOP_WORDS,
        is_definite=is_definite,
        is_another=is_known and not is_definite and not word.endswith(_NO_OTHER),
        is_name=not is_known and _is_name(word),
    )


class Introductions:
    """What the sentences read so far have introduced; read them in order."""

    def __init__(self) -> None:
        self._places: dict[str, set[int]] = defaultdict(set)
        self._as_new: set[str] = set()
        self._after_a_name: dict[str, set[str]] = defaultdict(set)

    def read(
        self,
        words: Sequence[str],
        bare_words: Sequence[str],
        place: int,
        full_names: Collection[tuple[str, str]] = (),
    ) -> tuple[Reference, ...]:
        """Return what a sentence takes as known, and remember what it introduces.

        `words` are folded, `bare_words` the same without article and conjunction. `full_names`:
        pairs of a first name and a surname that it holds, beside those that are no words at all.
        """
        forms = list(map(_form_of, words))
        named_in_full = {bare(surname) for _, surname in full_names}
        taken = self._taken_as_known(words, bare_words, forms, named_in_full)
        found = tuple(
            Reference(own, frozenset(self._places[own]), frozenset(first_names))
            for own, first_names in dict(taken).items()
        ) + self._outlets(words, forms, place)
        behind_name = False
        for at, (own, tells, is_definite, is_another, is_name) in enumerate(forms):
            if is_name and behind_name:
                self._after_a_name[bare_words[at]].add(bare_words[at - 1])
            behind_name = is_name
            if not tells:
                continue
            places = self._places[own]
            if not is_definite:
                # What was told of the one before does not introduce it.
                if is_another and place not in places:
                    places.clear()
                self._as_new.add(own)
            places.add(place)
        for first, surname in full_names:
            self._after_a_name[bare(surname)].add(first)
        return found

    def _outlets(
        self, words: Sequence[str], forms: Sequence[_Form], place: int
    ) -> tuple[Reference, ...]:
        """Return to what outlet somebody speaks, if no sentence has its kind the one before."""
        if _OUTLETS.isdisjoint(words):
            return ()
        stems = [form.stem for form in forms]
        return tuple(
            Reference(own, frozenset(self._places.get(own) or {place - 1}))
            for at, (word, own) in enumerate(zip(words, stems, strict=True))
            # «للوكالة الدولية» says which.
            if word in _OUTLETS and own not in stems[:at] and not _is_described(words, at)
        )

    def _taken_as_known(
        self,
        words: Sequence[str],
        bare_words: Sequence[str],
        forms: Sequence[_Form],
        named_in_full: Collection[str],
    ) -> Iterator[tuple[str, AbstractSet[str]]]:
        own: set[str] = set()
        for at, (name, (known, _, is_definite, _, _)) in enumerate(
            zip(bare_words, forms, strict=True)
        ):
            first_names = self._after_a_name.get(name, _NOBODY)
            if (first_names and not first_names & own and name not in named_in_full) or (
                is_definite
                and known not in own
                and not (at > 0 and forms[at - 1].is_definite)
                and self._is_known(at, words, known)
            ):
                yield known, first_names
            # Folded, «على» is «علي».
            if name not in STOP_WORDS:
                own.add(name)
            if known not in STOP_WORDS:
                own.add(known)

    def _is_known(self, at: int, words: Sequence[str], known: str) -> bool:
        """Return whether the definite word at a place is what earlier sentences have told of."""
        if at < _TOPIC_WORDS and known in self._as_new and known not in _KNOWN:
            return True
        described, whom = [*words[at + 1 : at + 3], "", ""][:2]
        done_to = described.startswith(_ARTICLES) and whom in _DONE_TO
        return (known in _OF_THE_ARTICLE or done_to) and bool(self._places.get(known))


def _is_described(words: Sequence[str], at: int) -> bool:
    return at + 1 < len(words) and words[at + 1].startswith("ال")


def topic_of(words: Sequence[str]) -> str | None:
    """Return the root of the noun that a sentence begins with as known: «وتسببت الإصابة»."""
    for word in words[:_FIRST]:
        if word.startswith(_ARTICLES) and word not in STOP_WORDS:
            own = stem(word)
            known = own in _KNOWN or own not in lexicon().stems
            return None if known else next(iter(roots_of([own])))
    return None


def _is_name(word: str) -> bool:
    """Return whether a word that no lexicon has may be a name."""
    return len(word) >= _LEAST_NAME and word not in STOP_WORDS and not word.isdigit()
