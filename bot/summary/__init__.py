"""Summaries: up to three whole sentences of the article itself."""

from bot.summary.selection import MAX_CHARACTERS, MAX_SENTENCES, choose_sentences, summarise

__all__ = ["MAX_CHARACTERS", "MAX_SENTENCES", "choose_sentences", "summarise"]
