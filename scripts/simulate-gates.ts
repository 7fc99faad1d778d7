import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { simulateGates } from "../harness/measure/simulate.ts";
import { refuseArguments, scriptArguments } from "./arguments/script-arguments.mjs";

const usage = `usage: node scripts/simulate-gates.ts [GATES] [SEED]

Prints the table of docs/verdict.md: what the success gate says of targets whose true rate is known. GATES simulated gates a row
(default: 100000), drawn from SEED (default: 1).
`;
const { words } = await scriptArguments(usage, {}, { mostWords: 2 });
const [gates = 100_000, seed = 1] = words.map(Number);
if (!Number.isInteger(gates) || gates < 1 || !Number.isInteger(seed))
  refuseArguments(usage, `"${words.join(" ")}" is not two whole numbers, the first from 1 on.`);
const limit = 98;

console.log(`${gates} simulated gates a row, seed ${seed}, limit ${limit} %\n`);
console.log("| attempts planned | true rate | pass | inconclusive | fail | stopped early | attempts saved |");
console.log("|---|---|---|---|---|---|---|");
for (const attempts of [240, 480, 2_400]) {
  for (const trueRate of [90, 97, 97.9, 98, 98.1, 99.5, 99.9]) {
    const generator = xoroshiro128plus(seed);
    const row = simulateGates(trueRate, { gates, attempts, limit, random: () => uniformFloat64(generator) });
    const wrongVerdict = trueRate < limit ? "pass" : "fail";
    const show = (name: "pass" | "inconclusive" | "fail") =>
      `${row[name].toFixed(3)} %${name === wrongVerdict ? " (wrong)" : ""}`;
    const saved = (100 - row.attemptsMade).toFixed(1);
    console.log(
      `| ${attempts} | ${trueRate} % | ${show("pass")} | ${show("inconclusive")} | ${show("fail")} | ${row.stoppedEarly.toFixed(2)} % | ${saved} % |`,
    );
  }
}
