"""Three hundred queries in twelve kinds, made by rule from the headlines of a real archive.

The archive lies at `KHABAR_EVAL` and is no part of the project: lines of JSON with `title` and
`text`, compressed. Where it is missing nothing is measured. The rules change words as people do on
a phone, and know nothing of the analysis.
"""

import json
import lzma
import os
import random
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import Figure
from benchmarks.indexed_archive import ArchivedText, found_ids, index, store_rows
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
from storage.engine.database import Connection, Database
from storage.engine.opening import open_database

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FOLDER = Path(os.environ.get("KHABAR_EVAL", Path(__file__).parents[2] / "shared" / "eval"))
FILES = ("news-train.jsonl.xz", "news-dev.jsonl.xz")
EACH = 25
SEED = 41
NONE, IN_TEN, FIRST = 0.02, 0.93, 0.80
_LONG = 6
_SPACING = timedelta(hours=3)
_CONFUSED_TEXT = "ظ-ضز ض-ظ ذ-زد ز-ذ ث-ست س-ص ص-س ق-أك ج-غ غ-ج ط-ت ت-ط"
_CONFUSED = dict(pair.split("-") for pair in _CONFUSED_TEXT.split())
_ROMAN_TEXT = (
    "ا-a ب-b ت-t ث-th ج-j ح-h خ-kh د-d ذ-th ر-r ز-z س-s ش-sh ص-s ض-d ط-t ظ-z ع-a غ-gh ف-f ق-q "
    "ك-k ل-l م-m ن-n ه-h و-o ي-i ء-"
)
_ROMAN = dict(pair.split("-") for pair in _ROMAN_TEXT.split())
_ASKING = ("شو صار ب", "ليش ", "شو قصة ", "وين صار ", "امتى ", "شو عم يصير ب", "هلق ", "مين ")
_QUESTIONS = ("لماذا ", "كيف ", "ما هو ", "متى ", "هل ", "ماذا حدث في ", "أين ")
_SHORT = (
    ("UN", "الامم المتحده"),
    ("EU", "الاتحاد الاوروبي"),
    ("داعش", "الدوله الاسلاميه"),
    ("FIFA", "الفيفا"),
    ("USA", "الولايات المتحده"),
    ("NATO", "الناتو"),
    ("حماس", "حركه حماس"),
    ("الفيفا", "فيفا"),
    ("BBC", "بي بي سي"),
    ("CIA", "سي اي"),
    ("قسد", "سوريا الديمقراطيه"),
    ("UK", "بريطانيا"),
    ("PKK", "العمال الكردستاني"),
    ("الأمم", "الامم المتحده"),
    ("ISIS", "الدوله الاسلاميه"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """An article of the archive, and the words of its headline that tell something."""

    id: int
    title: str
    text: str
    words: tuple[str, ...]


Make = Callable[[Item, random.Random, Counter[str]], str | None]


def articles(*names: str) -> Iterator[Item]:
    """The articles of the archive, numbered in the order of its files."""
    number = 0
    for name in names:
        with lzma.open(FOLDER / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                number += 1
                told = tuple(w for w in tokens(row["title"]) if w not in STOP_WORDS and len(w) > 2)
                yield Item(number, row["title"], row["text"], told)


def _two(item: Item, chance: random.Random, common: Counter[str]) -> list[str]:
    """The rarest telling words of the headline, in their order."""
    rare = sorted(dict.fromkeys(item.words), key=lambda word: common[word])[:3]
    chosen = chance.sample(rare, min(2, len(rare)))
    return [word for word in dict.fromkeys(item.words) if word in chosen]


def _changed(
    item: Item, chance: random.Random, common: Counter[str], change: Callable[[str], str | None]
) -> str | None:
    words = _two(item, chance, common)
    for place, word in enumerate(words):
        made = change(word)
        if made is not None:
            words[place] = made
            return " ".join(words)
    return None


def _dialect(item: Item, chance: random.Random, common: Counter[str]) -> str:
    return chance.choice(_ASKING) + " ".join(_two(item, chance, common))


def _question(item: Item, chance: random.Random, common: Counter[str]) -> str:
    return chance.choice(_QUESTIONS) + " ".join(_two(item, chance, common))


def _name(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    """A long rare word with a vowel letter more or less, as foreign names are written."""

    def change(word: str) -> str | None:
        inner = word.removeprefix("ال")
        if len(inner) < _LONG - 1:
            return None
        places = [at for at in range(1, len(inner) - 1) if inner[at] in "اوي"]
        if places and chance.random() < 0.6:
            at = chance.choice(places)
            return inner[:at] + inner[at + 1 :]
        at = chance.randrange(2, len(inner))
        return inner[:at] + chance.choice("اوي") + inner[at:]

    return _changed(item, chance, common, change)


def _latin(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    def change(word: str) -> str | None:
        inner = word.removeprefix("ال")
        if len(inner) < 5 or not all(letter in _ROMAN for letter in inner):
            return None
        made = ""
        for at, letter in enumerate(inner):
            if made and made[-1] not in "aoi" and _ROMAN[letter] not in ("a", "o", "i"):
                made += chance.choice(("a", "e", "", "", "i")) if at > 1 else "a"
            made += _ROMAN[letter]
        return made.capitalize()

    return _changed(item, chance, common, change)


def _acronym(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    title = f" {' '.join(tokens(item.title))} "
    for short, whole in chance.sample(_SHORT, len(_SHORT)):
        if f" {whole} " in title:
            others = [word for word in item.words if word not in whole.split()]
            if others:
                return f"{short} {min(others, key=lambda word: common[word])}"
    return None


def _digits(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    numbers = [word for word in tokens(item.title) if word.isdigit()]
    words = [word for word in _two(item, chance, common) if not word.isdigit()]
    if not numbers or not words:
        return None
    number = numbers[0].translate({ord("0") + d: chr(0x660 + d) for d in range(10)})
    return f"{number} {words[0]}"


def _confused(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    def change(word: str) -> str | None:
        places = [at for at, letter in enumerate(word) if letter in _CONFUSED]
        if not places or len(word) < 4:
            return None
        at = chance.choice(places)
        return word[:at] + chance.choice(_CONFUSED[word[at]]) + word[at + 1 :]

    return _changed(item, chance, common, change)


def _slipped(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    def change(word: str) -> str | None:
        if len(word) < 5:
            return None
        at = chance.randrange(2, len(word) - 1)
        return chance.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
            )
        )

    return _changed(item, chance, common, change)


def _neighbours(item: Item, common: Counter[str]) -> list[tuple[str, str]]:
    pairs = zip(tokens(item.title), tokens(item.title)[1:], strict=False)
    told = [pair for pair in pairs if pair[0] in item.words and pair[1] in item.words]
    return sorted(told, key=lambda pair: common[pair[0]] + common[pair[1]])


def _glued(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    pairs = _neighbours(item, common)[:3]
    return "".join(chance.choice(pairs)) if pairs else None


def _split(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    def change(word: str) -> str | None:
        if len(word) < _LONG or word.startswith("ال"):
            return None
        at = chance.randrange(2, len(word) - 1)
        return f"{word[:at]} {word[at:]}"

    return _changed(item, chance, common, change)


def _hashtag(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    pairs = _neighbours(item, common)[:3]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    return chance.choice((f"#{one}_{other}", f"#{one} #{other}", f"#{one} {other}"))


def _pair(item: Item, chance: random.Random, common: Counter[str]) -> str | None:
    pairs = _neighbours(item, common)[:2]
    return " ".join(chance.choice(pairs)) if pairs else None


KINDS: dict[str, Make] = {
    "dialect": _dialect,
    "names": _name,
    "Latin": _latin,
    "acronyms": _acronym,
    "digits": _digits,
    "confused letters": _confused,
    "missing and doubled": _slipped,
    "glued": _glued,
    "split": _split,
    "hashtags": _hashtag,
    "two-word names": _pair,
    "questions": _question,
}


def queries(
    items: Sequence[Item], *, kinds: dict[str, Make], seed: int, each: int = EACH
) -> list[tuple[str, int, str]]:
    """So many queries of each kind, with the number of the article that each was made from."""
    common = Counter(word for item in items for word in {*item.words, *tokens(item.text)})
    made: list[tuple[str, int, str]] = []
    for kind, make in kinds.items():
        chance = random.Random(f"{seed} {kind}")
        found = 0
        for item in chance.sample(items, len(items)):
            if len(item.words) > 2 and (text := make(item, chance, common)) is not None:
                made.append((kind, item.id, text))
                found += 1
                if found == each:
                    break
    return made


async def filled(path: Path, items: Sequence[Item]) -> Database:
    """A database with the articles, three hours apart in an order of chance."""
    database = await open_database(path)
    await database.migrate()
    ages = random.Random(3).sample(range(len(items)), len(items))
    async with database.transaction() as connection:
        await store_rows(connection, [item.id for item in items])
        texts = [
            ArchivedText(item.id, NOW - _SPACING * age, item.title, item.text)
            for item, age in zip(items, ages, strict=True)
        ]
        await index(connection, texts)
    return database


async def rank(connection: Connection, text: str, wanted: int) -> int:
    """The place of an article among the first ten; 0 behind them, -1 where nothing was found."""
    ids = await found_ids(connection, text, now=NOW)
    return ids.index(wanted) + 1 if wanted in ids else 0 if ids else -1


def figures(name: str, ranks: Sequence[int]) -> list[Figure]:
    """How often nothing, the right one among ten, and the right one first was found."""
    none = statistics.fmean(rank < 0 for rank in ranks)
    in_ten = statistics.fmean(rank > 0 for rank in ranks)
    first = statistics.fmean(rank == 1 for rank in ranks)
    return [
        Figure(f"{name}: nothing", none, "", f"<= {NONE}", none <= NONE),
        Figure(f"{name}: right one in ten", in_ten, "", f">= {IN_TEN}", in_ten >= IN_TEN),
        Figure(f"{name}: right one first", first, "", f">= {FIRST}", first >= FIRST),
    ]


async def measure() -> list[Figure]:
    if not (FOLDER / FILES[0]).is_file():
        return []
    items = list(articles(*FILES))
    asked = queries(items, kinds=KINDS, seed=SEED)
    with tempfile.TemporaryDirectory() as folder:
        database = await filled(Path(folder) / "news.db", items)
        async with database.reading() as connection:
            ranks = [await rank(connection, text, wanted) for _, wanted, text in asked]
        await database.close()
    return figures("queries of real news", ranks)
