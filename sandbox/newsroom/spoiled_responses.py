"""Makes the answers of a site with faults: refusals, spoiled headers and bodies, compression."""

import functools
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.newsroom.chrome import notice
from sandbox.newsroom.faults import ActiveFault, Fault
from sandbox.newsroom.models import Language
from sandbox.newsroom.theme import labels

_MIN_GZIP = 500
_ZEROS = b"\0" * (1024 * 1024)


@dataclass(slots=True)
class Answer:
    """A whole answer, before it goes out."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def kind(self) -> str:
        """The media type without parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip()


def refusal(struck: Mapping[Fault, ActiveFault], path: str, base: str) -> Answer | None:
    """What stands in place of an answer: error, challenge, redirect, nothing at all."""
    text = labels(Language.ARABIC)
    down = notice(text["down"], text["down_text"])
    challenge = notice(
        text["challenge"],
        f'<span id="challenge-running">{text["challenge_text"]}</span>'
        "<noscript>Enable JavaScript and cookies to continue</noscript>",
    )
    for fault, status, page in (
        (Fault.DOWN, 503, down),
        (Fault.SERVER_ERROR, 500, down),
        (Fault.RETRY_AFTER, 503, down),
        (Fault.RATE_LIMITED, 429, down),
        (Fault.FORBIDDEN, 403, challenge),
        (Fault.CHALLENGE, 200, challenge),
        (Fault.SOFT_404, 200, notice(text["not_found"], text["not_found_text"])),
    ):
        if fault in struck:
            answer = _html(status, page)
            if fault in {Fault.RETRY_AFTER, Fault.RATE_LIMITED}:
                answer.headers["retry-after"] = str(round(struck[fault].seconds))
            return answer
    if Fault.LOGIN_WALL in struck and not path.startswith("/wp-login"):
        return Answer(302, {"location": f"{base}/wp-login.php?reauth=1"})
    if Fault.REDIRECT_LOOP in struck:
        other = "/loop/feed/" if path != "/loop/feed/" else "/feed/"
        return Answer(302, {"location": f"{base}{other}"})
    return None


def spoil(answer: Answer, struck: Mapping[Fault, ActiveFault]) -> Answer:
    """The answer as it comes out of broken servers, caches and proxies."""
    return Answer(answer.status, _spoiled_headers(answer, struck), _spoiled_body(answer, struck))


def _spoiled_headers(answer: Answer, struck: Mapping[Fault, ActiveFault]) -> dict[str, str]:
    headers = dict(answer.headers)
    if Fault.FEED_AS_HTML in struck and answer.kind == "application/rss+xml":
        headers["content-type"] = "text/html; charset=UTF-8"
    if Fault.WRONG_CHARSET in struck:
        headers["content-type"] = answer.kind
    if Fault.CHARSET_HEADER in struck:
        headers["content-type"] = f"{answer.kind}; charset=windows-1256"
    if tag := headers.get("etag"):
        if Fault.GZIP_ETAG in struck:
            tag = f'{tag[:-1]}-gzip"'
        headers["etag"] = f"W/{tag}" if Fault.WEAK_ETAG in struck else tag
    if Fault.NO_VALIDATORS in struck:
        headers.pop("etag", None)
        headers.pop("last-modified", None)
    if Fault.OLD_LAST_MODIFIED in struck and "last-modified" in headers:
        headers["last-modified"] = "Thu, 01 Jan 1970 00:00:00 GMT"
    if Fault.GZIP_BOMB in struck:
        headers["content-encoding"] = "gzip"
    return headers


def _spoiled_body(answer: Answer, struck: Mapping[Fault, ActiveFault]) -> bytes:
    if bomb := struck.get(Fault.GZIP_BOMB):
        return _bomb(bomb.size)
    body = b"" if Fault.EMPTY in struck else answer.body
    if body and struck.keys() & {Fault.WRONG_CHARSET, Fault.CHARSET_HEADER}:
        body = body.decode("utf-8").encode("windows-1256", "xmlcharrefreplace")
        body = body.replace(b' encoding="UTF-8"', b"", 1)
    if Fault.TRUNCATED in struck:
        body = cut_in_letter(body)
    if over := struck.get(Fault.OVERSIZED):
        body += b" " * over.size
    return gzip.compress(body) if Fault.GZIP_UNLABELLED in struck else body


def cut_in_letter(body: bytes) -> bytes:
    """Two thirds of a UTF-8 text, ended inside a letter if a letter of several bytes is there."""
    end = len(body) * 2 // 3
    while end < len(body) and body[end] & 0xC0 != 0x80:  # noqa: PLR2004 - UTF-8's marks
        end += 1
    return body[:end]


def packed(answer: Answer, accepted: str) -> Answer:
    """The answer with gzip, where the client takes it and it is worth it."""
    headers = dict(answer.headers)
    textual = answer.kind.startswith("text/") or answer.kind.endswith(("xml", "json"))
    if not textual or "content-encoding" in headers:
        return answer
    headers["vary"] = "Accept-Encoding"
    if "gzip" not in accepted or len(answer.body) < _MIN_GZIP:
        return Answer(answer.status, headers, answer.body)
    headers["content-encoding"] = "gzip"
    # The quickest: on loopback nothing is gained by the fewest bytes.
    return Answer(answer.status, headers, gzip.compress(answer.body, 1))


def _html(status: int, page: str) -> Answer:
    return Answer(status, {"content-type": "text/html; charset=UTF-8"}, page.encode())


@functools.lru_cache(maxsize=1)
def _bomb(size: int) -> bytes:
    """So many zeros, packed: about a thousandth of the size."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6) as file:
        for _ in range(max(1, size // len(_ZEROS))):
            file.write(_ZEROS)
    return out.getvalue()
