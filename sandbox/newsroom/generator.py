"""Generated stories without end: sentence frames filled with names, places and numbers."""

import json
import random
from functools import cache
from importlib import resources
from typing import Any

from sandbox.newsroom.models import Kind, Scene, Story
from sandbox.newsroom.wording import PLACEHOLDER_NAMES, fill

BYLINE_SHARE = 0.4
BREAKING_SHARE = 0.05
_KEEP = {name: f"{{{name}}}" for name in PLACEHOLDER_NAMES}


@cache
def _grammar() -> dict[str, Any]:
    file = resources.files("sandbox.newsroom") / "content" / "generator.json"
    grammar: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return grammar


def generated(seed: int, index: int) -> Story:
    """The story number `index` of a seed; the same pair gives the same story."""
    chance = random.Random(f"{seed}/{index}")
    grammar = _grammar()
    frame = grammar["frames"][(index + chance.randrange(3)) % len(grammar["frames"])]
    words = _words(grammar, chance)
    paragraphs = [
        fill(chance.choice(choices), words)
        for choices in frame["paragraphs"]
        if len(choices) > 1 or chance.random() < float(grammar["keep_single"])
    ]
    paragraphs.insert(0, fill(chance.choice(frame["leads"]), words))
    return Story(
        key=f"generated-{index}",
        headline=fill(chance.choice(frame["headlines"]), words),
        paragraphs=tuple(paragraphs),
        section=frame["section"],
        tags=tuple(fill(name, words) for name in frame["tags"]),
        kind=Kind(frame.get("kind", "news")),
        scene=Scene(frame["scene"]),
        caption=fill(frame["caption"], words) + chance.choice(grammar["credits"]),
        byline=chance.choice(grammar["bylines"]) if chance.random() < BYLINE_SHARE else "",
        author=words["reporter"],
        breaking=chance.random() < BREAKING_SHARE,
    )


def _words(grammar: dict[str, Any], chance: random.Random) -> dict[str, str]:
    """A value for each slot of the frames; two slots of one list get two different values."""
    words = dict(_KEEP)
    for name, values in grammar["slots"].items():
        first, second = chance.sample(values, 2)
        words[name], words[f"{name}_2"] = first, second
    # Arabic counts 3 to 10 with a plural, 11 to 99 with an accusative, hundreds with a genitive;
    # the frames word each slot for its range.
    words |= {
        "few": str(chance.randint(3, 10)),
        "days": str(chance.randint(3, 10)),
        "degrees": str(chance.randint(3, 10)),
        "degrees_2": str(chance.randint(19, 42)),
        "hours": str(chance.randint(11, 16)),
        "more": str(chance.randint(11, 45)),
        "many": str(chance.randint(0, 8) * 100 + chance.randint(11, 99)),
        "most": str(chance.randint(2, 19) * 100),
        "percent": str(chance.randint(6, 48)),
        "price": str(chance.randint(4, 96) * 500),
        "price_2": str(chance.randint(97, 180) * 500),
        "goals": str(chance.randint(3, 5)),
        "goals_2": str(chance.randint(0, 2)),
    }
    return words
