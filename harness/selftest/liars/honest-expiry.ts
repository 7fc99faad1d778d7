import type { Liar } from "../liar.ts";

export const honestExpiry: Liar = {
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
};
