import { describe, expect, test } from "vitest";
import type { StreamDescription } from "../../protocols/description/description.ts";
import { DescribedClient } from "./described-client.ts";

const described: StreamDescription = {
  open: { get: "/events/{marker}" },
  cursor: { from: "id", send: { header: "Last-Event-ID" } },
  aside: ["without-id"],
  end: [{ event: "done" }, "close"],
  gone: [{ event: "stale" }, { pointer: "/stale" }],
  proof: [{ number: "id" }],
};

const clientOf = (description: StreamDescription) =>
  new DescribedClient({ name: "test", description, given: {}, word: "w" }, "0");

function learn(body: string, answer: { readonly type?: string; readonly cut?: boolean } = {}) {
  const { type = "text/event-stream", cut = false } = answer;
  const headers = { "content-type": type };
  return clientOf(described).learn({ status: 200, headers, body, cut, whole: !cut, resumes: true });
}

const one = "id: 1\ndata: x\n\n";

describe("a client in k6 decides as the harness's own does", () => {
  test.each([
    { claim: "an end is the end", body: `${one}event: done\ndata: x\n\n`, why: "complete" },
    {
      claim: "a word that the cursor is too old is final, even if it stands aside",
      body: "event: stale\ndata: x\n\n",
      why: "refused",
    },
    {
      claim: "and what follows it is not read",
      body: `event: stale\ndata: x\n\nevent: done\ndata: x\n\n`,
      why: "refused",
    },
    { claim: "an event that says both is that word", body: 'event: done\ndata: {"stale":1}\n\n', why: "refused" },
    {
      claim: "after the end it says nothing",
      body: "event: done\ndata: x\n\nevent: stale\ndata: x\n\n",
      why: "complete",
    },
  ])("$claim", ({ body, why }) => expect(learn(body).why).toBe(why));
});
