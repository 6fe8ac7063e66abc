"""Measures message lengths by Telegram's rules, and shortens a post to fit."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

ELLIPSIS = "…"


def utf16_length(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 code units, an emoji being two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message: the HTML that is sent, and the visible text that is counted."""

    html: str
    text: str

    @classmethod
    def plain(cls, text: str) -> Self:
        return cls(html.escape(text, quote=False), text)

    @classmethod
    def bold(cls, text: str) -> Self:
        return cls(f"<b>{html.escape(text, quote=False)}</b>", text)

    @classmethod
    def struck(cls, text: str) -> Self:
        return cls(f"<s>{html.escape(text, quote=False)}</s>", text)

    @classmethod
    def link(cls, text: str, url: str) -> Self:
        """Build a bold link; bold text if there is no URL."""
        if not url:
            return cls.bold(text)
        address = html.escape(url, quote=True)
        return cls(f'<b><a href="{address}">{html.escape(text, quote=False)}</a></b>', text)

    @classmethod
    def anchor(cls, text: str, url: str) -> Self:
        """Build a link among others, in ordinary type."""
        address = html.escape(url, quote=True)
        return cls(f'<a href="{address}">{html.escape(text, quote=False)}</a>', text)

    @property
    def length(self) -> int:
        return utf16_length(self.text)


NOTHING = Piece("", "")


def joined(pieces: Sequence[Piece], separator: str) -> Piece:
    """Join the non-empty pieces with a separator."""
    full = [piece for piece in pieces if piece.text]
    return Piece(
        separator.join(piece.html for piece in full), separator.join(piece.text for piece in full)
    )


def shortened(text: str, limit: int) -> str:
    """Cut the text at a word, with an ellipsis, to at most `limit` UTF-16 units.

    A single word that is longer is cut within, but never inside a surrogate pair.
    """
    if utf16_length(text) <= limit:
        return text
    room = limit - utf16_length(ELLIPSIS)
    if room < 0:
        return ""
    end = units = 0
    for letter in text:
        units += utf16_length(letter)
        if units > room:
            break
        end += 1
    cut = text[:end]
    if not text[end].isspace():
        at_word = cut.rsplit(maxsplit=1)
        cut = at_word[0] if len(at_word) > 1 else cut
    return cut.rstrip() + ELLIPSIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a post before it is shortened.

    `marks` (breaking, updated, withdrawn) stand above and below the headline and stay; so does
    the signature at the end, and the `links` in place of buttons below it. `between` stands between
    two sentences. `written` says that the only sentence is what somebody wrote for this post.
    """

    headline: str
    url: str = ""
    above: Piece = Piece("", "")
    below: Piece = Piece("", "")
    struck: bool = False
    sentences: tuple[str, ...] = ()
    between: str = " "
    written: bool = False
    photo_line: Piece = Piece("", "")
    hashtags: tuple[str, ...] = ()
    signature: str = ""
    links: Piece = Piece("", "")

    def rendered(self) -> Piece:
        if self.struck:
            headline = Piece.struck(self.headline)
        else:
            headline = Piece.link(self.headline, self.url)
        return joined(
            (
                joined((self.above, headline, self.below), "\n"),
                Piece.plain(self.between.join(self.sentences)),
                self.photo_line,
                Piece.plain(" ".join(self.hashtags)),
                Piece.plain(self.signature),
                self.links,
            ),
            "\n\n",
        )


def fitted(parts: Parts, limit: int) -> Piece:
    """Compose the post within `limit` UTF-16 units after entity parsing.

    Sentences of the summary are dropped from its end, then hashtags one by one, then the photo's
    line; a `written` one outlasts these, and is cut at a word where there is no room for it. The
    headline is never dropped; one that fills the whole message is cut at a word.
    """
    while (piece := parts.rendered()).length > limit:
        if parts.sentences and not parts.written:
            parts = replace(parts, sentences=parts.sentences[:-1])
        elif parts.hashtags:
            parts = replace(parts, hashtags=parts.hashtags[:-1])
        elif parts.photo_line.text:
            parts = replace(parts, photo_line=NOTHING)
        elif parts.sentences:
            (text,) = parts.sentences
            cut = shortened(text, limit - (piece.length - utf16_length(text)))
            parts = replace(parts, sentences=(cut,) if cut else ())
        else:
            room = limit - (piece.length - utf16_length(parts.headline))
            return replace(parts, headline=shortened(parts.headline, room)).rendered()
    return piece
