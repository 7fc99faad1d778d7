import type { ProtocolTerms, WorkloadKind } from "../history/terms.ts";
import type { Abilities } from "./abilities.ts";
import type { StreamDescription } from "./description/description.ts";
import type { TokenClaims } from "./event-facts.ts";
import type { Probe } from "./probe.ts";
import type { RequestSpec, StreamReader } from "./stream-reader.ts";

/** What a client holds when it wants to go on. */
export interface ResumeCursor {
  readonly token: string;
  /** Sent as Last-Event-ID. Null: not sent. */
  readonly lastEventId: number | null;
}

/** An answer's headers, their names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What an answer's headers say beyond HTTP's own. */
export interface AnswerNotes {
  /** The stream's name in the server's logs. */
  readonly requestId?: string;
  /** Events are missing from what follows. */
  readonly partial?: true;
  /** How the stream goes on (`ProtocolTerms.liveMode`). */
  readonly mode?: string;
}

/** What the body of a refusal says. */
export interface RefusalNotes {
  readonly code?: string;
  readonly reason?: string;
}

/** A description with its values. It can be sent to another process as JSON. */
export interface DescribedSource {
  readonly name: string;
  readonly description: StreamDescription;
  readonly given: Readonly<Record<string, string>>;
  /** What each stream's marker begins with. */
  readonly word: string;
}

/** How one kind of stream is started, read and resumed. */
export interface Protocol {
  readonly name: string;
  /** What the judge has to know of it. It goes into the history's head. */
  readonly terms: ProtocolTerms;
  start(workload: Readonly<Record<string, number>>): RequestSpec;
  resume(cursor: ResumeCursor): RequestSpec;
  createReader(kind?: WorkloadKind): StreamReader;
  /** Absent: only what any stream has (`plainAbilities`). */
  readonly abilities?: Abilities;
  /** The description that it was made of, for clients that run elsewhere (in k6). */
  readonly described?: DescribedSource;
  /** Its own requests carry a `traceparent`, so the harness must not add one. */
  readonly setsTraceparent?: boolean;
  /** The same protocol for one face, whose readers share what they have proved. Absent: sharing would show nothing. */
  forFace?(): Protocol;
  /** Absent: the protocol has no headers of its own. */
  readAnswer?(headers: Headers): AnswerNotes;
  /** Absent: the bodies of its refusals say nothing that can be read. */
  readRefusal?(body: string): RefusalNotes;
  /** Resume requests that a server must refuse. */
  readonly probes?: readonly Probe[];
  /** What a token says, signed or not; null when it is not readable. */
  claimsOf?(token: string): TokenClaims | null;
  /** Whether a text holds something that has the form of a token. */
  holdsToken?(text: string): boolean;
}
