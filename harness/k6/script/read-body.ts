/** One complete event of a body, with what a client in k6 needs of it. */
export interface BodyEvent {
  /** "" when the block has no type. */
  readonly type: string;
  readonly data: string;
  /** The id in the block; null without one. */
  readonly id: string | null;
}

/**
 * Reads the complete events of a body (HTML standard, 9.2.6). What follows the last blank line is not complete.
 *
 * Runs inside k6: no URL, no TextDecoder, no Buffer. A test holds it equal to the harness's own parser.
 *
 * @param onRetry gets what each `retry:` asks for, in milliseconds
 * @param onIdAlone gets the id of each block that has no data: no event, but a cursor
 * @returns whether it ends within an event. A comment alone is not an event
 */
export function readBody(
  body: string,
  onEvent: (event: BodyEvent) => void,
  onRetry: (ms: number) => void,
  onIdAlone?: (id: string) => void,
): boolean {
  let id: string | null = null;
  let type = "";
  let data: string | null = null;
  const text = body.charCodeAt(0) === 0xfeff ? body.slice(1) : body;
  const lines = text.split(text.includes("\r") ? /\r\n|\r|\n/ : "\n"); // a regular expression takes k6 a third longer
  const begun = lines.pop() ?? ""; // what follows the last line break is not a complete line
  for (const line of lines) {
    if (line === "") {
      if (data !== null) onEvent({ type, data, id });
      else if (id !== null) onIdAlone?.(id);
      id = null;
      type = "";
      data = null;
      continue;
    }
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    if (name !== "id" && name !== "event" && name !== "data" && name !== "retry") continue;
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "data") data = data === null ? value : `${data}\n${value}`;
    else if (name === "event") type = value;
    else if (name === "id") id = value.includes("\0") ? id : value;
    else if (/^[0-9]+$/.test(value)) onRetry(Number(value));
  }
  return data !== null || (begun !== "" && !begun.startsWith(":")); // a comment is part of no event
}
