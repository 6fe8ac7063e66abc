"""Recognises pages that are no article: challenges, logins, soft 404s, lists, errors."""

import re
from collections.abc import Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from bot.arabic.normalize import clean, fold
from bot.article.list_pages import classes_of, is_list, is_single

_NOT_FOUND: Final = re.compile(
    fold(
        r"(?:404.{0,40}|.{0,60}\b(?:page not found|not found|nothing found"
        r"|page was not found)\b.{0,60}"
        r"|.{0,60}(?:الصفحة .{0,30}غير موجودة|الصفحة غير متوفرة|لم يتم العثور|لا يمكن العثور"
        r"|المحتوى غير موجود"
        r"|الصفحة المطلوبة|أزيلت هذه الصفحة|تم حذف هذ[ها]).{0,60}|this page (?:was"
        r"|has been) removed.{0,40})"
    )
)
_CHALLENGE: Final = re.compile(
    fold(
        r"(?:just a moment.{0,20}|attention required.{0,40}|checking your browser.{0,60}"
        r"|one moment.{0,30}"
        r"|please wait.{0,40}|access denied.{0,60}|ddos.{0,40}"
        r"|verify(?:ing)? (?:that )?you are.{0,40}"
        r"|security check.{0,40}|are you a robot.{0,20}|لحظة من فضلك.{0,30}"
        r"|تحقق من .{0,30}متصفحك.{0,30})"
    )
)
_CHALLENGE_MARKS: Final = (
    "cf-browser-verification", "/cdn-cgi/challenge-platform/", "cf-challenge", "cf_chl_opt",
    "g-recaptcha", "h-captcha", "ddos-guard", "sucuri_cloudproxy", "_Incapsula_Resource",
)  # fmt: skip
_BROKEN: Final = re.compile(
    fold(
        r"(?:error establishing a database connection|خطأ في الاتصال بقاعدة البيانات.{0,40}"
        r"|briefly unavailable for scheduled maintenance.{0,60}|.{0,30}(?:قيد الصيانة"
        r"|تحت الصيانة).{0,30}"
        r"|maintenance(?: mode)?|down for maintenance.{0,30}|service unavailable|bad gateway"
        r"|gateway time-?out"
        r"|internal server error|.{0,40}critical error on this website.{0,60}|forbidden"
        r"|403 forbidden"
        r"|account suspended|موقع موقوف|domain .{0,40}expired)"
    )
)
_LOGIN: Final = re.compile(fold(r"(?:log ?in|sign ?in|تسجيل الدخول|دخول المشتركين).{0,60}"))
_BY_HEADING: Final = (
    (_NOT_FOUND, "the page says that it was not found"),
    (_CHALLENGE, "a challenge for browsers came instead of the page"),
    (_BROKEN, "the site shows an error or is in maintenance"),
)
# Letters of text that no page of an error has; fewer are enough where the site says "an article".
_STORY: Final = 400
_LINE: Final = 80
_LIST: Final = "the page is a list of articles"


def reason_to_refuse(
    tree: LexborHTMLParser,
    *,
    headings: tuple[str, ...],
    paragraphs: Sequence[str],
    listed: bool,
) -> str:
    """Return why a page is not an article, for the log; empty if it may be one.

    `headings` are the page's titles, `paragraphs` the text that was found in it, and `listed`
    says whether that may be the text of a list. The worst answers
    are 200, so words decide; but a headline of the news may have the same words («لم يتم العثور
    على ناجين»), so they prove nothing where a text follows.
    """
    classes = classes_of(tree)
    if "error404" in classes:
        return "the page says that it was not found"
    letters = sum(map(len, paragraphs))
    if letters >= (_LINE if is_single(classes) else _STORY):
        return _LIST if listed and is_list(tree) else ""
    texts = [clean(fold(heading)) for heading in headings if heading]
    for pattern, reason in _BY_HEADING:
        if any(pattern.fullmatch(text) for text in texts):
            return reason
    if has_login(tree) and (not texts or any(_LOGIN.fullmatch(text) for text in texts)):
        return "the page asks for a login"
    return _LIST if listed and is_list(tree) else ""


def is_challenge(html: str) -> bool:
    """Return whether a page without text has the marks of a browser challenge."""
    return any(mark in html for mark in _CHALLENGE_MARKS)


def has_login(tree: LexborHTMLParser) -> bool:
    """Return whether a page without text asks for a password."""
    return tree.css_first('input[type="password"]') is not None
