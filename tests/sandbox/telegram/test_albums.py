"""Albums, videos and audio as Telegram takes them, and what it says of those that it does not."""

from io import BytesIO

import pytest
from telegram import (
    Bot,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
)
from telegram.error import BadRequest

from tests.sandbox.telegram.player import READER, Player, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

MP3, MP4 = b"ID3 invented", b"....ftypmp42"


async def test_an_album_of_ten_shares_a_group_and_a_single_one_has_none(
    bot: Bot, player: Player
) -> None:
    """Each album has a group of its own."""
    await player.start()
    photos = [InputMediaPhoto(picture()) for _ in range(10)]
    first = await bot.send_media_group(READER, photos)
    second = await bot.send_media_group(READER, photos[:2])
    assert len({message.media_group_id for message in first}) == 1
    assert first[0].media_group_id != second[0].media_group_id
    alone = await bot.send_media_group(READER, photos[:1])
    assert alone[0].media_group_id is None


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ([InputMediaAudio(MP3), InputMediaPhoto(picture())], "audio can't be mixed"),
        ([InputMediaVideo(MP4), InputMediaDocument(b"x")], "document can't be mixed"),
        (
            [InputMediaPhoto(picture()), InputMediaAnimation(MP4)],
            'type "animation" can\'t be used in sendMediaGroup',
        ),
        (
            [InputMediaPhoto(picture()), InputMediaPhoto(b"no picture")],
            '#2 with the error message "IMAGE_PROCESS_FAILED"',
        ),
        (
            [InputMediaPhoto("http://127.0.0.1:1/a.jpg"), InputMediaPhoto(picture())],
            '#1 with the error message "WEBPAGE_CURL_FAILED"',
        ),
        ([InputMediaPhoto("no-such-file")] * 2, '#1 with the error message "wrong file identifier'),
    ],
)
async def test_refused_albums(bot: Bot, player: Player, media: list[object], words: str) -> None:
    """The number is of the message that could not be sent; nothing of the album is."""
    await player.start()
    before = len(await player.transcript())
    with pytest.raises(BadRequest, match=r"(?i)" + words):
        await bot.send_media_group(READER, media)  # type: ignore[arg-type]
    assert len(await player.transcript()) == before


async def test_photos_and_videos_mix_and_turn_into_each_other(bot: Bot, player: Player) -> None:
    """An audio or document in an album is exchanged for its like alone."""
    await player.start()
    sent = await bot.send_media_group(READER, [InputMediaPhoto(picture()), InputMediaVideo(MP4)])
    edited = await bot.edit_message_media(
        InputMediaPhoto(picture(colour="red")), chat_id=READER, message_id=sent[1].message_id
    )
    assert not isinstance(edited, bool)
    assert edited.photo
    assert edited.video is None
    with pytest.raises(BadRequest, match=r"(?i)can't change media type in the album"):
        await bot.edit_message_media(
            InputMediaAudio(MP3), chat_id=READER, message_id=sent[0].message_id
        )


async def test_a_video_and_an_audio(bot: Bot, player: Player) -> None:
    """They are known by their id again, each as its own kind; the page can play them."""
    await player.start()
    video = await bot.send_video(READER, BytesIO(MP4), caption="فيديو", filename="a.mp4")
    audio = await bot.send_audio(READER, BytesIO(MP3), caption="صوت", filename="a.mp3")
    assert video.video
    assert audio.audio
    again = await bot.send_video(READER, video.video.file_id)
    assert again.video
    assert again.video.file_unique_id == video.video.file_unique_id
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type Audio as Video"):
        await bot.send_video(READER, audio.audio.file_id)
    with pytest.raises(BadRequest, match=r"(?i)there is no video in the request"):
        await bot.send_video(READER, "")
    seen = (await player.transcript())[-3:]
    shown = await player.client.get(seen[0]["video_url"])
    assert (shown.headers["content-type"], shown.content) == ("video/mp4", MP4)
    assert seen[1]["audio_url"]


async def test_one_part_of_the_next_album_is_refused_at_will(bot: Bot, player: Player) -> None:
    """By its number, or the album as a whole; other calls go through."""
    await player.start()
    photos = [InputMediaPhoto(picture()) for _ in range(3)]
    await player.act("/faults", kind="refuse_album", part=2, next=1)
    await bot.send_message(READER, "هذا يصل")
    with pytest.raises(BadRequest, match=r'(?i)#2 with the error message "WEBPAGE_MEDIA_EMPTY"'):
        await bot.send_media_group(READER, photos)
    await player.act("/faults", kind="refuse_album", next=1)
    with pytest.raises(BadRequest, match=r"(?i)group send failed"):
        await bot.send_media_group(READER, photos)
    assert len(await bot.send_media_group(READER, photos)) == 3
