import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDraftGraphReader } from "../../protocols/draft-graph/reader.ts";
import { createSseParser } from "../../sse/sse-parser.ts";
import { scanBody, withoutSignatures } from "./scan-body.ts";

const token = `${Buffer.from(JSON.stringify({ request_id: "r", seq: 1, expires_at: 9, kid: "k" })).toString("base64url")}.c2ln`;
const begin = 'id: 0\nevent: stage\ndata: {"stage":"DRAFTING"}\n\n';
const resume = `id: 1\nevent: resume\ndata: {"token":"${token}"}\n\n`;
const complete = 'id: 2\nevent: stage\ndata: {"stage":"COMPLETE","payload":{"total":0}}\n\n';

describe("what k6 learns of a body", () => {
  test.each([
    { claim: "nothing of nothing", body: "", seen: { lastSeq: -1, token: null, final: false, events: 0 } },
    { claim: "a heartbeat is not an event", body: ": heartbeat\n\n", seen: { lastSeq: -1, events: 0 } },
    { claim: "the highest id", body: begin + resume, seen: { lastSeq: 1, token, events: 2 } },
    { claim: "the end", body: begin + resume + complete, seen: { lastSeq: 2, final: true } },
    {
      claim: "an event without its blank line has not come",
      body: begin + resume.trimEnd(),
      seen: { lastSeq: 0, token: null },
    },
    {
      claim: "an incomplete event that would be the end is not the end",
      body: begin + complete.slice(0, -1),
      seen: { final: false },
    },
    {
      claim: "a token without an id",
      body: `event: resume\ndata: {"token":"${token}"}\n\n`,
      seen: { lastSeq: -1, token },
    },
    {
      claim: "the pause that it asks for",
      body: `retry: 50\n\n${begin}retry: 5x\n\n`,
      seen: { retryMs: 50, events: 1 },
    },
    { claim: "no pause", body: `${begin}retry\nretry: -1\n\n`, seen: { retryMs: null } },
    { claim: "CR LF", body: (begin + complete).replaceAll("\n", "\r\n"), seen: { lastSeq: 2, final: true } },
    {
      claim: "the word COMPLETE in a text is not an end",
      body: 'id: 3\nevent: stage\ndata: {"stage":"DRAFTING","payload":{"text":"COMPLETE"}}\n\n',
      seen: { lastSeq: 3, final: false },
    },
  ])("$claim", ({ body, seen }) => {
    expect(scanBody(body, -1)).toMatchObject(seen);
  });

  test("it agrees with the harness's own parser and reader, wherever the body is cut", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 20 });
    const event = fc.oneof(
      fc.constant(begin),
      fc.constant(resume),
      fc.constant(complete),
      fc
        .tuple(fc.nat({ max: 9 }), text)
        .map(([id, value]) => `id: ${id}\nevent: stage\ndata: ${JSON.stringify({ value })}\n\n`),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), fc.nat(), (events, cut) => {
        const whole = events.join("");
        const body = whole.slice(0, cut % (whole.length + 1));
        const reader = createDraftGraphReader();
        const seen = { token: null as string | null, final: false, events: 0 };
        const parser = createSseParser({
          onEvent(each) {
            const facts = reader.read(each);
            seen.events++;
            if (facts.token) seen.token = facts.token.raw;
            if (facts.final && !facts.dropped) seen.final = true;
          },
        });
        parser.push(Buffer.from(body));
        const { lastSeq, final, events: count } = scanBody(body, -1);
        expect({ lastSeq, final, events: count }).toEqual({
          lastSeq: reader.lastSeq,
          final: seen.final,
          events: seen.events,
        });
      }),
    );
  });
});

describe("the log holds no usable token", () => {
  test.each([
    { claim: "the signature goes", body: resume, clean: resume.replace(".c2ln", ".") },
    { claim: "each of several", body: resume + resume, clean: (resume + resume).replaceAll(".c2ln", ".") },
    {
      claim: "one that the cut fell into",
      body: resume.slice(0, -6),
      clean: resume.slice(0, resume.indexOf(".c2ln") + 1),
    },
    { claim: "a text without a token stays as it is", body: begin, clean: begin },
  ])("$claim", ({ body, clean }) => {
    expect(withoutSignatures(body)).toBe(clean);
  });
});
