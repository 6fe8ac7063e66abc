"""Defines the dataclasses and enums of the domain that all packages share."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum


class TagKind(StrEnum):
    """WordPress keeps two taxonomies: free tags, and the hierarchy of sections."""

    TAG = "tag"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag or section of the site; `id` is 0 until it was stored.

    `common` says that it stands on nearly every article of late.
    """

    name: str
    kind: TagKind = TagKind.TAG
    slug: str = ""
    folded: str = ""
    id: int = 0
    common: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    """The lead photo with the newsroom's own caption, the credit apart from it."""

    url: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as it was last read, without anything that the bot adds to it."""

    site_id: str
    url: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    modified: datetime
    excerpt: str = ""
    author: str = ""
    language: str = "ar"
    photo: Photo | None = None
    tags: tuple[Tag, ...] = ()
    breaking: bool = False


class ArticleStatus(StrEnum):
    """`COPY`: same text as an older one; `HELD`: failed the quality gate, an owner decides."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"
    COPY = "copy"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article with what the bot knows about it."""

    id: int
    article: Article
    summary: tuple[str, ...]
    status: ArticleStatus
    first_seen: datetime
    content_hash: str
    revision: int = 1
    photo_file_id: str = ""
    misses: int = 0
    corrected_at: datetime | None = None


class ChatKind(StrEnum):
    """The kinds that differ in limits and in who may change settings."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class InactiveReason(StrEnum):
    """Why a chat gets no posts; a stored value that this version does not know is `UNKNOWN`."""

    # Chosen in the chat.
    STOPPED = "stopped"
    NEVER_STARTED = "never started"
    # Found by Telegram's updates or refusals.
    BLOCKED = "blocked"
    ACCOUNT_DELETED = "account deleted"
    KICKED = "kicked"
    NO_RIGHTS = "no rights"
    CHAT_NOT_FOUND = "chat not found"
    GROUP_DELETED = "group deleted"
    IS_BOT = "is a bot"
    TOPIC_CLOSED = "topic closed"
    TOPIC_DELETED = "topic deleted"
    TOPICS_OFF = "topics off"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, _value: object) -> "InactiveReason":
        return cls.UNKNOWN

    @property
    def chosen(self) -> bool:
        """Whether the chat itself wants no posts, so that nothing waits for its return."""
        return self in {InactiveReason.STOPPED, InactiveReason.NEVER_STARTED}

    @property
    def of_topic(self) -> bool:
        """Whether one topic of a forum was lost, not the whole chat."""
        return self in {
            InactiveReason.TOPIC_CLOSED,
            InactiveReason.TOPIC_DELETED,
            InactiveReason.TOPICS_OFF,
        }


class PostFormat(StrEnum):
    """How much of an article a chat wants in one post."""

    PHOTO = "photo"
    TEXT = "text"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A destination of posts; `thread_id` is 0 outside a forum's topics.

    Quiet hours are minutes of the day in the time zone `zone_name`, none where they are equal; in
    them posts come without sound, or with `quiet_holds` wait until they are over.
    With `digest_hours` (of the same day) news comes gathered then, else at once.
    """

    id: int
    telegram_id: int
    kind: ChatKind
    thread_id: int = 0
    title: str = ""
    language: str = "ar"
    active: bool = True
    inactive_reason: InactiveReason | None = None
    everything: bool = True
    format: PostFormat = PostFormat.PHOTO
    silent: bool = False
    zone_name: str = "Asia/Damascus"
    quiet_from: int = 0
    quiet_until: int = 0
    quiet_holds: bool = False
    paused_until: datetime | None = None
    digest_hours: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Which parts of a post a channel wants beside the headline, and its own line below.

    With `link` the headline is a link to the article; without buttons it always is.
    """

    summary: bool = True
    photo_line: bool = True
    hashtags: bool = True
    buttons: bool = True
    link: bool = False
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed with its validators (RFC 9110, 8.8), its WebSub hub, and how it has fared.

    `cause` is a word for the trouble that has lasted since `failing_since`.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    next_check: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    last_error: str = ""
    polls: int = 0
    failing_since: datetime | None = None
    cause: str = ""
    hub: str = ""


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
    that a word in Latin ones could stand for. `neighbours` are stems of far commoner words that
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What a reader asked for; every tuple is bounded by whoever made it.

    `tags`: for each #tag the folded names it could have, and in `tag_words` its words, which are
    searched for where no such tag is known. `asking`: function words and words of asking, which
    count where a headline holds them and are never required. `joined`: places of two words that
    stood side by side, with what they are written as one word. `since` and `until` are whole days,
    both included.
    """

    words: tuple[SearchWord, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
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

    `treated` tells what was done with the words, `read` is the query that was answered in the end.
    """

    hits: tuple[SearchHit, ...]
    total: int
    more: bool = False
    treated: tuple[Treated, ...] = ()
    read: SearchQuery = SearchQuery()

    @property
    def suggestions(self) -> tuple[tuple[str, str], ...]:
        """Words in whose place another spelling was searched for, with that spelling."""
        instead = (Treatment.RESPELT, Treatment.PARTED, Treatment.JOINED)
        return tuple((t.typed, t.taken) for t in self.treated if t.treatment in instead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """All that is written of an article at once; `not_before` is None where nobody is told.

    `next_recheck` is when it is read again for corrections, `held_for` why an article of
    status `HELD` was held back. `links` are addresses that its text links to on the same site,
    `aliases` further ids by which the site may name it.
    """

    article: Article
    summary: tuple[str, ...]
    terms: IndexTerms
    content_hash: str
    minhash: tuple[int, ...] = ()
    status: ArticleStatus = ArticleStatus.LIVE
    copy_of: int | None = None
    not_before: datetime | None = None
    next_recheck: datetime | None = None
    held_for: str = ""
    links: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
