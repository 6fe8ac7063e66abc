"""Invented articles and queries, made by rule from words and invented roots."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens

_CONSONANTS = "بتجحخدرزسشصضطعغفقكلمنه"
# Pattern of the singular, of its broken plural ("" where the plural is sound).
_PATTERNS_TEXT = (
    "1ا2ي3 - 1ا23 - م12و3 - 12ي3ة 12ائ3 م12َ3 م1ا2ِ3 123 أ12ا3 123 12و3 ت12ي3 - ا12تا3 - "
    "م1ا23ة - 12ا3ة - م12ا3 م1ا2ي3 12ي3 123اء 1ا23 12ّا3 12ا3 أ123ة 123ة 12َ3 م123ة م1ا2ِ3 "
    "1ا23ة 1وا23 است12ا3 - 12ي3 أ123اء"
)
_PARTS = _PATTERNS_TEXT.replace("-", "").split(" ")
_PATTERNS = tuple(zip(_PARTS[::2], _PARTS[1::2], strict=True))
# A word list of common nouns: singular, broken plural. Chosen by hand for the test only.
_COMMON = (
    "وزير وزراء|مدينة مدن|سعر أسعار|خبر أخبار|شارع شوارع|مشروع مشاريع|طفل أطفال|"
    "مدرسة مدارس|طريق طرق|مصنع مصانع|قرار قرارات|شركة شركات|حريق حرائق|سوق أسواق|"
    "عامل عمال|محصول محاصيل|فرن أفران|بئر آبار|مستشفى مستشفيات|محكمة محاكم|"
    "لاعب لاعبون|فريق فرق|حي أحياء|جسر جسور|منزل منازل|مؤتمر مؤتمرات|مجلس مجالس|"
    "صحيفة صحف|كتاب كتب|طالب طلاب|معلم معلمون|طبيب أطباء|دواء أدوية|مزرعة مزارع|"
    "نهر أنهار|قانون قوانين|تقرير تقارير|شاحنة شاحنات|رحلة رحلات|بيت بيوت|"
    "عائلة عائلات|برنامج برامج|مركز مراكز|منطقة مناطق|حكومة حكومات|بلدية بلديات|"
    "محافظة محافظات|اتفاق اتفاقات|اجتماع اجتماعات|زيارة زيارات"
)
_FRAMES = (
    "قال",
    "أعلنت",
    "في",
    "من",
    "إلى",
    "على",
    "عن",
    "بعد",
    "قبل",
    "خلال",
    "مع",
    "إن",
    "أن",
    "التي",
    "الذي",
    "كان",
    "بين",
    "حتى",
    "هذا",
    "لا",
)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A noun with its plurals; `broken` is empty where only the sound plural exists."""

    base: str
    broken: str

    @property
    def stem(self) -> str:
        return self.base.removesuffix("ة")


@dataclass(frozen=True, slots=True)
class Story:
    """An invented article with the lexemes of its headline."""

    id: int
    title: str
    body: str
    about: tuple[tuple[Lexeme, str], ...]


