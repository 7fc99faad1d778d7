import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { HISTORY_SCHEMA, type HistoryRecord } from "./records.ts";
import { headV1 } from "./schema/head-schema.ts";
import { kinds } from "./schema/history-schema.ts";
import { HISTORY_SCHEMA_V1 } from "./v1.ts";

const ajv = new Ajv({ discriminator: true, verbose: true, allowUnionTypes: true });
const compiled = new Map<object, ValidateFunction>();

/** Why a value is not a record of a history: what is wrong, where, and with which value. Null when it is a record. */
export function recordProblem(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return `not a record: ${shown(value)}`;
  const { k } = value as { k?: unknown };
  if (typeof k !== "string" || !Object.hasOwn(kinds, k)) return `a record of the unknown kind ${shown(k)}`;
  const kind = k as HistoryRecord["k"];
  const { schema } = value as { schema?: unknown };
  if (kind === "head" && typeof schema === "string" && schema !== HISTORY_SCHEMA && schema !== HISTORY_SCHEMA_V1) {
    return `of the schema "${schema}", not ${HISTORY_SCHEMA} or ${HISTORY_SCHEMA_V1}`;
  }
  const check = validatorOf(kind === "head" && schema === HISTORY_SCHEMA_V1 ? headV1 : kinds[kind]);
  if (!check(value)) return problemOf(kind, check.errors?.[0]);
  if (kind === "head") return wrongStart(value as Extract<HistoryRecord, { k: "head" }>);
  return kind === "ev" ? unequalColumn(value as Extract<HistoryRecord, { k: "ev" }>) : null;
}

function wrongStart({ face: { startedAt } }: Extract<HistoryRecord, { k: "head" }>): string | null {
  if (!Number.isNaN(new Date(startedAt).getTime())) return null;
  return `a "head" record whose "face.startedAt" is ${startedAt}: it must be a time in Unix milliseconds`;
}

/** Compiled when first needed: most commands read no history. */
function validatorOf({ json }: { readonly json: object }): ValidateFunction {
  let check = compiled.get(json);
  if (!check) {
    check = ajv.compile(json);
    compiled.set(json, check);
  }
  return check;
}

const columns = ["at", "idx", "fl", "id", "lo", "hi"] as const;

function unequalColumn(record: Extract<HistoryRecord, { k: "ev" }>): string | null {
  const wrong = columns.find((name) => (record[name] ?? record.seq).length !== record.seq.length);
  if (wrong === undefined) return null;
  return `an "ev" record whose "${wrong}" has ${record[wrong]?.length} values and "seq" ${record.seq.length}`;
}

function problemOf(kind: string, error: ErrorObject | undefined): string {
  const record = `${/^[aeo]/.test(kind) ? "an" : "a"} "${kind}" record`;
  if (!error) return `${record} that does not fit the schema`;
  const { keyword, params, data, instancePath } = error;
  const place = instancePath.slice(1).replaceAll("/", ".");
  const within = (name: unknown) => [place, name].filter(Boolean).join(".");
  if (keyword === "required") {
    const { missingProperty } = params;
    if (place === "") return `${record} without "${missingProperty}"`;
    return `${record} whose "${place}" is ${shown(data)}: it must have "${missingProperty}"`;
  }
  if (keyword === "discriminator") {
    return `${record} whose "${within(params.tag)}" is ${shown(params.tagValue)}: its kind is unknown`;
  }
  const must =
    keyword === "enum"
      ? (params.allowedValues as unknown[]).map(shown).join(" or ")
      : `of the type ${String(params.type ?? error.message)}`;
  return `${record} whose "${place}" is ${shown(data)}: it must be ${must}`;
}

function shown(value: unknown): string {
  const all = JSON.stringify(value) ?? "absent";
  return all.length > 60 ? `${all.slice(0, 60)}…` : all;
}
