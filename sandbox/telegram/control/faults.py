"""Control endpoints for faults and flood limits."""

from starlette.requests import Request

from sandbox.telegram.api_errors import ControlError
from sandbox.telegram.control.requests import body_of, path_number
from sandbox.telegram.limits import FloodLimits
from sandbox.telegram.models import Json
from sandbox.telegram.world import World


async def faults(world: World, _request: Request) -> Json:
    return {"faults": world.faults.views(world.monotonic())}


async def add_fault(world: World, request: Request) -> Json:
    fault = world.faults.add(await body_of(request), world.monotonic())
    world.fault_news.tell()
    if fault.until is not None:
        world.fault_news.tell_in(fault.until - world.monotonic())
    return {"fault": fault.view()}


async def end_faults(world: World, _request: Request) -> Json:
    world.faults.clear()
    world.fault_news.tell()
    return {"faults": []}


async def end_fault(world: World, request: Request) -> Json:
    if not world.faults.remove(path_number(request, "fault")):
        raise ControlError("no such fault", 404)
    world.fault_news.tell()
    return await faults(world, request)


async def limits(world: World, _request: Request) -> Json:
    return world.limit_options.as_json()


async def change_limits(world: World, request: Request) -> Json:
    world.limit_options.change(await body_of(request))
    world.limits = FloodLimits(world.limit_options)
    world.events.publish("limits", world.limit_options.as_json)
    return world.limit_options.as_json()