def vocabulary(size: int, chance: random.Random) -> list[Lexeme]:
    """Common nouns and words from invented roots, mixed."""
    common = [Lexeme(*pair.split()) for pair in _COMMON.split("|")]
    made: dict[str, Lexeme] = {}
    while len(made) < size:
        root = chance.sample(_CONSONANTS, 3)
        singular, plural = chance.choice(_PATTERNS)
        fill = {"1": root[0], "2": root[1], "3": root[2], "َ": "", "ِ": "", "ّ": ""}
        base = "".join(fill.get(sign, sign) for sign in singular)
        made.setdefault(base, Lexeme(base, "".join(fill.get(sign, sign) for sign in plural)))
    words = list(made.values())
    step = max(1, size // 4 // len(common))
    for place, lexeme in enumerate(common):
        words.insert(place * step, lexeme)
    return words


def inflected(lexeme: Lexeme, chance: random.Random, *, number: str = "") -> str:
    """The noun in some number, with an ending and a prefix that go together."""
    number = number or chance.choices(("one", "many", "two"), (72, 26, 2))[0]
    pronoun = chance.choice(("ه", "ها", "هم", "نا")) if chance.random() < 0.06 else ""
    word = lexeme.base
    if number == "many":
        if lexeme.broken:
            word = lexeme.broken
        elif lexeme.base.endswith("ة") or (len(lexeme.base) > 4 and chance.random() < 0.4):
            word = f"{lexeme.stem}ات"
        else:
            word, pronoun = f"{lexeme.stem}{chance.choice(('ين', 'ون'))}", ""
    elif number == "two":
        word, pronoun = f"{lexeme.stem}{'ت' if lexeme.base.endswith('ة') else ''}ين", ""
    if pronoun and word.endswith("ة"):
        word = f"{word[:-1]}ت"
    prefixes = (
        ("", "و", "ب", "ل", "ف")
        if pronoun
        else ("", "ال", "وال", "بال", "لل", "و", "ب", "ل", "فال", "كال")
    )
    weights = (60, 12, 10, 10, 3) if pronoun else (44, 38, 4, 4, 4, 2, 2, 1.5, 0.3, 0.2)
    return f"{chance.choices(prefixes, weights)[0]}{word}{pronoun}"


# How many forms of a word the texts draw from, and how many of its words a text takes up again.
_FORMS = 12
_AGAIN = 0.12
_FRAME_SHARE = 0.26


def stories(count: int, *, words: int, seed: int) -> Iterator[Story]:
    """Articles of about so many words, their vocabulary spread as Zipf found it.

    The forms of each word are made once and drawn from: a fifth of a millisecond an article.
    """
    chance = random.Random(seed)
    lexemes = vocabulary(6_000, chance)
    spread = [1 / (place + 4) ** 1.05 for place in range(len(lexemes))]
    weights = list(accumulate(spread))
    forms = [inflected(lexeme, chance) for lexeme in lexemes for _ in range(_FORMS)]
    shares = [share / _FORMS for share in spread for _ in range(_FORMS)]
    frames = weights[-1] * _FRAME_SHARE / (1 - _FRAME_SHARE) / len(_FRAMES)
    forms += _FRAMES
    in_texts = list(accumulate([*shares, *([frames] * len(_FRAMES))]))
    for number in range(1, count + 1):
        drawn = chance.choices(lexemes, cum_weights=weights, k=chance.randint(5, 8))
        about = [(lexeme, inflected(lexeme, chance)) for lexeme in dict.fromkeys(drawn)]
        title = " ".join(form for _, form in about)
        body = chance.choices(forms, cum_weights=in_texts, k=int(words / (1 - _FRAME_SHARE)))
        for _ in range(int(_AGAIN * words)):
            body[chance.randrange(len(body))] = inflected(chance.choice(about)[0], chance)
        yield Story(number, title, " ".join(body), tuple(about))


def altered(story: Story, chance: random.Random) -> str | None:
    """Words of the headline, each in a form that the article does not hold."""
    held = set(tokens(f"{story.title} {story.body}"))
    words = []
    for lexeme, form in _picked(story, chance):
        number = "many" if lexeme.broken and fold(lexeme.broken) in fold(form) else ""
        for _ in range(40):
            word = inflected(
                lexeme,
                chance,
                number=number
                or chance.choice(("one", "two") if lexeme.broken else ("one", "many", "two")),
            )
            if fold(word) not in held:
                words.append(word)
                break
        else:
            return None
    return " ".join(words)


def careless(story: Story, chance: random.Random) -> str:
    """Words of the headline as people type them on a phone."""
    return " ".join(carelessly(form, chance) for _, form in _picked(story, chance))


def plain(story: Story, chance: random.Random) -> str:
    """The headline's own words."""
    return " ".join(form for _, form in _picked(story, chance))


def singular_for_broken(story: Story, chance: random.Random) -> str | None:
    """The headline's words, the singular in place of each broken plural."""
    picked = [
        (lexeme, form)
        for lexeme, form in story.about
        if lexeme.broken and fold(lexeme.broken) in fold(form)
    ]
    others = [form for lexeme, form in story.about if (lexeme, form) not in picked]
    if not picked:
        return None
    chance.shuffle(others)
    words = [lexeme.base for lexeme, _ in picked[:2]]
    return " ".join([*words, *others[: 3 - len(words)]])


def _picked(story: Story, chance: random.Random) -> list[tuple[Lexeme, str]]:
    count = min(len(story.about), chance.choice((2, 3, 3, 4)))
    places = sorted(chance.sample(range(len(story.about)), count))
    return [story.about[place] for place in places]


def carelessly(word: str, chance: random.Random) -> str:
    """A word as people type it on a phone: no hamza, ه for ة, a slip of the finger."""
    for right, wrong in (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ة", "ه"), ("ى", "ي"), ("ئ", "ي")):
        if chance.random() < 0.7:
            word = word.replace(right, wrong)
    lot = chance.random()
    if lot < 0.15 and word.startswith("ال"):
        return word[2:]
    if lot < 0.25 and not word.startswith("ال"):
        return f"ال{word}"
    if lot < 0.3:
        return f"{word[:2]}ـــ{word[2:]}"
    if lot < 0.4 and len(word) > 5:
        at = chance.randrange(1, len(word) - 1)
        return chance.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
            )
        )
    return word
