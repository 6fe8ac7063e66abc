"""Recognises addresses of video and audio: files that Telegram plays, and other sites' players."""

import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

from bot.text.urls import path_of
from storage.models import Media, MediaKind

# https://core.telegram.org/bots/api#sendvideo, #sendaudio
_VIDEO: Final = re.compile(r"\.(?:mp4|m4v|mov)$", re.IGNORECASE)
_AUDIO: Final = re.compile(r"\.(?:mp3|m4a)$", re.IGNORECASE)
_ID: Final = re.compile(r"[A-Za-z0-9_-]{6,20}")


def media_of_file(url: str) -> Media | None:
    """Return a file that Telegram plays, by the end of its address; None for any other."""
    if _VIDEO.search(path_of(url)):
        return Media(MediaKind.VIDEO, url)
    if _AUDIO.search(path_of(url)):
        return Media(MediaKind.AUDIO, url)
    return None


def player_of(address: str) -> Media | None:
    """Return the video's own page for the address of a player in a frame; None for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    path = parts.path.strip("/").split("/")
    match host:
        case "youtube.com" | "youtube-nocookie.com":
            named = path[1] if path[0] in {"embed", "shorts", "live", "v"} and path[1:] else ""
            video = named or parse_qs(parts.query).get("v", [""])[0]
            found = f"https://www.youtube.com/watch?v={video}"
        case "youtu.be":
            video = path[0]
            found = f"https://www.youtube.com/watch?v={video}"
        case "player.vimeo.com" | "vimeo.com":
            video = path[-1]
            found = f"https://vimeo.com/{video}"
        case "dailymotion.com" | "geo.dailymotion.com":
            video = path[-1] if "video" in path else parse_qs(parts.query).get("video", [""])[0]
            found = f"https://www.dailymotion.com/video/{video}"
        case _:
            return None
    if video == "videoseries" or not _ID.fullmatch(video):
        return None
    return Media(MediaKind.PLAYER, found)
