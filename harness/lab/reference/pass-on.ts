import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";

/** Headers that are about one connection alone (RFC 9110, 7.6.1), and what we set ourselves. */
const ownHeaders = ["host", "connection", "keep-alive", "transfer-encoding", "content-length", "expect", "upgrade"];
/** As long as the slowest server start on a busy machine, in milliseconds. */
const answerLimitMs = 30_000;

/** Sends a client's request to the server as it came. @returns the server's answer */
export function passOn(
  { method = "GET", headers }: IncomingMessage,
  { to, body, signal }: { readonly to: URL; readonly body: Buffer; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const length = body.length > 0 || method !== "GET" ? { "content-length": String(body.length) } : {};
  const sent = httpRequest(to, { method, headers: { ...endToEnd(headers), ...length }, agent: false, signal });
  const limit = setTimeout(() => sent.destroy(new Error("no answer")), answerLimitMs);
  sent.once("response", resolve);
  sent.on("error", reject);
  sent.once("close", () => clearTimeout(limit));
  sent.once("response", () => clearTimeout(limit));
  sent.end(body);
  return promise;
}

/** The headers of a message but for those of its connection. */
export function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name)));
}
