import type { Workload } from "../../plan/face-plan.ts";
import { readDraftAnswer } from "../../protocols/draft-graph/answers.ts";
import { resumeDraft, startDraft } from "../../protocols/draft-graph/requests.ts";
import type { RequestSpec } from "../../protocols/stream-reader.ts";
import { type Answered, type ClientInK6, isStream, type Learned } from "./client-in-k6.ts";
import { scanBody, withoutSignatures } from "./scan-body.ts";

/** A client of draft-graph: it comes back with the newest token. */
export class DraftClient implements ClientInK6 {
  readonly steps = [];
  readonly taken = null;
  readonly #workload: Workload;
  #token: string | null = null;
  #lastSeq = -1;

  constructor(workload: Workload) {
    this.#workload = workload;
  }

  start(): RequestSpec {
    return startDraft({ ...this.#workload });
  }

  get canResume(): boolean {
    return this.#token !== null;
  }

  get isEmpty(): boolean {
    return this.#token === null && this.#lastSeq < 1;
  }

  resume(withLastEventId: boolean) {
    const lastEventId = withLastEventId && this.#lastSeq >= 0 ? this.#lastSeq : null;
    return { request: resumeDraft({ token: this.#token as string, lastEventId }), from: lastEventId ?? -1 };
  }

  logged(body: string): string {
    return withoutSignatures(body);
  }

  learn({ status, headers, body, cut }: Answered): Learned {
    if (status !== 0 && !isStream(status, headers))
      return { why: "refused", delivered: false, partial: false, retryMs: null };
    const scan = scanBody(body, this.#lastSeq);
    const delivered = scan.lastSeq > this.#lastSeq;
    this.#lastSeq = scan.lastSeq;
    this.#token = scan.token ?? this.#token;
    return {
      why: scan.final ? "complete" : cut ? "cut" : "error",
      delivered,
      partial: readDraftAnswer(headers).partial === true,
      retryMs: scan.retryMs,
    };
  }
}
