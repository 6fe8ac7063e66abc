"""Passes on between two connections what one of them brings."""

import asyncio
import contextlib


async def pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Pass on until the source ends or either breaks; then the sink is closed."""
    with contextlib.suppress(OSError):
        while data := await source.read(65_536):
            sink.write(data)
            await sink.drain()
    sink.close()
