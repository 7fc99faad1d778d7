import { draftGraphProbes } from "../../protocols/draft-graph/probes.ts";
import type { Liar } from "../liar.ts";

const probes = draftGraphProbes.filter((probe) => probe.takes === "newest").map((probe) => probe.name);

/** The control: what is found here would be found of the correct server itself. */
export const honest: Liar = {
  name: "honest",
  says: "does all as it should, also when it is attacked",
  expect: { legal: true },
  load: { cut: { withoutLastEventId: 50, withdrawn: 25, probes }, probesAtEnd: probes },
  lie: (tools) => ({
    request(request) {
      tools.lied("");
      return request;
    },
  }),
};
