"""A reader's own words as they stand between the bot's quotation marks."""

from bot.arabic.bidi import isolate

_MARKS = '«»“”„‟""‹›'
_INNER = str.maketrans(dict.fromkeys(_MARKS, '"'))


def quoted(words: str) -> str:
    """The words, in order inside Arabic: marks around all of them go, those inside are others."""
    bare = words.strip()
    inside = bare.strip(_MARKS)
    if not any(mark in inside for mark in _MARKS):
        bare = inside
    return isolate(bare.translate(_INNER))
