"""Reads and bounds requests of the control API, and answers with JSON or a reason."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from sandbox.telegram.api_errors import ApiError, ControlError
from sandbox.telegram.models import Chat, Json
from sandbox.telegram.world import World

_MAX_BODY = 1 << 20
_BIGGEST = 1 << 52

Act = Callable[[World, Request], Awaitable[Json | Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(world: World, act: Act) -> Endpoint:
    """Wrap an act: its result as JSON, its refusal as an error with the reason."""

    async def answer(request: Request) -> Response:
        try:
            result = await act(world, request)
        except ControlError as error:
            return JSONResponse({"error": error.reason}, error.status)
        except ApiError as refusal:
            return JSONResponse({"error": refusal.description}, 400)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        except ClientDisconnect:
            return Response(status_code=400)
        return result if isinstance(result, Response) else JSONResponse(result)

    return answer


async def body_of(request: Request) -> Json:
    """The JSON object of a request; no body is an empty one.

    Raises:
        ControlError: it is too big or no JSON object.
    """
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > _MAX_BODY:
            raise ControlError("the body is too big", 413)
    if not data:
        return {}
    try:
        given = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ControlError("the body is no JSON") from error
    if not isinstance(given, dict):
        raise ControlError("the body must be a JSON object")
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ControlError("strings must be encoded in UTF-8") from error
    return given


def chat_of(world: World, request: Request) -> Chat:
    return world.directory.for_control(path_number(request, "chat"))


def path_number(request: Request, name: str) -> int:
    try:
        return number(int(request.path_params[name]), name)
    except ValueError as error:
        raise ControlError(f"{name} must be a number", 404) from error


def query_number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name)
    if given is None or given == "":
        return None
    try:
        return number(int(given), name)
    except ValueError as error:
        raise ControlError(f"{name} must be a number") from error


def number(given: Any, name: str) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or abs(given) > _BIGGEST:
        raise ControlError(f"{name} must be a whole number")
    return given


def optional_number(body: Json, name: str) -> int | None:
    return None if body.get(name) is None else number(body[name], name)


def string(body: Json, name: str, default: str | None = None) -> str:
    given = body.get(name, default)
    if given is None:
        given = default
    if not isinstance(given, str):
        raise ControlError(f"{name} must be a string")
    return given


def seconds(body: Json, name: str, default: float, most: float) -> float:
    given = body.get(name, default)
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= most:
        raise ControlError(f"{name} must be between 0 and {most}")
    return float(given)
