import schema from "../../../reports/results.schema.json" with { type: "json" };

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** The page of `perf-sse-live-results.json`, from its JSON Schema. */
export function resultsPage(): string {
  const { definitions, ...top } = schema as unknown as Schema & { readonly definitions: Record<string, Schema> };
  const parts = Object.entries(definitions).filter(([, one]) => one.properties || one.enum);
  return `# perf-sse-live-results.json

${top.description ?? ""} The schema itself is \`resume-gate/results.schema.json\`.

## The file

${tableOf(top)}

${parts.map(([name, one]) => `## ${name}\n\n${one.description ?? ""}\n\n${one.properties ? tableOf(one) : formOf(one)}`).join("\n\n")}
`;
}

function tableOf(object: Schema, above = ""): string {
  return ["| field | form | always there |", "| --- | --- | --- |", ...rowsOf(object, above)].join("\n");
}

/** A row for each field; those of a field that is an object itself follow it. */
function rowsOf({ properties = {}, required = [] }: Schema, above: string): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const about = field.description ? `. ${field.description.replaceAll("|", "\\|")}` : "";
    const inner = field.properties ? field : field.items;
    const row = `| \`${above}${name}\` | ${formOf(field)}${about} | ${required.includes(name) ? "yes" : ""} |`;
    return [row, ...(inner?.properties ? rowsOf(inner, `${above}${name}${field.items ? "[]" : ""}.`) : [])];
  });
}

function formOf(field: Schema): string {
  if (field.$ref) {
    const name = field.$ref.replace("#/definitions/", "");
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum) return field.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (field.items) return `list of ${formOf(field.items)}`;
  if (typeof field.additionalProperties === "object") return `names with ${formOf(field.additionalProperties)}`;
  return [field.type ?? "any"].flat().join(" or ");
}
