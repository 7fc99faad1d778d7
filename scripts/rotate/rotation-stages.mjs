// @ts-check
import { Refusal } from "./refusal.mjs";

/**
 * A keyring, as its file holds it. `rotation` is there while a gradual rotation is under way; servers pass over it.
 *
 * @typedef {{ kid: string, secret: string, state: "accept" | "sign", not_after?: number }} Key
 * @typedef {{ to: string, from: string, began_at: number, life_sec: number, seen_at?: number }} Rotation
 *   `to` and `from` are kids. `seen_at`: Unix seconds when the last instance was seen to sign with the new key
 * @typedef {{ version: 1, keys: readonly Key[], rotation?: Rotation }} Keyring
 * @typedef {"idle" | "accepting" | "signing" | "retiring" | "removing"} Stage
 */

/** Which of the contract's three steps a stage belongs to. @type {Readonly<Record<Exclude<Stage, "idle">, number>>} */
export const stepOf = { accepting: 1, signing: 2, retiring: 2, removing: 3 };

/**
 * How far a rotation has come. The keyring alone tells it, so that a run can go on where another one stopped.
 *
 * - `accepting`: the new key is in the file as `accept`; not yet known whether each instance has seen it
 * - `signing`: the new key signs; not yet known whether each instance has seen it, so the old one still signs somewhere
 * - `retiring`: no instance signs with the old key any more; its tokens live on until its `not_after`
 * - `removing`: the old key is out of the file; not yet known whether each instance has seen it
 *
 * @param {Keyring} ring @returns {Stage} @throws {Refusal} when somebody changed the keys by hand in the middle
 */
export function stageOf({ keys, rotation }) {
  if (!rotation) return "idle";
  const to = keys.find(({ kid }) => kid === rotation.to);
  const from = keys.find(({ kid }) => kid === rotation.from);
  if (to?.state === "accept" && from?.state === "sign") return "accepting";
  if (to?.state === "sign" && from?.state === "accept") return rotation.seen_at === undefined ? "signing" : "retiring";
  if (to?.state === "sign" && !from) return "removing";
  throw new Refusal(
    `The keyring holds a rotation from ${rotation.from} to ${rotation.to} that does not fit its keys.`,
    'Somebody changed them by hand. Take the "rotation" entry out of the file, and run this again to begin a new one.',
    2,
  );
}

/** idle → accepting. @param {Keyring} ring @param {Key} key @param {{ now: number, lifeSec: number }} when */
export function begin(ring, key, { now, lifeSec }) {
  const from = signing(ring).kid;
  const rotation = { to: key.kid, from, began_at: Math.floor(now), life_sec: lifeSec };
  return { ...ring, keys: [...ring.keys, { ...key, state: /** @type {const} */ ("accept") }], rotation };
}

/** accepting → signing. @param {Keyring} ring @returns {Keyring} */
export function switchOver(ring) {
  const { to, from } = rotationOf(ring);
  const state = (/** @type {string} */ kid) => (kid === to ? "sign" : "accept");
  return change(ring, [to, from], ({ kid, secret }) => ({ kid, secret, state: state(kid) }));
}

/**
 * signing → retiring: the old key gets its end, so that it ends even if nobody runs the script again. The end is counted
 * from the moment at which the last instance was seen to sign with the new key, and rounded up: a token of the moment
 * before it may be used for its whole life.
 *
 * @param {Keyring} ring @param {{ now: number, leewaySec: number }} when @returns {Keyring}
 */
export function retire(ring, { now, leewaySec }) {
  const rotation = rotationOf(ring);
  const seenAt = rotation.seen_at ?? now;
  const end = Math.ceil(seenAt + rotation.life_sec + leewaySec) + 1;
  const changed = change(ring, [rotation.from], (key) => ({ ...key, not_after: end }));
  return { ...changed, rotation: { ...rotation, seen_at: seenAt } };
}

/** retiring → removing. @param {Keyring} ring @returns {Keyring} */
export function remove(ring) {
  const { from } = rotationOf(ring);
  return { ...ring, keys: ring.keys.filter(({ kid }) => kid !== from) };
}

/** removing → idle. @param {Keyring} ring @returns {Keyring} */
export function finish({ rotation: _, ...ring }) {
  return ring;
}

/** The old key's end, Unix seconds. @param {Keyring} ring */
export function endOfOld(ring) {
  return ring.keys.find(({ kid }) => kid === ring.rotation?.from)?.not_after ?? 0;
}

/** The one key that signs. @param {Keyring} ring @returns {Key} */
export function signing(ring) {
  return /** @type {Key} */ (ring.keys.find(({ state }) => state === "sign"));
}

/** @param {Keyring} ring @returns {Rotation} */
export function rotationOf({ rotation }) {
  if (!rotation) throw new Error("no rotation is under way");
  return rotation;
}

/** @param {Keyring} ring @param {readonly string[]} kids @param {(key: Key) => Key} make @returns {Keyring} */
function change(ring, kids, make) {
  return { ...ring, keys: ring.keys.map((key) => (kids.includes(key.kid) ? make(key) : key)) };
}
