import { createHash } from "node:crypto";
import type { RequestRecord } from "../history/records.ts";
import { ReportsOfClient } from "../history/reports-of-client.ts";
import { RowLog } from "../history/row-log.ts";

/** A stage for one client, whoever answers on it: what the client asked for and has reported, and the connections that are open. */
export class OneClientStage extends RowLog {
  requests = 0;
  /** When the first request came, on the row's clock. */
  firstAt = 0;
  protected readonly reports = new ReportsOfClient();
  readonly #serving = new Set<Promise<void>>();

  /** Whether the client has reported as many events as it was sent. */
  get allReported(): boolean {
    return this.reports.all;
  }

  /** Whether a connection is being served just now. */
  get isServing(): boolean {
    return this.#serving.size > 0;
  }

  /** Resolves when no connection is being served any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#serving);
  }

  /** Writes down a request, with its body's hash where each request has to repeat the body. */
  protected asked(seen: Omit<RequestRecord, "k" | "r" | "at" | "body">, repeated: Buffer | null): RequestRecord {
    const r = this.requests++;
    const at = this.now();
    if (r === 0) this.firstAt = at;
    const body = repeated?.length ? createHash("sha256").update(repeated).digest("hex").slice(0, 16) : null;
    const request: RequestRecord = { k: "req", r, at, ...seen, body };
    this.write(request);
    return request;
  }

  /** Resolves when the connection has been served. */
  protected async serve(served: Promise<void>): Promise<void> {
    this.#serving.add(served);
    await served.finally(() => this.#serving.delete(served));
  }
}
