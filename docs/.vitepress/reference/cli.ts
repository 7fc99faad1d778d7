import type { Command } from "commander";
import { verbs } from "../../../harness/cli/verbs/verbs.ts";

/** The page of the command line, from the same commands that `resume-gate --help` prints. */
export async function cliPage(): Promise<string> {
  const sections: string[] = [];
  for (const verb of verbs) sections.push(sectionOf(await verb.load()));
  return `# The command line

Each verb with its arguments and options, taken from the program. \`npx --no-install resume-gate VERB --help\` prints the same.

| exit | meaning |
| --- | --- |
| 0 | pass |
| 1 | fail |
| 2 | wrong usage or configuration |
| 3 | inconclusive: the data prove neither |
| 4 | the environment: no Redis, port taken, target away |
| 130 | interrupted; what was recorded until then is judged and kept |

${sections.join("\n\n")}
`;
}

/** A verb as a section; the verbs below it as sections of their own. */
function sectionOf(command: Command, above = "", level = "##"): string {
  const name = `${above}${command.name()}`;
  const rows = [
    ...command.registeredArguments.map((each) => [
      each.required ? `<${each.name()}>` : `[${each.name()}]`,
      each.description,
      "",
    ]),
    ...command.options
      .filter((option) => !option.hidden)
      .map((option) => [
        option.flags,
        option.description,
        defaultOf(option.defaultValueDescription ?? option.defaultValue),
      ]),
  ];
  const table = [
    "| argument or option | what it does | default |",
    "| --- | --- | --- |",
    ...rows.map(([flags = "", does = "", without = ""]) => `| ${code(flags)} | ${text(does)} | ${without} |`),
  ];
  return [
    `${level} ${name}`,
    `${sentence(command.description())}`,
    `\`\`\`sh\nresume-gate ${name} ${command.usage()}\n\`\`\``,
    ...(rows.length > 0 ? [table.join("\n")] : []),
    ...command.commands.map((below) => sectionOf(below, `${name} `, `${level}#`)),
  ].join("\n\n");
}

function defaultOf(value: unknown): string {
  if (value === undefined || value === null || value === "" || typeof value === "boolean") return "";
  if (typeof value === "object" && Object.keys(value).length === 0) return "";
  return code(String(value));
}

const code = (value: string) => `\`${value.replaceAll("|", "\\|")}\``;

/** Text in a cell of a table: what stands in backticks is code, a page of the docs is a link, and nothing else is markup. */
function text(value: string): string {
  return value
    .split(/(`[^`]*`|\bdocs\/[\w-]+\.md)/)
    .map((part, i) => {
      if (i % 2 === 0) return part.replace(/[|\\<>{}[\]*_`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
      return part.startsWith("`") ? part.replaceAll("|", "\\|") : `[${part}](../${part.replace("docs/", "")})`;
    })
    .join("");
}

const sentence = (value: string) => text(value.slice(0, 1).toUpperCase() + value.slice(1).replace(/\.?$/, "."));
