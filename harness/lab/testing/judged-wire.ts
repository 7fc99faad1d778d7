import path from "node:path";
import { clientRows } from "../../../rows/client/rows.ts";
import { commandClient } from "../clients/command.ts";
import type { ClientResults } from "../results.ts";
import { runLab } from "../run/run-lab.ts";
import type { ProtocolWire } from "../wires/wire.ts";
import { wires } from "../wires/wires.ts";

export interface JudgedWire {
  readonly protocol: string;
  readonly fault?: string;
  /** Absent: all that the protocol has. */
  readonly rows?: readonly string[];
  readonly folder: string;
  readonly seed?: number;
}

/** Runs the model client of a protocol, which may have a fault, through some rows. */
export function judgedWire({ protocol, fault, rows, folder, seed = 20 }: JudgedWire): Promise<ClientResults> {
  const model = path.join(import.meta.dirname, "model-wire.mjs");
  const wire = wires[protocol] as ProtocolWire;
  const own = clientRows.filter((row) => row.protocol === undefined && !row.many);
  const offered = wire.rows(own).rows;
  return runLab({
    rows: offered.filter(({ name }) => rows?.includes(name) ?? true),
    client: commandClient(`${process.execPath} ${model} ${protocol} ${fault === undefined ? "" : `--fault ${fault}`}`),
    protocol,
    wire,
    seed,
    parallel: 4,
    mustStartAnew: false,
    patience: { quietMs: 1_500, returnMs: 3_000 },
    folder,
    signal: AbortSignal.timeout(280_000),
  });
}
