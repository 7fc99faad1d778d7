import { readHead } from "../../engine/answer.ts";
import { FaceTimers } from "../../engine/face-timers.ts";
import { Http2Sessions, noHttp2 } from "../../engine/http/http2-sessions.ts";
import { openExchange } from "../../engine/http/open-exchange.ts";
import { errors, type Refusal, RefusalError } from "../../errors.ts";
import type { Protocol } from "../../protocols/protocol.ts";
import type { TargetHooks } from "../../stage/target-stage.ts";
import type { RunChoices } from "../request.ts";

/**
 * The user's commands for faults of `--target`, or null without them.
 *
 * @throws RefusalError (exit 2) for one without the other, or without a target
 */
export function hooksOf(
  options: Pick<RunChoices, "target" | "faultStart" | "faultEnd" | "faultProof">,
): TargetHooks | null {
  const { target, faultStart, faultEnd, faultProof } = options;
  if (faultStart === undefined && faultEnd === undefined && faultProof === undefined) return null;
  const hint = "For example: --target http://staging:3101 --fault-start ./break.sh --fault-end ./heal.sh";
  if (!target) throw new RefusalError(errors.badUsage("--fault-start and --fault-end need a --target.", hint));
  if (!faultStart || !faultEnd) {
    throw new RefusalError(errors.badUsage("--fault-start and --fault-end must be given together.", hint));
  }
  return { start: faultStart, end: faultEnd, ...(faultProof === undefined ? {} : { proof: faultProof }) };
}

/** How much is read of an answer that is not a stream: it may have no end. */
const most = { bytes: 4_096, ms: 1_000 };

/**
 * Asks the target for one short stream before any load.
 *
 * @throws RefusalError (exit 4) with what was seen, when it does not answer with an event stream
 */
export async function requireStream(
  target: URL,
  headers: Readonly<Record<string, string>>,
  protocol: Protocol,
  signal: AbortSignal,
  { http2 = false }: Pick<RunChoices, "http2"> = {},
): Promise<void> {
  const timers = new FaceTimers(signal);
  const sessions = http2 ? new Http2Sessions() : undefined;
  let seen: string | null = null;
  let body = "";
  let status = 0;
  let limit: NodeJS.Timeout | undefined;
  const exchange = openExchange(
    {
      base: target,
      request: protocol.start({ events: 1, interval_ms: 0, event_bytes: 16, seed: 1 }),
      headers,
      limits: { answerMs: 5_000, idleMs: 5_000, eventMs: 5_000 },
      timers,
      http2: sessions,
    },
    {
      onAnswer(code, answerHeaders) {
        const head = readHead(code, answerHeaders);
        status = code;
        if (head.isStream) return;
        seen = `it answered ${code} with Content-Type "${head.type}"`;
        limit = setTimeout(() => exchange.cut(), most.ms);
      },
      onBytes(bytes, from, to) {
        if (seen === null) exchange.cut();
        else body += bytes.toString("utf8", from, to);
        if (body.length > most.bytes) exchange.cut();
      },
    },
  );
  const end = await exchange.ended;
  clearTimeout(limit);
  timers.close();
  sessions?.close();
  if (end.why === "aborted") return;
  if (seen !== null) {
    const { code } = protocol.readRefusal?.(body) ?? {};
    throw new RefusalError(errors.targetAway(target.href, code ? `${seen} (${code})` : seen));
  }
  if (end.why === "cut") return;
  throw new RefusalError(unusable(target.href, end.error ?? `it answered ${status} and closed without an event`));
}

/** Node's codes for a certificate that no known authority has signed. */
const untrusted = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
/** Node's codes for a certificate with another name or another time, where no further authority helps. */
const invalid = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID", "ERR_TLS_CERT_ALTNAME_INVALID"]);

/** The refusal for a target without a stream, from the error of its connection. */
export function unusable(url: string, seen: string): Refusal {
  if (seen === noHttp2) return errors.targetWithoutHttp2(url);
  if (untrusted.has(seen)) return errors.targetUntrusted(url, seen);
  return invalid.has(seen) ? errors.targetCertificateWrong(url, seen) : errors.targetAway(url, seen);
}
