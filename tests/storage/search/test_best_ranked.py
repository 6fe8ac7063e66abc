"""The best are found without each being scored: they are those that scoring all of them gives."""

import random

import pytest

from storage.models import SearchWord
from storage.search.best_ranked import best_ranked
from storage.search.ranking import Document, Evidence, Scorer

NOW_SECONDS = 1_780_000_000
WORDS = ["بلدية", "مياه", "شارع", "سوق", "جسر", "وزير"]
OTHERS = ["ثلج", "كتاب", "ملعب", "قمح", "فريق", "نهر"]


def asked(chance: random.Random) -> list[SearchWord]:
    """One to three words; some may also mean two others in a row."""
    return [
        SearchWord(
            surface=f"ال{word}",
            stem=word,
            base=word,
            meanings=((OTHERS[0], OTHERS[1]),) if chance.random() < 0.3 else (),
        )
        for word in chance.sample(WORDS, chance.randint(1, 3))
    ]


def documents(chance: random.Random, words: int) -> tuple[list[Document], dict[int, Evidence]]:
    """What was found by a text: some headlines hold words of the query, most hold none."""
    found: dict[int, Evidence] = {}
    listed = []
    for place in range(60):
        title = chance.choices([*OTHERS, *(WORDS if chance.random() < 0.3 else ())], k=5)
        prominent = " ".join(chance.choices([*WORDS, *OTHERS], k=4))
        number = NOW_SECONDS - chance.randrange(90 * 86_400) * 2 - place % 2
        shown = " ".join(title)
        listed.append(Document(number, place, shown, shown, prominent))
        found[number] = Evidence(
            tuple(chance.choice((0.0, 0.07, 0.15)) for _ in range(words)),
            together=chance.random() < 0.1,
            all_words=chance.random() < 0.5,
        )
    return listed, found


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("wanted", [0, 1, 10, 59, 200])
def test_the_best_are_those_of_all_that_score_highest(seed: int, wanted: int) -> None:
    """In the same order, with the same scores; of as good ones the newer comes first."""
    chance = random.Random(seed)
    words = asked(chance)
    listed, found = documents(chance, len(words))
    weights = [chance.uniform(0.5, 7.0) for _ in words]
    scorer = Scorer(words, weights, NOW_SECONDS)
    everything = [(scorer.score(one, found[one.id]), one) for one in listed]
    everything.sort(key=lambda row: (-row[0], -row[1].id))
    assert best_ranked(scorer, listed, found, wanted) == everything[:wanted]
