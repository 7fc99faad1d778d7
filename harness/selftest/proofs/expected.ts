import { type ProofName, proofColumns } from "./proof-columns.ts";

/**
 * What each proof must say of each liar, before an honest `event-source` server.
 *
 * The first kind must be found; those after a "+" may be found, because the lie causes them too. `unseen`: the proof cannot see
 * it and says so (`cannot-see.ts`). `none`: the liar has nothing to lie about, because no cursor names an event there.
 *
 * Some kinds look surprising but are right. A `document` knows only lengths: an added event makes the parts too long. A client
 * that counts takes a doubled event for a new one, and so misses another. A replay alone cannot show which of two readings is
 * right: an event that was lost before looks made up in the replay.
 */
const table = `
                       number      pointer               marked            marker      witness           again             prefix      document    publisher         
drop-at-start          lost        lost                  lost              unseen      lost              lost+duplicated   phantom     lost        lost
drop-replayed          lost        lost                  lost              unseen      lost              lost              lost        lost        lost
drop-at-seam           lost        lost                  lost              unseen      lost              lost              unseen      lost        lost
drop-live              lost        lost                  lost              unseen      lost              lost              unseen      lost        lost
drop-last              lost        lost                  lost              unseen      lost              lost              unseen      lost        lost
duplicate-at-start     duplicated  duplicated            duplicated        unseen      duplicated        lost+duplicated   lost        duplicated  duplicated
resend-seen            duplicated  duplicated            duplicated        unseen      duplicated        none              none        duplicated  duplicated
duplicate-at-seam      duplicated  duplicated            duplicated        unseen      duplicated        duplicated        unseen      duplicated  duplicated
swap-at-start          reordered   reordered             reordered         unseen      reordered         reordered         unseen      reordered   reordered
swap-two               reordered   reordered             reordered         unseen      reordered         reordered         unseen      reordered   reordered
swap-at-seam           reordered   reordered             reordered         unseen      reordered         reordered         unseen      reordered   reordered
change-at-start        unseen      unseen                unseen            unseen      corrupted         corrupted         corrupted   corrupted   corrupted
change-byte            unseen      unseen                unseen            unseen      corrupted         corrupted         corrupted   corrupted   corrupted
change-at-seam         unseen      unseen                unseen            unseen      corrupted         corrupted         unseen      corrupted   corrupted
invented-at-start      unseen      corrupted             unseen            unseen      phantom           phantom+lost      lost        duplicated  corrupted+lost
invented-event         unseen      unseen                unseen            unseen      phantom           phantom           phantom     duplicated  corrupted
invented-at-seam       unseen      unseen                unseen            unseen      phantom           phantom           unseen      duplicated  corrupted
foreign-at-start       corrupted   corrupted+duplicated  foreign           foreign     foreign+duplicated      foreign+lost+duplicated     lost        duplicated  foreign+duplicated+lost
foreign-event-same-id  corrupted   corrupted             foreign           foreign     foreign+duplicated      foreign+duplicated+lost     phantom     duplicated  foreign+duplicated+lost
foreign-at-seam        corrupted   corrupted             foreign           foreign     foreign+duplicated      foreign+duplicated+lost     unseen      duplicated  foreign+duplicated+lost
foreign-instead        unseen      unseen                foreign+lost      foreign     foreign+lost+duplicated foreign+lost+duplicated     corrupted   corrupted   foreign+lost+duplicated
drop-for-all           lost        lost                  lost              unseen      unseen            duplicated        unseen      lost        lost
change-for-all         unseen      unseen                unseen            unseen      unseen            unseen            unseen      corrupted   corrupted
`;

const [head = "", ...lines] = table.trim().split("\n");
const columns = head.trim().split(/\s+/) as ProofName[];

/** By liar, then by proof. */
export const expected: Readonly<Record<string, Readonly<Record<ProofName, string>>>> = Object.fromEntries(
  lines.map((line) => {
    const [name = "", ...cells] = line.trim().split(/\s+/);
    return [name, Object.fromEntries(columns.map((column, place) => [column, cells[place] ?? ""]))];
  }),
) as Record<string, Record<ProofName, string>>;

/** Honest and unusual servers that no proof may accuse, by what they change in the server's streams. */
export const honestWays = {
  usual: {
    liars: [
      "honest-return",
      "half-event",
      "bom",
      "byte-by-byte",
      "comments-between-lines",
      "cr-only",
      "crlf-split",
      "in-one-piece",
      "odd-fields",
      "unknown-events",
    ],
    way: {},
    proofs: Object.keys(proofColumns),
  },
  repeats: {
    liars: ["honest-return", "half-event"],
    way: { repeats: true },
    proofs: ["witness", "again", "prefix", "document"],
  },
  sparse: {
    liars: ["honest-return", "half-event"],
    way: { ids: "random", idEvery: 4, counted: true },
    proofs: ["pointer", "witness", "document"],
  },
  close: {
    liars: ["honest-return", "half-event"],
    way: { end: "close" },
    proofs: ["number", "pointer", "witness", "again", "prefix"],
  },
} as const;
