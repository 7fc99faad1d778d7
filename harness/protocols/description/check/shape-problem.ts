import type { ErrorObject } from "ajv";
import { closest } from "fastest-levenshtein";

/** What is wrong with a user's value: where, with which value, and what to do. */
export interface ShapeProblem {
  /** For example `cursor.send`; "" for the whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/**
 * What a schema's errors say of a value, for people. The deepest error is the most exact; of equally deep ones, an unknown field
 * comes first.
 *
 * @param whole the value's name in a sentence
 * @param examples a correct value for each field, by its name
 */
export function shapeProblem(
  errors: readonly ErrorObject[],
  { whole, examples }: { readonly whole: string; readonly examples: Readonly<Record<string, string>> },
): ShapeProblem {
  const rank = ({ instancePath, keyword }: ErrorObject) =>
    4 * instancePath.split("/").length +
    ({ additionalProperties: 3, dependencies: 3, oneOf: 1, anyOf: 0 }[keyword] ?? 2);
  const [first] = [...errors].sort((a, b) => rank(b) - rank(a));
  const error = first as ErrorObject;
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  const shown = JSON.stringify(error.data)?.slice(0, 80) ?? String(error.data);
  const example = (field: string) => examples[field.split(".")[0] ?? ""] ?? Object.values(examples).join(", ");
  if (error.keyword === "additionalProperties") {
    const wrong = String((error.params as { additionalProperty: string }).additionalProperty);
    const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
    return {
      path: path ? `${path}.${wrong}` : wrong,
      message: `There is no field "${wrong}" in ${path || whole}.`,
      hint: `Did you mean "${closest(wrong, known)}"? The fields are: ${known.join(", ")}.`,
    };
  }
  const where = path || whole.replace(/^./, (letter) => letter.toUpperCase());
  if (error.keyword === "required" || error.keyword === "dependencies") {
    const missing = String((error.params as { missingProperty: string }).missingProperty);
    return { path, message: `${where} lacks "${missing}".`, hint: `Add it: ${example(missing)}` };
  }
  const must = error.keyword === "enum" ? `must be one of ${listed(error.params.allowedValues)}` : error.message;
  return { path, message: `${where} is ${shown}: it ${must}.`, hint: `For example: ${example(path)}` };
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(", ") : "a few";
}
