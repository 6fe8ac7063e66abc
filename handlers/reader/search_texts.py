"""Composes the answer to a search: how much was found and for which days, or why nothing was."""

from collections.abc import Sequence
from datetime import date

from bot.arabic.bidi import isolate
from bot.arabic.dates import format_date
from bot.arabic.queries.advice import Advice, QueryFault
from bot.i18n import Translator
from bot.posts.buttons import Rows
from handlers.ui.formatting import quoted
from storage.models import SearchPage


def results_header(translator: Translator, text: str, found: SearchPage) -> str:
    """Say how much was found for which words, as HTML; apart what does not hold all of them."""
    shown = quoted(text)
    if not found.full:
        return translator.html(
            "<b>“{words}”</b>: no article holds all of this. The nearest ones:", words=shown
        )
    if found.more:
        return translator.nhtml(
            "<b>“{words}”</b>: more than {n} article",
            "<b>“{words}”</b>: more than {n} articles",
            found.full,
            words=shown,
        )
    header = translator.nhtml(
        "<b>“{words}”</b>: {n} article",
        "<b>“{words}”</b>: {n} articles",
        found.full,
        words=shown,
    )
    if rest := found.total - found.full:
        header += "\n" + translator.nhtml(
            "Beside them {n} article that comes near.",
            "Beside them {n} articles that come near.",
            rest,
        )
    return header


def period_notes(translator: Translator, since: date | None, until: date | None) -> list[str]:
    """Say which days a query was read to ask for, in one line of HTML; none for all of them."""
    first = isolate(format_date(since, translator.language)) if since else ""
    last = isolate(format_date(until, translator.language)) if until else ""
    if first and last:
        if since == until:
            return [translator.html("🗓 {day}", day=first)]
        return [translator.html("🗓 From {first} to {last}", first=first, last=last)]
    if first:
        return [translator.html("🗓 From {first}", first=first)]
    return [translator.html("🗓 Until {last}", last=last)] if last else []


def no_results_text(
    translator: Translator,
    text: str,
    offers: Rows,
    advice: Advice,
    *,
    period: Sequence[str] = (),
    spared: int = 0,
) -> str:
    """Say that no article holds the words, and what else can be tried, as HTML.

    `period` are the lines that say which days were looked through; `spared` articles hold the
    words, but also the excluded ones.
    """
    days = date_notes(translator, advice)
    if advice.fault is not None and not (days and advice.fault is QueryFault.NO_WORDS):
        return "\n".join([*days, fault_text(translator, advice.fault)])
    nothing = translator.html("Nothing was found for “{words}”.", words=quoted(text))
    lines = [nothing, *period, *days]
    if spared:
        lines.append(
            translator.nhtml(
                "Without the minus there would be {n} article: all of them hold what was to be "
                "left out.",
                "Without the minus there would be {n} articles: all of them hold what was to be "
                "left out.",
                spared,
            )
        )
    elif offers:
        lines.append(translator.html("Perhaps this was meant:"))
    elif not days and len(text.split()) > 1:
        lines.append(
            translator.html("Fewer words often find more; /tags shows what the news is about.")
        )
    elif not days:
        lines.append(
            translator.html(
                "Another word for it may find more; /tags shows what the news is about."
            )
        )
    return "\n".join(lines)


def fault_text(translator: Translator, fault: QueryFault) -> str:
    """Say why a query can't be searched for, and what would help, as HTML."""
    if fault is QueryFault.ONLY_LEFT_OUT:
        return translator.html(
            "A word behind a minus is only left out. Write what to search for beside it: "
            "<i>bread -Aleppo</i>"
        )
    if fault is QueryFault.ONLY_COMMON:
        return translator.html(
            "Every article holds these words. Add one that tells of the subject, or put the "
            "words in “…” to find them exactly like that."
        )
    if fault is QueryFault.ONE_LETTER:
        return translator.html("A single letter is too little to search for. Write a whole word.")
    return translator.html("There is no word in this to search for. Write one, a name or a place.")


def date_notes(translator: Translator, advice: Advice) -> list[str]:
    """Say how the dates of a query were read, where not as written, as HTML."""
    lines = [
        translator.html(
            "“{date}” is no date, so it was passed over. Write it like 2025-01 or 20 May 2025.",
            date=isolate(written),
        )
        for written in advice.unreadable
    ]
    if advice.exchanged:
        lines.append(translator.html("The later date came first; they were exchanged."))
    return lines
