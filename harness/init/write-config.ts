import type { Inferred } from "./infer-description.ts";

/** The configuration as a module, with a comment on each field that says what it was inferred from. */
export function writeConfig({ description, reasons, lacks }: Inferred, target: URL): string {
  const fields = Object.entries(description).map(([name, value]) => {
    const reason = reasons[name as keyof typeof reasons];
    return `${reason ? `    // ${oneLine(reason)}\n` : ""}    ${name}: ${valueText(value)},`;
  });
  return [
    'import { defineConfig, stream } from "resume-gate";',
    "",
    "// All fields: docs/configuration.md and docs/describe-a-stream.md.",
    ...lacks.map((lack) => `// TODO: ${oneLine(lack)}`),
    "export default defineConfig({",
    `  target: ${JSON.stringify(target.origin)},`,
    "  protocol: stream({",
    ...fields,
    "  }),",
    "});",
    "",
  ].join("\n");
}

/** As a person would write it: names without quotes where they need none. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, each]) => `${nameText(name)}: ${valueText(each)}`);
  return `{ ${fields.join(", ")} }`;
}

function nameText(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

/** Text from a server must not end a comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, " ");
}
