"""Rights of chat members, and the ChatMember object made of them."""

from dataclasses import dataclass, field
from typing import Any

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")
GROUP_RIGHTS = ("can_pin_messages",)
SUPERGROUP_RIGHTS = ("can_pin_messages", "can_manage_topics", "can_manage_tags")
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


def admin_rights(chat_type: str) -> tuple[str, ...]:
    """The rights that an administrator of this kind of chat can have."""
    if chat_type == "channel":
        return ADMIN_RIGHTS + CHANNEL_RIGHTS
    return ADMIN_RIGHTS + (SUPERGROUP_RIGHTS if chat_type == "supergroup" else GROUP_RIGHTS)


@dataclass(slots=True)
class Membership:
    """One member's status and rights in one chat."""

    status: str
    rights: dict[str, bool] = field(default_factory=dict)
    anonymous: bool = False
    title: str = ""
    # Until when somebody is restricted, in Unix seconds; 0: for good.
    until: int = 0

    @property
    def is_present(self) -> bool:
        return self.status in PRESENT

    @property
    def is_admin(self) -> bool:
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        if self.status == "creator":
            return True
        if self.status == "member":
            return right.startswith(("can_send", "can_add", "can_react"))
        return self.is_present and self.rights.get(right, False)

    def copy(self) -> "Membership":
        return Membership(self.status, dict(self.rights), self.anonymous, self.title, self.until)

    def as_chat_member(self, user: dict[str, Any], chat_type: str) -> dict[str, Any]:
        member: dict[str, Any] = {"user": user, "status": self.status}
        match self.status:
            case "creator":
                member["is_anonymous"] = self.anonymous
            case "administrator":
                member |= {"can_be_edited": False, "is_anonymous": self.anonymous}
                member |= {name: self.rights.get(name, False) for name in admin_rights(chat_type)}
            case "restricted":
                member |= {"is_member": True, "until_date": self.until}
                member |= {name: self.rights.get(name, False) for name in PERMISSIONS}
            case "kicked":
                member["until_date"] = 0
            case _:
                pass
        if self.title and self.is_admin:
            member["custom_title"] = self.title
        return member
