"""Runs the worker process: reads calls from standard input, writes answers one by one.

    python -m bot.isolation.child LIMITS FUNCTION...

It ends when its input ends, when a job has used up its bounds, or when it has grown too large.
"""

import gc
import importlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, BinaryIO, Final

from bot import errors
from bot.allocator import return_freed_memory
from bot.isolation.limits import (
    JobLimits,
    confine,
    resident_bytes,
    start_processor_timer,
    stop_processor_timer,
)
from bot.isolation.protocol import (
    HEADER,
    ProtocolError,
    decode_message,
    dump_result,
    encode_message,
    frame,
    load_arguments,
)

# A service manager sends them to every process of a service at once. The parent, which gets them,
# too, ends this one; dead before that, it would leave a document that seems to have killed it.
_SENT_TO_ALL: Final = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)


def import_function(name: str) -> Callable[..., Any]:
    """Import the function with a name as `protocol.name_of` gives it.

    Raises:
        ImportError: there is no such module.
        AttributeError: the module has no such function.
    """
    module, _, qualified = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in qualified.split("."):
        found = getattr(found, part)
    function: Callable[..., Any] = found
    return function


def answer(message: bytes, functions: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
    """Run one call and return its answer; exceptions become part of the answer."""
    try:
        call = decode_message(message)
        # Until here the bound of all jobs held.
        start_processor_timer(timedelta(seconds=call["processor"]))
        function = functions[call["function"]]
        arguments = load_arguments(function, call["arguments"])
        return {"result": dump_result(function, function(**arguments))}
    except errors.KhabarError as error:
        return {"raised": type(error).__name__, "message": str(error)}
    except (MemoryError, RecursionError) as error:
        return {"failed": type(error).__name__, "last": True}
    except Exception as error:  # noqa: BLE001 - hostile input finds every kind of error
        return {"failed": type(error).__name__}


def serve_calls(
    requests: BinaryIO,
    answers: BinaryIO,
    functions: Mapping[str, Callable[..., Any]],
    limits: JobLimits,
) -> None:
    """Answer calls until the input ends or the process exceeds its idle memory bound.

    Each answer says whether the process has grown so much that it should be replaced soon.
    """
    began_with = resident_bytes() or 0
    while True:
        head = requests.read(HEADER.size)
        if len(head) < HEADER.size:
            return
        message = requests.read(HEADER.unpack(head)[0])
        start_processor_timer(limits.processor)
        reply = answer(message, functions)
        resident = resident_bytes() or 0
        last = bool(reply.get("last")) or resident > limits.idle_bytes
        grown = resident > began_with + limits.growth_bytes
        try:
            data = encode_message(reply | {"last": last, "grown": grown})
        except (ProtocolError, MemoryError) as error:
            data = encode_message({"failed": type(error).__name__, "last": last})
        stop_processor_timer()
        answers.write(frame(data))
        answers.flush()
        if last:
            return


def main(arguments: list[str]) -> None:
    """Run the worker process: import the functions, apply the limits, serve calls."""
    for name in _SENT_TO_ALL:
        signal.signal(name, signal.SIG_IGN)
    return_freed_memory()
    # Prints of a library must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    logging.getLogger().addHandler(logging.NullHandler())
    given = json.loads(arguments[0])
    limits = JobLimits(
        processor=timedelta(seconds=given["processor"]),
        memory_bytes=given["memory_bytes"],
        idle_bytes=given["idle_bytes"],
        growth_bytes=given["growth_bytes"],
    )
    # What is imported stays; looking through it for garbage takes a seventh of the start.
    gc.disable()
    functions = {name: import_function(name) for name in arguments[1:]}
    gc.freeze()
    gc.enable()
    confine(limits)
    answers.write(frame(encode_message({"ready": True})))
    answers.flush()
    serve_calls(sys.stdin.buffer, answers, functions, limits)


if __name__ == "__main__":
    main(sys.argv[1:])
