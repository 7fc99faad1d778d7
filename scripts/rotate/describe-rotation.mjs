// @ts-check
import { statSync } from "node:fs";
import { isGone, ownerOf } from "../../harness/lock-file.mjs";
import { askHealth } from "./instances.mjs";
import { readKeyring } from "./keyring-file.mjs";
import { endOfOld, rotationOf, signing, stageOf, stepOf } from "./rotation-stages.mjs";
import { keysInWords, missing } from "./wait-for-instances.mjs";

/** @typedef {import("./instances.mjs").Instances} Instances */

/**
 * `--status`: keys and instances, never a secret.
 *
 * @param {{ file: string, instances: Instances | null, trouble: string | null, lock: string, signal: AbortSignal }} of
 * @returns {Promise<string>}
 */
export async function describeStatus({ file, instances, trouble, lock, signal }) {
  const ring = readKeyring(file);
  const mode = (statSync(file).mode & 0o777).toString(8);
  const lines = [`Keyring ${file}${mode === "600" ? "" : `  (mode ${mode}; it should be 600)`}`];
  for (const { kid, state, not_after } of ring.keys) {
    lines.push(`  ${kid}  ${state}${not_after === undefined ? "" : `  until ${ends(not_after)}`}`);
  }
  lines.push(`Rotation: ${rotationInWords(ring, lock)}`);
  lines.push(`Instances${instances ? ` (${instances.where})` : ""}`);
  if (!instances) return [...lines, `  ${trouble}`].join("\n");
  const { urls, late } = await instances.find();
  const wanted = { keys: ring.keys, gone: [] };
  const asked = await Promise.all(
    urls.map(async (url) => {
      const health = await askHealth(url, signal);
      if ("trouble" in health) return `  ${url}  does not tell: ${health.trouble}`;
      const note = missing(health.keys, wanted) === null ? "as the keyring" : "NOT as the keyring";
      return `  ${url}  ${note}: ${keysInWords(health.keys)}`;
    }),
  );
  const passedOver = late.map(
    ({ url, ageSec }) => `  ${url}  late, not waited for: last heartbeat ${Math.round(ageSec)} s ago`,
  );
  const none = urls.length + late.length === 0 ? ["  none"] : [];
  return [...lines, ...asked, ...passedOver, ...none].join("\n");
}

/** @param {import("./rotation-stages.mjs").Keyring} ring @param {string} lock */
function rotationInWords(ring, lock) {
  const owner = ownerOf(lock);
  const runs =
    owner && !isGone(owner, lock) ? `run by process ${owner.pid} on ${owner.host}` : "stopped; --gradual goes on";
  const stage = stageOf(ring);
  if (stage === "idle") return "none under way";
  return `from ${rotationOf(ring).from} to ${rotationOf(ring).to}, in step ${stepOf[stage]} of 3 (${runs})`;
}

/** @param {number} notAfter */
function ends(notAfter) {
  const left = Math.round(notAfter - Date.now() / 1_000);
  return `${new Date(notAfter * 1_000).toISOString()} (${left > 0 ? `in ${left} s` : "over"})`;
}

/**
 * `--dry-run`: the steps that would be done, from where the keyring stands.
 *
 * @param {{ file: string, mode: "gradual" | "immediate", lifeSec: number, lifeIsGiven: boolean, leewaySec: number,
 *   found: import("./instances.mjs").Found | null }} of
 */
export function describePlan({ file, mode, lifeSec, lifeIsGiven, leewaySec, found }) {
  const ring = readKeyring(file);
  const stage = stageOf(ring);
  const who = found ? `${found.urls.length} instances: ${found.urls.join(", ") || "none"}` : "no instance is known";
  const lines = [`Nothing is changed. With the keyring ${file} and ${who}, --${mode} would:`];
  for (const { url } of found?.late ?? []) lines.push(`  not wait for ${url}, which is late`);
  if (mode === "immediate") {
    const kids = ring.keys.map(({ kid }) => kid).join(", ");
    return [...lines, `  1. replace ${kids} by one new key at once: every token issued before is refused (401)`].join(
      "\n",
    );
  }
  const { to, from } = ring.rotation ?? { to: "a new key", from: signing(ring).kid };
  const life = ring.rotation && !lifeIsGiven ? ring.rotation.life_sec : lifeSec;
  const step = stage === "idle" ? 1 : stepOf[stage];
  const firstOpen = stage === "retiring" ? 3 : step; // each instance was seen to do step 2
  const wait =
    stage === "retiring" ? `at ${ends(endOfOld(ring))}` : `after one token life (${life} s + ${leewaySec} s leeway)`;
  const steps = [
    stage === "idle" ? `add ${to} as "accept"; wait for each instance` : `wait for each instance to accept ${to}`,
    `${stage === "signing" ? "go on: " : ""}${to} signs, ${from} is accepted; wait for each instance`,
    stage === "removing"
      ? `wait for each instance to report that ${from} is gone`
      : `${wait}, remove ${from}; wait for each instance`,
  ];
  const numbered = steps.map((text, i) => `  ${i + 1}. ${text}`).slice(firstOpen - 1);
  return [
    ...lines,
    ...(stage === "idle" ? [] : [`  go on in step ${step} of a rotation that was begun`]),
    ...numbered,
  ].join("\n");
}
