"""What people and a broken Telegram may send: forged presses, questions, updates of any shape."""

import copy
import dataclasses
import string
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final, get_type_hints

from hypothesis import strategies as st

from bot.posts.actions.encoding import MAX_BYTES, PREFIXES, Action, encode
from tests.articles import NOON
from tests.handlers.offstage import GROUP, PLACES, STRANGER, forged
from tests.handlers.stage import LAYLA

NUMBERS = st.one_of(st.integers(0, 12), st.sampled_from((200, 999, 2**31, 2**62, 2**63 - 1)))


def fields(action: type[Action]) -> st.SearchStrategy[Action]:
    """Any values that such an action can have."""
    hints = get_type_hints(action)
    values: list[st.SearchStrategy[Any]] = []
    for one in dataclasses.fields(action):
        kind = hints[one.name]
        if issubclass(kind, StrEnum):
            values.append(st.sampled_from(list(kind)))
        elif kind is str:
            values.append(st.text(string.ascii_letters + string.digits + "-_", max_size=50))
        else:
            values.append(st.booleans() if kind is bool else NUMBERS)
    return st.builds(action, *values)


def written(action: Action) -> str:
    """As its button would have it, or as nearly as fits."""
    try:
        return encode(action)
    except ValueError:
        return f"{action}"


def within_bytes(text: str) -> str:
    return text.encode(errors="ignore")[:MAX_BYTES].decode(errors="ignore")


PARTS = st.lists(st.one_of(NUMBERS.map(str), st.text(max_size=3)), max_size=5)
DATA = st.one_of(
    st.one_of([fields(action) for action in PREFIXES.values()]).map(written),
    st.tuples(st.sampled_from(sorted(PREFIXES)), PARTS).map(lambda p: ":".join((p[0], *p[1]))),
    st.text(min_size=1, max_size=MAX_BYTES),
).map(within_bytes)

Update = dict[str, Any]
MOMENT: Final = int(NOON.timestamp())
PERSON: Final[Update] = {"id": LAYLA, "is_bot": False, "first_name": "ليلى", "language_code": "ar"}
PRIVATE: Final[Update] = {"id": LAYLA, "type": "private", "first_name": "ليلى"}
MEMBER: Final[Update] = {"status": "member", "user": PERSON}
COMMANDS: Final = (
    "/start", "/latest", "/tags", "/tag", "/search", "/settings", "/export", "/forget", "/why",
    "/mute", "/alert", "/digest", "/channels", "/post", "/status", "/failed", "/held", "/privacy",
    "/help", "/pause", "/quiet", "/التقارير",
)  # fmt: skip
WORDS: Final = (
    "المدينة", "خبر", "من", "إلى", "منذ أسبوع", "بين 1 و 2", "٢٠٢٤", "20 كانون الثاني", "أو", "-",
    '"', "“", "#وسم", "*", "(", ")", ":", "NEAR", "AND", "OR", "NOT", "^", ";", "%", "\\", "\0",
    "\u202e", "\u200f", "\u0651", "ا" * 40, "ديرالزور", "هتش", "Idlib",
    "https://news.example/1/khabar/",
    "31/02/2024", "99999999999999999999", "قبل مليون سنة", "شو", "الماضي", "1-1-1", "\U0001f4a3",
)  # fmt: skip


def private(text: str, **more: Any) -> Update:
    """A message in the private chat; what begins with a slash is marked as a command."""
    message = {"message_id": 9, "date": MOMENT, "chat": PRIVATE, "from": PERSON, "text": text}
    if text.startswith("/"):
        length = len(text.split(maxsplit=1)[0].encode("utf-16-le", "replace")) // 2
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return {"update_id": 1, "message": message | more}


def inline(query: str) -> Update:
    return {
        "update_id": 1,
        "inline_query": {"id": "1", "from": PERSON, "query": query, "offset": ""},
    }


