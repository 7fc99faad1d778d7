/** How the model client tells what it delivers: a line of JSON on standard output, unless a fault or a habit says otherwise. */
export function reporter(url, lies) {
  const held = [];
  let count = 0;
  let waiting = null;

  function print(event) {
    if (lies("reports-nothing")) return;
    if (lies("posts")) void fetch(`${url}/delivered`, { method: "POST", body: JSON.stringify(event) });
    else process.stdout.write(`${JSON.stringify(event)}\n`);
  }

  function deliver(event) {
    count++;
    if (lies("delivers-twice") && count === 3) print(event);
    if (lies("drops-one") && count === 3) return;
    if (lies("changes-text")) return print({ ...event, data: event.data.replace('"text":"', '"text":"!') });
    if (lies("crosses-streams") && count === 3) {
      return print({ ...event, data: event.data.replace(/"of":"[^"]*"/, '"of":"someone-else/1"') });
    }
    if (lies("swaps")) {
      if (count === 3) {
        waiting = event;
        return;
      }
      print(event);
      if (waiting) print(waiting);
      waiting = null;
      return;
    }
    if (lies("prints-other-things")) process.stdout.write(`got ${event.id}\n{"level":30,"msg":"event"}\n`);
    if (lies("data-alone")) return print({ data: event.data });
    if (lies("parses-data")) return print({ ...event, data: parsed(event.data) });
    if (lies("late-reports")) return void setTimeout(print, 120, event);
    if (lies("holds-output")) return void held.push(event);
    print(event);
  }

  deliver.end = () => held.forEach(print);
  return deliver;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
