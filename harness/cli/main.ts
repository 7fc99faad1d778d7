import { readFileSync } from "node:fs";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { RefusalError } from "../errors.ts";
import { root } from "../run/environment.ts";
import { messageOf } from "../thrown.ts";
import { withoutKeys } from "./options/datadog-connection.ts";
import { helpText } from "./output/help-text.ts";
import { outliveReaders } from "./output/outlive-readers.ts";
import { type Verb, verbs } from "./verbs/verbs.ts";

/** The command line. Sets the exit code and returns. Only this outermost layer prints errors. */
export async function main(args: readonly string[]): Promise<void> {
  outliveReaders();
  const program = new Command("resume-gate")
    .description("Proves that a cut stream can be picked up again: nothing lost, nothing twice, nothing out of order.")
    .version(version(), "-V, --version", "print the version")
    .exitOverride()
    .configureHelp(helpText)
    .configureOutput({ writeErr: (text) => process.stderr.write(withoutKeys(text)) })
    .showHelpAfterError("(`resume-gate --help` shows all options.)");
  try {
    for (const verb of asked(args))
      program.addCommand((await verb.load()).exitOverride().copyInheritedSettings(program));
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** The verb that is asked for; all of them for help, and for a name that is not a verb. */
function asked([name]: readonly string[]): readonly Verb[] {
  const verb = verbs.find((each) => each.name === name);
  return verb ? [verb] : verbs;
}

/** The version of the checkout or of the package that runs. */
function version(): string {
  return (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string }).version;
}

/** @returns the exit code */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof RefusalError) {
    const { code, message, hint, exitCode } = error.refusal;
    process.stderr.write(withoutKeys(`${message}\n${hint}\n(${code}, exit ${exitCode})\n`));
    return exitCode;
  }
  const text = messageOf(error);
  process.stderr.write(withoutKeys(`An unexpected error: ${text}.\n`));
  process.stderr.write("Nothing can be said about the target (exit 3). RESUME_GATE_DEBUG=1 shows where it happened.\n");
  if (process.env.RESUME_GATE_DEBUG && error instanceof Error) process.stderr.write(withoutKeys(`${error.stack}\n`));
  return 3;
}
