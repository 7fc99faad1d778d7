"""Runs that are sent with sse-starlette. They are kept whole: whoever missed events can read them again."""

import asyncio
import os
import uuid

import uvicorn
from sse_starlette.sse import EventSourceResponse
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

EVENTS = 40
# Seconds before the event with this number.
PAUSES = {"plain": lambda n: 0.05, "burst": lambda n: 0, "idle": lambda n: 2.5 if n % 15 == 14 else 0.05}
runs = {}
producers = set()


async def produce(run, marker, pause):
    for number in range(1, EVENTS + 2):
        is_last = number == EVENTS + 1
        if pause(number) and not is_last:
            await asyncio.sleep(pause(number))
        run["log"].append({"id": str(number), "event": "done" if is_last else "message", "data": "done" if is_last else marker})
        run["grown"].set()
        run["grown"] = asyncio.Event()


async def start(request):
    asked = await request.json()
    name = str(uuid.uuid4())
    runs[name] = {"log": [], "grown": asyncio.Event()}
    task = asyncio.create_task(produce(runs[name], asked["marker"], PAUSES[asked["kind"]]))
    producers.add(task)
    task.add_done_callback(producers.discard)
    return JSONResponse({"id": name})


async def events(run, after):
    while True:
        grown = run["grown"]
        for event in run["log"][after:]:
            yield event
            after += 1
        if after and run["log"][-1]["event"] == "done":
            return
        await grown.wait()


async def read(request):
    run = runs.get(request.path_params["id"])
    if run is None:
        return Response(status_code=404)
    last = request.headers.get("last-event-id", "")
    return EventSourceResponse(events(run, int(last) if last.isdigit() else 0))


app = Starlette(routes=[Route("/runs", start, methods=["POST"]), Route("/runs/{id}", read)])
uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
