"""Tells administrators under a proposal what became of it: its post, or that it is gone."""

import logging

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.delivery.refusals.classify_failure import Scope, is_fault
from bot.posts.buttons import Rows, markup
from bot.telegram.private_chats import private_translator
from bot.types import Button
from handlers.context import Services
from handlers.desk.decision_texts import label_row, outcome
from handlers.desk.default_on_error import default_on_error
from handlers.desk.post_links import post_link
from handlers.ui.replies import is_not_modified
from storage.channels.settled_proposals import SettledProposal

log = logging.getLogger(__name__)


class SettledProposalsJob:
    """Takes the buttons from proposals of withdrawn articles, and links posts that went out."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services

    async def run(self) -> None:
        """Update what is settled by now.

        Raises:
            StorageError: the database can't be used; the next run goes on.
        """
        settled = self._services.store.settled_proposals
        for one in [*await settled.withdrawn(), *await settled.posted(self._services.now())]:
            what = f"showing what became of approval {one.approval_id}"
            if not await default_on_error(True, self._update(one), what):
                break
            await settled.forget(one.approval_id)

    async def _update(self, settled: SettledProposal) -> bool:
        """Show everybody what is settled; False after a fault: the next run tries again."""
        store = self._services.store
        approval = await store.approvals.get(settled.approval_id)
        chat = await store.chats.by_id(approval.chat_id) if approval is not None else None
        if approval is None or chat is None:
            return True
        for person_id, message_id in await store.proposals.messages(approval.id):
            if len(await store.proposals.in_message(person_id, message_id)) > 1:
                # A list of several articles says what was decided on them all.
                continue
            translator = await private_translator(store, self._services.catalogues, person_id)
            link = post_link(chat, settled.message_id)
            rows: Rows = (label_row(translator.gettext("⚠️ The site has withdrawn this article")),)
            if settled.message_id:
                text = outcome(approval, chat, translator, self._services.now())
                rows = (label_row(text),)
            if link:
                label = translator.gettext("↗️ Show the post")
                rows = (*rows, (Button(label, url=link),))
            if not await self._replace(person_id, message_id, rows):
                return False
        return True

    async def _replace(self, person_id: int, message_id: int, rows: Rows) -> bool:
        try:
            await self._bot.edit_message_reply_markup(
                person_id, message_id, reply_markup=markup(rows)
            )
        except TelegramError as error:
            if is_fault(error, Scope.EDIT):
                log.warning("what became of a proposal is shown later: %s", error)
                return False
            # "not modified" is the expected answer where it says the same already.
            if not is_not_modified(error):
                log.info("buttons of a settled proposal not replaced: %s", error.message)
        return True