def _kinds() -> Iterator[Update]:
    """An honest update of each kind that the bot asks for, and of some that it does not."""
    group = {"id": GROUP, "type": "supergroup", "title": "السوق"}
    yield private("/latest")
    yield private("المدينة")
    yield private("/start a1", reply_to_message={"message_id": 3, "date": MOMENT, "chat": PRIVATE})
    yield private(
        "خبر", forward_origin={"type": "hidden_user", "date": MOMENT, "sender_user_name": "x"}
    )
    yield {"update_id": 1, "edited_message": private("خبر")["message"] | {"edit_date": MOMENT}}
    yield private("/settings", chat=group)
    yield private("", chat=group, new_chat_members=[PERSON])
    yield private("", chat=group, migrate_to_chat_id=GROUP - 1)
    yield private("", chat=group, left_chat_member=PERSON)
    yield private("", photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}])
    channel = {"id": -1001000000002, "type": "channel", "title": "قناة"}
    post = {"message_id": 4, "date": MOMENT, "chat": channel, "text": "خبر"}
    yield {"update_id": 1, "channel_post": post}
    for chat in (PRIVATE, group, channel):
        changed = {
            "chat": chat, "from": PERSON, "date": MOMENT,
            "old_chat_member": MEMBER, "new_chat_member": MEMBER | {"status": "left"},
        }  # fmt: skip
        yield {"update_id": 1, "my_chat_member": changed}
    yield inline("المدينة")
    yield forged(1, "a:1", "private")
    yield forged(1, "a:1", "group")
    chosen = {"result_id": "1", "from": PERSON, "query": "x"}
    yield {"update_id": 1, "chosen_inline_result": chosen}
    yield {"update_id": 1, "message_of_the_future": {"x": 1}}


KINDS: Final = tuple(_kinds())
JUNK: Final = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from((0, -1, 2**31, 2**53, 2**63, -(2**63), 10**30))
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(("\ud800", "\0", "private", "channel", "creator", "x" * 5000)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    names = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for name in names:
        yield from _places(value[name], (*path, name))


@st.composite
def updates(draw: st.DrawFn) -> Update:
    """An honest update in which some values were replaced, removed or added."""
    update: Any = copy.deepcopy(draw(st.sampled_from(KINDS)))
    for _ in range(draw(st.integers(0, 3))):
        places = list(_places(update))
        if not places:
            break
        *way, name = draw(st.sampled_from(places))
        holder = update
        for step in way:
            holder = holder[step]
        accident = draw(st.sampled_from(("replace", "remove", "add", "swap")))
        if accident == "remove":
            del holder[name]
        elif accident == "add" and isinstance(holder, dict):
            holder[
                draw(st.sampled_from(("text", "caption", "entities", "from", "sender_chat")))
            ] = draw(JUNK)
        elif accident == "swap":
            other: Any = draw(st.sampled_from(KINDS))
            holder[name] = copy.deepcopy(next(iter(other.values())) if other else None)
        else:
            holder[name] = draw(JUNK)
    return dict(update)


def presses() -> st.SearchStrategy[Update]:
    """A press of any data, from anywhere."""
    return st.builds(forged, st.just(1), DATA, st.sampled_from(PLACES))


def questions() -> st.SearchStrategy[Update]:
    """A search, a command with arguments, or an inline query, of words and signs in any order."""
    word = st.sampled_from(WORDS) | st.text(max_size=12)
    text = st.lists(word, min_size=1, max_size=12).flatmap(
        lambda words: st.sampled_from((" ", "", "\n", " - ", " أو ")).map(lambda by: by.join(words))
    )
    asked = st.builds("{} {}".format, st.sampled_from(COMMANDS), text) | text
    return st.builds(private, asked.filter(str.strip)) | st.builds(inline, text)


def shapes() -> dict[str, Update]:
    """What is long, deep or many, up to what Telegram's own limits would let through and beyond."""
    long = {
        "one word": "ا" * 4096,
        "one letter and a million marks": "ا" + "\u0651" * 1_000_000,
        "words": "خبر " * 200_000,
        "exclusions": "-خبر " * 2000,
        "quotes": '"' * 4096,
        "hashtags": "#وسم " * 2000,
        "dates": "من 1/1/2024 إلى 2/2/2024 " * 200,
        "brackets": "(" * 4096,
        "near words": "ديرالزور خاشق جي " * 300,
        "alternatives": "خبر أو " * 1000,
        "numbers": "9" * 4096,
        "links": "https://news.example/1/khabar/ " * 200,
    }
    found = {name: private(text[:1_000_000]) for name, text in long.items()}
    found |= {f"{name}, inline": inline(text[:4096]) for name, text in long.items()}
    found |= {f"{name}, /tag": private(f"/tag {text[:4090]}") for name, text in long.items()}
    entity = {"type": "bot_command", "offset": 0, "length": 7}
    found["100,000 entities"] = private("/latest", entities=[entity] * 100_000)
    found["a stranger's press"] = forged(1, "f:1:1", "stranger") | {"x": {"chat": STRANGER}}
    return found
