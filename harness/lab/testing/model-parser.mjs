/**
 * A correct parser of event streams, word for word after the HTML standard, 9.2.6, with one fault where a liar has one.
 *
 * @param lies says whether this client has the fault of that name
 * @param client `{ lastId, retryMs, deliver }`, kept from connection to connection
 */
export function createParser(client, lies) {
  let rest = lies("keeps-buffer") ? (client.rest ?? "") : "";
  let begun = false;
  let skipLf = false;
  let id = lies("literal-ids") ? "" : client.lastId;
  let hasId = false;
  let type = "";
  let data = [];

  function dispatch() {
    if (lies("own-id-only")) client.lastId = hasId ? id : "";
    else if (!lies("ids-from-events") || data.length > 0) client.lastId = id;
    const text = data.join(lies("joins-without-break") ? "" : "\n");
    const isEvent = lies("drops-empty") ? text !== "" : data.length > 0;
    if (isEvent || (lies("delivers-empty") && type !== "")) {
      client.deliver({ id: client.lastId, event: type || "message", data: text });
    }
    if (!lies("keeps-type") || isEvent === false) type = lies("keeps-type") ? type : "";
    data = [];
    hasId = false;
  }

  function field(name, value) {
    if (name === "data" || (lies("prefix-fields") && name.startsWith("data"))) {
      if (lies("last-line")) data = [value];
      else data.push(lies("trims") ? value.trim() : value);
    } else if (name === "event") type = value;
    else if (name === "id") {
      if (value.includes("\0") && !lies("takes-null")) return;
      if (value === "" && lies("ignores-empty-id")) return;
      hasId = true;
      id = value;
      if (lies("id-at-line")) client.lastId = id;
      if (lies("highest-id")) id = String(Math.max(Number(client.lastId), Number(id)));
    } else if (name === "retry" && (/^\d+$/.test(value) || lies("any-retry"))) {
      if (lies("ignores-retry") || (lies("first-retry") && client.hasRetry)) return;
      client.hasRetry = true;
      client.retryMs = Number(value);
    }
  }

  function line(text) {
    if (text === "") return dispatch();
    const colon = text.indexOf(":");
    if (colon === 0) {
      if (lies("delivers-comments")) client.deliver({ id, event: "message", data: text });
      return;
    }
    if (lies("needs-space") && text[colon + 1] !== " ") return;
    field(colon < 0 ? text : text.slice(0, colon), colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, ""));
  }

  return {
    push(text) {
      if (text === "") return;
      rest += begun || text[0] !== "\uFEFF" || lies("keeps-bom") ? text : text.slice(1);
      begun = true;
      for (;;) {
        if (skipLf && rest.startsWith("\n") && !lies("splits-crlf")) rest = rest.slice(1);
        if (rest !== "") skipLf = false;
        const end = lies("lf-only") ? rest.indexOf("\n") : rest.search(/[\r\n]/);
        if (end < 0) break;
        skipLf = rest[end] === "\r";
        const text = rest.slice(0, end);
        rest = rest.slice(end + 1);
        line(text);
      }
      client.rest = rest;
    },
    end() {
      if (!lies("flushes-at-end")) return;
      if (rest !== "") line(rest);
      if (data.length > 0) dispatch();
    },
  };
}
