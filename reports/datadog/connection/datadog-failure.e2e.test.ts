import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failureOf, quickRetry, type StandIn, startStandIn } from "../testing/stand-in.ts";
import { connect, type Datadog } from "./connect-datadog.ts";

let standIn: StandIn;
let datadog: Datadog;

beforeEach(async () => {
  standIn = await startStandIn();
  datadog = await connect(standIn, { retry: quickRetry });
});
afterEach(() => standIn.close());

describe("what fails", () => {
  const list = () => datadog.call("list", () => datadog.monitors.listMonitors({}));
  const noMore = (status: number) => Array(quickRetry.attempts).fill({ status });

  test.each([
    { claim: "wrong keys", trouble: [{ status: 403 }], kind: "keys", tries: 1 },
    { claim: "a bad request", trouble: [{ status: 400 }], kind: "refused", tries: 1 },
    {
      claim: "a redirect, which would take the keys elsewhere",
      trouble: [{ status: 302, headers: { location: "/" } }],
      kind: "refused",
      tries: 1,
    },
    { claim: "no JSON", trouble: [{ status: 200, body: "<html>" }], kind: "malformed", tries: 1 },
    { claim: "errors again and again", trouble: noMore(500), kind: "away", tries: 4 },
    { claim: "too many requests, again and again", trouble: noMore(429), kind: "away", tries: 4 },
    {
      claim: "a server that asks to wait for an hour",
      trouble: [{ status: 429, headers: { "retry-after": "3600" } }],
      kind: "away",
      tries: 1,
    },
  ])("$claim: is $kind after $tries", async ({ trouble, kind, tries }) => {
    standIn.trouble("GET", ...trouble);
    expect((await failureOf(list())).kind).toBe(kind);
    expect(standIn.seen).toHaveLength(tries);
  });

  test("no answer in time", async () => {
    const hasty = await connect(standIn, { retry: { ...quickRetry, attempts: 2, timeoutMs: 50 } });
    standIn.trouble("GET", { hang: true }, { hang: true });
    const failure = await failureOf(hasty.call("list", () => hasty.monitors.listMonitors({})));
    expect(failure.message).toBe("GET /api/v1/monitor: no answer in 50 ms (2 times)");
  });

  test("nobody there", async () => {
    await standIn.close();
    expect((await failureOf(list())).message).toContain("ECONNREFUSED");
    standIn = await startStandIn();
  });

  test("never shows a key, even when the answer repeats it", async () => {
    const { apiKey, appKey } = standIn;
    standIn.trouble(
      "GET",
      { status: 403, body: JSON.stringify({ errors: [`bad ${apiKey}`, appKey] }) },
      { body: appKey },
    );
    standIn.trouble("GET", { status: 200, body: `"${apiKey}"` });
    for (let i = 0; i < 2; i++) {
      const failure = await failureOf(list());
      const shown = `${failure.stack} ${JSON.stringify(failure)} ${failure.cause}`;
      expect(shown).not.toContain(apiKey);
      expect(shown).not.toContain(appKey);
    }
  });

  test("a redirect is reported as a redirect", async () => {
    standIn.trouble("GET", { status: 302, headers: { location: "/" } });
    expect((await failureOf(list())).message).toContain("302 (a redirect, which is not followed)");
  });

  test("an answer of 200 contains no key either", async () => {
    standIn.store.monitors.push({ id: 1, name: "n", type: "query alert", query: "q", message: `m ${standIn.appKey}` });
    expect((await list())[0]?.message).toBe("m [key]");
  });

  test("keys that are wrong are refused by the stand-in itself", async () => {
    const wrong = await connect({ ...standIn, appKey: "nonsense" }, { retry: quickRetry });
    expect((await failureOf(wrong.call("list", () => wrong.slos.listSLOs({})))).kind).toBe("keys");
  });
});
