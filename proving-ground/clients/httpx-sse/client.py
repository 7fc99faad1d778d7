"""An event stream by httpx-sse, which parses and does not come back. The program does: as the library's README shows it (Handling
reconnections), and also where a body ends without an error."""

import json
import os
import sys
import time

import httpx
from httpx_sse import SSEError, connect_sse

credentials = json.loads(os.environ.get("RESUME_GATE_HEADERS", "{}"))
last_event_id = ""
delay = 0.1
done = False

with httpx.Client(timeout=30, follow_redirects=True) as client:
    while not done:
        headers = {**credentials, "Accept": "text/event-stream"}
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id.encode()  # httpx takes text for ASCII
        try:
            with connect_sse(client, "GET", sys.argv[-1], headers=headers) as source:
                source.response.raise_for_status()
                if source.response.status_code == 204:
                    break
                for event in source.iter_sse():
                    last_event_id = event.id
                    if event.retry is not None:
                        delay = event.retry / 1000
                    print(json.dumps({"id": event.id, "event": event.event, "data": event.data}), flush=True)
                    done = '"last":true' in event.data
        except httpx.TransportError as error:
            print(error, file=sys.stderr)
        except (httpx.HTTPStatusError, SSEError) as error:
            print(error, file=sys.stderr)
            break
        time.sleep(delay)
