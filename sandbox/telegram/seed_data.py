"""People and chats that exist at the start (all invented)."""

from sandbox.telegram.models import Chat, Person, Topic
from sandbox.telegram.rights import Membership, admin_rights

READER, SECOND_READER, OWNER, ADMIN = 101, 102, 103, 104
FORUM, CHANNEL, SUPERGROUP, GROUP = -1001000000001, -1001000000002, -1001000000003, -2001


def people() -> list[Person]:
    return [
        Person(READER, "ليلى", "حداد", "layla"),
        Person(SECOND_READER, "سامي", "الخطيب", "sami"),
        Person(OWNER, "ريما", "العلي", "rima"),
        Person(ADMIN, "Karim", "Nasser", "karim", "en"),
    ]


def chats(keep: int) -> list[Chat]:
    """The groups and the channel, each owned by the same person; private chats come with people."""
    forum = Chat(FORUM, "supergroup", keep, "مقهى الحي", is_forum=True)
    forum.topics = {2: Topic(2, "الأخبار"), 3: Topic(3, "الرياضة")}
    forum.last_message_id = 3
    channel = Chat(CHANNEL, "channel", keep, "قناة المدينة", "city_channel")
    supergroup = Chat(SUPERGROUP, "supergroup", keep, "سوق الجمعة")
    group = Chat(GROUP, "group", keep, "جيران الحارة")
    for chat in (forum, channel, supergroup, group):
        rights = dict.fromkeys(admin_rights(chat.type), True)
        chat.members = {
            OWNER: Membership("creator"),
            ADMIN: Membership("administrator", rights),
            READER: Membership("member"),
            SECOND_READER: Membership("member"),
        }
    return [forum, channel, supergroup, group]
