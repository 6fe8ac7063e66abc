"""Search of text that this project did not write, beside plain full-text search and PyStemmer.

Each sentence of the corpus at `KHABAR_EASC` is an article: its beginning is the headline, the
sentences after it are the text. Queries are words of a headline, changed by rules that know
nothing of the analysis. Without the corpus nothing is measured; without PyStemmer it is left out.
"""

import json
import os
import random
import re
import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from benchmarks import Figure
from benchmarks.indexed_archive import (
    RESULTS,
    ArchivedText,
    found_ids,
    index,
    reciprocal_rank,
    store_rows,
)
from benchmarks.invented import carelessly
from benchmarks.summary import DEFAULT
from bot.arabic.normalize import fold
from bot.arabic.sentences import split
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens
from storage.engine.opening import open_database

NOW = datetime(2026, 1, 1, tzinfo=UTC)
QUERIES = 500
HEADLINE_WORDS, TEXT_SENTENCES = 10, 5
TITLE_WEIGHT = 5.0
_ARABIC = re.compile("[\u0621-\u064a]{4,}")
_PREFIXES = ("", "ال", "و", "ب", "ل", "ف", "ك", "وال", "بال", "لل", "فال", "كال")
_JOINED = ("و", "ب", "ل", "ف", "ك")
_PRONOUNS = ("ها", "هم", "ه", "نا")
_CHANGED, _PLAIN_LETTERS = 0.35, 0.3
GOALS = {"altered": 0.92, "careless": 0.95, "plain": 0.97}


@dataclass(frozen=True, slots=True)
class Item:
    """An article that a query must find again."""

    id: int
    title: str
    text: str


def items(path: Path) -> list[Item]:
    """Every sentence of six words or more, with those after it."""
    made: list[Item] = []
    for line in path.read_text("utf-8").splitlines():
        sentences = split(json.loads(line)["text"])
        for place, sentence in enumerate(sentences):
            words = sentence.split()
            if len(words) > TEXT_SENTENCES:
                text = " ".join(sentences[place : place + TEXT_SENTENCES])
                made.append(Item(len(made) + 1, " ".join(words[:HEADLINE_WORDS]), text))
    return made


def _without_article(word: str) -> str:
    for prefix in ("وال", "بال", "فال", "كال", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) > 2:
            return word[len(prefix) :]
    return word


def _altered(word: str, chance: random.Random) -> str:
    """Another article or particle, another ending, hamza left out."""
    base = _without_article(word)
    if base == word and word[0] in _JOINED and chance.random() > _CHANGED:
        return word
    pronoun = ""
    if chance.random() < _CHANGED:
        if base.endswith("ة"):
            pronoun = chance.choice(("ات", "تها", "تهم", "ته", "تين"))
            base = base[:-1]
        elif base.endswith("ات") and len(base) > 5:
            base = f"{base[:-2]}ة"
        elif base.endswith(("ين", "ون")) and len(base) > 5:
            base = base[:-2]
        elif not base.endswith(("ى", "ي", "ا", "و", "ء")):
            pronoun = chance.choice((*_PRONOUNS, "ين", "ات"))
    prefix = chance.choice(_JOINED if pronoun.endswith(_PRONOUNS) else _PREFIXES)
    if chance.random() < _PLAIN_LETTERS:
        base = re.sub("[أإآ]", "ا", base).replace("ئ", "ي").replace("ؤ", "و")
    return f"{prefix}{base}{pronoun}"


MAKERS: dict[str, Callable[[str, random.Random], str]] = {
    "altered": _altered,
    "careless": carelessly,
    "plain": lambda word, _: word,
}


def queries(kind: str, made: list[Item]) -> list[tuple[int, str]]:
    """Two to four words of a headline each; altered ones in forms that the article lacks."""
    chance = random.Random(17)
    found: list[tuple[int, str]] = []
    for item in chance.sample(made, len(made)):
        held = {*tokens(item.title), *tokens(item.text)}
        words = [
            word
            for word in dict.fromkeys(_ARABIC.findall(item.title))
            if fold(word) not in STOP_WORDS
        ]
        asked: list[str] = []
        for word in chance.sample(words, min(len(words), chance.choice((2, 3, 3, 4)))):
            tries = (MAKERS[kind](word, chance) for _ in range(30))
            form = next((f for f in tries if kind != "altered" or fold(f) not in held), "")
            if form:
                asked.append(form)
        if len(asked) > 1:
            found.append((item.id, " ".join(asked)))
    return found[:QUERIES]


async def own(made: list[Item], sets: dict[str, list[tuple[int, str]]]) -> dict[str, float]:
    """MRR@10 of this project's search."""
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(Path(folder) / "items.db")
        await database.migrate()
        async with database.transaction() as connection:
            await store_rows(connection, [item.id for item in made])
            ages = random.Random(3).sample(range(len(made)), len(made))
            texts = [
                ArchivedText(item.id, NOW - timedelta(hours=4 * age), item.title, item.text)
                for item, age in zip(made, ages, strict=True)
            ]
            await index(connection, texts)
        found: dict[str, float] = {}
        async with database.reading() as connection:
            for kind, asked in sets.items():
                ranks = []
                for wanted, text in asked:
                    ids = await found_ids(connection, text, now=NOW)
                    ranks.append(reciprocal_rank(wanted, ids))
                found[kind] = statistics.fmean(ranks)
        await database.close()
    return found


def plain_index(
    made: list[Item], sets: dict[str, list[tuple[int, str]]], analyse: Callable[[str], str]
) -> dict[str, float]:
    """MRR@10 of FTS5 over words as analysed: all words first, then any, the headline first."""
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table items using fts5 (title, text)")
    connection.executemany(
        "insert into items (rowid, title, text) values (?, ?, ?)",
        [(item.id, analyse(item.title), analyse(item.text)) for item in made],
    )
    found: dict[str, float] = {}
    for kind, asked in sets.items():
        ranks = []
        for wanted, text in asked:
            words = [f'"{word}"' for word in analyse(text).split()]
            ids: list[int] = []
            for operator in (" AND ", " OR "):
                rows = connection.execute(
                    """
                    select rowid
                    from items
                    where items match ?
                    order by bm25(items, ?, 1.0)
                    limit 10
                    """,
                    (operator.join(words), TITLE_WEIGHT),
                )
                ids += [row[0] for row in rows if row[0] not in ids]
            ranks.append(reciprocal_rank(wanted, ids[:RESULTS]))
        found[kind] = statistics.fmean(ranks)
    connection.close()
    return found


async def measure() -> list[Figure]:
    path = Path(os.environ.get("KHABAR_EASC", DEFAULT))
    if not path.is_file():
        return []
    made = items(path)
    sets = {kind: queries(kind, made) for kind in GOALS}
    systems = {
        "own": await own(made, sets),
        "FTS5": plain_index(made, sets, lambda text: text),
        "FTS5, letters folded": plain_index(made, sets, lambda text: " ".join(tokens(text))),
    }
    if find_spec("Stemmer") is not None:
        stemmer = import_module("Stemmer").Stemmer("arabic")
        systems["FTS5 and PyStemmer"] = plain_index(
            made, sets, lambda text: " ".join(stemmer.stemWords(tokens(text)))
        )
    return [
        Figure(
            f"known items: MRR@10, {kind}, {name}",
            value,
            "",
            f">= {GOALS[kind]}" if name == "own" else "compared",
            name != "own" or value >= GOALS[kind],
        )
        for name, values in systems.items()
        for kind, value in values.items()
    ]
