"""Summarises an article by up to three whole sentences of its own text."""

from bot.summary.limits import MAX_CHARACTERS, MAX_SENTENCES
from bot.summary.selection import choose_sentences, summarise

__all__ = ["MAX_CHARACTERS", "MAX_SENTENCES", "choose_sentences", "summarise"]
