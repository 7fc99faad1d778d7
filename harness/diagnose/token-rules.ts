import { plural } from "../figures.ts";
import type { Evidence } from "./evidence.ts";
import type { Rule } from "./rule.ts";
import { answersNamed, sightingIf, sightingOfFault, weightOfShare } from "./sightings.ts";
import type { Signals } from "./signals.ts";

/** Tokens that were refused: too old, signed with another secret, or checked with another clock. */
export const tokenRules: readonly Rule[] = [
  {
    cause: "token-expiry",
    look(evidence, signals) {
      const expired = answersNamed(signals, "410 RESUME_TOKEN_EXPIRED");
      return [
        ...sightingIf(
          expired.count > 0,
          6 * weightOfShare(expired.share),
          () => `${expired.text} are 410 RESUME_TOKEN_EXPIRED`,
        ),
        ...sightingIf(freshExpired(evidence) > 0, -6, () => "but tokens with life left were called expired"),
        ...sightingIf(onlySomeExpire(evidence) !== null, -3, () => "but not every instance calls tokens expired"),
      ];
    },
  },
  {
    cause: "secret-rotation",
    look(evidence, signals) {
      const invalid = answersNamed(signals, "401 RESUME_TOKEN_INVALID");
      const { targets, logs } = evidence;
      const alone = targets.filter(({ keys }) => keys.length === 1);
      const signers = new Set(
        targets.flatMap(({ keys }) => keys.filter((key) => key.state === "sign").map((k) => k.kid)),
      );
      return [
        ...sightingIf(
          invalid.count > 0,
          6 * weightOfShare(invalid.share),
          () => `${invalid.text} are 401 RESUME_TOKEN_INVALID`,
        ),
        ...sightingOfFault(signals, "signing-key-changed", 3),
        ...sightingIf(
          invalid.count > 0 && alone.length > 0,
          1,
          () => "/healthz shows one key, so no older key is accepted",
        ),
        ...sightingIf(signers.size > 1, 3, () => `instances sign with different keys: ${[...signers].join(", ")}`),
        ...sightingIf(invalid.count > 0 && usersSucceed(evidence), -5, () => "but users' own resumes succeed"),
        ...sightingIf((logs?.keyringRefused ?? 0) > 0, 2, () => "the log says that the keyring file was refused"),
      ];
    },
  },
  {
    cause: "clock-skew",
    look(evidence, signals) {
      const fresh = freshExpired(evidence);
      const lopsided = onlySomeExpire(evidence);
      return [
        ...sightingIf(fresh > 0, 7, () => `${plural(fresh, "finding")}: ${firstFresh(evidence)}`),
        ...sightingIf(lopsided !== null, 5, () => `tokens expire ${lopsided}`),
        ...sightingOfFault(signals, "token-ends-apart", 3, ({ sec }) => sec > 0),
        ...clocks(evidence, signals),
      ];
    },
  },
  {
    cause: "token-forgery",
    look(evidence, signals) {
      const invalid = answersNamed(signals, "401 RESUME_TOKEN_INVALID");
      const letIn = evidence.faces.reduce((sum, { result }) => sum + result.summary.wrongly_accepted, 0);
      return [
        ...sightingIf(
          letIn > 0,
          7,
          () => `${plural(letIn, "request")} that had to be refused got a stream: ${firstLetIn(evidence)}`,
        ),
        ...sightingIf(
          invalid.count > 0 && usersSucceed(evidence),
          3,
          () => `${invalid.text} are 401 RESUME_TOKEN_INVALID, while users' own resumes succeed`,
        ),
      ];
    },
  },
];

function firstLetIn({ faces }: Evidence): string {
  const findings = faces.flatMap(({ result }) => result.findings);
  return findings.find(({ kind }) => kind === "wrongly-accepted")?.text ?? "see the results' findings";
}

/** Whether at least 98 % of the eligible attempts succeeded. */
function usersSucceed({ faces }: Evidence): boolean {
  const eligible = faces.reduce((sum, { result }) => sum + result.summary.resume_eligible, 0);
  const successes = faces.reduce((sum, { result }) => sum + result.summary.resume_successes, 0);
  return eligible > 0 && successes / eligible >= 0.98;
}

function freshFindings({ faces }: Evidence): string[] {
  return faces.flatMap(({ result }) =>
    result.findings.filter(({ detail }) => detail?.code === "expired-too-early").map(({ text }) => text),
  );
}

function freshExpired(evidence: Evidence): number {
  return freshFindings(evidence).length;
}

function firstFresh(evidence: Evidence): string {
  return freshFindings(evidence)[0] ?? "";
}

/** "on instance-1 alone (29), not on instance-0", or null when all instances or none refuse tokens as expired. */
function onlySomeExpire({ logs }: Evidence): string | null {
  const all = Object.entries(logs?.expiredByInstance ?? {});
  const some = all.filter(([, count]) => count > 0);
  const none = all.filter(([, count]) => count === 0);
  if (some.length === 0 || none.length === 0 || some.every(([, count]) => count < 5)) return null;
  const names = (list: typeof all) => list.map(([name]) => name).join(", ");
  return `on ${names(some)} alone (${some.map(([, count]) => count).join(", ")}), not on ${names(none)}`;
}

/** The `Date` headers of the instances, against our own clock and each other. */
function clocks({ targets }: Evidence, signals: Signals) {
  const known = targets.flatMap(({ url, clockAheadSec }) => (clockAheadSec === null ? [] : [{ url, clockAheadSec }]));
  const expired = answersNamed(signals, "410 RESUME_TOKEN_EXPIRED").count > 0;
  const ahead = known.map(({ clockAheadSec }) => clockAheadSec);
  const apart = Math.round(Math.max(0, ...ahead) - Math.min(...ahead, 0)); // 0 is our own clock
  return sightingIf(
    apart >= 5,
    expired ? 3 : 1,
    () => `the clocks of ${known.map(({ url }) => url).join(", ")} and ours are ${apart} s apart`,
  );
}
