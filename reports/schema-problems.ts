import { Ajv } from "ajv";

/** Makes a check against a JSON Schema. The check gives a sentence for each thing that does not fit, with its place; none when all fits. */
export function schemaProblems(schema: object): (value: unknown) => string[] {
  const check = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
  return (value) => {
    if (check(value)) return [];
    return (check.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath || "/"} ${message ?? "does not fit"}`,
    );
  };
}
