import { answerResumes } from "../answers.ts";
import type { Liar } from "../liar.ts";

export const redirect: Liar = {
  name: "redirect",
  says: "sends a resume elsewhere with 307",
  expect: { finding: "unexpected-status" },
  lie: answerResumes("once", ({ path }) => ({ status: 307, headers: { location: `${path}?again=1` }, body: "" })),
};
