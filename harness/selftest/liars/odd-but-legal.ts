import { draftGraphProbes } from "../../protocols/draft-graph/probes.ts";
import type { Liar } from "../liar.ts";
import { withBom, withComments, withLineEnds, withOddFields } from "../lies/legal-forms.ts";
import { type Block, blockOf, rawBlock } from "../proxy/block.ts";

const probes = draftGraphProbes.filter((probe) => probe.takes === "newest").map((probe) => probe.name);

/** Streams that look unusual but break no rule: the judge must find nothing. */
export const oddButLegal: readonly Liar[] = [
  // The control: a finding here would be a finding against the correct server itself.
  {
    name: "honest",
    says: "is correct, and refuses every probe",
    expect: { legal: true },
    load: { cut: { withoutLastEventId: 50, withdrawn: 25, probes }, probesAtEnd: probes },
    lie: (tools) => ({
      request(request) {
        tools.lied("");
        return request;
      },
    }),
  },
  {
    name: "honest-expiry",
    says: "refuses tokens whose life is over, and only those",
    expect: { legal: true },
    load: { server: "short-lived", cut: { awayMs: [20, 60] }, probesAtEnd: ["expired"] },
    lie: (tools) => ({
      answer(answer) {
        if (answer.status === 410) tools.lied("");
        return answer;
      },
    }),
  },
  {
    name: "byte-by-byte",
    says: "sends one byte at a time",
    expect: { legal: true },
    lie: (tools) => ({
      pieces({ stream }) {
        tools.lied(stream);
        return (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
      },
    }),
  },
  {
    name: "crlf-split",
    says: "ends its lines with CRLF and splits it between two chunks",
    expect: { legal: true },
    lie: (tools) => ({
      events({ stream }) {
        tools.lied(stream);
        return { block: (block, out) => out.send(withLineEnds(block, "\r\n")) };
      },
      pieces: () => (bytes) => {
        const pieces: Buffer[] = [];
        let from = 0;
        for (let at = bytes.indexOf("\r\n"); at >= 0; at = bytes.indexOf("\r\n", at + 2)) {
          pieces.push(bytes.subarray(from, at + 1));
          from = at + 1;
        }
        return [...pieces, bytes.subarray(from)];
      },
    }),
  },
  {
    name: "cr-only",
    says: "ends its lines with CR alone",
    expect: { legal: true },
    lie: (tools) => ({
      events({ stream }) {
        tools.lied(stream);
        return { block: (block, out) => out.send(withLineEnds(block, "\r")) };
      },
    }),
  },
  {
    name: "bom",
    says: "begins with a byte order mark",
    expect: { legal: true },
    lie: (tools) => ({
      events({ stream }) {
        let begun = false;
        return {
          block(block, out) {
            if (!begun) tools.lied(stream);
            out.send(begun ? block : withBom(block));
            begun = true;
          },
        };
      },
    }),
  },
  {
    name: "comments-between-lines",
    says: "puts comments between the lines of an event",
    expect: { legal: true },
    lie: (tools) => ({
      events({ stream }) {
        tools.lied(stream);
        return { block: (block, out) => out.send(withComments(block)) };
      },
    }),
  },
  {
    name: "odd-fields",
    says: "sends fields in another order, without the space, and unknown fields",
    expect: { legal: true },
    lie: (tools) => ({
      events({ stream }) {
        tools.lied(stream);
        return { block: (block, out) => out.send(withOddFields(block)) };
      },
    }),
  },
  {
    name: "unknown-events",
    says: "sends events of other types without an id, and blocks without data",
    expect: { legal: true },
    lie: (tools) => ({
      events({ stream }) {
        tools.lied(stream);
        const ping = blockOf({ id: null, type: "ping", data: "{}" });
        return { block: (block, out) => out.send(ping, block, rawBlock("event: stage\n\n")) };
      },
    }),
  },
  {
    name: "in-one-piece",
    says: "sends several events in one chunk",
    expect: { legal: true },
    lie: (tools) => ({
      events({ stream }) {
        let waiting: Block[] = [];
        return {
          block(block, out) {
            waiting.push(block);
            if (waiting.length < 3 && !tools.wire.isFinal(block)) return;
            tools.lied(stream);
            out.send(rawBlock(Buffer.concat(waiting.map(({ raw }) => raw))));
            waiting = [];
          },
        };
      },
    }),
  },
];
