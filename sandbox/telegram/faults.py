"""Faults on demand: which API call fails, how, and for how long."""

from dataclasses import dataclass
from random import Random
from typing import Any

from sandbox.telegram.api_errors import (
    ApiError,
    bad_request,
    part_refused,
    too_many_requests,
)

KINDS = frozenset(
    {
        "too_many_requests",
        "server_error",
        "refuse",
        "refuse_album",
        "page",
        "drop_before",
        "drop_after",
        "delay",
        "down",
    }
)
_ALBUM = "sendmediagroup"
_SPARED = frozenset({"getupdates", "getme"})
# What stands between bot and Telegram does not look at methods.
_FOR_EVERYTHING = frozenset({"down", "page"})
_MOST_FAULTS = 1000
_ID = 1 << 52
_BOUNDS: dict[str, tuple[float, float, bool]] = {  # lowest, highest, whole numbers only
    "retry_after": (1, 1_000_000, True),
    "code": (400, 599, True),
    "seconds": (0, 600, False),
    "next": (1, 1_000_000_000, True),
    "share": (0.000001, 1, False),
    "for_seconds": (0, 86_400, False),
    "chat_id": (-_ID, _ID, True),
    "part": (1, 10, True),
}
_WORDS = ("description", "method")
_FIRST_SERVER_ERROR, _BAD_GATEWAY = 500, 502
_FIRST_ERROR, _FORBIDDEN = 400, 403


@dataclass(slots=True)
class Fault:
    """One trouble: for so many calls, for a share of them, or until a time; narrowed if wanted."""

    id: int
    kind: str
    left: int | None
    share: float
    until: float | None
    method: str
    chat_id: int | None
    asked: dict[str, Any]
    hits: int = 0

    def meets(self, method: str, chat_id: int | None) -> bool:
        if self.method and self.method != method:
            return False
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        return bool(self.method) or self.kind in _FOR_EVERYTHING or method not in _SPARED

    @property
    def seconds(self) -> float:
        return float(self.asked.get("seconds", 1.0))

    @property
    def page_status(self) -> int | None:
        """The status of the page that a proxy answers with, if this is such a fault."""
        return int(self.asked.get("code", _FORBIDDEN)) if self.kind == "page" else None

    def refusal(self) -> ApiError | None:
        """The answer of a fault that answers at once."""
        match self.kind:
            case "too_many_requests":
                return too_many_requests(int(self.asked.get("retry_after", 1)))
            case "server_error":
                code = int(self.asked.get("code", _FIRST_SERVER_ERROR))
                text = "Bad Gateway" if code == _BAD_GATEWAY else "Internal Server Error"
                return ApiError(code, text)
            case "refuse":
                return ApiError(
                    int(self.asked.get("code", _FIRST_ERROR)),
                    str(self.asked.get("description", "Bad Request")),
                )
            case "refuse_album":
                words = str(self.asked.get("description") or "WEBPAGE_MEDIA_EMPTY")
                part = self.asked.get("part")
                return part_refused(part, words) if part else bad_request("group send failed")
            case _:
                return None

    def view(self) -> dict[str, Any]:
        return {
            "id": self.id,
            **self.asked,
            "kind": self.kind,
            "left": self.left,
            "hits": self.hits,
        }


class FaultPlan:
    """The faults that stand, in the order in which they were asked for."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._faults: list[Fault] = []
        self._next_id = 1

    def __len__(self) -> int:
        return len(self._faults)

    def add(self, asked: dict[str, Any], now: float) -> Fault:
        """Plan a fault.

        Raises:
            ValueError: the request makes no sense; the text says why.
        """
        _check(asked)
        if len(self._faults) >= _MOST_FAULTS:
            raise ValueError(f"at most {_MOST_FAULTS} faults at once")
        for_seconds, share, kind = asked.get("for_seconds"), asked.get("share"), asked["kind"]
        left = asked.get("next")
        if left is None and for_seconds is None and share is None and kind != "down":
            left = 1
        fault = Fault(
            id=self._next_id,
            kind=kind,
            left=left,
            share=float(share if share is not None else 1),
            until=now + for_seconds if for_seconds is not None else None,
            method=_ALBUM if kind == "refuse_album" else str(asked.get("method") or "").lower(),
            chat_id=asked.get("chat_id"),
            asked={name: value for name, value in asked.items() if name != "kind"},
        )
        self._next_id += 1
        self._faults.append(fault)
        return fault

    def remove(self, fault_id: int) -> bool:
        before = len(self._faults)
        self._faults = [fault for fault in self._faults if fault.id != fault_id]
        return len(self._faults) < before

    def clear(self) -> None:
        self._faults.clear()

    def strike(self, method: str, chat_id: int | None, now: float) -> Fault | None:
        """The first fault that meets this call, counted; None if none does."""
        self._faults = [f for f in self._faults if f.until is None or f.until > now]
        for fault in self._faults:
            if fault.meets(method, chat_id) and (
                fault.share >= 1 or self._chance.random() < fault.share
            ):
                fault.hits += 1
                if fault.left is not None:
                    fault.left -= 1
                    if fault.left <= 0:
                        self._faults.remove(fault)
                return fault
        return None

    def views(self, now: float) -> list[dict[str, Any]]:
        return [f.view() for f in self._faults if f.until is None or f.until > now]


def _check(asked: dict[str, Any]) -> None:
    kind = asked.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(sorted(KINDS))}")
    for name, value in asked.items():
        if name in _BOUNDS:
            low, high, whole = _BOUNDS[name]
            is_number = isinstance(value, int if whole else int | float)
            if value is not None and not (
                is_number and not isinstance(value, bool) and low <= value <= high
            ):
                raise ValueError(f"{name} must be a number from {low} to {high}")
        elif name in _WORDS:
            if value is not None and not isinstance(value, str):
                raise ValueError(f"{name} must be a string")
        elif name != "kind":
            raise ValueError(f"unknown field {name}")
    if kind == "server_error" and asked.get("code", 500) < _FIRST_SERVER_ERROR:
        raise ValueError("code must be a number from 500 to 599")
