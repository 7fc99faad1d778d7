import { once } from "node:events";
import { request } from "node:http";
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { Certificate } from "../../engine/testing/certificate.ts";

/** Headers that belong to one connection and are not passed on. */
const ofConnection = ["connection", "keep-alive", "transfer-encoding"];

/** A front such as many servers have: HTTP/2 over TLS for clients, HTTP/1.1 to the server. */
export async function startHttp2Front(origin: string, certificate: Certificate) {
  const front = createSecureServer(certificate, (asked, answer) => passOn(origin, asked, answer));
  const close = closer(front);
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  return { url: `https://127.0.0.1:${(front.address() as AddressInfo).port}`, close };
}

function passOn(origin: string, asked: Http2ServerRequest, answer: Http2ServerResponse): void {
  const headers = Object.fromEntries(Object.entries(asked.headers).filter(([name]) => !name.startsWith(":")));
  const up = request(new URL(asked.url, origin), { method: asked.method, headers, agent: false }, (came) => {
    if (answer.stream.destroyed) return void up.destroy();
    const own = Object.entries(came.headers).filter(([name]) => !ofConnection.includes(name));
    answer.writeHead(came.statusCode ?? 502, Object.fromEntries(own));
    came.on("error", () => answer.stream.destroy()).pipe(answer);
  });
  up.on("error", () => answer.stream?.destroy());
  answer.on("close", () => up.destroy()).on("error", () => {});
  asked.pipe(up);
}

function closer(front: Http2SecureServer): () => void {
  const open = new Set<{ destroy(): void }>();
  front.on("session", (session) => {
    open.add(session);
    session.on("error", () => {}).on("close", () => open.delete(session));
  });
  return () => {
    for (const session of open) session.destroy();
    front.close();
  };
}
