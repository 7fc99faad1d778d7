#!/usr/bin/env node
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { arch, availableParallelism, tmpdir, type } from "node:os";
import path from "node:path";
import { refuseArguments, scriptArguments } from "../../scripts/arguments/script-arguments.mjs";
import { clients, protocolClients, publishedFaults } from "./clients.mjs";
import { serve } from "./serve.mjs";

const usage = `usage: node proving-ground/clients/run.mjs [--protocols | --faults] [--only NAME]

Runs the rows for clients with real clients, and prints a table for docs/clients.md.

  --protocols   clients that speak another protocol than event-source
  --faults      published faults: each must be red in the version that has it, and green in the one that does not
  --only NAME   only those whose name contains NAME

Exit codes: 0; 1 a published fault did not show, or showed where it should not; 2 wrong usage.
`;
const { values } = await scriptArguments(usage, {
  protocols: { type: "boolean" },
  faults: { type: "boolean" },
  only: { type: "string" },
});
const here = import.meta.dirname;
const root = path.join(here, "..", "..");
const beside = path.join(root, "node_modules", ".bin", "node"); // some clients need a newer Node than the one this was typed on
const node = existsSync(beside) ? beside : process.execPath;
const themes = ["cut", "cursor", "form", "pause", "answer", "server"];
const seed = "7";
const limitMs = 300_000;
const only = values.only ?? "";
const names = values.faults
  ? publishedFaults.map(({ what }) => what)
  : (values.protocols ? protocolClients : clients).map(({ name }) => name);
if (!names.some((name) => name.includes(only)))
  refuseArguments(usage, `--only "${only}" names none.`, `There are: ${names.join("; ")}.`);
const { server, address } = await serve();
const out = mkdtempSync(path.join(tmpdir(), "resume-gate-clients-"));

/** Installs what a folder's lock file names, once. */
function install(folder) {
  if (folder !== undefined && existsSync(path.join(here, folder, "requirements.txt"))) return installPython(folder);
  if (folder === undefined || existsSync(path.join(here, folder, "node_modules"))) return;
  if (!existsSync(path.join(here, folder, "package.json"))) return;
  const verb = existsSync(path.join(here, folder, "package-lock.json")) ? "ci" : "install";
  spawnSync("npm", [verb, "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: path.join(here, folder),
    stdio: "inherit",
    timeout: limitMs,
  });
}

function installPython(folder) {
  const cwd = path.join(here, folder);
  if (existsSync(path.join(cwd, ".venv"))) return;
  spawnSync("python3", ["-m", "venv", ".venv"], { cwd, stdio: "inherit", timeout: limitMs });
  spawnSync(
    ".venv/bin/pip",
    [
      "install",
      "--quiet",
      "-r",
      existsSync(path.join(cwd, "requirements.lock")) ? "requirements.lock" : "requirements.txt",
    ],
    {
      cwd,
      stdio: "inherit",
      timeout: limitMs,
    },
  );
}

/** A client of Go is built, anew for each run of this script. @returns the command that starts it */
function built(folder) {
  const file = path.join(out, folder);
  const { status } = spawnSync("go", ["build", "-o", file, "."], {
    cwd: path.join(here, folder),
    stdio: "inherit",
    timeout: limitMs,
  });
  if (status !== 0) throw new Error(`${folder} was not built; it needs go.`);
  return `"${file}"`;
}

function commandOf(folder, { go, python, file = "client.mjs" }) {
  if (go) return built(folder);
  const own = path.join(here, folder);
  return python ? `"${own}/.venv/bin/python" "${own}/client.py"` : `"${node}" "${path.join(own, file)}"`;
}

/** @returns the results, as resume-gate-client.json has them */
async function judged({ folder, page, env = {}, protocol = "event-source", ...how }, rows = "all") {
  install(folder ?? path.dirname(page));
  const client = page
    ? ["--page", `${address}/${page}?stream={url}&headers={headers}`]
    : ["--command", commandOf(folder, how)];
  const args = [
    path.join(root, "harness/cli/bin.mjs"),
    "client",
    ...client,
    "--protocol",
    protocol,
    "--rows",
    rows,
    "--seed",
    seed,
    "--out",
    out,
    "--json",
  ];
  const child = spawn(node, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: limitMs,
  });
  let text = "";
  for await (const part of child.stdout.setEncoding("utf8")) text += part;
  return JSON.parse(text);
}

function cell(results, theme) {
  const rows = results.rows.filter((row) => row.theme === theme);
  const failed = rows.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive");
  if (rows.length === 0) return "not offered";
  if (failed.length === 0) return "all";
  const shown = failed.map(({ name, findings }) => `${name} (${findings[0]?.kind ?? "inconclusive"})`);
  return `${rows.length - failed.length} of ${rows.length}; not ${shown.slice(0, 4).join(", ")}${shown.length > 4 ? ` and ${shown.length - 4} more` : ""}`;
}

/** How many rows have each verdict: `37 pass, 1 fail, 5 left open`. */
function counted({ rows }) {
  const verdicts = ["pass", "fail", "left open", "inconclusive"];
  const counts = verdicts.map((verdict) => [rows.filter((row) => row.verdict === verdict).length, verdict]);
  return counts.flatMap(([count, verdict]) => (count > 0 ? [`${count} ${verdict}`] : [])).join(", ");
}

async function table(columns, those) {
  console.log(`| ${[...columns, ...themes].join(" | ")} |\n|${" --- |".repeat(columns.length + themes.length)}`);
  for (const client of those.filter(({ name }) => name.includes(only))) {
    const results = await judged(client);
    const known = { ...client, client: client.name, rows: counted(results) };
    const cells = [...columns.map((column) => known[column]), ...themes.map((theme) => cell(results, theme))];
    console.log(`| ${cells.join(" | ")} |`);
  }
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  const day = new Date().toISOString().slice(0, 10);
  console.log(
    `\nRun on ${day} with seed ${seed}: Node ${version}, ${type()} ${arch()}, ${availableParallelism()} cores.`,
  );
}

async function faults() {
  console.log("| fault | row | with it | without it |\n| --- | --- | --- | --- |");
  for (const { what, where, row, bad, good } of publishedFaults.filter((each) => each.what.includes(only))) {
    const red = await judged(bad, row);
    const green = good === null ? null : await judged(good, row);
    if (red.verdict !== "fail" || (green !== null && green.verdict !== "pass")) process.exitCode = 1;
    const found = red.rows[0].findings[0];
    console.log(
      `| [${what}](${where}) | \`${row}\` | ${red.verdict}: ${found?.kind ?? "nothing"} | ${green?.verdict ?? ""} |`,
    );
  }
}

try {
  if (values.faults) await faults();
  else if (values.protocols) await table(["client", "protocol", "rows"], protocolClients);
  else await table(["client"], clients);
} finally {
  server.close();
  rmSync(out, { recursive: true, force: true });
}
