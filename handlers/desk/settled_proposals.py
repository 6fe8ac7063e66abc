"""Tells administrators under a proposal what became of it: its post, or that it is gone."""

from telegram.ext import ExtBot

from bot.posts.buttons import Rows
from bot.telegram.private_chats import private_translator
from bot.types import Button
from handlers.context import Services
from handlers.desk.admin_messages import replace_rows
from handlers.desk.decision_texts import label_row, outcome
from handlers.desk.default_on_error import default_on_error
from handlers.desk.post_links import post_link
from storage.channels.settled_proposals import SettledProposal


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
            if not await replace_rows(
                self._bot, person_id, message_id, rows, what="a settled proposal"
            ):
                return False
        return True
