import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const pages = path.join(import.meta.dirname, "../../docs/tutorial");

/** A page of the tutorial, and what it says of its server. */
export interface Chapter {
  readonly number: number;
  readonly page: string;
  /** The command, as a reader would type it. */
  readonly command: string;
  /** The verdict of each row, as the page prints it. */
  readonly verdicts: Readonly<Record<string, string>>;
  readonly exitCode: number;
  /** The code blocks of the page: the whole server, or its change from the last one. */
  readonly code: readonly { readonly language: string; readonly text: string }[];
}

export const chapters: readonly Chapter[] = readdirSync(pages)
  .filter((name) => /^\d/.test(name))
  .map(readChapter);

function readChapter(file: string): Chapter {
  const page = readFileSync(path.join(pages, file), "utf8");
  const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
  const command = blocks.find(({ text }) => text.includes("resume-gate run "))?.text.trim();
  const printed = blocks.find(({ text }) => text.startsWith("row "))?.text ?? "";
  const exit = /\(exit (\d)\)/.exec(printed)?.[1];
  if (command === undefined || exit === undefined) throw new Error(`${file} has no run, or no verdict.`);
  const rows = printed.split("\n…\n")[0]?.trim().split("\n").slice(1) ?? [];
  return {
    number: Number(/^\d+/.exec(file)?.[0]),
    page: file,
    command,
    verdicts: Object.fromEntries(rows.map((line) => [line.slice(0, 17).trim(), line.slice(17, 30).trim()])),
    exitCode: Number(exit),
    code: blocks.filter(({ language }) => language === "js" || language === "diff"),
  };
}
