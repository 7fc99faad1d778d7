import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Results } from "../../../harness/gate/results.ts";
import { makeFolder } from "../../../harness/make-folder.ts";

/** What of a run has been sent to Datadog. Its results are kept until both are sent. */
export interface OutboxEntry {
  readonly run_id: string;
  readonly metrics_sent: boolean;
  readonly event_sent: boolean;
  /** Null once all is sent. */
  readonly results: Results | null;
}

/**
 * A folder with a file for each run that is to be sent to Datadog. A run that has been sent keeps its file, without the results, so that
 * it is not sent again. Files are replaced as a whole.
 */
export class Outbox {
  readonly #folder: string;

  /** @throws Error when the folder cannot be made */
  constructor(folder: string) {
    this.#folder = folder;
    makeFolder(folder);
  }

  /** Puts a run in. @returns false when it is there already, sent or not */
  add(results: Results): boolean {
    if (this.#read(this.#file(results.run_id))) return false;
    this.save({ run_id: results.run_id, metrics_sent: false, event_sent: false, results });
    return true;
  }

  save(entry: OutboxEntry): void {
    const file = this.#file(entry.run_id);
    const temporary = `${file}.${process.pid}.tmp`;
    const kept = entry.metrics_sent && entry.event_sent ? { ...entry, results: null } : entry;
    writeFileSync(temporary, `${JSON.stringify(kept)}\n`);
    renameSync(temporary, file);
  }

  /** What still has to be sent, oldest run first. */
  waiting(): OutboxEntry[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => this.#read(path.join(this.#folder, name)) ?? [])
      .filter(({ results }) => results !== null)
      .sort((a, b) => (a.results?.started_at ?? "").localeCompare(b.results?.started_at ?? ""));
  }

  /** Null for a missing or half-written file, and for one of another kind. */
  #read(file: string): OutboxEntry | null {
    try {
      const entry = JSON.parse(readFileSync(file, "utf8")) as OutboxEntry;
      return typeof entry.run_id === "string" && typeof entry.event_sent === "boolean" ? entry : null;
    } catch {
      return null;
    }
  }

  /** A run's id may hold characters that a file's name may not. */
  #file(runId: string): string {
    const name = /^[\w-]{1,64}$/.test(runId) ? runId : createHash("sha256").update(runId).digest("hex");
    return path.join(this.#folder, `${name}.json`);
  }
}
