import type { Learned } from "./learn.ts";

/** The description as a module, with a comment on each field that says what it was found out from. */
export function writeConfig({ description, reasons, lacks }: Learned, target: string): string {
  const fields = Object.entries(description).map(([name, value]) => {
    const reason = reasons[name as keyof typeof reasons];
    return `${reason ? `  // ${oneLine(reason)}\n` : ""}  ${name}: ${JSON.stringify(value)},`;
  });
  return [
    `// How the streams of ${oneLine(target)} are opened, resumed and ended. All fields: docs/describe-a-stream.md.`,
    ...lacks.map((lack) => `// TODO: ${oneLine(lack)}`),
    "export default {",
    ...fields,
    "};",
    "",
  ].join("\n");
}

/** What a server sent must not end a comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u2028\u2029]+/g, " ");
}
