"""Sends a photo or video that lies at Telegram already; without it, the words alone."""

from dataclasses import replace
from typing import Any

from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import FailureAction, Outcome, Scope, classify
from bot.delivery.sending.calls import Begin, Calls
from bot.delivery.sending.delivered import Delivered, delivered
from bot.delivery.sending.fallbacks import ABOUT_THE_POST, PostForm, without_refused_part
from bot.delivery.sending.media_request import media_mark, telegram_file_request
from bot.delivery.sending.post_request import Target
from bot.delivery.sending.refusal_log import RefusalLog
from bot.types import Post
from storage.models import TelegramFile
from storage.outbox import PostPart


class TelegramFileWriter:
    """Sends files by the ids that Telegram gave them.

    Args:
        calls: makes Bot API calls.
        log: notes refusals.
    """

    def __init__(self, calls: Calls, log: RefusalLog) -> None:
        self._calls = calls
        self._log = log

    async def send(
        self, target: Target, post: Post, file: TelegramFile, form: PostForm, begin: Begin | None
    ) -> Delivered | Outcome | None:
        """Send the file with the post's words; None where the words have to do.

        Args:
            target: the chat or topic.
            post: the complete post.
            file: its photo or video.
            form: whether it is a reply, paid, and has buttons.
            begin: awaited before each request; an exception from it prevents the request.
        """
        while True:
            method, parameters = telegram_file_request(target, post, file, form)
            try:
                result: dict[str, Any] = await self._calls.call(method, parameters, begin=begin)
            except TelegramError as error:
                outcome = classify(error, Scope.SEND)
                if outcome.action not in ABOUT_THE_POST:
                    return outcome
                self._log.note(target, outcome)
                if less := without_refused_part(form, outcome.action):
                    form = replace(form, **less)
                elif post.html:
                    return None
                else:
                    return replace(outcome, action=FailureAction.FAIL)
            else:
                shown = PostPart(int(result["message_id"]), media_mark(file.file_id))
                return delivered(target, result, (shown,))
