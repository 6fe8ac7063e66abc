"""Error responses of the Bot API, in Telegram's words."""

from typing import Any


class ApiError(Exception):
    """An answer with `ok: false`: HTTP status, description, response parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


class ControlError(Exception):
    """What a person asked for by control can't be done; `status` is the HTTP status."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def bad_request(reason: str, **parameters: int) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}", **parameters)


def part_refused(number: int, reason: str) -> ApiError:
    """One message of an album can't be sent, so none is; `reason` as the servers gave it."""
    return bad_request(f'failed to send message #{number} with the error message "{reason}"')


def forbidden(reason: str) -> ApiError:
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    return ApiError(
        429, f"Too Many Requests: retry after {retry_after}", retry_after=max(retry_after, 1)
    )


def unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def not_modified() -> ApiError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )


def stale_query() -> ApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")
