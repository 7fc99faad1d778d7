import { nameOfProof, type StreamDescription } from "./description.ts";

/**
 * What the proofs of a description cannot show, as a sentence. It stands in the results of each face that they judged.
 *
 * Taken from the table of proofs (docs/describe-a-stream.md, Proofs).
 */
export function cannotSee({ proof, end = [] }: Pick<StreamDescription, "proof" | "end">): string {
  const names = new Set(proof.map(nameOfProof));
  const has = (...some: readonly string[]) => some.some((name) => names.has(name));
  if (names.size === 0) return "anything: no event was proved.";
  const blind: string[] = [];
  if (!has("number", "witness", "publisher", "document")) {
    blind.push(
      has("prefix")
        ? "an event that is missing, doubled or moved outside of a replay"
        : "an event that is missing, doubled or moved",
    );
  }
  if (has("witness") && !has("number", "publisher")) blind.push("an event that both readings of a stream lost");
  if (has("document") && !has("number", "witness", "publisher")) {
    blind.push("events that hold no part of the document, and a stream that never ended");
  }
  if (has("number") && !has("publisher")) blind.push("an event without a number");
  if (end.includes("close") && !has("witness", "document", "publisher")) {
    blind.push("a stream that the server closed before its end");
  }
  if (!has("publisher")) {
    blind.push(
      has("witness")
        ? "an event that was changed before both readings"
        : has("document")
          ? "a change outside of the document's text"
          : "an event that was changed or made up before it was first sent",
    );
  }
  if (!has("marker", "witness", "publisher")) blind.push("an event of another stream in the place of the true one");
  else if (has("marker") && !has("publisher")) blind.push("an event of another stream that lies about its marker");
  return `${blind.length > 0 ? listed(blind) : "nothing that reached the client: each event is proved by itself"}.`;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}`;
}
