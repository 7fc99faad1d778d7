import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";

/** A published package behind a small server, and what each row must say of each version. */
export interface Proof {
  /** Its folder's name. */
  readonly name: string;
  readonly folder: string;
  readonly package: string;
  /** Commands that install it, run one after the other in its folder. */
  readonly install: readonly string[];
  /** The package itself is not available: the server is ours, and has the pattern of its fault. */
  readonly patternOnly?: boolean;
  readonly versions: readonly Version[];
}

export interface Version {
  readonly version: string;
  readonly command: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Further options of `run`: a slower load, where the package is too slow for two cores. */
  readonly args?: readonly string[];
  /** The published fault that it has. */
  readonly fault?: { readonly source: string; readonly says: string };
  /** A text that the harness must print: it refuses this version, because it has nothing to resume. No row runs. */
  readonly refused?: string;
  /** Row → `pass`, `left open`, `not offered`, `inconclusive`, `fail: GATE, …`, or `varies` where a fault shows in some runs only. */
  readonly rows: Readonly<Record<string, string>>;
}

const text = { type: "string", minLength: 1 };
const schema = {
  type: "object",
  required: ["package", "install", "versions"],
  additionalProperties: false,
  properties: {
    package: text,
    install: { type: "array", items: text },
    patternOnly: { type: "boolean" },
    versions: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["version", "command", "rows"],
        additionalProperties: false,
        properties: {
          version: text,
          command: text,
          env: { type: "object", additionalProperties: { type: "string" } },
          args: { type: "array", items: text },
          fault: {
            type: "object",
            required: ["source", "says"],
            additionalProperties: false,
            properties: { source: text, says: text },
          },
          refused: text,
          rows: {
            type: "object",
            additionalProperties: {
              type: "string",
              pattern: "^(pass|left open|not offered|inconclusive|varies|fail: [a-z0-9_]+(, [a-z0-9_]+)*)$",
            },
          },
        },
      },
    },
  },
} as const;
const fits = new Ajv({ allErrors: true }).compile<Omit<Proof, "name" | "folder">>(schema);

/** Reads all `proving-ground/NAME/expected.json`. @throws Error with the file and what is wrong in it */
export function readProofs(root: string): Proof[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "clients")
    .map(({ name }) => {
      const folder = path.join(root, name);
      const file = path.join(folder, "expected.json");
      const value: unknown = JSON.parse(readFileSync(file, "utf8"));
      if (fits(value)) return { name, folder, ...value };
      const problems = (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
      throw new Error(`${file}: ${problems.join("; ")}`);
    });
}
