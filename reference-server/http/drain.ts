import type { FastifyInstance } from "fastify";
import type { Service } from "../service.ts";

/** How long Redis may take for the last events when the streams are over, in milliseconds. */
const lastAppendsMs = 2_000;

/**
 * Shuts the instance down cleanly: new requests get 503 (contract, SHUTTING_DOWN), running streams have their grace, then
 * what is left is cut, Redis gets the last events, and all is closed.
 *
 * @param graceMs how long running streams may go on; cut short when `hurry` is aborted
 */
export async function drain(
  service: Service,
  app: FastifyInstance,
  { graceMs, hurry }: { graceMs: number; hurry: AbortSignal },
): Promise<void> {
  const { streams, resumed, link, keyring, log, resume } = service;
  await streams.untilServed(graceMs, hurry);
  log.info({ event: "drained", cut: streams.active, cut_resumes: resumed.size });
  streams.stop();
  for (const connection of resumed) connection.abort();
  if (link?.isUp || !hurry.aborted) await streams.untilStored(lastAppendsMs);
  streams.close();
  resume?.writers.close();
  keyring?.close();
  await app.close();
  link?.close();
}
