import { type Draws, drawsFor } from "../../plan/random.ts";
import type { Lie } from "../liar.ts";
import { withBom, withComments, withLineEnds, withOddFields } from "../lies/legal-forms.ts";
import type { Block } from "../proxy/block.ts";
import type { Form, HonestPlan, Pieces } from "./honest-plan.ts";

const forms: Readonly<Record<Form, (block: Block) => Block>> = {
  plain: (block) => block,
  crlf: (block) => withLineEnds(block, "\r\n"),
  cr: (block) => withLineEnds(block, "\r"),
  comments: withComments,
  "odd-fields": withOddFields,
};

const cutters: Readonly<Record<Pieces, (bytes: Buffer, draws: Draws) => readonly Buffer[]>> = {
  whole: (bytes) => [bytes],
  bytes: (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)),
  "in-characters": (bytes) => cutWhere(bytes, (at) => ((bytes[at] as number) & 0xc0) === 0x80),
  any: (bytes, draws) => cutWhere(bytes, () => draws.chance(10)),
};

/** Sends the same events in other forms, other chunks, and with a byte order mark. */
export function honestLie({ form, pieces, bom, seed }: HonestPlan): Lie {
  let connections = 0;
  return {
    events() {
      let begun = !bom;
      return {
        block(block, out) {
          const written = forms[form](block);
          out.send(begun ? written : withBom(written));
          begun = true;
        },
      };
    },
    pieces() {
      const draws = drawsFor(seed, `pieces/${connections++}`);
      return (bytes) => cutters[pieces](bytes, draws);
    },
  };
}

function cutWhere(bytes: Buffer, before: (at: number) => boolean): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = 1; at < bytes.length; at++) {
    if (!before(at)) continue;
    pieces.push(bytes.subarray(from, at));
    from = at;
  }
  return [...pieces, bytes.subarray(from)];
}
