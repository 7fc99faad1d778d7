import { undocumented } from "../../history/terms.ts";
import type { Protocol } from "../protocol.ts";
import { DescribedReader } from "./described-reader.ts";
import { cannotSee, type StreamDescription } from "./description.ts";

/** A protocol that speaks as described. Its streams are resumed by a cursor of their own, without a token. */
export function describedProtocol(name: string, description: StreamDescription): Protocol {
  let opened = 0;
  const createReader = () => new DescribedReader(description, `stream-${opened++}`);
  const start = () => createReader().open();
  return {
    name,
    terms: {
      ...undocumented,
      name,
      resumesBy: "cursor",
      proof: description.proof.length > 1 ? ["number", "marker"] : ["number"],
      cannotSee: cannotSee(description),
    },
    start,
    resume() {
      throw new Error("A described stream is resumed by its reader's route.");
    },
    createReader,
  };
}
