"""Defines the dataclasses and enums of queries, indexed words and hits."""

from dataclasses import dataclass
from datetime import date
from enum import Enum


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexTerms:
    """An article's analysed words, each column of the index joined by single spaces.

    `title` and `text` hold surface forms in order (`text` begins with the title); `title_stems`
    one entry for each title word, its stems joined by "|"; `text_stems` each stem once;
    `prominent` the stems that carry the article; `spellings` an entry for each different word of
    title, text and tags: the word without joined particles, its skeleton and its stems, by "|".
    """

    title: str
    title_stems: str
    text: str
    text_stems: str
    prominent: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchWord:
    """One word of a query: as typed (folded), its stem, and weaker stems that it could mean.

    `base` is the word without joined particles. `meanings` are other names of the same thing:
    each a set of stems that an article holds together. `spellings` are forms in Arabic letters
    that a word in Latin ones could stand for, `letters` what each of its letters is called, in one
    or more spellings, where it may be an acronym. `neighbours` are stems of far commoner words that
    it could be a slip for.
    """

    surface: str
    stem: str
    variants: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    base: str = ""
    meanings: tuple[tuple[str, ...], ...] = ()
    spellings: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    letters: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What a reader asked for; every tuple is bounded by whoever made it.

    `tags`: for each #tag the folded names it could have, and in `tag_words` its words, which are
    searched for where no such tag is known. `phrase_words` rank what holds the phrases, where
    no other word was asked for. `asking`: function words and words of asking, which
    count where a headline holds them and are never required. `joined`: places of two words that
    stood side by side, with what they are written as one word. `since` and `until` are whole days,
    both included.
    """

    words: tuple[SearchWord, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    phrase_words: tuple[SearchWord, ...] = ()
    excluded: tuple[SearchWord, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    tags: tuple[tuple[str, ...], ...] = ()
    tag_words: tuple[tuple[SearchWord, ...], ...] = ()
    asking: tuple[str, ...] = ()
    joined: tuple[tuple[int, int, str], ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is left to search by."""
        return not (self.words or self.phrases or self.tags or self.since or self.until)


class Treatment(Enum):
    """What was done with a word of a query that no article holds as it was typed, or few."""

    RESPELT = "the nearest spelling was searched for in its place"
    PARTED = "it was taken for several words written as one"
    JOINED = "it was taken for one word written as two"
    ALSO = "a word near to it was searched for as well"
    DROPPED = "no article holds it, so it was not required"
    UNTAGGED = "no such tag has articles, so its words were searched for"


@dataclass(frozen=True, slots=True)
class Treated:
    """A word as typed, what was searched for, and why; both are folded."""

    treatment: Treatment
    typed: str
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit stands where it does: a part of its score, and for a word where it was found."""

    what: str
    worth: float
    word: str = ""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An article that was found; a higher score is better and means nothing by itself."""

    article_id: int
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of hits. `total` is counted up to a bound; `more` says that it was reached.

    `full` of all hold everything that was asked for; the rest hold most of the words, or some that
    are near to them. `treated` tells what was done with the words, `read` is the query
    that was answered in the end.
    """

    hits: tuple[SearchHit, ...]
    total: int
    full: int = 0
    more: bool = False
    treated: tuple[Treated, ...] = ()
    read: SearchQuery = SearchQuery()

    @property
    def suggestions(self) -> tuple[tuple[str, str], ...]:
        """Words in whose place another spelling was searched for, with that spelling."""
        instead = (Treatment.RESPELT, Treatment.PARTED, Treatment.JOINED)
        return tuple((t.typed, t.taken) for t in self.treated if t.treatment in instead)
