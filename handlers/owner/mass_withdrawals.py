"""Applies an owner's decision about many articles that are gone from the site at once."""

from telegram import Update

from bot.posts.actions.owner import DecideMassWithdrawal
from bot.telegram.attempt import once
from handlers.context import ChatContext, KhabarContext
from handlers.ui.replies import answer_callback, change_buttons
from storage.models import MassWithdrawalDecision


async def decide_mass_withdrawal(
    update: Update, context: KhabarContext, origin: ChatContext, action: DecideMassWithdrawal
) -> None:
    """Have the articles withdrawn, or their posts left; the first owner's decision counts.

    Whoever reads articles again carries it out, within half a minute.
    """
    translator = origin.translator
    choice = MassWithdrawalDecision.WITHDRAW if action.withdraw else MassWithdrawalDecision.KEEP
    decided = await once(
        "decide",
        lambda: context.store.mass_withdrawals.decide(
            action.mass_withdrawal_id, choice, context.services.now()
        ),
    )
    if not decided:
        text = translator.gettext("There is nothing to decide here any more.")
    elif action.withdraw:
        text = translator.gettext("They count as withdrawn within a minute.")
    else:
        text = translator.gettext("Their posts stay as they are.")
    await change_buttons(update, ())
    await answer_callback(update, text)
