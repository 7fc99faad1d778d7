import { expect, test } from "vitest";
import { all, type Case, judged, start } from "../testing/judged-history.ts";
import { LabHistory } from "../testing/records.ts";

const pauses: readonly Case[] = [
  {
    claim: "as long as retry: asks for is right",
    history: start()
      .sent(0, { retryMs: 300 })
      .got(0)
      .events(1, 2)
      .end()
      .after(300)
      .request({ cursor: "3" })
      .stream()
      .events(3, 4, 5),
    kinds: [],
  },
  {
    claim: "shorter is too soon",
    history: start()
      .sent(0, { retryMs: 300 })
      .got(0)
      .events(1, 2)
      .end()
      .after(200)
      .request({ cursor: "3" })
      .stream()
      .events(3, 4, 5),
    kinds: ["came-too-soon"],
  },
  {
    claim: "shorter than Retry-After is too soon",
    history: new LabHistory()
      .request()
      .refuse(503, "open", 1_000)
      .after(800)
      .request()
      .stream()
      .events(...all),
    kinds: ["came-too-soon"],
  },
  {
    claim: "a client that left by itself may come back at once",
    history: start()
      .sent(0, { retryMs: 300 })
      .got(0)
      .end("client", "no")
      .request({ cursor: "1" })
      .stream()
      .events(1, 2, 3, 4, 5),
    kinds: [],
  },
  {
    claim: "eleven requests within a second hammer",
    history: Array.from({ length: 11 }).reduce<LabHistory>(
      (h) => h.request().refuse(500, "open").after(50),
      new LabHistory(),
    ),
    kinds: ["hammers"],
  },
  {
    claim: "so do eleven before a stream that names a pause",
    history: Array.from({ length: 11 })
      .reduce<LabHistory>((h) => h.request().refuse(500, "open").after(50), new LabHistory())
      .request()
      .stream()
      .sent(0, { retryMs: 80 })
      .got(0)
      .events(1, 2, 3, 4, 5),
    kinds: ["hammers"],
  },
  {
    claim: "eleven at ten a second do not, although the lab saw the first one late",
    history: Array.from({ length: 10 }).reduce<LabHistory>(
      (h) => h.request().refuse(500, "open").after(80),
      new LabHistory().request().refuse(500, "open").after(55),
    ),
    kinds: [],
  },
  {
    claim: "nor do eleven as fast as the stream allows",
    history: Array.from({ length: 11 }).reduce<LabHistory>(
      (h) => h.end().after(80).request({ cursor: "1" }).stream(),
      new LabHistory().request().stream().sent(0, { retryMs: 80 }).got(0),
    ),
    kinds: [],
  },
  {
    claim: "ten do not",
    history: Array.from({ length: 10 }).reduce<LabHistory>(
      (h) => h.request().refuse(500, "open").after(50),
      new LabHistory(),
    ),
    kinds: [],
  },
];

test.each(pauses)("$claim", (each) => {
  expect(judged(each).findings.map(({ kind }) => kind)).toEqual(each.kinds);
});

test.each([
  { claim: "pauses that stay are left open", factor: 1, verdict: "left open" },
  { claim: "pauses that grow are right", factor: 2, verdict: "pass" },
])("$claim", ({ factor, verdict }) => {
  const history = new LabHistory();
  for (let n = 0, pause = 150; n < 5; n++, pause *= factor) history.request().refuse(500, "open").after(pause);
  history
    .request()
    .stream()
    .events(...all);
  expect(judged({ claim: "", history, kinds: [] }).verdict).toBe(verdict);
});
