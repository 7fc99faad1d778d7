import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { clientRows } from "../../../rows/client/rows.ts";
import { errors, RefusalError } from "../../errors.ts";
import type { ClientVerdict } from "../judge/findings.ts";
import { judgeRow } from "../judge/judge.ts";
import { judgeMany } from "../judge/many.ts";
import { wires } from "../wires/wires.ts";
import { LAB_HISTORY, type LabHead, type LabRecord } from "./records.ts";

/** Whether a file is the history of a client: its first line says so. */
export async function isClientHistory(file: string): Promise<boolean> {
  const input = createReadStream(file, { encoding: "utf8", end: 4_096 });
  const lines = createInterface({ input });
  for await (const line of lines) {
    lines.close();
    input.destroy();
    return line.includes(`"schema":"${LAB_HISTORY}"`);
  }
  return false;
}

/** @throws RefusalError (exit 3) for a file that cannot be judged */
export async function readClientHistory(
  file: string,
): Promise<{ records: readonly LabRecord[]; verdict: ClientVerdict }> {
  const text = await readFile(file, "utf8");
  const records = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, at) => {
      try {
        return JSON.parse(line) as LabRecord;
      } catch {
        throw new RefusalError(errors.badHistory(file, `line ${at + 1} is no JSON`));
      }
    });
  const head = records[0] as LabHead;
  const row = clientRows.find(({ name }) => name === head.row);
  if (!row) throw new RefusalError(errors.badHistory(file, `its row "${head.row}" is not known`));
  const { clients = 1, mustSpread = false } = head;
  if (row.many) return { records, verdict: judgeMany(row, records, { clients, mustSpread }) };
  const reports = head.reports === true || records.some(({ k }) => k === "got");
  const [spoken = row] = wires[head.protocol]?.rows([row]).rows ?? [];
  return { records, verdict: judgeRow(spoken, records, { reports, mustStartAnew: head.mustStartAnew }) };
}
