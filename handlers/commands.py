"""Holds the table of commands in chats, in the order in which Telegram's menu shows them."""

from dataclasses import dataclass

from bot.i18n import mark
from handlers.context import Handler
from handlers.desk import chats, post_article, statistics
from handlers.owner import announcement, failed_posts, held_articles, status
from handlers.reader import articles, privacy, search, start, tags
from handlers.reader import help as help_command
from handlers.reader.following import alerts, subscriptions
from handlers.reader.settings import show as settings


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and its description in Telegram's menu; without one it is not listed there."""

    name: str
    callback: Handler
    description: str = ""
    in_groups: bool = True


COMMANDS = (
    Command("latest", articles.latest, mark("The latest news")),
    Command("search", search.search, mark("Search the news")),
    Command("tag", tags.tag, mark("News of a tag")),
    Command("tags", tags.tags, mark("Tags of recent news")),
    Command("subscriptions", subscriptions.subscriptions, mark("What you follow")),
    Command("alert", alerts.alert, mark("Be alerted to words")),
    Command("mute", alerts.mute, mark("Be spared news with certain words")),
    Command("settings", settings.settings, mark("What reaches you, and how")),
    Command("language", settings.language, mark("Arabic or English"), in_groups=False),
    Command("channels", chats.channels, mark("Your channels and groups"), in_groups=False),
    Command("post", post_article.post, mark("Post an article to a channel"), in_groups=False),
    Command("stats", statistics.stats, mark("A channel's week in numbers")),
    Command("help", help_command.show_help, mark("What the bot can do")),
    Command("about", help_command.about, mark("About this bot"), in_groups=False),
    Command("privacy", privacy.privacy, mark("What is stored about you"), in_groups=False),
    Command("start", start.start, mark("Receive the news")),
    Command("stop", start.stop, mark("Stop receiving news")),
    Command("export", privacy.export, mark("What is stored about you, as a file"), in_groups=False),
    Command("forget", privacy.forget, mark("Erase what is stored about you"), in_groups=False),
)
# For those who run the bot; to everybody else they are unknown commands.
OWNER_COMMANDS = (
    Command("failed", failed_posts.failed),
    Command("held", held_articles.held),
    Command("status", status.status),
    Command("broadcast", announcement.announce),
)
COMMAND_NAMES = frozenset(command.name for command in (*COMMANDS, *OWNER_COMMANDS))
