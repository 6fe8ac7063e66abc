"""Defines the settings of a chat: their questions, their answers and what each stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.i18n import LANGUAGES, Translator, mark
from bot.posts.actions.settings import Menu, Setting
from storage.models import MAX_ALBUM, Chat, PostFormat

# Minutes of the day; the first is "never".
QUIET_HOURS = ((0, 0), (22 * 60, 7 * 60), (23 * 60, 8 * 60), (0, 6 * 60))
DIGESTS: tuple[tuple[int, ...], ...] = ((), (20,), (8, 20), (8, 14, 20))
ZONES = (
    "Asia/Damascus",
    "Europe/Istanbul",
    "Asia/Beirut",
    "Asia/Amman",
    "Asia/Riyadh",
    "Africa/Cairo",
    "Europe/Berlin",
    "America/New_York",
)
PAUSES = (None, timedelta(days=1), timedelta(days=3), timedelta(days=7))
# Photos of a gallery in one post; one is no album.
ALBUMS = (MAX_ALBUM, 4, 1)
FORMATS = (PostFormat.PHOTO, PostFormat.TEXT, PostFormat.HEADLINE)


@dataclass(frozen=True, slots=True)
class SettingQuestion:
    """Holds one page of the settings: a question, its answers in the order of their numbers."""

    setting: Setting
    text: str
    answers: tuple[str, ...]
    confirmations: tuple[str, ...]


QUESTIONS: dict[Menu, SettingQuestion] = {
    Menu.FORMAT: SettingQuestion(
        Setting.FORMAT,
        mark("<b>How should posts look?</b>\nText alone spares the line where it is slow."),
        (mark("Photo and summary"), mark("Summary without photo"), mark("Headlines only")),
        (
            mark("Posts will come with photo and summary."),
            mark("Posts will come as text, without photos."),
            mark("Posts will be headlines only."),
        ),
    ),
    Menu.ALBUM: SettingQuestion(
        Setting.ALBUM,
        mark("<b>How many photos of a gallery should come?</b>"),
        (mark("An album, up to ten"), mark("Up to four"), mark("One photo")),
        (
            mark("Galleries will come as albums."),
            mark("Galleries will come with up to four photos."),
            mark("Galleries will come with one photo."),
        ),
    ),
    Menu.TOPICS: SettingQuestion(
        Setting.EVERYTHING,
        mark("<b>Which news should come?</b>"),
        (mark("What I follow only"), mark("All news")),
        (
            mark("Only what you follow will come from now on."),
            mark("All news will come from now on."),
        ),
    ),
    Menu.SOUND: SettingQuestion(
        Setting.SOUND,
        mark("<b>Should posts make a sound?</b>"),
        (mark("With sound"), mark("Without sound")),
        (mark("Posts will come with sound."), mark("Posts will come without sound.")),
    ),
    Menu.LANGUAGE: SettingQuestion(
        Setting.LANGUAGE,
        mark("<b>Which language should the bot speak?</b>\nThe news stays in its own."),
        (mark("Arabic"), mark("English")),
        (mark("The bot speaks Arabic."), mark("The bot speaks English.")),
    ),
    Menu.DIGEST: SettingQuestion(
        Setting.DIGEST,
        mark(
            "<b>When should news come?</b>\n"
            "Breaking news and alerts come at once, unless you let quiet hours hold them."
        ),
        (
            mark("As it is published"),
            mark("In a digest at 20:00"),
            mark("In a digest at 8:00 and 20:00"),
            mark("In a digest at 8:00, 14:00 and 20:00"),
        ),
        (
            mark("News will come as it is published."),
            mark("News will come in a digest at 20:00."),
            mark("News will come in a digest at 8:00 and 20:00."),
            mark("News will come in a digest at 8:00, 14:00 and 20:00."),
        ),
    ),
    Menu.QUIET: SettingQuestion(
        Setting.QUIET,
        mark("<b>When are your quiet hours?</b>\nBy the clock of your city."),
        (
            mark("Never"),
            mark("From 22:00 to 7:00"),
            mark("From 23:00 to 8:00"),
            mark("From 0:00 to 6:00"),
        ),
        (
            mark("There are no quiet hours."),
            mark("Quiet hours are from 22:00 to 7:00."),
            mark("Quiet hours are from 23:00 to 8:00."),
            mark("Quiet hours are from 0:00 to 6:00."),
        ),
    ),
    Menu.HOLDING: SettingQuestion(
        Setting.HOLDING,
        mark(
            "<b>What should happen in quiet hours?</b>\n"
            "What waits comes in one message when they are over, breaking news too."
        ),
        (mark("Posts come without sound"), mark("Posts wait")),
        (
            mark("In quiet hours posts will come without sound."),
            mark("In quiet hours posts will wait until they are over."),
        ),
    ),
    Menu.ZONE: SettingQuestion(
        Setting.ZONE,
        mark("<b>Which city's clock counts?</b>"),
        (
            mark("Damascus"),
            mark("Istanbul"),
            mark("Beirut"),
            mark("Amman"),
            mark("Riyadh"),
            mark("Cairo"),
            mark("Berlin"),
            mark("New York"),
        ),
        (
            mark("The clock of Damascus counts."),
            mark("The clock of Istanbul counts."),
            mark("The clock of Beirut counts."),
            mark("The clock of Amman counts."),
            mark("The clock of Riyadh counts."),
            mark("The clock of Cairo counts."),
            mark("The clock of Berlin counts."),
            mark("The clock of New York counts."),
        ),
    ),
    Menu.PAUSE: SettingQuestion(
        Setting.PAUSE,
        mark("<b>Pause the news?</b>\nWhat is published in the meantime is not sent later."),
        (mark("No pause"), mark("For a day"), mark("For three days"), mark("For a week")),
        (
            mark("There is no pause: news will come."),
            mark("No news will come for a day."),
            mark("No news will come for three days."),
            mark("No news will come for a week."),
        ),
    ),
    Menu.DELIVERY: SettingQuestion(
        Setting.ACTIVE,
        mark("<b>Should news come here?</b>"),
        (mark("Stopped"), mark("Coming")),
        (mark("No more news will come."), mark("News will come from now on.")),
    ),
}


def current_choice(chat: Chat, setting: Setting, now: datetime) -> int | None:
    """Return the number of the present answer; None where no button has it."""
    answers: dict[Setting, tuple[object, Sequence[object]]] = {
        Setting.FORMAT: (chat.format, FORMATS),
        Setting.ALBUM: (chat.album, ALBUMS),
        Setting.LANGUAGE: (chat.language, LANGUAGES),
        Setting.SOUND: (chat.silent, (False, True)),
        Setting.EVERYTHING: (chat.everything, (False, True)),
        Setting.ACTIVE: (chat.active, (False, True)),
        Setting.QUIET: ((chat.quiet_from, chat.quiet_until), QUIET_HOURS),
        Setting.HOLDING: (chat.quiet_holds, (False, True)),
        Setting.ZONE: (chat.zone_name, ZONES),
        Setting.DIGEST: (chat.digest_hours, DIGESTS),
        Setting.PAUSE: (is_paused(chat, now), (False,)),
    }
    given, choices = answers[setting]
    return choices.index(given) if given in choices else None


def city_name(chat: Chat, translator: Translator) -> str:
    """Return the city whose clock counts for the chat, as its setting names it."""
    if chat.zone_name not in ZONES:
        return chat.zone_name.rpartition("/")[2].replace("_", " ")
    return translator.gettext(QUESTIONS[Menu.ZONE].answers[ZONES.index(chat.zone_name)])


def quiet_hours_text(translator: Translator, chat: Chat, *, city: bool = False) -> str:
    """Return the chat's quiet hours in words, with `city` also by whose clock they are."""
    start, end = (f"{at // 60}:{at % 60:02}" for at in (chat.quiet_from, chat.quiet_until))
    if not city:
        return translator.gettext("From {start} to {end}", start=start, end=end)
    return translator.gettext(
        "From {start} to {end}, by the clock of {city}",
        start=start,
        end=end,
        city=city_name(chat, translator),
    )


def is_paused(chat: Chat, now: datetime) -> bool:
    """Return whether the chat is paused now."""
    return chat.paused_until is not None and chat.paused_until > now
