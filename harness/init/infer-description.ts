import type { StreamDescription } from "../protocols/description/description.ts";
import { counterOf, typesWithout } from "./find-counter.ts";
import { endOf } from "./find-end.ts";
import { proofOf } from "./find-proof.ts";
import type { Observation } from "./observe.ts";
import {
  endedText,
  endSentence,
  heartbeat,
  idSentence,
  lastAt,
  resumeSentence,
  unknownSentence,
} from "./observed-sentences.ts";

/** What four requests showed: a stream watched for long, one cut early, the resume of that one, and a cursor that nobody issued. */
export interface Observations {
  readonly path: string;
  readonly watched: Observation;
  readonly cut: Observation;
  /** Null: there was no id to resume from. */
  readonly resumed: Observation | null;
  readonly unknown: Observation | null;
}

/** What was learned, as sentences, and the description's fields that follow from it. */
export interface Inferred {
  readonly sentences: readonly string[];
  /** Why there is no proof; empty when the description is complete. */
  readonly lacks: readonly string[];
  /** Field → what it was inferred from. */
  readonly reasons: Readonly<Partial<Record<keyof StreamDescription, string>>>;
  readonly description: Partial<StreamDescription>;
}

/** Infers the description. Pure. Where there are two possible readings, it says so and takes the one that claims less. */
export function inferDescription({ path, watched, cut, resumed, unknown }: Observations): Inferred {
  const all = [...watched.events];
  const counter = counterOf(all);
  const aside = counter === null ? [] : typesWithout(counter, all);
  const end = endOf(watched);
  const proof = proofOf(counter, { watched, cut, end: end.rule });
  const lacks: string[] = [];
  if (proof === null) {
    lacks.push(
      'No proof was found. Give each event a number; or, if two clients of one stream get the same events, write proof: ["witness"].',
    );
  }
  const ids = idSentence(all);
  const sentences = [
    `${all.length} events came in ${(lastAt(watched) / 1_000).toFixed(1)} s; ${endedText(watched)}.`,
    ids,
    ...(counter === null
      ? []
      : [
          `A counter without gaps stands in ${counter.pointer === "id" ? "the id" : `the data at ${counter.pointer}`}, from ${counter.from}.`,
        ]),
    ...(aside.length === 0
      ? []
      : [`Events of type ${aside.join(", ")} carry no number: they are taken as the connection's own.`]),
    ...(watched.commentsMs.length === 0 ? [] : [heartbeat(watched.commentsMs)]),
    ...(watched.retryMs === null ? [] : [`The server asks for ${watched.retryMs} ms before a reconnect (retry:).`]),
    endSentence(end.rule, watched),
    ...(proof === null ? [] : [proof.sentence]),
    resumeSentence(cut, resumed),
    ...(unknown === null ? [] : [unknownSentence(all, unknown)]),
  ];
  const hasIds = all.some(({ id }) => id !== null && id !== "");
  return {
    sentences,
    lacks,
    reasons: {
      open: "the address that was given",
      cursor: resumeSentence(cut, resumed),
      end:
        watched.ended === "closed"
          ? "what came last before the server closed the stream"
          : "nothing ended the stream while it was watched",
      ...(aside.length === 0 ? {} : { aside: "these events carry no number" }),
      ...(proof === null ? {} : { proof: proof.reason }),
    },
    description: {
      open: { get: path },
      cursor: hasIds ? { from: "id", send: { header: "Last-Event-ID" } } : { from: "none" },
      end: [end.rule],
      ...(aside.length === 0 ? {} : { aside: aside.map((event) => ({ event })) }),
      ...(proof === null ? {} : { proof: proof.proof }),
    },
  };
}
