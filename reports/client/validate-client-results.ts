import { Ajv } from "ajv";
import schema from "./client-results.schema.json" with { type: "json" };

const check = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** What does not fit the schema of a client's results: a sentence each, with the place. Empty when all fits. */
export function validateClientResults(results: unknown): string[] {
  if (check(results)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message ?? "does not fit"}`);
}
