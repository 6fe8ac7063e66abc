"""Handles updates concurrently and cancels the unfinished ones at shutdown."""

import asyncio
from collections.abc import Awaitable
from inspect import iscoroutine
from typing import Any

from telegram.ext import SimpleUpdateProcessor


class Updates(SimpleUpdateProcessor):
    """Answers them concurrently; python-telegram-bot itself would wait for each, however long."""

    def __init__(self, at_once: int) -> None:
        super().__init__(at_once)
        self._under_way: set[asyncio.Task[Any]] = set()
        self._ended = False

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """See python-telegram-bot; after `let_go` nothing is begun."""
        task = asyncio.current_task()
        if self._ended or task is None:
            if iscoroutine(coroutine):
                coroutine.close()
            return
        self._under_way.add(task)
        try:
            await super().do_process_update(update, coroutine)
        finally:
            self._under_way.discard(task)

    def let_go(self) -> int:
        """Cancel the answers that are under way, begin none any more; how many they were."""
        self._ended = True
        for task in self._under_way:
            task.cancel()
        return len(self._under_way)
